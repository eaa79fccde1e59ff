//! Names as they are written where it is known that one stands: also turned, in small or large letters, spelled out, in a path.

use std::ops::Range;

use crate::near::is_letter;
use crate::rules::person::{PART_BYTES_MAX, Person, name_at, names_thing, word_after};
use crate::words;

/// Returns the name at a place; where sure, also one whose surname comes first, or that is in small letters.
pub(crate) fn name_however(bytes: &[u8], at: usize, may_be_turned: bool) -> Option<Person> {
    if let Some(name) = spelled(bytes, at) {
        return Some(name);
    }
    let Some(mut name) = name_at(bytes, at) else {
        return small_name(bytes, at).or_else(|| shouted(bytes, at)).or_else(|| slug(bytes, at));
    };
    // "Lovelace, Ada"
    if may_be_turned
        && name.parts == 1
        && let Some(rest) = bytes[name.range.end..].strip_prefix(b", ")
        && let Some(given) = name_at(bytes, bytes.len() - rest.len())
        && given.parts == 1
        && word_after(bytes, given.range.end).is_none_or(|word| word != b"and")
    {
        name = Person { range: at..given.range.end, parts: 2, is_known: true };
    } else if may_be_turned
        && name.parts == 1
        && let [b',', b' ', initial, b'.', ..] = &bytes[name.range.end..]
        && initial.is_ascii_uppercase()
    {
        name = Person { range: at..name.range.end + 4, parts: 2, is_known: true };
    }
    Some(name)
}

/// "LOVELACE, ADA", "LOVELACE, Ada" and "LOVELACE/ADA MS".
pub(crate) fn shouted(bytes: &[u8], at: usize) -> Option<Person> {
    let large =
        |from: usize| bytes[from..].iter().take(PART_BYTES_MAX).take_while(|byte| byte.is_ascii_uppercase()).count();
    let last = large(at);
    let mark = match bytes[at + last..] {
        [b',', b' ', ..] => 2,
        [b'/', ..] => 1,
        _ => return None,
    };
    let first = at + last + mark;
    let given = (mark == 2).then(|| name_at(bytes, first)).flatten();
    if let Some(given) = given.filter(|given| given.parts == 1 && last > 2) {
        let is_thing = words::all(&bytes[at..at + last]) & words::OF_THINGS != 0;
        return (!is_thing).then_some(Person { range: at..given.range.end, parts: 2, is_known: true });
    }
    let len = large(first);
    let says = words::all(&bytes[at..at + last]) | words::all(&bytes[first..first + len]);
    if last < 2 || len < 2 || says & words::OF_THINGS != 0 {
        return None;
    }
    Some(Person { range: at..over_title(bytes, first + len), parts: 2, is_known: true })
}

/// Returns where the title ends that may follow a name in large letters.
fn over_title(bytes: &[u8], end: usize) -> usize {
    let follows = |title: &&[u8]| {
        bytes[end..].starts_with(title) && bytes.get(end + title.len()).is_none_or(|next| !is_letter(*next))
    };
    let title = [&b" MR"[..], b" MS", b" MRS", b" MISS"].into_iter().find(follows);
    end + title.map_or(0, <[u8]>::len)
}

/// Returns a name in small letters that begins with one that many are given.
fn small_name(bytes: &[u8], at: usize) -> Option<Person> {
    let word = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        &rest[..rest.iter().take(PART_BYTES_MAX).take_while(|byte| byte.is_ascii_lowercase()).count()]
    };
    let first = word(at);
    let says = words::all(first);
    if says & (words::GIVEN | words::SURNAME) == 0 || first.len() < 4 || says & !(words::GIVEN | words::SURNAME) != 0 {
        return None;
    }
    if says & words::GIVEN == 0 {
        return Some(Person { range: at..at + first.len(), parts: 1, is_known: true });
    }
    let mut end = at + first.len();
    if bytes.get(end) == Some(&b' ') {
        let last = word(end + 1);
        let says = words::all(last);
        if says & words::SURNAME != 0
            || says == 0 && last.len() > 4 && !last.ends_with(b"ed") && !last.ends_with(b"ing")
        {
            end += 1 + last.len();
        }
    }
    Some(Person { range: at..end, parts: 2, is_known: true })
}

