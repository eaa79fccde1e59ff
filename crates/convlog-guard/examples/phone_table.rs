//! Writes `src/forms/phone/numbers.bin` anew: `cargo run --release -p convlog-guard --example phone_table -- METADATA.xml`.
//!
//! The metadata is libphonenumber's `resources/PhoneNumberMetadata.xml`. Every pattern of every country in it becomes part of
//! one minimal automaton over digits, so that looking a number up costs one step a digit and needs nothing at start.

use std::collections::HashMap;
use std::fs;

use regex_automata::Anchored;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;

/// Whose patterns say which numbers exist. What a country dials only inside itself has none of its own.
const KINDS: &[&str] = &[
    "fixedLine",
    "mobile",
    "pager",
    "tollFree",
    "premiumRate",
    "sharedCost",
    "personalNumber",
    "voip",
    "uan",
    "voicemail",
];

fn main() {
    let path = std::env::args().nth(1).expect("the path of PhoneNumberMetadata.xml");
    let metadata = fs::read_to_string(path).expect("the metadata can be read");
    let mut international = Vec::new();
    let mut trunk = Vec::new();
    let mut domestic = Vec::new();
    for territory in between(&metadata, "<territory ", "</territory>") {
        let code = attribute(territory, "countryCode").expect("a territory has a country code");
        let patterns: Vec<_> = KINDS.iter().filter_map(|kind| pattern(territory, kind)).collect();
        let patterns = patterns.join("|");
        if patterns.is_empty() {
            continue;
        }
        if attribute(territory, "nationalPrefix") == Some("0") {
            trunk.push(format!("0(?:{patterns})"));
        }
        let prefix = attribute(territory, "nationalPrefix").unwrap_or_default();
        domestic.push(format!("(?:{prefix})?(?:{patterns})"));
        international.push(format!("{code}(?:{patterns})"));
    }
    let mut out = Vec::new();
    for (name, patterns) in [("international", international), ("trunk", trunk), ("domestic", domestic)] {
        let states = table(&patterns.join("|"));
        println!("{name}: {} patterns, {} states", patterns.len(), states.len());
        out.extend(u32::try_from(states.len()).expect("few states").to_le_bytes());
        out.extend(states.iter().flatten().flat_map(|next| next.to_le_bytes()));
    }
    fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/forms/phone/numbers.bin"), &out)
        .expect("the table can be written");
    println!("{} bytes", out.len());
}

/// Returns what stands between each pair of marks, the marks left out.
fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
    text.split(open).skip(1).filter_map(move |rest| rest.split(close).next())
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let head = element.split('>').next()?;
    head.split(&format!(" {name}=\"")).nth(1).or_else(|| head.strip_prefix(&format!("{name}=\"")))?.split('"').next()
}

fn pattern(territory: &str, kind: &str) -> Option<String> {
    let description = territory.split(&format!("<{kind}>")).nth(1)?.split(&format!("</{kind}>")).next()?;
    let pattern = between(description, "<nationalNumberPattern>", "</nationalNumberPattern>").next()?;
    Some(format!("(?:{})", pattern.split_whitespace().collect::<String>()))
}

/// Returns, for each state, the state after each digit and, as an eleventh number, whether a number may end here.
/// State 0 is the dead end and state 1 the start.
fn table(pattern: &str) -> Vec<[u16; 11]> {
    let config = dense::Config::new().start_kind(StartKind::Anchored).minimize(false).unicode_word_boundary(false);
    let syntax = regex_automata::util::syntax::Config::new().unicode(false).utf8(false);
    let automaton = dense::Builder::new()
        .configure(config)
        .syntax(syntax)
        .build(&format!("(?:{pattern})$"))
        .expect("the patterns are regular");
    let first = automaton.start_state(&start::Config::new().anchored(Anchored::Yes)).expect("a start");
    let mut number: HashMap<StateID, u32> = HashMap::from([(first, 1)]);
    let mut order = vec![first];
    let mut states: Vec<[u32; 11]> = vec![[0; 11]];
    let mut at = 0;
    while at < order.len() {
        let mut row = [0; 11];
        for digit in 0..10 {
            let next = automaton.next_state(order[at], b'0' + digit);
            if !automaton.is_dead_state(next) {
                let fresh = u32::try_from(order.len() + 1).expect("few states");
                row[usize::from(digit)] = *number.entry(next).or_insert_with(|| {
                    order.push(next);
                    fresh
                });
            }
        }
        row[10] = u32::from(automaton.is_match_state(automaton.next_eoi_state(order[at])));
        states.push(row);
        at += 1;
    }
    minimal(states)
}

/// Merges the states that accept the same, by refining the partition until it stands still.
fn minimal(states: Vec<[u32; 11]>) -> Vec<[u16; 11]> {
    let mut class: Vec<u32> = states.iter().map(|row| row[10]).collect();
    let mut count = 0;
    loop {
        let mut known: HashMap<[u32; 12], u32> = HashMap::new();
        let refined: Vec<u32> = (0..states.len())
            .map(|at| {
                let mut signature = [class[at]; 12];
                for digit in 0..10 {
                    signature[digit] = class[states[at][digit] as usize];
                }
                signature[10] = states[at][10];
                let fresh = u32::try_from(known.len()).expect("few classes");
                *known.entry(signature).or_insert(fresh)
            })
            .collect();
        class = refined;
        if known.len() == count {
            break;
        }
        count = known.len();
    }
    // Classes are numbered by their first state, so the dead end stays 0; the start is 1 unless it is dead itself.
    let mut rows = vec![[0_u16; 11]; count];
    for (at, row) in states.iter().enumerate() {
        let merged = &mut rows[class[at] as usize];
        for digit in 0..10 {
            merged[digit] = u16::try_from(class[row[digit] as usize]).expect("few states");
        }
        merged[10] = u16::try_from(row[10]).expect("a flag");
    }
    rows
}
