//! Sentences: what the words around it, or its own words, say is personal.

mod names;
mod patterns;
pub(crate) mod places;
mod scripts;
mod spoken;
mod table;
mod tokens;

pub(crate) use names::{Ask, Name, at as name_at, is_given};
pub(crate) use scripts::find as find_in_scripts;
pub(crate) use tokens::{Shape, Token, tokens};

use crate::Rule;
use crate::found::Found;
use crate::lexicon::text::{ACTING, AUXILIARY, DAYS, DEALT, GIVEN, PLACE, PUBLIC_PLACE, STREET, SURNAME, WORKS};
use crate::lexicon::{in_text, key};

/// An address in brackets is looked at so far.
const DISPLAYED_BYTES: usize = 64;
/// So many words before and after a name may say that it is one of an artist or of a work.
const WORKS_AWAY: usize = 6;

/// Appends what the sentences of a text hold.
pub(crate) fn find(bytes: &[u8], tokens: &[Token], found: &mut Vec<Found>) {
    let range = |from: usize, to: usize| tokens[from].start..tokens[to - 1].end;
    if names::is_pair(tokens) {
        found.push(Found::new(range(0, tokens.len()), Rule::Name, "a name that people are given and one of families"));
        return;
    }
    let (mut number_from, mut name_from, mut place_from) = (0, 0, 0);
    let mut ahead = patterns::Ahead::default();
    for (at, token) in tokens.iter().enumerate() {
        if at >= number_from && spoken::may_begin(token) {
            match spoken::number(tokens, at) {
                Ok(number) => {
                    let why = "at least seven digits said one by one";
                    found.push(Found::new(range(number.start, number.end), Rule::SpokenDigits, why));
                    number_from = number.end;
                }
                Err(end) => number_from = end,
            }
        }
        if spoken::is_sign(token)
            && let Some(mail) = spoken::mail(tokens, at)
        {
            found.push(Found::new(range(mail.start, mail.end), Rule::Email, "an address with its signs said in words"));
        }
        let kinds = if token.text == 0 { [false; 3] } else { ahead.kinds(tokens, at) };
        if kinds.contains(&true) && !is_of_thing(tokens, at) {
            let matched = patterns::at(bytes, tokens, at, kinds);
            let matched = matched.filter(|one| !(one.may_be_of_works && is_of_works(tokens, one.from, one.to)));
            found.extend(matched.map(|one| Found::new(range(one.from, one.to), one.rule, one.why)));
        }
        if at >= place_from
            && let Some((from, to)) = places::at(bytes, tokens, at)
        {
            let why = "a number of a house and the name of a street";
            found.push(Found::new(range(from, to), Rule::Address, why));
            place_from = to;
            name_from = name_from.max(to);
        }
        if at >= name_from
            && token.is_large()
            && let Some((name, why)) = unannounced(bytes, tokens, at)
        {
            if let Some(why) = why {
                found.push(Found::new(range(name.from, name.to), Rule::Name, why));
            }
            name_from = name.to;
        }
    }
}

/// Says whether a thing stands directly before: "file name is", "host name".
fn is_of_thing(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    before.is_some_and(|before| {
        let is_joined = !tokens[at].has_gap && matches!(before.shape, Shape::Mark(b'.' | b'/' | b'_' | b'@'));
        let is_thing =
            before.key & (key::THING | key::NAMED_THING | key::TECHNICAL) != 0 && before.key & key::PERSON == 0;
        is_joined || is_thing && tokens[at].says(crate::lexicon::text::NAMED)
    })
}

