//! What stands for a character in texts that hold other texts: escapes of JSON and of Python, percent-encoding,
//! character references of XML and HTML.
//!
//! They are undone one behind the other, so that a text within a text within a text reads as what it means, and the
//! JSON of a text reads as the text.

/// The signs with which something begins that stands for a character.
pub(super) const SIGNS: [u8; 3] = [b'\\', b'%', b'&'];

/// The longest character reference between its signs: `#x10ffff`.
const REFERENCE_BYTES_MAX: usize = 8;

/// A character, and where the next one begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unescaped {
    pub(super) char: char,
    pub(super) next: usize,
    /// Whether it was a letter behind a backslash that may as well be one: `DESK\nora`.
    pub(super) is_letter: bool,
}

/// Returns what the sign at this place begins; itself where it begins nothing. With `letters`, letters behind a
/// backslash are letters.
pub(super) fn undone(text: &[u8], at: usize, letters: bool) -> Unescaped {
    let mut found = Unescaped { char: char::from(text[at]), next: at + 1, is_letter: false };
    loop {
        let step = match found.char {
            '\\' => escape(text, found.next, letters),
            '%' => bytes(text, found.next, &percent_sign),
            '&' => reference(text, found.next),
            _ => None,
        };
        match step {
            Some(step) => found = Unescaped { is_letter: found.is_letter || step.is_letter, ..step },
            None => return found,
        }
    }
}

const fn character(char: char, next: usize) -> Option<Unescaped> {
    Some(Unescaped { char, next, is_letter: false })
}

/// Reads what stands behind a backslash.
fn escape(text: &[u8], at: usize, letters: bool) -> Option<Unescaped> {
    match text.get(at)? {
        b'\\' => character('\\', at + 1),
        b'u' => unicode(text, at + 1),
        b'x' => bytes(text, at + 1, &hex_sign),
        b'n' | b't' | b'r' | b'b' | b'f' if !letters => {
            let is_letter = text.get(at + 1).is_some_and(|next| next.is_ascii_alphanumeric() || !next.is_ascii());
            Some(Unescaped { char: ' ', next: at + 1, is_letter })
        }
        _ => None,
    }
}

/// Reads four hexadecimal digits, or twice four that are one character together (UTF-16).
fn unicode(text: &[u8], at: usize) -> Option<Unescaped> {
    let first = hex(text.get(at..at + 4)?)?;
    if let Some(char) = char::from_u32(first) {
        return character(char, at + 4);
    }
    let mut next = at + 4;
    while text.get(next) == Some(&b'\\') {
        next += 1;
    }
    let second = hex(text.get(next + 1..next + 5).filter(|_| text[next] == b'u')?)?;
    let is_pair = (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(&second);
    let code = is_pair.then(|| 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))?;
    character(char::from_u32(code)?, next + 5)
}

/// Reads a character that is written as its bytes (UTF-8, else Latin-1), each as two hexadecimal digits behind a sign; the
/// first sign was read.
fn bytes(text: &[u8], at: usize, sign: &dyn Fn(&[u8], usize) -> Option<usize>) -> Option<Unescaped> {
    let byte = |at: usize| u8::try_from(hex(text.get(at..at + 2)?)?).ok();
    let first = byte(at)?;
    let mut read = [first; 4];
    let mut next = at + 2;
    for len in 1..=read.len() {
        if let Some(char) = std::str::from_utf8(&read[..len]).ok().and_then(|text| text.chars().next()) {
            return character(char, next);
        }
        let Some((at, byte)) = sign(text, next).and_then(|at| Some((at, byte(at)?))) else { break };
        if let Some(place) = read.get_mut(len) {
            *place = byte;
        }
        next = at + 2;
    }
    character(char::from(first), at + 2)
}

/// Returns where the digits begin behind a percent sign, which may itself be encoded.
fn percent_sign(text: &[u8], at: usize) -> Option<usize> {
    let mut next = (text.get(at)? == &b'%').then_some(at + 1)?;
    while text.get(next..next + 2) == Some(b"25") {
        next += 2;
    }
    Some(next)
}

/// Returns where the digits begin behind `\x`, however often the backslash is escaped.
fn hex_sign(text: &[u8], at: usize) -> Option<usize> {
    let slashes = text.get(at..)?.iter().take_while(|byte| **byte == b'\\').count();
    (slashes > 0 && text.get(at + slashes) == Some(&b'x')).then_some(at + slashes + 1)
}

fn reference(text: &[u8], at: usize) -> Option<Unescaped> {
    let rest = text.get(at..)?;
    let end = rest.iter().take(REFERENCE_BYTES_MAX + 1).position(|byte| *byte == b';')?;
    let char = match &rest[..end] {
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(hex(digits)?)?,
        [b'#', digits @ ..] => char::from_u32(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        b"nbsp" => ' ',
        _ => return None,
    };
    character(char, at + end + 1)
}

fn hex(digits: &[u8]) -> Option<u32> {
    let is_hex = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_hex)?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, letters: bool) -> String {
        let mut out = String::new();
        let mut at = 0;
        while let Some(char) = text[at..].chars().next() {
            let found = match u8::try_from(char).is_ok_and(|byte| SIGNS.contains(&byte)) {
                true => undone(text.as_bytes(), at, letters),
                false => Unescaped { char, next: at + char.len_utf8(), is_letter: false },
            };
            out.push(found.char);
            at = found.next;
        }
        out
    }

    #[test]
    fn a_text_within_texts_reads_as_what_it_means() {
        for (text, expected) in [
            (r"Zo\u00eb\nQuill", "Zoë Quill"),
            (r"Zo\\u00eb\\\\nQuill", "Zoë Quill"),
            (r"\ud842\udfb7\u7530 \\ud842\\udfb7", "𠮷田 𠮷"),
            (r"Zo\xc3\xab \\xe6\\xb8\\xa1", "Zoë 渡"),
            ("Zo%C3%AB%20%E6%B8%A1", "Zoë 渡"),
            ("Zo%25C3%25AB%252520Quill", "Zoë Quill"),
            ("O&#39;Brien &#x5F20; &amp;amp;quot;", "O'Brien 张 \""),
            (r"O\u0026#39;Brien", "O'Brien"),
            (r"Zo\xeb Zo%EB Zo%25EB", "Zoë Zoë Zoë"),
            (r#"{\"a\":\"b\\\/c\"}"#, r#"{\"a\":\"b\/c\"}"#),
        ] {
            assert_eq!(read(text, false), expected, "{text}");
        }
    }

    #[test]
    fn what_stands_for_nothing_stays_as_it_is() {
        for text in [
            r"\",
            r"a\",
            "%",
            "%4",
            "%zz",
            "100 % of",
            "&",
            "&x;",
            "&#;",
            "&#x110000;",
            r"\u12",
            r"\ud842",
            r"\x",
            "é%",
        ] {
            assert_eq!(read(text, false), text);
        }
    }

    #[test]
    fn a_letter_behind_a_backslash_may_be_one() {
        assert_eq!(read(r"DESK\nora", false), "DESK ora");
        assert_eq!(read(r"DESK\\nora", true), r"DESK\nora");
        let is_letter = |text: &str| undone(text.as_bytes(), 0, false).is_letter;
        assert_eq!(
            [r"\nora", r"\\thomas", r"\n ora", r"\n", r"\u006eora", r"\né"].map(is_letter),
            [true, true, false, false, false, true]
        );
    }
}
