//! Ids and names of things, which every reader sees: whether one is somebody's number or address.

use crate::key::Context;
use crate::memo::{self, Way};
use crate::{Rule, text};

/// What an id can be taken for with certainty; a token, say, it may well be.
const RULES: [Rule; 5] = [Rule::Phone, Rule::Email, Rule::PaymentCard, Rule::Iban, Rule::NationalId];

/// An id of so many hex digits was drawn by a machine.
const DRAWN_MIN: usize = 16;
/// Fewer digits in a row, among letters, are nobody's number.
const NUMBER_MIN: usize = 10;
/// The places of the dashes in a UUID.
const UUID_DASHES: [usize; 4] = [8, 13, 18, 23];
const UUID_LEN: usize = 36;

/// Returns the rule by which an id or a name of a thing is personal, which it ought not to be.
#[must_use]
pub fn judge_id(id: &str) -> Option<Rule> {
    if is_drawn(id.as_bytes()) {
        return None;
    }
    let rules = memo::unless_clean(id, Way::Id, || {
        let found = text::look(id, Context::default(), false);
        found.into_iter().map(|found| found.rule).filter(|rule| RULES.contains(rule)).collect()
    });
    rules.first().copied()
}

/// Says whether a machine drew the id: a UUID, or many hex digits, behind two capital letters or not. Most ids are, and no
/// rule has to read them, unless the digits among them are a number by themselves.
fn is_drawn(id: &[u8]) -> bool {
    let hex = match id {
        [first, second, rest @ ..] if first.is_ascii_uppercase() && second.is_ascii_uppercase() => rest,
        _ => id,
    };
    let is_uuid = hex.len() == UUID_LEN;
    if hex.len() < DRAWN_MIN {
        return false;
    }
    let (mut digits, mut letters) = (0, 0);
    for (at, byte) in hex.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'a'..=b'f' => (digits, letters) = (0, letters + 1),
            b'-' if is_uuid && UUID_DASHES.contains(&at) => {}
            _ => return false,
        }
        if digits >= NUMBER_MIN {
            return false;
        }
    }
    letters > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_drew_is_read_by_no_rule() {
        for id in [
            "6f9619ff-8b86-4011-b42d-00cf4fc964ff",
            "CAa123456b89abcdef0123456b89abcdef",
            "0a11223b3445566c",
            "abcdef0123456fabcdef0123456fabcd",
        ] {
            assert!(is_drawn(id.as_bytes()), "{id}");
            assert_eq!(judge_id(id), None);
        }
        for id in [
            "",
            "0a11223b344556c",
            "441134960000",
            "00112233-4455-6677-8899-aabbccddeeff",
            "6f9619ff8b86-4011-b42d-00cf4fc964ff",
            "+44 113 496 0000",
            "abcdefab441134960000",
            "ada@example.com.abcdef",
        ] {
            assert!(!is_drawn(id.as_bytes()), "{id}");
        }
        assert_eq!(judge_id("+44 113 496 0000"), Some(Rule::Phone));
        assert_eq!(judge_id("ada@example.com"), Some(Rule::Email));
    }
}
