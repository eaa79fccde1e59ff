//! The strings of a JSON text: where one ends, and what it says.

/// Returns where the next quote or backslash stands, eight bytes at a time.
#[inline]
pub(super) fn quote_or_escape(bytes: &[u8]) -> Option<usize> {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = LOW << 7;
    // The lowest byte that is marked is one that is zero; only higher ones may be marked besides.
    let zeros = |eight: u64| eight.wrapping_sub(LOW) & !eight & HIGH;
    let (eights, rest) = bytes.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        let eight = u64::from_le_bytes(*eight);
        let marked = zeros(eight ^ (LOW * u64::from(b'"'))) | zeros(eight ^ (LOW * u64::from(b'\\')));
        if marked != 0 {
            return Some(at * 8 + marked.trailing_zeros() as usize / 8);
        }
    }
    let ends = |byte: &u8| matches!(byte, b'"' | b'\\');
    rest.iter().position(ends).map(|at| eights.len() * 8 + at)
}

/// Reads the inside of a JSON string; a lone surrogate becomes the replacement character.
pub(super) fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = rest.as_bytes().get(at + 1).copied().unwrap_or_default();
        rest = rest.get(at + 2..).unwrap_or_default();
        match escape {
            b'n' => out.push('\n'),
            b't' => out.push('\t'),
            b'r' => out.push('\r'),
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'u' => rest = unescape_unit(rest, &mut out),
            byte => out.push(char::from(byte)),
        }
    }
    out.push_str(rest);
    out
}

/// Reads the digits of `\u` and, for the first half of a pair, the second half after it; returns what follows.
fn unescape_unit<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let unit = |text: &str| text.get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(first) = unit(rest) else { return rest };
    let rest = &rest[4..];
    let second = rest.strip_prefix("\\u").and_then(unit);
    let pair = [first, second.unwrap_or_default()];
    if let (Some(Ok(character)), true) = (char::decode_utf16(pair).next(), (0xd800..0xdc00).contains(&first)) {
        out.push(character);
        return &rest[6..];
    }
    out.push(char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}