/// Returns a name of letters that are said one by one: "L-O-V-E".
fn spelled(bytes: &[u8], at: usize) -> Option<Person> {
    let mark = *bytes.get(at + 1).filter(|mark| b"-. ".contains(mark))?;
    let (mut end, mut letters) = (at, 0);
    while letters < PART_BYTES_MAX && bytes.get(end).is_some_and(u8::is_ascii_uppercase) {
        letters += 1;
        end += 1;
        let goes_on = bytes.get(end) == Some(&mark) && bytes.get(end + 1).is_some_and(u8::is_ascii_uppercase);
        let is_single = bytes.get(end + 2).is_none_or(|next| !is_letter(*next));
        if !goes_on || !is_single {
            break;
        }
        end += 1;
    }
    end += usize::from(mark == b'.' && bytes.get(end) == Some(&b'.'));
    let is_word = bytes.get(end).is_some_and(|next| is_letter(*next) || next.is_ascii_digit());
    (letters > 3 && !is_word).then_some(Person { range: at..end, parts: 2, is_known: true })
}

/// Returns the name in a path: `/customers/ada-lovelace`.
fn slug(bytes: &[u8], at: usize) -> Option<Person> {
    let path = bytes.get(at..)?.strip_prefix(b"/")?;
    let first = path.iter().take(PART_BYTES_MAX).take_while(|byte| byte.is_ascii_lowercase()).count();
    let is_given = words::all(&path[..first]) & words::GIVEN != 0;
    if !is_given || first < 3 || !matches!(path.get(first), Some(b'-' | b'_' | b'.' | b'+')) {
        return None;
    }
    let is_part = |byte: &&u8| byte.is_ascii_lowercase() || b"-_.+".contains(byte);
    let len = path.iter().take(2 * PART_BYTES_MAX).take_while(is_part).count();
    Some(Person { range: at + 1..at + 1 + len, parts: 2, is_known: true })
}

/// Returns this name, which many are given, with the one beside it where marks join them: `LOVELACE/ADA`, `Lovelace^Ada`,
/// `Ada;Lovelace`, `ada-lovelace`.
pub(crate) fn beside(bytes: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let is_same_case = |other: &[u8]| {
        let given = &bytes[start..end];
        given.iter().any(u8::is_ascii_lowercase) == other.iter().any(u8::is_ascii_lowercase)
            && given[0].is_ascii_lowercase() == other[0].is_ascii_lowercase()
    };
    let is_last_name = |other: &[u8], mark: u8| {
        let says = words::all(other);
        let is_sure = mark == b'^' || mark == b'/' && other.iter().all(u8::is_ascii_uppercase);
        other.len() > 1
            && is_same_case(other)
            && (says & words::SURNAME != 0 || is_sure && says & words::OF_THINGS == 0)
    };
    let marks: &[u8] = if bytes[start].is_ascii_lowercase() { b"-.+" } else { b";^/,|-" };
    if let Some(&mark) = bytes.get(end).filter(|mark| marks.contains(mark)) {
        let len = bytes[end + 1..].iter().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
        let to = end + 1 + len;
        if is_last_name(&bytes[end + 1..to], mark) {
            return Some(start..to);
        }
    }
    // In large letters, a surname that stands first has a blank after its comma.
    let before = &bytes[..start];
    let shouts = bytes[start..end].iter().all(u8::is_ascii_uppercase);
    let joint = if shouts && before.ends_with(b", ") { 2 } else { 1 };
    let mark = *before.get(start.checked_sub(joint)?)?;
    let last = &before[..start - joint];
    let len = last.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    let other = &last[last.len() - len..];
    let is_known = joint == 2 && other.len() > 1 && is_same_case(other) && words::all(other) & words::OF_THINGS == 0;
    if !(is_known || marks.contains(&mark) && is_last_name(other, mark)) {
        return None;
    }
    Some(last.len() - len..over_title(bytes, end))
}

/// Returns the name in quotes beside one in quotes: "VALUES ('Ada', 'Lovelace')".
pub(crate) fn quoted_pair(bytes: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let quote = *start.checked_sub(1).and_then(|at| bytes.get(at)).filter(|byte| b"'\"".contains(byte))?;
    let rest = bytes[end..].strip_prefix(&[quote, b','])?;
    let rest = rest.strip_prefix(b" ").unwrap_or(rest).strip_prefix(&[quote])?;
    let from = bytes.len() - rest.len();
    let len =
        rest.iter().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte) || matches!(byte, b'-' | b'\'')).count();
    let word = rest[..len].strip_suffix(&[quote]).unwrap_or(&rest[..len]);
    let is_name = word.len() > 1 && word[0].is_ascii_uppercase() && !names_thing(word);
    (is_name && bytes.get(from + word.len()) == Some(&quote)).then_some(from..from + word.len())
}
