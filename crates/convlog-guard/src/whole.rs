//! Values that are personal as a whole because of the name they stand under.
//!
//! The name alone is not enough: `phone: "yes"` holds no telephone number and `password: null` no password. Each kind
//! asks the least of its value that still tells it from what is said about such a value.

use std::ops::Range;

use crate::Rule;
use crate::digits::whole_number;
use crate::key::Kind;
use crate::near::{is_letter, lookup};
use crate::rules::person::{Person, is_particle, names_thing};
use crate::rules::written::name_however;
use crate::words;

/// Returns the rule by which a value under a name of this kind is personal, and why; however long the value is.
pub(crate) fn judge(value: &[u8], kind: Kind, is_number: bool) -> Option<(Rule, &'static str)> {
    let number = whole_number(value.trim_ascii());
    let value = number.as_ref();
    if value.is_empty() {
        return None;
    }
    let traits = Traits::of(value);
    let judged = match kind {
        Kind::Phone | Kind::EndOfCall | Kind::Caller if is_phone(value, &traits, kind) => {
            (Rule::Phone, "digits under a name that announces a telephone number")
        }
        Kind::Email if value.contains(&b'@') && traits.blanks < 2 || is_spoken_address(value) => {
            (Rule::Email, "under a name that announces an e-mail address")
        }
        Kind::Card if (12..=19).contains(&traits.digits) && traits.letters == 0 => {
            (Rule::PaymentCard, "as many digits as a card has, under a name that announces one")
        }
        Kind::Iban if traits.digits >= 6 && traits.blanks < 9 => {
            (Rule::Iban, "under a name that announces a bank account")
        }
        Kind::National if is_national(value, &traits) => {
            (Rule::NationalId, "under a name that announces a number of a person")
        }
        Kind::BirthDate if is_birth_date(value, &traits) => {
            (Rule::BirthDate, "under a name that announces a date of birth")
        }
        Kind::Postcode if is_postcode(value, &traits) => (Rule::Postcode, "under a name that announces a postcode"),
        Kind::Address if is_address(value, &traits) => (Rule::Address, "under a name that announces an address"),
        Kind::Destination if is_destination(value, &traits) => {
            (Rule::Address, "written like an address, under a name for where something goes")
        }
        Kind::AddressPart if !is_number && traits.letters > 0 && !is_blank(value) => {
            (Rule::Address, "part of an address by its name")
        }
        Kind::Name if traits.letters > 0 && is_name(value, &traits) => {
            (Rule::Name, "under a name that announces a person's name")
        }
        Kind::Person | Kind::Someone | Kind::Caller
            if is_capitalised(value, &traits)
                && (kind != Kind::Person
                    || is_several(value) && !value.split(is_blank_byte).any(names_thing)
                    || is_known_word(value)) =>
        {
            (Rule::Name, "written like a name, under a word for a person")
        }
        Kind::WhichName if is_known_word(value) => (Rule::Name, "a name that many have, under which of names it is"),
        Kind::BareName if (is_given(value) || is_given_word(value)) && is_capitalised(value, &traits) => {
            (Rule::Name, "a name that many are given and another, under a name")
        }
        Kind::EndOfCall | Kind::Caller if value.contains(&b',') && is_destination(value, &traits) => {
            (Rule::Address, "written like an address, under a word for where something comes from or goes")
        }
        Kind::Pin if is_pin(value, &traits) => (Rule::Secret, "under a name that announces a secret code"),
        Kind::Secret if is_secret(value, &traits, is_number) => (Rule::Secret, "under a name that announces a secret"),
        _ => return None,
    };
    Some(judged)
}

/// What a value consists of.
struct Traits {
    digits: usize,
    letters: usize,
    blanks: usize,
    others: usize,
}

impl Traits {
    fn of(value: &[u8]) -> Traits {
        let mut traits = Traits { digits: 0, letters: 0, blanks: 0, others: 0 };
        for byte in value {
            match byte {
                b'0'..=b'9' => traits.digits += 1,
                b' ' | b'\t' | b'\n' => traits.blanks += 1,
                byte if is_letter(*byte) => traits.letters += 1,
                _ => traits.others += 1,
            }
        }
        traits
    }
}

fn is_phone(value: &[u8], traits: &Traits, kind: Kind) -> bool {
    let in_numbers = |byte: &u8| byte.is_ascii_digit() || b"+-(). /#*x;=".contains(byte);
    let value = value.strip_prefix(b"tel:").unwrap_or(value);
    let least = if kind == Kind::Phone { 5 } else { 8 };
    (least..=20).contains(&traits.digits)
        && value.iter().all(in_numbers)
        && !is_date(value)
        && (kind == Kind::Phone || value[0] == b'+' || value[0] == b'0' || traits.digits >= 10)
}

