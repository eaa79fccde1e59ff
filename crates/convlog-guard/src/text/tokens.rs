//! The one tokenizer: a text as its words, numbers, codes and marks, each with what the lexicons say of it.

use crate::lexicon::{self, Key, Text};
use crate::normalize::LETTER;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Small letters.
    Small,
    /// A capital and small letters, or letters of a script without capitals.
    Title,
    /// Capitals, at least two.
    Upper,
    /// One capital.
    Initial,
    /// Small letters with a capital among them.
    Mixed,
    /// The parts of an identifier, each with a capital: `InitiateAuth`.
    Camel,
    /// Digits.
    Number,
    /// Letters, digits and underscores.
    Code,
    /// Any other byte that is no blank.
    Mark(u8),
}

/// A piece of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) shape: Shape,
    /// Whether a blank stands before it.
    pub(crate) has_gap: bool,
    /// The number of what the lexicons say of it, and of the word that it is written as one with.
    said: [u16; 2],
}

impl Token {
    /// Returns what it says as a part of a name.
    pub(crate) fn key(&self) -> Key {
        match self.said {
            [said, 0] => lexicon::said(said).0,
            [said, first] => lexicon::said(said).0 | lexicon::said(first).0,
        }
    }

    /// Returns what it says in a sentence.
    pub(crate) fn text(&self) -> Text {
        lexicon::said(self.said[0]).1
    }

    /// Says whether it is a word of letters.
    pub(crate) fn is_word(&self) -> bool {
        !matches!(self.shape, Shape::Number | Shape::Code | Shape::Mark(_))
    }

    /// Says whether it is a word that begins as names do.
    pub(crate) fn is_large(&self) -> bool {
        matches!(self.shape, Shape::Title | Shape::Upper | Shape::Initial | Shape::Mixed)
    }

    /// Says whether the lexicon has it under one of these headings.
    pub(crate) fn says(&self, headings: Text) -> bool {
        self.text() & headings != 0
    }

    /// Says whether it is this mark.
    pub(crate) fn is(&self, mark: u8) -> bool {
        self.shape == Shape::Mark(mark)
    }

    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }
}

const SMALL: u8 = 1;
const LARGE: u8 = 2;
const DIGIT: u8 = 4;
const UNDERSCORE: u8 = 8;
const OTHER_LETTER: u8 = 16;
const BLANK: u8 = 32;

/// What each byte is within a word; 0 is a mark.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => LARGE,
            b'0'..=b'9' => DIGIT,
            b'_' => UNDERSCORE,
            b' ' | b'\n' | b'\t' | b'\r' => BLANK,
            LETTER => OTHER_LETTER,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// What the words of a text say together, so that a rule whose words are not there need not look for them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordClasses {
    pub(crate) text: Text,
    pub(crate) key: Key,
    /// Whether a word begins with a capital.
    pub(crate) is_large: bool,
}

impl WordClasses {
    /// Looks at all tokens.
    pub(crate) fn of(tokens: &[Token]) -> WordClasses {
        let mut seen = WordClasses::default();
        for token in tokens {
            seen.text |= token.text();
            seen.key |= token.key();
            seen.is_large |= token.is_large();
        }
        seen
    }
}

/// Reads the plain form of a text.
pub(crate) fn tokens(bytes: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(bytes.len() / 5 + 2);
    let (mut at, mut has_gap) = (0, false);
    while let Some(byte) = bytes.get(at) {
        let start = at;
        let class = CLASS[usize::from(*byte)];
        at += 1;
        if class == BLANK {
            has_gap = true;
            continue;
        }
        let mut seen = class;
        while let Some(more) = bytes.get(at).map(|byte| CLASS[usize::from(*byte)])
            && class != 0
            && more != 0
            && more != BLANK
        {
            seen |= more;
            at += 1;
        }
        let shape = shape(seen, class, at - start, *byte, &bytes[start + 1..at]);
        let is_word = !matches!(shape, Shape::Number | Shape::Code | Shape::Mark(_));
        let said = if is_word { said(&bytes[start..at]) } else { [0, 0] };
        tokens.push(Token { start, end: at, shape, has_gap, said });
        has_gap = false;
    }
    tokens
}

/// Returns the number of what a word says, or else of what its parts do.
fn said(word: &[u8]) -> [u16; 2] {
    const COMPOUND_BYTES_MIN: usize = 7;
    match lexicon::number(word) {
        0 if word.len() >= COMPOUND_BYTES_MIN => {
            lexicon::compound(word, true).map_or([0, 0], |[first, last]| [last, first])
        }
        said => [said, 0],
    }
}

fn shape(seen: u8, first: u8, len: usize, byte: u8, rest: &[u8]) -> Shape {
    match seen {
        0 => Shape::Mark(byte),
        SMALL => Shape::Small,
        DIGIT => Shape::Number,
        LARGE if len == 1 => Shape::Initial,
        LARGE => Shape::Upper,
        _ if seen & (DIGIT | UNDERSCORE) != 0 => Shape::Code,
        _ if first & (LARGE | OTHER_LETTER) == 0 => {
            // An accent that no plain letter stands for is no capital.
            if seen & LARGE == 0 { Shape::Small } else { Shape::Mixed }
        }
        _ if is_camel(rest) => Shape::Camel,
        _ if rest.iter().any(u8::is_ascii_uppercase) => Shape::Mixed,
        _ => Shape::Title,
    }
}

/// Says whether the rest of a word with a capital has another where no name has one: those are "McLeod", "MacDonald".
fn is_camel(rest: &[u8]) -> bool {
    const PREFIX_MAX: usize = 4;
    let small_before = |at: &usize| *at > 0 && rest[at - 1].is_ascii_lowercase();
    let mut inner = (0..rest.len()).filter(|at| rest[*at].is_ascii_uppercase()).filter(small_before);
    let first = inner.next();
    let goes_on = rest.last().is_some_and(u8::is_ascii_lowercase);
    goes_on && (first.is_some_and(|at| at >= PREFIX_MAX) || inner.next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_words_numbers_codes_and_marks() {
        let shapes: Vec<_> = tokens(b"Ada B. McLEOD, x1 42_ NHS on 7").iter().map(|token| token.shape).collect();
        use Shape::{Code, Initial, Mark, Mixed, Number, Small, Title, Upper};
        assert_eq!(shapes, [Title, Initial, Mark(b'.'), Mixed, Mark(b','), Code, Code, Upper, Small, Number]);
    }
}
