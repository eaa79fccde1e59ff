//! The fields of a metric.

use super::field::fields;

fields! {
    /// The metric's name.
    Open Id name;
    /// Its value.
    Guarded Any value;
    /// Whether only the first value of this name counts.
    Open Flag write_once;
    /// The turn in which it was written.
    Open Id turn_id;
}
