//! Every call that is not the usual one: no content, content that is no text, more positional arguments than there
//! are parameters, names that collide with keys of the entry. Nothing that was passed is lost.

use std::collections::HashSet;

use convlog_core::cut::cut_text;
use convlog_core::limits::{ENTRY_FIELDS_MAX, STRING_BYTES_MAX};
use convlog_core::{Habit, Level};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PySet, PyString, PyTuple};

use super::Call;
use super::entry::{BODY_BYTES_MAX, CONTENT_CHARS_HINT, Habits, field};
use super::scratch::Scratch;
use crate::abi::{tuple_item, tuple_len};
use crate::hooks::hooks;
use crate::marked::Pii;
use crate::render::{COUNTED_BYTES, Renderer, free_name, interrupt_later, odd_key};
use crate::sink::Sink;

/// Names that mean something to the call or would collide with a key of the entry.
#[inline]
pub(super) fn is_reserved(name: &str) -> bool {
    match name.as_bytes() {
        [b'c', ..] => name == "content",
        [b'i', ..] => name == "is_pii",
        [b'p', ..] => name == "pii",
        [b'e', ..] => name == "exc_info" || name == "exception",
        [b'l', ..] => name == "level" || name == "logger",
        [b't', ..] => name == "timestamp",
        [b's', ..] => name == "self",
        [b'_', ..] => name == "_args" || name == "_truncated",
        _ => false,
    }
}

/// A call sorted out.
#[derive(Default)]
struct Sorted<'py> {
    content: Option<Bound<'py, PyAny>>,
    /// What the call says about being personal; `None` if it says nothing.
    flagged: Option<bool>,
    extras: Vec<Extra<'py>>,
    exception: Option<Bound<'py, PyAny>>,
    arguments: Vec<Bound<'py, PyAny>>,
    habits: Vec<Habit>,
    exc_info: bool,
}

/// One extra field.
struct Extra<'py> {
    name: String,
    value: Bound<'py, PyAny>,
    /// Whether the name was made here, and so gives way to one that the caller wrote.
    made: bool,
}

/// Writes any call into the draft.
///
/// # Safety
///
/// The arguments are alive during the call, and the GIL is held.
#[cold]
pub(super) unsafe fn unusual(py: Python<'_>, level: Level, sink: &Sink, call: &Call, scratch: &mut Scratch) -> Habits {
    // SAFETY: the caller vouches for the arguments; each gets a reference of its own.
    let (positional, keywords) = unsafe {
        let positional: Vec<Bound<'_, PyAny>> =
            (0..call.count).map(|index| Bound::from_borrowed_ptr(py, call.argument(index))).collect();
        let keywords: Vec<(Bound<'_, PyAny>, Bound<'_, PyAny>)> = (0..tuple_len(call.names))
            .map(|index| {
                let name = Bound::from_borrowed_ptr(py, tuple_item(call.names, index));
                (name, Bound::from_borrowed_ptr(py, call.argument(call.count + index)))
            })
            .collect();
        (positional, keywords)
    };
    let sorted = sort(py, positional, keywords);
    render(py, level, sink, sorted, scratch)
}

fn sort<'py>(
    py: Python<'py>,
    positional: Vec<Bound<'py, PyAny>>,
    keywords: Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>,
) -> Sorted<'py> {
    let mut sorted = Sorted::default();
    let mut positional = positional.into_iter();
    sorted.content = positional.next();
    if let Some(second) = positional.next() {
        sorted.flag(&second);
        if second.is_instance_of::<PyString>() {
            sorted.habits.push(Habit::PositionalArgs);
        }
        // A truth value, a number standing for one and None say all they have to say in the flag.
        if !(second.is_none() || second.is_exact_instance_of::<PyBool>() || is_zero_or_one(&second)) {
            sorted.arguments.push(second);
        }
    }
    sorted.arguments.extend(positional);
    let mut odd = Vec::new();
    for (name, value) in keywords {
        match name.cast_exact::<PyString>().ok().and_then(|name| name.to_str().ok()) {
            Some(text) => sorted.keyword(py, text.to_owned(), value),
            // SAFETY: the name is held here.
            None => odd.push((unsafe { odd_key(py, name.as_ptr()) }, value)),
        }
    }
    for (name, value) in odd {
        sorted.extra(name, value, true);
    }
    sorted.settle_names();
    sorted
}

/// Whether a value tells its truth without running any code of its own.
fn is_builtin(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyBool>()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyFloat>()
        || value.is_exact_instance_of::<PyString>()
        || value.is_exact_instance_of::<PyBytes>()
        || value.is_exact_instance_of::<PyList>()
        || value.is_exact_instance_of::<PyTuple>()
        || value.is_exact_instance_of::<PyDict>()
        || value.is_exact_instance_of::<PySet>()
        || value.get_type().module().is_ok_and(|module| module == "numpy")
}

