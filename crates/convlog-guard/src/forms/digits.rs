//! Digits that may belong together: groups of them with what people write between.

use std::borrow::Cow;

/// Digits without anything between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Group {
    pub(crate) fn len(self) -> usize {
        self.end - self.start
    }
}

/// More groups than any number has; what goes on is read as the next cluster.
const GROUPS_MAX: usize = 48;
/// So many groups of a full cluster are read again with the next: no number has more.
const GROUPS_AGAIN: usize = 16;
/// More digits than any number has.
pub(crate) const DIGITS_MAX: usize = 24;

/// Groups of digits with only blanks, dashes, dots, slashes and brackets between.
#[derive(Debug)]
pub(crate) struct Cluster<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) groups: Vec<Group>,
}

/// The digits of some groups, without what stands between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digits {
    digits: [u8; DIGITS_MAX],
    len: usize,
}

impl std::ops::Deref for Digits {
    type Target = [u8];

    /// The digits as numbers from 0 to 9.
    fn deref(&self) -> &[u8] {
        &self.digits[..self.len]
    }
}

/// Returns the next cluster at or after a place; its groups go into `groups`, which is only lent for its memory.
pub(crate) fn next_cluster<'a>(bytes: &'a [u8], from: usize, mut groups: Vec<Group>) -> Option<Cluster<'a>> {
    groups.clear();
    let mut at = from + bytes.get(from..)?.iter().position(u8::is_ascii_digit)?;
    loop {
        let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        groups.push(Group { start: at, end });
        let between = bytes[end..].iter().take(4).take_while(|byte| b" -./()".contains(byte)).count();
        let next = end + between;
        let goes_on = (1..4).contains(&between) && bytes.get(next).is_some_and(u8::is_ascii_digit);
        if !goes_on || groups.len() == GROUPS_MAX {
            return Some(Cluster { bytes, groups });
        }
        at = next;
    }
}

impl Cluster<'_> {
    /// Returns where the cluster ends.
    pub(crate) fn end(&self) -> usize {
        self.groups.last().map_or(0, |group| group.end)
    }

    /// Returns where to look for the next cluster: before the end of a full one, so that no number is lost at the border.
    pub(crate) fn next_from(&self) -> usize {
        if self.groups.len() < GROUPS_MAX { self.end() } else { self.groups[GROUPS_MAX - GROUPS_AGAIN].start }
    }

    /// Returns what stands between a group and the next.
    pub(crate) fn between(&self, at: usize) -> &[u8] {
        match self.groups.get(at + 1) {
            Some(next) => &self.bytes[self.groups[at].end..next.start],
            None => &[],
        }
    }

    /// Says whether the same single byte stands between all groups of a part, and which.
    pub(crate) fn separator(&self, from: usize, to: usize) -> Option<u8> {
        let [only] = self.between(from) else { return None };
        (from..to - 1).all(|at| self.between(at) == [*only]).then_some(*only)
    }

    /// Returns the lengths of the groups of a part, if there are exactly as many.
    pub(crate) fn has_shape(&self, from: usize, shape: &[usize]) -> bool {
        let groups = &self.groups[from..];
        groups.len() >= shape.len() && groups.iter().zip(shape).all(|(group, len)| group.len() == *len)
    }

    /// Returns the digits of the groups of a part; `None` where they are more than any number has.
    pub(crate) fn digits(&self, from: usize, to: usize) -> Option<Digits> {
        let mut digits = Digits { digits: [0; DIGITS_MAX], len: 0 };
        for group in &self.groups[from..to] {
            for byte in &self.bytes[group.start..group.end] {
                *digits.digits.get_mut(digits.len)? = byte - b'0';
                digits.len += 1;
            }
        }
        Some(digits)
    }

    /// Says whether a part begins where a word could: not within a word, a decimal number or a time.
    pub(crate) fn begins(&self, from: usize) -> bool {
        let start = self.groups[from].start;
        match self.bytes[..start] {
            [] => true,
            [.., before, b'.' | b':' | b','] if before.is_ascii_digit() => false,
            [.., last] => !is_word(last),
        }
    }

    /// Says whether a part hangs on a word by a dash, a dot or a slash, as the parts of an identifier or a path do.
    pub(crate) fn hangs(&self, from: usize) -> bool {
        let start = self.groups[from].start;
        matches!(self.bytes[..start], [.., before, b'-' | b'/' | b'.'] if is_word(before)) && from == 0
    }

    /// Says whether a part ends where a word could.
    pub(crate) fn ends(&self, to: usize) -> bool {
        let end = self.groups[to - 1].end;
        match self.bytes[end..] {
            [] => true,
            [b'.' | b':' | b',', after, ..] if after.is_ascii_digit() && to == self.groups.len() => false,
            [b'-', after, ..] if is_word(after) && !after.is_ascii_digit() => false,
            [b'%', ..] => false,
            // An extension belongs to a telephone number.
            [b'x' | b'X', after, ..] if after.is_ascii_digit() => true,
            [next, ..] => !is_word(next),
        }
    }

    /// Says whether a group stands in brackets.
    pub(crate) fn in_brackets(&self, at: usize) -> bool {
        let Group { start, end } = self.groups[at];
        start > 0 && self.bytes[start - 1] == b'(' && self.bytes.get(end) == Some(&b')')
    }
}

