//! National numbers that are digits alone.

use super::elsewhere::{
    is_argentine, is_chilean, is_czech, is_emirati, is_korean, is_nis, is_swiss, is_thai, is_uruguayan,
};
use crate::clue::Clue;
use crate::forms::check::{luhn, mod_11_10, number, verhoeff, weighted};
use crate::forms::digits::Cluster;

type Check = fn(&[u8]) -> bool;

/// Groups, the single bytes between them, the check, and why it is one.
type Form = (&'static [usize], &'static [u8], Check, &'static str);

/// Forms that hardly anything else has: found without a word that announces them.
const FORMS: &[Form] = &[
    (&[3, 2, 4], b"--", is_us, "written like a US social security number, in ranges that were given out"),
    (&[3, 2, 4], b"  ", is_us, "written like a US social security number, in ranges that were given out"),
    (&[3, 3, 3, 2], b"..-", is_cpf, "written like a Brazilian CPF and has right check digits"),
    (&[2, 3, 3, 4, 2], b"../-", is_cnpj, "written like a Brazilian CNPJ and has right check digits"),
    (&[4, 4, 4], b"  ", is_aadhaar, "written like an Indian Aadhaar and has a right check digit"),
    (&[4, 4, 4], b"--", is_aadhaar, "written like an Indian Aadhaar and has a right check digit"),
    (&[2, 3, 3, 3], b"   ", is_german, "written like a German tax number and has a right check digit"),
    (&[1, 2, 2, 2, 3, 3, 2], b"      ", is_french, "written like a French social security number and has a right key"),
    (&[1, 2, 2, 2, 3, 3, 2], b"     -", is_french, "written like a French social security number and has a right key"),
    (&[13, 2], b" ", is_french, "written like a French social security number and has a right key"),
    (&[15], b"", is_french, "written like a French social security number and has a right key"),
    (&[6, 4], b"-", is_swedish, "written like a Swedish personal number and has a right check digit"),
    (&[8, 4], b"-", is_swedish, "written like a Swedish personal number and has a right check digit"),
    (&[3, 5, 2, 1], b"..-", is_nis, "written like a Brazilian NIS and has a right check digit"),
    (&[2, 3, 3, 1], b"..-", is_chilean, "written like a Chilean RUT and has a right check digit"),
    (&[1, 3, 3, 1], b"..-", is_uruguayan, "written like a Uruguayan identity number and has a right check digit"),
    (&[2, 8, 1], b"--", is_argentine, "written like an Argentine CUIL and has a right check digit"),
    (&[3, 4, 4, 2], b"...", is_swiss, "written like a Swiss AHV number and has a right check digit"),
    (&[3, 4, 7, 1], b"---", is_emirati, "written like an Emirates id and has a right check digit"),
    (&[1, 4, 5, 2, 1], b"----", is_thai, "written like a Thai identity number and has a right check digit"),
    (&[6, 7], b"-", is_korean, "written like a Korean resident number and has a right check digit"),
    (&[6, 4], b"/", is_czech, "written like a Czech or Slovak birth number and has a right check digit"),
];

/// Checks for digits that something announces, by their number.
const CHECKS: &[(usize, Check, &str)] = &[
    (8, is_australian, "announced, and passes the check of an Australian tax number"),
    (9, is_us, "announced, and in ranges that were given out as US social security numbers"),
    (9, is_dutch, "announced, and passes the check of a Dutch citizen number"),
    (9, is_australian, "announced, and passes the check of an Australian tax number"),
    (9, luhn, "announced, and passes the check of a Canadian insurance number"),
    (10, is_nhs, "announced, and passes the check of a British NHS number"),
    (10, is_swedish, "announced, and passes the check of a Swedish personal number"),
    (12, is_swedish, "announced, and passes the check of a Swedish personal number"),
    (11, mod_11_10, "announced, and passes the check of a German tax number"),
    (11, is_cpf, "announced, and passes the check of a Brazilian CPF"),
    (11, is_polish, "announced, and passes the check of a Polish PESEL"),
    (12, is_aadhaar, "announced, and passes the check of an Indian Aadhaar"),
    (13, is_french_bare, "announced, and written like a French social security number"),
    (14, is_cnpj, "announced, and passes the check of a Brazilian CNPJ"),
    (15, is_french, "announced, and passes the check of a French social security number"),
];

/// Reads a national number that begins at a group; returns the group after its last.
pub(crate) fn read(cluster: &Cluster<'_>, from: usize, clue: Clue) -> Option<(usize, &'static str)> {
    if !cluster.begins(from) || cluster.hangs(from) && clue != Clue::National {
        return None;
    }
    if clue == Clue::National {
        return announced(cluster, from);
    }
    let fits = |(shape, between, check, _): &&Form| {
        let to = from + shape.len();
        cluster.has_shape(from, shape)
            && cluster.ends(to)
            && between.iter().enumerate().all(|(at, byte)| cluster.between(from + at) == [*byte])
            && cluster.digits(from, to).is_some_and(|digits| check(&digits))
    };
    // What is announced as something else keeps that, unless its groups say otherwise.
    let (shape, _, _, why) = FORMS.iter().find(fits)?;
    let may_be = shape.len() > 1 && clue != Clue::Phone || matches!(clue, Clue::Nothing);
    (may_be && clue != Clue::Card && (clue != Clue::Technical || shape.len() > 2)).then_some((from + shape.len(), *why))
}

/// Reads digits that are announced as a national number: the longest that pass a check, or else all.
fn announced(cluster: &Cluster<'_>, from: usize) -> Option<(usize, &'static str)> {
    let mut best = None;
    let mut all = None;
    for to in from + 1..=cluster.groups.len().min(from + 8) {
        let Some(digits) = cluster.digits(from, to) else { break };
        if !cluster.ends(to) {
            continue;
        }
        let passed = CHECKS.iter().find(|(len, check, _)| *len == digits.len() && check(&digits));
        best = passed.map(|(_, _, why)| (to, *why)).or(best);
        if (7..=18).contains(&digits.len()) {
            all = Some((to, "announced as a number that a state gives"));
        }
    }
    // What goes on after a dash, a dot or a slash, or in short groups, is one number, whatever its beginning happens to pass.
    if let (Some((to, _)), Some((end, _))) = (best, all)
        && (is_joined(cluster, to, end) || is_printed(cluster, from, end))
    {
        return if to == end { best } else { all };
    }
    best.or(all)
}

/// Says whether only a dash, a dot or a slash stands between the groups from one before a place on.
fn is_joined(cluster: &Cluster<'_>, to: usize, end: usize) -> bool {
    (to..end).all(|at| matches!(cluster.between(at - 1), [b'-' | b'.' | b'/']))
}

/// Says whether the groups are all short, as they are printed on papers.
fn is_printed(cluster: &Cluster<'_>, from: usize, end: usize) -> bool {
    let groups = &cluster.groups[from..end];
    groups.iter().all(|group| group.len() <= 4) && groups.iter().map(|group| group.len()).sum::<usize>() <= 15
}

fn is_us(digits: &[u8]) -> bool {
    let (area, group, serial) = (number(&digits[..3]), number(&digits[3..5]), number(&digits[5..]));
    area != 0
        && area != 666
        && (area < 900 || matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99))
        && group != 0
        && serial != 0
}

