//! Erasing: what is done when it is asked for, and finding the conversations in which a value stands, first by the
//! look-up, then by reading everything, piece by piece.

use std::collections::BTreeSet;

use async_trait::async_trait;
use convlog_core::record::Body;
use convlog_core::{EntryText, Timestamp};

use super::Backend;
use crate::admin_grant::AdminGrant;
use crate::erase::{Erase, ErasedBy, ErasureState, Estimate, Receipt, ReceiptId, Retired, Target};
use crate::erasure_value::ErasureValue;
use crate::erasures::{Erasure, ErasureFilter, Progress};
use crate::error::{Error, ErrorKind, Result};
use crate::records::{ConversationRef, Cursor, ProjectRef, RowFilter, RowQuery};

const ERASE: &str = "erase";
/// What seals a value that is being looked for.
const SOUGHT: &str = "sought value";
/// How many conversations the look-up gives at once.
const LOOKED_UP_MAX: usize = 500;
/// How many steps an estimate takes at most.
const ESTIMATE_STEPS_MAX: usize = 200;

#[async_trait]
impl<S: Backend> Erase for S {
    async fn erase(&self, administration: &AdminGrant, target: &Target, now: Timestamp) -> Result<Receipt> {
        let of = administration.place();
        let id = ReceiptId::generate().map_err(|error| Error::because(ErrorKind::Unavailable, ERASE, error))?;
        let mut receipt = Receipt {
            by: ErasedBy::Conversation,
            target: hash(self, &of, target)?,
            state: ErasureState::Erased,
            asked_at: now,
            erased_at: Some(now),
            purged_at: None,
            conversations: 0,
            scanned: 0,
            to_scan: 0,
            key: administration.key().clone(),
            id,
        };
        let erasure = match target {
            Target::Conversation(id) => {
                let found = vec![ConversationRef { of: of.clone(), id: id.clone() }];
                let erasure = Erasure { of, receipt, sought: None, at: Progress::Done, to: Cursor(Vec::new()) };
                self.put_erasure(&erasure, found).await?
            }
            Target::Value(sought) => {
                // Once, and no further than `end`: the look-up does not know when a value came in, so asked again it would
                // find what is no part of what was asked for. What it does not give now, the sweep finds.
                let end = self.extent(&of).await?;
                let found = looked_up(self, &of, sought).await?;
                let key = self.seal_keys().lookup().purpose_key(SOUGHT);
                let sealed = key.seal(receipt.id.0.as_bytes(), sought.reveal().as_bytes());
                let sealed = sealed.map_err(|error| Error::because(ErrorKind::Unavailable, ERASE, error))?;
                (receipt.by, receipt.state, receipt.erased_at) = (ErasedBy::Value, ErasureState::Scanning, None);
                receipt.to_scan = end.rows;
                let erasure =
                    Erasure { of, receipt, sought: Some(sealed), at: Progress::Sweep(None), to: end.last_row };
                self.put_erasure(&erasure, found).await?
            }
        };
        Ok(erasure.receipt)
    }

    async fn estimate(&self, administration: &AdminGrant, target: &Target) -> Result<Estimate> {
        let of = administration.place();
        let sought = match target {
            Target::Value(sought) => sought,
            Target::Conversation(id) => {
                let query = RowQuery { only: RowFilter::Any, after: None, sealed: false, limit: 1 };
                let page = self.rows(&ConversationRef { of, id: id.clone() }, &query).await?;
                return Ok(Estimate { conversations: page.rows.len() as u64, complete: true });
            }
        };
        let mut found: BTreeSet<ConversationRef> = looked_up(self, &of, sought).await?.into_iter().collect();
        let mut complete = found.len() < LOOKED_UP_MAX;
        let (to, mut after, mut is_end) = (self.extent(&of).await?.last_row, None, false);
        for _ in 0..ESTIMATE_STEPS_MAX {
            let page = self.sweep(&of, after.as_ref(), &to).await?;
            found.extend(page.rows.into_iter().filter(|(of, body)| holds(sought, of, body.as_ref())).map(|(of, _)| of));
            (is_end, after) = (page.next.is_none(), page.next);
            if is_end {
                break;
            }
        }
        complete &= is_end;
        Ok(Estimate { conversations: found.len() as u64, complete })
    }

    async fn receipts(&self, administration: &AdminGrant, limit: u32) -> Result<Vec<Receipt>> {
        let erasures = self.erasures(ErasureFilter::Of(&administration.place()), limit).await?;
        Ok(erasures.into_iter().map(|erasure| erasure.receipt).collect())
    }

    async fn receipt(&self, administration: &AdminGrant, id: &ReceiptId) -> Result<Option<Receipt>> {
        let found = self.erasures(ErasureFilter::Named(&administration.place(), id), 1).await?;
        Ok(found.into_iter().next().map(|erasure| erasure.receipt))
    }

