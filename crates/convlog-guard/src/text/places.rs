//! Postal addresses in sentences: the number of a house with the name of a street, and what goes on from there.

use super::lines::{before_postcode, unit_led};
use super::tokens::{Shape, Token, WordClasses};
use crate::lexicon::key;
use crate::lexicon::text::{
    HOUSE_SUFFIX, MONTH, PARTICLE, PLACE, PLACE_WORD, PLOT, ROLE, SAID_BETWEEN, SAID_COMPOUND, SAID_DIGIT,
    SAID_HUNDRED, SAID_PAIR, SAID_TENS, STREET, STREET_FIRST, SURE_STREET, SURNAME, TRADE, UNIT, WORD,
};
use crate::normalize::LETTER;

/// Words of numbers.
const SAID: u128 = SAID_DIGIT | SAID_PAIR | SAID_TENS | SAID_COMPOUND;
/// The name of a street has no more words.
pub(super) const WORDS_MAX: usize = 5;
/// A number of a house has no more words.
const SAID_MAX: usize = 4;
/// So many parts may follow: a unit, a postcode with a town, a region, a country.
const PARTS_MAX: usize = 5;
/// What words for streets end in, in German and Dutch.
const ENDINGS: [&[u8]; 27] = [
    b"wal",
    b"wall",
    b"steeg",
    b"singel",
    b"hof",
    b"steig",
    b"pfad",
    b"graben",
    b"dreef",
    b"twiete",
    b"chaussee",
    b"strasse",
    b"str",
    b"weg",
    b"platz",
    b"gasse",
    b"allee",
    b"straat",
    b"laan",
    b"plein",
    b"gracht",
    b"kade",
    b"dijk",
    b"damm",
    b"ring",
    b"ufer",
    b"strase",
];
/// The lines of an address have no more.
pub(super) const LINES_TOKENS_MAX: usize = 80;
/// What is counted, so that the number before it is none of a house.
const COUNTED: u64 = key::MEASURE | key::ID | key::TIME | key::PHONE;

/// What an address may begin with, in small letters.
pub(super) const FIRSTS: u128 = STREET_FIRST | UNIT | SAID | PLOT;

/// Says whether a text may hold an address: a number, written or said.
pub(super) fn may_be(seen: WordClasses, has_digits: bool) -> bool {
    has_digits || seen.text & SAID != 0
}

/// Returns the address of which a token is the first, as its tokens.
pub(super) fn at(bytes: &[u8], tokens: &[Token], start: usize) -> Option<(usize, usize)> {
    let token = &tokens[start];
    let is_small = token.shape == Shape::Small && token.key() == 0 && is_heard_street(&bytes[token.start..token.end]);
    if matches!(token.shape, Shape::Small | Shape::Mark(_)) && !token.says(STREET_FIRST | UNIT | SAID) && !is_small {
        return None;
    }
    if let Some(end) = unit_led(tokens, start) {
        return Some((start, end));
    }
    let end = if is_house_number(bytes, token) {
        number_first(bytes, tokens, start, start + 1)
    } else if is_said(token) && (start == 0 || !is_said(&tokens[start - 1])) {
        number_first(bytes, tokens, start, over_said(tokens, start)?)
    } else if token.says(STREET_FIRST) && (token.len() > 2 || token.is_large()) {
        street_first(bytes, tokens, start)
    } else if token.is_large() || token.says(UNIT) || is_small {
        name_first(bytes, tokens, start).or_else(|| post_box(bytes, tokens, start))
    } else {
        None
    };
    let end = end.or_else(|| before_postcode(bytes, tokens, start));
    end.map(|end| (over_unit_before(tokens, start), over_town(bytes, tokens, end)))
}

/// Says the same of a word in small letters, of which fewer endings are sure: "goethestrasse", but not "monitoring".
fn is_heard_street(word: &[u8]) -> bool {
    const SURE: [&[u8]; 6] = [b"strasse", b"strase", b"gasse", b"straat", b"gracht", b"plein"];
    word.len() > 7 && SURE.iter().any(|ending| word.ends_with(ending))
}

/// Says whether a word is the name of a street by its end: "Gartenweg".
pub(crate) fn is_street(word: &[u8]) -> bool {
    let ends = |ending: &&[u8]| {
        word.len() > ending.len() + 2 && word[word.len() - ending.len()..].eq_ignore_ascii_case(ending)
    };
    ENDINGS.iter().any(ends)
}

