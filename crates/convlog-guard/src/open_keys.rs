//! Keys of which somebody says that they are not personal, and how much that changes.
//!
//! It takes away what a key says of its value, and what is only known by words: names and addresses. What a value is by its
//! own form stays personal under whatever key, and so does what nobody can tell by looking whether it is somebody's secret.
//! Nothing else changes: what is found elsewhere is found as if nobody had said anything.

use std::collections::BTreeSet;

use crate::Rule;
use crate::key::{Context, Kind};
use crate::scan::Finding;

/// Names of keys whose values are not personal, however they look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenKeys(BTreeSet<String>);

/// No keys.
pub static NO_OPEN_KEYS: OpenKeys = OpenKeys::none();

impl OpenKeys {
    /// Makes a set without any.
    #[must_use]
    pub const fn none() -> OpenKeys {
        OpenKeys(BTreeSet::new())
    }

    /// Says whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Says whether a key is among them.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.0.contains(key)
    }
}

impl<S: Into<String>> FromIterator<S> for OpenKeys {
    fn from_iter<I: IntoIterator<Item = S>>(keys: I) -> OpenKeys {
        OpenKeys(keys.into_iter().map(Into::into).collect())
    }
}

/// Returns the rule by which what stands under a key is personal whatever anybody says of the key.
#[must_use]
pub fn always_personal(key: &str) -> Option<Rule> {
    let kind = Context::default().below(key).kind;
    Some(match kind {
        Kind::Secret | Kind::Pin | Kind::Signature => Rule::Secret,
        Kind::Card => Rule::PaymentCard,
        Kind::Iban => Rule::Iban,
        Kind::National => Rule::NationalId,
        Kind::Email => Rule::Email,
        Kind::Ip => Rule::IpAddress,
        _ => return None,
    })
}

/// Takes apart what was found of a value under an open key: what stays, and what does not count any more. `own` is what is
/// found of the value without the key.
pub(crate) fn lift(found: Vec<Finding>, own: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    let (mut stays, mut lifted): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| is_sure(found.rule));
    let overlaps =
        |one: &Finding, other: &Finding| one.range.start < other.range.end && other.range.start < one.range.end;
    for own in own.into_iter().filter(|own| !is_of_words(own.rule)) {
        if !stays.iter().any(|stays| overlaps(stays, &own)) {
            stays.push(own);
        }
    }
    stays.sort_by_key(|found| found.range.start);
    lifted.retain(|lifted| !stays.iter().any(|stays| stays.range == lifted.range && stays.rule == lifted.rule));
    (stays, lifted)
}

/// Says whether a rule finds what is personal also where only its key says what it is: a password has no form.
fn is_sure(rule: Rule) -> bool {
    matches!(rule, Rule::Secret | Rule::Email | Rule::PaymentCard | Rule::Iban | Rule::NationalId | Rule::IpAddress)
}

/// Says whether a rule goes by words alone.
fn is_of_words(rule: Rule) -> bool {
    matches!(rule, Rule::Name | Rule::Address)
}
