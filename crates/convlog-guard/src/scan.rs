//! One text: which rules read it, in which order.

use std::ops::Range;

use crate::forms::{announced, birth_date, email, ip, numbers, record, secret, words};
use crate::input::Input;
use crate::key::{Context, Kind};
use crate::key_value::{self, KeyValue};
use crate::lexicon::text::{SAID_DIGIT, SCHEME};
use crate::normalize::Normalized;
use crate::prefilter::Prefilter;
use crate::rule_match::{RuleMatch, settle};
use crate::text::{self, Ask, WordClasses};
use crate::{Rule, value_rules};

/// A personal part of a text, and why it is one.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) range: Range<usize>,
    pub(crate) rule: Rule,
    pub(crate) why: &'static str,
}

/// Longer values are read for their own sake, whatever their name says about numbers.
const TECHNICAL_BYTES_MAX: usize = 64;
/// Numbers with fewer digits are no one's by themselves.
const NUMBER_BYTES_MIN: usize = 7;

/// Returns what is personal in a text, in order and not overlapping.
pub(crate) fn scan(text: &str, context: Context, is_number: bool) -> Vec<Finding> {
    let survey = Prefilter::of(text.as_bytes());
    if is_quiet(text, survey, context, is_number) {
        return Vec::new();
    }
    if survey.is_odd() {
        let view = Normalized::folded(text);
        return read(text, &view, Prefilter::of(view.bytes()), context, is_number);
    }
    read(text, &Normalized::plain(text), survey, context, is_number)
}

/// Returns the first thing personal in the key of a member; most keys are words and are not read at all.
pub(crate) fn scan_key(key: &str) -> Option<Finding> {
    let survey = Prefilter::of(key.as_bytes());
    if survey.digits < 4 && survey.is_bare() && survey.blanks == 0 {
        return None;
    }
    scan(key, Context::default(), false).into_iter().next()
}

/// Says whether no rule could find anything, by what the text holds at all and what its names announce.
fn is_quiet(text: &str, survey: Prefilter, context: Context, is_number: bool) -> bool {
    let bytes = text.as_bytes();
    match context.kind {
        Kind::Unknown | Kind::Plain | Kind::Thing | Kind::Work | Kind::WhichName if is_number => {
            bytes.len() < NUMBER_BYTES_MIN
        }
        // A single word is nobody's, unless it is a token.
        Kind::Unknown | Kind::Plain | Kind::Thing | Kind::Work => {
            survey.is_one_word() && survey.digits < 4 && !secret::may_begin(bytes)
        }
        Kind::Identifier | Kind::Measure | Kind::Time => {
            bytes.len() <= TECHNICAL_BYTES_MAX
                && survey.is_bare()
                && survey.blanks == 0
                && !secret::may_begin(bytes)
                && !crate::forms::iban::may_be(bytes)
        }
        _ => false,
    }
}

fn read(text: &str, view: &Normalized<'_>, survey: Prefilter, context: Context, is_number: bool) -> Vec<Finding> {
    let bytes = view.bytes();
    if let Some((rule, why)) = value_rules::judge(bytes, context.kind, is_number) {
        return vec![Finding { range: view.range(0..bytes.len()), rule, why }];
    }
    let named =
        if survey.has_named() || survey.has_joint() { key_value::find(view, text, context) } else { Vec::new() };
    let tokens = text::tokens(bytes);
    let seen = WordClasses::of(&tokens);
    let input = Input { bytes, context, named: &named };
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
    if survey.has_named() || survey.may_have_token() {
        secret::private_keys(bytes, &mut found);
    }
    if survey.has_named() {
        ip::find_v6(&input, &mut found);
    }
    if survey.has_named() {
        email::refused(bytes, &tokens, &mut found);
    }
    tokens.iter().for_each(|token| words::at(&input, token, &mut found));
    if seen.text & SCHEME != 0 {
        secret::credentials(bytes, &tokens, &mut found);
    }
    if survey.digits > 0 {
        birth_date::in_errors(bytes, &tokens, &mut found);
        record::find(bytes, &mut found);
    }
    if survey.digits > 0 || seen.text & SAID_DIGIT != 0 {
        announced::find(bytes, &tokens, seen, &mut found);
    }
    if context.kind != Kind::Work {
        text::find(bytes, &tokens, seen, survey.digits > 0, &mut found);
        text::beside(&tokens, &mut found);
    }
    if survey.is_odd() || view.bytes().len() != text.len() {
        for one in text::find_in_scripts(text) {
            found.push(RuleMatch::new(view.part(one.range), one.rule, one.why));
        }
    }
    let finding = |found: RuleMatch| Finding { range: view.range(found.range), rule: found.rule, why: found.why };
    settle(found).into_iter().map(finding).collect()
}

/// Appends the values within the text that are personal by their name.
fn judge_named(input: &Input<'_>, found: &mut Vec<RuleMatch>) {
    let of_person = input.named.iter().any(|named| named.context.kind.is_of_person());
    let is_which = |named: &&KeyValue| {
        let (start, end) = named.extent(input.bytes);
        named.context.kind == Kind::WhichName && text::is_name(&input.bytes[start..end], Ask::Any)
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
        if let Some((rule, why)) =
            value_rules::judge(&input.bytes[start..end], kind, kind != Kind::Keys && is_bare_number(input.bytes, named))
        {
            found.push(RuleMatch::named(start..end, rule, why));
        }
    }
}

fn is_bare_number(bytes: &[u8], named: &KeyValue) -> bool {
    let value = &bytes[named.start..named.end];
    !named.is_quoted
        && value.first().is_some_and(u8::is_ascii_digit)
        && value.iter().all(|byte| byte.is_ascii_digit() || b" ,".contains(byte))
}
