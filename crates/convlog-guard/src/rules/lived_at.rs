//! Addresses in sentences that no word for a street gives away: a number and words with capitals after what is done at
//! addresses ("lives at"), or before a town with its postcode, and streets that end in what they are ("Mühlenstraße 12").

use crate::Rule;
use crate::digits::is_word;
use crate::found::Found;
use crate::near::{is_letter, lookup};
use crate::rules::street::{NO_STREETS, NUMBER_BYTES_MAX, PART_BYTES_MAX, PARTS_MAX, with_town};
use crate::view::LETTER;
use crate::words;

/// How a street ends that is one word, in small letters without accents.
const ENDS: [&[u8]; 30] = [
    b"strasse",
    b"strase",
    b"str",
    b"weg",
    b"platz",
    b"gasse",
    b"allee",
    b"damm",
    b"ufer",
    b"chaussee",
    b"straat",
    b"laan",
    b"plein",
    b"gracht",
    b"kade",
    b"singel",
    b"dreef",
    b"steeg",
    b"gatan",
    b"vagen",
    b"grand",
    b"vej",
    b"gade",
    b"veien",
    b"vegen",
    b"gata",
    b"katu",
    b"kuja",
    b"polku",
    b"ulica",
];
const ENDS_IN: &str = "the name of a street that ends in what it is, and a number";
/// So many words back, what is done at an address may stand.
const WORDS_BACK: usize = 4;

/// Says, by the bytes after it alone, whether a number could be that of a house, or a word the name of a street.
pub(crate) fn may_be(bytes: &[u8], end: usize, is_number: bool) -> bool {
    match bytes.get(end..end + 2) {
        Some([b' ', next]) if is_number => next.is_ascii_uppercase() || *next == LETTER,
        Some([b' ', next]) => next.is_ascii_digit(),
        Some([b'.', b' ']) if !is_number => bytes.get(end + 2).is_some_and(u8::is_ascii_digit),
        _ => false,
    }
}

/// Appends the address that begins with this number.
pub(crate) fn at_number(bytes: &[u8], start: usize, end: usize, found: &mut Vec<Found>) {
    let is_free = bytes[..start].last().is_none_or(|byte| b" ,('\":".contains(byte));
    if !is_free || end - start > NUMBER_BYTES_MAX {
        return;
    }
    let Some((to, parts)) = capitals(bytes, end) else { return };
    let after_town = with_town(bytes, to);
    let why = match () {
        () if parts > 1 && is_lived_at(bytes, start) => "a number and a name after what is done at addresses",
        () if after_town > to && has_postcode(&bytes[to..after_town]) => {
            "a number and a name before a town and its postcode"
        }
        () => return,
    };
    found.push(Found::new(start..after_town, Rule::Address, why));
}

/// Appends the address that this word with a capital is the street of.
pub(crate) fn at_street(bytes: &[u8], start: usize, end: usize, found: &mut Vec<Found>) {
    let digits = end + 1 + usize::from(bytes[end] == b'.');
    let Some(to) = house_number(bytes, digits) else { return };
    let mut small = [0; PART_BYTES_MAX];
    let word = &bytes[start..end];
    if word.len() < 4 || word.len() > PART_BYTES_MAX {
        return;
    }
    for (to, from) in small.iter_mut().zip(word) {
        *to = from.to_ascii_lowercase();
    }
    let small = &small[..word.len()];
    let after_town = with_town(bytes, to);
    let is_street = ENDS.iter().any(|known| small.len() > known.len() + 2 && small.ends_with(known));
    let has_town = || after_town > to && starts_with_postcode(&bytes[to..after_town]) && lookup(word) & NO_STREETS == 0;
    if is_street || has_town() {
        found.push(Found::new(over_article(bytes, start)..after_town, Rule::Address, ENDS_IN));
    }
}

