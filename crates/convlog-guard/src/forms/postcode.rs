//! Postcodes: the British and Canadian forms where the words around speak of an address, digits where they say postcode.

use crate::Rule;
use crate::clue::Clue;
use crate::forms::digits::{Cluster, is_word};
use crate::input::Input;
use crate::rule_match::RuleMatch;

const WHY: &str = "written like a postcode, where a name or a word speaks of one or of an address";

/// Appends the postcode that begins with this word, which has letters.
pub(crate) fn at_word(input: &Input<'_>, start: usize, found: &mut Vec<RuleMatch>) {
    let end =
        british(input.bytes, start).or_else(|| canadian(input.bytes, start)).or_else(|| dutch(input.bytes, start));
    if let Some(end) = end
        && matches!(input.clue(start, end), Clue::Postal | Clue::Postcode)
    {
        found.push(RuleMatch::new(start..end, Rule::Postcode, WHY));
    }
}

/// Reads a postcode of digits that is announced as one; returns the group after its last.
pub(crate) fn read(cluster: &Cluster<'_>, from: usize) -> Option<(usize, &'static str)> {
    if !cluster.begins(from) {
        return None;
    }
    let joined = |shape: &[usize], between: u8| cluster.has_shape(from, shape) && cluster.between(from) == [between];
    let to = if joined(&[5, 4], b'-')
        || joined(&[5, 3], b'-')
        || joined(&[3, 4], b'-')
        || joined(&[3, 2], b' ')
        || joined(&[2, 3], b'-')
    {
        from + 2
    } else if matches!(cluster.between(from), b"-") {
        return None;
    } else if (4..=8).contains(&cluster.groups[from].len()) && !(from > 0 && cluster.between(from - 1) == b"-") {
        from + 1
    } else {
        return None;
    };
    // A decimal number goes on after its dot.
    (cluster.ends(to) && !cluster.between(to - 1).starts_with(b".")).then_some((to, WHY))
}

/// Four digits and two capitals.
fn dutch(bytes: &[u8], start: usize) -> Option<usize> {
    let [digits @ .., one, other] = bytes.get(start..)?.first_chunk::<6>()?;
    let is_one = digits.iter().all(u8::is_ascii_digit) && one.is_ascii_uppercase() && other.is_ascii_uppercase();
    (is_one && bytes.get(start + 6).is_none_or(|next| !is_word(*next))).then_some(start + 6)
}

/// One or two letters, a digit and perhaps one more character; then a digit and two letters.
fn british(bytes: &[u8], start: usize) -> Option<usize> {
    let letters = bytes[start..].iter().take(3).take_while(|byte| byte.is_ascii_alphabetic()).count();
    if !(1..=2).contains(&letters) {
        return None;
    }
    let district = start + letters;
    bytes.get(district).filter(|byte| byte.is_ascii_digit())?;
    [2, 1].into_iter().find_map(|len| {
        let outward = district + len;
        bytes.get(district + 1..outward)?.iter().all(u8::is_ascii_alphanumeric).then_some(())?;
        let inward = outward + usize::from(bytes.get(outward) == Some(&b' '));
        let [digit, one, other] = *bytes.get(inward..)?.first_chunk::<3>()?;
        let is_one = digit.is_ascii_digit() && one.is_ascii_alphabetic() && other.is_ascii_alphabetic();
        (is_one && bytes.get(inward + 3).is_none_or(|next| !is_word(*next))).then_some(inward + 3)
    })
}

/// Letter, digit, letter; digit, letter, digit.
fn canadian(bytes: &[u8], start: usize) -> Option<usize> {
    let second = start + 3 + usize::from(matches!(bytes.get(start + 3), Some(b' ' | b'-')));
    let [l1, d1, l2] = *bytes.get(start..)?.first_chunk::<3>()?;
    let [d2, l3, d3] = *bytes.get(second..)?.first_chunk::<3>()?;
    let is_one = [l1, l2, l3].iter().all(u8::is_ascii_alphabetic) && [d1, d2, d3].iter().all(u8::is_ascii_digit);
    (is_one && bytes.get(second + 3).is_none_or(|next| !is_word(*next))).then_some(second + 3)
}
