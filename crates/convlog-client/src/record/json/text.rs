//! The bytes of JSON strings and short floats. Here the cost of a log call is decided, so this is the one place of the
//! renderer that copies by hand.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Whether any of eight bytes is a control character, a quotation mark or a backslash.
///
/// The classic test for a byte below n in a word; a byte of 0x80 and more never counts. It may only err towards `true`
/// for a byte after a real hit, which the slow path then copies as it is.
#[inline]
const fn needs_escape(word: u64) -> bool {
    let quote = word ^ (LOW * b'"' as u64);
    let backslash = word ^ (LOW * b'\\' as u64);
    let control = word.wrapping_sub(LOW * 0x20) & !word;
    let quote = quote.wrapping_sub(LOW) & !quote;
    let backslash = backslash.wrapping_sub(LOW) & !backslash;
    (control | quote | backslash) & HIGH != 0
}

/// Appends `text` as a JSON string.
#[inline]
pub(super) fn escape(out: &mut Vec<u8>, text: &str) {
    // Room for the quotes and for what usually follows, so that the next small write finds it.
    out.reserve(text.len() + 16);
    out.push(b'"');
    escape_content(out, text);
    out.push(b'"');
}

#[inline]
pub(super) fn escape_content(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    if is_plain(bytes) {
        append(out, bytes);
    } else {
        escape_bytes(out, bytes);
    }
}

/// Whether no byte of a text has to be escaped.
///
/// A text that is no multiple of eight bytes long has its last word read so that it overlaps the one before.
#[inline]
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    let word = |chunk: &[u8; 8]| u64::from_le_bytes(*chunk);
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        let mut rest = &bytes[8..];
        let mut escapes = needs_escape(word(first)) || needs_escape(word(last));
        while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
            escapes |= needs_escape(word(chunk));
            rest = after;
        }
        !escapes
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        !needs_escape(u64::from(first) | u64::from(last) << 32)
    } else {
        bytes.iter().all(|byte| ESCAPES[usize::from(*byte)] == 0)
    }
}

/// Appends a few bytes without calling out for so little, and many as usual.
#[inline]
pub(super) fn append(out: &mut Vec<u8>, bytes: &[u8]) {
    let len = bytes.len();
    out.reserve(len);
    // SAFETY: the room was reserved; `bytes` is borrowed apart from `out`, so the two do not overlap.
    unsafe {
        copy(bytes, out.as_mut_ptr().add(out.len()));
        out.set_len(out.len() + len);
    }
}

/// Appends a text that needs no escapes, with its quotes and what stands around them, in one go.
#[inline]
pub(super) fn append_quoted(out: &mut Vec<u8>, separator: bool, bytes: &[u8], colon: bool) {
    let len = bytes.len();
    // Room for what usually follows too, so that the next small write finds it.
    out.reserve(len + 32);
    // SAFETY: at most four bytes more than `bytes` are written, all within what was reserved.
    unsafe {
        let start = out.as_mut_ptr().add(out.len());
        let mut at = start;
        if separator {
            at.write(b',');
            at = at.add(1);
        }
        at.write(b'"');
        copy(bytes, at.add(1));
        at = at.add(len + 1);
        at.write(b'"');
        at = at.add(1);
        if colon {
            at.write(b':');
            at = at.add(1);
        }
        let written = at.offset_from_unsigned(start);
        out.set_len(out.len() + written);
    }
}

/// Copies bytes; up to sixteen of them as two words that may overlap.
///
/// # Safety
///
/// There is room for them at `to`, which does not overlap them.
#[inline]
unsafe fn copy(bytes: &[u8], to: *mut u8) {
    // SAFETY: the caller vouches for the room; every chunk lies inside `bytes`.
    unsafe {
        if bytes.len() > 16 {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), to, bytes.len());
        } else if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            to.cast::<[u8; 8]>().write_unaligned(*first);
            to.add(bytes.len() - 8).cast::<[u8; 8]>().write_unaligned(*last);
        } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            to.cast::<[u8; 4]>().write_unaligned(*first);
            to.add(bytes.len() - 4).cast::<[u8; 4]>().write_unaligned(*last);
        } else {
            for (index, byte) in bytes.iter().enumerate() {
                to.add(index).write(*byte);
            }
        }
    }
}

/// Appends a float that has at most three decimals and is not huge; returns `false` for any other.
///
/// A decimal of at most 15 digits that reads back as the float is the shortest one that does, so nothing needs to be
/// searched for.
#[inline]
pub(super) fn short_float(out: &mut Vec<u8>, value: f64) -> bool {
    // Rounded by hand, because `round` is a call on machines without the instruction; the cast saturates.
    let thousandths = (value * 1000.0 + 0.5_f64.copysign(value)) as i64;
    if value.to_bits() == 0 {
        append(out, b"0.0");
        return true;
    }
    if thousandths == 0 || thousandths.unsigned_abs() >= 1_000_000_000_000_000 || thousandths as f64 / 1000.0 != value {
        return false;
    }
    if thousandths < 0 {
        out.push(b'-');
    }
    let (whole, rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    append(out, itoa::Buffer::new().format(whole).as_bytes());
    let digits = [b'.', b'0' + (rest / 100) as u8, b'0' + (rest / 10 % 10) as u8, b'0' + (rest % 10) as u8];
    let len = if rest % 100 == 0 {
        2
    } else if rest % 10 == 0 {
        3
    } else {
        4
    };
    append(out, &digits[..len]);
    true
}

#[cold]
fn escape_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    for &byte in bytes {
        match ESCAPES[usize::from(byte)] {
            0 => out.push(byte),
            b'u' => out.extend_from_slice(&[
                b'\\',
                b'u',
                b'0',
                b'0',
                HEX[usize::from(byte >> 4)],
                HEX[usize::from(byte & 15)],
            ]),
            letter => out.extend_from_slice(&[b'\\', letter]),
        }
    }
}

/// For each byte 0 (copied as it is), `u` (written as `\u00XX`) or the letter of its short escape.
static ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = b'u';
        byte += 1;
    }
    table[0x08] = b'b';
    table[0x09] = b't';
    table[0x0a] = b'n';
    table[0x0c] = b'f';
    table[0x0d] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};
