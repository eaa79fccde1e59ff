//! Numbers as people write them: with signs between their digits, with and without the country in front.

use std::collections::BTreeSet;
use std::ops::Range;

/// The shortest number of which the country or the trunk zero may be left out: the rest still tells it apart.
const SUBSCRIBER_DIGITS_MIN: usize = 9;
/// The most groups that a number is written in.
const GROUPS_MAX: usize = 8;
/// The most signs between two groups of one number.
const GAP_MAX: usize = 3;

/// Returns a number's digits without zeros in front; `None` for what is no number.
pub(super) fn normal(value: &str) -> Option<String> {
    let rest = value.strip_prefix('+').unwrap_or(value);
    let is_number = rest.chars().all(|sign| sign.is_ascii_digit() || is_separator(sign));
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    (is_number && !digits.is_empty()).then(|| digits.trim_start_matches('0').to_owned())
}

fn is_separator(sign: char) -> bool {
    matches!(sign, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2010}' | '\u{2011}')
}

/// Returns where one of these numbers is written in a text.
pub(super) fn ranges(text: &str, known: &BTreeSet<String>) -> Vec<Range<usize>> {
    let groups = groups(text);
    let mut found = Vec::new();
    let mut first = 0;
    while first < groups.len() {
        let mut digits = String::new();
        let mut last_found = None;
        for last in first..groups.len().min(first + GROUPS_MAX) {
            if last > first && !is_gap(&text[groups[last - 1].end..groups[last].start]) {
                break;
            }
            digits.push_str(&text[groups[last].clone()]);
            if known.iter().any(|known| is_same(known, &digits)) {
                last_found = Some(last);
            }
        }
        match last_found {
            Some(last) => {
                let start = groups[first].start;
                let start =
                    start - text[..start].chars().next_back().filter(|sign| *sign == '+').map_or(0, char::len_utf8);
                found.push(start..groups[last].end);
                first = last + 1;
            }
            None => first += 1,
        }
    }
    found
}

/// Returns the runs of digits that are no part of a word.
fn groups(text: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        match groups.last_mut().filter(|group| group.end == at) {
            Some(group) => group.end = at + 1,
            None => groups.push(at..at + 1),
        }
    }
    let is_letter = |sign: Option<char>| sign.is_some_and(char::is_alphabetic);
    groups.retain(|group| {
        !is_letter(text[..group.start].chars().next_back()) && !is_letter(text[group.end..].chars().next())
    });
    groups
}

fn is_gap(between: &str) -> bool {
    between.chars().count() <= GAP_MAX && between.chars().all(is_separator)
}

fn is_same(known: &str, digits: &str) -> bool {
    let digits = digits.trim_start_matches('0');
    let (longer, shorter) = if known.len() < digits.len() { (digits, known) } else { (known, digits) };
    longer == shorter
        || (shorter.len() >= SUBSCRIBER_DIGITS_MIN && longer.len() <= shorter.len() + 3 && longer.ends_with(shorter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_number_however_it_is_written() {
        let known = BTreeSet::from(["441134960000".to_owned(), "123456".to_owned()]);
        for (text, parts) in [
            ("call +44 113 496-0000 now", vec!["+44 113 496-0000"]),
            ("17 0113 496 0000 3", vec!["0113 496 0000"]),
            ("(0113) 4960000", vec!["0113) 4960000"]),
            ("00441134960000", vec!["00441134960000"]),
            ("123456 and 12 34 56", vec!["123456", "12 34 56"]),
            ("1234567, x123456, 123456y, 1234-5, 9996 0000", vec![]),
            ("é123456é", vec![]),
        ] {
            let found: Vec<&str> = ranges(text, &known).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, parts, "{text}");
        }
    }
}
