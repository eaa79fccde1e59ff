//! Marks: hiding what a reader marked, and showing again what is marked no more.
//!
//! A mark is stored first, unsettled, and from then on the store hides what arrives. Then everything that is there is
//! gone through, and the mark is settled. Nobody is told that something is marked before; who ends in between goes on
//! before anybody is answered.

use async_trait::async_trait;
use convlog_core::record::Body;
use convlog_core::{Guard, GuardPolicy, KnownPii, KnownPolicy, Timestamp, mark};

use super::{Backend, Policies, known, rescan, rules};
use crate::append::Item;
use crate::error::{Error, ErrorKind, Result};
use crate::mark::{
    ConversationPart, Hides, KeptMark, MARK, MARKED_CHARS_MAX, MARKS_MAX, Mark, MarkId, MarkRequest, MarkScope, Marker,
    Marking, Marks, NotMarked,
};
use crate::records::{ConversationRef, Cursor, NewVersion, Row, RowFilter, RowQuery, guarded_by};

/// How many rows are looked at in one go.
const ROWS_MAX: usize = 500;
/// Of how many rows newer versions are put at once.
const PUT_MAX: usize = 64;
/// How often rows are gone through that others change meanwhile.
const TRIES_MAX: usize = 5;
/// Of how many conversations a step settles the marks.
const CONVERSATIONS_MAX: usize = 16;

#[async_trait]
impl<S: Backend> Marking for S {
    async fn mark(
        &self,
        marker: &Marker,
        wanted: &MarkRequest,
        now: Timestamp,
    ) -> Result<std::result::Result<Mark, NotMarked>> {
        let of = marker.place();
        let rows = find(self, of, &wanted.part).await?;
        let hides = match hides(self, of, wanted, &rows) {
            Ok(hides) => hides,
            Err(why) => return Ok(Err(why)),
        };
        let kept = self.marks(of).await?;
        let marks = kept.iter().map(Mark::read).collect::<Result<Vec<Mark>>>()?;
        let is_same = |mark: &&Mark| !mark.is_undone && mark.hides == hides && is_about(mark, &wanted.part);
        let mark = match marks.iter().find(is_same) {
            Some(mark) => mark.clone(),
            None if marks.len() >= MARKS_MAX => return Ok(Err(NotMarked::TooMany)),
            None => {
                let (part, key) = (wanted.part.clone(), marker.key().clone());
                let mark = Mark { id: MarkId::generate()?, part, hides, key, at: now, is_undone: false };
                if !self.put_mark(of, &mark.id, mark.body()?).await? {
                    return Ok(Err(NotMarked::NoPart));
                }
                mark
            }
        };
        // Of an entry there is one row; a value may stand anywhere, and other records may have come meanwhile.
        let is_of_entry =
            matches!((&mark.part, &mark.hides), (ConversationPart::Entry(_), Hides::Whole | Hides::Field(_)));
        let at = is_of_entry.then(|| rows.into_iter().map(|row| row.cursor).collect::<Vec<Cursor>>());
        if settle_one(self, of, Some(&mark.id), at.as_deref()).await? {
            return Ok(Ok(mark));
        }
        Err(Error::new(ErrorKind::Unavailable, MARK))
    }

    async fn list_marks(&self, marker: &Marker) -> Result<Vec<Mark>> {
        let mut marks = self.marks(marker.place()).await?.iter().map(Mark::read).collect::<Result<Vec<Mark>>>()?;
        marks.retain(|mark| !mark.is_undone);
        marks.sort_by_key(|mark| (mark.at, mark.id));
        Ok(marks)
    }

    async fn unmark(&self, marker: &Marker, id: &MarkId) -> Result<Option<bool>> {
        let of = marker.place();
        let kept = self.marks(of).await?;
        let Some(kept) = kept.iter().find(|kept| kept.id == *id) else { return Ok(None) };
        let mark = Mark { is_undone: true, ..Mark::read(kept)? };
        if !self.put_mark(of, &mark.id, mark.body()?).await? {
            return Ok(None);
        }
        settle_one(self, of, Some(id), None).await.map(Some)
    }

