//! How a person's name is written: words with capitals, initials and the small words between, and what ends it.

use std::ops::Range;

use crate::near::is_letter;
use crate::view::LETTER;
use crate::words::{self, Says, Set};

/// Longer words are no names, and the time stays bounded.
pub(crate) const PART_BYTES_MAX: usize = 24;
const PARTS_MAX: usize = 5;

/// A name that is written somewhere.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) range: Range<usize>,
    /// How many words with capitals it has.
    pub(crate) parts: usize,
    /// Whether its first word is a name that many are given, or its last one of families.
    pub(crate) is_known: bool,
}

/// What stands before the names of places and houses.
pub(crate) static OF_PLACES: Set<64> = Set::of(
    "san santa santo sao saint st sankt villa casa hotel plaza port puerto fort mount lake cape rio los las el la camp queen",
);

/// Returns the name that begins at a place, unless one of its words is no part of a person's name.
pub(crate) fn name_at(bytes: &[u8], start: usize) -> Option<Person> {
    let mut name = Person { range: start..start, parts: 0, is_known: false };
    let (mut at, mut first, mut shouts, mut is_led) = (start, 0, false, false);
    while name.parts < PARTS_MAX {
        let rest = bytes.get(at..)?;
        let len = part_len(rest);
        let word = &rest[..len];
        let says = words::all(word);
        if !begins_large(word) {
            if name.parts > 0 && is_particle(word) && rest.get(len) == Some(&b' ') {
                at += len + 1;
                is_led = true;
                continue;
            }
            if !(name.parts > 0 && is_joined(word)) {
                break;
            }
        }
        if len > PART_BYTES_MAX || goes_on(rest, len, name.parts) {
            return None;
        }
        let is_initial = len == 1;
        let has_small = word.iter().any(|byte| byte.is_ascii_lowercase() || *byte == LETTER);
        if name.parts > 0 && says & words::SUFFIX != 0 {
            name.range.end = at + len + usize::from(rest.get(len) == Some(&b'.'));
            return Some(name);
        }
        if !has_small && !is_initial {
            let is_surname = name.parts > 0 && len > 3 && says & words::OF_THINGS == 0;
            if name.parts == 0 {
                shouts = true;
            } else if !shouts && !is_surname {
                break;
            }
        } else if shouts && !is_initial {
            break;
        }
        let may_be_word = first & words::GIVEN != 0 && says & words::NAME_TOO != 0;
        if !is_initial && is_of_thing(word, says) && !may_be_word {
            if name.is_known && name.parts > 1 || is_led {
                break;
            }
            return None;
        }
        if name.parts == 0 {
            first = says;
        }
        name.parts += 1;
        name.is_known |= name.parts == 1 && says & words::GIVEN != 0 || says & words::SURNAME != 0 || is_double(word);
        is_led = false;
        at += len + usize::from(is_initial && rest.get(1) == Some(&b'.'));
        if !is_initial || name.parts > 1 && bytes[at - 1] == b'.' {
            name.range.end = at;
        }
        if bytes.get(at) == Some(&b',')
            && let Some(len) = suffix_len(bytes, at + 1)
        {
            name.range.end = at + 1 + len;
            return Some(name);
        }
        if is_initial && bytes.get(at).is_some_and(u8::is_ascii_uppercase) {
            continue;
        }
        // A blank, also as it is written in a query.
        if !matches!(bytes.get(at), Some(b' ' | b'+')) {
            break;
        }
        at += 1;
    }
    (name.range.end > start && (!shouts || name.parts > 1)).then_some(name)
}

/// Returns the name that ends at a place: as many words before it as could be parts of one.
pub(crate) fn name_before(bytes: &[u8], end: usize) -> Option<Person> {
    let mut name = Person { range: end..end, parts: 0, is_known: false };
    let (mut at, mut first) = (before_suffix(bytes, end), 0);
    while name.parts < PARTS_MAX {
        let len = bytes[..at].iter().rev().take(PART_BYTES_MAX + 1).take_while(|byte| is_part(byte)).count();
        let start = at - len;
        let word = &bytes[start..at];
        let is_initial = len == 1 && (bytes.get(at) == Some(&b'.') || name.parts > 0);
        let has_small = word.iter().any(|byte| byte.is_ascii_lowercase() || *byte == LETTER);
        let says = words::all(word);
        let is_particle = name.parts > 0 && is_particle(word);
        if len > PART_BYTES_MAX || !is_particle && (!begins_large(word) || !has_small && !is_initial) {
            break;
        }
        if !is_particle {
            let is_last_word = name.parts == 0 && says & words::NAME_TOO != 0;
            if OF_PLACES.has_in_any_case(word) || is_last_word && says & words::OF_THINGS != 0 && start == 0 {
                return None;
            }
            if !is_initial && is_of_thing(word, says) && !is_last_word && says & words::NAME_TOO == 0 {
                break;
            }
            first = says;
            name.parts += 1;
            name.is_known |= says & words::SURNAME != 0;
            name.range.start = start;
        }
        let before = &bytes[..start];
        at = match before {
            [.., letter, b'.', b' '] if letter.is_ascii_uppercase() => start - 2,
            [.., b' '] => start - 1,
            [] => break,
            [.., byte] if b"\"'([{<,:/=|>-\n".contains(byte) => break,
            _ => return None,
        };
    }
    name.is_known |= first & words::GIVEN != 0;
    (name.parts > 0).then_some(name)
}

