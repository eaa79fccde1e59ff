//! The usual call (`content`, maybe `is_pii`, keywords that collide with nothing) straight into the draft.

use std::mem::MaybeUninit;

use convlog_client::Draft;
use convlog_core::limits::ENTRY_BYTES_MAX;
use convlog_core::{Habit, Level};
use pyo3::ffi;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;

use super::scratch::{self, Scratch};
use super::{Call, shape};
use crate::abi::{tuple_item, tuple_len, utf8};
use crate::hooks::hooks;
use crate::render::{Notes, Renderer};
use crate::scope::{self, ConversationScopes};
use crate::sink::{Sink, sink};

/// More keywords than this take the other path.
const KEYWORDS_MAX: usize = 32;

/// Room that values leave at the end of an entry, for what was cut.
const TAIL_BYTES: usize = 4 * 1024;

/// The most bytes an entry's values may fill.
pub(crate) const BODY_BYTES_MAX: usize = ENTRY_BYTES_MAX - TAIL_BYTES;

/// Content longer than this, in characters, is pointed out.
pub(super) const CONTENT_CHARS_HINT: usize = 200;
/// An entry longer than this, in bytes, is pointed out.
const ENTRY_BYTES_HINT: usize = 4 * 1024;
/// From this entry of a scope on a few calls are looked at, to see whether they come from one line.
const LOOP_HINT_FROM: u32 = 64;
const LOOP_HINT_SAMPLES: u32 = 8;

/// Writes one entry.
///
/// # Safety
///
/// The arguments are alive during the call, and the GIL is held.
#[inline]
pub(super) unsafe fn log(py: Python<'_>, level: Level, home: &ConversationScopes, call: &Call) {
    let Some(sink) = sink(py) else { return };
    let mut scratch = scratch::take();
    // SAFETY: the caller vouches for the arguments.
    let habits = unsafe {
        match usual(py, level, sink, call, &mut scratch) {
            Some(habits) => habits,
            None => shape::unusual(py, level, sink, call, &mut scratch),
        }
    };
    write(py, level, home, sink, scratch, &habits);
}

/// What a call does that is worth pointing out, and what it says of being personal.
#[derive(Debug, Default)]
pub(super) struct Habits {
    /// The whole entry is flagged.
    pub(super) is_pii: bool,
    /// The content is longer than it should be.
    pub(super) long_content: bool,
    /// The exception is passed along, which is only counted.
    pub(super) exc_info: bool,
    /// Habits found while the arguments were sorted out.
    pub(super) others: Vec<Habit>,
}

#[inline]
fn write(
    py: Python<'_>,
    level: Level,
    home: &ConversationScopes,
    sink: &Sink,
    mut scratch: Box<Scratch>,
    habits: &Habits,
) {
    let Scratch { draft, notes } = &mut *scratch;
    if !notes.pii.is_empty() || !notes.cut.is_empty() {
        flag(draft, notes);
    }
    let current = scope::current(py);
    let found = home.find(py, current.as_ref());
    let place = found.place();
    let is_hidden = habits.is_pii || notes.hides_all();
    let count = place.count_entry(is_hidden);
    let large = draft.len() > ENTRY_BYTES_HINT;
    let looping = count.wrapping_sub(LOOP_HINT_FROM) < LOOP_HINT_SAMPLES;
    if large || looping || habits.long_content || habits.exc_info || !habits.others.is_empty() {
        let loop_lines = looping.then_some(count + 1);
        point_out(py, draft, habits, large, loop_lines, is_hidden, current.as_ref());
    }
    sink.log(py, place, level, draft, &notes.pii);
    scratch::give_back(scratch);
}

/// Writes down what is personal and what was cut; of the marks there is room for, those of open values come first.
#[cold]
pub(crate) fn flag(draft: &mut Draft, notes: &Notes) {
    notes.pii.iter().for_each(|pointer| draft.pii(pointer));
    notes.cut.iter().for_each(|pointer| draft.truncated(pointer));
    notes.cut_apart.iter().for_each(|pointer| draft.truncated_apart(pointer));
}

