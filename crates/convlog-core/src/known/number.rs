//! Numbers as people write them: with signs between their digits, with and without the country in front.

use super::domain::Domain;

/// The fewest digits of a number that is recognised.
pub(super) const DIGITS_MIN: usize = 6;
/// The most digits, those of country and trunk included: E.164 has 15, and some write more in front.
pub(super) const DIGITS_MAX: usize = 40;
/// The shortest number that may be what is left without a country or a trunk zero where nothing says how long these are.
pub(super) const SUBSCRIBER_DIGITS_MIN: usize = 7;
/// The longest country code.
pub(super) const COUNTRY_DIGITS_MAX: usize = 3;
/// The most groups that a number is written in: a card's, digit by digit, with something in front.
pub(super) const GROUPS_MAX: usize = 24;

/// Returns a number without what is dialled when it has answered: `0113 496 0000 ext. 12`, `0113 496 0000x12`.
pub(super) fn without_extension(value: &str) -> Option<&str> {
    let rest = value.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let rest = rest.trim_end_matches([' ', '.', ':']);
    let before = |mark: &str| {
        let (number, end) = rest.split_at_checked(rest.len().checked_sub(mark.len())?)?;
        (end.eq_ignore_ascii_case(mark) && digits(number).is_some()).then_some(number)
    };
    ["extension", "ext", "x", "#"].into_iter().find_map(before)
}

/// Says whether a sign may stand between the digits of one number.
pub(super) fn is_number_sign(sign: char) -> bool {
    matches!(sign, '-' | '.' | ',' | '(' | ')' | '/' | '+' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || sign.is_whitespace()
}

/// Returns a number's digits without zeros in front; `None` for what is no number, or too short a one.
pub(super) fn digits(value: &str) -> Option<String> {
    let rest = value.strip_prefix('+').unwrap_or(value);
    let is_number = rest.chars().all(|sign| sign.is_ascii_digit() || is_number_sign(sign));
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    (is_number && (DIGITS_MIN..=DIGITS_MAX).contains(&digits.len())).then(|| digits.to_owned())
}

/// Returns the forms in which a number is kept: all of it, and without what may be left out in front. `value` is how it
/// was written.
pub(super) fn forms<'d>(value: &str, digits: &'d str) -> impl Iterator<Item = (Domain, &'d str)> {
    let within = is_international(value).then(|| digits.get(country_digits(digits.as_bytes())..)).flatten();
    let within = within.map(|rest| rest.trim_start_matches('0')).filter(|rest| rest.len() >= DIGITS_MIN);
    let shorter = (1..=COUNTRY_DIGITS_MAX)
        .filter_map(|cut| digits.get(cut..))
        .map(|rest| rest.trim_start_matches('0'))
        .filter(|rest| rest.len() >= SUBSCRIBER_DIGITS_MIN);
    let whole = std::iter::once(digits).chain(within).map(|form| (Domain::Number, form));
    whole.chain(shorter.map(|rest| (Domain::Subscriber, rest)))
}

/// Returns digits without the zeros in front.
pub(super) fn without_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    &digits[zeros..]
}

/// Returns digits without so many of a country in front, and without the zeros behind these.
pub(super) fn cuts(digits: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    (0..=COUNTRY_DIGITS_MAX).filter_map(|cut| Some((cut, without_zeros(digits.get(cut..)?))))
}

/// Says whether a number is written with its country.
pub(super) fn is_international(number: &str) -> bool {
    number.starts_with('+') || number.starts_with("00")
}

/// Returns how many digits the code of a country has (ITU-T E.164, list of assigned codes).
pub(super) fn country_digits(digits: &[u8]) -> usize {
    match digits {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

/// Returns the user of a SIP or telephone URI.
pub(super) fn uri_user(value: &str) -> Option<&str> {
    let value = value.rsplit_once('<').map_or(value, |(_, uri)| uri);
    let (scheme, rest) = value.split_once(':')?;
    let is_known = ["sip", "sips", "tel"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let end = rest.find(['@', ';', '>']).unwrap_or(rest.len());
    is_known.then(|| &rest[..end]).filter(|user| !user.is_empty())
}

/// Returns the digits of a JSON number that is whole, however it is written: `447700900123.0`, `4.47700900123e11`.
pub(super) fn whole(number: &str) -> Option<String> {
    if number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Some(number.to_owned());
    }
    let value: f64 = number.parse().ok()?;
    // Up to here every whole number has a form of its own (IEEE 754 binary64).
    (value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0).then(|| format!("{value:.0}"))
}

/// Says whether the letter behind a word of so many characters parts a date from a time of day: `1984-03-07T10:00`.
/// `after` is what stands behind the letter.
pub(super) fn parts_date(len: usize, is_digits: bool, after: &[u8]) -> bool {
    matches!(len, 2 | 8) && is_digits && after.get(..2).is_some_and(|after| after.iter().all(u8::is_ascii_digit))
}

/// Says whether JSON holds a number with an exponent, of which the digits do not stand there one behind the other.
pub(super) fn has_exponent(json: &str) -> bool {
    let bytes = json.as_bytes();
    let mut letters = bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b'e' | b'E'));
    letters.any(|(at, _)| {
        let ends = bytes.get(at + 1).is_some_and(|next| matches!(next, b'+' | b'-' | b'0'..=b'9'));
        let digits = bytes[..at].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        ends && digits > 0 && at > digits && matches!(bytes[at - digits - 1], b'.' | b':' | b'[' | b',' | b' ')
    })
}
