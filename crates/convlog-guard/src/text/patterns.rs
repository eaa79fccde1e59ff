//! How the table of patterns is read.

use std::sync::LazyLock;

use super::names::{self, Ask};
use super::table::PATTERNS;
use super::tokens::{Shape, Token};
use super::{heard, lines, spoken};
use crate::Rule;
use crate::lexicon::{Text, text};

/// An item with a star stands there so often at most.
const REPEATS_MAX: usize = 4;
/// So many tokens a quoted secret has at most, and so many characters a password at least.
const QUOTED_TOKENS_MAX: usize = 12;
const PASSWORD_BYTES_MIN: usize = 6;

/// What one item of a pattern asks for.
enum Item {
    Heading(Text),
    /// Any word in small letters.
    AnyWord,
    Words(Vec<&'static str>),
    /// The end, or a mark.
    End,
    Capture(Capture),
}

#[derive(Clone, Copy)]
enum Capture {
    Name(Ask),
    Strange,
    Heard,
    One,
    House,
    Letters,
    Towns,
    Code,
    Spoken,
    Password,
    Quoted,
    Place,
    Lines,
}

impl Item {
    /// Returns what it needs where it captures something.
    fn needs(&self) -> usize {
        match self {
            Item::Capture(
                Capture::Name(Ask::Two | Ask::Known | Ask::Given) | Capture::Towns | Capture::Strange | Capture::House,
            ) => NAME,
            Item::Capture(Capture::Code | Capture::Place | Capture::Lines) => DIGITS,
            Item::Capture(Capture::Heard | Capture::One) => HEARD,
            _ => NOTHING,
        }
    }
}

/// An item, how often it has to stand there, and how often it may.
struct Step {
    item: Item,
    least: usize,
    most: usize,
}

struct Pattern {
    rule: Rule,
    why: &'static str,
    /// The headings of its first word.
    first: Text,
    /// Whether what it captures begins with a capital or a digit: one of these kinds.
    needs: usize,
    steps: Vec<Step>,
}

/// The table as it is read, with the headings that a pattern begins with.
struct Table {
    patterns: Vec<Pattern>,
    /// For patterns that need nothing else, a name, a number: the headings that they begin with.
    firsts: [Text; KINDS],
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { patterns: Vec::new(), firsts: [0; KINDS] };
    for (rule, why, rows) in PATTERNS {
        for row in *rows {
            let steps: Vec<Step> = row.split(' ').map(step).collect();
            let first = match steps.first() {
                Some(Step { item: Item::Heading(first), .. }) => *first,
                _ => 0,
            };
            let needs = steps.iter().map(|step| step.item.needs()).max().unwrap_or_default();
            table.firsts[needs] |= first;
            table.patterns.push(Pattern { rule: *rule, why, first, needs, steps });
        }
    }
    table
});

fn step(written: &'static str) -> Step {
    let (item, least, most) = match written.as_bytes() {
        [.., b'?'] => (&written[..written.len() - 1], 0, 1),
        [.., b'*'] => (&written[..written.len() - 1], 0, REPEATS_MAX),
        _ => (written, 1, 1),
    };
    let item = match item {
        "@END" => Item::End,
        "{ANY}" => Item::Capture(Capture::Name(Ask::Any)),
        "{TWO}" => Item::Capture(Capture::Name(Ask::Two)),
        "{KNOWN}" => Item::Capture(Capture::Name(Ask::Known)),
        "{GIVEN}" => Item::Capture(Capture::Name(Ask::Given)),
        "{STRANGE}" => Item::Capture(Capture::Strange),
        "{HEARD}" => Item::Capture(Capture::Heard),
        "{ONE}" => Item::Capture(Capture::One),
        "{HOUSE}" => Item::Capture(Capture::House),
        "{TOWNS}" => Item::Capture(Capture::Towns),
        "{LETTERS}" => Item::Capture(Capture::Letters),
        "{SPOKEN}" => Item::Capture(Capture::Spoken),
        "{PASSWORD}" => Item::Capture(Capture::Password),
        "{QUOTED}" => Item::Capture(Capture::Quoted),
        "@WORD" => Item::AnyWord,
        "{CODE}" => Item::Capture(Capture::Code),
        "{LINES}" => Item::Capture(Capture::Lines),
        "{PLACE}" => Item::Capture(Capture::Place),
        _ => match item.strip_prefix('@') {
            Some(name) => Item::Heading(heading(name)),
            None => Item::Words(item.split('|').collect()),
        },
    };
    Step { item, least, most }
}

fn heading(name: &str) -> Text {
    let known = text::HEADINGS.iter().find(|(known, _)| *known == name);
    known.map(|(_, bit)| *bit).unwrap_or_default()
}

/// The headings of which one stands first in each pattern.
pub(super) fn firsts() -> Text {
    TABLE.firsts.iter().fold(0, |all, firsts| all | firsts)
}

/// What a pattern found: its tokens from the first to before the last.
pub(super) struct Matched {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) rule: Rule,
    pub(super) why: &'static str,
    /// Whether what is found may be one of an artist: a preposition alone says little.
    pub(super) may_be_of_works: bool,
}

