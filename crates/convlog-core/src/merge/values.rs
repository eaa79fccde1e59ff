//! The merged fields of one thing, and how each is read.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::finding::Finding;
use crate::json;
use crate::pointer::Pointer;
use crate::repair::Repair;
use crate::schema::caller::{DIRECTION, Direction, callers_number, reached_by};
use crate::timestamp::Timestamp;

/// The merged fields of one thing, as one reader may see them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Values {
    #[serde(flatten)]
    pub(super) fields: BTreeMap<&'static str, Box<RawValue>>,
    /// What was cut.
    #[serde(skip)]
    pub cut: Vec<Pointer>,
    /// What became of fields that were not of their form.
    #[serde(skip)]
    pub mends: Vec<(&'static str, Repair)>,
    /// What is personal and by which rule; only for readers who may see it.
    #[serde(skip)]
    pub personal: Vec<Finding>,
}

impl Values {
    /// Returns a field's JSON.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&RawValue> {
        self.fields.get(name).map(AsRef::as_ref)
    }

    /// Returns a field's value.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Value> {
        serde_json::from_str(self.raw(name)?.get()).ok()
    }

    /// Returns a field's text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        json::text(self.raw(name)?.into()).map(std::borrow::Cow::into_owned)
    }

    /// Returns the field of a conversation with the number of its caller.
    #[must_use]
    pub fn callers_number(&self) -> &'static str {
        callers_number(self.direction())
    }

    /// Returns how a caller can be reached and the field that says so.
    #[must_use]
    pub fn contact(&self) -> Option<(&'static str, String)> {
        reached_by(self.direction()).into_iter().find_map(|name| Some((name, self.text(name)?)))
    }

    fn direction(&self) -> Option<Direction> {
        Direction::parse(&self.text(DIRECTION)?)
    }

    /// Returns a field's point in time.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        Timestamp::parse(&json::text(self.raw(name)?.into())?)
    }

    /// Returns a field's number; `None` where it is too large to be one.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        self.raw(name)?.get().parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Returns a field's whole number.
    #[must_use]
    pub fn count(&self, name: &str) -> Option<u64> {
        self.raw(name)?.get().parse().ok()
    }

    /// Returns a field's flag.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.raw(name)?.get() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// Returns every field there is, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &RawValue)> {
        self.fields.iter().map(|(name, raw)| (*name, raw.as_ref()))
    }
}

/// Writes a value as JSON text.
pub(super) fn raw_value(value: &Value) -> Box<RawValue> {
    // INVARIANT: a value that is there has a JSON form; were it not so, nothing must show.
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