/// Has the call site counted, and writes what there is to point out beside the entry, which it shares its part with. What
/// is said of an open entry was made from open ones alone.
#[cold]
fn point_out(
    py: Python<'_>,
    draft: &mut Draft,
    habits: &Habits,
    large: bool,
    loop_lines: Option<u32>,
    is_hidden: bool,
    scope: Option<&Bound<'_, PyAny>>,
) {
    let Some(hooks) = hooks(py) else { return };
    let report = |habit: &str| {
        let at = hooks.report.bind(py).call1((habit, scope, is_hidden)).and_then(|at| at.extract::<Option<String>>());
        at.unwrap_or_else(|error| {
            crate::render::interrupt_later(py, &error);
            None
        })
    };
    let flags = [
        (habits.long_content, Habit::LongMessage, 1),
        (large, Habit::LargePayload, 1),
        (loop_lines.is_some(), Habit::Loop, loop_lines.unwrap_or_default()),
    ];
    let found = flags.into_iter().filter_map(|(set, habit, lines)| set.then_some((habit, lines)));
    for (habit, lines) in found.chain(habits.others.iter().map(|habit| (*habit, 1))) {
        if let Some(at) = report(habit.as_str()) {
            draft.hint(habit, &at, lines);
        }
    }
    if habits.exc_info {
        report("exc_info");
    }
}

/// Writes the usual call into the draft, or returns `None` having written nothing.
///
/// # Safety
///
/// As for [`log`].
#[inline]
unsafe fn usual(py: Python<'_>, level: Level, sink: &Sink, call: &Call, scratch: &mut Scratch) -> Option<Habits> {
    if call.count == 0 || call.count > 2 {
        return None;
    }
    // SAFETY: every index is below the number of arguments; every text is borrowed from an argument or a name.
    unsafe {
        let content = plain_text(call.argument(0))?;
        let mut is_pii = sink.default_pii;
        if call.count == 2 {
            is_pii = plain_bool(call.argument(1))?;
        }
        let keywords = tuple_len(call.names);
        if keywords > KEYWORDS_MAX {
            return None;
        }
        let mut names = [const { MaybeUninit::<(&str, *mut PyObject)>::uninit() }; KEYWORDS_MAX];
        let mut fields = 0;
        for index in 0..keywords {
            let name = plain_text(tuple_item(call.names, index))?;
            let value = call.argument(call.count + index);
            if shape::is_reserved(name) {
                if name != "is_pii" || call.count == 2 {
                    return None;
                }
                is_pii = plain_bool(value)?;
                continue;
            }
            names[fields].write((name, value));
            fields += 1;
        }
        let Scratch { draft, notes } = scratch;
        draft.begin(level, content, is_pii);
        let mut renderer = Renderer::new(notes, BODY_BYTES_MAX, BODY_BYTES_MAX);
        for slot in &names[..fields] {
            let (name, value) = slot.assume_init();
            field(py, draft, &mut renderer, name, value);
        }
        Some(Habits { is_pii, long_content: content.len() > CONTENT_CHARS_HINT, ..Habits::default() })
    }
}

/// Writes one field; one that does not fit the entry is taken back and noted.
///
/// # Safety
///
/// As for [`log`].
#[inline]
pub(crate) unsafe fn field<'a>(
    py: Python<'_>,
    draft: &mut Draft,
    renderer: &mut Renderer<'a>,
    name: &'a str,
    value: *mut PyObject,
) {
    let before = renderer.place(draft);
    draft.key(name);
    // SAFETY: the caller keeps the value alive.
    unsafe { renderer.field(py, draft, name, value) };
    if renderer.overflowed(draft, before) {
        renderer.note_lost_field();
    }
}

/// # Safety
///
/// `object` outlives the returned text.
#[inline]
unsafe fn plain_text<'a>(object: *mut PyObject) -> Option<&'a str> {
    // SAFETY: the type is checked before the text is read.
    unsafe { if ffi::Py_TYPE(object) == &raw mut ffi::PyUnicode_Type { utf8(object) } else { None } }
}

/// # Safety
///
/// `object` is alive.
#[inline]
unsafe fn plain_bool(object: *mut PyObject) -> Option<bool> {
    // SAFETY: only compares addresses.
    unsafe {
        if object == ffi::Py_True() {
            Some(true)
        } else if object == ffi::Py_False() {
            Some(false)
        } else {
            None
        }
    }
}

/// Writes that a call was made which could not be rendered at all.
#[cold]
pub(super) fn last_resort(py: Python<'_>, level: Level, home: &ConversationScopes) {
    let Some(sink) = sink(py) else { return };
    let mut draft = Draft::new();
    draft.begin(level, "<unrepresentable entry: internal failure>", true);
    sink.log(py, home.find(py, scope::current(py).as_ref()).place(), level, &mut draft, &[]);
}
