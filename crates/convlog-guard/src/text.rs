//! One text: which rules read it, in which order.

use std::ops::Range;

use crate::found::{Found, settle};
use crate::input::Input;
use crate::key::{Context, Kind};
use crate::named::{self, Named};
use crate::rules::{email, iban, ip, numbers, secret};
use crate::survey::Survey;
use crate::view::View;
use crate::words::{self, Says};
use crate::{Rule, memo, pass, whole};

/// A personal part of a text, and why it is one.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) range: Range<usize>,
    pub(crate) rule: Rule,
    pub(crate) why: &'static str,
}

/// Shorter texts hold no seven digits in words, and no two names in a sentence.
const SPOKEN_BYTES_MIN: usize = 10;
/// The shortest token that begins like those of a known service.
const TOKEN_BYTES_MIN: usize = 18;
/// Longer values are read for their own sake, whatever their name says about numbers.
const TECHNICAL_BYTES_MAX: usize = 64;

/// A blank at least so often is in a sentence in which somebody says a number or their name.
const SPOKEN_BLANKS_MIN: u8 = 2;
/// Numbers with fewer digits are no one's by themselves.
const NUMBER_BYTES_MIN: usize = 7;

/// Returns what is personal in a text, in order and not overlapping.
pub(crate) fn scan(text: &str, context: Context, is_number: bool) -> Vec<Finding> {
    let survey = Survey::of(text.as_bytes());
    let is_quiet = is_quiet(text, survey, context, is_number);
    if is_quiet && (is_number || !whole::may_be_name(text.as_bytes())) {
        return Vec::new();
    }
    memo::unless_clean(text, way(context, is_number), || {
        let found = if is_quiet { Vec::new() } else { read_surveyed(text, survey, context, is_number) };
        if found.is_empty() && !is_number { known_name(text).into_iter().collect() } else { found }
    })
}

/// Returns the name that a text is as a whole.
pub(crate) fn known_name(text: &str) -> Option<Finding> {
    whole::known_part(text).map(|range| Finding { range, rule: Rule::Name, why: "two names that many have" })
}

fn way(context: Context, is_number: bool) -> memo::Way {
    if is_number { memo::Way::Number(context) } else { memo::Way::Value(context) }
}

/// Reads a text of which nothing is known yet.
pub(crate) fn look(text: &str, context: Context, is_number: bool) -> Vec<Finding> {
    let survey = Survey::of(text.as_bytes());
    if is_quiet(text, survey, context, is_number) {
        return Vec::new();
    }
    read_surveyed(text, survey, context, is_number)
}

fn read_surveyed(text: &str, survey: Survey, context: Context, is_number: bool) -> Vec<Finding> {
    if survey.is_odd() {
        let view = View::folded(text);
        return read(text, &view, Survey::of(view.bytes()), context, is_number);
    }
    read(text, &View::plain(text), survey, context, is_number)
}

/// Returns the first thing personal in the key of a member; most keys are words and are not read at all.
pub(crate) fn scan_key(key: &str) -> Option<Finding> {
    let survey = Survey::of(key.as_bytes());
    if survey.digits < 4 && survey.is_bare() {
        return None;
    }
    look(key, Context::default(), false).into_iter().next()
}

/// Says whether no rule could find anything, by what the text holds at all and what its names announce.
fn is_quiet(text: &str, survey: Survey, context: Context, is_number: bool) -> bool {
    match context.kind {
        Kind::Unknown | Kind::BareName if survey.blanks > 0 && leads_to_name(text.as_bytes()) => false,
        Kind::Unknown | Kind::Plain | Kind::Thing | Kind::BareName => {
            let is_sentence = text.len() >= SPOKEN_BYTES_MIN && survey.blanks >= SPOKEN_BLANKS_MIN;
            let is_long = survey.has_underscore() && text.len() >= TOKEN_BYTES_MIN;
            let may_be_token = is_long && (survey.blanks > 0 || secret::may_begin(text.as_bytes()));
            survey.digits < 2 && survey.is_bare() && !survey.has_joint() && !is_sentence && !may_be_token
                || is_number && text.len() < NUMBER_BYTES_MIN
        }
        Kind::Identifier | Kind::Measure | Kind::Time => {
            let (bytes, is_bare) = (text.as_bytes(), survey.is_bare());
            text.len() <= TECHNICAL_BYTES_MAX && is_bare && !secret::may_begin(bytes) && !iban::may_be(bytes)
        }
        _ => false,
    }
}