/// Returns the name that begins at a token, and why it is one where nothing announces it.
fn unannounced(bytes: &[u8], tokens: &[Token], at: usize) -> Option<(Name, Option<&'static str>)> {
    let begins = at == 0
        || tokens[at].has_gap
        || matches!(tokens[at - 1].shape, Shape::Mark(mark) if b"\"'([{<,:=|>;^".contains(&mark));
    if !begins || names::is_ordinary(&tokens[at]) && tokens[at].shape != Shape::Initial {
        return None;
    }
    let spelled = names::spelled(tokens, at, false).or_else(|| names::spelled_by_words(tokens, at, true));
    if let Some(name) = spelled {
        return Some((name, Some("a name of letters that are said one by one")));
    }
    let name = names::at(tokens, at, Ask::Two)?;
    let next = tokens.get(name.to);
    let is_thing = next.is_some_and(|next| {
        next.has_gap && next.is_large() && (names::is_ordinary(next) || next.says(STREET)) && !next.says(DAYS)
    });
    if is_thing || is_of_works(tokens, name.from, name.to) || name.parts == 1 && !is_given(&tokens[at]) {
        return Some((name, None));
    }
    let mut verb = name.to;
    while verb < name.to + 3 && tokens.get(verb).is_some_and(|word| word.says(AUXILIARY) && word.has_gap) {
        verb += 1;
    }
    let acts = tokens.get(verb).is_some_and(|word| word.says(ACTING) && word.has_gap && word.shape == Shape::Small);
    let owns = tokens.get(name.to).is_some_and(|mark| mark.is(b'\'') && !mark.has_gap)
        && tokens.get(name.to + 1).is_some_and(|s| s.len() == 1 && !s.has_gap)
        && tokens.get(name.to + 2).is_some_and(|own| own.shape == Shape::Small && (own.says(DEALT) || own.key != 0));
    let why = match () {
        () if is_displayed(bytes, tokens, name.to) => Some("a name before a number or an address in brackets"),
        // Of capitals alone, both have to be known: "AMI BIOS".
        () if tokens[at].shape == Shape::Upper && name.parts > 1 && !tokens[name.to - 1].says(SURNAME) => None,
        () if name.parts > 1
            && name.is_known
            && (tokens[at].says(GIVEN) && !tokens[at].says(PLACE)
                || tokens[at + 1].is(b',')
                || tokens[at + 1].is(b'/')) =>
        {
            Some("a name that people are given with another")
        }
        () if acts => Some("a name before what persons do"),
        () if owns && name.is_known => Some("a name of whom something is"),
        () => None,
    };
    Some((name, why))
}

/// Says whether an address or a number in brackets follows: `"Ada Lovelace" <sip:…>`, `LOVELACE A <6175550155>`.
fn is_displayed(bytes: &[u8], tokens: &[Token], to: usize) -> bool {
    let to = to + usize::from(tokens.get(to).is_some_and(|quote| quote.is(b'"')));
    tokens.get(to).is_some_and(|bracket| {
        let inside = &bytes[bracket.end..bytes.len().min(bracket.end + DISPLAYED_BYTES)];
        bracket.is(b'<')
            && (inside.starts_with(b"sip")
                || inside.starts_with(b"tel:")
                || inside.first().is_some_and(|first| first.is_ascii_digit() || *first == b'+')
                || inside.iter().take_while(|byte| **byte != b'>').any(|byte| *byte == b'@'))
    })
}

/// Says whether words around a name speak of music, films and books.
fn is_of_works(tokens: &[Token], from: usize, to: usize) -> bool {
    let before = &tokens[from.saturating_sub(WORKS_AWAY)..from];
    let after = &tokens[to..tokens.len().min(to + 3)];
    before.iter().chain(after).any(|token| token.says(WORKS))
}

/// Says whether a value may be a name as a whole, where what stands beside it says that somebody is described.
pub(crate) fn may_be_name(value: &[u8]) -> bool {
    let is_shouted = matches!(tokens(value)[..], [ref only] if only.shape == Shape::Upper && only.len() > 2 && !names::is_ordinary(only));
    is_shouted || is_name(value, Ask::Any) && value[0].is_ascii_uppercase()
}

/// Says whether a sentence speaks of a place that everybody may know.
pub(crate) fn is_of_public_place(sentence: &str) -> bool {
    let words = sentence.as_bytes().split(|byte| !byte.is_ascii_alphabetic());
    words.into_iter().any(|word| in_text(word) & PUBLIC_PLACE != 0)
}

/// Says whether a value is a name as a whole.
pub(crate) fn is_name(value: &[u8], ask: Ask) -> bool {
    let tokens = tokens(value);
    let ends =
        |name: Name| tokens[name.to..].iter().all(|token| token.is(b'.') || token.says(crate::lexicon::text::DEGREE));
    let from =
        usize::from(tokens.first().is_some_and(|first| first.says(crate::lexicon::text::TITLE) && first.is_large()));
    let from = from + usize::from(from > 0 && tokens.get(1).is_some_and(|dot| dot.is(b'.')));
    names::at(&tokens, from, ask).is_some_and(ends)
}
