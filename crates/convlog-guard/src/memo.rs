//! What was read before and held nothing: the same contents, names and ids come again and again.
//!
//! Only texts and keys in which nothing was found are kept, and they are compared to the letter, so that nobody can make the guard
//! overlook one text by sending another.

use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use crate::key::{Below, Context};

/// How many texts each thread keeps, two in each place: with one, what comes most often pushes out what comes as often.
const PLACES: usize = 2048;
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
    places: Vec<[Kept<W, T>; 2]>,
}

/// A text, how it was read, and what that gave.
type Kept<W, T> = Option<(W, Box<str>, T)>;

impl<W, T> Default for Memo<W, T> {
    fn default() -> Self {
        Memo { hasher: RandomState::default(), places: (0..PLACES).map(|_| [None, None]).collect() }
    }
}

/// Returns what reading the text gives, or nothing at once where it is known that it gives nothing.
pub(crate) fn unless_clean<T>(text: &str, way: Way, read: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if text.len() > BYTES_MAX {
        return read();
    }
    CLEAN.with_borrow_mut(|memo| {
        let place = memo.place(text);
        if known(place, way, text).is_some() {
            return Vec::new();
        }
        let found = read();
        if found.is_empty() {
            keep(place, way, text, ());
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
        let place = memo.place(key);
        if let Some(below) = known(place, above, key) {
            return below;
        }
        let (below, is_clean) = read();
        if is_clean {
            keep(place, above, key, below);
        }
        below
    })
}

/// Returns what is kept of a text that is read in this way.
fn known<W: PartialEq, T: Copy>(place: &[Kept<W, T>; 2], way: W, text: &str) -> Option<T> {
    let kept = place.iter().flatten().find(|(known, clean, _)| *known == way && is_same(clean, text));
    kept.map(|(.., value)| *value)
}

/// Keeps a text instead of the older of the two in its place.
fn keep<W, T>(place: &mut [Kept<W, T>; 2], way: W, text: &str, value: T) {
    place.swap(0, 1);
    place[0] = Some((way, text.into(), value));
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
    fn place(&mut self, text: &str) -> &mut [Kept<W, T>; 2] {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(text.as_bytes());
        &mut self.places[hasher.finish() as usize % PLACES]
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

    #[test]
    fn two_texts_of_one_place_do_not_push_each_other_out() {
        let mut place: [Kept<Way, u8>; 2] = [None, None];
        keep(&mut place, Way::Id, "one", 1);
        keep(&mut place, Way::Id, "two", 2);
        assert_eq!([known(&place, Way::Id, "one"), known(&place, Way::Id, "two")], [Some(1), Some(2)]);
        keep(&mut place, Way::Id, "three", 3);
        assert_eq!(["one", "two", "three"].map(|text| known(&place, Way::Id, text)), [None, Some(2), Some(3)]);
    }
}
