//! Reading the lines of a body into a batch.

use axum::body::Bytes;
use bytestring::ByteString;
use convlog_core::limits::LINE_BYTES_MAX;
use convlog_core::record::Reading;
use convlog_core::{ProjectId, Raised, Record, Rejection};
use convlog_store::{Batch, Scope, VerifiedKey};

use super::{Derivation, Report};
use crate::cache::Projects;

/// A record whose time is farther than this from the server's clock is kept and remarked on.
const CLOCK_TOLERANCE_MICROS: u64 = 24 * 60 * 60 * 1_000_000;

/// The shortest record is about so long, so that blank lines take no room.
const RECORD_BYTES_MIN: usize = 64;

/// What reading the lines gives.
#[derive(Debug)]
pub(crate) struct Intake {
    /// The good lines.
    pub(crate) batch: Batch,
    /// The line of each.
    pub(crate) lines: Vec<usize>,
    /// What there is to say of the others.
    pub(crate) report: Report,
}

/// Reads every line; a bad one costs its neighbours nothing.
///
/// `batch` must have been begun by `key`.
pub(crate) fn intake(
    body: &Bytes,
    key: &VerifiedKey,
    mut batch: Batch,
    projects: &Projects,
    derive: Derivation,
) -> Intake {
    let only = match key.scope() {
        Scope::Projects(ids) if ids.len() == 1 => ids.first(),
        _ => None,
    };
    let raised = |id: Option<&ProjectId>| -> &[Raised] { id.or(only).map_or(&[], |id| projects.raised(id)) };
    let guard = |id: Option<&ProjectId>| id.or(only).map(|id| projects.guard(id)).unwrap_or_default();
    let reading = Reading { received_at: batch.received_at(), raised: &raised, guard: &guard };
    batch.reserve((memchr::memchr_iter(b'\n', body).count() + 1).min(body.len() / RECORD_BYTES_MIN));
    let mut reader = LineReader {
        key,
        projects,
        derive,
        reading,
        batch,
        lines: Vec::new(),
        report: Report::default(),
        far_off: false,
    };
    for (at, line) in lines(body).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Err(why) = reader.take(at + 1, body.slice_ref(line)) {
            reader.report.reject(at + 1, why);
        }
    }
    reader.report.close_notes();
    Intake { batch: reader.batch, lines: reader.lines, report: reader.report }
}

/// Returns what stands between the line ends.
fn lines(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut from = 0;
    memchr::memchr_iter(b'\n', body).chain(std::iter::once(body.len())).map(move |end| {
        let line = &body[from..end];
        from = end + 1;
        line
    })
}

struct LineReader<'a> {
    key: &'a VerifiedKey,
    projects: &'a Projects,
    derive: Derivation,
    reading: Reading<'a>,
    batch: Batch,
    lines: Vec<usize>,
    report: Report,
    far_off: bool,
}

impl LineReader<'_> {
    fn take(&mut self, number: usize, line: Bytes) -> Result<(), Rejection> {
        if line.len() > LINE_BYTES_MAX {
            return Err(Rejection::line("line_too_long", "a line is at most 4 MiB; cut or split the value"));
        }
        let line = ByteString::try_from(line).map_err(|error| {
            Rejection::line("invalid_utf8", format!("no UTF-8 from byte {}", error.valid_up_to() + 1))
        })?;
        let mut record = Record::read(&line, &self.reading)?;
        self.refuse_unknown_project(&record)?;
        let notes = std::mem::take(&mut record.notes);
        let (given, time) = (record.identity, record.time);
        self.batch.push(record, given.unwrap_or_else(|| self.derive.of_line(number)))?;
        self.lines.push(number);
        for note in notes {
            self.report.note(number, note);
        }
        if given.is_none() {
            self.note_no_identity(number);
        }
        if time.as_micros().abs_diff(self.reading.received_at.as_micros()) > CLOCK_TOLERANCE_MICROS {
            self.note_far_off(number);
        }
        Ok(())
    }

    /// A key for the whole account reaches projects to come, but not ones that are not there.
    fn refuse_unknown_project(&self, record: &Record) -> Result<(), Rejection> {
        let Some(project) = &record.project else { return Ok(()) };
        if self.projects.has(project) || !self.key.scope().reaches(project) {
            return Ok(());
        }
        let reason = "there is no such project; make it with `convlog projects create`";
        Err(Rejection::field("unknown_project", "project_id", reason))
    }

    fn note_no_identity(&mut self, number: usize) {
        if self.derive.is_random && !self.report.derived_identity {
            let reason = "records without producer and seq were taken as new; the same request sent again would be \
                          stored twice, unless it carries an Idempotency-Key";
            self.report.note(number, Rejection::line("no_identity", reason));
        }
        self.report.derived_identity = true;
    }

    fn note_far_off(&mut self, number: usize) {
        if !std::mem::replace(&mut self.far_off, true) {
            let reason = "from this line on there are times more than 24 hours away from the server's clock; they \
                          were kept as they are";
            self.report.note(number, Rejection::line("clock_far_off", reason));
        }
    }
}