fn is_zero_or_one(value: &Bound<'_, PyAny>) -> bool {
    value.is_exact_instance_of::<PyInt>() && value.extract::<u8>().is_ok_and(|value| value <= 1)
}

impl<'py> Sorted<'py> {
    /// Takes a value as the flag by its truth; one whose truth cannot be told is personal, and so is one that would have to
    /// be asked, because that may be a query. Any yes wins.
    fn flag(&mut self, value: &Bound<'py, PyAny>) {
        if value.is_none() {
            return;
        }
        let truth = !is_builtin(value)
            || value.is_truthy().unwrap_or_else(|error| {
                interrupt_later(value.py(), &error);
                true
            });
        self.flagged = Some(self.flagged.unwrap_or(false) || truth);
    }

    fn keyword(&mut self, py: Python<'py>, name: String, value: Bound<'py, PyAny>) {
        match name.as_str() {
            "content" if self.content.is_none() => self.content = Some(value),
            "is_pii" => self.flag(&value),
            "pii" if value.is_exact_instance_of::<PyBool>() => {
                self.habits.push(Habit::PiiAlias);
                self.flag(&value);
            }
            "exc_info" => match exception_of(py, &value) {
                Some(exception) => {
                    self.exc_info = true;
                    self.exception = Some(exception);
                }
                None => self.extra(name, value, false),
            },
            reserved if is_reserved(reserved) => self.extra(format!("{name}_"), value, true),
            _ => self.extra(name, value, false),
        }
    }

    fn extra(&mut self, name: String, value: Bound<'py, PyAny>, made: bool) {
        self.extras.push(Extra { name, value, made });
    }

    /// Gives each extra a name of its own; those the caller wrote just so keep theirs.
    fn settle_names(&mut self) {
        let mut taken: HashSet<String> =
            self.extras.iter().filter(|extra| !extra.made).map(|extra| extra.name.clone()).collect();
        for extra in self.extras.iter_mut().filter(|extra| extra.made) {
            extra.name = free_name(&mut taken, std::mem::take(&mut extra.name));
        }
    }
}

fn exception_of<'py>(py: Python<'py>, value: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    let exception = hooks(py)?.exception.bind(py).call1((value,));
    match exception {
        Ok(exception) => (!exception.is_none()).then_some(exception),
        Err(error) => {
            interrupt_later(py, &error);
            None
        }
    }
}

fn render(py: Python<'_>, level: Level, sink: &Sink, sorted: Sorted<'_>, scratch: &mut Scratch) -> Habits {
    let Scratch { draft, notes } = scratch;
    let content = sorted.content.as_ref().map(|content| text_of(py, content));
    let (mut content, content_is_pii) = content.unwrap_or_default();
    let (content_len, is_pii) = (content.len(), sorted.flagged.unwrap_or(sink.default_pii));
    let mut bytes_max = BODY_BYTES_MAX;
    if content_is_pii {
        notes.pii.push("/content".to_owned());
        if cut_text(&mut content, STRING_BYTES_MAX) {
            notes.cut_apart.push("/content".to_owned());
        }
    }
    draft.begin(level, &content, is_pii);
    if content_is_pii {
        bytes_max = (bytes_max + draft.content_bytes()).saturating_sub(COUNTED_BYTES);
    }
    let list = PyList::new(py, &sorted.arguments).ok().filter(|list| !list.is_empty());
    let mut fields: Vec<(&str, &Bound<'_, PyAny>)> =
        sorted.extras.iter().map(|extra| (extra.name.as_str(), &extra.value)).collect();
    if fields.len() > ENTRY_FIELDS_MAX {
        fields.truncate(ENTRY_FIELDS_MAX);
        notes.cut.push(String::new());
    }
    fields.extend(sorted.exception.as_ref().map(|exception| ("exception", exception)));
    fields.extend(list.as_ref().map(|list| ("_args", list.as_any())));
    let mut renderer = Renderer::new(notes, bytes_max, BODY_BYTES_MAX);
    for (name, value) in fields {
        // SAFETY: `sorted` and `list` hold the values.
        unsafe { field(py, draft, &mut renderer, name, value.as_ptr()) };
    }
    let long_content = content_len > CONTENT_CHARS_HINT;
    Habits { is_pii, long_content, exc_info: sorted.exc_info, others: sorted.habits }
}

/// Returns the content as text, and whether it is marked as personal.
fn text_of(py: Python<'_>, content: &Bound<'_, PyAny>) -> (String, bool) {
    if let Ok(marked) = content.cast::<Pii>() {
        return (text_of(py, marked.get().value.bind(py)).0, true);
    }
    let plain = content.cast_exact::<PyString>().ok().and_then(|text| text.to_str().ok().map(str::to_owned));
    let text = plain.or_else(|| {
        let text = hooks(py)?.text.bind(py).call1((content,));
        text.and_then(|text| text.extract::<String>()).map_err(|error| interrupt_later(py, &error)).ok()
    });
    (text.unwrap_or_else(|| "<unrepresentable>".to_owned()), false)
}