/// Digits, with a letter or a range behind or not.
pub(super) fn is_house_number(bytes: &[u8], token: &Token) -> bool {
    let is_one =
        token.shape == Shape::Number && token.len() <= 5 || is_lettered(token) && bytes[token.start].is_ascii_digit();
    let is_part =
        token.start > 0 && matches!(bytes[token.start - 1], b'.' | b':' | b'-' | b'/' | b'#' | b'_' | b'$' | b'=');
    is_one && !is_part
}

/// `12a`, `221B`.
pub(super) fn is_lettered(token: &Token) -> bool {
    token.shape == Shape::Code && token.len() <= 5
}

/// A word of the name of a street or a town.
pub(super) fn is_named(token: &Token) -> bool {
    token.is_large() && token.has_gap && !token.says(MONTH)
}

/// Reads "12 Mill Road", "12 rue de la Gare", "12, avenue Foch".
fn number_first(bytes: &[u8], tokens: &[Token], start: usize, number_end: usize) -> Option<usize> {
    if start > 0 && tokens[start - 1].key() & (key::MEASURE | key::THING | key::CODE) != 0 {
        return None;
    }
    let mut at = number_end;
    // "12-14 Mill Road", "12 bis rue"
    if tokens.get(at).is_some_and(|mark| matches!(mark.shape, Shape::Mark(b'-' | b'/')) && !mark.has_gap) {
        at += 2;
    }
    let is_joint = |token: &Token| token.is(b',') || [&b"bis"[..], b"ter"].contains(&&bytes[token.start..token.end]);
    let joint = at + tokens[at.min(tokens.len())..].iter().take(2).take_while(|token| is_joint(token)).count();
    if tokens.get(joint).is_some_and(|token| token.says(STREET_FIRST) && token.has_gap) {
        let end = over_street_name(tokens, joint + 1);
        if end.is_some() {
            return end;
        }
    }
    let is_said = is_said(&tokens[start]);
    for words in 0..=WORDS_MAX {
        let token = tokens.get(at + words)?;
        // "twelve elm street"
        if is_said && (1..3).contains(&words) && token.says(SURE_STREET) {
            return Some(at + words + 1);
        }
        if is_said && words < 2 && token.shape == Shape::Small && token.key() & COUNTED == 0 {
            continue;
        }
        if words > 0 && token.says(STREET) && token.is_large() {
            // "Willow Crest Drive"
            let more = tokens[at + words + 1..].iter().take(2);
            let words = words + more.take_while(|next| next.says(STREET) && next.is_large() && next.has_gap).count();
            let token = &tokens[at + words];
            let dotted = tokens.get(at + words + 1).is_some_and(|dot| dot.is(b'.') && !dot.has_gap && token.len() < 5);
            return Some(at + words + 1 + usize::from(dotted && tokens.get(at + words + 2).is_some()));
        }
        let is_ordinal = token.shape == Shape::Code && bytes[token.start].is_ascii_digit();
        let is_name = is_named(token) && token.key() & COUNTED == 0 || is_ordinal || token.is(b'.') || token.is(b'\'');
        if !is_name {
            return None;
        }
    }
    None
}

/// Returns where the name of a street ends: a word with a capital and what goes on with it, over the small ones between.
fn over_street_name(tokens: &[Token], from: usize) -> Option<usize> {
    let (mut at, mut end) = (from, None);
    if tokens.get(at).is_some_and(|dot| dot.is(b'.')) {
        at += 1;
    }
    for _ in 0..WORDS_MAX + 2 {
        let Some(token) = tokens.get(at) else { break };
        let is_joint = token.says(PARTICLE) && !token.is_large()
            || matches!(token.shape, Shape::Mark(b'\'' | b'-')) && !token.has_gap;
        if token.is_large() {
            end = Some(at + 1);
        } else if !is_joint {
            break;
        }
        at += 1;
    }
    end
}

/// Reads "calle Mayor 12", "Via Roma, 5", "Rua Augusta, nº 1500".
fn street_first(bytes: &[u8], tokens: &[Token], start: usize) -> Option<usize> {
    let named = over_street_name(tokens, start + 1)?;
    // "Via Roma, 5", "Rua Augusta, nº 1500", "plaza del Pozo número seis"
    // Names of firms and short forms are none of streets: "via API 2".
    if tokens[start + 1].says(TRADE) || tokens[start + 1].shape == Shape::Upper && tokens[start + 1].len() < 4 {
        return None;
    }
    for at in named..named + 5 {
        let token = tokens.get(at)?;
        if is_house_number(bytes, token) {
            return Some(over_range(tokens, at + 1));
        }
        if let Some(end) = over_said(tokens, at) {
            return Some(end);
        }
        let is_number_word =
            token.key() & key::NUMBER != 0 || is_degree(bytes, token) || token.is_word() && token.len() == 1;
        if !(is_number_word || token.is(b',') || token.is(b'.')) {
            return None;
        }
    }
    None
}

