//! Names in sentences: after a title, after a word for a person, and after what was done with somebody.

use std::ops::Range;

use crate::Rule;
use crate::found::Found;
use crate::near::{is_letter, lookup};
use crate::words::{self, Says};

const PARTS_MAX: usize = 4;
/// Longer words are no names, and the time stays bounded.
const PART_BYTES_MAX: usize = 24;

/// Appends the name that follows this word, if it is one that names follow.
pub(crate) fn at_word(bytes: &[u8], start: usize, end: usize, says: Says, found: &mut Vec<Found>) {
    let is_large = bytes[start].is_ascii_uppercase();
    // In small letters, nobody's title; in large ones alone, an abbreviation.
    if says & words::TITLE != 0 && is_large && bytes[start + 1..end].iter().all(u8::is_ascii_lowercase) {
        let from = end + usize::from(bytes.get(end) == Some(&b'.'));
        // "Harbour Dr Springfield" is a street, with a name before it.
        let is_street = end - start == 2 && from == end && follows_name(bytes, start);
        if let Some((name, _)) = name_after(bytes, from)
            && !is_street
        {
            found.push(Found::new(start..name.end, Rule::Name, "a name after a title"));
        }
        return;
    }
    // What begins with capitals all along is the name of a thing: "Customer Success Plan".
    let from = match () {
        () if says & words::ROLE != 0 && !is_large => end,
        () if says & words::SPEAKING != 0 => match behind(bytes, end) {
            Some(from) => from,
            None => return,
        },
        () => return,
    };
    if let Some((name, parts)) = name_after(bytes, from)
        && parts > 1
    {
        found.push(Found::new(name, Rule::Name, "a name after what is said of persons only"));
    }
}

/// Returns where "spoke with" or "behalf of" ends.
fn behind(bytes: &[u8], end: usize) -> Option<usize> {
    let rest = &bytes[end..];
    [&b" with"[..], b" to", b" of"].into_iter().find(|word| rest.starts_with(word)).map(|word| end + word.len())
}

fn follows_name(bytes: &[u8], start: usize) -> bool {
    let before = bytes[..start].trim_ascii_end();
    let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    len > 0 && before.len() < start && before[before.len() - len].is_ascii_uppercase()
}

/// Returns the words with capitals after a place and how many they are, unless one of them is no part of a person's name.
fn name_after(bytes: &[u8], from: usize) -> Option<(Range<usize>, usize)> {
    let start = from + 1;
    let (mut at, mut end, mut parts) = (from, from, 0);
    while bytes.get(at) == Some(&b' ') && parts < PARTS_MAX {
        let rest = &bytes[at + 1..];
        let is_part = |byte: &&u8| is_letter(**byte) || matches!(**byte, b'\'' | b'-');
        let mut len = rest.iter().take(PART_BYTES_MAX + 1).take_while(is_part).count();
        let is_large = rest.first().is_some_and(|first| first.is_ascii_uppercase() || *first == crate::view::LETTER);
        if !is_large || len == 0 {
            break;
        }
        if rest[..len].ends_with(b"'s") {
            len -= 2;
        }
        let word = &rest[..len];
        let goes_on = rest.get(len).is_some_and(|next| b"_/:=(@".contains(next) || next.is_ascii_digit());
        let has_small = word.iter().any(|byte| byte.is_ascii_lowercase() || *byte == crate::view::LETTER);
        let is_initial = len == 1;
        if len > PART_BYTES_MAX || goes_on || !(has_small || is_initial) || is_of_thing(word) {
            return None;
        }
        parts += 1;
        at += 1 + len + usize::from(is_initial && rest.get(1) == Some(&b'.'));
        if !is_initial {
            end = at;
        }
    }
    (end > start + 1).then_some((start..end, parts))
}

/// Says whether a word with a capital names a thing, a firm or a day instead of somebody.
fn is_of_thing(word: &[u8]) -> bool {
    const THINGS: &str = "access ag airlines airways alliance analytics and annual api ask bank bar basic bv bv cafe care center \
        centre check club co college company connect corp corporation council data day de delivery desk details digital \
        direct education engagement experience facing feedback first flow foods form foundation friday from fund funds \
        gmbh gold group health help history holdings home hospital hub inc info insights insurance intake international \
        is journey kitchen labs lifetime limited list live llc logistics loyalty lounge ltd management media monday \
        network not notes notice of office online onboarding operations or outreach owned pay payments pizza platform \
        plus points portal premium pro profile profiles program programme receipt relations relationship research \
        restaurant retention review reviews sa sales satisfaction saturday saved segment segments self service services \
        settings setup silver site social solutions spa sources status store subscription success sunday support survey \
        system systems team tech technologies terms the threads thursday tier to touch travel trust tuesday type union \
        united university update us value via view voucher wait wallet wednesday when wifi will with word zone";
    let mut small = [0; PART_BYTES_MAX];
    for (to, from) in small.iter_mut().zip(word) {
        *to = from.to_ascii_lowercase();
    }
    let small = &small[..word.len().min(PART_BYTES_MAX)];
    lookup(word) & !(words::MONTH | words::CALL | words::PAPER) != 0
        || THINGS.split_ascii_whitespace().any(|thing| thing.as_bytes() == small)
}
