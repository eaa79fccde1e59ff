//! What a word announces and no country's rules give a form: numbers of customers and policies, accounts, plates and devices,
//! coordinates. The word stands before, seldom after.

use std::ops::Range;

use crate::Rule;
use crate::found::Found;
use crate::lexicon::key::{
    BANK, BARE_ID, CLIENT, CODE, DEVICE, HOUSE, IBAN, LOCATION, MEMBER, MEMBER_NUMBER, NUMBER, PAIRED,
};
use crate::lexicon::text::{ACCOUNT, LINK, POSSESSIVE, PREPOSITION, PRESSED, PUBLIC_PLACE, THEN};
use crate::lexicon::{Key, in_name};
use crate::text::{Shape, Token};

/// So many small words and marks may stand between the word and what it announces.
const LINKS_MAX: usize = 4;
/// A code has no more groups, and no more characters.
const GROUPS_MAX: usize = 5;
const CODE_BYTES_MAX: usize = 28;
const JOINED_BYTES_MAX: usize = 32;
/// So many keys are pressed in a row.
const KEYS_MAX: usize = 32;
/// So many words away a plate may stand from the word for it.
const PLATE_AWAY: usize = 8;

/// Appends what the words of a text announce.
pub(crate) fn find(bytes: &[u8], tokens: &[Token], found: &mut Vec<Found>) {
    let of_bank = tokens.iter().any(|token| token.key & (BANK | IBAN) != 0);
    for (at, token) in tokens.iter().enumerate() {
        if token.key == 0 && !token.says(PRESSED | ACCOUNT) && !token.is(b',') {
            continue;
        }
        if token.key & LOCATION != 0 || token.is(b',') {
            found.extend(location(bytes, tokens, at).map(|range| Found::new(range, Rule::Location, "coordinates")));
        }
        if token.says(PRESSED) {
            let why = "keys, and the word before them says that they were pressed";
            found.extend(pressed(tokens, over_links(tokens, at + 1)).map(|range| Found::new(range, Rule::Keys, why)));
        }
        if bytes[token.start..token.end].eq_ignore_ascii_case(b"mac") {
            let from = over_links(tokens, at + 1);
            found.extend(
                mac(bytes, tokens, from).map(|range| Found::new(range, Rule::Device, "the address of a device")),
            );
        }
        let announced = announces(bytes, tokens, at);
        let announced = announced.or_else(|| (token.says(ACCOUNT) && of_bank).then_some((Rule::Iban, at + 1, 6)));
        let Some((rule, from, digits_min)) = announced else { continue };
        let from = over_links(tokens, from);
        let code = code(tokens, from).filter(|code| digits(bytes, tokens, code) >= digits_min);
        if let Some(code) = code {
            let range = tokens[code.start].start..tokens[code.end - 1].end;
            found.push(Found::named(range, rule, "a code, and the word before it says whose or what it is"));
        } else if rule == Rule::Device {
            found.extend(
                plate(bytes, tokens, at).map(|range| Found::new(range, rule, "a plate, and a word near it says so")),
            );
        }
    }
}

/// Returns what a word announces, where that may begin, and how many digits it has at least.
fn announces(bytes: &[u8], tokens: &[Token], at: usize) -> Option<(Rule, usize, usize)> {
    let token = &tokens[at];
    if !token.is_word() {
        return None;
    }
    let number_follows = tokens.get(at + 1).is_some_and(is_number_word);
    let number_before = at.checked_sub(1).is_some_and(|before| {
        // "numéro d'adhérent"
        let before = if tokens[before].is(b'\'') { before.saturating_sub(2) } else { before };
        let before = if tokens[before].says(PREPOSITION) { before.saturating_sub(1) } else { before };
        is_number_word(&tokens[before])
            || before > 1 && tokens[before].len() == 1 && tokens[before - 1].is(b'.')
            || before > 0 && tokens[before].is(b'.') && is_number_word(&tokens[before - 1])
    });
    let joined = joined(bytes, tokens, at);
    match () {
        () if joined & MEMBER_NUMBER != 0 => Some((Rule::Reference, at + 1, 4)),
        () if joined & DEVICE != 0 => Some((Rule::Device, at + 1, 2)),
        () if joined & BANK != 0 => Some((Rule::Iban, at + 1, 4)),
        () if token.key & HOUSE != 0 => Some((Rule::Address, at + 1, 1)),
        () if token.key & MEMBER_NUMBER != 0 => Some((Rule::Reference, at + 1, 3)),
        () if token.key & DEVICE != 0 => Some((Rule::Device, at + 1, 2)),
        () if token.key & BANK != 0 && (number_follows || token.key & (CODE | MEMBER) == 0) => {
            Some((Rule::Iban, at + 1, 4))
        }
        () if token.key & (MEMBER | CLIENT) != 0 && (number_follows || number_before) => {
            // The id of a member is theirs, the id of a customer a program's.
            let is_id = tokens.get(at + 1).is_some_and(|next| next.key & BARE_ID != 0 && next.key & NUMBER == 0);
            (token.key & MEMBER != 0 || !is_id).then_some((Rule::Reference, at + 1, 4))
        }
        () if token.key & MEMBER != 0 => Some((Rule::Reference, at + 1, 5)),
        () => None,
    }
}

