//! One text: which rules read it, in which order.

use std::ops::Range;

use crate::digits::is_word;
use crate::found::{Found, settle};
use crate::input::Input;
use crate::key::{Context, Kind};
use crate::named::{self, Named};
use crate::pass;
use crate::rules::{email, ip, numbers, secret};
use crate::survey::Survey;
use crate::view::View;
use crate::{Rule, whole};

/// A personal part of a text, and why it is one.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) range: Range<usize>,
    pub(crate) rule: Rule,
    pub(crate) why: &'static str,
}

/// Shorter texts hold no seven digits in words, and nobody who introduces themselves.
const SPOKEN_BYTES_MIN: usize = 14;
/// Longer values are read for their own sake, whatever their name says about numbers.
const TECHNICAL_BYTES_MAX: usize = 64;

/// Returns what is personal in a text, in order and not overlapping.
pub(crate) fn scan(text: &str, context: Context, is_number: bool) -> Vec<Finding> {
    let survey = Survey::of(text.as_bytes());
    if is_quiet(text, survey, context) {
        return Vec::new();
    }
    if survey.is_odd() {
        let view = View::folded(text);
        return read(&view, Survey::of(view.bytes()), context, is_number);
    }
    read(&View::plain(text), survey, context, is_number)
}

/// Returns the first thing personal in the key of a member; most keys are words and are not read at all.
pub(crate) fn scan_key(key: &str) -> Option<Finding> {
    let survey = Survey::of(key.as_bytes());
    if survey.digits < 4 && !survey.has_at() && !survey.is_odd() && !survey.has_named() {
        return None;
    }
    scan(key, Context::default(), false).into_iter().next()
}

/// Says whether no rule could find anything, by what the text holds at all and what its names announce.
pub(crate) fn is_quiet(text: &str, survey: Survey, context: Context) -> bool {
    match context.kind {
        Kind::Unknown | Kind::Plain | Kind::Thing | Kind::BareName => {
            survey.digits < 2
                && !survey.has_at()
                && !survey.has_named()
                && text.len() < SPOKEN_BYTES_MIN
                && !survey.is_odd()
        }
        Kind::Identifier | Kind::Measure | Kind::Time => {
            text.len() <= TECHNICAL_BYTES_MAX && !survey.has_at() && !survey.is_odd() && is_compact(text)
        }
        _ => false,
    }
}

/// Says whether an identifier or a time has nothing in it that could be personal for all its name says.
fn is_compact(text: &str) -> bool {
    !text.contains(['+', '=', '"']) && !text.contains(". ") && !is_secret_like(text)
}

fn is_secret_like(text: &str) -> bool {
    let end = text.bytes().take_while(|byte| is_word(*byte)).count();
    end > 0 && secret::at_word(text.as_bytes(), 0, end).is_some()
}

fn read(view: &View<'_>, survey: Survey, context: Context, is_number: bool) -> Vec<Finding> {
    let bytes = view.bytes();
    if let Some((rule, why)) = whole::judge(bytes, context.kind, is_number) {
        return vec![Finding { range: view.range(0..bytes.len()), rule, why }];
    }
    let named = if survey.has_named() { named::find(bytes, context) } else { Vec::new() };
    let input = Input { bytes, context, named: &named };
    let may_have_tokens = survey.may_have_token() || survey.has_named();
    let mut found = Vec::new();
    judge_named(&input, &mut found);
    if survey.has_at() {
        email::find(bytes, &mut found);
    }
    if survey.digits >= 4 {
        numbers::find(&input, &mut found);
    }
    if may_have_tokens {
        secret::find(bytes, &mut found);
    }
    if survey.has_named() {
        ip::find_v6(&input, &mut found);
    }
    if may_have_tokens || bytes.len() >= SPOKEN_BYTES_MIN {
        pass::find(&input, may_have_tokens, &mut found);
    }
    let finding = |found: Found| Finding { range: view.range(found.range), rule: found.rule, why: found.why };
    settle(found).into_iter().map(finding).collect()
}

/// Appends the values within the text that are personal by their name.
fn judge_named(input: &Input<'_>, found: &mut Vec<Found>) {
    let of_person = input.named.iter().any(|named| named.context.kind.is_of_person());
    for named in input.named {
        let (start, end) = named.extent(input.bytes);
        let kind = match named.context.kind {
            // A bare name beside somebody's number or address is theirs, and one of two words hardly a thing's.
            Kind::BareName if of_person || input.bytes[start..end].contains(&b' ') => Kind::Person,
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
