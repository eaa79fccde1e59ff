//! What was read before and held nothing: the same contents, names and ids come again and again.
//!
//! Only texts and keys in which nothing was found are kept, and they are compared to the letter, so that nobody can make the guard
//! overlook one text by sending another.

use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use crate::key::{Below, Context};

/// How many texts each thread keeps.
const SLOTS: usize = 1024;
/// Longer texts seldom come again.
const BYTES_MAX: usize = 96;

thread_local! {
    static CLEAN: RefCell<Memo<Way, ()>> = RefCell::default();
    static KEYS: RefCell<Memo<Context, Below>> = RefCell::default();
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

/// What reading texts gave that hold nothing, each in its way.
struct Memo<W, T> {
    hasher: RandomState,
    slots: Vec<Option<(W, Box<str>, T)>>,
}

impl<W, T> Default for Memo<W, T> {
    fn default() -> Self {
        Memo { hasher: RandomState::default(), slots: (0..SLOTS).map(|_| None).collect() }
    }
}

/// Returns what reading the text gives, or nothing at once where it is known that it gives nothing.
pub(crate) fn unless_clean<T>(text: &str, way: Way, read: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if text.len() > BYTES_MAX {
        return read();
    }
    CLEAN.with_borrow_mut(|memo| {
        let slot = memo.slot(text);
        if slot.as_ref().is_some_and(|(known, clean, ())| *known == way && is_same(clean, text)) {
            return Vec::new();
        }
        let found = read();
        if found.is_empty() {
            *slot = Some((way, text.into(), ()));
        }
        found
    })
}

/// Returns what is known below a key, which is read only if it was not read before or was not clean: reading also says that.
pub(crate) fn below(key: &str, above: Context, read: impl FnOnce() -> (Below, bool)) -> Below {
    if key.len() > BYTES_MAX {
        return read().0;
    }
    KEYS.with_borrow_mut(|memo| {
        let slot = memo.slot(key);
        if let Some((known, clean, below)) = slot
            && *known == above
            && is_same(clean, key)
        {
            return *below;
        }
        let (below, is_clean) = read();
        if is_clean {
            *slot = Some((above, key.into(), below));
        }
        below
    })
}

/// Compares short texts, mostly equal ones, without calling for it.
fn is_same(one: &str, other: &str) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (one, one_end) = one.as_bytes().as_chunks::<8>();
    let (other, other_end) = other.as_bytes().as_chunks::<8>();
    one.iter().zip(other).all(|(one, other)| one == other)
        && one_end.iter().zip(other_end).all(|(one, other)| one == other)
}

impl<W, T> Memo<W, T> {
    fn slot(&mut self, text: &str) -> &mut Option<(W, Box<str>, T)> {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(text.as_bytes());
        &mut self.slots[hasher.finish() as usize % SLOTS]
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

    #[test]
    fn reads_a_clean_key_once_in_each_place_and_another_always() {
        let mut reads = 0;
        let plain = Context::default();
        let phone = plain.below("phone");
        let mut read = |key: &str, above: Context, is_clean: bool| {
            let context = below(key, above, || {
                reads += 1;
                (Below { context: above.below(key), is_label: false, is_trait: false }, is_clean)
            })
            .context;
            assert_eq!(context, above.below(key), "{key}");
        };
        for (key, above, is_clean) in [("value", plain, true), ("value", phone, true), ("0770 900123", plain, false)] {
            (0..3).for_each(|_| read(key, above, is_clean));
        }
        assert_eq!(reads, 1 + 1 + 3);
    }
}
