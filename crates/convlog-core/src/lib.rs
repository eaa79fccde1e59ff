//! The vocabulary of convlog: records, ids, classes, limits, and how records about one thing become one view of it.
//!
//! Everything here is pure. Nothing reads a clock, a file, a socket or the environment, and nothing knows HTTP, SQL
//! or Python: whoever has those passes values in.
//!
//! A line that arrives is read by [`Record::parse`], which checks it against the [`schema`], applies the [`limits`] and
//! splits it by [`Class`]. What a store keeps of it comes back as [`view::StoredRecord`]s and [`view::StoredEntry`]s,
//! which [`view::assemble`] turns into a [`view::Conversation`].

pub mod class;
pub mod clock;
pub mod cut;
pub mod entry;
mod finding;
pub mod guard;
pub mod hint;
pub mod ids;
pub mod json;
pub mod known;
pub mod level;
pub mod limits;
pub mod mark;
pub mod merge;
pub mod not_personal;
pub mod outcome;
pub mod pointer;
pub mod query;
pub mod reclassify;
pub mod record;
mod redaction;
mod rejection;
pub mod repair;
pub mod schema;
pub mod terminal;
pub mod timestamp;
pub mod trial;
pub mod view;

pub use class::Class;
pub use clock::{ClockConfirmation, ClockFault, ClockMonitor, ClockRecord, ClockStatus, Moment, TrustedTime};
pub use entry::{Entry, EntryText};
pub use finding::{Finding, Original, Unmarked};
pub use guard::GuardPolicy;
pub use hint::{Habit, Hint};
pub use ids::{AccountId, ConversationId, IdError, Identity, ProducerId, ProjectId, PublicId};
pub use known::{KnownPii, KnownPolicy};
pub use level::Level;
pub use mark::Marked;
pub use not_personal::{Guard, GuardOfOne, NotPersonal, NotPersonalRules};
pub use outcome::Outcome;
pub use pointer::Pointer;
pub use record::{Body, Fields, Log, ParseContext, PromotedField, Record, RecordBuilder};
pub use rejection::Rejection;
pub use schema::RecordType;
pub use timestamp::Timestamp;
