//! Names as they are written where it is known that one stands: also turned, in small or large letters, spelled out, in a path.

use crate::near::is_letter;
use crate::rules::person::{PART_BYTES_MAX, Person, name_at, word_after};
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

/// "LOVELACE, ADA" and "LOVELACE/ADA MS".
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
    let len = large(first);
    let says = words::all(&bytes[at..at + last]) | words::all(&bytes[first..first + len]);
    if last < 2 || len < 2 || says & words::OF_THINGS != 0 {
        return None;
    }
    let mut end = first + len;
    for title in [&b" MR"[..], b" MS", b" MRS", b" MISS"] {
        if bytes[end..].starts_with(title) && bytes.get(end + title.len()).is_none_or(|next| !is_letter(*next)) {
            end += title.len();
            break;
        }
    }
    Some(Person { range: at..end, parts: 2, is_known: true })
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
