//! How the name of a person is written: words with capitals, initials and the small words between.

use super::heard;
use super::tokens::{Shape, Token};
use crate::lexicon::text::{
    CLOSING, DEALT, DEGREE, FIRM, GIVEN, GREETING, MONTH, PARTICLE, PLACE, PLACE_WORD, RARE, ROLE, SOUGHT, STREET,
    STREET_FIRST, SURNAME, THEN, TITLE, TRADE, TREATED, WORD,
};

/// A name, as the tokens from `from` to before `to`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// How many words it has, initials among them.
    pub(crate) parts: usize,
    /// Whether it begins with a name that people are given, or ends in one of families, that is no word besides.
    pub(crate) is_known: bool,
}

/// How much has to speak for a name, given what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Anything written as one; where somebody speaks, also in small letters.
    Any,
    /// Two words, or one that is a name and nothing else.
    Two,
    /// Also one word that is in no list.
    Strange,
    /// A known name.
    Known,
    /// One that begins with a name that people are given.
    Given,
}

/// A name has no more words.
const PARTS_MAX: usize = 6;
const ORDINARY: u128 = WORD
    | RARE
    | TRADE
    | PLACE
    | MONTH
    | ROLE
    | GREETING
    | STREET
    | STREET_FIRST
    | CLOSING
    | TITLE
    | DEALT
    | TREATED
    | SOUGHT;

/// Says whether a word is one of sentences or things, and no name.
pub(crate) fn is_ordinary(token: &Token) -> bool {
    let is_short_month = token.says(MONTH) && token.len() < 5;
    token.says(ORDINARY) && !token.says(GIVEN | SURNAME) || token.says(PLACE_WORD) || is_short_month
}

/// Says whether a word is a name that people are given, and nothing else.
pub(crate) fn is_given(token: &Token) -> bool {
    token.says(GIVEN) && !token.says(ORDINARY) && token.len() > 2
}

pub(crate) fn is_surname(token: &Token) -> bool {
    token.says(SURNAME) && !token.says(ORDINARY) && token.len() > 2
}

/// Returns the name that begins at a token.
pub(crate) fn at(tokens: &[Token], from: usize, ask: Ask) -> Option<Name> {
    // "de Haan-Visser"
    let led = tokens[from.min(tokens.len())..]
        .iter()
        .take(2)
        .take_while(|word| word.says(PARTICLE) && !word.is_large())
        .count();
    if led > 0 && ask == Ask::Any && tokens.get(from + led).is_some_and(is_part) {
        return at(tokens, from + led, ask).map(|name| Name { from, ..name });
    }
    let large = turned(tokens, from).or_else(|| large(tokens, from, ask)).filter(|name| !is_firm(tokens, name.to));
    let name = large.or_else(|| (ask == Ask::Any).then(|| heard::small(tokens, from)).flatten())?;
    let is_short = name.parts == 1 && tokens[from].shape == Shape::Upper && tokens[from].len() < 4;
    let is_enough = match ask {
        _ if is_short && ask != Ask::Any => false,
        Ask::Any => true,
        Ask::Strange => {
            name.parts > 1 || name.is_known || tokens[from].says(GIVEN | SURNAME) || is_strange(&tokens[from])
        }
        Ask::Two => name.parts > 1 || name.is_known,
        Ask::Known => name.is_known,
        Ask::Given => {
            let is_strange = name.parts > 1 && is_strange(&tokens[from]) && is_strange(&tokens[name.to - 1]);
            // "for Ganesh Chaturthi" is no name of one word.
            let goes_on = name.parts == 1 && tokens.get(name.to).is_some_and(|next| next.is_large() && next.has_gap);
            is_given(&tokens[from]) && !goes_on || is_strange || name.to - from == 3 && tokens[from + 1].is(b',')
        }
    };
    is_enough.then_some(name)
}

/// Says whether what follows makes a firm of a name: "GmbH", "& Co", "Ltd".
fn is_firm(tokens: &[Token], next: usize) -> bool {
    let next = next + usize::from(tokens.get(next).is_some_and(|mark| mark.is(b',')));
    tokens.get(next).is_some_and(|mark| {
        mark.is(b'&') && !tokens.get(next + 1).is_some_and(is_given)
            || mark.says(FIRM | PLACE_WORD) && mark.is_large() && mark.has_gap
    })
}

