//! What begins with a word or a code: tokens of services, national numbers with letters, accounts, postcodes, dates.

use std::ops::Range;

use super::{birth_date, iban, national, postcode, secret};
use crate::Rule;
use crate::clue::Clue;
use crate::input::Input;
use crate::lexicon::text::MONTH;
use crate::rule_match::RuleMatch;
use crate::text::{Shape, Token};

/// Appends what begins with this token.
pub(crate) fn at(input: &Input<'_>, token: &Token, found: &mut Vec<RuleMatch>) {
    let (bytes, start, end) = (input.bytes, token.start, token.end);
    // Most words are letters alone, and what follows joins nothing to them.
    let is_joined = || matches!(bytes.get(end), Some(b'-' | b'+' | b'.' | b'_'));
    if token.shape == Shape::Small && token.len() > 2 && !token.says(MONTH) && !is_joined() {
        return;
    }
    if token.says(MONTH) {
        birth_date::at_word(input, start, end, found);
    }
    if matches!(token.shape, Shape::Mark(_)) {
        return;
    }
    if let Some((range, why)) = secret::at_word(bytes, start, end) {
        found.push(RuleMatch::new(range, Rule::Secret, why));
        return;
    }
    // Of words that are letters alone, only the two that begin a British number matter; of digits alone, eight that a letter
    // may follow, and those that go on after a dash or a dot.
    let goes_on = matches!(bytes.get(end), Some(b'-' | b'+' | b'.'));
    if token.is_word() && token.len() > 2 || token.shape == Shape::Number && token.len() != 8 && !goes_on {
        return;
    }
    let is_technical = input.kind(start).is_technical();
    if !is_technical && let Some((to, why)) = national::at_word(bytes, start, end) {
        found.push(RuleMatch::new(start..to, Rule::NationalId, why));
    } else if let Some((range, why)) = account(bytes, start, end) {
        found.push(RuleMatch::new(range, Rule::Iban, why));
    } else if !is_technical && has_digits(&bytes[start..end]) && input.clue(start, end) == Clue::National {
        let announced = national::announced(bytes, start, end);
        found.extend(announced.map(|(to, why)| RuleMatch::new(start..to, Rule::NationalId, why)));
    } else if bytes[start].is_ascii_alphabetic() || token.shape == Shape::Code && token.len() == 6 {
        postcode::at_word(input, start, found);
    }
}

/// Returns an account number that begins with the word, or within it behind an underscore.
fn account(bytes: &[u8], start: usize, end: usize) -> Option<(Range<usize>, &'static str)> {
    let inner = bytes[start..end].iter().enumerate().filter(|(_, byte)| **byte == b'_');
    let mut begins = std::iter::once(start).chain(inner.map(|(at, _)| start + at + 1));
    begins.find_map(|from| iban::at_word(bytes, from).map(|(to, why)| (from..to, why)))
}

/// Says whether there are digits enough for a number of a person, among letters or not.
fn has_digits(word: &[u8]) -> bool {
    let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
    (3..=20).contains(&word.len()) && digits >= 3
}
