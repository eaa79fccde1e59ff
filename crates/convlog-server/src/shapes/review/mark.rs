//! Which places of a thing are personal, for readers who may see them.

use std::borrow::Cow;

use convlog_core::class::Class;
use convlog_core::merge::Values;
use convlog_core::{Finding, Pointer, RecordType};
use serde::Serialize;
use utoipa::ToSchema;

/// A personal place, and why it is personal.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PersonalMark)]
pub(crate) struct Mark<'a> {
    /// A JSON pointer into the thing; empty for all of it.
    #[schema(value_type = String)]
    pub(crate) path: Cow<'a, str>,
    /// `sender` (a flag), `class` (a personal field), or the name of a rule.
    #[schema(value_type = String)]
    pub(crate) rule: &'a str,
}

/// Returns the marks of a thing's merged fields; nothing at all for a reader who may not see them.
pub(crate) fn of_fields(kind: RecordType, fields: &Values, sees_personal: bool) -> Option<Vec<Mark<'_>>> {
    let mark = |pointer| Mark { path: Pointer::as_str(pointer).into(), rule: rule(kind, pointer) };
    sees_personal.then(|| fields.personal.iter().map(mark).collect())
}

/// Returns the marks of an entry; nothing at all for a reader who may not see them.
pub(crate) fn of_entry(findings: &[Finding], sees_personal: bool) -> Option<Vec<Mark<'_>>> {
    let marks = || findings.iter().map(|finding| Mark { path: finding.path.as_str().into(), rule: &finding.rule });
    sees_personal.then(|| marks().collect())
}

/// Returns why a place is personal: merged fields keep where they are personal and not why, but a personal field is
/// so by its class.
fn rule(kind: RecordType, place: &Pointer) -> &'static str {
    let field = place.member().and_then(|name| kind.field(&name));
    let by_class =
        field.is_some_and(|field| field.class == Class::Personal && *place == Pointer::to_member(field.name));
    if by_class { "class" } else { "sender" }
}