/// Reads words with capitals.
fn large(tokens: &[Token], from: usize, ask: Ask) -> Option<Name> {
    let mut name = Name { from, to: from, parts: 0, is_known: false };
    let (mut at, mut shouts) = (from, false);
    let (mut first, mut last) = (None, None);
    while name.parts < PARTS_MAX {
        let Some(token) = tokens.get(at) else { break };
        if name.parts > 0 && !token.has_gap && !tokens[at - 1].is(b'.') {
            break;
        }
        if name.parts > 0 && token.says(DEGREE) && token.is_large() {
            break;
        }
        if name.parts > 0 && token.says(PARTICLE) && !token.is_large() {
            // A small word belongs to a name that goes on after it.
            let led = (at + 1..at + 3)
                .find(|next| tokens.get(*next).is_none_or(|next| !next.says(PARTICLE) || next.is_large()));
            match led.filter(|next| tokens.get(*next).is_some_and(is_part)) {
                Some(next) => at = next,
                None => break,
            }
            continue;
        }
        let is_shouted = token.shape == Shape::Upper;
        // "the NHS" is no name, "Marie DUPONT" and "ADA LOVELACE" are.
        let fits = name.parts == 0
            || shouts && token.shape == Shape::Title && is_given(token)
            || is_shouted == shouts
            || token.shape == Shape::Initial
            || is_shouted && token.len() > 3
            || token.len() == 2;
        // "Grace Hopper": after a name that people are given, a rare word is one of families.
        let is_led = token.is_large()
            && match ask {
                Ask::Any if name.parts > 0 => !token.says(ORDINARY & !(RARE | WORD)),
                Ask::Any => token.shape == Shape::Title && token.says(RARE) && !token.says(ORDINARY & !(RARE | WORD)),
                _ => name.parts > 0 && tokens[at - 1].says(GIVEN) && !token.says(ORDINARY & !RARE),
            };
        if !(is_part(token) || is_led) || !fits || is_shouted && token.len() < 4 && !token.says(GIVEN | SURNAME) {
            break;
        }
        shouts |= is_shouted && name.parts == 0;
        // "Sheikh S/O …"
        let to = match over_joined(tokens, at) {
            Some(to) => to,
            None if name.parts > 0 && token.shape == Shape::Initial => break,
            None => return None,
        };
        let is_initial = token.shape == Shape::Initial && to == at + 1;
        if !is_initial {
            first = first.or(Some(at));
            last = Some(at);
        }
        name.parts += 1;
        at = to + usize::from(is_initial && tokens.get(to).is_some_and(|next| next.is(b'.') && !next.has_gap));
        name.to = at;
    }
    let (first, last) = (first?, last?);
    // A single letter begins a name or stands within one.
    let is_displayed = tokens[name.to..].iter().take(4).find(|mark| !mark.is(b'"')).is_some_and(|mark| mark.is(b'<'));
    if tokens[name.to - 1].shape == Shape::Initial
        && name.parts == 2
        && !tokens[first].says(GIVEN | SURNAME)
        && !is_displayed
    {
        return None;
    }
    let pair = first != last;
    name.is_known = is_given(&tokens[first])
        || pair && is_surname(&tokens[last])
        || pair && tokens[first].says(GIVEN) && tokens[last].says(SURNAME);
    (!shouts || name.parts > 1 || name.is_known).then_some(name)
}

/// Says whether a word may be part of a name.
fn is_part(token: &Token) -> bool {
    token.is_large() && !is_ordinary(token)
}

/// Returns the token after a word and what hyphens and apostrophes join to it; `None` where it goes on as no name does.
fn over_joined(tokens: &[Token], at: usize) -> Option<usize> {
    let mut to = at + 1;
    while let [mark, next, ..] = &tokens[to..]
        && matches!(mark.shape, Shape::Mark(b'-' | b'\''))
        && !mark.has_gap
        && !next.has_gap
        && next.is_word()
    {
        if next.shape == Shape::Small && mark.is(b'\'') {
            break;
        }
        // "Kuipers-de Graaf"
        if next.says(PARTICLE) && next.shape == Shape::Small && tokens.get(to + 2).is_some_and(is_part) {
            to += 3;
            continue;
        }
        if is_ordinary(next) || mark.is(b'-') && next.shape == Shape::Small {
            return None;
        }
        to += 2;
    }
    let goes_on = tokens.get(to).is_some_and(|next| match next.shape {
        Shape::Mark(b'_' | b'=' | b'(' | b'@' | b'/' | b'\\') => !next.has_gap,
        Shape::Mark(b':') => !next.has_gap && tokens.get(to + 1).is_some_and(|after| !after.has_gap),
        Shape::Mark(b'.') => {
            !next.has_gap
                && tokens.get(to + 1).is_some_and(|after| !after.has_gap && after.is_word())
                && tokens[at].shape != Shape::Initial
        }
        _ => false,
    });
    (!goes_on).then_some(to)
}