/// `2025-01-01` and `1.2.2025`: a date under the name of a telephone is when something was done with it.
fn is_date(value: &[u8]) -> bool {
    let parts: Vec<_> = value.split(|byte| b"-./".contains(byte)).map(<[u8]>::len).collect();
    matches!(parts[..], [4, 2, 2] | [1 | 2, 1 | 2, 4])
}

/// "ada at example dot org", as it is said.
fn is_spoken_address(value: &[u8]) -> bool {
    let has = |word: &[u8]| value.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
    has(b" at ") && has(b" dot ")
}

fn is_national(value: &[u8], traits: &Traits) -> bool {
    // Contributions to social security are amounts.
    let is_amount = matches!(value, [.., b'.' | b',', one, other] if one.is_ascii_digit() && other.is_ascii_digit())
        && traits.others == 1;
    !is_amount && traits.digits >= 4 && value.len() <= 40 && traits.blanks <= 8 && traits.digits + 6 >= traits.letters
}

fn is_birth_date(value: &[u8], traits: &Traits) -> bool {
    let names_a_month = value.split(|byte| !is_letter(*byte)).any(crate::rules::birth_date::is_month);
    value.len() <= 60 && (traits.digits >= 1 && traits.letters <= 12 || names_a_month)
}

fn is_postcode(value: &[u8], traits: &Traits) -> bool {
    if traits.letters > 0 {
        let is_short = value.len() <= 10 && traits.letters <= 5 && traits.others <= 1 && traits.blanks <= 1;
        return is_short && traits.digits > 0 && traits.digits + traits.letters >= 3;
    }
    let mut groups = value.split(|byte| !byte.is_ascii_digit());
    match (groups.next().map(<[u8]>::len), groups.next().map(<[u8]>::len), groups.next()) {
        (Some(3..=8), None, _) => true,
        (Some(one), Some(other), None) => matches!((one, other), (5, 3 | 4) | (3, 2..=4) | (2, 3)),
        _ => false,
    }
}

/// A line with a number or several words; not the address of a machine or a page.
fn is_address(value: &[u8], traits: &Traits) -> bool {
    let has = |part: &[u8]| value.windows(part.len()).any(|window| window == part);
    let technical = has(b"://") || value.starts_with(b"0x") || has(b"@") || has(b"::");
    // Some scripts have no blanks between words.
    let of_words = traits.blanks >= 1
        || is_several(value)
        || value.iter().filter(|byte| **byte == crate::view::LETTER).count() >= 3;
    traits.letters >= 3 && of_words && !technical && !is_blank(value)
}

/// A number of a house and a word with a capital; a place within a building seldom begins with a number.
fn is_destination(value: &[u8], traits: &Traits) -> bool {
    let has_capital = value.windows(2).any(|pair| is_blank_byte(&pair[0]) && pair[1].is_ascii_uppercase());
    value[0].is_ascii_digit() && has_capital && is_address(value, traits)
}

fn is_name(value: &[u8], traits: &Traits) -> bool {
    traits.digits <= 4 && !value.contains(&b'@') && !is_blank(value)
}

/// A blank, also as it is written in a query.
fn is_blank_byte(byte: &u8) -> bool {
    matches!(byte, b' ' | b'+')
}

fn is_several(value: &[u8]) -> bool {
    value.split(is_blank_byte).filter(|word| !word.is_empty()).count() > 1
}

/// Says whether a value of several words begins with a name that many are given.
fn is_given(value: &[u8]) -> bool {
    let first = value.split(is_blank_byte).next().unwrap_or_default();
    is_several(value) && lookup(first) & words::GIVEN != 0
}

/// Says whether a value is one name that many have, and no word beside.
fn is_known_word(value: &[u8]) -> bool {
    let says = words::all(value);
    let is_known = says & (words::GIVEN | words::SURNAME) != 0 && says & (words::NAME_TOO | words::OF_THINGS) == 0;
    is_known && value[0].is_ascii_uppercase() && value.iter().any(u8::is_ascii_lowercase)
}

/// Says whether a value is one name that many are given.
pub(crate) fn is_given_word(value: &[u8]) -> bool {
    is_known_word(value) && words::all(value) & words::GIVEN != 0
}

/// What stands between the names of a person.
fn is_joint(byte: &u8) -> bool {
    matches!(byte, b' ' | b',' | b'/' | b'+' | b'^' | b';')
}

/// Says whether [`known_part`] has to look closer.
pub(crate) fn may_be_name(value: &[u8]) -> bool {
    (5..=40).contains(&value.len()) && value[0].is_ascii_alphabetic() && value.iter().any(is_joint)
}

