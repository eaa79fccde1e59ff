//! Marks: what a reader of personal data says afterwards is personal. A line, a field, or a value of a conversation.
//!
//! A mark is a record of its own about a part of a conversation, so it holds for what arrives later as for what is there.
//! It has no value in it: a value that is marked is kept as the keyed hashes by which known values are recognised. What
//! a mark says rests sealed, for the names in a path may say something too.

use std::collections::HashMap;
use std::fmt;

use async_trait::async_trait;
use convlog_core::known::{Spelling, SpellingKey};
use convlog_core::record::Body;
use convlog_core::{
    ConversationId, KnownPii, KnownPolicy, Marked, Pointer, ProjectId, PublicId, RecordType, Timestamp, mark,
};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::append::Item;
use crate::error::{Error, ErrorKind, Result};
use crate::key::{KeyId, Permission, VerifiedKey};
use crate::records::{ConversationRef, ProjectRef, Sender};

mod kept;

/// The most marks of one conversation.
pub const MARKS_MAX: usize = 1000;
/// The longest value that can be marked, in characters.
pub const MARKED_CHARS_MAX: usize = 1024;

/// What is being done with marks, for errors.
pub(crate) const MARK: &str = "mark personal data";

/// Marks what is personal, and takes marks back.
#[async_trait]
pub trait Marking {
    /// Marks a part of a conversation as personal. When it returns, nobody without the permission `pii` is shown it any
    /// more, whatever copies of it arrive.
    ///
    /// # Errors
    /// The store cannot be read or written. What is not hidden then is hidden as soon as it can be.
    async fn mark(
        &self,
        marker: &Marker,
        wanted: &MarkRequest,
        now: Timestamp,
    ) -> Result<std::result::Result<Mark, NotMarked>>;

    /// Returns the marks of a conversation, the oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn list_marks(&self, marker: &Marker) -> Result<Vec<Mark>>;

    /// Takes a mark back: what it alone hid is as it was, less what was found out about it since. Returns whether that is
    /// done; while an erasure looks through the project it waits. `None` where there is no such mark.
    ///
    /// # Errors
    /// The store cannot be read or written.
    async fn unmark(&self, marker: &Marker, id: &MarkId) -> Result<Option<bool>>;

    /// Hides what was marked when a process ended before it was hidden. A server answers nobody before.
    ///
    /// # Errors
    /// The store cannot be read or written.
    async fn settle_marks(&self) -> Result<()>;
}

/// Whoever may mark personal data in a conversation. Only [`VerifiedKey::marker`] makes one.
#[derive(Clone, Debug)]
pub struct Marker {
    of: ConversationRef,
    key: KeyId,
}

impl VerifiedKey {
    /// Returns the authority to mark personal data in a conversation; `None` where the key may not read personal data
    /// and annotate there.
    #[must_use]
    pub fn marker(&self, project: &ProjectId, conversation: &ConversationId) -> Option<Marker> {
        let needed = [Permission::Read, Permission::Pii, Permission::Annotate];
        let may = needed.into_iter().all(|permission| self.allows(permission)) && self.scope().reaches(project);
        let of = ProjectRef { account: self.account().clone(), project: project.clone() };
        may.then(|| Marker { of: ConversationRef { of, id: conversation.clone() }, key: self.id().clone() })
    }
}

impl Marker {
    /// Returns the conversation.
    #[must_use]
    pub fn place(&self) -> &ConversationRef {
        &self.of
    }

    /// Returns the name of the key that marks.
    #[must_use]
    pub fn key(&self) -> &KeyId {
        &self.key
    }
}

/// The name of a mark: 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkId(pub [u8; 16]);

impl MarkId {
    pub(crate) fn generate() -> Result<MarkId> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits).map_err(|error| Error::because(ErrorKind::Unavailable, MARK, error))?;
        Ok(MarkId(bits))
    }

    /// Reads exactly 32 lowercase hex digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<MarkId> {
        let mut bits = [0; 16];
        let read = (text.len() == 32).then(|| HEXLOWER.decode_mut(text.as_bytes(), &mut bits));
        read?.ok().map(|_| MarkId(bits))
    }
}

impl fmt::Display for MarkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for MarkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MarkId({self})")
    }
}

/// A part of a conversation: an entry, or what several records describe together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConversationPart {
    /// An entry, by its public id.
    Entry(PublicId),
    /// A turn, function event or span by its id, or the conversation itself, which has none here.
    Thing(RecordType, String),
}

impl ConversationPart {
    /// Returns the part of a conversation that a record is, or is about.
    #[must_use]
    pub fn of(item: &Item) -> ConversationPart {
        match &item.body {
            Body::Log(_) => ConversationPart::Entry(item.identity.public_id()),
            Body::Fields(fields) => ConversationPart::Thing(fields.kind, fields.subject.clone().unwrap_or_default()),
        }
    }