/// Reads "Hauptstrasse 5", "Alte Strasse 5", "Keizersgracht 12-2", "Mill Road 12".
fn name_first(bytes: &[u8], tokens: &[Token], start: usize) -> Option<usize> {
    if start > 0 && is_named(&tokens[start]) && tokens[start - 1].is_large() && tokens[start - 1].says(STREET_FIRST) {
        return None;
    }
    for words in 0..4 {
        let token = tokens.get(start + words)?;
        let is_heard = words == 0 && token.shape == Shape::Small;
        if !token.is_large()
            && !token.says(PARTICLE)
            && !is_heard
            && !(words > 0 && (token.is(b'-') || token.says(STREET)))
        {
            return None;
        }
        let word = &bytes[token.start..token.end];
        let is_compound = is_street(word) && !token.says(WORD | SURNAME | PLACE | PLACE_WORD | TRADE | ROLE);
        if !(is_compound || words > 0 && token.says(STREET)) {
            continue;
        }
        let dot = usize::from(tokens.get(start + words + 1).is_some_and(|dot| dot.is(b'.') && !dot.has_gap));
        let number = start + words + 1 + dot;
        let number = number + usize::from(tokens.get(number).is_some_and(|mark| mark.is(b',')));
        // "Kirchgasse Nr. 11"
        let numbered = tokens.get(number).is_some_and(|word| word.key() & key::NUMBER != 0);
        let number = number + usize::from(numbered);
        let number = number + usize::from(numbered && tokens.get(number).is_some_and(|dot| dot.is(b'.')));
        let follows = tokens.get(number).is_some_and(|token| is_house_number(bytes, token));
        if is_compound && let Some(end) = over_said(tokens, number) {
            return Some(end);
        }
        let counts = tokens.get(number + 1).is_some_and(|next| next.key() & key::MEASURE != 0 || next.is(b'%'));
        if follows && !counts {
            return Some(over_range(tokens, number + 1));
        }
    }
    None
}

/// Returns where a number of a house ends that is said.
fn over_said(tokens: &[Token], from: usize) -> Option<usize> {
    tokens.get(from).filter(|first| is_said(first))?;
    let goes_on = |token: &&Token| token.says(SAID | SAID_HUNDRED | SAID_BETWEEN) && token.has_gap;
    Some(from + 1 + tokens[from + 1..].iter().take(SAID_MAX).take_while(goes_on).count())
}

/// A number in words; Dutch and German write it as one.
fn is_said(token: &Token) -> bool {
    token.says(SAID_DIGIT | SAID_PAIR | SAID_TENS) && token.len() > 2 || token.says(SAID_COMPOUND)
}

/// The sign of a number, and of an ordinal one.
fn is_degree(bytes: &[u8], token: &Token) -> bool {
    bytes[token.end - 1] >= LETTER && token.len() <= 3
}

/// Returns where "12-14", "12/3" and "12 a" end.
fn over_range(tokens: &[Token], at: usize) -> usize {
    match tokens.get(at..) {
        Some([word, ..]) if word.says(HOUSE_SUFFIX) && word.has_gap => at + 1,
        Some([mark, next, ..])
            if matches!(mark.shape, Shape::Mark(b'-' | b'/'))
                && !mark.has_gap
                && matches!(next.shape, Shape::Number | Shape::Code | Shape::Initial | Shape::Upper)
                && next.len() < 5 =>
        {
            at + 2
        }
        Some([letter, ..]) if letter.len() == 1 && letter.is_word() && letter.has_gap && letter.text() == 0 => at + 1,
        _ => at,
    }
}

