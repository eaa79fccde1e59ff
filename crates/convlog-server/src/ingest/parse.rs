//! Reading the lines of a body into a batch.

use axum::body::Bytes;
use bytestring::ByteString;
use convlog_core::limits::LINE_BYTES_MAX;
use convlog_core::record::ParseContext;
use convlog_core::{ProjectId, PromotedField, Record, Rejection};
use convlog_store::{Batch, Scope, VerifiedKey};

use super::report::LineNote;
use super::{Derivation, Report, Waiting};
use crate::cache::Projects;

/// A record whose time is farther than this from the server's clock is kept and remarked on.
const CLOCK_TOLERANCE_MICROS: u64 = 24 * 60 * 60 * 1_000_000;

/// The shortest record is about so long, so that blank lines take no room.
const RECORD_BYTES_MIN: usize = 64;

/// A smaller part is read sooner than handed on.
const PART_BYTES_MIN: usize = 64 * 1024;

/// Some lines of a body.
#[derive(Debug)]
pub(crate) struct BodyPart {
    bytes: Bytes,
    /// How many lines are before it.
    lines_before: usize,
}

impl BodyPart {
    /// Takes a body as a whole.
    pub(crate) fn whole(bytes: Bytes) -> BodyPart {
        BodyPart { bytes, lines_before: 0 }
    }
}

/// Cuts a body at ends of lines into at most so many parts, all about as long and none short.
pub(crate) fn cut(body: &Bytes, parts_max: usize) -> Vec<BodyPart> {
    let count = (body.len() / PART_BYTES_MIN).clamp(1, parts_max.max(1));
    let (mut parts, mut from, mut lines_before) = (Vec::with_capacity(count), 0, 0);
    for part in 1..=count {
        let about = (body.len() / count * part).max(from);
        let end = match memchr::memchr(b'\n', &body[about..]) {
            Some(end) if part < count => about + end + 1,
            _ => body.len(),
        };
        let bytes = body.slice(from..end);
        let lines = memchr::memchr_iter(b'\n', &bytes).count();
        if !bytes.is_empty() || parts.is_empty() {
            parts.push(BodyPart { bytes, lines_before });
        }
        (from, lines_before) = (end, lines_before + lines);
    }
    parts
}

/// What reading lines gives.
#[derive(Debug)]
pub(crate) struct ParsedBatch {
    /// The good lines.
    pub(crate) batch: Batch,
    /// The line of each.
    pub(crate) lines: Vec<usize>,
    /// What there is to say of the others.
    pub(crate) report: Report,
    once: FirstOccurrence,
    /// Of which records less would perhaps be hidden if it were known in which functions they are.
    pub(crate) waiting: Vec<Waiting>,
}

/// What is said of the first line for which it holds.
#[derive(Debug, Default)]
struct FirstOccurrence {
    no_identity: Option<usize>,
    far_off: Option<usize>,
}

impl ParsedBatch {
    /// Adds what reading the part behind it gave.
    pub(crate) fn join(&mut self, next: ParsedBatch) {
        let before = self.batch.items().len();
        self.waiting.extend(next.waiting.into_iter().map(|waiting| Waiting { at: before + waiting.at, ..waiting }));
        self.batch.join(next.batch);
        self.lines.extend(next.lines);
        self.report.join(next.report);
        self.once.no_identity = self.once.no_identity.or(next.once.no_identity);
        self.once.far_off = self.once.far_off.or(next.once.far_off);
    }

    /// Ends the reading of a body.
    pub(crate) fn close(&mut self) {
        let no_identity = self.once.no_identity.map(|line| {
            let reason = "records without producer and seq were taken as new; the same request sent again would be \
                          stored twice, unless it carries an Idempotency-Key";
            LineNote::on(line, Rejection::line("no_identity", reason))
        });
        let far_off = self.once.far_off.map(|line| {
            let reason = "from this line on there are times more than 24 hours away from the server's clock; they \
                          were kept as they are";
            LineNote::on(line, Rejection::line("clock_far_off", reason))
        });
        self.report.close_notes(no_identity.into_iter().chain(far_off));
    }
}

