//! Personal values, measured apart from the open ones beside them.
//!
//! What is past a limit is cut, and that a value was cut shows. Were personal values measured together with open ones,
//! the open ones that are left would tell how large the personal ones are.

use std::mem;
use std::ops::Range;

use convlog_client::{Json, Mark};
use convlog_core::class::REDACTED;

use super::Renderer;

/// What stands for a personal value that is too large beside the others.
const TOO_LARGE: &str = "[too large]";

/// What a personal value counts among the open ones, in bytes: as much as what stands there for who may not see it.
pub(crate) const COUNTED_BYTES: usize = REDACTED.len() + 2;

/// How much may still be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) nodes: usize,
    /// Of open values, the length that the JSON may reach; of personal ones, how many bytes are left.
    pub(super) bytes: usize,
}

/// A personal value that was written.
#[derive(Clone, Debug)]
pub(crate) struct PersonalValue {
    /// Where it stands in the JSON.
    pub(crate) at: Range<usize>,
    mark: Mark,
    /// What was left, and how many cuts were noted, before it was written.
    open_bytes: usize,
    budget: Budget,
    cut_apart: usize,
}

impl Renderer<'_> {
    /// Writes a personal value within the budget of personal values.
    #[cold]
    pub(super) fn personal(&mut self, out: &mut Json, write: impl FnOnce(&mut Self, &mut Json)) {
        if self.is_apart {
            return write(self, out);
        }
        self.note_pii();
        let (place, before) = (self.place(out), self.begin_apart(out));
        let apart = Budget { bytes: out.len().saturating_add(self.apart.bytes), ..self.apart };
        let open = mem::replace(&mut self.budget, apart);
        self.is_apart = true;
        write(self, out);
        if out.len() > self.budget.bytes {
            self.take_back(out, place);
            self.marker(out, TOO_LARGE);
        }
        self.is_apart = false;
        self.apart.nodes = mem::replace(&mut self.budget, open).nodes;
        self.end_apart(out, before);
    }

    /// Writes JSON in which personal values stand at these places, and says whether there was room for them: otherwise
    /// markers stand in their place.
    pub(super) fn rendered(&mut self, out: &mut Json, json: &[u8], apart: &[Range<usize>]) -> bool {
        let fits = apart.iter().map(ExactSizeIterator::len).sum::<usize>() <= self.apart.bytes;
        let (shorter, places) = if fits { (Vec::new(), Vec::new()) } else { without(json, apart) };
        let (json, places) = if fits { (json, apart) } else { (shorter.as_slice(), places.as_slice()) };
        let before = self.begin_apart(out);
        out.raw(json);
        let start = out.len() - json.len();
        for at in places {
            self.end_apart_at(start + at.start..start + at.end, before.clone());
        }
        fits
    }

    fn begin_apart(&self, out: &Json) -> PersonalValue {
        let (open_bytes, cut_apart) = (self.budget.bytes, self.notes.cut_apart.len());
        PersonalValue { at: 0..0, mark: out.mark(), open_bytes, budget: self.apart, cut_apart }
    }

    fn end_apart(&mut self, out: &Json, before: PersonalValue) {
        // A comma before it is no part of the value.
        let start = before.mark.offset();
        let start = start + usize::from(out.as_bytes().get(start) == Some(&b','));
        self.end_apart_at(start..out.len(), before);
    }

    /// Takes what was written there out of the budget of open values.
    fn end_apart_at(&mut self, at: Range<usize>, before: PersonalValue) {
        self.budget.bytes = self.budget.bytes.saturating_add(at.len()).saturating_sub(COUNTED_BYTES);
        self.apart.bytes = self.apart.bytes.saturating_sub(at.len());
        self.notes.apart.push(PersonalValue { at, ..before });
    }

    /// Forgets the personal values behind a mark, as if they had never been written.
    pub(super) fn take_back_apart(&mut self, mark: Mark) {
        while let Some(last) = self.notes.apart.pop_if(|last| last.mark >= mark) {
            self.budget.bytes = last.open_bytes;
            self.apart = last.budget;
            self.notes.cut_apart.truncate(last.cut_apart);
        }
    }
}

/// Returns JSON with a marker in the place of each of its personal values, and where the markers stand.
pub(crate) fn without(json: &[u8], apart: &[Range<usize>]) -> (Vec<u8>, Vec<Range<usize>>) {
    let (mut out, mut places, mut read) = (Vec::with_capacity(json.len()), Vec::with_capacity(apart.len()), 0);
    for at in apart {
        out.extend_from_slice(&json[read..at.start]);
        let start = out.len();
        out.push(b'"');
        out.extend_from_slice(TOO_LARGE.as_bytes());
        out.push(b'"');
        places.push(start..out.len());
        read = at.end;
    }
    out.extend_from_slice(&json[read..]);
    (out, places)
}
