//! Telephone numbers: those of every country as the published numbering plans have them.
//!
//! A number with its country's code is checked against the plans. One without needs more: a name or a word that announces a
//! telephone, or the way numbers are written in a country (with a trunk zero, with an area code in brackets).

mod plan;

use super::birth_date;
use crate::clue::Clue;
use crate::forms::digits::Cluster;

const DIGITS_MIN: usize = 7;
const DIGITS_MAX: usize = 15;

/// Where a number ends (the group after its last), and why it is one.
type Read = (usize, &'static str);

/// Reads a telephone number that begins at a group.
pub(crate) fn read(cluster: &Cluster<'_>, from: usize, clue: Clue) -> Option<Read> {
    if has_plus(cluster, from) {
        return international(cluster, from, clue);
    }
    if !cluster.begins(from) {
        return None;
    }
    dialled_abroad(cluster, from, clue).or_else(|| match clue {
        Clue::Phone | Clue::Call => announced(cluster, from, clue),
        Clue::Nothing | Clue::Born | Clue::Postcode | Clue::Postal | Clue::Ip if !cluster.hangs(from) => {
            by_its_shape(cluster, from)
        }
        _ => None,
    })
}

/// Says whether all groups are one number with its country's code, with a trunk zero, or in the length of a large country's
/// numbers.
pub(crate) fn is_whole(cluster: &Cluster<'_>) -> bool {
    let Some(digits) = cluster.digits(0, cluster.groups.len()) else { return false };
    let abroad = digits.strip_prefix(&[0, 0]).unwrap_or(&digits);
    !is_moment(&digits)
        && (digits.len() >= 11 && plan::is_international(abroad)
            || digits.len() >= 9 && digits[0] == 0 && plan::is_with_trunk_zero(&digits)
            || digits.len() == 10 && (plan::is_north_american(&digits) || digits[0] >= 6 && plan::is_known(&digits)))
}

/// Returns where the number begins, with its plus and bracket.
pub(crate) fn start(cluster: &Cluster<'_>, from: usize) -> usize {
    let mut start = cluster.groups[from].start;
    if start > 0 && cluster.bytes[start - 1] == b'(' {
        start -= 1;
    }
    if has_plus(cluster, from) { start - usize::from(cluster.bytes[start - 1] == b'+') } else { start }
}

/// Says whether a plus stands before the group, and nothing before it that makes it a sum or a part of a word.
pub(crate) fn has_plus(cluster: &Cluster<'_>, from: usize) -> bool {
    let before = &cluster.bytes[..cluster.groups[from].start];
    let before = before.strip_suffix(b"(").unwrap_or(before);
    match before {
        [.., last, b'+'] => !last.is_ascii_alphanumeric() && *last != b'+',
        [b'+'] => true,
        _ => false,
    }
}

/// Reads the digits up to each group's end, a trunk zero in brackets left out; calls back with where it is.
fn longest(cluster: &Cluster<'_>, from: usize, max: usize, accepts: impl Fn(&[u8]) -> bool) -> Option<usize> {
    let mut digits = [0; DIGITS_MAX + 4];
    let mut len = 0;
    let mut best = None;
    for (at, group) in cluster.groups.iter().enumerate().skip(from) {
        let trunk_zero = at > from && cluster.in_brackets(at) && cluster.bytes[group.start] == b'0';
        let skip = usize::from(trunk_zero && group.len() == 1);
        for byte in &cluster.bytes[group.start + skip..group.end] {
            if len == max.min(digits.len()) {
                return best;
            }
            digits[len] = byte - b'0';
            len += 1;
        }
        if len >= DIGITS_MIN && cluster.ends(at + 1) && accepts(&digits[..len]) {
            best = Some(at + 1);
        }
    }
    best
}

fn international(cluster: &Cluster<'_>, from: usize, clue: Clue) -> Option<Read> {
    if let Some(to) = longest(cluster, from, DIGITS_MAX, plan::is_international) {
        return Some((to, "a number of its country's plan, written with a plus"));
    }
    // Plans leave out what is kept for fiction, and lag behind: a plus and a country's code say enough.
    let least = if matches!(clue, Clue::Phone | Clue::Call) { DIGITS_MIN } else { DIGITS_MIN + 3 };
    let has_country = |digits: &[u8]| digits.len() >= least && plan::has_country(digits);
    let to = longest(cluster, from, DIGITS_MAX, has_country)?;
    Some((to, "written with a plus and the code of a country"))
}

/// Reads a number that begins with what one dials to leave a country.
fn dialled_abroad(cluster: &Cluster<'_>, from: usize, clue: Clue) -> Option<Read> {
    let first = &cluster.bytes[cluster.groups[from].start..cluster.groups[from].end];
    let exit = if first.starts_with(b"00") { 2 } else { 3 };
    if exit == 3 && !first.starts_with(b"011") {
        return None;
    }
    let accepts = |digits: &[u8]| plan::is_international(&digits[exit..]);
    let to = longest(cluster, from, DIGITS_MAX + exit, |digits| digits.len() > exit + DIGITS_MIN && accepts(digits))?;
    let is_sure = matches!(clue, Clue::Phone | Clue::Call) || from == 0 && to >= 3 && clue != Clue::Technical;
    is_sure.then_some((to, "a number of its country's plan, written as it is dialled from abroad"))
}

/// Reads a number that a name or a word announces: the longest that some country has, or else all that stands together.
fn announced(cluster: &Cluster<'_>, from: usize, clue: Clue) -> Option<Read> {
    // `Mobile/15E148 Safari/6534.45.7` announces nothing.
    if cluster.hangs(from)
        && crate::clue::segment(cluster.bytes, cluster.groups[from].start).is_none()
        && matches!(cluster.bytes[cluster.groups[from].start - 1], b'/' | b'.' | b'-')
    {
        return None;
    }
    let why = "announced as a telephone number by a name or a word beside it";
    let is_known = |digits: &[u8]| {
        plan::is_known(digits) && !digits.starts_with(&[0, 0, 0]) && (clue == Clue::Phone || !is_moment(digits))
    };
    // "2025-114", "441057-2025" are numbers of files.
    let is_year = |at: usize| {
        cluster.groups[at].len() == 4 && matches!(&cluster.bytes[cluster.groups[at].start..][..2], b"19" | b"20")
    };
    if clue == Clue::Call
        && cluster.groups.len() == from + 2
        && cluster.between(from) == b"-"
        && (is_year(from) || is_year(from + 1))
    {
        return None;
    }
    if let Some(to) = longest(cluster, from, DIGITS_MAX, is_known) {
        return Some((to, why));
    }
    let len_min = if clue == Clue::Phone || cluster.groups.len() > from + 1 { DIGITS_MIN } else { DIGITS_MIN + 1 };
    let to = longest(cluster, from, DIGITS_MAX, |digits| digits.len() >= len_min)?;
    let digits = cluster.digits(from, to)?;
    let is_sane = !birth_date::is_compact(&digits)
        && !is_moment(&digits)
        && !digits.starts_with(&[0, 0, 0])
        && digits.iter().any(|digit| *digit != digits[0]);
    is_sane.then_some((to, why))
}

/// Says whether digits are seconds, milliseconds or finer since 1970, of these decades.
fn is_moment(digits: &[u8]) -> bool {
    matches!(digits.len(), 10 | 13) && digits[0] == 1 && (4..9).contains(&digits[1])
}

/// Reads a number that nothing announces, by how telephone numbers are written and hardly anything else is.
fn by_its_shape(cluster: &Cluster<'_>, from: usize) -> Option<Read> {
    north_american(cluster, from)
        .or_else(|| with_area_in_brackets(cluster, from))
        .or_else(|| with_trunk_zero(cluster, from))
        .or_else(|| indian(cluster, from))
}

fn north_american(cluster: &Cluster<'_>, from: usize) -> Option<Read> {
    let has_one = cluster.has_shape(from, &[1, 3, 3, 4]) && cluster.bytes[cluster.groups[from].start] == b'1';
    let to = if has_one { from + 4 } else { from + 3 };
    let first = if has_one { from + 1 } else { from };
    if !cluster.has_shape(first, &[3, 3, 4]) || !cluster.ends(to) {
        return None;
    }
    let digits = cluster.digits(first, to)?;
    plan::is_north_american(&digits).then_some((to, "a North American number, written in its usual groups"))
}

fn with_area_in_brackets(cluster: &Cluster<'_>, from: usize) -> Option<Read> {
    if !cluster.in_brackets(from) || !(2..=5).contains(&cluster.groups[from].len()) {
        return None;
    }
    let to = longest(cluster, from, 12, |digits| digits.len() >= 8 && plan::is_known(digits))?;
    (to > from + 1).then_some((to, "a telephone number with its area code in brackets"))
}

fn with_trunk_zero(cluster: &Cluster<'_>, from: usize) -> Option<Read> {
    let first = cluster.groups[from];
    let rest = &cluster.bytes[first.start..first.end];
    if !(rest.starts_with(b"0") && rest.get(1).is_some_and(|digit| *digit != b'0')) {
        return None;
    }
    let to = longest(cluster, from, 12, |digits| digits.len() >= 9 && plan::is_with_trunk_zero(digits))?;
    // "09.00-12.30" are times.
    let number = |at: usize| {
        cluster
            .digits(at, at + 1)
            .map_or(99, |digits| digits.iter().fold(0, |number, digit| number * 10 + u32::from(*digit)))
    };
    let is_time = cluster.has_shape(from, &[2, 2, 2, 2])
        && cluster.between(from) == b"."
        && cluster.between(from + 1) != b"."
        && number(from) < 25
        && number(from + 1) < 60;
    if is_time {
        return None;
    }
    let in_groups = to > from + 1 && (from..to - 1).all(|at| cluster.between(at) != b"." || to - from > 3);
    let in_one = to == from + 1 && cluster.between(from) != b"/" && (10..=11).contains(&first.len());
    (in_groups || in_one).then_some((to, "a number of some country's plan, written with its trunk zero"))
}

/// Five and five digits are how India writes its mobile numbers, and nothing else much.
fn indian(cluster: &Cluster<'_>, from: usize) -> Option<Read> {
    let is_mobile = cluster.has_shape(from, &[5, 5]) && cluster.bytes[cluster.groups[from].start] >= b'6';
    (is_mobile && cluster.ends(from + 2) && matches!(cluster.between(from), b" " | b"-"))
        .then_some((from + 2, "an Indian mobile number, written in its usual groups"))
}

/// Returns where an extension after the number ends: `x12`, ` ext. 123`.
pub(crate) fn extension(bytes: &[u8], end: usize) -> usize {
    const MARKS: &[&[u8]] = &[b"extension ", b"extension", b"ext. ", b"ext.", b"ext ", b"ext", b"x ", b"x", b"#"];
    let gap = end + bytes[end..].iter().take(2).take_while(|byte| b" ,".contains(byte)).count();
    let mark = MARKS
        .iter()
        .find(|mark| bytes[gap..].len() > mark.len() && bytes[gap..gap + mark.len()].eq_ignore_ascii_case(mark));
    let Some(mark) = mark else { return end };
    let from = gap + mark.len();
    let digits = bytes[from..].iter().take(8).take_while(|byte| byte.is_ascii_digit()).count();
    let is_free = bytes.get(from + digits).is_none_or(|next| !crate::forms::digits::is_word(*next));
    if (1..=7).contains(&digits) && is_free { from + digits } else { end }
}
