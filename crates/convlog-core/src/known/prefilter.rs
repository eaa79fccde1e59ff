//! A first look at a text that takes nothing apart: whether a known value can stand in it. Most texts hold none.

use super::escapes;
use super::number::{self, DIGITS_MAX, GROUPS_MAX, is_number_sign};
use super::spelling::HEAD_BYTES;
use super::words::NUMBER_GAP_CHARS_MAX;

/// What a set of known values says about how they begin.
pub(super) trait Beginnings {
    /// Says whether known words may begin with these folded bytes, the first in the lowest place.
    fn may_begin(&self, head: u32) -> bool;
    /// Says whether these digits may be a known number, with or without what may stand in front.
    fn may_be_number(&self, digits: &[u8]) -> bool;
    /// Says whether any number is known.
    fn has_numbers(&self) -> bool;
}

/// Says whether a known value may stand in a text. It is never wrong about a text in which one stands; texts with
/// [escapes] or characters beyond ASCII, and those with exponents, are left to those who read them whole.
pub(super) fn may_hold(text: &str, known: &impl Beginnings) -> bool {
    let bytes = text.as_bytes();
    let mut look =
        PrefilterScan { known, bytes, window: 0, starts: 0, number: Number::new(), has_numbers: known.has_numbers() };
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let next = match CLASSES[usize::from(*byte)] {
            Class::Letter | Class::Digit => look.word(at),
            Class::Sign => look.sign(at),
            Class::Other => None,
        };
        match next {
            Some(next) => at = next,
            None => return true,
        }
    }
    false
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Sign,
    /// What has to be read whole.
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            _ => Class::Sign,
        };
        byte += 1;
    }
    let mut at = 0;
    while at < escapes::SIGNS.len() {
        classes[escapes::SIGNS[at] as usize] = Class::Other;
        at += 1;
    }
    classes
};

struct PrefilterScan<'k, K> {
    known: &'k K,
    bytes: &'k [u8],
    /// The last folded bytes, and which of them begin a word. Of a word only the first ones matter.
    window: u32,
    starts: u8,
    number: Number,
    has_numbers: bool,
}

/// The groups of digits that may be one number.
struct Number {
    digits: [u8; DIGITS_MAX],
    len: usize,
    /// Where each group begins.
    groups: [usize; GROUPS_MAX],
    count: usize,
    /// The signs since the last group, and whether one of them stands in no number.
    gap: usize,
    is_over: bool,
}

impl Number {
    fn new() -> Number {
        Number { digits: [0; DIGITS_MAX], len: 0, groups: [0; GROUPS_MAX], count: 0, gap: 0, is_over: false }
    }

    /// Begins anew where a word that begins now does not go on.
    fn settle(&mut self) {
        if self.is_over || self.gap > NUMBER_GAP_CHARS_MAX {
            (self.len, self.count) = (0, 0);
        }
        (self.gap, self.is_over) = (0, false);
    }

    /// Adds a group; says whether there is room.
    fn push(&mut self, group: &[u8]) -> bool {
        let end = self.len + group.len();
        let (Some(place), Some(begin)) = (self.digits.get_mut(self.len..end), self.groups.get_mut(self.count)) else {
            return false;
        };
        place.copy_from_slice(group);
        *begin = self.len;
        (self.len, self.count) = (end, self.count + 1);
        true
    }
}

impl<K: Beginnings> PrefilterScan<'_, K> {
    /// Reads a word; returns where what follows begins, or nothing if something known may begin or end with it.
    fn word(&mut self, begin: usize) -> Option<usize> {
        if self.has_numbers {
            self.number.settle();
        }
        let digits = self.run(begin, |class| class == Class::Digit);
        let parts_date = self.parts_date(begin, digits);
        let is_exponent = !parts_date && self.is_exponent(begin, digits);
        let end =
            if parts_date { digits } else { self.run(digits, |class| matches!(class, Class::Letter | Class::Digit)) };
        let may_begin = (begin..end.min(begin + HEAD_BYTES)).any(|at| self.push(at, at == begin));
        let may_end = self.has_numbers && self.ends_number(begin, digits, end);
        (!may_begin && !may_end && !is_exponent).then_some(())?;
        if parts_date { self.sign(end) } else { Some(end) }
    }

    /// Returns the end of a run of characters of some classes.
    fn run(&self, begin: usize, is_in: impl Fn(Class) -> bool) -> usize {
        let rest = &self.bytes[begin..];
        begin + rest.iter().position(|byte| !is_in(CLASSES[usize::from(*byte)])).unwrap_or(rest.len())
    }

    /// Folds a letter or a digit; says whether something known may begin shortly before it.
    fn push(&mut self, at: usize, is_first: bool) -> bool {
        // Of letters and digits only capitals lack this bit.
        let folded = self.bytes[at] | 0x20;
        self.window = self.window >> 8 | u32::from(folded) << 24;
        self.starts = self.starts << 1 | u8::from(is_first);
        self.starts & 1 << (HEAD_BYTES - 1) != 0 && self.known.may_begin(self.window)
    }

    /// Reads what separates words.
    fn sign(&mut self, at: usize) -> Option<usize> {
        self.number.gap += 1;
        self.number.is_over |= !is_number_sign(char::from(self.bytes[at]));
        Some(at + 1)
    }

    /// Ends a word; says whether it may be the last group of a known number.
    fn ends_number(&mut self, begin: usize, digits: usize, end: usize) -> bool {
        if digits < end {
            (self.number.len, self.number.count) = (0, 0);
            return false;
        }
        if !self.number.push(&self.bytes[begin..end]) {
            return true;
        }
        let Number { digits, len, groups, count, .. } = &self.number;
        groups[..*count].iter().any(|begin| self.known.may_be_number(&digits[*begin..*len]))
    }

    /// Says whether the letter behind digits parts a date from a time of day, as [`Words`](super::words::Words) has it.
    fn parts_date(&self, begin: usize, digits: usize) -> bool {
        let is_letter = self.bytes.get(digits).is_some_and(|byte| byte | 0x20 == b't');
        is_letter && number::parts_date(digits - begin, true, &self.bytes[digits + 1..])
    }

    /// Says whether the letter behind digits may begin the exponent of a number.
    fn is_exponent(&self, begin: usize, digits: usize) -> bool {
        let is_letter = self.bytes.get(digits).is_some_and(|byte| byte | 0x20 == b'e');
        let goes_on = || self.bytes.get(digits + 1).is_some_and(|next| matches!(next, b'+' | b'-' | b'0'..=b'9'));
        is_letter && digits > begin && self.has_numbers && goes_on()
    }
}