/// Returns where the number of a house ends: `12`, `3a`, `12/4`.
pub(crate) fn house_number(bytes: &[u8], start: usize) -> Option<usize> {
    let digits =
        |at: usize| bytes[at..].iter().take(NUMBER_BYTES_MAX + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let len = digits(start);
    let mut end = start + len;
    if bytes.get(end).is_some_and(u8::is_ascii_lowercase) {
        end += 1;
    } else if matches!(bytes.get(end), Some(b'/' | b'-')) && (1..=4).contains(&digits(end + 1)) {
        end += 1 + digits(end + 1);
    }
    let is_free = match bytes.get(end) {
        Some(b':' | b'%') => false,
        Some(b'.' | b',') => !bytes.get(end + 1).is_some_and(u8::is_ascii_digit),
        Some(next) => !is_word(*next),
        None => true,
    };
    ((1..=NUMBER_BYTES_MAX).contains(&len) && is_free).then_some(end)
}

/// `Am Mühlenplatz`, `Alte Gasse`.
fn over_article(bytes: &[u8], start: usize) -> usize {
    const ARTICLES: [&[u8]; 8] = [b"Am ", b"An der ", b"Im ", b"In der ", b"Alte ", b"Neue ", b"Zum ", b"Zur "];
    ARTICLES.iter().find(|article| bytes[..start].ends_with(article)).map_or(start, |article| start - article.len())
}

/// Returns where the words with capitals after a place end, and how many they are.
fn capitals(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let (mut at, mut parts) = (from, 0);
    while parts < PARTS_MAX + 2 {
        let Some(rest) = bytes[at..].strip_prefix(b" ") else { break };
        let is_part = |byte: &&u8| is_letter(**byte) || matches!(**byte, b'\'' | b'-');
        let mut len = rest.iter().take(PART_BYTES_MAX).take_while(is_part).count();
        let is_large = rest.first().is_some_and(|first| first.is_ascii_uppercase() || *first == LETTER);
        // `Apt. 4B`, `Suite 210`: what stands after the name of a street.
        let is_unit = len == 0 && parts > 0 && rest.first().is_some_and(u8::is_ascii_digit) && is_of_unit(&bytes[..at]);
        if is_unit {
            len = rest.iter().take(PART_BYTES_MAX).take_while(|byte| is_word(**byte)).count();
        } else if !is_large || len == 0 {
            break;
        }
        let word = &rest[..len];
        if !is_unit && lookup(word) & (words::MEASURE | words::ID | words::MONTH | words::TIME) != 0 {
            return None;
        }
        at += 1 + len;
        parts += 1;
        if bytes.get(at) == Some(&b'.') && len < 5 && bytes.get(at + 1).is_some_and(|next| b" ,".contains(next)) {
            at += 1;
        }
    }
    (parts > 0).then_some((at, parts))
}

fn is_of_unit(before: &[u8]) -> bool {
    let before = before.strip_suffix(b".").unwrap_or(before);
    let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    lookup(&before[before.len() - len..]) & words::ADDRESS_PART != 0
}

/// Says whether a little word and, soon before it, what is done at addresses stand before a place.
fn is_lived_at(bytes: &[u8], start: usize) -> bool {
    const DIRECT: &str = "geocode geocoding wohnhaft teslimat szallitas doruceni directions";
    const LEADING: &str = "at to from for in on near an au a en na op w przy till til no da for of is as into";
    let mut before = bytes[..start].strip_suffix(b"\"").unwrap_or(&bytes[..start]).trim_ascii_end();
    let mut is_led = false;
    for back in 0..WORDS_BACK {
        let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
        let word = &before[before.len() - len..];
        if len == 0 {
            return false;
        }
        if back == 0 {
            is_led = LEADING.split(' ').any(|leading| leading.as_bytes() == word);
        }
        if lookup(word) & words::LIVING != 0 {
            return is_led || DIRECT.split(' ').any(|direct| word.eq_ignore_ascii_case(direct.as_bytes()));
        }
        before = before[..before.len() - len].trim_ascii_end();
        // `to 12 Mill Road, Anytown to 9 …`: the first address lies between.
        if before.is_empty() || !is_led && back == 0 {
            return false;
        }
    }
    false
}

/// `, 10115 Anytown`, `, 1011 AB Anytown`, `, 00-001 Anytown`: the postcode comes first, with four digits or more.
fn starts_with_postcode(town: &[u8]) -> bool {
    let code = town.strip_prefix(b", ").unwrap_or(town);
    let code = &code[..code.iter().position(|byte| is_letter(*byte)).unwrap_or(code.len())];
    (4..=6).contains(&code.iter().filter(|byte| byte.is_ascii_digit()).count())
}

/// Says whether a postcode stands within what follows a street: five digits, or letters and digits as in Britain.
fn has_postcode(town: &[u8]) -> bool {
    town.split(|byte| b" ,".contains(byte)).any(|word| {
        let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
        digits >= 4 && word.len() <= 10
            || digits > 0 && digits < word.len() && word.len() >= 3 && word[0].is_ascii_digit()
    })
}
