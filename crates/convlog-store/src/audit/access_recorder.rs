//! Noting what was read for one request.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use convlog_core::ConversationId;
use convlog_core::view::{Conversation, Opened};

use super::{CONVERSATIONS_MAX, Searched};

/// What was read, and what for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordedAccess {
    /// The conversations of which something personal was read, at most [`CONVERSATIONS_MAX`] of them.
    pub conversations: Vec<ConversationId>,
    /// How many there were.
    pub conversation_count: u64,
    /// Those of which nothing is open. Another reader must not learn that they are there, so they stand apart.
    pub hidden: Vec<ConversationId>,
    /// How many there were.
    pub hidden_count: u64,
    /// What was searched for in personal data.
    pub searched: Vec<Searched>,
    /// What was marked as personal, or is no longer: what was done, and the id of the entry or thing in which. No value is
    /// in it.
    pub marked: Vec<String>,
}

impl RecordedAccess {
    /// Says whether there is nothing to account for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.conversation_count == 0 && self.hidden_count == 0 && self.searched.is_empty() && self.marked.is_empty()
    }
}

/// Notes what is read for one request. Its clones note together.
#[derive(Clone, Debug, Default)]
pub struct AccessRecorder(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    reads: u64,
    /// What nobody has taken yet.
    notes: RecordedAccess,
    /// What was taken last. A stream that shows the same again and again is accounted for once.
    taken: RecordedAccess,
    watch: Option<Watch>,
}

/// Whom to tell that something was noted before the read of it is over.
#[derive(Clone)]
struct Watch(Arc<dyn Fn() + Send + Sync>);

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// Two witnesses are the same if they note together.
impl PartialEq for AccessRecorder {
    fn eq(&self, other: &AccessRecorder) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for AccessRecorder {}

impl AccessRecorder {
    /// Returns how often something was read.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.lock().reads
    }

    /// Takes what was noted since it was last asked; `None` when there is nothing new.
    #[must_use]
    pub fn take(&self) -> Option<RecordedAccess> {
        let mut seen = self.lock();
        if seen.notes.is_empty() {
            return None;
        }
        let notes = std::mem::take(&mut seen.notes);
        seen.taken = notes.clone();
        Some(notes)
    }

    /// Has somebody told as soon as it is certain that a read gives something personal, so that the record of it can be
    /// written while the rest is read.
    pub fn watch(&self, told: impl Fn() + Send + Sync + 'static) {
        self.lock().watch = Some(Watch(Arc::new(told)));
    }

    /// Notes, in the middle of a read, that something sealed of a conversation was opened for the reader who will be given
    /// it. `existence` says whether nothing of the conversation is open.
    ///
    /// A store need not say so: whoever asked notes what was read when the read is over.
    pub fn opened(&self, id: &ConversationId, existence: bool) {
        let watch = {
            let mut seen = self.lock();
            seen.note(id, existence).then(|| seen.watch.clone()).flatten()
        };
        if let Some(Watch(told)) = watch {
            told();
        }
    }

    /// Notes that a request changed what readers see of a conversation, of which something is open.
    pub fn changed(&self, id: &ConversationId) {
        self.lock().note(id, false);
    }

    /// Notes that a request marked something in a conversation as personal, or took a mark back. `existence` says whether
    /// nothing of the conversation is open.
    pub fn marked(&self, id: &ConversationId, existence: bool, what: &str) {
        let RecordedAccess { conversations, conversation_count, hidden, hidden_count, marked, .. } =
            &mut self.lock().notes;
        // Named again where a record of the same request has named it: what was marked stands beside where.
        let (ids, count) = if existence { (hidden, hidden_count) } else { (conversations, conversation_count) };
        if !ids.contains(id) {
            *count += 1;
            ids.push(id.clone());
        }
        marked.push(what.to_owned());
    }

    /// Notes a read that gave these conversations to a reader who sees personal data, or does not.
    pub(super) fn saw<'a>(&self, sees_personal: bool, conversations: impl Iterator<Item = &'a Conversation>) {
        let opened = |conversation: &'a Conversation| {
            let sealed = shows_personal(conversation);
            (&conversation.id, Opened { sealed, ..conversation.opened })
        };
        self.saw_of(sees_personal, conversations.map(opened));
    }

    /// Notes a read that gave something of these conversations, with what was opened of each.
    pub(super) fn saw_of<'a>(
        &self,
        sees_personal: bool,
        conversations: impl Iterator<Item = (&'a ConversationId, Opened)>,
    ) {
        let mut seen = self.lock();
        seen.reads += 1;
        for (id, opened) in conversations.filter(|(_, opened)| sees_personal && (opened.existence || opened.sealed)) {
            seen.note(id, opened.existence);
        }
    }

    /// Notes a search for something personal.
    pub(super) fn searched(&self, searched: Searched) {
        let mut seen = self.lock();
        if !seen.notes.searched.contains(&searched) && !seen.taken.searched.contains(&searched) {
            seen.notes.searched.push(searched);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    /// Notes a conversation of which something personal was read; says whether that is new.
    fn note(&mut self, id: &ConversationId, existence: bool) -> bool {
        let Seen { notes, taken, .. } = self;
        let (ids, count, known) = if existence {
            (&mut notes.hidden, &mut notes.hidden_count, &taken.hidden)
        } else {
            (&mut notes.conversations, &mut notes.conversation_count, &taken.conversations)
        };
        // The first may come again: it is the one that others are looked for by.
        if known.contains(id) || ids.first() == Some(id) {
            return false;
        }
        *count += 1;
        if ids.len() < CONVERSATIONS_MAX {
            ids.push(id.clone());
        }
        true
    }
}

/// Says whether a view holds anything that a reader without the permission is not shown: something sealed, or the
/// number of the caller, which may rest openly where a later record tells that it is the caller's.
pub(crate) fn shows_personal(conversation: &Conversation) -> bool {
    let fields = &conversation.fields;
    conversation.opened.sealed || fields.raw(fields.callers_number()).is_some()
}
