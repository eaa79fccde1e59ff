//! What was read before and held nothing: the same contents, names and ids come again and again.
//!
//! Only texts in which nothing was found are kept, and they are compared to the letter, so that nobody can make the guard
//! overlook one text by sending another.

use std::cell::RefCell;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use crate::key::Context;

/// How many texts each thread keeps.
const SLOTS: usize = 1024;
/// Longer texts seldom come again.
const BYTES_MAX: usize = 96;

thread_local! {
    static CLEAN: RefCell<Memo> = RefCell::default();
}

/// How a text was read; one that is read in another way may be judged otherwise.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As a value in this context.
    Value(Context),
    /// As a number in this context.
    Number(Context),
    /// As an id.
    Id,
}

#[derive(Default)]
struct Memo {
    hasher: RandomState,
    slots: Vec<Option<(Way, Box<str>)>>,
}

/// Returns what reading the text gives, or nothing at once where it is known that it gives nothing.
pub(crate) fn unless_clean<T>(text: &str, way: Way, read: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if text.len() > BYTES_MAX {
        return read();
    }
    CLEAN.with_borrow_mut(|memo| {
        let slot = memo.slot(text);
        if slot.as_ref().is_some_and(|(known, clean)| *known == way && **clean == *text) {
            return Vec::new();
        }
        let found = read();
        if found.is_empty() {
            *slot = Some((way, text.into()));
        }
        found
    })
}

impl Memo {
    fn slot(&mut self, text: &str) -> &mut Option<(Way, Box<str>)> {
        if self.slots.is_empty() {
            self.slots.resize(SLOTS, None);
        }
        let at = self.hasher.hash_one(text) as usize % SLOTS;
        &mut self.slots[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_clean_text_once_in_each_way_and_another_always() {
        let mut reads = 0;
        let mut find = |text: &str, way: Way, found: &[u8]| {
            unless_clean(text, way, || {
                reads += 1;
                found.to_vec()
            })
        };
        let (plain, below) = (Context::default(), Context::default().below("phone"));
        for _ in 0..3 {
            assert!(find("Validated inputs", Way::Value(plain), &[]).is_empty());
            assert_eq!(find("0770 900123", Way::Value(plain), &[1]), [1]);
        }
        assert_eq!(find("Validated inputs", Way::Value(below), &[2]), [2]);
        assert_eq!(find("Validated inputs", Way::Number(plain), &[3]), [3]);
        assert_eq!(find("Validated inputs", Way::Id, &[4]), [4]);
        assert_eq!(reads, 1 + 3 + 3);
    }
}
