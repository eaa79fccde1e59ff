//! The many names that values stand under and the sentences they stand in, each with its nearest counter-examples: what
//! functions of agents of many trades and languages would log. Every value is made up.
//!
//! The files in `breadth/` hold parts: `= under VALUE` and `= not under VALUE` with names that the value is, or is not,
//! personal under; and `= in texts` with lines in which exactly what is between `«` and `»` is to be found. A line that is a
//! JSON object is read as one.

use std::ops::Range;

use convlog_guard::{Part, Rule, scan_json, scan_named, scan_text};

#[test]
fn names() {
    check(Rule::Name, include_str!("breadth/names.txt"));
    check(Rule::Name, include_str!("breadth/names_later.txt"));
}

#[test]
fn names_in_every_position() {
    check(Rule::Name, include_str!("breadth/names_third.txt"));
    check(Rule::Name, include_str!("breadth/names_third_in_texts.txt"));
    check(Rule::Name, include_str!("breadth/names_third_more_texts.txt"));
}

#[test]
fn names_in_more_positions() {
    check(Rule::Name, include_str!("breadth/names_fourth.txt"));
    check(Rule::Name, include_str!("breadth/names_fifth.txt"));
    check(Rule::Name, include_str!("breadth/names_sixth.txt"));
}

#[test]
fn addresses() {
    check(Rule::Address, include_str!("breadth/addresses.txt"));
    check(Rule::Address, include_str!("breadth/addresses_later.txt"));
}

#[test]
fn national_numbers() {
    check(Rule::NationalId, include_str!("breadth/national_ids.txt"));
    check(Rule::NationalId, include_str!("breadth/national_ids_later.txt"));
}

fn check(rule: Rule, file: &str) {
    let (mut tried, mut failed) = (0, Vec::new());
    let mut part = "";
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(title) = line.strip_prefix("= ") {
            part = title;
        } else if part == "in texts" {
            tried += 1;
            failed.extend(read(rule, line));
        } else {
            let under = part.strip_prefix("under ");
            let value = under.or(part.strip_prefix("not under ")).expect("one of the three kinds of parts");
            for name in line.split(' ') {
                tried += 1;
                let found: Vec<_> =
                    scan_named(name, value).into_iter().map(|found| (found.range, found.rule)).collect();
                let expected: &[(Range<usize>, Rule)] = &[(0..value.len(), rule)];
                if found != expected[..usize::from(under.is_some())] {
                    failed.push(format!("{name}: {value}: {found:?}"));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{} of {tried}:\n{}", failed.len(), failed.join("\n"));
}

/// Returns what was found in a line instead of what is marked in it.
fn read(rule: Rule, line: &str) -> Option<String> {
    let text = line.replace(['«', '»'], "");
    let expected: Vec<&str> = line.split('«').skip(1).filter_map(|rest| rest.split('»').next()).collect();
    let found: Vec<(Rule, String)> = if line.starts_with('{') {
        let value: serde_json::Value = serde_json::from_str(&text).expect("a line with a brace is JSON");
        scan_json(&text).into_iter().map(|place| (place.rule, part(&value, &place.pointer, place.part))).collect()
    } else {
        scan_text(&text).into_iter().map(|found| (found.rule, text[found.range].to_owned())).collect()
    };
    let is_right = found.iter().map(|(_, part)| part).eq(&expected) && found.iter().all(|(by, _)| *by == rule);
    (!is_right).then(|| format!("{line}: {found:?}"))
}

/// Returns what a place of a JSON text holds, a number in its digits.
fn part(root: &serde_json::Value, pointer: &str, part: Part) -> String {
    let value = root.pointer(pointer).expect("a pointer into the text");
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match part {
        Part::Whole => text,
        Part::Within(range) => text[range].to_owned(),
        Part::Key => pointer.to_owned(),
    }
}
