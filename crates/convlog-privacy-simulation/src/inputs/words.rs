//! Texts made of what is hidden: as it is, in other spellings, in parts, and within others.

use crate::random::Random;

/// What is hidden in each of the two worlds.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// In the one.
    pub one: Vec<String>,
    /// In the other.
    pub other: Vec<String>,
}

/// Texts that are nobody's.
const OTHERS: [&str; 8] = ["quota", "open", "redacted", "e", "STRA\u{df}E", "zq", "hidden", "n\u{f6}where'; --"];

impl Words {
    /// Returns something that is hidden in one of the worlds; nothing where nothing is hidden in that one.
    pub fn hidden(&self, random: &mut Random) -> Option<&str> {
        let of = if random.chance(50) { &self.one } else { &self.other };
        if of.is_empty() { None } else { Some(&of[random.below(of.len())]) }
    }

    /// Returns a text that somebody may send: most often one made of what is hidden.
    pub fn text(&self, random: &mut Random) -> String {
        match (random.below(10), self.hidden(random)) {
            (0..8, Some(hidden)) => spelled(hidden, random),
            (8, _) => random.below(100).to_string(),
            _ => (*random.pick(&OTHERS)).to_owned(),
        }
    }

    /// Says whether a text is made of something hidden.
    #[must_use]
    pub fn is_of_hidden(&self, text: &str) -> bool {
        let plain = |text: &str| -> String { text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect() };
        let text = plain(text);
        let holds = |hidden: &String| {
            let hidden = plain(hidden);
            !hidden.is_empty() && (text.contains(&hidden) || (text.len() > 2 && hidden.contains(&text)))
        };
        self.one.iter().chain(&self.other).any(holds)
    }
}

/// Writes a value in one of the ways in which people and programs write it.
pub fn spelled(value: &str, random: &mut Random) -> String {
    let parts: Vec<&str> = value.split(' ').collect();
    match random.below(16) {
        0 => value.to_uppercase(),
        1 => value.to_lowercase(),
        2 => parts.join("  "),
        3 => parts.concat(),
        4 => parts.join("\n"),
        5 => parts.join(", "),
        6 => parts.iter().rev().copied().collect::<Vec<_>>().join(", "),
        7 => parts.join("-"),
        8 => value.replace(['-', ' '], ""),
        9 => format!("{value}T10:00:00Z"),
        10 => format!("it was {value}, again"),
        11 => part(value, random),
        12 => format!("{value}?").replace("+44", "0"),
        13 => (*random.pick(&parts)).to_owned(),
        _ => value.to_owned(),
    }
}

/// Returns the beginning of a value.
fn part(value: &str, random: &mut Random) -> String {
    let count = value.chars().count();
    value.chars().take(3 + random.below(count.max(3) - 2)).collect()
}
