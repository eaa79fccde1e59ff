//! Names in sentences: after a title, after a word for a person or for names, after what is done with somebody, before what
//! somebody does, and where a name stands that many have.

use crate::Rule;
use crate::found::Found;
use crate::near::{is_letter, lookup};
use crate::rules::acting::{acting, presented};
use crate::rules::greeted;
use crate::rules::person::{OF_PLACES, PART_BYTES_MAX, Person, name_at, name_before, word_after};
use crate::rules::written::{beside, name_however, quoted_pair};
use crate::view::{LETTER, SYMBOL};
use crate::words::{self, Says, Set};

/// So many small words may stand between a word that announces a name and the name.
const LINKS_MAX: usize = 7;
/// So many names may follow one another.
const NAMES_MAX: usize = 8;
const WHY: &str = "a name after what is said of persons only";

/// Appends the name that follows this word, if it is one that names follow, stand before, or begin or end with.
pub(crate) fn at_word(bytes: &[u8], start: usize, end: usize, says: Says, found: &mut Vec<Found>) {
    let is_large = bytes[start].is_ascii_uppercase();
    // In small letters, nobody's title; in large ones alone, an abbreviation.
    if says & words::TITLE != 0 && is_large && bytes[start + 1..end].iter().all(u8::is_ascii_lowercase) {
        titled(bytes, start, end, says, found);
        return;
    }
    if says & (words::GIVEN | words::SURNAME) != 0 && is_large && ends_before(found, start) {
        known(bytes, start, end, says, found);
    }
    if says & (words::GIVEN | words::TITLE) != 0 && !is_large && ends_before(found, start) {
        small(bytes, start, end, says, found);
    }
    if says & words::GREETING != 0 {
        greeted::at_word(bytes, start, end, found);
    }
    let is_said = !is_large || begins(bytes, start);
    if says & words::ROLE != 0 && is_said {
        linked(bytes, over_marks(bytes, end), words::AFTER_ROLE, 2, found);
    }
    if says & words::SPEAKING != 0
        && let Some(from) = behind(bytes, end)
    {
        linked(bytes, from, words::POSSESSIVE | words::ROLE | words::PERSON, 2, found);
    }
    if says & words::TREATED != 0 && is_said {
        let is_called = [&b" me "[..], b" him ", b" her ", b" them "].iter().any(|whom| bytes[end..].starts_with(whom));
        linked(bytes, end, words::AFTER_TREATED, if is_called { 1 } else { 2 }, found);
    }
    if says & words::AM != 0 && !is_large {
        presented(bytes, start, end, found);
    }
    if says & (words::ACTING | words::OWNING) != 0 && !is_large {
        acting(bytes, start, says, found);
    }
    if says & words::NAMED != 0 && (is_said || follows_article(bytes, start)) {
        let before = word_before(bytes, start);
        let is_of_contract = [&b"reservation "[..], b"booking ", b"account ", b"policy "]
            .iter()
            .any(|word| bytes[..start].ends_with(word));
        if before & NAMES_OF_NOBODY == 0 || before & words::PERSON != 0 || is_of_contract {
            let is_sure = lookup(&bytes[start..end]) & words::PERSONAL_NAME != 0 || before & words::WHICH_NAME != 0;
            linked(bytes, over_marks(bytes, end), words::AFTER_NAMED, if is_sure { 1 } else { 2 }, found);
        }
    }
}

/// What the word before `name` says where it is the name of a thing.
const NAMES_OF_NOBODY: Says =
    words::THING | words::NAMED_THING | words::ID | words::MEASURE | words::TECHNICAL | words::KEY | words::CODE;

/// Says whether what was found last ends before a place.
pub(crate) fn ends_before(found: &[Found], place: usize) -> bool {
    found.last().is_none_or(|last| last.range.end <= place)
}

/// Appends the name after a title, which may follow others: "Prof. Dr.".
fn titled(bytes: &[u8], start: usize, end: usize, says: Says, found: &mut Vec<Found>) {
    let mut from = end + usize::from(bytes.get(end) == Some(&b'.'));
    // "Sig.ra", "Dott.ssa"
    if from > end {
        from += bytes[from..].iter().take(3).take_while(|byte| byte.is_ascii_lowercase()).count();
    }
    // "Harbour Dr Springfield" is a street, with a name before it.
    let is_street = says & words::STREET != 0 && from == end && follows_name(bytes, start);
    if is_street || bytes.get(from) != Some(&b' ') || !ends_before(found, start) {
        return;
    }
    let mut at = from + 1;
    for joint in [&b"and "[..], b"& ", b"und "] {
        at += if bytes[at..].starts_with(joint) { joint.len() } else { 0 };
    }
    for _ in 0..2 {
        let len = bytes[at..].iter().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
        let is_title = words::says_in_sentence(&bytes[at..at + len]) & words::TITLE != 0;
        let marks = bytes[at + len..].iter().take(2).take_while(|byte| b". ".contains(byte)).count();
        if !is_title || marks == 0 {
            break;
        }
        at += len + marks;
    }
    if let Some(name) = name_at(bytes, at) {
        found.push(Found::new(start..name.range.end, Rule::Name, "a name after a title"));
    }
}

