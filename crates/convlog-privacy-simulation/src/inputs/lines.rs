//! Records as somebody sends them who has an ingest key of the project and knows what to ask for: the same bytes in both
//! worlds, with what is hidden in one of them in any place that takes a text.

use serde_json::Value;

use super::InputContext;
use crate::random::Random;
use crate::world::{CONVERSATIONS, EVENTS, Line, OPEN, Secrets, TURNS};

/// Who sends: its records are numbered on.
#[derive(Clone, Debug)]
pub struct Sender {
    producer: String,
    seq: u64,
}

impl Sender {
    /// Returns the sender of a number.
    #[must_use]
    pub fn new(number: u8) -> Sender {
        Sender { producer: format!("ad{number:030x}"), seq: 0 }
    }

    /// Returns some records, one a line, now and then a line that is none. In a request that has a name of its own they
    /// mostly have no other identity.
    pub fn lines(&mut self, random: &mut Random, known: &InputContext<'_>, is_named: bool) -> String {
        let is_derived = is_named && random.chance(80);
        let mut lines = String::new();
        for _ in 0..1 + random.below(3) {
            let identity = if is_derived { String::new() } else { self.identity(random) };
            lines.push_str(&line(&identity, random, known));
            lines.push('\n');
        }
        lines
    }

    fn identity(&mut self, random: &mut Random) -> String {
        self.seq += 1;
        // The same number again, now and then.
        let seq = if random.chance(4) { self.seq.saturating_sub(1).max(1) } else { self.seq };
        format!(r#""producer":"{}","seq":{seq},"#, self.producer)
    }
}

fn line(identity: &str, random: &mut Random, known: &InputContext<'_>) -> String {
    let mut secrets = Secrets::default();
    let drawn = Line::random(random, &[], &mut secrets);
    let which = random.below(2);
    let Some(members) = drawn.of(which).or_else(|| drawn.of(1 - which)) else { return String::new() };
    let members = members.trim_start_matches('{');
    let mut line = replaced(members, secrets.into_words().one.iter().map(String::as_str), 100, random, known);
    line = replaced(&line, OPEN.into_iter().filter(|text| text.len() > 3), 60, random, known);
    line = replaced(&line, CONVERSATIONS.into_iter().chain(TURNS).chain(EVENTS), 4, random, known);
    if random.chance(2) {
        line.truncate((0..line.len() / 2).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0));
    }
    format!("{{{identity}{}{line}", extra(random, known))
}

/// Puts texts of somebody's choice in place of whole texts of a line.
fn replaced<'a>(
    line: &str,
    texts: impl Iterator<Item = &'a str>,
    percent: usize,
    random: &mut Random,
    known: &InputContext<'_>,
) -> String {
    let mut line = line.to_owned();
    for text in texts {
        if random.chance(percent) {
            let other = Value::from(known.words.text(random)).to_string();
            line = line.replace(&Value::from(text).to_string(), &other);
        }
    }
    line
}

/// Returns members that a sender may add: what it says is known, its project, and what is none of a record's.
fn extra(random: &mut Random, known: &InputContext<'_>) -> String {
    let texts = |random: &mut Random| -> Vec<Value> {
        (0..1 + random.below(4)).map(|_| Value::from(known.words.text(random))).collect()
    };
    let mut members = format!(r#""project_id":"{}","#, known.project);
    if random.chance(25) {
        members.push_str(&format!(r#""pii_values":{},"#, Value::from(texts(random))));
    }
    match random.below(30) {
        0 => members.push_str(r#""is_pii":null,"#),
        1 => members.push_str(r#""is_pii":"true","#),
        2 => members.push_str(&format!("{}:1,", Value::from(known.words.text(random)))),
        3 => members.push_str(&format!(r#""pii":{},"#, Value::from(texts(random)))),
        _ => {}
    }
    members
}
