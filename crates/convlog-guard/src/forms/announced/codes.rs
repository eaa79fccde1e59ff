//! Codes of a text: groups of digits and capitals that stand together, and digits that are said.

use std::ops::Range;

use super::{CODE_BYTES_MAX, Text};
use crate::Rule;
use crate::forms::birth_date;
use crate::lexicon::text::WORD;
use crate::rule_match::RuleMatch;
use crate::text::{self, Shape, Token};

/// A code has no more groups, and no more characters.
const GROUPS_MAX: usize = 10;

/// Returns all codes: groups of digits and capitals, joined by dashes and the like, by single blanks, or listed one by one.
pub(super) fn codes(bytes: &[u8], tokens: &[Token]) -> Vec<Range<usize>> {
    let mut codes = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some(end) = text::said_digits(tokens, at) {
            codes.push(at..end);
            at = end;
            continue;
        }
        at = match code(bytes, tokens, at) {
            Some(code) => {
                let end = code.end;
                let has_digits =
                    tokens[code.clone()].iter().any(|token| matches!(token.shape, Shape::Number | Shape::Code));
                if has_digits {
                    codes.push(code);
                    end
                } else {
                    at + 1
                }
            }
            None => at + 1,
        };
    }
    codes
}

pub(super) fn code(bytes: &[u8], tokens: &[Token], from: usize) -> Option<Range<usize>> {
    let is_group = |token: &Token| match token.shape {
        Shape::Number => true,
        // `pricing_v2`, `v3`
        Shape::Code => {
            !(bytes[token.start..token.end].contains(&b'_') || bytes[token.start] == b'v' && token.len() < 4)
        }
        Shape::Upper | Shape::Initial => token.len() <= 4 && token.key() == 0,
        _ => false,
    };
    let first = tokens.get(from).filter(|token| is_group(token))?;
    let is_digit = |token: &Token| token.shape == Shape::Number && token.len() <= 2;
    let mut to = from + 1;
    for _ in 1..GROUPS_MAX {
        let joined = match tokens.get(to..) {
            Some([mark, next, ..])
                if matches!(mark.shape, Shape::Mark(b'-' | b'/' | b'.'))
                    && !mark.has_gap
                    && !next.has_gap
                    && is_group(next) =>
            {
                to + 2
            }
            // "4, 4, 1, 7"
            Some([mark, next, ..]) if mark.is(b',') && next.has_gap && is_digit(next) && is_digit(&tokens[to - 1]) => {
                to + 2
            }
            Some([next, ..]) if next.has_gap && matches!(next.shape, Shape::Number | Shape::Code) => to + 1,
            Some([next, after, ..])
                if next.has_gap && next.len() < 4 && is_group(next) && after.shape == Shape::Number =>
            {
                to + 1
            }
            Some([next, ..])
                if next.has_gap
                    && is_group(next)
                    && next.len() < 4
                    && (tokens.get(to + 1).is_none_or(|mark| mark.is(b','))
                        || tokens[from].shape != Shape::Number && !next.says(WORD)) =>
            {
                to + 1
            }
            _ => break,
        };
        if tokens[joined - 1].end - first.start > CODE_BYTES_MAX {
            break;
        }
        to = joined;
    }
    Some(from..to)
}

impl Text<'_> {
    /// Appends what repeats a code that was announced.
    pub(super) fn repeated(&self, found: &mut Vec<RuleMatch>) {
        let plain = |range: &Range<usize>| -> Vec<u8> {
            self.bytes[range.clone()].iter().copied().filter(u8::is_ascii_alphanumeric).collect()
        };
        let Some(first) = found.iter().find(|one| one.named && one.rule == Rule::Secret) else { return };
        let known = plain(&first.range);
        if known.len() > CODE_BYTES_MAX {
            return;
        }
        let ranges = self.codes.iter().map(|code| self.tokens[code.start].start..self.tokens[code.end - 1].end);
        // A code that was refused is told together with the one that was awaited.
        let is_like = |range: &Range<usize>| {
            let other = plain(range);
            other == known || self.is_judged && other.len() == known.len() && other.iter().all(u8::is_ascii_digit)
        };
        let again: Vec<_> = ranges.filter(is_like).collect();
        found.extend(
            again.into_iter().map(|range| RuleMatch::named(range, Rule::Secret, "a code that was announced, again")),
        );
    }

    /// Appends "20-45-67": what a bank's branch is known by.
    pub(super) fn sort_codes(&self, found: &mut Vec<RuleMatch>) {
        for code in &self.codes {
            let range = self.tokens[code.start].start..self.tokens[code.end - 1].end;
            if birth_date::shape(&self.bytes[range.clone()]) == [2, 2, 2] && self.bytes[range.start + 2] == b'-' {
                found.push(RuleMatch::named(range, Rule::Iban, "written like a sort code, where a bank is spoken of"));
            }
        }
    }
}
