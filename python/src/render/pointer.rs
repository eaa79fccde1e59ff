//! Where a value stands: the way down from the field, and its JSON pointer (RFC 6901).

use pyo3::ffi::PyObject;

use super::Renderer;
use crate::abi::utf8;

/// Pointers longer than this name the nearest container whose pointer is short enough.
const POINTER_BYTES_MAX: usize = 512;

/// One step down into a container.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// Into a mapping, by a key that is a plain text and alive as long as the step.
    Key(*mut PyObject),
    /// Into a mapping, by a key that was made here: its place among the names of the notes.
    Name(usize),
    /// Into a list.
    Index(usize),
}

impl Step {
    /// Returns the key object, or null.
    pub(super) fn object(self) -> *mut PyObject {
        match self {
            Step::Key(key) => key,
            Step::Name(_) | Step::Index(_) => std::ptr::null_mut(),
        }
    }
}

impl Renderer<'_> {
    /// Notes that the value being written was cut.
    #[cold]
    pub(super) fn note_cut(&mut self) {
        let pointer = self.pointer();
        let cut = if self.is_apart { &mut self.notes.cut_apart } else { &mut self.notes.cut };
        if cut.last() != Some(&pointer) {
            cut.push(pointer);
        }
    }

    /// Notes that the value being written is personal.
    #[cold]
    pub(super) fn note_pii(&mut self) {
        let pointer = self.pointer();
        self.notes.pii.push(pointer);
    }

    /// Returns the pointer of the value being written, or of the nearest thing around it whose pointer is short enough.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        push_escaped(&mut pointer, self.field);
        if pointer.len() > POINTER_BYTES_MAX {
            return String::new();
        }
        for step in &self.notes.steps {
            let before = pointer.len();
            match step {
                Step::Index(index) => {
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                }
                Step::Name(index) => {
                    push_escaped(&mut pointer, self.notes.names.get(*index).map_or("", String::as_str))
                }
                // SAFETY: `member` keeps the key alive while the step stands.
                Step::Key(key) => push_escaped(&mut pointer, unsafe { utf8(*key) }.unwrap_or_default()),
            }
            if pointer.len() > POINTER_BYTES_MAX {
                pointer.truncate(before);
                return pointer;
            }
        }
        pointer
    }
}

/// Appends `/` and `name`, with `~` and `/` escaped.
pub(crate) fn push_escaped(pointer: &mut String, name: &str) {
    pointer.push('/');
    for character in name.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(character),
        }
    }
}
