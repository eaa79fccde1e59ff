//! What is said instead of written: digits one by one, and mail addresses with the names of their signs.

use std::ops::Range;

use super::tokens::{Shape, Token};
use crate::lexicon::text::{
    AT, CONNECTOR, DOT, SAID_BETWEEN, SAID_COMPOUND, SAID_DIGIT, SAID_HUNDRED, SAID_PAIR, SAID_TENS, SAID_THRICE,
    SAID_TWICE, TOP,
};

/// At least so many digits make a number, of which so many are words.
const DIGITS_MIN: usize = 7;
const WORDS_MIN: usize = 3;
/// More digits in one group than anybody says among words.
const GROUP_MAX: usize = 8;
pub(super) const SAID: u128 = SAID_DIGIT | SAID_PAIR | SAID_TENS | SAID_TWICE | SAID_THRICE;

/// Returns the number that begins with a token, as its tokens, or where to go on.
pub(super) fn number(tokens: &[Token], start: usize) -> Result<Range<usize>, usize> {
    let (mut digits, mut words, mut times, mut end) = (0, 0, 1, start);
    let mut after_tens = false;
    let mut at = start;
    while let Some(token) = tokens.get(at) {
        match token.shape {
            Shape::Number if token.len() <= GROUP_MAX => {
                digits += token.len() * times;
                (after_tens, times) = (false, 1);
                end = at + 1;
            }
            Shape::Mark(mark) if b",.-+()".contains(&mark) => {}
            _ if token.says(SAID_TWICE | SAID_THRICE) => {
                times = if token.says(SAID_TWICE) { 2 } else { 3 };
                words += 1;
            }
            _ if digits > 0 && token.says(SAID_HUNDRED) => {
                digits += 2;
                (after_tens, times) = (false, 1);
                end = at + 1;
            }
            _ if token.says(SAID_DIGIT) => {
                // "thirty four" is two digits.
                digits += if after_tens { 0 } else { times };
                words += 1;
                (after_tens, times) = (false, 1);
                end = at + 1;
            }
            _ if token.says(SAID_PAIR | SAID_TENS | SAID_COMPOUND) => {
                digits += 2;
                words += 1;
                (after_tens, times) = (token.says(SAID_TENS), 1);
                end = at + 1;
            }
            _ if token.says(SAID_BETWEEN) => {}
            _ => break,
        }
        at += 1;
    }
    if digits >= DIGITS_MIN && words >= WORDS_MIN { Ok(start..end) } else { Err(at.max(start + 1)) }
}

/// Returns where at least four digits end that are said, or written one by one: a code.
pub(crate) fn digits(tokens: &[Token], start: usize) -> Option<usize> {
    // What begins with a digit that is written is read as written.
    tokens.get(start).filter(|first| first.says(SAID))?;
    let (mut digits, mut at, mut times) = (0, start, 1);
    while let Some(token) = tokens.get(at) {
        match () {
            () if token.says(SAID_TWICE | SAID_THRICE) => times = if token.says(SAID_TWICE) { 2 } else { 3 },
            () if token.says(SAID_DIGIT | SAID_PAIR) || token.shape == Shape::Number && token.len() == 1 => {
                digits += times;
                times = 1;
            }
            () if digits > 0 && (token.is(b',') || token.is(b'-')) => {}
            () => break,
        }
        at += 1;
    }
    while at > start && matches!(tokens[at - 1].shape, Shape::Mark(_)) {
        at -= 1;
    }
    (digits >= 4).then_some(at)
}

/// Says whether a number may begin with a token.
pub(super) fn may_begin(token: &Token) -> bool {
    token.says(SAID) || token.shape == Shape::Number && token.len() <= GROUP_MAX
}

/// So many words may stand before the sign.
const LOCAL_MAX: usize = 16;