/// Returns the part of a value that is a name by itself: of one that many are given and one that many families have, in
/// any order, or after a title or a greeting.
pub(crate) fn known_part(value: &str) -> Option<Range<usize>> {
    let bytes = value.as_bytes();
    if !may_be_name(bytes) {
        return None;
    }
    let mut parts = bytes.split(is_joint).filter(|part| !part.is_empty());
    let (first, second) = (parts.next()?, parts.next()?);
    let first_says = words::all(first);
    if first_says & (words::GIVEN | words::SURNAME | words::TITLE | words::LEADING) == 0 {
        return None;
    }
    let end = bytes.iter().rposition(|byte| !matches!(byte, b'!' | b'.' | b'?')).map_or(0, |at| at + 1);
    if first_says & words::LEADING != 0 && parts.next().is_none() {
        let name = bytes.get(first.len() + 1..end).filter(|name| is_known_word(name))?;
        let is_greeting = bytes[first.len()] == b' ' && words::all(name) & words::GIVEN != 0;
        return is_greeting.then_some(first.len() + 1..end);
    }
    let last = parts.next_back().unwrap_or(second);
    let last_says = words::all(last);
    let both = words::GIVEN | words::SURNAME;
    let is_pair = first_says & words::GIVEN != 0 && last_says & words::SURNAME != 0
        || first_says & words::SURNAME != 0 && last_says & words::GIVEN != 0;
    let is_titled = first_says & words::TITLE != 0 && first[0].is_ascii_uppercase() && last_says & both != 0;
    let all_are_names =
        || bytes.split(is_joint).filter(|part| !part.is_empty()).skip(1).all(|part| !is_thing_of_any_case(part));
    (is_pair || is_titled).then_some(())?;
    all_are_names().then_some(0..bytes.len())
}

fn is_thing_of_any_case(word: &[u8]) -> bool {
    let says = words::all(word);
    let is_name = says & (words::GIVEN | words::SURNAME | words::NAME_TOO | words::PARTICLE) != 0;
    !is_name && (says != 0 || !word.iter().all(|byte| is_letter(*byte) || b"'-.".contains(byte)))
}

/// Says whether a value of several words ends in a name that many families have.
pub(crate) fn ends_in_surname(value: &[u8]) -> bool {
    let last = value.rsplit(is_blank_byte).next().unwrap_or_default();
    let is_surname = words::all(last) & words::SURNAME != 0;
    is_surname && is_several(value) && !value.split(is_blank_byte).any(names_thing)
}

/// Says whether a value is written like the name of a person.
pub(crate) fn is_like_a_name(value: &[u8]) -> bool {
    is_capitalised(value, &Traits::of(value))
}

/// One to five words that begin with capitals or are the small ones within names.
fn is_capitalised(value: &[u8], traits: &Traits) -> bool {
    let is_part = |word: &[u8]| {
        word.first().is_some_and(|first| first.is_ascii_uppercase() || *first == crate::view::LETTER)
            && word.iter().all(|byte| is_letter(*byte) || b"'-.".contains(byte))
    };
    let is_small = |word: &[u8]| !word[0].is_ascii_uppercase() && is_particle(word);
    let words = || value.split(is_blank_byte).filter(|word| !word.is_empty());
    let shouts = words().count() == 1 && value.len() > 1 && value.iter().all(u8::is_ascii_uppercase);
    // "Lovelace, Ada", "LOVELACE/ADA MS", "Ada d'Arc MD"
    let is_all = |name: Person| name.parts > 1 && name.range == (0..value.len());
    (2..=60).contains(&traits.letters)
        && traits.digits == 0
        && (1..=5).contains(&words().count())
        && !shouts
        && (words().all(|word| is_part(word) || is_small(word)) || name_however(value, 0, true).is_some_and(is_all))
        && words().all(|word| lookup(word) & words::BLANK == 0)
        && words().next().is_some_and(|first| lookup(first) & (words::THING | words::ID) == 0)
}

fn is_pin(value: &[u8], traits: &Traits) -> bool {
    (3..=12).contains(&value.len()) && traits.digits >= 3 && traits.digits + 2 >= value.len() - traits.blanks
}

fn is_secret(value: &[u8], traits: &Traits, is_number: bool) -> bool {
    if is_number {
        return traits.digits >= 4;
    }
    let is_scheme = value.starts_with(b"Bearer ") || value.starts_with(b"Basic ");
    let is_masked = value.iter().all(|byte| b"*.xX-[] ".contains(byte))
        || value.starts_with(b"[redacted")
        || value.starts_with(b"***");
    (value.len() >= 4 && traits.blanks <= 3 || is_scheme || traits.others > 8) && !is_masked && !is_blank(value)
}

/// Says whether a value says that there is none, or is none of a person.
fn is_blank(value: &[u8]) -> bool {
    lookup(value) & words::BLANK != 0
}
