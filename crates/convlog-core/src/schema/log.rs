//! The fields of a log record. What is inside the entry is the business of [`entry`](crate::entry).

use super::fields;

fields! {
    /// The turn in which the call was made.
    Open Id turn_id;
    /// The function event in which the call was made.
    Open Id function_event_id;
    /// The entry: `level`, `content`, `is_pii`, `timestamp`, `logger`, and whatever else the caller gave.
    Guarded Object entry;
    /// Habits of the calling line that its developer may want to change: a list of `{"habit", "at", "lines"}`.
    Derived Any hints;
}
