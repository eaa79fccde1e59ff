//! Addresses by their parts: what begins with a unit or the name of a house, words with capitals and numbers after a word
//! for an address, a number before a postcode and a town.

use super::places::{LINES_TOKENS_MAX, WORDS_MAX, is_house_number, is_lettered, is_named, over_unit_before};
use super::tokens::{Shape, Token};
use crate::lexicon::key;
use crate::lexicon::text::{LOCALITY, MONTH, PARTICLE, PLOT, SAID_OF_DATE, STREET, TRADE, UNIT, WORD};

/// The number of a unit has no more.
const UNIT_TOKENS_MAX: usize = 16;

/// Reads what begins with a unit or the number of a house and goes on with parts of a town: "H.No. 8-2-417/B, Road No. 9,
/// Gandhi Colony", "B-204, Shanti Apartments, Link Road".
pub(super) fn unit_led(tokens: &[Token], start: usize) -> Option<usize> {
    let is_number = |token: &Token| {
        matches!(token.shape, Shape::Number | Shape::Code)
            || matches!(token.shape, Shape::Upper | Shape::Initial) && token.len() < 3
    };
    let first = &tokens[start];
    let is_unit = first.says(UNIT | PLOT) || first.shape == Shape::Initial && first.len() == 1;
    if !is_unit {
        return None;
    }
    let mut at = start;
    let is_led = |token: &Token| {
        token.says(UNIT | PLOT)
            || token.key() & key::NUMBER != 0
            || matches!(token.shape, Shape::Mark(b'.' | b'#' | b':' | b'-' | b'/'))
    };
    let mut numbers = 0;
    while let Some(token) =
        tokens.get(at).filter(|token| at < start + UNIT_TOKENS_MAX && (is_led(token) || is_number(token)))
    {
        numbers += usize::from(matches!(token.shape, Shape::Number | Shape::Code));
        at += 1;
    }
    let is_part = |token: &&Token| {
        token.is_large()
            || token.says(PARTICLE | LOCALITY | STREET)
            || matches!(token.shape, Shape::Number | Shape::Code)
            || matches!(token.shape, Shape::Mark(b',' | b'-' | b'/' | b'.'))
            || token.says(SAID_OF_DATE)
    };
    if numbers == 0 || !tokens.get(at)?.is(b',') {
        return None;
    }
    let tail = &tokens[at..];
    let mut len = tail.iter().take(LINES_TOKENS_MAX).take_while(is_part).count();
    while len > 0 && matches!(tail[len - 1].shape, Shape::Mark(_)) {
        len -= 1;
    }
    tail[..len].iter().any(|token| token.says(LOCALITY)).then_some(at + len)
}

/// Reads the name of a house, a comma and a street: "Rosewood Cottage, Mill Lane".
pub(super) fn house(tokens: &[Token], from: usize) -> Option<(usize, usize)> {
    let tail = &tokens[from.min(tokens.len())..];
    let name = tail.iter().take(4).take_while(|token| token.is_large()).count();
    let street = &tail[(name + 1).min(tail.len())..];
    let words = street.iter().take(4).take_while(|token| token.is_large() && token.has_gap).count();
    let is_one = name > 1
        && words > 1
        && tail.get(name).is_some_and(|mark| mark.is(b','))
        && street[words - 1].says(STREET)
        && street[words - 1].len() > 3;
    is_one.then_some((from, from + name + 1 + words))
}

/// Reads words with capitals and a number of a house before a comma, a postcode and a town: "Zum Berg 12, 88999 Musterstadt".
pub(super) fn before_postcode(bytes: &[u8], tokens: &[Token], start: usize) -> Option<usize> {
    let is_named = |token: &Token| token.is_large() && !token.says(MONTH | TRADE) || token.says(PARTICLE);
    if start > 0 && tokens[start - 1].is_large() && tokens[start].has_gap || !tokens[start].is_large() {
        return None;
    }
    let words = tokens[start..].iter().take(WORDS_MAX).take_while(|token| is_named(token)).count();
    let [number, comma, code, town, ..] = tokens.get(start + words..)? else { return None };
    let is_code = code.shape == Shape::Number && (4..=5).contains(&code.len());
    let is_one = words > 0
        && is_house_number(bytes, number)
        && comma.is(b',')
        && is_code
        && town.shape == Shape::Title
        && town.has_gap;
    is_one.then_some(start + words + 1)
}

/// Returns a number and words with capitals, in either order, where a word before says that somebody is there.
pub(super) fn after_word(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    let is_number = |token: &Token| token.shape == Shape::Number && token.len() <= 5 || is_lettered(token);
    let large = |from: usize| {
        tokens[from.min(tokens.len())..].iter().take(WORDS_MAX).take_while(|token| is_named(token)).count()
    };
    // What is counted or numbered is called by ordinary words: "3 Agents", "Step 12".
    let is_proper = |from: usize, words: usize| tokens[from..from + words].iter().any(|word| !word.says(WORD | TRADE));
    let mut end = if tokens.get(at).is_some_and(is_number) {
        let words = large(at + 1);
        let has_town = tokens.get(at + 1 + words).is_some_and(|mark| mark.is(b',')) && large(at + 2 + words) > 0;
        (words > 0 && (is_proper(at + 1, words) && words > 1 || has_town)).then_some(at + 1 + words)?
    } else {
        let words = large(at);
        let comma = at + words + usize::from(tokens.get(at + words).is_some_and(|mark| mark.is(b',')));
        (words > 0 && is_proper(at, words) && tokens.get(comma).is_some_and(is_number)).then_some(comma + 1)?
    };
    let from = over_unit_before(tokens, at);
    while let Some(next) = tokens.get(end).filter(|mark| mark.is(b',')).and_then(|_| tokens.get(end + 1)) {
        if !(is_named(next) || is_number(next)) {
            break;
        }
        end += 2 + tokens[end + 2..]
            .iter()
            .take(WORDS_MAX)
            .take_while(|token| is_named(token) || is_number(token))
            .count();
    }
    Some((from, end))
}

/// Returns words with capitals and numbers to where they end: an address, where a word says that one follows.
pub(super) fn lines(tokens: &[Token], from: usize) -> Option<(usize, usize)> {
    let is_number = |token: &Token| matches!(token.shape, Shape::Number | Shape::Code);
    let is_part = |token: &Token| {
        token.is_large()
            || is_number(token)
            || token.is(b',')
            || token.says(PARTICLE)
            || token.is(b'-') && !token.has_gap
    };
    let tail = &tokens[from.min(tokens.len())..];
    let mut len = tail.iter().take(LINES_TOKENS_MAX).take_while(|token| is_part(token)).count();
    while len > 0 && !(is_number(&tail[len - 1]) || tail[len - 1].is_large()) {
        len -= 1;
    }
    let count = |is: &dyn Fn(&Token) -> bool| tail[..len].iter().filter(|token| is(token)).count();
    let is_one = count(&is_number) > 0 && count(&|token| token.is_large() && token.len() > 2) > 1;
    is_one.then_some((from, from + len))
}