/// Returns what a word says together with the one before it: "sort code", "licence plate".
fn joined(bytes: &[u8], tokens: &[Token], at: usize) -> Key {
    let Some(before) = at.checked_sub(1).map(|before| &tokens[before]).filter(|before| before.is_word()) else {
        return 0;
    };
    let last = &tokens[at];
    let mut word = [0; JOINED_BYTES_MAX];
    let len = before.len() + last.len();
    // Only words that end such names are worth a look.
    if last.key & (CODE | NUMBER | DEVICE | PAIRED) == 0 || len > word.len() {
        return 0;
    }
    word[..before.len()].copy_from_slice(&bytes[before.start..before.end]);
    word[before.len()..len].copy_from_slice(&bytes[last.start..last.end]);
    in_name(&word[..len]) & (MEMBER_NUMBER | DEVICE | BANK)
}

/// "number", "no", "nº", and "id" behind a word for whose it is.
fn is_number_word(token: &Token) -> bool {
    token.key & (NUMBER | BARE_ID) != 0 && token.is_word()
}

/// Returns keys that were pressed: digits, stars and hashes, with what people say between them.
fn pressed(tokens: &[Token], from: usize) -> Option<Range<usize>> {
    let is_key = |token: &Token| token.shape == Shape::Number || token.is(b'#') || token.is(b'*');
    let goes_on = |token: &&Token| is_key(token) || token.is(b',') || token.says(THEN);
    let tail = tokens.get(from..)?;
    let mut len = tail.iter().take(KEYS_MAX).take_while(goes_on).count();
    while len > 0 && !is_key(&tail[len - 1]) {
        len -= 1;
    }
    tail.first().filter(|first| len > 0 && is_key(first)).map(|first| first.start..tail[len - 1].end)
}

/// Returns the address of a device: six pairs of hex digits.
fn mac(bytes: &[u8], tokens: &[Token], from: usize) -> Option<Range<usize>> {
    const LEN: usize = 17;
    let start = tokens.get(from)?.start;
    let written = bytes.get(start..start + LEN)?;
    let is_one = written.chunks(3).all(|pair| {
        pair[0].is_ascii_hexdigit()
            && pair[1].is_ascii_hexdigit()
            && pair.get(2).is_none_or(|mark| b":-".contains(mark))
    });
    is_one.then_some(start..start + LEN)
}

/// Returns the token after the small words and marks between a word and what it announces.
fn over_links(tokens: &[Token], from: usize) -> usize {
    let is_link = |token: &Token| match token.shape {
        Shape::Mark(mark) => b":=#.'\"(".contains(&mark) || mark >= 0x80,
        _ => is_number_word(token) || token.shape == Shape::Small && token.says(LINK | POSSESSIVE | PREPOSITION),
    };
    from + tokens[from.min(tokens.len())..].iter().take(LINKS_MAX).take_while(|token| is_link(token)).count()
}

