//! What speaks for a name: the words it consists of, and what stands before and after it. No sentence is listed here: each
//! thing that speaks for or against has a weight, and a name is one where they come to enough.

use super::names::{self, Name};
use super::tokens::{Shape, Token};
use crate::lexicon::key;
use crate::lexicon::text::{
    ACTING, ANSWER, AUXILIARY, CALLED, CODE_KIND, DAYS, DEALT, GIVEN, GREETING, INTRODUCES, LINK, LOCALITY, NAMED, OF,
    PARTICLE, PLACE, POSSESSIVE, PREPOSITION, ROLE, SOUGHT, STREET, STREET_FIRST, SURE_ROLE, SURNAME, TITLE, TOWARDS,
    TREATED, UNDER, WORKS,
};

/// So much is enough.
const ENOUGH: i32 = 8;
/// What stands so many words away no longer speaks for a name.
const BEFORE_MAX: usize = 4;
/// So many words before and after may say that a name is one of an artist or of a work.
const WORKS_AWAY: usize = 6;

/// Says whether a name is one of a person by all that speaks for it.
pub(super) fn is_enough(tokens: &[Token], name: &Name) -> bool {
    let own = own(&tokens[name.from..name.to], name);
    own > 0 && own + around(tokens, name) >= ENOUGH && !is_of_works(tokens, name.from, name.to)
}

/// What its own words say.
fn own(words: &[Token], name: &Name) -> i32 {
    let any = |is: fn(&Token) -> bool| words.iter().any(|word| word.key() == 0 && is(word));
    let is_unknown = |word: &Token| word.text() == 0 && word.shape == Shape::Title && word.len() > 3;
    let is_turned = words[0].shape == Shape::Upper || words.iter().any(|mark| mark.is(b','));
    let is_led = words[0].key() == 0 && names::is_given(&words[0]);
    let given = match any(names::is_given) {
        // "Reggio": more often one of families.
        true if is_led && words[0].says(SURNAME) => 5,
        true if is_led || is_turned => 6,
        true => 3,
        false => 0,
    };
    let family = if any(names::is_surname) { 4 } else { 0 };
    let ambiguous = if any(|word| word.says(GIVEN | SURNAME)) { 2 } else { 0 };
    let unknown = i32::from(any(is_unknown));
    let several = if name.parts > 1 { 2 } else { 0 };
    let is_short = name.parts == 1 && words[0].shape == Shape::Upper;
    let against = if words[0].shape == Shape::Small || is_short { 4 } else { 0 };
    let place = if any(|word| word.says(PLACE)) { 4 } else { 0 };
    // One word that is both counts once.
    let known = words.iter().filter(|word| word.says(GIVEN | SURNAME)).count();
    let named = if known > 1 { given + family } else { given.max(family) };
    let several = if name.parts > 3 && known < name.parts { 0 } else { several };
    let street = if words.iter().any(|word| word.says(LOCALITY | STREET)) { 6 } else { 0 };
    let named = if name.parts > 1 && named > 0 { named + unknown } else { named };
    named.max(ambiguous).max(unknown) + several - against - place - street
}

/// What stands before and after it says.
fn around(tokens: &[Token], name: &Name) -> i32 {
    before(&tokens[..name.from], tokens[name.from].has_gap)
        + after(&tokens[name.to..], tokens[name.from].shape == Shape::Small)
}

fn before(tokens: &[Token], has_gap: bool) -> i32 {
    let mut best = 0;
    for (away, token) in tokens.iter().rev().take(BEFORE_MAX).enumerate() {
        let is_near = away == 0;
        let weight = match () {
            () if is_near
                && (!has_gap || token.is(b'&'))
                && matches!(token.shape, Shape::Mark(b'.' | b'/' | b'_' | b'@' | b'-' | b'#' | b'\\' | b'&')) =>
            {
                return -8;
            }
            () if token.says(TITLE) && is_near => 8,
            // "Server Hercules", "model Claude"
            () if is_near && token.key() & (key::THING | key::NAMED_THING | key::TECHNICAL | key::ADDRESS) != 0 => {
                return -8;
            }
            () if token.says(SURE_ROLE) => 6,
            () if token.says(CALLED | INTRODUCES | NAMED | UNDER) => 6,
            () if token.says(ROLE | TREATED | SOUGHT | DEALT | GREETING) => 4,
            () if is_near && token.says(ANSWER) => 4,
            () if is_near && token.says(TOWARDS | PREPOSITION) && !token.says(OF) => 2,
            () if is_near && matches!(token.shape, Shape::Mark(b':' | b'"' | b'\'' | b'>' | b'(' | b'=')) => 2,
            // "Royal Albert", "Main Ada"
            () if is_near && token.is_large() && has_gap => -6,
            () => 0,
        };
        best = if weight < 0 { weight } else { best.max(weight - i32::from(away > 1)) };
        let goes_on = token.says(LINK | POSSESSIVE | PREPOSITION | PARTICLE | AUXILIARY | DEALT | ROLE)
            || matches!(token.shape, Shape::Mark(b':' | b',' | b'"' | b'\'' | b'>' | b'-' | b'('));
        if weight < 0 || !goes_on {
            break;
        }
    }
    best
}

fn after(tokens: &[Token], name_is_small: bool) -> i32 {
    let Some(next) = tokens.first() else { return 0 };
    let is_thing = next.is_large()
        && next.has_gap
        && (names::is_ordinary(next) || next.says(STREET | STREET_FIRST | LOCALITY))
        && !next.says(DAYS);
    let verb = tokens.iter().take(3).take_while(|word| word.says(AUXILIARY) && word.has_gap).count();
    let acts = tokens.get(verb).is_some_and(|word| word.says(ACTING) && word.has_gap && word.shape == Shape::Small);
    let owns = next.is(b'\'') && !next.has_gap && tokens.get(1).is_some_and(|s| s.len() == 1 && !s.has_gap);
    match () {
        () if is_thing => -8,
        () if !next.has_gap && matches!(next.shape, Shape::Mark(b'_' | b'/' | b'@' | b'=' | b'#')) => -8,
        // "bryan.local"
        () if next.is(b'.') && !next.has_gap && tokens.get(1).is_some_and(|more| !more.has_gap) && name_is_small => -8,
        () if acts => 4,
        () if owns => 2,
        () if next.says(DEALT | TREATED | CODE_KIND) && next.shape == Shape::Small => 2,
        () if next.is(b'(') && tokens.get(1).is_some_and(|word| word.says(ROLE)) => 4,
        () if matches!(next.shape, Shape::Mark(b',' | b'!' | b'?' | b')' | b']' | b';' | b'"')) => 2,
        () => 0,
    }
}

/// Says whether words around a name speak of music, films and books.
pub(super) fn is_of_works(tokens: &[Token], from: usize, to: usize) -> bool {
    let before = &tokens[from.saturating_sub(WORKS_AWAY)..from];
    let after = &tokens[to..tokens.len().min(to + 3)];
    before.iter().chain(after).any(|token| token.says(WORKS))
}
