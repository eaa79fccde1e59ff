//! Erasing: here nothing takes time but the last step, so that both states can be seen.

use async_trait::async_trait;
use convlog_core::record::Body;
use convlog_core::{ConversationId, Moment, Timestamp};
use convlog_store::administration::Administration;
use convlog_store::append::Item;
use convlog_store::erase::{Erase, ErasedBy, ErasureState, Estimate, Receipt, ReceiptId, Retired, Target};
use convlog_store::error::{Error, ErrorKind, Result};
use convlog_store::passes::{self, known, rescan};
use convlog_store::retention::Step;
use convlog_store::seal::LookupKey;
use convlog_store::sought::Sought;
use convlog_store::upkeep::Upkeep;

use super::{MemoryStore, Rows};

#[async_trait]
impl Erase for MemoryStore {
    async fn erase(&self, administration: &Administration, target: &Target, now: Timestamp) -> Result<Receipt> {
        let mut state = self.lock();
        let place = administration.place();
        let id = ReceiptId::generate().map_err(|error| Error::because(ErrorKind::Unavailable, "erase", error))?;
        let hash = hash(&self.lookup, administration, target);
        let rows = state.rows.entry(place.clone()).or_default();
        if let Target::Conversation(conversation) = target
            && let Some(first) = rows.erased.get(conversation).cloned()
        {
            let known = state.receipts.iter().find(|(.., receipt)| receipt.id == first);
            return known.map(|(.., receipt)| receipt.clone()).ok_or(Error::new(ErrorKind::Internal, "erase"));
        }
        let found = rows.found(target);
        for conversation in &found {
            rows.conversations.remove(conversation);
            rows.erased.insert(conversation.clone(), id.clone());
        }
        if let Target::Conversation(conversation) = target {
            rows.erased.insert(conversation.clone(), id.clone());
        }
        let by = match target {
            Target::Conversation(_) => ErasedBy::Conversation,
            Target::Value(_) => ErasedBy::Value,
        };
        let receipt = Receipt {
            id,
            by,
            target: hash,
            state: ErasureState::Erased,
            asked_at: now,
            erased_at: Some(now),
            purged_at: None,
            conversations: found.len() as u64,
            scanned: 0,
            to_scan: 0,
            key: administration.key().clone(),
        };
        state.receipts.push((place.account, place.project, receipt.clone()));
        Ok(receipt)
    }

    async fn estimate(&self, administration: &Administration, target: &Target) -> Result<Estimate> {
        let state = self.lock();
        let rows = state.rows.get(&administration.place());
        let conversations = rows.map_or(0, |rows| rows.found(target).len() as u64);
        Ok(Estimate { conversations, complete: true })
    }

    async fn receipts(&self, administration: &Administration, limit: u32) -> Result<Vec<Receipt>> {
        let state = self.lock();
        let own =
            state.receipts.iter().rev().filter(|(account, project, _)| {
                account == administration.account() && project == administration.project()
            });
        Ok(own.take(limit as usize).map(|(.., receipt)| receipt.clone()).collect())
    }

    async fn receipt(&self, administration: &Administration, id: &ReceiptId) -> Result<Option<Receipt>> {
        let receipts = self.receipts(administration, u32::MAX).await?;
        Ok(receipts.into_iter().find(|receipt| receipt.id == *id))
    }

    async fn retired(&self, administration: &Administration) -> Result<Retired> {
        let state = self.lock();
        let rows = state.rows.get(&administration.place());
        Ok(rows.map_or_else(Retired::default, |rows| rows.retired))
    }
}

fn hash(lookup: &LookupKey, administration: &Administration, target: &Target) -> [u8; 32] {
    let (account, project) = (administration.account(), administration.project());
    match target {
        Target::Conversation(id) => lookup.hash_conversation(account, project, id),
        Target::Value(sought) => sought
            .forms()
            .next()
            .map_or([0; 32], |form| lookup.hash(account, project, form.kind().as_str(), form.reveal())),
    }
}

impl Rows {
    fn found(&self, target: &Target) -> Vec<ConversationId> {
        let is_meant = |id: &ConversationId, items: &[(Item, Timestamp)]| match target {
            Target::Conversation(wanted) => id == wanted,
            Target::Value(sought) => sought.is_in(id.as_str()) || items.iter().any(|(item, _)| holds(sought, item)),
        };
        let found = self.conversations.iter().filter(|(id, items)| is_meant(id, items));
        found.map(|(id, _)| id.clone()).collect()
    }
}

/// Says whether a record holds a value, in whatever part of it.
fn holds(sought: &Sought, item: &Item) -> bool {
    let (texts, ids): (Vec<String>, Vec<&str>) = match &item.body {
        Body::Log(log) => {
            let whole = log.original.as_ref().map(|original| original.json.clone());
            let open = log.open.as_ref().map(|entry| entry.to_json());
            (whole.into_iter().chain(open).collect(), log.turn.iter().chain(&log.event).map(|id| &**id).collect())
        }
        Body::Fields(fields) => {
            let whole = fields.original.as_ref().map(|original| original.json.clone());
            (whole.into_iter().chain([fields.open.clone()]).collect(), fields.subject.as_deref().into_iter().collect())
        }
    };
    texts.iter().any(|json| sought.is_in_json(json)) || ids.into_iter().any(|id| sought.is_in(id))
}

#[async_trait]
impl Upkeep for MemoryStore {
    async fn upkeep(&self, now: Timestamp) -> Result<bool> {
        for (.., receipt) in &mut self.lock().receipts {
            receipt.state = ErasureState::Purged;
            receipt.purged_at.get_or_insert(now);
        }
        Ok(known::step(self, now).await? | rescan::step(self, now).await?)
    }

    async fn retain(&self, now: Moment) -> Result<Step> {
        passes::retain(self, now).await
    }
}
