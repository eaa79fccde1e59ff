//! Digits that may belong together: groups of them with what people write between.

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

/// Says whether a byte belongs to a word.
pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == crate::view::LETTER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(text: &str) -> Vec<Vec<usize>> {
        let mut at = 0;
        let mut shapes = Vec::new();
        while let Some(cluster) = next_cluster(text.as_bytes(), at, Vec::new()) {
            shapes.push(cluster.groups.iter().map(|group| group.len()).collect());
            at = cluster.end();
        }
        shapes
    }

    #[test]
    fn joins_groups_by_what_people_write_between_them() {
        assert_eq!(shapes("+44 (0)20 7946-0018, 12:30"), [vec![2, 1, 2, 4, 4], vec![2], vec![2]]);
        assert_eq!(shapes(&"1 ".repeat(100)).iter().map(Vec::len).sum::<usize>(), 100);
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
