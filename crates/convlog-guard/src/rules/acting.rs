//! Names before what persons do or own, and after what joins somebody to theirs.

use crate::Rule;
use crate::found::Found;
use crate::near::is_letter;
use crate::rules::addressed::ends_before;
use crate::rules::person::{name_before, word_after};
use crate::rules::written::name_however;
use crate::view::LETTER;
use crate::words::{self, Says, Set};

/// Appends the name after what joins somebody to theirs: "this is", "I am".
pub(crate) fn presented(bytes: &[u8], start: usize, end: usize, found: &mut Vec<Found>) {
    const LEADS: [&[u8]; 21] = [
        b"it ",
        b"must ",
        b"you ",
        b"is ",
        b"it'",
        b"that'",
        b"here'",
        b"this ",
        b"i ",
        b"i'",
        b"ich ",
        b"hier ",
        b"je ",
        b"c'",
        b"ik ",
        b"dit ",
        b"u ",
        b"det har ",
        b"jag ",
        b"benim ",
        b"mera ",
    ];
    static ON_CALLS: Set<32> = Set::of("from calling speaking here von de da van again");
    static ALONE: Set<32> = Set::of("soy habla sou sono parla mowi adim main spricht");
    let mut from = end;
    let may_be_small = matches!(&bytes[start..end], b"am" | b"m");
    let is_near = bytes.get(end) == Some(&b' ')
        && bytes[end..].iter().take(6).any(|byte| *byte == LETTER || byte.is_ascii_uppercase());
    // "this is", "it's", "I'm"
    let may_be_small = may_be_small || bytes[..start].ends_with(b"this ") || start > 1 && bytes[start - 1] == b'\'';
    if !is_near && !may_be_small {
        return;
    }
    let leads = |lead: &&[u8]| {
        start >= lead.len()
            && bytes[start - lead.len()..start].eq_ignore_ascii_case(lead)
            && bytes[..start - lead.len()].last().is_none_or(|byte| !is_letter(*byte))
    };
    if !(ALONE.has(&bytes[start..end]) || LEADS.iter().any(leads)) {
        return;
    }
    for word in [&b" met"[..], b" o", b" a", b" le", b" e"] {
        if bytes[from..].starts_with(word) && bytes.get(from + word.len()) == Some(&b' ') {
            from += word.len();
        }
    }
    let is_blank = bytes.get(from) == Some(&b' ');
    let Some(name) = is_blank.then(|| name_however(bytes, from + 1, false)).flatten() else { return };
    let is_sure = &bytes[start..end] == b"adim";
    let goes_on = word_after(bytes, name.range.end);
    let is_call = goes_on.is_some_and(|word| ON_CALLS.has(word));
    if ends_before(found, start) && (name.parts > 1 || name.is_known || is_call || is_sure) {
        found.push(Found::new(name.range, Rule::Name, "what somebody says their name is"));
    }
}

/// Appends the name before what persons do or own.
pub(crate) fn acting(bytes: &[u8], start: usize, says: Says, found: &mut Vec<Found>) {
    let mut end = start;
    if says & words::OWNING != 0 {
        if start < 3 || bytes[start - 1] != b'\'' || bytes.get(start + 1) != Some(&b' ') {
            return;
        }
        end = start - 1;
        let owned = word_after(bytes, start + 1).map_or(0, words::all);
        if owned & OWNED == 0 {
            return;
        }
    } else {
        for _ in 0..4 {
            let Some(before) = bytes[..end].strip_suffix(b" ") else { return };
            // Of "hasn't", the verb.
            let whole = before.strip_suffix(b"'t").unwrap_or(before);
            let len = whole.iter().rev().take(8).take_while(|byte| byte.is_ascii_lowercase()).count();
            end = before.len();
            let is_whole = whole.len() == len || whole[whole.len() - len - 1] == b' ';
            if len == 0 || !is_whole {
                break;
            }
            if words::all(&whole[whole.len() - len..]) & words::AUXILIARY == 0 {
                return;
            }
            end = whole.len() - len;
        }
    }
    if end == 0 || !is_letter(bytes[end - 1]) {
        return;
    }
    let Some(name) = name_before(bytes, end) else { return };
    let is_somebody = name.parts > 1
        || name.is_known && words::all(&bytes[name.range.clone()]) & (words::GIVEN | words::SURNAME) != 0;
    if is_somebody && ends_before(found, name.range.start) {
        found.push(Found::new(name.range, Rule::Name, "a name before what is said of persons only"));
    }
}

/// What may be somebody's.
const OWNED: Says = words::ID
    | words::CARD
    | words::PHONE
    | words::EMAIL
    | words::ADDRESS
    | words::PERSON
    | words::SPEAKING
    | words::NAME
    | words::NATIONAL
    | words::BIRTH_DATE;