    async fn retired(&self, administration: &AdminGrant) -> Result<Retired> {
        Ok(self.extent(&administration.place()).await?.retired)
    }
}

/// Returns the keyed hash by which a receipt names what was erased.
fn hash(store: &(impl Backend + ?Sized), of: &ProjectRef, target: &Target) -> Result<[u8; 32]> {
    let lookup = store.seal_keys().lookup();
    match target {
        Target::Conversation(id) => Ok(lookup.hash_conversation(&of.account, &of.project, id)),
        Target::Value(sought) => {
            let form = sought.forms().next().ok_or(Error::new(ErrorKind::Invalid, ERASE))?;
            Ok(lookup.hash(&of.account, &of.project, form.kind().as_str(), form.reveal()))
        }
    }
}

async fn looked_up(
    store: &(impl Backend + ?Sized),
    of: &ProjectRef,
    sought: &ErasureValue,
) -> Result<Vec<ConversationRef>> {
    let lookup = store.seal_keys().lookup();
    let hash = |form: &crate::erasure_value::NormalizedValue| {
        lookup.hash(&of.account, &of.project, form.kind().as_str(), form.reveal())
    };
    let hashes: Vec<[u8; 32]> = sought.forms().map(hash).collect();
    store.looked_up(of, &hashes, LOOKED_UP_MAX).await
}

/// Takes a step of the oldest erasure that is still looking; says whether there is more to do now.
pub(super) async fn step(store: &(impl Backend + ?Sized), now: Timestamp) -> Result<bool> {
    let Some(mut erasure) = store.erasures(ErasureFilter::Looking, 1).await?.pop() else { return Ok(false) };
    let sought = opened(store, &erasure)?;
    let found = match &erasure.at {
        Progress::Sweep(after) => {
            let page = store.sweep(&erasure.of, after.as_ref(), &erasure.to).await?;
            erasure.receipt.scanned += page.passed;
            erasure.at = page.next.map_or(Progress::Done, |next| Progress::Sweep(Some(next)));
            let rows = page.rows.into_iter().filter(|(of, body)| holds(&sought, of, body.as_ref()));
            rows.map(|(of, _)| of).collect::<BTreeSet<_>>().into_iter().collect()
        }
        Progress::Done => Vec::new(),
    };
    if erasure.at == Progress::Done {
        // What was looked for is not needed any more.
        (erasure.sought, erasure.receipt.erased_at) = (None, Some(now));
        erasure.receipt.state = ErasureState::Erased;
    }
    store.put_erasure(&erasure, found).await?;
    Ok(true)
}

fn opened(store: &(impl Backend + ?Sized), erasure: &Erasure) -> Result<ErasureValue> {
    let key = store.seal_keys().lookup().purpose_key(SOUGHT);
    let sealed = erasure.sought.as_deref().unwrap_or_default();
    let value = key.open(erasure.receipt.id.0.as_bytes(), sealed);
    let value = value.map_err(|error| Error::because(ErrorKind::Corrupt, ERASE, error))?;
    std::str::from_utf8(&value).ok().and_then(ErasureValue::new).ok_or(Error::new(ErrorKind::Corrupt, ERASE))
}

/// Says whether a row of a conversation holds a value, in whatever part of it; or the id of the conversation.
fn holds(sought: &ErasureValue, of: &ConversationRef, body: Option<&Body>) -> bool {
    let is_named = |id: &str| !is_random(id) && sought.is_in(id);
    match body {
        None => sought.is_in(of.id.as_str()),
        Some(Body::Log(log)) => {
            log.turn.iter().chain(&log.event).any(|id| is_named(id))
                || log.original.as_ref().is_some_and(|original| sought.is_in_json(&original.json))
                || log.open.as_ref().is_some_and(|open| match &open.text {
                    EntryText::Parts { content, extras } => sought.is_in(content) || sought.is_in_json(extras),
                    EntryText::Verbatim(json) => sought.is_in_json(json),
                })
        }
        Some(Body::Fields(fields)) => {
            fields.subject.as_deref().is_some_and(is_named)
                || fields.original.as_ref().is_some_and(|original| sought.is_in_json(&original.json))
                || sought.is_in_json(&fields.open)
        }
    }
}

/// Says whether an id is one that senders make of random bits, in whose digits any number may stand.
fn is_random(id: &str) -> bool {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let dashes = [8, 13, 18, 23];
    match id.len() {
        16 | 32 => id.bytes().all(|byte| is_digit(&byte)),
        36 => {
            id.bytes().enumerate().all(|(at, byte)| if dashes.contains(&at) { byte == b'-' } else { is_digit(&byte) })
        }
        _ => false,
    }
}
