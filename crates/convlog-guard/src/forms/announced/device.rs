//! Number plates and the addresses of devices.

use std::ops::Range;

use super::codes::code;
use crate::text::{Shape, Token};

/// Returns a number plate that begins at a token: two to four groups of capitals and digits, of five to ten characters.
pub(super) fn plate_at(bytes: &[u8], tokens: &[Token], at: usize) -> Option<Range<usize>> {
    let group = |at: usize| {
        tokens.get(at).is_some_and(|token| matches!(token.shape, Shape::Number | Shape::Upper) && token.len() <= 4)
    };
    let pair = (group(at) && group(at + 1) && tokens[at].shape != tokens[at + 1].shape).then(|| at..at + 2);
    let code = code(bytes, tokens, at);
    [code, pair].into_iter().flatten().find_map(|code| {
        let range = tokens[code.start].start..tokens[code.end - 1].end;
        let plate = &bytes[range.clone()];
        let count = |is: fn(&u8) -> bool| plate.iter().filter(|byte| is(byte)).count();
        let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_uppercase));
        let is_free = tokens[code.start].has_gap || code.start == 0 || tokens[code.start - 1].is(b'(');
        let is_one =
            digits >= 2 && letters >= 2 && (5..=10).contains(&(digits + letters)) && count(u8::is_ascii_lowercase) == 0;
        (is_free && is_one).then_some(range)
    })
}

/// Says whether capitals and digits change as on the plates of our countries: letters, digits and letters, and the like.
pub(super) fn is_plate(plate: &[u8]) -> bool {
    const FORMS: [&[u8]; 12] = [
        b"AA00AAA",
        b"AA000AA",
        b"0000AAA",
        b"AA0000",
        b"AA00AA",
        b"AAA0A00",
        b"AA00AA0000",
        b"AA00A0000",
        b"AA000A",
        b"A000AA",
        b"AAA0A00",
        b"00AA00",
    ];
    let mut form = [0; 12];
    let mut len = 0;
    for byte in plate.iter().filter(|byte| byte.is_ascii_alphanumeric()) {
        form[len] = if byte.is_ascii_digit() { b'0' } else { b'A' };
        len += 1;
    }
    FORMS.contains(&&form[..len])
}

/// Returns the address of a device: six pairs of hex digits.
pub(super) fn mac(bytes: &[u8], first: &Token) -> Option<Range<usize>> {
    const LEN: usize = 17;
    let start = first.start;
    let written = bytes.get(start..start + LEN)?;
    let is_one = written.chunks(3).all(|pair| {
        pair[0].is_ascii_hexdigit()
            && pair[1].is_ascii_hexdigit()
            && pair.get(2).is_none_or(|mark| b":-".contains(mark))
    });
    // A fingerprint has more pairs.
    let goes_on = |mark: Option<&u8>| mark.is_some_and(|mark| b":-".contains(mark));
    let is_part = goes_on(bytes.get(start + LEN))
        || start > 0 && goes_on(bytes.get(start - 1)) && start > 1 && bytes[start - 2].is_ascii_hexdigit();
    (is_one && !is_part).then_some(start..start + LEN)
}
