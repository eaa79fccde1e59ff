//! A text as known values are looked for in it: its words, folded, and where each stands.
//!
//! Folding leaves small letters without accents and ASCII digits. Blanks, punctuation and line breaks only separate
//! words; [what stands for a character](super::escapes) is that character, because texts hold JSON, query strings and
//! raw bodies.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::escapes::{self, undone};
use super::number;

/// Words of one value stand at most so many characters apart: `QUILL,\r\n    Zoë`.
const GAP_CHARS_MAX: usize = 8;
/// The groups of one number stand at most so many signs apart: `+44 (113) 496`, `0113... 496`.
pub(super) const NUMBER_GAP_CHARS_MAX: usize = 4;

/// A text's words.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The folded words, one behind the other.
    pub(super) folded: Vec<u8>,
    pub(super) list: Vec<Word>,
    /// Whether letters stand behind backslashes, so that the text may be read in another way too.
    pub(super) has_doubt: bool,
}

/// A word: a run of letters and digits, or one ideograph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Its bytes in [`Words::folded`].
    pub(super) from: usize,
    pub(super) to: usize,
    /// Its bytes in the text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it may go on what the word before it began.
    pub(super) is_joined: bool,
    /// Whether it may go on a number that the word before it began.
    pub(super) joins_number: bool,
    /// Whether it is digits alone.
    pub(super) is_digits: bool,
}

impl Words {
    pub(super) fn of(text: &str) -> Words {
        Words::read(text, false)
    }

    /// Reads letters behind backslashes as letters: `DESK\nora` ends with a name.
    pub(super) fn with_letters(text: &str) -> Words {
        Words::read(text, true)
    }

    fn read(text: &str, letters: bool) -> Words {
        let (folded, list) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() / 8 + 1));
        let words = Words { folded, list, has_doubt: false };
        let mut reader = Reader { text, letters, words, open: None, gap: Gap::default() };
        let mut at = 0;
        while at < text.len() {
            at = reader.step(at);
        }
        reader.close(text.len());
        reader.words
    }

    /// Returns the folded bytes of words that follow one another.
    pub(super) fn bytes(&self, first: usize, last: usize) -> &[u8] {
        &self.folded[self.list[first].from..self.list[last].to]
    }
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, Default)]
struct Gap {
    chars: usize,
    /// Whether a sign stands there that no number holds.
    ends_number: bool,
}

struct Reader<'t> {
    text: &'t str,
    letters: bool,
    words: Words,
    /// Where the word that is being read begins: in the folded bytes and in the text.
    open: Option<(usize, usize)>,
    gap: Gap,
}

impl Reader<'_> {
    /// Reads one character or escape; returns where the next begins.
    fn step(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        match bytes[at] {
            b'T' | b't' if self.is_before_time(at) => {
                self.separate('T', at);
                at + 1
            }
            byte if byte.is_ascii_alphanumeric() => {
                self.push(byte.to_ascii_lowercase(), at);
                at + 1
            }
            byte if escapes::SIGNS.contains(&byte) => {
                let found = undone(bytes, at, self.letters);
                self.words.has_doubt |= found.is_letter;
                self.character(found.char, at, found.next);
                found.next
            }
            byte if byte.is_ascii() => {
                self.separate(char::from(byte), at);
                at + 1
            }
            _ => match self.text[at..].chars().next() {
                Some(char) => {
                    self.character(char, at, at + char.len_utf8());
                    at + char.len_utf8()
                }
                None => at + 1,
            },
        }
    }

    fn push(&mut self, byte: u8, at: usize) {
        if self.open.is_none() {
            self.open = Some((self.words.folded.len(), at));
        }
        self.words.folded.push(byte);
    }

    fn separate(&mut self, sign: char, at: usize) {
        self.close(at);
        // It escapes the sign behind it, which is what stands there.
        if sign != '\\' {
            self.gap.chars += 1;
            self.gap.ends_number |= !number::is_number_sign(sign);
        }
    }

    fn close(&mut self, end: usize) {
        let Some((from, start)) = self.open.take() else { return };
        let to = self.words.folded.len();
        let gap = std::mem::take(&mut self.gap);
        let is_first = self.words.list.is_empty();
        self.words.list.push(Word {
            from,
            to,
            start,
            end,
            is_joined: !is_first && gap.chars <= GAP_CHARS_MAX,
            joins_number: !is_first && !gap.ends_number && gap.chars <= NUMBER_GAP_CHARS_MAX,
            is_digits: self.words.folded[from..to].iter().all(u8::is_ascii_digit),
        });
    }

    /// Says whether this letter parts a date from a time of day: `1984-03-07T10:00`.
    fn is_before_time(&self, at: usize) -> bool {
        let Some((from, _)) = self.open else { return false };
        let before = &self.words.folded[from..];
        number::parts_date(before.len(), before.iter().all(u8::is_ascii_digit), &self.text.as_bytes()[at + 1..])
    }

    /// Reads a character that is written in these bytes of the text.
    fn character(&mut self, char: char, at: usize, end: usize) {
        if char.is_ascii() {
            match char.is_ascii_alphanumeric() {
                true => self.push(char.to_ascii_lowercase() as u8, at),
                false => self.separate(char, at),
            }
        } else if is_ignored(char) {
            self.extend(at, end);
        } else if has_no_blanks(char) {
            self.close(at);
            self.fold(char, at);
            self.close(end);
        } else if !self.fold(char, at) {
            self.separate(char, at);
        }
    }

    /// Lets a word that is closed already have the accent behind it.
    fn extend(&mut self, at: usize, end: usize) {
        let last = self.words.list.last_mut().filter(|last| self.open.is_none() && last.end == at);
        last.into_iter().for_each(|last| last.end = end);
    }

    /// Appends a character's letters and digits; says whether there are any.
    fn fold(&mut self, char: char, at: usize) -> bool {
        let mut has_any = false;
        let mut buffer = [0; 4];
        decompose_compatible(char, |part| {
            has_any |= part.is_alphanumeric();
            if let Some(digit) = decimal_digit(part) {
                self.push(digit, at);
            } else if part.is_alphanumeric() {
                for small in part.to_lowercase().filter(|small| !is_combining_mark(*small)) {
                    let plain = match plain_letters(small) {
                        Some(plain) => plain,
                        None => small.encode_utf8(&mut buffer),
                    };
                    plain.bytes().for_each(|byte| self.push(byte, at));
                }
            }
        });
        has_any
    }
}