/// Returns a code: groups of digits and capitals, joined by dashes and the like or by single blanks.
pub(crate) fn code(tokens: &[Token], from: usize) -> Option<Range<usize>> {
    let is_group = |token: &Token| match token.shape {
        Shape::Number | Shape::Code => true,
        Shape::Upper | Shape::Initial => token.len() <= 4,
        _ => false,
    };
    let first = tokens.get(from).filter(|token| is_group(token))?;
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
            Some([next, ..]) if next.has_gap && matches!(next.shape, Shape::Number | Shape::Code) && next.len() > 1 => {
                to + 1
            }
            Some([next, after, ..])
                if next.has_gap && next.len() < 4 && is_group(next) && after.shape == Shape::Number =>
            {
                to + 1
            }
            Some([next]) if next.has_gap && is_group(next) && next.len() < 4 => to + 1,
            _ => break,
        };
        if tokens[joined - 1].end - first.start > CODE_BYTES_MAX {
            break;
        }
        to = joined;
    }
    Some(from..to)
}

fn digits(bytes: &[u8], tokens: &[Token], code: &Range<usize>) -> usize {
    let bytes = &bytes[tokens[code.start].start..tokens[code.end - 1].end];
    bytes.iter().filter(|byte| byte.is_ascii_digit()).count()
}

/// Returns a number plate near a word for one: two or three groups of capitals and digits, of five to eight characters.
fn plate(bytes: &[u8], tokens: &[Token], word: usize) -> Option<Range<usize>> {
    let group = |at: usize| {
        tokens.get(at).is_some_and(|token| matches!(token.shape, Shape::Number | Shape::Upper) && token.len() <= 4)
    };
    let pair = |at: usize| (group(at) && group(at + 1) && tokens[at].shape != tokens[at + 1].shape).then(|| at..at + 2);
    let near = word.saturating_sub(PLATE_AWAY)..tokens.len().min(word + PLATE_AWAY);
    near.filter_map(|at| pair(at).or_else(|| code(tokens, at))).find_map(|code| {
        let range = tokens[code.start].start..tokens[code.end - 1].end;
        let plate = &bytes[range.clone()];
        let count = |is: fn(&u8) -> bool| plate.iter().filter(|byte| is(byte)).count();
        let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_uppercase));
        let is_free = tokens[code.start].has_gap || code.start == 0 || tokens[code.start - 1].is(b'(');
        let is_one =
            digits >= 2 && letters >= 2 && (5..=9).contains(&(digits + letters)) && count(u8::is_ascii_lowercase) == 0;
        (is_free && is_one).then_some(range)
    })
}

/// Returns the degrees after a word for a place, or on both sides of a comma, with so many decimals that a house is meant.
fn location(bytes: &[u8], tokens: &[Token], at: usize) -> Option<Range<usize>> {
    let nearby = &tokens[at.saturating_sub(PLATE_AWAY)..at];
    if nearby.iter().any(|token| token.says(PUBLIC_PLACE)) {
        return None;
    }
    if tokens[at].is(b',') {
        let from =
            (1..=at.min(4)).rev().map(|back| at - back).find(|from| degrees(bytes, tokens, *from, 4) == Some(at))?;
        let to = degrees(bytes, tokens, at + 1, 4)?;
        // Parts of a picture are between nought and one.
        if bytes[tokens[from].start] == b'0' && bytes[tokens[at + 1].start] == b'0' {
            return None;
        }
        let is_exact = tokens[at - 1].len() >= 5 && tokens[to - 1].len() >= 5;
        let is_announced = nearby.iter().any(|token| token.key & LOCATION != 0);
        return (is_exact || is_announced).then(|| tokens[from].start..tokens[to - 1].end);
    }
    let from = over_links(tokens, at + 1);
    let to = degrees(bytes, tokens, from, 4)?;
    Some(tokens[from].start..tokens[to - 1].end)
}

/// Reads a number of degrees with at least so many decimals; returns the token after it.
fn degrees(bytes: &[u8], tokens: &[Token], from: usize, decimals: usize) -> Option<usize> {
    let from = from + usize::from(tokens.get(from).is_some_and(|sign| sign.is(b'-') || sign.is(b'+')));
    let [whole, point, fraction, ..] = tokens.get(from..)? else { return None };
    let is_degrees = whole.shape == Shape::Number
        && whole.len() <= 3
        && point.is(b'.')
        && !point.has_gap
        && fraction.shape == Shape::Number
        && !fraction.has_gap
        && (decimals..=12).contains(&fraction.len());
    let is_part = bytes.get(fraction.end).is_some_and(|next| *next == b'.' || *next == b'%');
    (is_degrees && !is_part).then_some(from + 3)
}
