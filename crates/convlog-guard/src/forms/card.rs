//! Payment cards: a known issuer's digits in front, a right check digit at the end (ISO/IEC 7812).

use super::check;
use crate::clue::Clue;
use crate::forms::digits::Cluster;

/// Reads a card's number that begins at a group; returns the group after its last.
pub(crate) fn read(cluster: &Cluster<'_>, from: usize, clue: Clue) -> Option<(usize, &'static str)> {
    if !cluster.begins(from) || cluster.hangs(from) && clue != Clue::Card {
        return None;
    }
    let mut to = from;
    let mut len = 0;
    let mut longest = None;
    while to < cluster.groups.len() && len < 19 {
        len += cluster.groups[to].len();
        to += 1;
        let in_one = to == from + 1;
        let usual = in_one || is_grouped(cluster, from, to);
        if (12..=19).contains(&len) && cluster.ends(to) && usual && is_card(cluster, from, to, clue) {
            longest = Some((to, "of a known card issuer and has a right check digit"));
        }
    }
    longest
}

/// Says whether the groups are those that are embossed: fours, or four, six and five (or four).
fn is_grouped(cluster: &Cluster<'_>, from: usize, to: usize) -> bool {
    let fours = cluster.groups[from..to - 1].iter().all(|group| group.len() == 4) && cluster.groups[to - 1].len() <= 4;
    let is_even = matches!(cluster.separator(from, to), Some(b' ' | b'-'));
    is_even && (fours || cluster.has_shape(from, &[4, 6, 5]) || cluster.has_shape(from, &[4, 6, 4]))
}

fn is_card(cluster: &Cluster<'_>, from: usize, to: usize, clue: Clue) -> bool {
    let Some(digits) = cluster.digits(from, to) else { return false };
    if !check::luhn(&digits) || digits.iter().all(|digit| *digit == 0) {
        return false;
    }
    let in_one = to == from + 1;
    match clue {
        Clue::Card => true,
        Clue::Technical | Clue::Phone if in_one => false,
        _ => is_issued(&digits),
    }
}

/// Says whether an issuer has numbers that begin so and are as long.
fn is_issued(digits: &[u8]) -> bool {
    let prefix = |len: usize| digits[..len].iter().fold(0_u32, |number, digit| number * 10 + u32::from(*digit));
    match (digits.len(), prefix(1), prefix(2), prefix(4)) {
        (16 | 19, 4, ..) => true,
        (16, _, 51..=55, _) | (16, _, _, 2221..=2720) => true,
        (15, _, 34 | 37, _) => true,
        (16 | 19, _, 65, _) | (16 | 19, _, _, 6011 | 6440..=6499) => true,
        (14, _, 36 | 38 | 39, _) | (14, _, _, 3000..=3059) => true,
        (16, _, _, 3528..=3589) => true,
        (16..=19, _, 62 | 81, _) => true,
        // Maestro, RuPay, Mir, Elo and Hipercard.
        (16, _, 50 | 56..=58 | 60 | 63 | 67, _) | (16, _, _, 2200..=2204) => true,
        _ => false,
    }
}
