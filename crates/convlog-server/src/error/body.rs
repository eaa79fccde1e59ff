//! What the body of an error has.

use serde::Serialize;
use utoipa::ToSchema;

/// Characters of a text.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct CharacterRange {
    /// The first, from 0.
    pub(super) from: usize,
    /// The first behind them.
    pub(super) to: usize,
}

/// The body of every error. `error` and `error_message` hold the same text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody<'a> {
    /// Always false.
    pub(super) success: bool,
    /// What went wrong and what to do.
    pub(super) error: &'a str,
    /// The correlation id of this response.
    pub(super) error_id: &'a str,
    /// A stable code for programs.
    pub(super) error_code: &'static str,
    /// What went wrong and what to do.
    pub(super) error_message: &'a str,
    /// Always null.
    #[schema(value_type = Option<Object>)]
    pub(super) data: (),
    /// Which characters of `query` are wrong, where it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<CharacterRange>,
}
