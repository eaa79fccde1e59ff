//! Values that are personal as a whole because of the name they stand under.
//!
//! The name alone is not enough: `phone: "yes"` holds no telephone number and `password: null` no password. Each kind
//! asks the least of its value that still tells it from what is said about such a value.

use crate::Rule;
use crate::clue::is_letter;
use crate::forms;
use crate::forms::digits::whole_number;
use crate::key::Kind;
use crate::lexicon::in_name as lookup;
use crate::lexicon::key as words;
use crate::text::{self, Ask};

/// Returns the rule by which a value under a name of this kind is personal, and why; however long the value is.
pub(crate) fn judge(value: &[u8], kind: Kind, is_number: bool) -> Option<(Rule, &'static str)> {
    if matches!(
        kind,
        Kind::Unknown | Kind::Plain | Kind::Thing | Kind::Work | Kind::Identifier | Kind::Measure | Kind::Time
    ) {
        return None;
    }
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
        Kind::Email
            if value.contains(&b'@') && traits.blanks < 2 && !value.starts_with(b"@") || is_spoken_address(value) =>
        {
            (Rule::Email, "under a name that announces an e-mail address")
        }
        Kind::Card if (12..=19).contains(&traits.digits) && traits.letters == 0 => {
            (Rule::PaymentCard, "as many digits as a card has, under a name that announces one")
        }
        Kind::Iban
            if traits.digits >= 5
                && traits.blanks < 9
                && value.len() <= 48
                && traits.letters <= traits.digits + 2
                && !is_date(value)
                && !(value.contains(&b'/') && value.iter().any(u8::is_ascii_lowercase)) =>
        {
            (Rule::Iban, "under a name that announces a bank account")
        }
        Kind::Card if forms::is_pan(value) => (Rule::NationalId, "written like an Indian PAN, under its name"),
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
        Kind::Person | Kind::Someone | Kind::Caller if forms::bare_number(value) == Some(Rule::Phone) => {
            (Rule::Phone, "a number of its country's plan, under a word for a person")
        }
        Kind::Person if text::is_name(value, Ask::Two) => {
            (Rule::Name, "written like a name, under a word for a person")
        }
        Kind::Someone | Kind::Caller if is_like_a_name(value) => {
            (Rule::Name, "written like a name, under a word for a person")
        }
        Kind::WhichName if text::is_name(value, Ask::Known) => {
            (Rule::Name, "a name that many have, under which of names it is")
        }
        Kind::BareName if text::is_name(value, Ask::Known) => (Rule::Name, "a name that many have, under a name"),
        Kind::EndOfCall | Kind::Caller if value.contains(&b',') && is_destination(value, &traits) => {
            (Rule::Address, "written like an address, under a word for where something comes from or goes")
        }
        Kind::Reference if is_reference(value, &traits, is_number) => {
            (Rule::Reference, "under a name for a number by which a firm knows somebody")
        }
        Kind::Device if is_device(value, &traits) => {
            (Rule::Device, "under a name for what tells a device or a vehicle")
        }
        Kind::Location if is_location(value) => (Rule::Location, "degrees with decimals, under a name for a place"),
        Kind::House if traits.digits > 0 && value.len() <= 12 => {
            (Rule::Address, "under a name for the number of a house")
        }
        Kind::Keys if is_keys(value, is_number) => (Rule::Keys, "under a name for keys that were pressed"),
        Kind::Number => return bare_number(value),
        Kind::Signature if traits.blanks == 0 && traits.digits > 1 && traits.letters > 1 && value.len() >= 12 => {
            (Rule::Secret, "under a name for what a request is signed with")
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

/// Digits, perhaps with letters and marks; an id of a program is drawn or short.
fn is_reference(value: &[u8], traits: &Traits, is_number: bool) -> bool {
    let alphanumeric = traits.digits + traits.letters;
    let least = if is_number { 5 } else { 3 };
    traits.digits >= least
        && (5..=24).contains(&alphanumeric)
        && traits.letters <= traits.digits + 4
        && traits.blanks < 6
        && traits.others < 6
        && !value.contains(&b'@')
}

fn is_device(value: &[u8], traits: &Traits) -> bool {
    let is_marked =
        |byte: &u8| byte.is_ascii_alphanumeric() || b" -:.".contains(byte) || *byte == crate::normalize::LETTER;
    traits.digits >= 2
        && (4..=34).contains(&(traits.digits + traits.letters))
        && value.iter().all(is_marked)
        && !is_date(value)
        && (traits.letters > 0 || traits.digits >= IMEI_DIGITS)
}

/// Digits alone tell a device only where they are so many.
const IMEI_DIGITS: usize = 14;

/// Degrees to a hundred metres at least, one or two of them.
fn is_location(value: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_digit() || b".,;-+ ()NSEW".contains(byte);
    let decimals = value.split(|byte| *byte == b'.').skip(1);
    value.len() <= 48
        && value.iter().all(is_part)
        && decimals.map(|part| part.iter().take_while(|byte| byte.is_ascii_digit()).count()).any(|count| count >= 3)
}

/// Keys of a telephone, in a row or listed; a number of one digit may count them.
fn is_keys(value: &[u8], is_number: bool) -> bool {
    let is_key = |byte: &u8| byte.is_ascii_digit() || b"*#ABCDwW,- ".contains(byte);
    let has_key = value.iter().any(|byte| byte.is_ascii_digit() || b"*#".contains(byte));
    value.len() <= 64 && value.iter().all(is_key) && has_key && (!is_number || value.len() > 2)
}

/// Reads a number of which nothing is said but that it is one: a card's, or a telephone's with the code of its country.
fn bare_number(value: &[u8]) -> Option<(Rule, &'static str)> {
    match forms::bare_number(value)? {
        Rule::PaymentCard => Some((Rule::PaymentCard, "of a known card issuer and has a right check digit")),
        rule => Some((rule, "a number of its country's plan, under a name for numbers")),
    }
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
    // A passport's number may have few digits, among capitals.
    let is_lettered = traits.digits >= 2
        && (8..=12).contains(&value.len())
        && value.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    !is_amount
        && (traits.digits >= 4 || is_lettered)
        && value.len() <= 40
        && traits.blanks <= 8
        && traits.digits + 6 >= traits.letters
}

fn is_birth_date(value: &[u8], traits: &Traits) -> bool {
    let names_a_month = value.split(|byte| !is_letter(*byte)).any(crate::forms::birth_date::is_month);
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
        || text::places::is_street(value)
        || is_several(value)
        || value.iter().filter(|byte| **byte == crate::normalize::LETTER).count() >= 3;
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

/// Says whether a value is written like the name of a person: one to five words with capitals, none of them a thing's.
fn is_like_a_name(value: &[u8]) -> bool {
    text::is_name(value, Ask::Any) && value.iter().any(|byte| !byte.is_ascii_lowercase())
}

fn is_pin(value: &[u8], traits: &Traits) -> bool {
    (3..=12).contains(&value.len()) && traits.digits >= 3 && traits.digits + 2 >= value.len() - traits.blanks
}

fn is_secret(value: &[u8], traits: &Traits, is_number: bool) -> bool {
    if is_number {
        return traits.digits >= 4;
    }
    let is_scheme = value.starts_with(b"Bearer ") || value.starts_with(b"Basic ");
    // What is put in its place later is no secret: `{password}`, `<secret>`, `%s`, `${TOKEN}`.
    let is_template =
        matches!(value, [b'{', .., b'}'] | [b'<', .., b'>'] | [b'$', b'{', .., b'}'] | [b'%', _] | [b'%', b'(', ..])
            || value.windows(2).any(|pair| pair == b"{{" || pair == b"${")
            || traits.blanks > 0 && value.contains(&b'{');
    let is_masked = is_template
        || value.iter().all(|byte| b"*.xX-[] ".contains(byte))
        || value.starts_with(b"[redacted")
        || value.starts_with(b"***");
    (value.len() >= 4 && traits.blanks <= 3 || traits.digits >= 3 || is_scheme || traits.others > 8)
        && !is_masked
        && !is_blank(value)
}

/// Says whether a value says that there is none, or is none of a person.
fn is_blank(value: &[u8]) -> bool {
    lookup(value) & words::BLANK != 0
}