    async fn settle_marks(&self) -> Result<()> {
        let mut waiting = usize::MAX;
        loop {
            let unsettled = self.unsettled_marks(usize::MAX).await?;
            // What waits for an erasure stays hidden until that is over.
            if unsettled.is_empty() || unsettled.len() >= waiting {
                return Ok(());
            }
            waiting = unsettled.len();
            for of in unsettled {
                settle_one(self, &of, None, None).await?;
            }
        }
    }
}

/// Takes a step; says whether there is more to do now.
pub(super) async fn step(store: &(impl Backend + ?Sized)) -> Result<bool> {
    let mut has_settled = false;
    for of in store.unsettled_marks(CONVERSATIONS_MAX).await? {
        has_settled |= settle_one(store, &of, None, None).await?;
    }
    Ok(has_settled)
}

/// Says whether a mark is about a part; one of a value is about all that its sender wrote.
fn is_about(mark: &Mark, part: &ConversationPart) -> bool {
    matches!(mark.hides, Hides::Value(..)) || mark.part == *part
}

/// Returns the rows of a part.
async fn find(store: &(impl Backend + ?Sized), of: &ConversationRef, part: &ConversationPart) -> Result<Vec<Row>> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let query = RowQuery { only: RowFilter::Any, after, sealed: false, limit: ROWS_MAX };
        let page = store.rows(of, &query).await?;
        found
            .extend(page.rows.into_iter().filter(|row| ConversationPart::of(&row.item) == *part).map(|row| row.cursor));
        let is_whole = matches!(part, ConversationPart::Entry(_)) && !found.is_empty();
        after = page.next.filter(|_| !is_whole);
        if after.is_none() {
            break;
        }
    }
    let query = RowQuery { only: RowFilter::At(found.clone()), after: None, sealed: true, limit: found.len() };
    Ok(store.rows(of, &query).await?.rows)
}

/// Returns what a mark hides that is to be made on the rows of a part, or why there can be none.
fn hides(
    store: &(impl Backend + ?Sized),
    of: &ConversationRef,
    wanted: &MarkRequest,
    rows: &[Row],
) -> std::result::Result<Hides, NotMarked> {
    if rows.is_empty() {
        return Err(NotMarked::NoPart);
    }
    match &wanted.what {
        MarkScope::Whole if wanted.part.kind() == convlog_core::RecordType::Log => Ok(Hides::Whole),
        MarkScope::Whole => Err(NotMarked::CannotBeHidden),
        MarkScope::Field(place) if !rows.iter().any(|row| mark::leads_somewhere(&row.item.body, place)) => {
            Err(NotMarked::NotThere)
        }
        MarkScope::Field(place) if !mark::can_mark(wanted.part.kind(), place) => Err(NotMarked::CannotBeHidden),
        MarkScope::Field(place) => Ok(Hides::Field(place.clone())),
        MarkScope::Value(value) => {
            let key = store.seal_keys().lookup().spelling_key(&of.of.account, &of.of.project, &of.id);
            let value = value.trim();
            let spellings = if value.chars().count() <= MARKED_CHARS_MAX { key.spellings(value) } else { Vec::new() };
            if spellings.is_empty() {
                return Err(NotMarked::TooShort);
            }
            let mut known = KnownPii::new(key);
            spellings.iter().for_each(|spelling| _ = known.insert(*spelling));
            let holder = rows.iter().rfind(|row| mark::holds(&row.item.body, &known)).ok_or(NotMarked::NotThere)?;
            Ok(Hides::Value(holder.item.sent_by(), spellings))
        }
    }
}

/// Goes through a conversation, or these rows of it, until all is as its marks say, and settles one mark or all of them;
/// says whether it is.
async fn settle_one(
    store: &(impl Backend + ?Sized),
    of: &ConversationRef,
    id: Option<&MarkId>,
    at: Option<&[Cursor]>,
) -> Result<bool> {
    let policies = Policies::of(store).await?;
    for _ in 0..TRIES_MAX {
        let kept = store.marks(of).await?;
        let key = store.seal_keys().lookup().spelling_key(&of.of.account, &of.of.project, &of.id);
        let marks = Marks::of(&kept, &key)?;
        let over = Over { store, of, marks, guard: policies.guard(&of.of), known: policies.known(&of.of) };
        if over.go_through(at).await? {
            let is_meant = |kept: &&KeptMark| !kept.is_settled && id.is_none_or(|id| kept.id == *id);
            for kept in kept.iter().filter(is_meant) {
                store.settle_mark(of, kept, Mark::read(kept)?.is_undone).await?;
            }
            return Ok(true);
        }
    }
    Ok(false)
}

