//! A note on a conversation, by somebody who reads it.
//!
//! It is a conversation record like any other, by a producer of its own, and no sign of life: whoever writes a note
//! years later does not make the call go on.

use convlog_core::limits::STRING_BYTES_MAX;
use convlog_core::{
    ConversationId, GuardPolicy, Identity, ParseContext, ProducerId, ProjectId, PromotedField, RecordBuilder,
    RecordType, Rejection, Timestamp,
};

use crate::append::Batch;
use crate::key::{Permission, Scope, VerifiedKey};

/// The longest note, in characters.
pub const NOTE_CHARS_MAX: usize = 4 * 1024;
const _: () = assert!(4 * NOTE_CHARS_MAX < STRING_BYTES_MAX, "notes are not shortened");

/// A note and where it belongs.
#[derive(Clone, Copy, Debug)]
pub struct Note<'a> {
    /// The project.
    pub project: &'a ProjectId,
    /// The conversation, which the reader has seen to be there.
    pub conversation: &'a ConversationId,
    /// The note; empty says that there is none any more, because in a merge nothing never wins over something.
    pub text: &'a str,
    /// When it is written.
    pub now: Timestamp,
    /// The fields that the project has raised to personal.
    pub raised: &'a [PromotedField],
    /// What the project wants done with what the guard finds, whoever writes.
    pub guard: GuardPolicy,
}

impl VerifiedKey {
    /// Returns the batch that stores a note under a producer that was drawn for it; `None` when the key may not
    /// annotate or read the project, or the note is too long.
    #[must_use]
    pub fn note(&self, note: &Note<'_>, producer: ProducerId) -> Option<Batch> {
        let has = |permission| self.allows(permission);
        let may = has(Permission::Read) && has(Permission::Annotate) && self.scope().reaches(note.project);
        if !may || note.text.chars().count() > NOTE_CHARS_MAX {
            return None;
        }
        let scope = Scope::Projects(vec![note.project.clone()]);
        let batch = Batch::silent(self.account().clone(), scope, note.now);
        push(batch, note, self.label().unwrap_or(&self.id().0), producer).ok()
    }
}

fn push(mut batch: Batch, note: &Note<'_>, author: &str, producer: ProducerId) -> Result<Batch, Rejection> {
    let time = note.now;
    let mut writer = RecordBuilder::new(RecordType::Producer);
    // It has said all it will ever say, so nobody waits for more of it.
    writer.set("timestamp", &time)?.set("ended_at", &time)?.set("adopted_at", &time)?;
    let mut written = RecordBuilder::new(RecordType::Conversation);
    written.set("conversation_id", note.conversation)?.set("timestamp", &time)?;
    written.set("note", &note.text)?.set("note_by", &author)?.set("note_at", &time)?;
    let raised = |_: Option<&ProjectId>| note.raised;
    // A note has no keys that rules could name.
    let guard = |_: Option<&ProjectId>| note.guard.into();
    let reading = ParseContext { received_at: note.now, raised: &raised, guard: &guard, function: None };
    for (record, seq) in [writer, written].into_iter().zip(1..) {
        batch.push(record.build(&reading)?, Identity { producer, seq })?;
    }
    Ok(batch)
}