/// Appends a name in small letters, as what is said is often written: "mr lovelace", "ada lovelace".
fn small(bytes: &[u8], start: usize, end: usize, says: Says, found: &mut Vec<Found>) {
    static TITLES: Set<32> =
        Set::of("mr mrs ms miss dr mister doctor herr frau madame monsieur senor senora signor signora");
    if start > 0 && !b" (,\"'\n/=".contains(&bytes[start - 1]) {
        return;
    }
    if let Some(range) = beside(bytes, start, end) {
        found.push(Found::new(range, Rule::Name, "two names side by side"));
        return;
    }
    let is_titled = says & words::TITLE != 0 && TITLES.has(&bytes[start..end]);
    let from = end + usize::from(is_titled && bytes.get(end) == Some(&b'.'));
    let Some(word) = word_after(bytes, from).filter(|word| word.len() > 2) else { return };
    let last = words::all(word);
    let is_surname = last & words::SURNAME != 0 && last & words::OF_THINGS == 0;
    let is_name = is_surname && says & words::GIVEN != 0 && end - start > 2 && says & words::NAME_TOO == 0
        || is_titled && (is_surname || last & words::GIVEN != 0);
    let to = from + 1 + word.len();
    if is_name
        && bytes[from] == b' '
        && !bytes
            .get(to)
            .is_some_and(|next| b"_/=(@-.".contains(next) && bytes.get(to + 1).is_some_and(|next| *next != b' '))
    {
        found.push(Found::new(start..to, Rule::Name, "names that many have, in small letters"));
    }
}

/// Appends the name that this word is part of, which is one that many have.
fn known(bytes: &[u8], start: usize, end: usize, says: Says, found: &mut Vec<Found>) {
    let is_free = start == 0 || b" ('\"/[,<>{:=|\n;\t*`#~-@&^".contains(&bytes[start - 1]);
    if !is_free {
        return;
    }
    let before = word_before(bytes, start);
    let follows = follows_name(bytes, start);
    if says & words::GIVEN != 0 && !(follows && is_place(bytes, start)) {
        match name_at(bytes, start) {
            Some(name @ Person { parts: 2.., .. }) => {
                found.push(Found::new(name.range, Rule::Name, "a name that many are given, and another"));
                return;
            }
            Some(name) if before & words::LEADING != 0 || !follows && is_among_persons(bytes, start, end, found) => {
                let why = "a name that many are given, where persons are named";
                found.push(Found::new(name.range, Rule::Name, why));
                return;
            }
            _ => {}
        }
        // "Lovelace Ada"
        if let Some(name) = name_before(bytes, end)
            && name.parts == 2
            && words::all(first_word(&bytes[name.range.clone()])) & words::SURNAME != 0
            && ends_before(found, name.range.start)
        {
            found.push(Found::new(name.range, Rule::Name, "two names that many have"));
            return;
        }
        if let Some(range) = beside(bytes, start, end) {
            found.push(Found::new(range, Rule::Name, "two names side by side"));
            return;
        }
        if let Some(other) = quoted_pair(bytes, start, end) {
            found.push(Found::new(start..end, Rule::Name, "one of two names side by side"));
            found.push(Found::new(other, Rule::Name, "one of two names side by side"));
            return;
        }
        // "Lovelace, Ada"
        if let Some(last) = bytes[..start].strip_suffix(b", ")
            && let Some(name) = name_before(bytes, last.len())
            && name.parts == 1
            && name.is_known
            && says & words::SURNAME == 0
            && !says_more(bytes, end)
        {
            found.push(Found::new(name.range.start..end, Rule::Name, "two names that many have"));
            return;
        }
        if is_label(bytes, start, end) {
            found.push(Found::new(start..end, Rule::Name, "a name that many are given, where persons are named"));
            return;
        }
    }
    // "table for Lovelace"
    if says & words::SURNAME != 0
        && before & words::LEADING != 0
        && !follows
        && says & (words::NAME_TOO | words::OF_THINGS) == 0
        && let Some(name @ Person { parts: 1, .. }) = name_at(bytes, start)
        && !bytes[end..].starts_with(b" & ")
    {
        found.push(Found::new(name.range, Rule::Name, "a name that many families have, where persons are named"));
        return;
    }
    if says & words::SURNAME != 0
        && let Some(name) = name_before(bytes, end)
        && name.parts > 1
        && name_at(bytes, name.range.start).is_some_and(|whole| whole.range.end >= end)
        && ends_before(found, name.range.start)
    {
        let to = name_at(bytes, name.range.start).map_or(end, |whole| whole.range.end);
        found.push(Found::new(name.range.start..to, Rule::Name, "a name that many families have, and another"));
    }
}

