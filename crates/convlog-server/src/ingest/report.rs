//! The answer to a batch, line by line.

use std::borrow::Cow;

use axum::http::StatusCode;
use convlog_core::Rejection;
use convlog_store::Outcome;
use serde::Serialize;
use utoipa::ToSchema;

/// No more notes on single lines than this in one answer; what is beyond is counted in the last one.
const NOTES_MAX: usize = 100;

/// Why a late record of an erased conversation is not taken in. Its sender is to forget it and not to keep it aside.
const ERASED: &str = "the conversation was erased; records of it are rejected";

/// The result of a batch.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(example = json!({
    "accepted": 2, "duplicate": 0, "rejected": 1,
    "errors": [{"line": 3, "code": "missing_field", "field": "conversation_id", "reason": "required"}],
    "notes": [], "derived_identity": false
}))]
pub(crate) struct Report {
    /// The number of records stored. They are durable.
    pub(crate) accepted: usize,
    /// The number of records that were already stored.
    pub(crate) duplicate: usize,
    /// The number of rejected records.
    pub(crate) rejected: usize,
    /// The reasons, one item for each rejected line.
    pub(crate) errors: Vec<LineNote>,
    /// Notes about accepted lines.
    pub(crate) notes: Vec<LineNote>,
    /// Whether the server generated identities for records without one.
    pub(crate) derived_identity: bool,
    #[serde(skip)]
    notes_left_out: usize,
}

/// Something about one line.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct LineNote {
    /// The line number, from 1, including blank lines.
    pub(crate) line: usize,
    /// A stable code for programs.
    pub(crate) code: &'static str,
    /// The field, if the note is about one.
    pub(crate) field: Option<String>,
    /// What is wrong and what to do.
    #[schema(value_type = String)]
    pub(crate) reason: Cow<'static, str>,
}

impl LineNote {
    pub(crate) fn on(line: usize, about: Rejection) -> LineNote {
        LineNote { line, code: about.code, field: about.field, reason: about.reason }
    }
}

impl Report {
    pub(crate) fn reject(&mut self, line: usize, why: Rejection) {
        self.rejected += 1;
        self.errors.push(LineNote::on(line, why));
    }

    pub(crate) fn note(&mut self, line: usize, what: Rejection) {
        if self.notes.len() < NOTES_MAX {
            self.notes.push(LineNote::on(line, what));
        } else {
            self.notes_left_out += 1;
        }
    }

    /// Adds what there is to say of the lines that follow.
    pub(crate) fn join(&mut self, next: Report) {
        self.rejected += next.rejected;
        self.errors.extend(next.errors);
        let room = NOTES_MAX - self.notes.len();
        self.notes_left_out += next.notes_left_out + next.notes.len().saturating_sub(room);
        self.notes.extend(next.notes.into_iter().take(room));
        self.derived_identity |= next.derived_identity;
    }

    /// Adds what is said once of the whole batch, and how many notes did not fit.
    pub(crate) fn close_notes(&mut self, of_batch: impl IntoIterator<Item = LineNote>) {
        self.notes.extend(of_batch);
        self.notes.sort_by_key(|note| note.line);
        if let (Some(last), 1..) = (self.notes.last(), self.notes_left_out) {
            let reason = format!("{} more notes were omitted", self.notes_left_out);
            self.notes.push(LineNote::on(last.line, Rejection::line("more_notes", reason)));
        }
    }

    /// Counts what became of the lines that went to the store.
    pub(crate) fn count(&mut self, lines: &[usize], outcomes: &[Outcome]) {
        for (line, outcome) in lines.iter().zip(outcomes) {
            match outcome {
                Outcome::Stored => self.accepted += 1,
                Outcome::Duplicate => self.duplicate += 1,
                Outcome::Erased => self.reject(*line, Rejection::field("erased", "conversation_id", ERASED)),
            }
        }
        self.errors.sort_by_key(|remark| remark.line);
    }

    /// Returns 200 when every line is in the store, 207 when some are, 422 when none is.
    pub(crate) fn status(&self) -> StatusCode {
        match (self.accepted + self.duplicate, self.rejected) {
            (_, 0) => StatusCode::OK,
            (0, _) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::MULTI_STATUS,
        }
    }
}
