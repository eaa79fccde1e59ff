//! Dates of birth: a date in digits or with a month's name, where a name or a word says that somebody was born then.

use crate::Rule;
use crate::digits::{Cluster, is_word};
use crate::found::Found;
use crate::input::Input;
use crate::near::{Near, is_letter};

pub(crate) const WHY: &str = "a date, and a name or a word beside it says that it is one of birth";

/// Returns the group after a date in digits that begins at a group, whatever the date is of.
pub(crate) fn in_digits(cluster: &Cluster<'_>, from: usize) -> Option<usize> {
    let to = from + 3;
    if to > cluster.groups.len() || !matches!(cluster.separator(from, to), Some(b'-' | b'.' | b'/')) {
        return None;
    }
    let lens = [0, 1, 2].map(|at| cluster.groups[from + at].len());
    let number = |at: usize| {
        let group = cluster.groups[from + at];
        cluster.bytes[group.start..group.end].iter().fold(0_u32, |number, byte| number * 10 + u32::from(byte - b'0'))
    };
    let (year, one, other) = match lens {
        [4, 1 | 2, 1 | 2] => (number(0), number(1), number(2)),
        [1 | 2, 1 | 2, 4] => (number(2), number(0), number(1)),
        [1 | 2, 1 | 2, 2] => (1900 + number(2), number(0), number(1)),
        _ => return None,
    };
    let is_date = (1850..2150).contains(&year) && one.min(other) <= 12 && one.max(other) <= 31 && one.min(other) > 0;
    is_date.then_some(to)
}

/// Reads a date around a month's name; returns its range.
pub(crate) fn around_month(bytes: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    if !is_month(&bytes[start..end]) {
        return None;
    }
    let (from, day_before) = match back(bytes, start) {
        Some(from) => (from, true),
        None => (start, false),
    };
    let mut to = end;
    let mut numbers = 0;
    while numbers < if day_before { 1 } else { 2 } {
        let gap = bytes[to..].iter().take(5).take_while(|byte| b" .,-/de".contains(byte)).count();
        let digits = bytes[to + gap..].iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 || digits > 4 {
            break;
        }
        to += gap + digits;
        if matches!(bytes.get(to..to + 2), Some(b"st" | b"nd" | b"rd" | b"th")) {
            to += 2;
        }
        numbers += 1;
    }
    (numbers > 0 || day_before).then_some((from, to))
}

/// Returns where the day before a month begins: `7 `, `7th of `, `7. `, `7 de `.
fn back(bytes: &[u8], start: usize) -> Option<usize> {
    let floor = start.saturating_sub(10);
    let window = &bytes[floor..start];
    let last = window.iter().rposition(u8::is_ascii_digit)?;
    let between = &window[last + 1..];
    let is_joined = between.iter().all(|byte| is_letter(*byte) || b" .-/,".contains(byte))
        && between.split(|byte| !is_letter(*byte)).all(|word| {
            matches!(word, b"" | b"st" | b"nd" | b"rd" | b"th" | b"of" | b"de" | b"di" | b"do" | b"er" | b"the")
        });
    let first = window[..=last].iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    let is_free = floor + first == 0 || !is_word(bytes[floor + first - 1]);
    (is_joined && last - first < 2 && is_free).then_some(floor + first)
}

/// Appends the dates around a month's name that is this word.
pub(crate) fn at_word(input: &Input<'_>, start: usize, end: usize, found: &mut Vec<Found>) {
    if let Some((from, to)) = around_month(input.bytes, start, end)
        && input.clue(from, to) == Near::Born
    {
        found.push(Found::new(from..to, Rule::BirthDate, WHY));
    }
}

/// Says whether a word is a month's name, in full or short, in the languages we know.
pub(crate) fn is_month(word: &[u8]) -> bool {
    const MONTHS: &[&str] = &[
        "jan feb mar apr may jun jul aug sep sept oct nov dec",
        "january february march april june july august september october november december",
        "januar februar marz maerz mai juni juli oktober dezember dez okt jan",
        "janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene abr ago dic",
        "janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro fev set out",
        "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre",
        "januari februari maart mei augustus",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
        "maj augusti",
    ];
    if !(3..=12).contains(&word.len()) || !word[0].is_ascii_alphabetic() {
        return false;
    }
    let is_it = |month: &str| month.as_bytes().eq_ignore_ascii_case(word);
    MONTHS.iter().any(|months| months.split(' ').any(is_it))
}