fn first_word(text: &[u8]) -> &[u8] {
    text.split(|byte| *byte == b' ').next().unwrap_or_default()
}

/// Says whether what stands around one name tells that somebody is spoken to or of.
fn is_among_persons(bytes: &[u8], start: usize, end: usize, found: &[Found]) -> bool {
    let (before, after) = (&bytes[..start], &bytes[end..]);
    let follows_other = || found.last().is_some_and(|last| matches!(&bytes[last.range.end..start], b" and " | b" or "));
    let goes_on = |joint: &[u8]| {
        let next = after.strip_prefix(joint).unwrap_or_default();
        let len = next.iter().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
        len > 0 && next[0].is_ascii_uppercase() && words::all(&next[..len]) & words::GIVEN != 0
    };
    let is_last = after.is_empty() || matches!(after, [b'.' | b'?' | b'!', ..]);
    after.starts_with(b" there")
        || after.starts_with(b" here")
        || before.ends_with(b"(") && after.first() == Some(&b')')
        || start == 0 && matches!(after, [b',', b' ', next, ..] if next.is_ascii_lowercase())
        || start == 0 && (after.starts_with(b", I ") || after.starts_with(b", I'"))
        || is_last && matches!(before, [.., letter, b',', b' '] if letter.is_ascii_lowercase())
        || follows_other()
        || goes_on(b" and ")
        || goes_on(b" or ")
}

/// "Ada: how are you?"
fn is_label(bytes: &[u8], start: usize, end: usize) -> bool {
    let begins_line = start == 0 || matches!(bytes[..start], [.., b'\n'] | [.., b']', b' ']);
    begins_line && bytes[end..].starts_with(b": ")
}

/// Says whether the word before a name makes it one of a place: "Santa Clara".
fn is_place(bytes: &[u8], start: usize) -> bool {
    let before = bytes[..start].trim_ascii_end();
    let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    let word = &before[before.len() - len..];
    let says = words::all(word);
    says & words::GIVEN != 0 || OF_PLACES.has_in_any_case(word)
}

/// Appends the names of at least so many words that follow a place over small words of a kind, and those joined to them:
/// "changed from … to …".
fn linked(bytes: &[u8], from: usize, links: Says, least: usize, found: &mut Vec<Found>) {
    let (mut at, says) = over_links(bytes, from, links);
    // In small letters, only a name that many are given can be told from other words.
    let may_begin = match bytes.get(at) {
        Some(b'a'..=b'z') => says & (words::GIVEN | words::SURNAME) != 0,
        Some(first) => first.is_ascii_uppercase() || matches!(*first, b'/' | LETTER),
        None => false,
    };
    if !may_begin {
        return;
    }
    let is_called = [&b"called "[..], b"named ", b"heisst ", b"heist ", b"llama ", b"heet ", b"heter ", b"chama "];
    let least = if at > from && is_called.iter().any(|call| bytes[..at].ends_with(call)) { 1 } else { least };
    for turn in 0..NAMES_MAX {
        let Some(name) = name_however(bytes, at, turn == 0) else { return };
        if name.parts < least && !name.is_known {
            return;
        }
        at = name.range.end;
        if ends_before(found, name.range.start) {
            found.push(Found::new(name.range, Rule::Name, WHY));
        } else if turn == 0 && !says_more(bytes, at) {
            return;
        }
        let rest = &bytes[at..];
        let Some(joint) = JOINTS.iter().find(|joint| rest.starts_with(joint)) else { return };
        at += joint.len();
    }
}

