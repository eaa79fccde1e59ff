//! Sentences: what the words around it, or its own words, say is personal.

mod evidence;
mod heard;
mod lines;
mod names;
mod patterns;
pub(crate) mod places;
mod scripts;
mod spoken;
mod table;
mod tokens;

pub(crate) use names::{Ask, Name, at as name_at};
pub(crate) use scripts::find as find_in_scripts;
pub(crate) use spoken::digits as said_digits;
pub(crate) use tokens::{Shape, Token, WordClasses, tokens};

use crate::Rule;
use crate::lexicon::text::{AT, GIVEN, PUBLIC_PLACE, SURNAME};
use crate::lexicon::{in_text, key};
use crate::rule_match::RuleMatch;

/// An address in brackets is looked at so far.
const DISPLAYED_BYTES: usize = 64;

/// Appends what the sentences of a text hold.
pub(crate) fn find(bytes: &[u8], tokens: &[Token], seen: WordClasses, has_digits: bool, found: &mut Vec<RuleMatch>) {
    let range = |from: usize, to: usize| tokens[from].start..tokens[to - 1].end;
    if names::is_pair(tokens) {
        found.push(RuleMatch::new(
            range(0, tokens.len()),
            Rule::Name,
            "a name that people are given and one of families",
        ));
        return;
    }
    let (mut number_from, mut name_from, mut place_from) = (0, 0, 0);
    let mut ahead = patterns::Ahead::default();
    let has_place = places::may_be(seen, has_digits);
    let wanted = patterns::firsts() | spoken::SAID | AT | GIVEN | if has_place { places::FIRSTS } else { 0 };
    for (at, token) in tokens.iter().enumerate() {
        // What nothing begins with: most words in small letters.
        let is_long = has_place && token.len() > 7;
        if !token.says(wanted) && token.shape == Shape::Small && !is_long || matches!(token.shape, Shape::Mark(_)) {
            continue;
        }
        if at >= number_from && spoken::may_begin(token) {
            match spoken::number(tokens, at) {
                Ok(number) => {
                    let why = "at least seven digits said one by one";
                    found.push(RuleMatch::new(range(number.start, number.end), Rule::SpokenDigits, why));
                    number_from = number.end;
                }
                Err(end) => number_from = end,
            }
        }
        if spoken::is_sign(token)
            && let Some(mail) = spoken::mail(tokens, at)
        {
            found.push(RuleMatch::new(
                range(mail.start, mail.end),
                Rule::Email,
                "an address with its signs said in words",
            ));
        }
        let kinds = if token.text() == 0 { [false; patterns::KINDS] } else { ahead.kinds(tokens, at) };
        if kinds.contains(&true) && !is_of_thing(tokens, at) {
            let matched = patterns::at(bytes, tokens, at, kinds);
            let matched =
                matched.filter(|one| !(one.may_be_of_works && evidence::is_of_works(tokens, one.from, one.to)));
            found.extend(matched.map(|one| RuleMatch::new(range(one.from, one.to), one.rule, one.why)));
        }
        if has_place
            && at >= place_from
            && let Some((from, to)) = places::at(bytes, tokens, at)
        {
            let why = "a number of a house and the name of a street";
            found.push(RuleMatch::new(range(from, to), Rule::Address, why));
            place_from = to;
            name_from = name_from.max(to);
        }
        if at >= name_from
            && (token.is_large() || heard::is_heard(token))
            && let Some((name, why)) = unannounced(bytes, tokens, at)
        {
            if let Some(why) = why {
                let to = names::over_others(tokens, name.to);
                found.push(RuleMatch::new(range(name.from, to), Rule::Name, why));
            }
            name_from = name.to;
        }
    }
}

/// Appends names beside a number or an address of the same person in a list: `Lovelace;0770…`, `0770…|Ada`.
pub(crate) fn beside(tokens: &[Token], found: &mut Vec<RuleMatch>) {
    let is_of_person = |one: &&RuleMatch| matches!(one.rule, Rule::Phone | Rule::Email);
    let mut names = Vec::new();
    for one in found.iter().filter(is_of_person) {
        let first = tokens.partition_point(|token| token.start < one.range.start);
        let after = tokens.partition_point(|token| token.start < one.range.end);
        let is_mark =
            |at: usize| tokens.get(at).is_some_and(|mark| matches!(mark.shape, Shape::Mark(b';' | b'|' | b'<')));
        let before = first.checked_sub(1).filter(|mark| is_mark(*mark)).and_then(|mark| {
            let name = (1..=3).rev().filter_map(|len| names::at(tokens, mark.checked_sub(len)?, Ask::Any));
            name.into_iter().find(|name| name.to == mark)
        });
        let after = Some(after).filter(|mark| is_mark(*mark)).and_then(|mark| names::at(tokens, mark + 1, Ask::Any));
        names.extend(before.into_iter().chain(after).filter(|name| tokens[name.from].is_large()));
    }
    let why = "a name beside a number or an address in a list";
    found.extend(
        names.into_iter().map(|name| RuleMatch::new(tokens[name.from].start..tokens[name.to - 1].end, Rule::Name, why)),
    );
}

/// Says whether a thing stands directly before: "file name is", "host name".
fn is_of_thing(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    before.is_some_and(|before| {
        let is_joined = !tokens[at].has_gap && matches!(before.shape, Shape::Mark(b'.' | b'/' | b'_' | b'@'));
        let is_thing =
            before.key() & (key::THING | key::NAMED_THING | key::TECHNICAL) != 0 && before.key() & key::PERSON == 0;
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
    let spelled = heard::spelled(tokens, at, false).or_else(|| heard::spelled_by_words(tokens, at, true));
    if let Some(name) = spelled {
        return Some((name, Some("a name of letters that are said one by one")));
    }
    let name = if tokens[at].shape == Shape::Small {
        heard::heard_one(tokens, at)?
    } else {
        names::at(tokens, at, Ask::Strange)?
    };
    let why = match () {
        () if is_displayed(bytes, tokens, name.to) => Some("a name before a number or an address in brackets"),
        // Of capitals alone, both have to be known: "AMI BIOS".
        () if tokens[at].shape == Shape::Upper && name.parts > 1 && !tokens[name.to - 1].says(SURNAME) => None,
        () if evidence::is_enough(tokens, &name) => Some("a name by its own words and those around it"),
        () => None,
    };
    Some((name, why))
}

/// Says whether an address or a number in brackets follows: `"Ada Lovelace" <sip:…>`, `LOVELACE A <6175550155>`.
fn is_displayed(bytes: &[u8], tokens: &[Token], to: usize) -> bool {
    let to = to + tokens[to.min(tokens.len())..].iter().take(3).take_while(|quote| quote.is(b'"')).count();
    tokens.get(to).is_some_and(|bracket| {
        let inside = &bytes[bracket.end..bytes.len().min(bracket.end + DISPLAYED_BYTES)];
        bracket.is(b'<')
            && (inside.starts_with(b"sip")
                || inside.starts_with(b"tel:")
                || inside.first().is_some_and(|first| first.is_ascii_digit() || *first == b'+')
                || inside.iter().take_while(|byte| **byte != b'>').any(|byte| *byte == b'@'))
    })
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