/// The marks of a conversation over its rows.
pub(super) struct Over<'a, S: ?Sized> {
    store: &'a S,
    of: &'a ConversationRef,
    marks: Marks,
    guard: Guard<'a>,
    known: KnownPolicy,
}

impl<S: Backend + ?Sized> Over<'_, S> {
    /// Puts what is to be another; says whether nothing is left that another has changed meanwhile.
    async fn go_through(&self, at: Option<&[Cursor]>) -> Result<bool> {
        let (only, mut after, mut is_whole) = (at.map_or(RowFilter::Any, |at| RowFilter::At(at.to_vec())), None, true);
        loop {
            let limit = at.map_or(ROWS_MAX, <[Cursor]>::len);
            let query = RowQuery { only: only.clone(), after, sealed: true, limit };
            let page = self.store.rows(self.of, &query).await?;
            let mut new = Vec::new();
            for mut row in page.rows {
                if let Some(body) = self.again(&row.item).await? {
                    row.item.body = body;
                    new.push(NewVersion { row, only_guard: false, is_told: true });
                }
            }
            for new in new.chunks(PUT_MAX) {
                is_whole &= self.store.replace(self.of, new.to_vec()).await? == new.len() as u64;
            }
            after = page.next;
            if after.is_none() {
                return Ok(is_whole);
            }
        }
    }

    /// Returns what a record is to say; nothing where it stays as it is. Other passes do not read what is marked, so what
    /// they would have found in it meanwhile is looked for before any of it is shown.
    async fn again(&self, item: &Item) -> Result<Option<Body>> {
        let again = self.marks.apply(item, self.known);
        if again.is_none() {
            return Ok(None);
        }
        let Some(mut body) = mark::unmarked(&item.body) else { return Ok(again) };
        if self.guard.policy == GuardPolicy::Redact {
            let policy = self.known;
            let scopes = known::KnownScopes::load(self.store, self.of, policy).await?;
            let nothing = KnownPii::default();
            let known = scopes.to(item, None).unwrap_or(&nothing);
            if guarded_by(&body).is_some_and(|(mark, _)| mark != self.guard.mark()) {
                let functions = rules::functions(self.store, self.of, self.guard, [item]).await?;
                rescan::read_again(&mut body, (self.guard, functions.of(item)), known);
            }
            let _ = known::hide(&mut body, known);
        }
        let item = Item { body, ..item.clone() };
        Ok(Some(self.marks.apply(&item, self.known).unwrap_or(item.body)))
    }
}

/// Changes a record beneath what readers marked in it, and lays the marks over it again; says whether anything changed
/// beneath. Other passes change what is marked in no other way.
pub(super) fn beneath(
    item: &mut Item,
    marks: &Marks,
    policy: KnownPolicy,
    change: impl FnOnce(&mut Body) -> bool,
) -> bool {
    let Some(mut body) = mark::unmarked(&item.body) else { return change(&mut item.body) };
    let is_changed = change(&mut body);
    item.body = body;
    if let Some(body) = marks.apply(item, policy) {
        item.body = body;
    }
    is_changed
}

/// Reads the marks of a conversation, where any of these records has some.
pub(super) async fn over(store: &(impl Backend + ?Sized), of: &ConversationRef, rows: &[Row]) -> Result<Marks> {
    if !rows.iter().any(|row| mark::is_marked(&row.item.body)) {
        return Ok(Marks::default());
    }
    let key = store.seal_keys().lookup().spelling_key(&of.of.account, &of.of.project, &of.id);
    Marks::of(&store.marks(of).await?, &key)
}