    /// Returns the type of record.
    #[must_use]
    pub fn kind(&self) -> RecordType {
        match self {
            ConversationPart::Entry(_) => RecordType::Log,
            ConversationPart::Thing(kind, _) => *kind,
        }
    }
}

/// What of a part is personal.
#[derive(Clone)]
pub enum MarkScope {
    /// All of it: of an entry alone.
    Whole,
    /// What stands at a place, by the names that readers of personal data see.
    Field(Pointer),
    /// A value that stands in it, wherever else it stands in what the same sender wrote into the conversation.
    Value(Zeroizing<String>),
}

impl MarkScope {
    /// Takes a value.
    #[must_use]
    pub fn value(text: &str) -> MarkScope {
        MarkScope::Value(Zeroizing::new(text.to_owned()))
    }
}

impl fmt::Debug for MarkScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MarkScope::Whole => "Whole",
            MarkScope::Field(_) => "Field([redacted])",
            MarkScope::Value(_) => "Value([redacted])",
        })
    }
}

/// What is to be marked.
#[derive(Clone, Debug)]
pub struct MarkRequest {
    /// Where.
    pub part: ConversationPart,
    /// What of it.
    pub what: MarkScope,
}

/// Why something was not marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMarked {
    /// There is no such part.
    NoPart,
    /// Nothing stands at the place, or the value does not stand there.
    NotThere,
    /// What stands there is open to every reader and cannot be hidden by itself.
    CannotBeHidden,
    /// The value is too short to be told from others.
    TooShort,
    /// There are as many marks as a conversation can have.
    TooMany,
}

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its name.
    pub id: MarkId,
    /// Where it was made.
    pub part: ConversationPart,
    /// What it hides.
    pub hides: Hides,
    /// Whose key made it.
    pub key: KeyId,
    /// When.
    pub at: Timestamp,
    /// Whether it was taken back, and what it hid is being shown again.
    pub is_undone: bool,
}

/// What a mark hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hides {
    /// All of an entry.
    Whole,
    /// A place.
    Field(Pointer),
    /// A value, by its spellings, in what one sender wrote; records of before senders were kept have none.
    Value(Option<Sender>, Vec<Spelling>),
}

/// A mark as a record store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMark {
    /// Its name.
    pub id: MarkId,
    /// Which version of it this is: each that is put is another.
    pub version: u64,
    /// Whether everything is as it says. A store finds those of which it is not.
    pub is_settled: bool,
    /// What it says, as JSON; a store keeps it sealed.
    pub body: String,
}

/// The marks of a conversation, to be applied to its records.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    parts: HashMap<ConversationPart, Vec<Hides>>,
    values: Vec<(Option<Sender>, KnownPii)>,
}

impl Marks {
    /// Reads marks; those that were taken back hide nothing.
    ///
    /// # Errors
    /// One cannot be read. Then nobody knows what is to be hidden.
    pub fn of(kept: &[KeptMark], key: &SpellingKey) -> Result<Marks> {
        let mut marks = Marks::default();
        for kept in kept {
            let mark = Mark::read(kept)?;
            match mark.hides {
                _ if mark.is_undone => {}
                Hides::Value(sender, spellings) => {
                    let mut known = KnownPii::new(key.clone());
                    spellings.into_iter().for_each(|spelling| _ = known.insert(spelling));
                    marks.values.push((sender, known));
                }
                hides => marks.parts.entry(mark.part).or_default().push(hides),
            }
        }
        Ok(marks)
    }

    /// Says whether nothing is marked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.values.is_empty()
    }

    /// Returns what a record says with what is marked hidden in it, and nothing that was marked before and is not now;
    /// nothing where it stays as it is.
    #[must_use]
    pub fn apply(&self, item: &Item, policy: KnownPolicy) -> Option<Body> {
        let mut marked = Marked::default();
        let hides = if self.parts.is_empty() { None } else { self.parts.get(&ConversationPart::of(item)) };
        for hides in hides.into_iter().flatten() {
            match hides {
                Hides::Field(place) => marked.places.push(place),
                Hides::Whole | Hides::Value(..) => marked.is_whole = true,
            }
        }
        // Marks hold whatever the project does with what is known.
        let policy = if policy == KnownPolicy::Off { KnownPolicy::IngestKey } else { policy };
        let of = |sender: &Option<Sender>| sender.as_ref().and_then(|sender| sender.scope(policy));
        let scope = if self.values.is_empty() { None } else { item.known_scope(policy) };
        marked.values.extend(self.values.iter().filter(|(sender, _)| of(sender) == scope).map(|(_, known)| known));
        mark::apply(&item.body, &marked)
    }
}