/// What stands between names that are listed.
const JOINTS: [&[u8]; 18] = [
    b" to ", b" got ", b" and ", b" not ", b" into ", b" with ", b" und ", b" et ", b" y ", b" e ", b", and ", b", ",
    b"; ", b" & ", b"', '", b"\", \"", b"','", b"\",\"",
];

/// Says whether a list goes on after a name.
fn says_more(bytes: &[u8], at: usize) -> bool {
    JOINTS.iter().any(|joint| bytes[at..].starts_with(joint))
}

/// Returns where the marks end that may stand between what somebody is and their name: `customer -> `, `guests=['`.
fn over_marks(bytes: &[u8], end: usize) -> usize {
    const MARKS: &[u8] = b" :=>|-[{'\"";
    let marks = bytes[end..].iter().take(5).take_while(|byte| MARKS.contains(byte) || **byte == SYMBOL).count();
    let begins_name = bytes.get(end + marks).is_some_and(|next| next.is_ascii_uppercase() || *next == LETTER);
    // Of several marks, the last stays, which the name stands behind.
    if begins_name && (marks > 1 || marks == 1 && bytes[end] != b' ') { end + marks } else { end }
}

/// Returns where the small words end that only lead on to a name, and what the word there says if it is small as well.
fn over_links(bytes: &[u8], from: usize, links: Says) -> (usize, Says) {
    let mut at = from;
    if bytes[at..].starts_with(b"'s") {
        at += 2;
    }
    for _ in 0..LINKS_MAX {
        at += bytes[at..].iter().take(3).take_while(|byte| b" ,(\n".contains(byte)).count();
        let is_joined = at > 0 && is_letter(bytes[at - 1]);
        if is_joined || !bytes.get(at).is_some_and(u8::is_ascii_lowercase) {
            return (at, 0);
        }
        let len = bytes[at..].iter().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
        let says = words::all(&bytes[at..at + len]);
        if says & links == 0 {
            return (at, says);
        }
        at += len;
    }
    (at, 0)
}

/// Returns where "spoke with" or "behalf of" ends; a letter ends with a comma before its writer's name.
fn behind(bytes: &[u8], end: usize) -> Option<usize> {
    static OUTWARDS: Set<16> = Set::of("over in off out up ready");
    static ONWARDS: Set<16> = Set::of("to by for with as from pour");
    if bytes[end..].starts_with(b", ") || bytes[end..].starts_with(b",\n") || bytes[end..].starts_with(b"\n") {
        return is_closing(bytes, end).then_some(end);
    }
    let word = word_after(bytes, end)?;
    if word.is_empty() {
        return is_closing(bytes, end).then_some(end);
    }
    let mut to = end + 1 + word.len();
    if OUTWARDS.has(word) {
        let word = word_after(bytes, to).filter(|word| ONWARDS.has(word))?;
        return Some(to + 1 + word.len());
    }
    if words::all(word) & words::TOWARDS == 0 {
        return None;
    }
    // "issued for", "given by"
    if let Some(word) = word_after(bytes, to)
        && ONWARDS.has(word)
    {
        to += 1 + word.len();
    }
    Some(to)
}

/// Says whether the word that ends here closes a letter.
fn is_closing(bytes: &[u8], end: usize) -> bool {
    static CLOSINGS: Set<64> = Set::of(
        "regards sincerely signed yours wishes greetings saludos cordialement grussen gruesse grusse grusen saluti groeten pozdrawiam atenciosamente",
    );
    let len = bytes[..end].iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    CLOSINGS.has_in_any_case(&bytes[end - len..end])
}

/// Says what the word before a place says.
fn word_before(bytes: &[u8], start: usize) -> Says {
    let before = bytes[..start].trim_ascii_end();
    let before = before.strip_suffix(b",").unwrap_or(before);
    let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    words::all(&before[before.len() - len..])
}

/// Says whether a sentence begins at a place.
pub(crate) fn begins(bytes: &[u8], start: usize) -> bool {
    match bytes[..start] {
        [] => true,
        [.., mark, b' '] => b".:;!?]-|>".contains(&mark),
        [.., last] => b"\"'([\n".contains(&last),
    }
}

/// German writes its nouns large: "auf den Namen".
fn follows_article(bytes: &[u8], start: usize) -> bool {
    let before = &bytes[..start];
    [&b" den "[..], b" dem ", b" der ", b" mit ", b" als "].iter().any(|article| before.ends_with(article))
}

fn follows_name(bytes: &[u8], start: usize) -> bool {
    let before = bytes[..start].trim_ascii_end();
    let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    len > 0 && before.len() < start && before[before.len() - len].is_ascii_uppercase() && before.len() > len
}
