//! Addresses in sentences by their own form: a number, words with capitals and a word for a street, or these the other way round.

use crate::Rule;
use crate::found::Found;
use crate::near::{is_letter, lookup};
use crate::view::LETTER;
use crate::words::{self, Says};

const WHY: &str = "a number of a house and the name of a street";
/// A street has no more words to its name.
pub(crate) const PARTS_MAX: usize = 4;
pub(crate) const PART_BYTES_MAX: usize = 24;
pub(crate) const NUMBER_BYTES_MAX: usize = 5;

/// Appends the address that this word for a street is a part of.
pub(crate) fn at_word(bytes: &[u8], start: usize, end: usize, says: Says, found: &mut Vec<Found>) {
    let is_large = bytes[start].is_ascii_uppercase();
    let mut place = None;
    if says & words::STREET != 0 {
        place = is_large.then(|| number_before(bytes, start)).flatten().map(|from| (from, over_unit(bytes, end)));
        place = place.or_else(|| number_after(bytes, start, end));
    }
    if says & words::STREET_FIRST != 0 && place.is_none() {
        place = if is_box(&bytes[start..end]) { numbered(bytes, start, end) } else { named_after(bytes, start, end) };
    }
    if let Some((from, to)) = place {
        found.push(Found::new(over_flat(bytes, from)..with_town(bytes, to), Rule::Address, WHY));
    }
}

fn is_box(word: &[u8]) -> bool {
    [&b"box"[..], b"postfach", b"apartado", b"postbus"].iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Reads `PO Box 4417` and `Postfach 4417`.
fn numbered(bytes: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let from = if end - start == 3 {
        let office =
            [&b"P.O. "[..], b"P. O. ", b"PO ", b"POB "].into_iter().find(|office| bytes[..start].ends_with(office));
        start - office?.len()
    } else {
        start
    };
    let rest = bytes[end..].strip_prefix(b" ")?;
    let len = rest.iter().take(8).take_while(|byte| byte.is_ascii_digit()).count();
    (1..8).contains(&len).then_some((from, end + 1 + len))
}

/// Reads `Malom utca 12`, `Sokak No: 12` with its name, `Alte Gasse 3a`, `Mill Road 12`.
fn number_after(bytes: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let dotted = end + usize::from(bytes.get(end) == Some(&b'.'));
    let rest = bytes[dotted..].strip_prefix(b" ")?;
    let digits = bytes.len() - rest.strip_prefix(b"No: ").or(rest.strip_prefix(b"No:")).unwrap_or(rest).len();
    let to = crate::rules::lived_at::house_number(bytes, digits)?;
    let before = bytes[..start].strip_suffix(b" ")?;
    let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    let name = &before[before.len() - len..];
    let is_name = name.first().is_some_and(|first| first.is_ascii_uppercase() || *first == LETTER);
    let counts = bytes.get(to) == Some(&b' ') && {
        let next = &bytes[to + 1..];
        let len = next.iter().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
        lookup(&next[..len]) & words::MEASURE != 0
    };
    (is_name && len > 2 && lookup(name) & NO_STREETS == 0 && !counts).then(|| (before.len() - len, to))
}

/// Returns where `Apt 4B`, `Suite 210` and a point end that follow a street.
fn over_unit(bytes: &[u8], end: usize) -> usize {
    let dotted = end + usize::from(bytes[end..].starts_with(b".,") || bytes[end..].starts_with(b". ") && end > 2);
    let end = if bytes[dotted..].starts_with(b",") || dotted == end { dotted } else { end };
    let Some(rest) = bytes[end..].strip_prefix(b" ") else { return end };
    let len = rest.iter().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    if lookup(&rest[..len]) & words::ADDRESS_PART == 0 || len == 0 {
        return end;
    }
    let rest = rest[len..].strip_prefix(b".").unwrap_or(&rest[len..]);
    let Some(rest) = rest.strip_prefix(b" ") else { return end };
    let number = rest.iter().take(8).take_while(|byte| crate::digits::is_word(**byte)).count();
    let has_digit = rest[..number].iter().any(u8::is_ascii_digit);
    if has_digit { bytes.len() - rest.len() + number } else { end }
}

/// Returns where `Flat 3, ` begins before the number of a house.
fn over_flat(bytes: &[u8], start: usize) -> usize {
    let Some(before) = bytes[..start].strip_suffix(b", ") else { return start };
    let number = before.iter().rev().take(8).take_while(|byte| crate::digits::is_word(**byte)).count();
    let Some(before) = before[..before.len() - number].strip_suffix(b" ") else { return start };
    let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    let word = &before[before.len() - len..];
    let is_unit =
        number > 0 && lookup(word) & words::ADDRESS_PART != 0 && word.first().is_some_and(u8::is_ascii_uppercase);
    if is_unit { before.len() - len } else { start }
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
pub(crate) const NO_STREETS: Says = words::ID
    | words::ABOUT
    | words::MEASURE
    | words::THING
    | words::NAMED_THING
    | words::MONTH
    | words::TIME
    | words::PHONE;

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
    const SMALL: [&[u8]; 12] =
        [b"de", b"del", b"la", b"las", b"los", b"da", b"do", b"dos", b"des", b"du", b"della", b"dei"];
    let (mut at, mut large) = (end + usize::from(bytes.get(end) == Some(&b'.')), 0);
    for _ in 0..PARTS_MAX + 2 {
        let Some(rest) = bytes[at..].strip_prefix(b" ") else { break };
        let len = rest.iter().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte) || **byte == b'-').count();
        let word = &rest[..len];
        let is_large = word.first().is_some_and(|first| first.is_ascii_uppercase() || *first == LETTER);
        if !is_large && !SMALL.contains(&word) {
            break;
        }
        if lookup(word) & NO_STREETS != 0 && is_large && large == 0 {
            return None;
        }
        large += usize::from(is_large && len > 2);
        at += 1 + len;
    }
    if large == 0 {
        return None;
    }
    let gap = bytes[at..].iter().take(2).take_while(|byte| b" ,".contains(byte)).count();
    let before = bytes[..start].trim_ascii_end();
    let before = before.strip_suffix(b",").unwrap_or(before);
    let before = before.strip_suffix(b" bis").or(before.strip_suffix(b" ter")).unwrap_or(before);
    let len = before.iter().rev().take(NUMBER_BYTES_MAX).take_while(|byte| byte.is_ascii_digit()).count();
    let from = before.len() - len;
    let is_free = bytes[..from].last().is_none_or(|byte| b" ,('\"".contains(byte));
    if len > 0 && is_free && start > before.len() {
        return Some((from, at));
    }
    let to = crate::rules::lived_at::house_number(bytes, at + gap).filter(|_| gap > 0)?;
    Some((start, to))
}

/// Returns where the town and the postcode end that follow after a comma.
pub(crate) fn with_town(bytes: &[u8], mut end: usize) -> usize {
    for _ in 0..3 {
        let Some(mut rest) = bytes[end..].strip_prefix(b", ") else { break };
        let from = bytes.len() - rest.len();
        let mut to = from;
        for _ in 0..PARTS_MAX {
            let is_word = |byte: &&u8| crate::digits::is_word(**byte) || **byte == b'-';
            let len = rest.iter().take(PART_BYTES_MAX).take_while(is_word).count();
            let is_part = rest.first().is_some_and(|first| {
                first.is_ascii_uppercase()
                    || *first == LETTER
                    || first.is_ascii_digit() && (len < 7 || len == 10 && rest[5] == b'-')
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
