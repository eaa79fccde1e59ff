//! The one pass over the words of a text: hands each that could begin something to the rules whose findings begin there.

use std::ops::Range;

use crate::Rule;
use crate::found::Found;
use crate::input::Input;
use crate::near::Near;
use crate::rules::spoken::Run;
use crate::rules::{address, addressed, birth_date, iban, introduced, lived_at, national, postcode, secret, street};
use crate::words;

const LETTERS: u8 = 1;
const DIGITS: u8 = 2;
const UNDERSCORES: u8 = 4;

/// What each byte is within a word; 0 ends it.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | crate::view::LETTER => LETTERS,
            b'0'..=b'9' => DIGITS,
            b'_' => UNDERSCORES,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// Appends what begins with a word: dates with a month's name, introductions, numbers that are said, and, where the text may
/// hold such, tokens of letters and digits.
pub(crate) fn find(input: &Input<'_>, may_have_tokens: bool, found: &mut Vec<Found>) {
    let bytes = input.bytes;
    let mut run = Run::default();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut seen = 0;
        while let Some(class @ 1..) = bytes.get(at).map(|byte| CLASS[usize::from(*byte)]) {
            seen |= class;
            at += 1;
        }
        match seen {
            0 => {
                run.mark(bytes[at], found);
                at += 1;
                continue;
            }
            LETTERS => {
                let says = words::says_in_sentence(&bytes[start..at]);
                if says == 0 {
                    run.finish(found);
                } else {
                    word(input, start, at, says, &mut run, found);
                }
                let is_of_street = says & (words::STREET | words::STREET_FIRST) != 0;
                if !is_of_street && bytes[start].is_ascii_uppercase() && lived_at::may_be(bytes, at, false) {
                    lived_at::at_street(bytes, start, at, found);
                }
            }
            DIGITS => {
                run.digits(start, at, found);
                if lived_at::may_be(bytes, at, true) {
                    lived_at::at_number(bytes, start, at, found);
                }
            }
            _ => run.finish(found),
        }
        if may_have_tokens {
            token(input, start, at, seen, found);
        }
    }
    run.finish(found);
}

/// Hands a word that says something to the rules that read it for that.
fn word(input: &Input<'_>, start: usize, end: usize, says: words::Says, run: &mut Run, found: &mut Vec<Found>) {
    let bytes = input.bytes;
    run.word(start, end, says, found);
    if says & words::MONTH != 0 {
        birth_date::at_word(input, start, end, found);
    }
    if says & words::INTRODUCES != 0 {
        introduced::at_word(bytes, end, found);
        address::at_word(bytes, start, end, found);
    }
    if says & words::BEFORE_NAMES != 0 {
        addressed::at_word(bytes, start, end, says, found);
    }
    if says & (words::STREET | words::STREET_FIRST) != 0 {
        street::at_word(bytes, start, end, says, found);
    }
}

fn token(input: &Input<'_>, start: usize, end: usize, seen: u8, found: &mut Vec<Found>) {
    let bytes = input.bytes;
    if let Some((range, why)) = secret::at_word(bytes, start, end) {
        found.push(Found::new(range, Rule::Secret, why));
        return;
    }
    // Of words that are letters alone, only the two that begin a British number matter; of digits alone, eight that a letter
    // may follow, and those that go on after a dash or a dot.
    let len = end - start;
    let goes_on = matches!(bytes.get(end), Some(b'-' | b'+' | b'.'));
    if seen == LETTERS && len > 2 || seen == DIGITS && len != 8 && !goes_on {
        return;
    }
    let is_technical = input.kind(start).is_technical();
    if !is_technical && let Some((to, why)) = national::at_word(bytes, start, end) {
        found.push(Found::new(start..to, Rule::NationalId, why));
    } else if let Some((range, why)) = account(bytes, start, end, seen) {
        found.push(Found::new(range, Rule::Iban, why));
    } else if !is_technical && has_digits(&bytes[start..end]) && input.clue(start, end) == Near::National {
        let announced = national::announced(bytes, start, end);
        found.extend(announced.map(|(to, why)| Found::new(start..to, Rule::NationalId, why)));
    } else if bytes[start].is_ascii_alphabetic() {
        postcode::at_word(input, start, found);
    }
}

/// Returns an account number that begins with the word, or within it behind an underscore.
fn account(bytes: &[u8], start: usize, end: usize, seen: u8) -> Option<(Range<usize>, &'static str)> {
    let inner = bytes[start..end].iter().enumerate().filter(|(_, byte)| seen & UNDERSCORES != 0 && **byte == b'_');
    let mut begins = std::iter::once(start).chain(inner.map(|(at, _)| start + at + 1));
    begins.find_map(|from| iban::at_word(bytes, from).map(|(to, why)| (from..to, why)))
}

/// Says whether there are digits enough for a number of a person, among letters or not.
fn has_digits(word: &[u8]) -> bool {
    let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
    (3..=20).contains(&word.len()) && digits >= 3
}
