//! A store before a witness: the one a server works with, so that no handler can forget to say what it read.

use std::sync::Arc;

use async_trait::async_trait;
use convlog_core::merge::Values;
use convlog_core::query::{Predicate, Scope};
use convlog_core::view::{Conversation, EntryMark, Outline};
use convlog_core::{Class, ConversationId, Timestamp};

use super::{AccessRecorder, Searched};
use crate::error::{Error, ErrorKind, Result};
use crate::find::{EntryPage, EntryQuery, Find};
use crate::read::{Page, Query, Read};
use crate::search::{ContentFilter, Search, SearchPage};
use crate::visibility::Visibility;
use crate::window::{EntryWindow, Headline, MarkedEntries, Size, Window, Windows, Within};
use crate::{Store, forward};

/// A store that gives personal data only where somebody notes it, and is in all else the store it stands before.
#[expect(missing_debug_implementations, reason = "a store need not print")]
pub struct AuditedStore(Arc<dyn Store>);

impl AuditedStore {
    /// Stands before a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> AuditedStore {
        AuditedStore(store)
    }

    /// Notes what a search asks for where it looks into what is personal.
    fn searched(&self, visibility: &Visibility, deep: &ContentFilter) {
        let Some(witness) = visibility.witness().filter(|_| visibility.sees_personal()) else { return };
        let asked = [("contact", &deep.contact), ("contact_last4", &deep.contact_ends), ("text", &deep.text)];
        for (kind, value) in asked {
            if let Some(value) = value {
                let hash = self.0.searched_hash(visibility.account(), visibility.project(), kind, value);
                witness.searched(Searched { kind: kind.to_owned(), hash });
            }
        }
    }

    /// Notes what a condition asks for where it looks into what may be personal. What callers name themselves goes by the
    /// name of its record.
    fn asked(&self, visibility: &Visibility, predicate: &Predicate) {
        let Some(witness) = visibility.witness().filter(|_| visibility.sees_personal()) else { return };
        for leaf in predicate.leaves().into_iter().filter(|leaf| leaf.field.class() != Some(Class::Open)) {
            let scope = leaf.field.scope.as_str();
            let is_ours = leaf.field.scope != Scope::Entry || leaf.field.name == "content";
            let kind = if is_ours { format!("{scope}.{}", leaf.field.name) } else { scope.to_owned() };
            for value in leaf.texts() {
                let hash = self.0.searched_hash(visibility.account(), visibility.project(), &kind, &value);
                witness.searched(Searched { kind: kind.clone(), hash });
            }
        }
    }
}

/// Says whether somebody notes what is read, and refuses to read personal data where nobody does.
fn ensure_noted(visibility: &Visibility) -> Result<Option<&AccessRecorder>> {
    match visibility.witness() {
        None if visibility.sees_personal() => {
            Err(Error::new(ErrorKind::Internal, "read personal data unaccounted for"))
        }
        witness => Ok(witness),
    }
}

#[async_trait]
impl Read for AuditedStore {
    async fn conversation(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Conversation>> {
        let witness = ensure_noted(visibility)?;
        let found = self.0.conversation(visibility, id, now).await?;
        if let Some(witness) = witness {
            witness.saw(visibility.sees_personal(), found.iter());
        }
        Ok(found)
    }

    async fn conversations(&self, visibility: &Visibility, query: &Query, now: Timestamp) -> Result<Page> {
        let witness = ensure_noted(visibility)?;
        let page = self.0.conversations(visibility, query, now).await?;
        if let Some(witness) = witness {
            witness.saw(visibility.sees_personal(), page.conversations.iter());
        }
        Ok(page)
    }

    async fn search(&self, visibility: &Visibility, search: &Search, now: Timestamp) -> Result<SearchPage> {
        let witness = ensure_noted(visibility)?;
        self.searched(visibility, &search.content);
        if let Some(query) = &search.content.query {
            self.asked(visibility, query);
        }
        let found = self.0.search(visibility, search, now).await?;
        if let Some(witness) = witness {
            witness.saw(visibility.sees_personal(), found.rows.iter().map(|row| &row.conversation));
        }
        Ok(found)
    }

    /// What producers say of themselves is open.
    async fn producers(&self, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>> {
        self.0.producers(visibility, id).await
    }
}

#[async_trait]
impl Windows for AuditedStore {
    async fn outline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Outline>> {
        let witness = ensure_noted(visibility)?;
        let found = self.0.outline(visibility, id, now).await?;
        if let Some(witness) = witness {
            let opened = found.iter().map(|outline| (&outline.id, outline.opened));
            witness.saw_of(visibility.sees_personal(), opened);
        }
        Ok(found)
    }

    async fn window(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        window: &Window,
    ) -> Result<Option<EntryWindow>> {
        let witness = ensure_noted(visibility)?;
        self.searched(visibility, &ContentFilter { text: window.text.clone(), ..ContentFilter::default() });
        let found = self.0.window(visibility, id, window).await?;
        if let Some(witness) = witness {
            witness.saw_of(visibility.sees_personal(), found.iter().map(|found| (id, found.opened)));
        }
        Ok(found)
    }

    async fn conversation_within(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        most: Size,
        now: Timestamp,
    ) -> Result<Within> {
        let witness = ensure_noted(visibility)?;
        let found = self.0.conversation_within(visibility, id, most, now).await?;
        if let (Some(witness), Within::Whole(conversation)) = (witness, &found) {
            witness.saw(visibility.sees_personal(), std::iter::once(conversation));
        }
        Ok(found)
    }

    async fn size(&self, visibility: &Visibility, id: &ConversationId) -> Result<Option<Size>> {
        self.0.size(visibility, id).await
    }

    async fn headline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Headline>> {
        let witness = ensure_noted(visibility)?;
        let found = self.0.headline(visibility, id, now).await?;
        if let Some(witness) = witness {
            witness.saw(visibility.sees_personal(), found.iter().map(|found| &found.listed.conversation));
        }
        Ok(found)
    }

    async fn edition(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<u64>> {
        self.0.edition(visibility, id, now).await
    }

    async fn marked_entries(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        marks: &[EntryMark],
    ) -> Result<Option<MarkedEntries>> {
        let witness = ensure_noted(visibility)?;
        let found = self.0.marked_entries(visibility, id, marks).await?;
        if let Some(witness) = witness {
            witness.saw_of(visibility.sees_personal(), found.iter().map(|found| (id, found.opened)));
        }
        Ok(found)
    }
}

#[async_trait]
impl Find for AuditedStore {
    async fn find_entries(&self, visibility: &Visibility, query: &EntryQuery, now: Timestamp) -> Result<EntryPage> {
        let witness = ensure_noted(visibility)?;
        self.asked(visibility, query.predicate());
        let page = self.0.find_entries(visibility, query, now).await?;
        if let Some(witness) = witness {
            witness.saw_of(visibility.sees_personal(), page.opened.iter().map(|(id, opened)| (id, *opened)));
        }
        Ok(page)
    }
}

// What all others return is receipts, counts and what the store itself is given, which hold nothing personal.
forward!([] AuditedStore, this => &*this.0; Instance, Append, Control, Sessions, Erase, Rescan, Rules, Marking, Maintenance, Audit);
