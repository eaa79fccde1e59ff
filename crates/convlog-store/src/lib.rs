//! The contract of a store, and the background passes over every store.
//!
//! A server uses a [`Store`]: it appends records, returns conversations, manages keys and projects, erases, and runs
//! maintenance. A backend implements less: [`RecordStore`], [`ControlStore`], [`DataKeys`] and [`Erasures`]; the
//! [`passes`] on top of them are the same for all backends. See `docs/adr/0023-store-contract.md`. Every backend passes
//! the same conformance suite, `convlog-conformance`.
//!
//! Access control is a type. [`Read`] takes a [`Visibility`], which only a [`VerifiedKey`] can create, which only
//! [`verify`] and [`verify_hash`] return. Likewise [`Append`] takes a [`Batch`], which only a verified key can begin.
//! Server code has no other way to read or write rows.

pub mod admin_grant;
pub mod append;
pub mod audit;
pub mod control;
pub mod control_store;
pub mod data_keys;
pub mod documents;
pub mod erase;
pub mod erasure_value;
pub mod erasures;
pub mod error;
pub mod find;
mod forward;
pub mod instance;
pub mod key;
pub mod known_time;
pub mod maintenance;
pub mod mark;
pub mod matched;
pub mod narrow;
pub mod note;
pub mod passes;
pub mod quota;
pub mod read;
pub mod records;
pub mod rescan;
pub mod retention;
pub mod rollup;
pub mod rules;
pub mod seal;
pub mod search;
pub mod security;
pub mod session;
pub mod visibility;
pub mod window;

pub use admin_grant::AdminGrant;
pub use append::{Append, Batch, Item, KnownScope, Outcome};
pub use audit::{Access, AccessPage, AccessQuery, AccessRecorder, Audit, AuditedStore, Recorded, Searched};
pub use control::{Control, GuardPolicy, NewKey, OutlivesPolicy, Project, ProjectSettings};
pub use control_store::ControlStore;
pub use data_keys::{DataKeys, WrappedKey};
pub use documents::{Document, DocumentKind, Documents};
pub use erase::{Erase, ErasedBy, ErasureState, Estimate, Receipt, ReceiptId, Retired, Target};
pub use erasure_value::ErasureValue;
pub use erasures::{Erasure, Erasures};
pub use error::{Error, ErrorKind};
pub use find::{EntryPage, EntryPosition, EntryQuery, Find, FoundEntry};
#[doc(hidden)]
pub use forward::words;
pub use instance::{DiskSpace, Instance};
pub use key::{
    KeyHash, KeyId, KeyRecord, KeyToken, Permission, Permissions, PiiGrant, Scope, VerifiedKey, verify, verify_hash,
};
pub use known_time::{Confirmed, KnownClock};
pub use maintenance::Maintenance;
pub use mark::{ConversationPart, Hides, Mark, MarkId, MarkRequest, MarkScope, Marker, Marking, NotMarked};
pub use matched::{MatchedRecord, Matches};
pub use note::{NOTE_CHARS_MAX, Note};
pub use passes::{Backend, Passes};
pub use quota::Quota;
pub use read::{Filter, Order, Page, Position, Query, Read};
pub use records::{ConversationRef, Cursor, ProjectRef, RecordStore};
pub use rescan::{KnownWork, Rescan, Rescanned};
pub use retention::{
    Confirmation, Removal, RemovalConfirmation, RemovalKind, RemovalQuery, Report, RetentionStep, Waiting,
};
pub use rules::{AddedRule, NotAdded, RuleEstimate, RuleId, RuleMaker, Rules};
pub use search::{ContentFilter, Counts, Listed, Search, SearchPage};
pub use security::{Actor, EventGroup, EventKind, Network, SecurityEvent, SecurityLog};
pub use session::{SESSIONS_OF_KEY_MAX, Session, SessionId, Sessions};
pub use visibility::Visibility;
pub use window::{EntryWindow, Headline, MarkedEntries, Size, Window, WindowEntry, Windows, Within};

/// Everything a server needs of a store.
pub trait Store:
    Instance
    + Append
    + Read
    + Windows
    + Find
    + Control
    + Sessions
    + Erase
    + Rescan
    + Rules
    + Marking
    + Maintenance
    + Audit
    + Send
    + Sync
{
}

impl<T> Store for T where
    T: Instance
        + Append
        + Read
        + Windows
        + Find
        + Control
        + Sessions
        + Erase
        + Rescan
        + Rules
        + Marking
        + Maintenance
        + Audit
        + Send
        + Sync
{
}