/// Reads every line of a part; a bad one costs its neighbours nothing.
///
/// `batch` must have been begun by `key`.
pub(crate) fn intake(
    part: &BodyPart,
    key: &VerifiedKey,
    mut batch: Batch,
    projects: &Projects,
    derive: Derivation,
) -> ParsedBatch {
    let only = match key.scope() {
        Scope::Projects(ids) if ids.len() == 1 => ids.first(),
        _ => None,
    };
    let raised = |id: Option<&ProjectId>| -> &[PromotedField] { id.or(only).map_or(&[], |id| projects.raised(id)) };
    let guard = |id: Option<&ProjectId>| id.or(only).map(|id| projects.guard(id)).unwrap_or_default();
    let reading = ParseContext { received_at: batch.received_at(), raised: &raised, guard: &guard, function: None };
    let BodyPart { bytes, lines_before } = part;
    batch.reserve((memchr::memchr_iter(b'\n', bytes).count() + 1).min(bytes.len() / RECORD_BYTES_MIN));
    let intake = ParsedBatch {
        batch,
        lines: Vec::new(),
        report: Report::default(),
        once: FirstOccurrence::default(),
        waiting: Vec::new(),
    };
    let mut reader = LineReader { key, projects, derive, reading, intake };
    for (at, line) in lines(bytes).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let number = lines_before + at + 1;
        if let Err(why) = reader.take(number, bytes.slice_ref(line)) {
            reader.intake.report.reject(number, why);
        }
    }
    reader.intake
}

/// Says of a line that was taken that it is no UTF-8.
fn no_utf8(at: usize) -> Rejection {
    let what = format!("not UTF-8 from byte {} on; invalid bytes were replaced by U+FFFD", at + 1);
    Rejection::line("invalid_utf8", what)
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
    reading: ParseContext<'a>,
    intake: ParsedBatch,
}

impl LineReader<'_> {
    fn take(&mut self, number: usize, line: Bytes) -> Result<(), Rejection> {
        if line.len() > LINE_BYTES_MAX {
            return Err(Rejection::line("line_too_long", "a line may have at most 4 MiB; shorten or split the value"));
        }
        let (line, no_text) = match ByteString::try_from(line.clone()) {
            Ok(line) => (line, None),
            Err(error) => (String::from_utf8_lossy(&line).as_ref().into(), Some(no_utf8(error.valid_up_to()))),
        };
        let mut record = Record::read(&line, &self.reading).map_err(|why| no_text.clone().unwrap_or(why))?;
        self.refuse_unknown_project(&record)?;
        let notes = std::mem::take(&mut record.notes);
        let (given, time) = (record.identity, record.time);
        let ParsedBatch { batch, lines, report, once, waiting } = &mut self.intake;
        let needed = record.needs_function.then(|| Waiting { at: batch.items().len(), line });
        batch.push(record, given.unwrap_or_else(|| self.derive.of_line(number)))?;
        waiting.extend(needed);
        lines.push(number);
        for note in no_text.into_iter().chain(notes) {
            report.note(number, note);
        }
        if given.is_none() {
            report.derived_identity = true;
            if self.derive.is_random {
                once.no_identity.get_or_insert(number);
            }
        }
        if time.as_micros().abs_diff(self.reading.received_at.as_micros()) > CLOCK_TOLERANCE_MICROS {
            once.far_off.get_or_insert(number);
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_cut_at_ends_of_lines_and_keeps_their_numbers() {
        let line = |len: usize| format!("{}\n", "x".repeat(len - 1));
        let bodies = [
            (String::new(), 1),
            (line(1000).repeat(100), 1),
            (line(1000).repeat(200), 3),
            (line(1000).repeat(1000), 4),
            (line(1000).repeat(199) + &"x".repeat(1000), 3),
            (line(150_000) + &line(10), 2),
            (line(10) + &line(150_000), 1),
            ("\n".repeat(300_000), 4),
            ("x".repeat(300_000), 1),
        ];
        for (body, count) in bodies {
            let body = Bytes::from(body);
            let parts = cut(&body, 4);
            let mut joined = Vec::new();
            for part in &parts {
                let before = joined.iter().filter(|byte| **byte == b'\n').count();
                assert!(joined.last().is_none_or(|last| *last == b'\n') && part.lines_before == before);
                joined.extend_from_slice(&part.bytes);
            }
            assert_eq!((parts.len(), joined.len()), (count, body.len()));
            assert_eq!(joined, body);
        }
    }
}