/// Returns the mail address whose sign is this token, as its tokens: "ada dot lovelace at example dot org".
pub(super) fn mail(tokens: &[Token], sign: usize) -> Option<Range<usize>> {
    let is_bracket = |at: usize| {
        tokens.get(at).is_some_and(|mark| matches!(mark.shape, Shape::Mark(b'(' | b'[' | b'{' | b')' | b']' | b'}')))
    };
    let bracketed = sign > 0 && is_bracket(sign - 1) && is_bracket(sign + 1);
    let (before, after) = if bracketed { (sign - 1, sign + 2) } else { (sign, sign + 1) };
    let (to, is_said) = domain(tokens, after)?;
    let (from, is_joined) = local(tokens, before)?;
    // In "arrived at example.org" nobody has an address.
    (bracketed || is_said || is_joined).then_some(from..to)
}

/// Reads the words of a domain to its end; says whether a point of it was said.
fn domain(tokens: &[Token], from: usize) -> Option<(usize, bool)> {
    let (mut at, mut end, mut is_said, mut words) = (from, None, false, 0);
    while at < from + LOCAL_MAX {
        let token = tokens.get(at)?;
        if !(token.is_word() || matches!(token.shape, Shape::Number | Shape::Code)) || token.says(DOT) && words == 0 {
            break;
        }
        words += 1;
        at += 1;
        let Some((next, said)) = over_dot(tokens, at) else {
            // "g mail dot com": a label of several words.
            if words < 3 && end.is_none() {
                continue;
            }
            break;
        };
        let Some(top) = tokens.get(next).filter(|top| top.is_word()) else { break };
        is_said |= said;
        if top.says(TOP) {
            end = Some(next + 1);
        }
        at = next;
        words = 0;
        if top.says(TOP)
            && over_dot(tokens, next + 1).is_none_or(|(after, _)| !tokens.get(after).is_some_and(|more| more.says(TOP)))
        {
            break;
        }
    }
    end.map(|end| (end, is_said))
}

/// Returns where a point ends, written or said, with or without brackets.
fn over_dot(tokens: &[Token], at: usize) -> Option<(usize, bool)> {
    let token = tokens.get(at)?;
    if token.says(DOT) {
        return Some((at + 1, true));
    }
    if token.is(b'.') {
        return tokens.get(at + 1).filter(|next| !token.has_gap && !next.has_gap).map(|_| (at + 1, false));
    }
    let is_bracketed = matches!(token.shape, Shape::Mark(b'(' | b'['))
        && tokens.get(at + 1).is_some_and(|dot| dot.says(DOT) || dot.is(b'.'))
        && tokens.get(at + 2).is_some_and(|mark| matches!(mark.shape, Shape::Mark(b')' | b']')));
    is_bracketed.then_some((at + 3, true))
}

/// Reads back over the words before the sign; says whether signs join them.
fn local(tokens: &[Token], sign: usize) -> Option<(usize, bool)> {
    let is_letter = |token: &Token| token.len() == 1 && token.is_word();
    let is_joint =
        |token: &Token| token.says(DOT | CONNECTOR) || matches!(token.shape, Shape::Mark(b'.' | b'-' | b'_' | b'+'));
    let is_name = |token: &Token| token.is_word() || matches!(token.shape, Shape::Number | Shape::Code);
    let first = sign.checked_sub(1).filter(|at| is_name(&tokens[*at]))?;
    let (mut from, mut is_joined) = (first, matches!(tokens[first].shape, Shape::Code));
    while from > 0 && first - from < LOCAL_MAX {
        let (before, here) = (&tokens[from - 1], &tokens[from]);
        let is_mark = matches!(before.shape, Shape::Mark(_));
        if is_joint(before) && from > 1 && is_name(&tokens[from - 2]) && !(is_mark && here.has_gap) {
            is_joined = true;
            // "guion bajo", "trait d'union": a sign of several words.
            from -= if tokens[from - 2].says(CONNECTOR | DOT) && from > 2 { 3 } else { 2 };
            continue;
        }
        let is_said = |token: &Token| token.says(SAID) || token.shape == Shape::Number || is_letter(token);
        if (is_said(before) || is_said(here) && here.shape != Shape::Number && before.says(SAID))
            && before.is_word() | (before.shape == Shape::Number)
        {
            from -= 1;
            continue;
        }
        break;
    }
    Some((from, is_joined))
}

/// Says whether a token may be the sign of a mail address.
pub(super) fn is_sign(token: &Token) -> bool {
    token.says(AT)
}
