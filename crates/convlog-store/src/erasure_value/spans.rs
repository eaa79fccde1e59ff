//! Where a value stands in a text.

use convlog_core::class::REDACTED;

use super::SEPARATORS;

/// The most signs between two digits of one number.
const SEPARATORS_MAX: usize = 3;

/// Up to so many digits a number does not begin or end at a letter: they may be part of an id or a hash.
const SHORT_DIGITS_MAX: usize = 6;

/// Says whether a text holds these digits as one number, whatever signs stand between them.
pub(super) fn holds_number(text: &str, digits: &str) -> bool {
    let bytes = text.as_bytes();
    let first = digits.as_bytes()[0];
    let goes_on = if digits.len() > SHORT_DIGITS_MAX { u8::is_ascii_digit } else { u8::is_ascii_alphanumeric };
    let is_digit = |at: usize| bytes.get(at).is_some_and(goes_on);
    let mut starts = bytes.iter().enumerate().filter(|(at, byte)| **byte == first && (*at == 0 || !is_digit(at - 1)));
    starts.any(|(at, _)| end_of_number(text, at, digits).is_some_and(|end| !is_digit(end)))
}

/// Returns where the digits end that begin at a place, if they are these.
fn end_of_number(text: &str, at: usize, digits: &str) -> Option<usize> {
    let mut rest = &text[at..];
    for (number, digit) in digits.bytes().enumerate() {
        if number > 0 {
            rest = behind_separators(rest);
        }
        rest = rest.strip_prefix(char::from(digit))?;
    }
    Some(text.len() - rest.len())
}

fn behind_separators(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..SEPARATORS_MAX {
        // The zero that is dialled inside a country alone: +44 (0)20 …
        rest = rest.strip_prefix("(0)").unwrap_or(rest);
        match rest.strip_prefix(SEPARATORS) {
            Some(behind) => rest = behind,
            None => break,
        }
    }
    rest
}

/// Says whether a text holds these words as a whole. They are in lower case, with one space between two.
pub(super) fn holds_words(text: &str, words: &str) -> bool {
    // White space of any kind and amount stands for the one space.
    let is_odd = |text: &str| text.contains("  ") || text.contains(|sign: char| sign != ' ' && sign.is_whitespace());
    if words.contains(' ') && is_odd(text) {
        return holds_words(&text.split_whitespace().collect::<Vec<_>>().join(" "), words);
    }
    if text.is_ascii() && words.is_ascii() {
        let (text, words) = (text.as_bytes(), words.as_bytes());
        let first = [words[0], words[0].to_ascii_uppercase()];
        let letter = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        let mut starts = text.iter().enumerate().filter(|(_, byte)| first.contains(byte));
        return starts.any(|(at, _)| {
            let end = at + words.len();
            text.get(at..end).is_some_and(|part| part.eq_ignore_ascii_case(words))
                && !(words[0].is_ascii_alphanumeric() && letter(at.checked_sub(1)))
                && !(words[words.len() - 1].is_ascii_alphanumeric() && letter(Some(end)))
        });
    }
    let text = text.to_lowercase();
    let is_letter = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
    text.match_indices(words).any(|(at, found)| {
        let (before, behind) = (text[..at].chars().next_back(), text[at + found.len()..].chars().next());
        let goes_on = (is_letter(words.chars().next()) && is_letter(before))
            || (is_letter(words.chars().next_back()) && is_letter(behind));
        !goes_on
    })
}

/// Returns the parts of a text that are hidden in what is shown of it; the whole of it where that cannot be told.
pub(super) fn hidden_parts<'a>(text: &'a str, shown: &str) -> Vec<&'a str> {
    let mut literals = shown.split(REDACTED);
    let mut rest = match literals.next().and_then(|first| text.strip_prefix(first)) {
        Some(rest) if shown != REDACTED => rest,
        _ => return vec![text],
    };
    let mut parts = Vec::new();
    let mut literals = literals.peekable();
    while let Some(literal) = literals.next() {
        let is_last = literals.peek().is_none();
        let found = match (literal, is_last) {
            ("", true) => Some(rest.len()),
            (_, true) => rest.strip_suffix(literal).map(str::len),
            (_, false) => rest.find(literal),
        };
        let Some(at) = found else { return vec![text] };
        parts.push(&rest[..at]);
        rest = &rest[at + literal.len()..];
    }
    if parts.is_empty() { vec![text] } else { parts }
}