/// What a pattern captures needs nothing, a word that may be part of a name, or digits.
const NOTHING: usize = 0;
const NAME: usize = 1;
const DIGITS: usize = 2;
/// A name in small letters.
const HEARD: usize = 3;
pub(super) const KINDS: usize = 4;
/// A name in small letters has its known part within so many words.
const HEARD_WITHIN: usize = 4;
/// So many tokens from its beginning a pattern captures something at the latest.
const REACH: usize = 16;

/// Where the next tokens stand that patterns capture, for whoever goes through a text once: most words have none near.
#[derive(Default)]
pub(super) struct Ahead {
    name: usize,
    digits: usize,
}

impl Ahead {
    /// Says which patterns may begin at a token: those of so many kinds.
    pub(super) fn kinds(&mut self, tokens: &[Token], at: usize) -> [bool; KINDS] {
        let next = |known: usize, is: fn(&Token) -> bool| {
            let from = known.max(at + 1);
            if known > at {
                known
            } else {
                from + tokens[from.min(tokens.len())..].iter().take_while(|token| !is(token)).count()
            }
        };
        self.name = next(self.name, |token| token.is_large() && !names::is_ordinary(token));
        self.digits = next(self.digits, |token| matches!(token.shape, Shape::Number | Shape::Code));
        let is_near = |place: usize| place < tokens.len() && place <= at + REACH;
        let firsts = |kind: usize| tokens[at].says(TABLE.firsts[kind]);
        let is_heard = || {
            let next = &tokens[at + 1..tokens.len().min(at + 1 + HEARD_WITHIN)];
            next.iter().any(|word| word.shape == Shape::Small && word.says(text::GIVEN | text::SURNAME))
        };
        let (name, digits) = (firsts(NAME) && is_near(self.name), firsts(DIGITS) && is_near(self.digits));
        [firsts(NOTHING), name, digits, firsts(HEARD) && is_heard()]
    }
}

/// Returns what the patterns find that begin at a token.
pub(super) fn at(bytes: &[u8], tokens: &[Token], start: usize, kinds: [bool; KINDS]) -> Option<Matched> {
    let begins = |pattern: &&Pattern| kinds[pattern.needs] && tokens[start].says(pattern.first);
    TABLE.patterns.iter().filter(begins).find_map(|pattern| {
        let place = PatternInput { bytes, tokens };
        let (from, to) = place.follow(&pattern.steps, start, None)?;
        let to = if pattern.rule == Rule::Name { names::over_others(tokens, to) } else { to };
        let may_be_of_works =
            pattern.rule == Rule::Name && tokens[start].says(text::PREPOSITION | text::TOWARDS | text::DEALT);
        Some(Matched { from, to, rule: pattern.rule, why: pattern.why, may_be_of_works })
    })
}

/// Where the steps of a pattern are followed.
struct PatternInput<'a> {
    bytes: &'a [u8],
    tokens: &'a [Token],
}

