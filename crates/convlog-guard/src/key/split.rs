//! The words of a name, whatever joins them, by what they say.

use crate::key::SMALL;
use crate::lexicon::{self, Key as Says, Text, in_name, key as words, text};

/// Longer names are read by their end.
const NAME_BYTES_MAX: usize = 64;
const WORDS_MAX: usize = 8;
/// A word of fewer letters is not taken apart.
const COMPOUND_BYTES_MIN: usize = 6;

/// The words of a name by what they say, in order; what they say together.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) says: [Says; WORDS_MAX],
    pub(super) len: usize,
    pub(super) all: Says,
    /// What they say together in sentences.
    pub(super) text: Text,
    /// How many single letters stand at the end, which are one word.
    singles: usize,
    /// Where the last word begins, with what was joined to it.
    before: usize,
}

impl Words {
    pub(super) fn of(name: &[u8]) -> Words {
        let mut words = Words { says: [0; WORDS_MAX], len: 0, all: 0, text: 0, singles: 0, before: 0 };
        let name = &name[name.len().saturating_sub(NAME_BYTES_MAX)..];
        // The words without what joins them, and where the last begins.
        let mut letters = [0; NAME_BYTES_MAX];
        let (mut start, mut len) = (0, 0);
        for (at, &byte) in name.iter().enumerate() {
            if byte.is_ascii_alphanumeric() {
                let starts = byte.is_ascii_uppercase()
                    && (at > 0 && name[at - 1].is_ascii_lowercase()
                        || len > start + 1 && name.get(at + 1).is_some_and(u8::is_ascii_lowercase));
                if starts {
                    words.take(&letters[..len], start);
                    start = len;
                }
                letters[len] = byte.to_ascii_lowercase();
                len += 1;
            } else {
                let is_letter_of_which =
                    byte == b'_' && len == start + 1 && matches!(letters[start], b'f' | b'l' | b'm');
                words.take(&letters[..len], start);
                // `f_name`
                if is_letter_of_which && words.len > 0 {
                    words.says[words.len - 1] |= words::WHICH_NAME;
                }
                start = len;
            }
        }
        words.take(&letters[..len], start);
        words
    }

    /// Takes the word that begins at a place of the letters so far.
    fn take(&mut self, letters: &[u8], start: usize) {
        let word = &letters[start..];
        if word.is_empty() {
            return;
        }
        // `d_o_b` is `dob`.
        let is_single = word.len() == 1 && word[0].is_ascii_alphabetic();
        if is_single && self.singles > 0 && self.len > 0 {
            self.singles += 1;
            let joined = in_name(&letters[letters.len() - self.singles..]);
            self.says[self.len - 1] = joined;
            self.all |= joined;
            return;
        }
        self.singles = usize::from(is_single);
        let (mut says, text) = lexicon::find(word);
        self.text |= text;
        if says == 0
            && word.len() >= COMPOUND_BYTES_MIN
            && let Some(parts) = lexicon::compound(word, false)
        {
            self.before = start;
            parts.into_iter().for_each(|part| self.push(lexicon::said(part).0));
            return;
        }
        if says == 0 && word.last().is_some_and(u8::is_ascii_digit) {
            // `phone2` is a phone.
            let letters = word.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
            says = if letters == 0 { words::FILLER } else { in_name(&word[..letters]) };
        }
        // `mobiles` are as `mobile` is.
        if says == 0 && word.len() > COMPOUND_BYTES_MIN && word.ends_with(b"s") {
            says = in_name(&word[..word.len() - 1])
                & (words::PHONE | words::EMAIL | words::IBAN | words::NATIONAL | words::DEVICE);
        }
        if says & words::PAIRED != 0 && start > self.before + 1 {
            // `drivers_license` is what `driverslicense` is; what was joined goes on being joined. One letter (`f.name`) is no
            // word.
            let joined = in_name(&letters[self.before..]);
            if joined != 0 {
                self.says[self.len - 1] = joined;
                self.all |= joined;
                return;
            }
        }
        self.before = start;
        self.push(says);
    }

    fn push(&mut self, says: Says) {
        if self.len == WORDS_MAX {
            self.says.copy_within(1.., 0);
            self.len -= 1;
        }
        self.says[self.len] = says;
        self.len += 1;
        self.all |= says;
    }

    pub(super) fn last(&self) -> Says {
        if self.len == 0 { 0 } else { self.says[self.len - 1] }
    }

    /// Returns what the word before the last says, over the small ones between: `numero_de_la_cedula`.
    pub(super) fn before_last(&self) -> Says {
        let before = &self.says[..self.len.saturating_sub(1)];
        before.iter().rev().copied().find(|says| *says == 0 || *says & !SMALL != 0).unwrap_or_default()
    }

    /// Says whether a word before the last says one of these.
    pub(super) fn any_before(&self, says: Says) -> bool {
        self.says[..self.len.saturating_sub(1)].iter().any(|word| word & says != 0)
    }

    /// Says whether the name says nothing but that there is a value, a number or a code.
    pub(super) fn is_neutral(&self) -> bool {
        const NEUTRAL: Says = words::FILLER | words::NUMBER | words::CODE | words::COLLECTED | words::BARE_ID;
        self.says[..self.len].iter().all(|says| says & (NEUTRAL | SMALL) != 0) && self.len > 0
    }

    /// Says whether the name is a word for a street, a house or a part of one.
    pub(super) fn is_of_street(&self) -> bool {
        const STREETS: Text = text::UNIT | text::STREET | text::STREET_FIRST | text::LOCALITY;
        self.len == 1 && self.last() & words::ADDRESS_PART != 0 && self.text & STREETS != 0
    }

    /// Leaves out the words at the end that only say that a value follows; says whether `number` was among them.
    pub(super) fn strip(&mut self) -> bool {
        let mut number = false;
        while self.len > 1 && self.last() & (words::FILLER | words::NUMBER) != 0 && self.last() & words::OF_STATE == 0 {
            number |= self.last() & words::NUMBER != 0;
            self.len -= 1;
        }
        number
    }
}
