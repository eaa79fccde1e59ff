//! Names as they are heard: in small letters, and letter by letter.

use super::names::{Name, is_given, is_surname};
use super::tokens::{Shape, Token};
use crate::lexicon::text::{GIVEN, LETTER_NAME, LIKE, PARTICLE, ROLE, SURNAME, THEN, TRADE, WORD};

/// A name is spelled with no more words.
const SPELLED_MAX: usize = 24;

/// Returns the name in small letters that begins at a token.
pub(crate) fn heard_one(tokens: &[Token], from: usize) -> Option<Name> {
    let one = Name { from, to: from + 1, parts: 1, is_known: true };
    heard(tokens, from).or_else(|| is_heard(&tokens[from]).then_some(one))
}

/// Says whether a word in small letters is a name that people are given, and nothing else.
pub(crate) fn is_heard(token: &Token) -> bool {
    const LETTERS_MIN: usize = 5;
    token.shape == Shape::Small && token.len() >= LETTERS_MIN && is_given(token) && token.key() == 0
}

/// Reads two or three words in small letters of which one is a name that people are given and none an ordinary word.
pub(crate) fn heard(tokens: &[Token], from: usize) -> Option<Name> {
    let is_name = |token: &Token| {
        token.shape == Shape::Small
            && token.len() > 2
            && (is_given(token) || is_surname(token) || token.text() == 0 && token.key() == 0)
    };
    let (mut to, mut parts, mut is_known) = (from, 0, false);
    while let Some(word) =
        tokens.get(to).filter(|word| parts < 3 && (is_name(word) || parts > 0 && word.says(PARTICLE)))
    {
        is_known |= is_given(word);
        parts += usize::from(!word.says(PARTICLE));
        to += 1;
    }
    while to > from && tokens[to - 1].says(PARTICLE) {
        to -= 1;
    }
    if to > from && tokens.get(to).is_some_and(|dash| dash.is(b'-')) {
        to -= 1;
    }
    (to > from + 1 && parts > 1 && is_known).then_some(Name { from, to, parts, is_known })
}

/// Reads a name that was heard and written in small letters.
pub(super) fn small(tokens: &[Token], from: usize) -> Option<Name> {
    let is_small = |token: &Token| token.shape == Shape::Small && token.len() > 2;
    let first = tokens.get(from).filter(|token| is_small(token))?;
    let is_name = |token: &Token, kind: u128| {
        token.says(kind) && !token.says(WORD | TRADE | ROLE) || token.text() == 0 && token.key() == 0
    };
    if !is_name(first, GIVEN | SURNAME) {
        return None;
    }
    let mut to = from + 1;
    while to < from + 3
        && let Some(next) = tokens.get(to)
        && next.has_gap
        && is_small(next)
        && is_name(next, GIVEN | SURNAME)
    {
        to += 1;
    }
    let is_known = first.says(GIVEN) || to > from + 1;
    is_known.then_some(Name { from, to, parts: to - from, is_known })
}

/// Returns a name of letters that are said one by one: "L-O-V-E", and in `words` also "L O V E".
pub(crate) fn spelled(tokens: &[Token], from: usize, by_blanks: bool) -> Option<Name> {
    let is_letter = |token: &Token| token.len() == 1 && token.is_word() || by_blanks && token.says(LETTER_NAME);
    let begins = tokens.get(from)?;
    if from > 0 && !begins.has_gap && (tokens[from - 1].is(b'-') || tokens[from - 1].is_word()) {
        return None;
    }
    // "G U T I E R R E Z"
    let capitals = tokens[from..].iter().take(SPELLED_MAX).take_while(|token| token.shape == Shape::Initial).count();
    if capitals > 4 && tokens[from + 1].has_gap {
        return Some(Name { from, to: from + capitals, parts: 2, is_known: true });
    }
    let (mut at, mut letters) = (from, 0);
    while let Some(token) = tokens.get(at).filter(|token| is_letter(token)) {
        if letters > 0 && token.has_gap && !by_blanks && tokens[at - 1].is_word() {
            break;
        }
        letters += 1;
        at += 1;
        let Some(mark) = tokens.get(at) else { break };
        if matches!(mark.shape, Shape::Mark(b'-' | b'.' | b','))
            && !mark.has_gap
            && tokens.get(at + 1).is_some_and(&is_letter)
        {
            at += 1;
        } else if !(by_blanks && mark.has_gap) {
            break;
        }
    }
    let is_free =
        tokens.get(at).is_none_or(|next| next.has_gap || matches!(next.shape, Shape::Mark(mark) if mark != b'-'));
    let least = if by_blanks { 3 } else { 4 };
    (letters >= least && is_free).then_some(Name { from, to: at, parts: 2, is_known: true })
}

/// Returns a name spelled by other words: "A wie Anton, H wie Heinrich", and where only towns are said "Livorno, Otranto, Imola".
pub(crate) fn spelled_by_words(tokens: &[Token], from: usize, letters: bool) -> Option<Name> {
    let (mut at, mut words, mut to) = (from, 0, from);
    while words < SPELLED_MAX {
        if letters {
            let [letter, like, ..] = tokens.get(at..)? else { break };
            let over = if like.says(LIKE) && tokens.get(at + 2).is_some_and(|more| more.says(LIKE)) { 3 } else { 2 };
            let is_said = letter.len() == 1
                && letter.is_word()
                && like.says(LIKE)
                && tokens.get(at + over).is_some_and(Token::is_word);
            if !is_said {
                break;
            }
            at += over;
        } else if !tokens.get(at).is_some_and(|word| word.shape == Shape::Title && word.len() > 2) {
            break;
        }
        words += 1;
        at += 1;
        to = at;
        if !tokens.get(at).is_some_and(|mark| mark.is(b',')) {
            break;
        }
        at += 1;
    }
    // "…, dann grimm": the rest is said as it sounds.
    if letters
        && words > 1
        && let [then, rest, ..] = tokens.get(at..)?
        && then.says(THEN)
        && rest.is_word()
    {
        to = at + 2;
    }
    // "…, ueira"
    if letters
        && words > 1
        && tokens[to - 1].is_word()
        && let [comma, rest, ..] = tokens.get(to - usize::from(tokens[to - 1].is(b','))..)?
        && comma.is(b',')
        && rest.shape == Shape::Small
        && rest.text() == 0
    {
        to += 2;
    }
    let least = if letters { 2 } else { 4 };
    (words >= least).then_some(Name { from, to, parts: words, is_known: true })
}
