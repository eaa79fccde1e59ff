//! Personal values: another one in each world.

use super::Twin;
use crate::random::Random;

/// What kind of JSON is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Object,
    Any,
}

/// Makes personal values and remembers parts of them.
#[derive(Debug, Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// Returns one value of either world as JSON. Now and then one of the two is past a limit.
    pub(super) fn json(&mut self, random: &mut Random, form: Form) -> Twin {
        Twin { one: self.one(random, form), other: self.one(random, form) }
    }

    /// Returns an e-mail address of either world, short or long.
    pub(super) fn address(&mut self, random: &mut Random) -> Twin {
        let mut one = || {
            let word = self.word(random);
            let more = "x".repeat(random.below(40));
            format!("{word}{more}@example.org")
        };
        Twin { one: one(), other: one() }
    }

    pub(super) fn into_parts(self) -> Vec<String> {
        self.0
    }

    fn one(&mut self, random: &mut Random, form: Form) -> String {
        let word = self.word(random);
        let text = match random.below(24) {
            0 => "long ".repeat(7_000) + &word,
            1 => "[redacted]".to_owned(),
            2 => String::new(),
            3 => format!("{word}\n\"{word}\u{e9}\\"),
            4 => word.repeat(12),
            _ => word,
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

    /// Returns a word that stands nowhere else.
    fn word(&mut self, random: &mut Random) -> String {
        let word = format!("zq{:010x}", random.any() >> 24);
        self.0.push(word.clone());
        word
    }
}