/// Returns what a small letter is written as where it is not to be had, or in another place of a word.
fn plain_letters(small: char) -> Option<&'static str> {
    Some(match small {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ð' | 'đ' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŧ' => "t",
        'ς' => "σ",
        _ => return None,
    })
}

/// Returns the ASCII form of a decimal digit of the scripts that write digits of their own (Unicode, class Nd).
fn decimal_digit(char: char) -> Option<u8> {
    const ZEROS: [u32; 19] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
        0xf20, 0x1040, 0x17e0,
    ];
    let digit = ZEROS.iter().find_map(|zero| (char as u32).checked_sub(*zero).filter(|digit| *digit < 10))?;
    u8::try_from(digit).ok().map(|digit| b'0' + digit)
}

/// Says whether a character is of a script that has no blanks between its words, so that it is read as a word of its own.
fn has_no_blanks(char: char) -> bool {
    let is_such = matches!(char, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}');
    is_ideograph(char) || (is_such && char.is_alphabetic())
}

/// Says whether a character says as much as a syllable or a word does.
pub(super) fn is_ideograph(char: char) -> bool {
    matches!(char, '\u{2e80}'..='\u{2fdf}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Says whether a character neither is part of a word nor separates words: accents by themselves and what has no width.
fn is_ignored(char: char) -> bool {
    is_combining_mark(char) || matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        let words = Words::of(text);
        (0..words.list.len()).map(|at| String::from_utf8(words.bytes(at, at).to_vec()).unwrap()).collect()
    }

    #[test]
    fn reads_words_whatever_stands_between_them() {
        for (text, expected) in [
            ("Zoë  QUILL,\nO'Brien", vec!["zoe", "quill", "o", "brien"]),
            ("Zoe\u{308} Qu\u{200b}ill", vec!["zoe", "quill"]),
            (r"Zo\u00eb\nQuill\\nx\/y", vec!["zoe", "quill", "x", "y"]),
            ("name=Zo%C3%AB%20Quill&n=%zz%4", vec!["name", "zoe", "quill", "n", "zz", "4"]),
            ("O&#39;Brien &amp; Zo&#235;", vec!["o", "brien", "zoe"]),
            (
                "1984-03-07T10:00:00Z at 19840307T1000",
                vec!["1984", "03", "07", "10", "00", "00z", "at", "19840307", "1000"],
            ),
            ("٠١٢ Straße", vec!["012", "strasse"]),
            ("Łukasz Øđegård Ægir IŞIL ışıl", vec!["lukasz", "odegard", "aegir", "isil", "isil"]),
            ("ΧΑΧΟΎΔΗΣ Χαχούδης", vec!["χαχουδησ", "χαχουδησ"]),
            ("山田様x", vec!["山", "田", "様", "x"]),
            ("คุณดี๒๕", vec!["ค", "ณ", "ด", "25"]),
            ("", vec![]),
            ("\\", vec![]),
            ("%", vec![]),
        ] {
            assert_eq!(folded(text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_ends_where_the_escape_of_its_last_letter_does() {
        for text in [
            r"x \u5c71\u7530,",
            "x %E5%B1%B1%E7%94%B0,",
            "x &#23665;&#x7530;,",
            r"x \ud842\udfb7,",
            "x 山田,",
            "x ดี,",
            "x か\u{3099},",
        ] {
            let words = Words::of(text);
            assert_eq!(words.list.last().map(|word| word.end), Some(text.len() - 1), "{text}");
            assert!(words.list.windows(2).all(|pair| pair[0].end <= pair[1].start), "{text}");
        }
    }

    #[test]
    fn the_json_of_a_text_reads_as_the_text() {
        for text in [
            "Zoë\", \"Quill",
            "a\\b\\\\c",
            "tab\tand\r\nline \u{1} 𠮷",
            r#"{"q":"Zo\u00eb\n\"Quill\""}"#,
            r"C:\new\\x",
            "1/2, 3",
        ] {
            let json = serde_json::to_string(text).unwrap();
            let escaped = json.replace('/', r"\/").replace('ë', r"\u00eb");
            let shown = |text: &str| {
                let words = Words::of(text);
                let joins: Vec<_> = words.list.iter().map(|word| (word.is_joined, word.joins_number)).collect();
                (folded(text), joins)
            };
            assert_eq!(shown(text), shown(&json[1..json.len() - 1]), "{text}");
            assert_eq!(shown(text), shown(&escaped[1..escaped.len() - 1]), "{text}");
        }
    }

    #[test]
    fn knows_where_words_stand_and_which_belong_together() {
        let text = "x (0113) 496-0000; 17, a          b";
        let words = Words::of(text);
        let shown: Vec<_> =
            words.list.iter().map(|word| (&text[word.start..word.end], word.is_joined, word.joins_number)).collect();
        let expected = [
            ("x", false, false),
            ("0113", true, true),
            ("496", true, true),
            ("0000", true, true),
            ("17", true, false),
            ("a", true, true),
            ("b", false, false),
        ];
        assert_eq!(shown, expected);
    }
}
