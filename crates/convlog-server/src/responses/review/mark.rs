//! Which places of a thing are personal, for readers who may see them.

use convlog_core::Finding;
use convlog_core::merge::Values;
use serde::Serialize;
use utoipa::ToSchema;

/// The position of personal data, and why it is personal.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PersonalMark)]
pub(crate) struct Mark<'a> {
    /// A JSON pointer; empty for the whole record.
    #[schema(value_type = String)]
    pub(crate) path: &'a str,
    /// `class` (a personal field), `project` (a field that the project made personal), `sender` (a flag), `known`
    /// (flagged elsewhere in the conversation), or the guard's rule, such as `phone`.
    #[schema(value_type = String)]
    pub(crate) rule: &'a str,
}

/// Returns the marks of a thing's merged fields; nothing at all for a reader who may not see them.
pub(crate) fn of_fields(fields: &Values, sees_personal: bool) -> Option<Vec<Mark<'_>>> {
    of_entry(&fields.personal, sees_personal)
}

/// Returns the marks of an entry; nothing at all for a reader who may not see them.
pub(crate) fn of_entry(findings: &[Finding], sees_personal: bool) -> Option<Vec<Mark<'_>>> {
    let marks = || findings.iter().map(|finding| Mark { path: &finding.path, rule: &finding.rule });
    sees_personal.then(|| marks().collect())
}
