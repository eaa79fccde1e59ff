//! National numbers with letters, whose form and check leave little doubt.

use super::lettered;
use crate::forms::digits::is_word;

/// Where it ends, and why it is one.
type Read = (usize, &'static str);

/// Reads a national number that begins with this word.
pub(crate) fn at_word(bytes: &[u8], start: usize, end: usize) -> Option<Read> {
    // What hangs on something before it is a part of that: a time's fraction, a longer identifier.
    let hangs = match bytes[..start] {
        [.., b'-'] => true,
        [.., before, b'.' | b':' | b','] => before.is_ascii_digit(),
        _ => false,
    };
    if hangs {
        return None;
    }
    let word = &bytes[start..end];
    let is_free = !matches!(bytes[end..], [b'-', next, ..] if is_word(next));
    match word.len() {
        10 if is_free && is_pan(word) && b"PCHFATBLJG".contains(&word[3]) => Some((end, "written like an Indian PAN")),
        16 if is_free && is_codice_fiscale(word) => {
            Some((end, "written like an Italian codice fiscale, check letter and all"))
        }
        _ => spanish(bytes, start, end)
            .or_else(|| nino(bytes, start))
            .or_else(|| lettered::at_word(bytes, start, end).filter(|_| is_free || bytes.get(end) == Some(&b'-'))),
    }
}

/// Reads a word that something announces as a national number, whatever country's: mostly digits, some letters.
pub(crate) fn announced(bytes: &[u8], start: usize, end: usize) -> Option<Read> {
    let mut more = 0;
    while let [b'-' | b'+', next, ..] = bytes[end + more..]
        && is_word(next)
        && more < 20
    {
        more += 1 + bytes[end + more + 1..].iter().take(20).take_while(|byte| is_word(**byte)).count();
    }
    let number = &bytes[start..end + more];
    let digits = number.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_number = (6..=20).contains(&number.len()) && digits >= 5 && digits < number.len();
    is_number.then_some((end + more, "announced as a number that a state gives"))
}

/// India: five letters, of which the fourth says what kind of person, four digits and a letter.
pub(crate) fn is_pan(word: &[u8]) -> bool {
    word.len() == 10
        && word[..5].iter().all(u8::is_ascii_uppercase)
        && word[5..9].iter().all(u8::is_ascii_digit)
        && word[9].is_ascii_uppercase()
}

/// Italy: letters and digits in their places, the last by the sum of the others.
fn is_codice_fiscale(word: &[u8]) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let is_letter = |at: usize| word[at].is_ascii_alphabetic();
    // Where two persons would have the same one, letters stand for digits.
    let is_digit = |at: usize| word[at].is_ascii_digit() || b"LMNPQRSTUV".contains(&word[at].to_ascii_uppercase());
    let letters = [0, 1, 2, 3, 4, 5, 8, 11, 15];
    let in_place = (0..16).all(|at| if letters.contains(&at) { is_letter(at) } else { is_digit(at) });
    let value =
        |byte: u8| usize::from(if byte.is_ascii_digit() { byte - b'0' } else { byte.to_ascii_uppercase() - b'A' });
    in_place && {
        let one = |(at, byte): (usize, &u8)| if at % 2 == 0 { ODD[value(*byte)] } else { value(*byte) as u32 };
        let sum: u32 = word[..15].iter().enumerate().map(one).sum();
        sum as usize % 26 == value(word[15])
    }
}

/// Spain: eight digits and a letter (DNI), or a letter, seven digits and a letter (NIE); dots and a dash may stand between.
fn spanish(bytes: &[u8], start: usize, end: usize) -> Option<Read> {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let mut digits = 0_u32;
    let mut count = 0;
    let mut at = start;
    let mut dots = 0;
    if let Some(first @ (0..=2)) = b"XYZ".iter().position(|letter| *letter == bytes[start].to_ascii_uppercase()) {
        digits = u32::try_from(first).unwrap_or_default();
        count = 1;
        at += 1;
    } else if end - start > 9 || !bytes[start].is_ascii_digit() {
        return None;
    }
    while count < 8 {
        let byte = *bytes.get(at)?;
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + u32::from(byte - b'0');
                count += 1;
            }
            b'-' if count == 1 => {}
            b'.' if count == 2 || count == 5 => dots += 1,
            _ => return None,
        }
        at += 1;
    }
    at += usize::from(matches!(bytes.get(at), Some(b'-' | b' ')));
    let letter = bytes.get(at)?.to_ascii_uppercase();
    let is_free = dots != 1 && bytes.get(at + 1).is_none_or(|next| !is_word(*next) && *next != b'-');
    (is_free && letter == LETTERS[(digits % 23) as usize])
        .then_some((at + 1, "written like a Spanish DNI or NIE and has a right check letter"))
}

/// Britain: two letters that are given out, six digits, and A to D; blanks may stand between.
fn nino(bytes: &[u8], start: usize) -> Option<Read> {
    let [first, second] = [bytes[start].to_ascii_uppercase(), bytes.get(start + 1)?.to_ascii_uppercase()];
    let is_given = first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && !b"DFIQUV".contains(&first)
        && !b"DFIQUVO".contains(&second)
        && ![*b"BG", *b"GB", *b"NK", *b"KN", *b"TN", *b"NT", *b"ZZ"].contains(&[first, second]);
    if !is_given {
        return None;
    }
    let mut at = start + 2;
    let mut count = 0;
    while count < 6 {
        at += usize::from(count % 2 == 0 && matches!(bytes.get(at), Some(b' ' | b'-')));
        bytes.get(at).filter(|byte| byte.is_ascii_digit())?;
        at += 1;
        count += 1;
    }
    at += usize::from(matches!(bytes.get(at), Some(b' ' | b'-')));
    let is_suffix = bytes.get(at).is_some_and(|byte| matches!(byte.to_ascii_uppercase(), b'A'..=b'D'));
    let is_free = bytes.get(at + 1).is_none_or(|next| !is_word(*next) && *next != b'-');
    (is_suffix && is_free).then_some((at + 1, "written like a British national insurance number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> bool {
        let end = text.bytes().take_while(|byte| is_word(*byte)).count();
        at_word(text.as_bytes(), 0, end).is_some_and(|(to, _)| to == text.len())
    }

    #[test]
    fn finds_each_with_its_check_only() {
        let pairs = [
            ("ABCPE1234F", "ABCXE1234F"),
            ("RSSMRA85T10A562S", "RSSMRA85T10A562T"),
            ("12345678Z", "12345678A"),
            ("12.345.678-Z", "12.345.678-A"),
            ("X1234567L", "X1234567M"),
            ("AB 12 34 56 C", "AB 12 34 56 E"),
            ("AB123456C", "BG123456C"),
        ];
        for (right, wrong) in pairs {
            assert!(reads(right), "{right}");
            assert!(!reads(wrong), "{wrong}");
        }
    }
}
