//! Erasures as a store keeps them: how far each has come, and finding and refusing what it is about.

use async_trait::async_trait;
use convlog_core::Timestamp;
use convlog_core::record::Body;

use crate::erase::{Receipt, ReceiptId};
use crate::error::Result;
use crate::records::{ConversationRef, Cursor, ProjectRef};

/// Keeps erasures.
#[async_trait]
pub trait Erasures {
    /// Puts an erasure on record, or how far it has come, and erases conversations that it has found: from now on nobody
    /// sees anything of them, nothing of them is taken in, and their data keys are destroyed. Returns it with what it has
    /// erased counted.
    ///
    /// One by the id of a conversation that was erased before is not put; the first is returned.
    ///
    /// # Errors
    /// The store cannot be written. Then nothing was erased, or all of it was: trying again is safe.
    async fn put_erasure(&self, erasure: &Erasure, found: Vec<ConversationRef>) -> Result<Erasure>;

    /// Returns erasures, at most so many.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn erasures(&self, which: ErasureFilter<'_>, limit: u32) -> Result<Vec<Erasure>>;

    /// Returns conversations of a project in which personal values with one of these keyed hashes stand, as far as the
    /// store looks them up; it may return some too many.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn looked_up(&self, of: &ProjectRef, hashes: &[[u8; 32]], limit: usize) -> Result<Vec<ConversationRef>>;

    /// Returns some of the rows of a project behind a cursor up to where a sweep ends, with their conversations. Where a
    /// sealed part does not open any more, the open one is given alone.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn sweep(&self, of: &ProjectRef, after: Option<&Cursor>, to: &Cursor) -> Result<SweepPage>;

    /// Takes the next small step of making what was deleted unreadable in the store's files, and calls an erasure purged
    /// when nothing of it is left there; says whether there is more to do now.
    ///
    /// # Errors
    /// The store cannot be read or written.
    async fn purge(&self, now: Timestamp) -> Result<bool>;
}

/// Which erasures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureFilter<'a> {
    /// Those of a project, the latest first.
    Of(&'a ProjectRef),
    /// The one of a project with a name.
    Named(&'a ProjectRef, &'a ReceiptId),
    /// Those of all projects that are still looking, the oldest first.
    Looking,
}

/// An erasure: its receipt, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// In which project.
    pub of: ProjectRef,
    /// Its receipt.
    pub receipt: Receipt,
    /// What it looks for, sealed; gone when that was found.
    pub sought: Option<Vec<u8>>,
    /// Where it is.
    pub at: Progress,
    /// Where it ends.
    pub to: Cursor,
}

/// Where an erasure is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Among the rows, behind a cursor or before all of them.
    Sweep(Option<Cursor>),
    /// At its end.
    Done,
}

/// Some rows of a project.
#[derive(Clone, Debug, Default)]
pub struct SweepPage {
    /// Conversations, and what a row of each says; nothing where only its id is to be looked at.
    pub rows: Vec<(ConversationRef, Option<Body>)>,
    /// How many rows were passed, those of other projects among them.
    pub passed: u64,
    /// Where to go on; `None` at the end.
    pub next: Option<Cursor>,
}
