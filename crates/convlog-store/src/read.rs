//! Giving conversations back.

use async_trait::async_trait;
use convlog_core::merge::Values;
use convlog_core::view::Conversation;
use convlog_core::{ConversationId, Timestamp};

use crate::error::Result;
use crate::search::{Search, SearchPage};
use crate::visibility::Visibility;

/// Gives conversations back.
#[async_trait]
pub trait Read {
    /// Returns one conversation whole, or `None` when there is none that this reader may see.
    ///
    /// `now` is the server's clock, by which silence is judged.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn conversation(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Conversation>>;

    /// Returns a page of the conversations that this reader may see.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn conversations(&self, visibility: &Visibility, query: &Query, now: Timestamp) -> Result<Page>;

    /// Searches the conversations that this reader may see, the latest start first.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn search(&self, visibility: &Visibility, search: &Search, now: Timestamp) -> Result<SearchPage>;

    /// Returns what each producer of a conversation's records says of itself; nothing where the reader has no such
    /// conversation. Who wrote only hidden entries counts while there is nothing else.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn producers(&self, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>>;
}

/// Which conversations, in which order, how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Which.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// Go on behind this one.
    pub after: Option<Position>,
    /// Pass over so many (after `after`).
    pub offset: u64,
    /// Maximum number.
    pub limit: u32,
    /// Whether each comes with its turns, function events and metrics; log entries never come with a list.
    pub with_turns: bool,
    /// Whether to count all that the filter lets through, on all pages.
    pub with_total: bool,
}

/// Which conversations. What is absent lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Their environment is one of these; none means any.
    pub environments: Vec<String>,
    /// They began at this time or later.
    pub started_from: Option<Timestamp>,
    /// They began before this time.
    pub started_before: Option<Timestamp>,
    /// Something of them was received at this time or later.
    pub active_from: Option<Timestamp>,
    /// Their first record is of this time or earlier.
    pub active_until: Option<Timestamp>,
    /// Their variant has this id.
    pub variant_id: Option<String>,
    /// Their variant has this name.
    pub variant_name: Option<String>,
    /// Their variant has one of these ids or names; none means any.
    pub variants: Vec<String>,
    /// They go on, or do not.
    pub in_progress: Option<bool>,
    /// Their channel is one of these; none means any.
    pub channels: Vec<String>,
    /// They have an entry of the level error that the reader sees, or a function event that raised or never finished.
    pub has_errors: bool,
    /// They have an entry of the level warning that the reader sees.
    pub has_warnings: bool,
    /// The caller was handed over to a person, or was not.
    pub handoff: Option<bool>,
    /// They ended, after so many milliseconds or more.
    pub duration_ms_from: Option<u64>,
    /// They ended, after so many milliseconds or fewer.
    pub duration_ms_to: Option<u64>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The latest start first; equal starts by descending id.
    NewestFirst,
    /// The earliest start first; equal starts by ascending id.
    OldestFirst,
}

/// The place of a conversation in a list. It holds nothing but what every reader of the row may see.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// When the conversation began.
    pub started_at: Timestamp,
    /// Its id.
    pub id: ConversationId,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// The conversations, in order.
    pub conversations: Vec<Conversation>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Position>,
    /// How many there are on all pages, if asked for.
    pub total: Option<u64>,
}
