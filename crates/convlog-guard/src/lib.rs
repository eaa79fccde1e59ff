//! Finds personal data in text and JSON: by what a value is called, by its own form and check digits, and by the words
//! around it.
//!
//! Everything here is pure and takes time linear in its input, whatever somebody writes into it. Nothing here decides
//! what is done with a finding: that is for the reader of records, which knows fields, classes and policies.
//!
//! [`scan_json`] is called for every entry that arrives, so it is built for the case that nothing is found: one pass over
//! the bytes, from which a value goes to the rules only if it holds something a rule could begin with.

mod clue;
mod forms;
mod id;
mod input;
mod json;
mod key;
mod key_value;
mod lexicon;
mod normalize;
mod open_keys;
mod prefilter;
mod rule;
mod rule_match;
mod scan;
mod text;
mod value_rules;

use std::ops::Range;

pub use id::judge_id;
pub use open_keys::{NO_OPEN_KEYS, OpenKeys, always_personal};
pub use rule::Rule;

/// The version of the rules: raised whenever a rule changes what it finds, so that rows read by older rules can be told.
pub const VERSION: u32 = 8;

/// A personal part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Match {
    /// Which bytes of the text; it begins and ends on characters.
    pub range: Range<usize>,
    /// The rule that found it.
    pub rule: Rule,
}

/// A personal place of a JSON text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JsonSpan {
    /// The value, as a JSON pointer (RFC 6901) from the scanned text's own root, which is `""`.
    pub pointer: String,
    /// What of it is personal.
    pub part: Part,
    /// The rule that found it.
    pub rule: Rule,
}

/// What is personal at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The whole value.
    Whole,
    /// These bytes of the string, as it reads without its escapes; it begins and ends on characters.
    Within(Range<usize>),
    /// The key of the member that the pointer names. The member's value has places of its own.
    Key,
}

/// Says whether a word in small letters is one that sentences and names of values are made of, and no name of a person.
#[must_use]
pub fn is_vocabulary(word: &str) -> bool {
    lexicon::is_ours(word.as_bytes())
}

/// Returns what is personal in a text that nothing is known about, in order and not overlapping.
#[must_use]
pub fn scan_text(text: &str) -> Vec<Match> {
    matches(scan::scan(text, key::Context::default(), false))
}

/// Returns what is personal in a value that stands under a key of this name, in order and not overlapping.
///
/// The name is context: it may make the whole value personal (`password`), say what a number is (`phone`), or that it is
/// nothing of the kind (`order_id`).
#[must_use]
pub fn scan_named(name: &str, text: &str) -> Vec<Match> {
    matches(scan::scan(text, key::Context::default().below(name), false))
}

fn matches(found: Vec<scan::Finding>) -> Vec<Match> {
    found.into_iter().map(|found| Match { range: found.range, rule: found.rule }).collect()
}

/// A match and the reason for it, in words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Explained {
    /// What was found.
    pub found: Match,
    /// Which check it passed or which context made it personal: what completes a sentence that begins "It is".
    pub reason: &'static str,
}

/// Returns what [`scan_named`] does, or [`scan_text`] where there is no name, with the reasons.
#[must_use]
pub fn explain(name: Option<&str>, text: &str) -> Vec<Explained> {
    let context = key::Context::default();
    let context = name.map_or(context, |name| context.below(name));
    let explained =
        |found: scan::Finding| Explained { found: Match { range: found.range, rule: found.rule }, reason: found.why };
    scan::scan(text, context, false).into_iter().map(explained).collect()
}

/// Returns what is personal in a JSON text, in the order of the text; the places in one string do not overlap.
///
/// A key is context for everything below it. Numbers are read like strings of their digits. Where the text turns out not to
/// be JSON, what was found until there is returned.
#[must_use]
pub fn scan_json(json: &str) -> Vec<JsonSpan> {
    scan_json_but(json, &NO_OPEN_KEYS)
}

/// Returns what [`scan_json`] does, less what is personal by keys of which somebody says that they are not.
#[must_use]
pub fn scan_json_but(json: &str, open: &OpenKeys) -> Vec<JsonSpan> {
    places(json::scan(json, key::Context::default(), open))
}

fn places(found: Vec<ExplainedJsonSpan>) -> Vec<JsonSpan> {
    found.into_iter().filter(|found| !found.is_lifted).map(|found| found.place).collect()
}

/// Returns what [`scan_json_but`] does for an object of which only the members are given, with a comma before each:
/// `,"name":value,"name":value`, with the message that stands before them or nothing.
#[must_use]
pub fn scan_members(message: &str, members: &str, open: &OpenKeys) -> Vec<JsonSpan> {
    places(json::scan_members(message, members, open))
}

/// A place and the reason for it, in words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExplainedJsonSpan {
    /// What was found.
    pub place: JsonSpan,
    /// What completes a sentence that begins "It is", as in [`Explained`].
    pub reason: &'static str,
    /// Whether it does not count, because somebody says that what stands under its key is not personal.
    pub is_lifted: bool,
}

/// Returns what [`scan_json_but`] does, for a JSON text that may stand under a name, with the reasons, and with what does not
/// count.
#[must_use]
pub fn explain_json(name: Option<&str>, json: &str, open: &OpenKeys) -> Vec<ExplainedJsonSpan> {
    let context = key::Context::default();
    json::scan(json, name.map_or(context, |name| context.below(name)), open)
}