/// What two words can be a name with.
const FIRST_OF_TWO: Says =
    words::GIVEN | words::TITLE | words::GREETING | words::ROLE | words::NAMED | words::SPEAKING | words::TREATED;

/// Says whether the first word is a name that many are given, or one that a name may follow.
fn leads_to_name(text: &[u8]) -> bool {
    let len = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    text.first().is_some_and(u8::is_ascii_uppercase) && words::all(&text[..len]) & FIRST_OF_TWO != 0
}

fn read(text: &str, view: &View<'_>, survey: Survey, context: Context, is_number: bool) -> Vec<Finding> {
    let bytes = view.bytes();
    if let Some((rule, why)) = whole::judge(bytes, context.kind, is_number) {
        return vec![Finding { range: view.range(0..bytes.len()), rule, why }];
    }
    let named = if survey.has_named() || survey.has_joint() { named::find(bytes, context) } else { Vec::new() };
    let input = Input { bytes, context, named: &named };
    let may_have_tokens = survey.may_have_token() || survey.has_named();
    let mut found = Vec::new();
    judge_named(&input, &mut found);
    if survey.has_at() {
        email::find(bytes, &mut found);
        let before = found.len();
        secret::userinfo(text.as_bytes(), &mut found);
        for found in &mut found[before..] {
            found.range = view.part(found.range.clone());
        }
    }
    if survey.digits >= 4 {
        numbers::find(&input, &mut found);
    }
    if may_have_tokens {
        secret::private_keys(bytes, &mut found);
    }
    if survey.has_named() {
        ip::find_v6(&input, &mut found);
    }
    if may_have_tokens || bytes.len() >= SPOKEN_BYTES_MIN || survey.has_joint() || leads_to_name(bytes) {
        pass::find(&input, may_have_tokens, &mut found);
    }
    let finding = |found: Found| Finding { range: view.range(found.range), rule: found.rule, why: found.why };
    settle(found).into_iter().map(finding).collect()
}

/// Appends the values within the text that are personal by their name.
fn judge_named(input: &Input<'_>, found: &mut Vec<Found>) {
    let of_person = input.named.iter().any(|named| named.context.kind.is_of_person());
    let is_which = |named: &&Named| {
        let (start, end) = named.extent(input.bytes);
        named.context.kind == Kind::WhichName && whole::is_like_a_name(&input.bytes[start..end])
    };
    // `first=Ada last=Lovelace`: only persons have both.
    let has_both = input.named.iter().filter(is_which).nth(1).is_some();
    for named in input.named {
        let (start, end) = named.extent(input.bytes);
        let kind = match named.context.kind {
            Kind::WhichName if has_both => Kind::Someone,
            // A bare name beside somebody's number or address is theirs, and one of two words hardly a thing's.
            Kind::BareName if of_person || input.bytes[start..end].contains(&b' ') => Kind::Someone,
            kind => kind,
        };
        if let Some((rule, why)) = whole::judge(&input.bytes[start..end], kind, is_bare_number(input.bytes, named)) {
            found.push(Found::named(start..end, rule, why));
        }
    }
}

fn is_bare_number(bytes: &[u8], named: &Named) -> bool {
    let value = &bytes[named.start..named.end];
    !named.is_quoted
        && value.first().is_some_and(u8::is_ascii_digit)
        && value.iter().all(|byte| byte.is_ascii_digit() || b" ,".contains(byte))
}
