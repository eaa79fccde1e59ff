//! Ids and names of things, which every reader sees: whether one is somebody's number or address.

use crate::key::Context;
use crate::{Rule, scan};

/// What an id can be taken for with certainty; a token, say, it may well be.
const RULES: [Rule; 5] = [Rule::Phone, Rule::Email, Rule::PaymentCard, Rule::Iban, Rule::NationalId];

/// An id of so many hex digits was drawn by a machine.
const DRAWN_MIN: usize = 16;
/// Fewer digits in a row, among letters, are nobody's number.
const NUMBER_MIN: usize = 10;
/// No id is longer.
const LEN_MAX: usize = 255;
/// The places of the dashes in a UUID.
const UUID_DASHES: [usize; 4] = [8, 13, 18, 23];
const UUID_LEN: usize = 36;

/// Returns the rule by which an id or a name of a thing is personal, which it ought not to be.
#[must_use]
pub fn judge_id(id: &str) -> Option<Rule> {
    if is_drawn(id.as_bytes()) {
        return None;
    }
    let found = scan::scan(id, Context::default(), false);
    found.into_iter().map(|found| found.rule).find(|rule| RULES.contains(rule))
}

/// Says whether a machine drew the id: a UUID, or many hex digits, behind two capital letters or not. Most ids are, and no
/// rule has to read them, unless the digits among them are a number by themselves.
fn is_drawn(id: &[u8]) -> bool {
    let hex = match id {
        [first, second, rest @ ..] if first.is_ascii_uppercase() && second.is_ascii_uppercase() => rest,
        _ => id,
    };
    if !(DRAWN_MIN..=LEN_MAX).contains(&hex.len()) {
        return false;
    }
    let (mut letters, mut dashes, mut others) = (0, 0, 0);
    for byte in hex {
        let (letter, dash) = (u8::from((b'a'..=b'f').contains(byte)), u8::from(*byte == b'-'));
        letters += letter;
        dashes += dash;
        others |= 1 ^ (letter | dash | u8::from(byte.is_ascii_digit()));
    }
    let has_form = match dashes {
        0 => true,
        4 => hex.len() == UUID_LEN && UUID_DASHES.iter().all(|at| hex[*at] == b'-'),
        _ => false,
    };
    others == 0 && letters > 0 && has_form && !has_number(hex)
}

/// Says whether so many digits follow each other, over dashes, that they are a number.
fn has_number(hex: &[u8]) -> bool {
    let is_in_row = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
    // A row that long has a place among every tenth, so no others need to be looked at.
    (NUMBER_MIN - 1..hex.len()).step_by(NUMBER_MIN).filter(|at| is_in_row(&hex[*at])).any(|at| {
        let before = hex[..at].iter().rev().take_while(|byte| is_in_row(byte));
        let row = hex[at..].iter().take_while(|byte| is_in_row(byte)).chain(before);
        row.filter(|byte| byte.is_ascii_digit()).count() >= NUMBER_MIN
    })
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
            "6f9619ff-8b86-4011-b42d00-cf4fc964ff",
            "0a1122334455c",
            "0a11223344556677c0a0a0a0",
            "0a0a0a0a0a0a0a0a1122334455",
            "1122334455a0a0a0a0a0a0",
            "0a0a0a0a0a0a0a0a0A",
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
