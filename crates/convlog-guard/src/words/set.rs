//! Words of which a rule only asks whether one is among them.

use super::{WORD_BYTES_MAX, hash, same};

/// A set of words in small letters, made while the program is compiled.
pub(crate) struct Set<const SLOTS: usize>([&'static [u8]; SLOTS]);

impl<const SLOTS: usize> Set<SLOTS> {
    /// Takes the words of a text, with blanks between them. There must be more slots than words; twice as many are quick.
    pub(crate) const fn of(words: &'static str) -> Set<SLOTS> {
        let mut slots: [&[u8]; SLOTS] = [&[]; SLOTS];
        let (mut rest, mut left) = (words.as_bytes(), SLOTS);
        while !rest.is_empty() {
            let mut len = 0;
            while len < rest.len() && rest[len] != b' ' {
                len += 1;
            }
            let (word, after) = rest.split_at(len);
            if !word.is_empty() {
                assert!(len <= WORD_BYTES_MAX, "no longer word is looked for");
                let mut slot = hash(word) as usize % SLOTS;
                while !slots[slot].is_empty() && !same(slots[slot], word) {
                    slot = (slot + 1) % SLOTS;
                }
                slots[slot] = word;
                left -= 1;
                assert!(left > 0, "a set needs a free slot, at which looking ends");
            }
            rest = if after.is_empty() { after } else { after.split_at(1).1 };
        }
        Set(slots)
    }

    /// Says whether a word is among them, written just so.
    pub(crate) fn has(&self, word: &[u8]) -> bool {
        self.slot_of(word, |known| known == word)
    }

    /// Says whether a word is among them in any case.
    pub(crate) fn has_in_any_case(&self, word: &[u8]) -> bool {
        self.slot_of(word, |known| known.eq_ignore_ascii_case(word))
    }

    fn slot_of(&self, word: &[u8], is_it: impl Fn(&[u8]) -> bool) -> bool {
        if word.is_empty() || word.len() > WORD_BYTES_MAX {
            return false;
        }
        let mut slot = hash(word) as usize % SLOTS;
        while !self.0[slot].is_empty() {
            if is_it(self.0[slot]) {
                return true;
            }
            slot = (slot + 1) % SLOTS;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_its_words_and_no_others() {
        static LITTLE: Set<8> = Set::of("van de  der la");
        for word in ["van", "de", "der", "la"] {
            assert!(LITTLE.has(word.as_bytes()), "{word}");
            assert!(LITTLE.has_in_any_case(word.to_uppercase().as_bytes()), "{word}");
            assert!(!LITTLE.has(word.to_uppercase().as_bytes()), "{word}");
        }
        for word in ["", "van de", "d", "lala", "whatever-is-longer-than-any-word"] {
            assert!(!LITTLE.has_in_any_case(word.as_bytes()), "{word}");
        }
    }
}
