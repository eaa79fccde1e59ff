//! A text as the rules read it: one byte for each character that matters, with the way back.
//!
//! Digits of every script, full-width forms and accented letters become their plain ASCII ones, all kinds of blanks a space
//! and all kinds of dashes a dash; what has no width is left out. Percent-encoding and the escapes of JSON within a text are
//! undone. So a rule need not know how else a thing can be written.

use std::borrow::Cow;
use std::ops::Range;

/// Stands for a letter that no rule tells from others.
pub(crate) const LETTER: u8 = 0x80;
/// Stands for any other character that no rule knows.
pub(crate) const SYMBOL: u8 = 0x81;

/// The plain form of a text.
pub(crate) struct Normalized<'a> {
    bytes: Cow<'a, [u8]>,
    /// Where in the text each byte comes from; empty where byte and text agree.
    starts: Vec<usize>,
    text_len: usize,
}

impl<'a> Normalized<'a> {
    /// Takes a text that is plain as it is.
    pub(crate) fn plain(text: &'a str) -> Normalized<'a> {
        Normalized { bytes: Cow::Borrowed(text.as_bytes()), starts: Vec::new(), text_len: text.len() }
    }

    /// Makes the plain form of a text.
    pub(crate) fn folded(text: &'a str) -> Normalized<'a> {
        let mut folding =
            Normalizer { text, bytes: Vec::with_capacity(text.len()), starts: Vec::with_capacity(text.len()) };
        let mut at = 0;
        while at < text.len() {
            at = folding.step(at);
        }
        Normalized { bytes: Cow::Owned(folding.bytes), starts: folding.starts, text_len: text.len() }
    }

    /// Returns the plain form.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the part of the plain form that comes from these bytes of the text.
    pub(crate) fn part(&self, range: Range<usize>) -> Range<usize> {
        if self.starts.is_empty() {
            return range;
        }
        let at = |place: usize| self.starts.partition_point(|start| *start < place);
        at(range.start)..at(range.end)
    }

    /// Returns which bytes of the text a part of the plain form comes from.
    pub(crate) fn range(&self, part: Range<usize>) -> Range<usize> {
        if self.starts.is_empty() {
            return part;
        }
        let start = |at: usize| self.starts.get(at).copied().unwrap_or(self.text_len);
        start(part.start)..start(part.end)
    }
}

struct Normalizer<'a> {
    text: &'a str,
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl Normalizer<'_> {
    /// Reads one character or escape; returns where the next begins.
    fn step(&mut self, at: usize) -> usize {
        match self.text.as_bytes()[at] {
            b'%' => self.percent(at),
            b'\\' => self.backslash(at),
            byte if byte.is_ascii() => {
                self.push(byte, at);
                at + 1
            }
            _ => self.character(at),
        }
    }

    fn push(&mut self, byte: u8, at: usize) {
        self.bytes.push(byte);
        self.starts.push(at);
    }

    fn character(&mut self, at: usize) -> usize {
        let Some(character) = self.text[at..].chars().next() else { return at + 1 };
        self.fold(character, at);
        at + character.len_utf8()
    }

    fn fold(&mut self, character: char, at: usize) {
        match character {
            ' '..='~' => self.push(character as u8, at),
            '\0'..' ' | '\x7f' => self.push(b' ', at),
            _ => {
                if let Some(byte) = plain(character) {
                    self.push(byte, at);
                }
            }
        }
    }

    /// Undoes `%2B` and, taking several together, the bytes of longer characters, however often it was encoded.
    fn percent(&mut self, at: usize) -> usize {
        let mut decoded = [0; 4];
        let (mut len, mut end, mut first_end) = (0, at, at + 1);
        while len < 4 {
            let Some((byte, next)) = percent_byte(self.text.as_bytes(), end) else { break };
            decoded[len] = byte;
            len += 1;
            end = next;
            if len == 1 {
                first_end = next;
            }
            if byte.is_ascii() {
                break;
            }
            if let Ok(text) = std::str::from_utf8(&decoded[..len]) {
                self.fold(text.chars().next().unwrap_or(' '), at);
                return end;
            }
        }
        let byte = if len == 0 { b'%' } else { decoded[0] };
        if byte.is_ascii() {
            self.fold(char::from(byte), at);
        } else {
            self.push(SYMBOL, at);
        }
        first_end
    }

    /// Undoes the escapes of JSON, for a text may hold JSON itself, and that JSON another text: each level doubles the
    /// backslashes, so however many there are, what they stand before is meant.
    fn backslash(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let end = at + bytes[at..].iter().take_while(|byte| **byte == b'\\').count();
        match bytes.get(end) {
            Some(b'u') => {
                if let Some(unit) = unicode_unit(&bytes[end + 1..]) {
                    self.fold(char::from_u32(unit).unwrap_or('\u{fffd}'), at);
                    return end + 5;
                }
            }
            Some(byte @ (b'"' | b'\'' | b'/')) => {
                self.push(*byte, at);
                return end + 1;
            }
            Some(b'n' | b'r' | b't') => {
                self.push(b' ', at);
                return end + 1;
            }
            _ => {}
        }
        self.push(b'\\', at);
        end
    }
}

/// Returns the byte that is percent-encoded here, once or several times over (`%2B`, `%252B`), and where it ends.
fn percent_byte(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    if bytes.get(at) != Some(&b'%') {
        return None;
    }
    let mut at = at + 1;
    while bytes[at..].starts_with(b"25") && digit(at + 2).is_some() && digit(at + 3).is_some() {
        at += 2;
    }
    Some((u8::try_from(digit(at)? * 16 + digit(at + 1)?).ok()?, at + 2))
}

/// Returns the number in the four hex digits behind `\u`.
fn unicode_unit(rest: &[u8]) -> Option<u32> {
    rest.get(..4)?.iter().try_fold(0, |unit, byte| Some(unit * 16 + char::from(*byte).to_digit(16)?))
}

/// Returns the plain byte of a character beyond ASCII; `None` where it has no width.
fn plain(character: char) -> Option<u8> {
    let code = u32::from(character);
    if let Some(digit) = digit(code) {
        return Some(digit);
    }
    Some(match character {
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' => return None,
        '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => return None,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' => return None,
        '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' => {
            return None;
        }
        '\u{e0000}'..='\u{e01ef}' | '\u{3099}' | '\u{309a}' | '\u{115f}' | '\u{1160}' | '\u{3164}' => return None,
        '\u{a0}' | '\u{85}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' => b' ',
        '\u{202f}' | '\u{205f}' | '\u{3000}' => b' ',
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{30fc}' => b'-',
        '\u{b7}' | '\u{2022}' | '\u{2024}' | '\u{2027}' | '\u{30fb}' | '\u{fe52}' => b'.',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => b'\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => b'"',
        '\u{fe6b}' => b'@',
        '\u{2044}' | '\u{2215}' => b'/',
        '\u{fe62}' | '\u{207a}' => b'+',
        // Full-width forms lie in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => u8::try_from(code - 0xff01 + 0x21).unwrap_or(SYMBOL),
        _ => return Some(letter(character)),
    })
}

/// Returns the ASCII digit that a character shows: decimal digits of every script, raised, lowered and circled ones.
fn digit(code: u32) -> Option<u8> {
    /// The zeros of the scripts whose digits follow each other (Unicode's general category Nd).
    const ZEROS: &[u32] = &[
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
        0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0x2080, 0xa620,
        0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0,
        0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x11f50,
        0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950,
        0x1fbf0,
    ];
    let value = match code {
        0xb2 | 0xb3 => code - 0xb0,
        0xb9 => 1,
        0x2070 | 0x2074..=0x2079 => code - 0x2070,
        0x2460..=0x2468 => code - 0x245f,
        0x24ea => 0,
        _ => {
            let zero = ZEROS[..ZEROS.partition_point(|&zero| zero <= code)].last()?;
            code - zero
        }
    };
    (value < 10).then_some(b'0').and_then(|zero| Some(zero + u8::try_from(value).ok()?))
}

/// Returns the letter without its accents, where it is a Latin one.
fn letter(character: char) -> u8 {
    const LATIN_1: &[u8; 64] = b"AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo*ouuuuyty";
    const EXTENDED: &[u8; 128] = b"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
    match u32::from(character) {
        0xd7 | 0xf7 => SYMBOL,
        code @ 0xc0..=0xff => LATIN_1[(code - 0xc0) as usize],
        code @ 0x100..=0x17f => EXTENDED[(code - 0x100) as usize],
        _ if character.is_alphabetic() => LETTER,
        _ => SYMBOL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        String::from_utf8_lossy(Normalized::folded(text).bytes()).into_owned()
    }

    #[test]
    fn writes_digits_blanks_and_dashes_of_every_kind_plainly() {
        assert_eq!(folded("\u{660}\u{967}\u{ff12}\u{1d7d1}\u{2074}\u{2464}"), "012345");
        assert_eq!(folded("7\u{200b}7\u{ad}0\u{301}\u{a0}9\u{2011}9\u{20e3}"), "770 9-9");
        assert_eq!(folded("n\u{e9} M\u{e4}rz \u{17c}\u{f3}\u{142}ty"), "ne Marz zolty");
    }

    #[test]
    fn undoes_percent_encoding_and_escapes() {
        assert_eq!(folded("%2B44%20ada%40example.org%C3%A9 100% %zz"), "+44 ada@example.orge 100% %zz");
        assert_eq!(folded(r#"{\"a\": \"\u0037\u00e9\"} C:\users"#), r#"{"a": "7e"} C:\users"#);
        assert_eq!(folded("%252B44%25252C%25C3%25A9 100%25"), "+44,e 100%");
        assert_eq!(folded(r#"\\\"a\\\": \\\\\\\"\\u0037\\n\\\\x"#), r#""a": "7 \x"#);
    }

    #[test]
    fn finds_the_way_back() {
        let text = "\u{e9}%2B\u{200b}4\u{ff14}!";
        let view = Normalized::folded(text);
        assert_eq!(view.bytes(), b"e+44!");
        assert_eq!(&text[view.range(1..4)], "%2B\u{200b}4\u{ff14}");
        assert_eq!(view.range(5..5), text.len()..text.len());
        assert_eq!(view.part(2..12), 1..4);
    }
}