/// Reads "PO Box 4417", "Postfach 4417".
fn post_box(bytes: &[u8], tokens: &[Token], start: usize) -> Option<usize> {
    let word = |at: usize| tokens.get(at).map(|token| &bytes[token.start..token.end]).unwrap_or_default();
    let is = |at: usize, words: &[&[u8]]| words.iter().any(|known| known.eq_ignore_ascii_case(word(at)));
    let is_dotted = || {
        tokens.get(start + 1).is_some_and(|dot| dot.is(b'.'))
            && is(start + 2, &[b"o"])
            && tokens.get(start + 3).is_some_and(|dot| dot.is(b'.'))
    };
    let at = if is(start, &[b"p"]) && is_dotted() && is(start + 4, &[b"box"]) {
        start + 5
    } else if is(start, &[b"postfach", b"apartado", b"postbus"]) {
        start + 1
    } else if is(start, &[b"po", b"pob"]) && is(start + 1, &[b"box"]) {
        start + 2
    } else {
        return None;
    };
    tokens.get(at).filter(|token| token.shape == Shape::Number && token.len() < 8).map(|_| at + 1)
}

/// Returns where "Flat 3, " begins before an address.
pub(super) fn over_unit_before(tokens: &[Token], start: usize) -> usize {
    let Some([unit, number, comma]) = start.checked_sub(3).map(|from| &tokens[from..start]) else { return start };
    let is_unit =
        unit.says(UNIT) && unit.is_large() && matches!(number.shape, Shape::Number | Shape::Code | Shape::Initial);
    if is_unit && comma.is(b',') { start - 3 } else { start }
}

/// Returns where a unit, a postcode, a town and the like end that follow.
fn over_town(bytes: &[u8], tokens: &[Token], mut end: usize) -> usize {
    for _ in 0..PARTS_MAX {
        let comma = tokens.get(end).is_some_and(|mark| mark.is(b',') || mark.is(b'-') && mark.has_gap);
        let from = end + usize::from(comma);
        let Some(to) = town_part(bytes, tokens, from, comma) else { break };
        end = to;
    }
    end
}

/// Reads one part after the street: "Apt 4B", "10115 Berlin", "Leeds LS1 4AB", "2º izda".
fn town_part(bytes: &[u8], tokens: &[Token], from: usize, comma: bool) -> Option<usize> {
    let first = tokens.get(from)?;
    // "3.º C"
    if comma
        && let [number, dot, degree, ..] = &tokens[from..]
        && number.shape == Shape::Number
        && dot.is(b'.')
        && !dot.has_gap
        && is_degree(bytes, degree)
    {
        let door = tokens.get(from + 3).filter(|door| door.has_gap && (door.len() == 1 || door.says(UNIT)));
        let dot = door.is_some() && tokens.get(from + 4).is_some_and(|dot| dot.is(b'.'));
        return Some(from + 3 + usize::from(door.is_some()) + usize::from(dot));
    }
    // "4º B", "2º izquierda"
    if comma && first.shape == Shape::Code && bytes[first.end - 1] == LETTER && first.len() < 5 {
        let door = tokens.get(from + 1).filter(|door| door.has_gap && (door.len() == 1 || door.says(UNIT)));
        return Some(from + 1 + usize::from(door.is_some_and(Token::is_word)));
    }
    let is_digits = |token: &Token| matches!(token.shape, Shape::Number | Shape::Code) && token.len() <= 8;
    if first.says(UNIT) && (first.is_large() || comma) || first.is(b'#') {
        let at = from + 1 + usize::from(tokens.get(from + 1).is_some_and(|dot| dot.is(b'.') || dot.is(b'#')));
        let number = tokens.get(at).filter(|token| is_digits(token) || token.shape == Shape::Initial);
        if number.is_some() {
            return Some(at + 1);
        }
    }
    let is_postcode = |token: &Token| {
        token.shape == Shape::Number && (4..=6).contains(&token.len())
            || token.shape == Shape::Code && bytes[token.start].is_ascii_uppercase() && token.len() <= 4
    };
    let mut at = from;
    let mut has_code = false;
    for _ in 0..WORDS_MAX {
        let Some(token) = tokens.get(at) else { break };
        let goes_on = at == from || token.has_gap || token.is(b'-') || tokens[at - 1].is(b'-');
        let is_town = token.is_large() && !token.says(MONTH)
            || token.says(PARTICLE) && at > from && tokens.get(at + 1).is_some_and(Token::is_large);
        let is_code =
            is_postcode(token) || has_code && is_digits(token) || token.is(b'-') && has_code && !token.has_gap;
        if !goes_on || !(is_town || is_code) {
            break;
        }
        has_code |= is_postcode(token);
        at += 1;
    }
    // Without a comma only a postcode goes on; a sentence may.
    (at > from && (comma || has_code && is_postcode(first) && at > from + 1)).then_some(at)
}
