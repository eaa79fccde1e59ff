//! Addresses in sentences by their own form: a number, words with capitals and a word for a street, or these the other way round.

use crate::Rule;
use crate::found::Found;
use crate::near::{is_letter, lookup};
use crate::view::LETTER;
use crate::words::{self, Says};

const WHY: &str = "a number of a house and the name of a street";
/// A street has no more words to its name.
const PARTS_MAX: usize = 4;
const PART_BYTES_MAX: usize = 24;
const NUMBER_BYTES_MAX: usize = 5;

/// Appends the address that this word for a street is a part of.
pub(crate) fn at_word(bytes: &[u8], start: usize, end: usize, says: Says, found: &mut Vec<Found>) {
    let place = if says & words::STREET != 0 && bytes[start].is_ascii_uppercase() {
        number_before(bytes, start).map(|from| (from, end))
    } else if says & words::STREET_FIRST != 0 {
        named_after(bytes, start, end)
    } else {
        None
    };
    if let Some((from, to)) = place {
        found.push(Found::new(from..with_town(bytes, to), Rule::Address, WHY));
    }
}

/// Returns where the number stands before "Mill Road": `12 Mill Road`, `7b Old Mill Road`.
fn number_before(bytes: &[u8], street: usize) -> Option<usize> {
    let mut at = street;
    for parts in 0..=PARTS_MAX {
        let before = bytes[..at].strip_suffix(b" ")?;
        let is_part = |byte: &&u8| is_letter(**byte) || byte.is_ascii_digit() || matches!(**byte, b'\'' | b'-' | b'.');
        let len = before.iter().rev().take(PART_BYTES_MAX).take_while(is_part).count();
        let word = &before[before.len() - len..];
        let first = *word.first()?;
        at = before.len() - len;
        if first.is_ascii_digit() {
            // "5th Avenue" is a name, whose number stands before it.
            let is_ordinal = [&b"st"[..], b"nd", b"rd", b"th"].iter().any(|end| word.ends_with(end));
            if !is_ordinal {
                let is_free = bytes[..at].last().is_none_or(|byte| b" ,('\"".contains(byte));
                return (parts > 0 && is_free && is_number(word) && !is_counted(bytes, at)).then_some(at);
            }
        } else if !(first.is_ascii_uppercase() || first == LETTER) || lookup(word) & NO_STREETS != 0 {
            return None;
        }
    }
    None
}

/// What a street is hardly called.
const NO_STREETS: Says = words::ID | words::ABOUT | words::MEASURE | words::THING;

/// Says whether the number before a place counts things or belongs to one: "version 2 Main Street".
fn is_counted(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].trim_ascii_end();
    let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    lookup(&before[before.len() - len..]) & (words::MEASURE | words::ID | words::THING | words::CODE) != 0
}

/// Digits, and perhaps a letter.
fn is_number(word: &[u8]) -> bool {
    let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = &word[digits..];
    (1..=NUMBER_BYTES_MAX).contains(&digits) && (rest.is_empty() || rest.len() == 1 && rest[0].is_ascii_alphabetic())
}

/// Reads `calle Mayor 12`, `Rua Augusta, 1500`, `12 rue de Rivoli`.
fn named_after(bytes: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    const SMALL: [&[u8]; 9] = [b"de", b"del", b"la", b"las", b"los", b"da", b"do", b"dos", b"des"];
    let (mut at, mut large) = (end, 0);
    for _ in 0..PARTS_MAX + 2 {
        let Some(rest) = bytes[at..].strip_prefix(b" ") else { break };
        let len = rest.iter().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte) || **byte == b'-').count();
        let word = &rest[..len];
        let is_large = word.first().is_some_and(|first| first.is_ascii_uppercase() || *first == LETTER);
        if !is_large && !SMALL.contains(&word) {
            break;
        }
        large += usize::from(is_large && len > 2);
        at += 1 + len;
    }
    if large == 0 {
        return None;
    }
    let gap = bytes[at..].iter().take(2).take_while(|byte| b" ,".contains(byte)).count();
    let digits = bytes[at + gap..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_free = bytes.get(at + gap + digits).is_none_or(|next| !crate::digits::is_word(*next));
    if gap > 0 && (1..=NUMBER_BYTES_MAX).contains(&digits) && is_free {
        return Some((start, at + gap + digits));
    }
    let before = bytes[..start].trim_ascii_end();
    let before = before.strip_suffix(b",").unwrap_or(before);
    let len = before.iter().rev().take(NUMBER_BYTES_MAX).take_while(|byte| byte.is_ascii_digit()).count();
    let from = before.len() - len;
    let is_free = bytes[..from].last().is_none_or(|byte| b" ,('\"".contains(byte));
    (len > 0 && is_free && start > before.len()).then_some((from, at))
}

/// Returns where the town and the postcode end that follow after a comma.
fn with_town(bytes: &[u8], mut end: usize) -> usize {
    for _ in 0..3 {
        let Some(mut rest) = bytes[end..].strip_prefix(b", ") else { break };
        let from = bytes.len() - rest.len();
        let mut to = from;
        for _ in 0..PARTS_MAX {
            let len = rest.iter().take(PART_BYTES_MAX).take_while(|byte| crate::digits::is_word(**byte)).count();
            let is_part = rest.first().is_some_and(|first| {
                first.is_ascii_uppercase() || *first == LETTER || first.is_ascii_digit() && len < 7
            });
            if !is_part || len == 0 {
                break;
            }
            to = bytes.len() - rest.len() + len;
            match rest[len..].strip_prefix(b" ") {
                Some(next) => rest = next,
                None => break,
            }
        }
        if to == from {
            break;
        }
        end = to;
    }
    end
}
