//! Personal values: another one in each world.

use super::Twin;
use crate::inputs::Words;
use crate::random::Random;

/// What kind of JSON is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Object,
    Any,
}

/// Makes personal values and remembers what is in them.
#[derive(Debug, Default)]
pub struct Secrets(Words);

impl Secrets {
    /// Returns one value of either world as JSON. Now and then one of the two is past a limit.
    pub(super) fn json(&mut self, random: &mut Random, form: Form) -> Twin {
        let one = one(random, form, &mut self.0.one);
        Twin { one, other: self::one(random, form, &mut self.0.other) }
    }

    /// Returns an e-mail address of either world, short or long.
    pub(super) fn address(&mut self, random: &mut Random) -> Twin {
        let mut address = |kept: &mut Vec<String>| {
            let more = "x".repeat(random.below(40));
            let address = format!("{}{more}@example.org", word(random));
            kept.push(address.clone());
            address
        };
        let one = address(&mut self.0.one);
        Twin { one, other: address(&mut self.0.other) }
    }

    /// Returns a word of either world that stands nowhere else.
    pub(super) fn word(&mut self, random: &mut Random) -> Twin {
        let mut word = |kept: &mut Vec<String>| {
            let word = self::word(random);
            kept.push(word.clone());
            word
        };
        let one = word(&mut self.0.one);
        Twin { one, other: word(&mut self.0.other) }
    }

    /// Returns what is hidden in each world.
    pub(crate) fn into_words(self) -> Words {
        self.0
    }
}

fn one(random: &mut Random, form: Form, kept: &mut Vec<String>) -> String {
    let value = value(random);
    kept.push(value.clone());
    let text = match random.below(24) {
        0 => "long ".repeat(7_000) + &value,
        1 => "[redacted]".to_owned(),
        2 => String::new(),
        3 => format!("{value}\n\"{value}\u{e9}\\"),
        4 => value.repeat(12),
        _ => value,
    };
    let quoted = serde_json::Value::from(text).to_string();
    match (form, random.below(12)) {
        (Form::Text, _) => quoted,
        (Form::Object, 0) => "{}".to_owned(),
        (Form::Object, 1) => format!(r#"{{"type":{quoted},"0":[{quoted},1.50]}}"#),
        (Form::Object, _) => format!(r#"{{"k":{quoted}}}"#),
        (Form::Any, 0) => format!("[{}0]", "0,".repeat(10_500)),
        (Form::Any, 1) => format!("{}{}", "[".repeat(40), "]".repeat(40)),
        (Form::Any, 2) => format!(r#"{{"a":[1,{{"b":{quoted}}}],"0":2}}"#),
        (Form::Any, 3) => format!("[{quoted},{quoted}]"),
        (Form::Any, 4) => random.below(1_000_000).to_string(),
        (Form::Any, 5) => "true".to_owned(),
        (Form::Any, _) => quoted,
    }
}

/// Returns a value that stands nowhere else: a word, a name, a number, a date, a code, an address.
fn value(random: &mut Random) -> String {
    let digits = |random: &mut Random, count: u32| random.below(10_usize.pow(count));
    match random.below(10) {
        0 => format!("{} {}", name(random), name(random)),
        1 => format!("{} {} {}", name(random), name(random), name(random)),
        // Numbers that are kept for plays.
        2 => format!("+44 7700 900{:03}", digits(random, 3)),
        3 => format!("0113 496 0{:03}", 1 + random.below(999)),
        4 => format!("19{:02}-{:02}-{:02}", digits(random, 2), 1 + random.below(12), 1 + random.below(28)),
        5 => format!("ZQ-{:04}-{:03}", digits(random, 4), digits(random, 3)),
        6 => format!("{}@example.org", word(random)),
        _ => word(random),
    }
}

/// Returns a word that stands nowhere else.
fn word(random: &mut Random) -> String {
    format!("zq{:010x}", random.any() >> 24)
}

/// Returns a name that nobody has.
fn name(random: &mut Random) -> String {
    let letters = (0..4 + random.below(5)).map(|_| (b'a' + random.below(26) as u8) as char);
    format!("Zq{}", letters.collect::<String>())
}