/// Returns where a name ends before the degree or the like that stands after it.
fn before_suffix(bytes: &[u8], end: usize) -> usize {
    let len = bytes[..end].iter().rev().take(6).take_while(|byte| is_letter(**byte)).count();
    let before = &bytes[..end - len];
    if len < 2 || !begins_large(&bytes[end - len..end]) || !words::all(&bytes[end - len..end]) & words::SUFFIX != 0 {
        return end;
    }
    let before = before.strip_suffix(b", ").or(before.strip_suffix(b" "));
    before.map_or(end, <[u8]>::len)
}

/// Returns the length of a word with what joins its parts, without what only closes it.
fn part_len(rest: &[u8]) -> usize {
    let mut len = rest.iter().take(PART_BYTES_MAX + 1).take_while(|byte| is_part(byte)).count();
    while len > 0 && matches!(rest[len - 1], b'\'' | b'-') {
        len -= 1;
    }
    if len > 2 && rest[..len].ends_with(b"'s") {
        len -= 2;
    }
    len
}

fn is_part(byte: &u8) -> bool {
    is_letter(*byte) || matches!(*byte, b'\'' | b'-')
}

fn begins_large(word: &[u8]) -> bool {
    word.first().is_some_and(|first| first.is_ascii_uppercase() || *first == LETTER)
}

/// A small word within names: "de", "von", and "'t", which is Dutch.
pub(crate) fn is_particle(word: &[u8]) -> bool {
    matches!(word, b"'t" | b"'s") || words::all(word) & words::PARTICLE != 0
}

/// `d'Arc`, `al-Rashid`.
fn is_joined(word: &[u8]) -> bool {
    let mark = word.iter().take(5).position(|byte| matches!(byte, b'\'' | b'-'));
    mark.is_some_and(|mark| mark > 0 && word.get(mark + 1).is_some_and(u8::is_ascii_uppercase))
}

/// `Smith-Jones`: two names of families.
fn is_double(word: &[u8]) -> bool {
    let is_half = |half: &[u8]| half.len() > 3 && begins_large(half) && !names_thing(half);
    word.contains(&b'-') && word.split(|byte| *byte == b'-').all(is_half)
}

/// Says whether what follows a word makes it part of something else; after a colon a speaker's words may follow.
fn goes_on(rest: &[u8], len: usize, parts: usize) -> bool {
    match rest.get(len) {
        Some(b':') => rest.get(len + 1).is_some_and(|next| *next != b' ' && !(parts > 0 && next.is_ascii_digit())),
        Some(b'/') => parts == 0,
        Some(next) => b"_=(@".contains(next) || next.is_ascii_digit(),
        None => false,
    }
}

/// Returns the length of the degree or the like that follows a comma.
fn suffix_len(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?.strip_prefix(b" ")?;
    let len = part_len(rest);
    let is_suffix = len > 1 && begins_large(&rest[..len]) && words::all(&rest[..len]) & words::SUFFIX != 0;
    is_suffix.then(|| 1 + len + usize::from(rest.get(len) == Some(&b'.')))
}

/// Says whether a word with a capital names a thing, a firm or a day instead of somebody.
pub(crate) fn is_of_thing(word: &[u8], says: Says) -> bool {
    const HARMLESS: Says = words::MONTH
        | words::CALL
        | words::PAPER
        | words::GIVEN
        | words::SURNAME
        | words::NAME_TOO
        | words::SUFFIX
        | SPOKEN
        | words::PAIRED
        | words::STREET_FIRST;
    if says & (words::GIVEN | words::SURNAME) != 0 {
        return false;
    }
    let is_form = word.len() > 5 && (word.ends_with(b"ing") || word.ends_with(b"ed"));
    says & !HARMLESS != 0 || is_form && word.iter().all(|byte| byte.is_ascii_alphabetic())
}

/// What is said in digits may be a name: Seven, Otto.
const SPOKEN: Says = words::SAID_DIGIT | words::SAID_PAIR | words::SAID_BETWEEN;

/// Says whether a word, wherever it stands, names a thing.
pub(crate) fn names_thing(word: &[u8]) -> bool {
    !word.first().is_some_and(u8::is_ascii_lowercase) && is_of_thing(word, words::all(word))
}

/// Returns the word of small letters after a blank.
pub(crate) fn word_after(bytes: &[u8], end: usize) -> Option<&[u8]> {
    let rest = bytes.get(end..)?;
    let rest = rest.strip_prefix(b",").unwrap_or(rest).strip_prefix(b" ")?;
    let len = rest.iter().take(PART_BYTES_MAX).take_while(|byte| byte.is_ascii_lowercase()).count();
    Some(&rest[..len])
}