fn is_nhs(digits: &[u8]) -> bool {
    let check = 11 - weighted(digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    check % 11 == u32::from(digits[9])
}

/// Germany: the check digit, no zero in front, and of the first ten digits one stands twice or thrice.
fn is_german(digits: &[u8]) -> bool {
    let mut times = [0; 10];
    for digit in &digits[..10] {
        times[usize::from(*digit)] += 1;
    }
    let repeats = times.iter().filter(|times| **times > 1).count();
    digits[0] != 0 && repeats == 1 && times.iter().all(|times| *times < 4) && mod_11_10(digits)
}

fn is_french(digits: &[u8]) -> bool {
    is_french_bare(digits) && number(&digits[..13]) % 97 + number(&digits[13..]) == 97
}

fn is_french_bare(digits: &[u8]) -> bool {
    let month = number(&digits[3..5]);
    matches!(digits[0], 1..=4 | 7 | 8) && matches!(month, 1..=12 | 20 | 30..=42 | 50..=99)
}

fn is_aadhaar(digits: &[u8]) -> bool {
    digits[0] > 1 && verhoeff(digits)
}

/// Says whether the last digit is that of the weighted sum before it, by Brazil's way of eleven.
fn brazilian(digits: &[u8], weights: &[u32]) -> bool {
    let rest = weighted(digits, weights) % 11;
    u32::from(digits[weights.len()]) == if rest < 2 { 0 } else { 11 - rest }
}

fn is_cpf(digits: &[u8]) -> bool {
    let varies = digits.iter().any(|digit| *digit != digits[0]);
    varies && brazilian(digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) && brazilian(digits, &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
}

fn is_cnpj(digits: &[u8]) -> bool {
    let varies = digits.iter().any(|digit| *digit != digits[0]);
    varies
        && brazilian(digits, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
        && brazilian(digits, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
}

fn is_dutch(digits: &[u8]) -> bool {
    let sum = i64::from(weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2])) - i64::from(digits[8]);
    sum != 0 && sum % 11 == 0
}

fn is_polish(digits: &[u8]) -> bool {
    let (month, day) = (number(&digits[2..4]) % 20, number(&digits[4..6]));
    (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

/// Sweden: a date (days of coordination numbers are sixty more) and Luhn over the ten digits without the century.
fn is_swedish(digits: &[u8]) -> bool {
    let short = &digits[digits.len() - 10..];
    let (month, day) = (number(&short[2..4]), number(&short[4..6]) % 60);
    (1..=12).contains(&month) && (1..=31).contains(&day) && luhn(short)
}

fn is_australian(digits: &[u8]) -> bool {
    let weights: &[u32] = if digits.len() == 9 { &[1, 4, 3, 7, 5, 8, 6, 9, 10] } else { &[10, 7, 8, 4, 6, 3, 5, 1] };
    weighted(digits, weights).is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::digits::next_cluster;

    fn reads(text: &str, clue: Clue) -> bool {
        let cluster = next_cluster(text.as_bytes(), 0, Vec::new()).unwrap();
        read(&cluster, 0, clue).is_some_and(|(to, _)| to == cluster.groups.len())
    }

    #[test]
    fn finds_the_forms_by_themselves_and_only_with_their_check() {
        let pairs = [
            ("536-90-4399", "000-90-4399"),
            ("111.444.777-35", "111.444.777-36"),
            ("11.444.777/0001-61", "11.444.777/0001-62"),
            ("2345 6789 0124", "2345 6789 0125"),
            ("86 095 742 719", "86 095 742 718"),
            ("2 55 08 14 168 025 38", "2 55 08 14 168 025 39"),
            ("255081416802538", "255081416802539"),
            ("811228-9874", "811228-9875"),
        ];
        for (right, wrong) in pairs {
            assert!(reads(right, Clue::Nothing), "{right}");
            assert!(!reads(wrong, Clue::Nothing), "{wrong}");
        }
    }

    #[test]
    fn checks_what_is_announced() {
        for number in ["943 476 5919", "111222333", "44051401359", "123456782", "046454286", "86095742719"] {
            assert!(reads(number, Clue::National), "{number}");
            assert!(!reads(number, Clue::Nothing), "{number}");
        }
    }
}