/// Returns a number without its exponent or the fraction that says it has none (`4.477e11`, `1234.0`), as its digits; any
/// other value as it is.
pub(crate) fn whole_number(value: &[u8]) -> Cow<'_, [u8]> {
    let is_number = matches!(value, [b'0'..=b'9', ..] | [b'-' | b'+', b'0'..=b'9', ..]);
    if !is_number || !value.iter().any(|byte| matches!(byte, b'e' | b'E')) && !value.ends_with(b".0") {
        return Cow::Borrowed(value);
    }
    expanded(value).map_or(Cow::Borrowed(value), Cow::Owned)
}

/// Returns the digits of a number that has no fraction but in its notation.
fn expanded(value: &[u8]) -> Option<Vec<u8>> {
    let mark = value.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (mantissa, exponent) = value.split_at(mark.unwrap_or(value.len()));
    let exponent: i64 = match exponent {
        [] => 0,
        [_, exponent @ ..] => std::str::from_utf8(exponent).ok()?.parse().ok()?,
    };
    let point = mantissa.iter().position(|byte| *byte == b'.').unwrap_or(mantissa.len());
    let fraction = mantissa.get(point + 1..).unwrap_or_default();
    let mut digits = [&mantissa[..point], fraction].concat();
    if !digits.iter().skip(1).all(u8::is_ascii_digit) {
        return None;
    }
    let shift = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let zeros = usize::try_from(shift.unsigned_abs()).ok()?;
    if shift >= 0 {
        digits.resize(digits.len() + (zeros <= DIGITS_MAX).then_some(zeros)?, b'0');
        return Some(digits);
    }
    let (whole, fraction) = digits.split_at(digits.len().checked_sub(zeros)?);
    (!whole.is_empty() && fraction.iter().all(|digit| *digit == b'0')).then(|| whole.to_vec())
}

/// Says whether a byte belongs to a word.
pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == crate::normalize::LETTER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(text: &str) -> Vec<Vec<usize>> {
        let mut at = 0;
        let mut shapes = Vec::new();
        while let Some(cluster) = next_cluster(text.as_bytes(), at, Vec::new()) {
            shapes.push(cluster.groups.iter().map(|group| group.len()).collect());
            at = cluster.next_from();
        }
        shapes
    }

    #[test]
    fn joins_groups_by_what_people_write_between_them() {
        assert_eq!(shapes("+44 (0)20 7946-0018, 12:30"), [vec![2, 1, 2, 4, 4], vec![2], vec![2]]);
        let many: Vec<usize> = shapes(&"1 ".repeat(100)).iter().map(Vec::len).collect();
        assert_eq!(many, [48, 48, 36], "the last groups of a full cluster are the first of the next");
    }

    #[test]
    fn writes_whole_numbers_as_their_digits() {
        for (number, digits) in [
            ("4.47700900123e11", "447700900123"),
            ("4.47700900123E+11", "447700900123"),
            ("447700900123.0", "447700900123"),
            ("-447700900123.0", "-447700900123"),
            ("4111e12", "4111000000000000"),
            ("447700900123000e-3", "447700900123"),
            ("4477009001230.00e-1", "447700900123"),
            ("5.0", "5"),
        ] {
            assert_eq!(whole_number(number.as_bytes()), digits.as_bytes(), "{number}");
        }
        for other in ["447700900123", "12.50", "4.477009001234e11", "1e-5", "1e400", "1.2.0", "7e", "e7", "12:30.0", ""]
        {
            assert_eq!(whole_number(other.as_bytes()), other.as_bytes());
        }
    }

    #[test]
    fn tells_where_a_number_stands_free() {
        let stands_free = |text: &str| {
            let cluster = next_cluster(text.as_bytes(), 0, Vec::new()).unwrap();
            cluster.begins(0) && cluster.ends(cluster.groups.len())
        };
        for text in ["555 1234", "(555) 1234.", "tel:555 1234,", "555-1234x9"] {
            assert!(stands_free(text), "{text}");
        }
        for text in ["a5551234", "5551234ms", "id_5551234", "5551234-abcd", "5551234:00"] {
            assert!(!stands_free(text), "{text}");
        }
    }
}
