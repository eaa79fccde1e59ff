//! Dates of birth: a date in digits or with a month's name, where a name or a word says that somebody was born then.

use crate::Rule;
use crate::clue::Clue;
use crate::forms::digits::{Cluster, is_word};
use crate::input::Input;
use crate::lexicon::{Text, in_name, in_text, key, text as words};
use crate::rule_match::RuleMatch;
use crate::text::Token;

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

/// Returns how long the groups are that dashes, dots and slashes part; those of a date are two or four.
pub(crate) fn shape(written: &[u8]) -> [usize; 3] {
    let mut lens = [0; 3];
    for (at, group) in written.split(|byte| b"-./".contains(byte)).enumerate() {
        match lens.get_mut(at) {
            Some(len) if group.iter().all(u8::is_ascii_digit) => *len = group.len(),
            _ => return [0; 3],
        }
    }
    lens
}

/// Says whether eight digits are a date without marks between.
pub(crate) fn is_compact(digits: &[u8]) -> bool {
    let number =
        |from: usize, to: usize| digits[from..to].iter().fold(0_u32, |number, digit| number * 10 + u32::from(*digit));
    let is_date = |year: u32, month: u32, day: u32| {
        (1850..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    digits.len() == 8
        && (is_date(number(0, 4), number(4, 6), number(6, 8)) || is_date(number(4, 8), number(2, 4), number(0, 2)))
}

/// The most words of a date before and after its month: "the twenty first of", "nineteen hundred and eighty four".
const WORDS_MAX: usize = 8;

/// A year in one word is no longer.
const WORD_BYTES_MAX: usize = 40;
/// What leads on to a date of birth without a word for it.
const BORN_ON: [&[u8]; 13] = [
    b"ne(e) le ",
    b" ne en ",
    b" nee en ",
    b" ne le ",
    b" nee le ",
    b"ik ben van ",
    b"ich bin vom ",
    b"je suis du ",
    b"soy del ",
    b"sono del ",
    b"sou de ",
    b"sou do dia ",
    b"je suis ne le ",
];

/// Says whether somebody says when they are from, directly before a date.
pub(crate) fn is_born_on(bytes: &[u8], from: usize) -> bool {
    BORN_ON
        .iter()
        .any(|lead| from.checked_sub(lead.len()).is_some_and(|start| bytes[start..from].eq_ignore_ascii_case(lead)))
}

/// Appends the dates in messages about dates that could not be read, where somebody may have been born then.
pub(crate) fn in_errors(bytes: &[u8], tokens: &[Token], found: &mut Vec<RuleMatch>) {
    const LEADS: [&[u8]; 4] = [b"time data ", b"isoformat string: ", b"Unparseable date: ", b"Invalid date: "];
    for quote in tokens.iter().filter(|token| token.is(b'\'') || token.is(b'"')) {
        if !LEADS.iter().any(|lead| bytes[..quote.start].ends_with(lead)) {
            continue;
        }
        let inside = &bytes[quote.end..];
        let len = inside.iter().take(DATE_BYTES_MAX).position(|byte| *byte == bytes[quote.start]).unwrap_or_default();
        let date = &inside[..len];
        let years = date.split(|byte| !byte.is_ascii_digit()).filter(|part| part.len() == 4);
        let is_early = years.map(year).any(|year| (1900..=YEAR_OF_BIRTH_MAX).contains(&year));
        let is_asked = || {
            let words = bytes[..bytes.len().min(ERROR_BYTES_MAX)].split(|byte| !byte.is_ascii_alphabetic());
            words.into_iter().any(|word| in_name(word) & (key::BORN | key::BIRTH_DATE) != 0)
        };
        if len >= 6 && !date.contains(&b':') && date.iter().any(u8::is_ascii_digit) && (is_early || is_asked()) {
            let range = quote.end..quote.end + len;
            found.push(RuleMatch::new(range, Rule::BirthDate, "a date that could not be read, of somebody's birth"));
        }
    }
}

/// A message about a date says what it is within so many bytes.
const ERROR_BYTES_MAX: usize = 512;
/// Dates in messages are no longer.
const DATE_BYTES_MAX: usize = 40;
/// Who calls was born by then.
const YEAR_OF_BIRTH_MAX: u32 = 2012;

fn year(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |year, digit| year * 10 + u32::from(digit - b'0'))
}

/// Reads a date around a month's name, in digits or in words; returns its range.
fn around_month(bytes: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let (from, before) = extend(bytes, start, false);
    let (to, after) = extend(bytes, end, true);
    (before || after).then_some((from, to))
}

/// Goes on from a month over what belongs to its date; returns where that ends, and whether there was a number.
fn extend(bytes: &[u8], month: usize, forward: bool) -> (usize, bool) {
    let mut reached = month;
    let mut has_number = false;
    let mut at = month;
    for _ in 0..WORDS_MAX {
        let Some((start, end)) = next_word(bytes, at, forward) else { break };
        let word = &bytes[start..end];
        let is_number = if word[0].is_ascii_digit() {
            let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
            digits <= 4 && (digits == word.len() || matches!(&word[digits..], b"st" | b"nd" | b"rd" | b"th" | b"er"))
        } else {
            is_spelled(word)
        };
        if !is_number && !is_joint(word) {
            break;
        }
        at = if forward { end } else { start };
        if is_number {
            has_number = true;
            reached = at;
        }
    }
    // "the seventh of April" begins with its article.
    if !forward && has_number && bytes[reached.saturating_sub(4)..reached].eq_ignore_ascii_case(b"the ") {
        reached -= 4;
    }
    (reached, has_number)
}

/// Returns the next word beside a place, with no more than a blank, a dash, a dot or a comma between.
fn next_word(bytes: &[u8], at: usize, forward: bool) -> Option<(usize, usize)> {
    let between = |byte: &&u8| b" -.,/'".contains(byte);
    if forward {
        let start = at + bytes[at..].iter().take(3).take_while(between).count();
        let len = bytes[start..].iter().take(WORD_BYTES_MAX).take_while(|byte| is_word(**byte)).count();
        (len > 0).then_some((start, start + len))
    } else {
        let end = at - bytes[..at].iter().rev().take(3).take_while(between).count();
        let len = bytes[..end].iter().rev().take(WORD_BYTES_MAX).take_while(|byte| is_word(**byte)).count();
        (len > 0).then_some((end - len, end))
    }
}

/// Says whether a word is of a number that is said: of a day or of a year.
fn is_spelled(word: &[u8]) -> bool {
    const SAID: Text = words::SAID_DIGIT | words::SAID_PAIR | words::SAID_TENS | words::SAID_OF_DATE;
    const COMPOUNDS: &[&[u8]] =
        &[b"hundert", b"tausend", b"honderd", b"duizend", b"mille", b"duemila", b"zig", b"tig", b"zeventig"];
    let has = |part: &&[u8]| word.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part));
    let says = in_text(word);
    says & SAID != 0 && says & words::SAID_BETWEEN == 0 && word.len() > 1
        || word.len() > 7 && COMPOUNDS.iter().any(has)
        || says & words::SAID_COMPOUND != 0
}

/// Says whether a word stands between the parts of a date.
fn is_joint(word: &[u8]) -> bool {
    const JOINTS: &str = "the of and de di do del y e et und le il el am dem den";
    JOINTS.split(' ').any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// Appends the date around this word, which is a month's name.
pub(crate) fn at_word(input: &Input<'_>, start: usize, end: usize, found: &mut Vec<RuleMatch>) {
    if let Some((from, to)) = around_month(input.bytes, start, end)
        && (input.clue(from, to) == Clue::Born || is_born_on(input.bytes, from))
    {
        found.push(RuleMatch::new(from..to, Rule::BirthDate, WHY));
    }
}

/// Says whether a word is a month's name, in full or short, in the languages we know.
pub(crate) fn is_month(word: &[u8]) -> bool {
    in_text(word) & words::MONTH != 0
}
