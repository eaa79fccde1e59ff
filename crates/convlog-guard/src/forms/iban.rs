//! International bank account numbers: the length of their country, and ISO 7064 MOD 97-10.

use crate::forms::digits::is_word;

/// Countries with the length of their numbers, from the IBAN registry (release 99).
const LENGTHS: &[(&[u8; 2], usize)] = &[
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BI", 27),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DJ", 27),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FK", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HN", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"RU", 33),
    (b"SA", 24),
    (b"SC", 31),
    (b"SD", 18),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"SO", 23),
    (b"ST", 25),
    (b"SV", 28),
    (b"TL", 23),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VA", 22),
    (b"VG", 24),
    (b"XK", 20),
    (b"YE", 30),
];

const LENGTH_MAX: usize = 34;
const LENGTH_MIN: usize = 15;

/// Reads an account number that begins with this word; returns where it ends.
pub(crate) fn at_word(bytes: &[u8], start: usize) -> Option<(usize, &'static str)> {
    if start > 0 && matches!(bytes[start - 1], b'-' | b'.') {
        return None;
    }
    let [country @ .., d1, d2] = *bytes.get(start..start + 4)?.first_chunk::<4>()?;
    if !d1.is_ascii_digit() || !d2.is_ascii_digit() {
        return None;
    }
    let country: [u8; 2] = country.map(|byte| byte.to_ascii_uppercase());
    let (_, len) = LENGTHS.iter().find(|(known, _)| **known == country)?;
    let mut number = [0; LENGTH_MAX];
    let mut at = start;
    let mut count = 0;
    while count < *len {
        let byte = *bytes.get(at)?;
        match byte {
            _ if byte.is_ascii_alphanumeric() => {
                number[count] = byte.to_ascii_uppercase();
                count += 1;
            }
            b' ' | b'-' | b'.' if bytes[at - 1].is_ascii_alphanumeric() && (count % 4 == 0 || count == 2) => {}
            _ => return None,
        }
        at += 1;
    }
    let is_free = bytes.get(at).is_none_or(|next| *next == b'_' || !is_word(*next));
    (is_free && remainder(&number[..*len]) == 1)
        .then_some((at, "of the right length for its country, with right check digits"))
}

/// Says whether a value could be an account number by its length and how it begins, whatever its name says.
pub(crate) fn may_be(value: &[u8]) -> bool {
    let begins = matches!(value, [a, b, c, d, ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic()
        && c.is_ascii_digit() && d.is_ascii_digit());
    begins && value.len() >= LENGTH_MIN
}

/// Returns the rest of 97 of the number with its first four characters moved to the end, letters being 10 to 35.
fn remainder(number: &[u8]) -> u32 {
    let moved = number[4..].iter().chain(&number[..4]);
    moved.fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_account_numbers_by_length_and_check_digits() {
        for text in [
            "GB82 WEST 1234 5698 7654 32",
            "DE89370400440532013000",
            "nl91abna0417164300",
            "NO9386011117947",
            "DE89.3704.0044.0532.0130.00",
        ] {
            assert_eq!(at_word(text.as_bytes(), 0).map(|(to, _)| to), Some(text.len()), "{text}");
        }
        for text in [
            "GB83 WEST 1234 5698 7654 32",
            "DE8937040044053201300",
            "DE893704004405320130001",
            "ZZ82WEST12345698765432",
        ] {
            assert_eq!(at_word(text.as_bytes(), 0), None, "{text}");
        }
    }
}