/// Reads a family's name before a comma or a slash: "Lovelace, Ada", "LOVELACE/ADA", "Urrutia Salinas, Dr. Ada".
fn turned(tokens: &[Token], from: usize) -> Option<Name> {
    const FAMILY_MAX: usize = 3;
    let last = tokens.get(from).filter(|last| is_part(last))?;
    let (mut at, mut is_family) = (from, false);
    for _ in 0..FAMILY_MAX {
        let Some(part) = tokens.get(at).filter(|part| is_part(part) && part.shape == last.shape) else { break };
        is_family |= part.says(SURNAME);
        at = over_joined(tokens, at)?;
    }
    let mark = tokens.get(at)?;
    let title = at + 1;
    let is_titled = tokens.get(title).is_some_and(|word| word.says(TITLE) && word.is_large());
    let dot = usize::from(is_titled && tokens.get(title + 1).is_some_and(|dot| dot.is(b'.')));
    let at = title + usize::from(is_titled) + dot;
    let first = tokens.get(at).filter(|first| is_part(first) && first.shape != Shape::Initial)?;
    let is_turned = match mark.shape {
        Shape::Mark(b',') => first.has_gap || first.shape == Shape::Upper,
        Shape::Mark(b'/' | b'^') => last.shape == Shape::Upper && first.shape == Shape::Upper || mark.is(b'^'),
        _ => false,
    };
    // "OKAFOR, Chidinma": nothing else is written so.
    let is_shouted = last.shape == Shape::Upper && first.shape == Shape::Title && last.len() > 3 && first.len() > 2;
    let is_pair = is_given(first) && last.len() > 2 || is_family && first.says(GIVEN) || is_shouted;
    // In "Ada, Grace and" two persons are listed.
    let is_several = mark.is(b',') && title > from + 2 && !tokens[from + 1].is(b'-');
    let is_list =
        mark.is(b',') && !is_titled && last.says(GIVEN) && (!last.says(SURNAME) || is_several && is_given(last));
    // "Turner, Rich and Rodriguez" are a firm.
    let is_list =
        is_list || matches!(tokens.get(at + 1..), Some([and, other, ..]) if and.says(THEN) && other.is_large());
    let to = over_joined(tokens, at)?;
    let has_initial = tokens.get(to).is_some_and(|initial| initial.shape == Shape::Initial && initial.has_gap);
    let to = to + usize::from(has_initial && first.shape == Shape::Upper);
    (is_turned && is_pair && !is_list).then_some(Name { from, to, parts: 2, is_known: true })
}

/// Returns where the names end that are listed after one: "Ada & Walter Lovelace".
pub(crate) fn over_others(tokens: &[Token], to: usize) -> usize {
    let joins = tokens.get(to).is_some_and(|and| and.has_gap && (and.is(b'&') || and.says(THEN) && !and.is_large()));
    match self::at(tokens, to + 1, Ask::Two) {
        Some(other) if joins => other.to,
        _ => to,
    }
}

/// Says whether a word is in no list, so that it is hardly anything but a name, or a name that is nothing else.
pub(crate) fn is_strange(token: &Token) -> bool {
    const LETTERS_MIN: usize = 4;
    // Longer ones are compounds: "Vertragsverlängerung".
    const LETTERS_MAX: usize = 13;
    let is_unknown = token.text() == 0 && token.key() == 0 && (LETTERS_MIN..=LETTERS_MAX).contains(&token.len());
    token.shape == Shape::Title && (is_unknown || is_given(token) || is_surname(token))
}

/// Says whether a text is a name that people are given and one of families, and nothing else, in any order and case.
pub(crate) fn is_pair(tokens: &[Token]) -> bool {
    let (first, last) = match tokens {
        [first, last] if last.has_gap => (first, last),
        [first, mark, last] if matches!(mark.shape, Shape::Mark(b',' | b';' | b'/' | b'^' | b'+')) => (first, last),
        _ => return false,
    };
    let is_of = |given: &Token, family: &Token| is_given(given) && is_surname(family) && !tokens[0].says(PARTICLE);
    is_of(first, last) || is_of(last, first)
}
