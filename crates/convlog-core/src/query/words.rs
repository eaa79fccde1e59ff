//! Words of texts, and looking for some that follow each other: what people type to find what they saw.
//!
//! A word is a run of letters and digits, in whatever case; everything else separates words, except a point between two
//! digits. So `409` is found in `status=409` and in neither `1409` nor `409.5`, and `book_table` in `book_table()`. Scripts
//! that put no blanks between words (Chinese, Japanese, Thai) have a word for each character.

/// Words to be looked for, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    written: String,
    /// In small letters.
    words: Vec<String>,
    /// Whether the last word only has to begin like this.
    is_prefix: bool,
    /// For the first so many words, with how many of the words at their end the phrase begins (Knuth, Morris, Pratt), so
    /// that looking for it takes a time that grows with the text alone.
    borders: Vec<usize>,
}

impl Phrase {
    /// Takes the words to be looked for; with a `*` at the end, the last one may go on.
    #[must_use]
    pub fn new(text: &str) -> Phrase {
        let words: Vec<String> = words(text).map(small).collect();
        let is_prefix = text.ends_with('*') && text.chars().rev().nth(1).is_some_and(is_part);
        let borders = borders(&words);
        Phrase { written: text.to_owned(), words, is_prefix, borders }
    }

    /// Returns the words as they were given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Returns the words in small letters.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Says whether the last word only has to begin like this.
    #[must_use]
    pub fn is_prefix(&self) -> bool {
        self.is_prefix
    }

    pub(super) fn has_no_words(&self) -> bool {
        self.words.is_empty()
    }

    /// Says whether a text holds the words.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        let mut met = 0;
        for word in words(text) {
            while met > 0 && !self.is_met(met, word) {
                met = self.borders[met - 1];
            }
            met += usize::from(self.is_met(met, word));
            if met == self.words.len() {
                return true;
            }
        }
        false
    }

    fn is_met(&self, at: usize, word: &str) -> bool {
        let Some(wanted) = self.words.get(at) else { return false };
        let may_go_on = self.is_prefix && at + 1 == self.words.len();
        if word.is_ascii() && wanted.is_ascii() {
            let begins =
                word.as_bytes().get(..wanted.len()).is_some_and(|head| head.eq_ignore_ascii_case(wanted.as_bytes()));
            return begins && (may_go_on || word.len() == wanted.len());
        }
        let word = small(word);
        if may_go_on { word.starts_with(wanted) } else { word == *wanted }
    }
}

/// Returns the words of a text, as they are written in it.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|sign| !is_part(sign));
        let first = rest.chars().next()?;
        let end = if stands_alone(first) { first.len_utf8() } else { end_of_word(rest) };
        let (word, behind) = rest.split_at(end);
        rest = behind;
        Some(word)
    })
}

/// Returns a word in small letters, as phrases hold it.
#[must_use]
pub(super) fn small(word: &str) -> String {
    if word.is_ascii() { word.to_ascii_lowercase() } else { word.chars().flat_map(char::to_lowercase).collect() }
}

fn end_of_word(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_point = |at: usize| at > 0 && bytes[at] == b'.' && is_digit(at - 1) && is_digit(at + 1);
    let ends = |&(at, sign): &(usize, char)| stands_alone(sign) || !(is_part(sign) || is_point(at));
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at)
}

fn is_part(sign: char) -> bool {
    sign.is_alphanumeric()
}

/// Says whether a character is a word by itself: Thai, kana and Han (Unicode 16, Blocks.txt).
fn stands_alone(sign: char) -> bool {
    matches!(sign, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
        && is_part(sign)
}

fn borders(words: &[String]) -> Vec<usize> {
    let mut borders = vec![0; words.len()];
    let mut met = 0;
    for at in 1..words.len() {
        while met > 0 && words[met] != words[at] {
            met = borders[met - 1];
        }
        met += usize::from(words[met] == words[at]);
        borders[at] = met;
    }
    borders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        for (text, expected) in [
            ("status=409, retry", "status|409|retry"),
            ("409.5 v1.2.3. 10.0.0.1", "409.5|v1.2.3|10.0.0.1"),
            ("book_table(id=\"A-7\")", "book|table|id|A|7"),
            ("Größe, naïve—ça", "Größe|naïve|ça"),
            ("電話を book 予約", "電|話|を|book|予|約"),
            ("...", ""),
            ("a.b 1.b", "a|b|1|b"),
        ] {
            assert_eq!(words(text).collect::<Vec<_>>().join("|"), expected, "{text}");
        }
    }

    #[test]
    fn a_phrase_is_found_where_its_words_follow_each_other() {
        for (phrase, text, is_in) in [
            ("rate limit", "Rate LIMIT met", true),
            ("rate limit", "rate of the limit", false),
            ("rate limit", "rate-limit", true),
            ("409", "HTTP 409", true),
            ("409", "order 1409 and 409.5", false),
            ("ÄRGER", "viel ärger", true),
            ("key*", "KeyError", true),
            ("key", "KeyError", false),
            ("rate li*", "rate limit", true),
            ("rate li*", "rates limit", false),
            ("a b a b c", "a b a b a b c", true),
            ("a a b", "a a a b", true),
            ("a a b", "a b a b", false),
            ("予約", "新しい予約です", true),
            ("約予", "新しい予約です", false),
        ] {
            assert_eq!(Phrase::new(phrase).is_in(text), is_in, "{phrase} in {text}");
        }
    }

    #[test]
    fn looking_for_a_phrase_grows_with_the_text_alone() {
        let phrase = Phrase::new(&format!("{}b", "a ".repeat(500)));
        assert!(!phrase.is_in(&"a ".repeat(100_000)));
        assert!(phrase.is_in(&format!("{}b", "a ".repeat(1000))));
    }
}