impl PatternInput<'_> {
    /// Follows the steps from a token on, each as often as it may; returns what was captured. Patterns are short, so going
    /// back is bounded.
    fn follow(&self, steps: &[Step], at: usize, captured: Option<(usize, usize)>) -> Option<(usize, usize)> {
        let Some((step, rest)) = steps.split_first() else { return captured };
        if let Item::Capture(capture) = &step.item {
            let (from, to) = self.capture(*capture, at)?;
            return self.follow(rest, to, Some((from, to)));
        }
        // Each item takes one token, or none where it asks for an end.
        let mut ends = [at; REPEATS_MAX + 1];
        let mut count = 1;
        while count <= step.most
            && let Some(end) = self.takes(&step.item, ends[count - 1])
        {
            ends[count] = end;
            count += 1;
        }
        let mut ends = ends[..count].iter().skip(step.least);
        let mut follow = |end: &usize| self.follow(rest, *end, captured);
        // Words of any kind give way to what is looked for.
        if matches!(step.item, Item::AnyWord) { ends.find_map(&mut follow) } else { ends.rev().find_map(&mut follow) }
    }

    fn takes(&self, item: &Item, at: usize) -> Option<usize> {
        let token = self.tokens.get(at);
        match item {
            Item::Heading(heading) => token.is_some_and(|token| token.says(*heading)).then_some(at + 1),
            Item::AnyWord => token.is_some_and(|token| token.shape == Shape::Small).then_some(at + 1),
            Item::Words(words) => {
                let found = self.bytes.get(token?.start..token?.end)?;
                words.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(found)).then_some(at + 1)
            }
            Item::End => token.is_none_or(|token| matches!(token.shape, Shape::Mark(_))).then_some(at),
            Item::Capture(_) => None,
        }
    }

    fn capture(&self, capture: Capture, at: usize) -> Option<(usize, usize)> {
        // What is found may stand in quotes.
        match capture {
            Capture::Quoted => return self.quoted(at),
            Capture::Password => return self.password(at),
            _ => {}
        }
        let at =
            at + usize::from(self.tokens.get(at).is_some_and(|token| matches!(token.shape, Shape::Mark(b'"' | b'\''))));
        match capture {
            Capture::Name(ask) => names::at(self.tokens, at, ask).map(|name| (name.from, name.to)),
            Capture::Strange => {
                let is_alone = !self.tokens.get(at + 1).is_some_and(|next| next.is_large() && next.has_gap);
                self.tokens.get(at).filter(|word| is_alone && names::is_strange(word)).map(|_| (at, at + 1))
            }
            Capture::Heard => heard::heard(self.tokens, at).map(|name| (name.from, name.to)),
            Capture::One => self.tokens.get(at).filter(|word| heard::is_heard(word)).map(|_| (at, at + 1)),
            Capture::House => lines::house(self.tokens, at),
            Capture::Letters => heard::spelled(self.tokens, at, true).map(|name| (name.from, name.to)),
            Capture::Towns => heard::spelled_by_words(self.tokens, at, false).map(|name| (name.from, name.to)),
            Capture::Lines => lines::lines(self.tokens, at),
            Capture::Place => lines::after_word(self.tokens, at),
            Capture::Spoken => spoken::digits(self.tokens, at).map(|to| (at, to)),
            Capture::Code => code(self.tokens, at),
            Capture::Quoted | Capture::Password => None,
        }
    }

    /// Reads what stands in quotes, if it is short and no template.
    fn quoted(&self, at: usize) -> Option<(usize, usize)> {
        let quote = self
            .tokens
            .get(at)
            .filter(|quote| quote.has_gap && matches!(quote.shape, Shape::Mark(b'\'' | b'"' | b'`')))?;
        let inside = &self.tokens[at + 1..];
        let len = inside.iter().take(QUOTED_TOKENS_MAX).position(|token| token.shape == quote.shape)?;
        let is_plain = !inside[..len].iter().any(|token| matches!(token.shape, Shape::Mark(b'{' | b'%' | b'<')));
        (len > 0 && is_plain && !inside[0].has_gap).then_some((at + 1, at + 1 + len))
    }

    /// Reads what is written without a blank and is no word.
    fn password(&self, at: usize) -> Option<(usize, usize)> {
        let first = self.tokens.get(at).filter(|first| !matches!(first.shape, Shape::Mark(_)))?;
        let more = self.tokens[at + 1..].iter().take(QUOTED_TOKENS_MAX).take_while(|token| !token.has_gap).count();
        let mut to = at + 1 + more;
        while to > at + 1 && matches!(self.tokens[to - 1].shape, Shape::Mark(b',' | b'.' | b';' | b')' | b'"' | b'\''))
        {
            to -= 1;
        }
        let bytes = &self.bytes[first.start..self.tokens[to - 1].end];
        let has = |is: fn(&u8) -> bool| bytes.iter().any(is);
        let is_mixed =
            has(u8::is_ascii_alphabetic) && has(u8::is_ascii_digit) || has(|byte| b"!$&*?@#+".contains(byte));
        let is_template =
            bytes.iter().any(|byte| b"{}<>%:=".contains(byte)) || bytes[0].is_ascii_digit() && bytes.contains(&b'-');
        (bytes.len() >= PASSWORD_BYTES_MIN && is_mixed && !is_template).then_some((at, to))
    }
}

/// Four to eight digits, in one or in two groups, or a short code with digits.
fn code(tokens: &[Token], at: usize) -> Option<(usize, usize)> {
    let token = tokens.get(at)?;
    let is_free = |to: usize| {
        tokens
            .get(to)
            .is_none_or(|next| next.has_gap || matches!(next.shape, Shape::Mark(mark) if !b"-:/%".contains(&mark)))
    };
    let second = match tokens.get(at + 1) {
        Some(mark) if mark.is(b'-') && !mark.has_gap => at + 2,
        _ => at + 1,
    };
    let is_half = |token: &Token| token.shape == Shape::Number && token.len() == 3;
    if is_half(token) && tokens.get(second).is_some_and(is_half) && is_free(second + 1) {
        return Some((at, second + 1));
    }
    // "77-41-03"
    if let Some([one, mark, two, other, three]) = tokens.get(at..at + 5)
        && [one, two, three].iter().all(|group| group.shape == Shape::Number && group.len() == 2)
        && mark.is(b'-')
        && other.is(b'-')
        && is_free(at + 5)
    {
        return Some((at, at + 5));
    }
    let is_code = match token.shape {
        Shape::Number => (4..=8).contains(&token.len()),
        Shape::Code => (5..=8).contains(&token.len()),
        _ => false,
    };
    (is_code && is_free(at + 1)).then_some((at, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_names_headings_there_are_and_begins_with_one() {
        for pattern in &TABLE.patterns {
            assert!(matches!(pattern.steps[0].item, Item::Heading(_)), "{}", pattern.why);
            for step in &pattern.steps {
                assert!(!matches!(step.item, Item::Heading(0)), "{}", pattern.why);
            }
        }
    }
}
