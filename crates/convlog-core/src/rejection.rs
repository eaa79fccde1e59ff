//! What a sender is told of a line.

use std::borrow::Cow;

use serde::Serialize;

/// Why a line was refused, or what about an accepted one was passed over. Never repeats a value of the sender's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// A stable word for programs.
    pub code: &'static str,
    /// The field it is about, where it is about one.
    pub field: Option<String>,
    /// A sentence for people: what is wrong and what to do.
    pub reason: Cow<'static, str>,
}

impl Rejection {
    /// Makes a rejection of the line as a whole.
    pub fn line(code: &'static str, reason: impl Into<Cow<'static, str>>) -> Rejection {
        Rejection { code, field: None, reason: reason.into() }
    }

    /// Makes a rejection because of one field.
    pub fn field(code: &'static str, field: impl Into<String>, reason: impl Into<Cow<'static, str>>) -> Rejection {
        Rejection { code, field: Some(field.into()), reason: reason.into() }
    }
}
