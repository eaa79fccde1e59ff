//! What stands before, within or after what is personal in a sentence: one table, and how it is read.
//!
//! A pattern is a row of items. `@HEADING` is a word under that heading of `lexicon/sentences.txt`, a word is that word or one
//! of several with bars between, any other sign is that sign. `?` after an item: it may be missing; `*`: up to four times.
//! What is in braces is what is found:
//!
//! | capture | what |
//! |---|---|
//! | `{ANY}` | a name however it is written, also in small letters |
//! | `{TWO}` | a name of two words, or one that is a name and nothing else |
//! | `{KNOWN}` | a name with a part that people are given or families have |
//! | `{LETTERS}` | letters said one by one |
//! | `{TOWNS}` | towns whose first letters are meant |
//! | `{SPOKEN}` | at least four digits that are said |
//! | `{PASSWORD}` | letters with digits or signs among them, without a blank |
//! | `{QUOTED}` | what stands in quotes |
//! | `{CODE}` | four to eight digits, or a short code with digits |
//! | `{LINES}` | words with capitals and numbers, to where they end |
//! | `{PLACE}` | a number and words with capitals, in either order |

use std::sync::LazyLock;

use super::names::{self, Ask};
use super::tokens::{Shape, Token};
use super::{places, spoken};
use crate::Rule;
use crate::lexicon::text;

/// The patterns of a sentence, by what they find.
const PATTERNS: &[(Rule, &str, &[&str])] = &[
    (
        Rule::Name,
        "a name after what one is called by",
        &[
            "@NAMED is|es|ist|est|e|lautet|was|as|to|at|: ,? {ANY}",
            "@NAMED ' s {ANY}",
            "@NAMED @LINK* {TWO}",
            "@CALLED {ANY}",
            "@AM {KNOWN}",
            "@NAMED @LINK* {LETTERS}",
            "@NAMED @LINK* :|,? {TOWNS}",
            "@SPELLED @LINK* :|,? {TOWNS}",
            "@SPELLED @LINK* as|like|:|,? {LETTERS}",
        ],
    ),
    (Rule::Name, "a name after a title", &["@TITLE .? @TITLE? .? {ANY}"]),
    (
        Rule::Name,
        "a name after a word for a person",
        &["@ROLE @LINK* @TITLE? .? {TWO}", "@ROLE :|=|,|(|'|\"|-|# {TWO}", "@ROLE @LINK : {TWO}"],
    ),
    (
        Rule::Name,
        "a name after what is done for, with or by somebody",
        &[
            "@DEALT @PREPOSITION @POSSESSIVE? @ROLE? {TWO}",
            "@DEALT :? @POSSESSIVE? @PREPOSITION @NAMED @PREPOSITION {TWO}",
            "@TREATED @POSSESSIVE? @ROLE? {TWO}",
            "@PREPOSITION {KNOWN} @END",
            "@CLOSING , {ANY}",
            "@CLOSING @PREPOSITION? {KNOWN}",
        ],
    ),
    (
        Rule::Name,
        "a name after a greeting",
        &[
            "@GREETING you|back|again|dia|tag|morgen|dias|tardes|tarde|noches|noite|abend|so? much|herr|frau? ,? {ANY} @END",
        ],
    ),
    (
        Rule::Secret,
        "a code that is used once, announced as one",
        &[
            "@CODE_KIND -? @CODE_KIND? -? @CODE @LINK* :|,? {CODE}",
            "@CODE @LINK* @CODE_KIND @LINK* :|,? {CODE}",
            "@CODE_SELF @LINK* :|,? {CODE}",
            "@CODE de|a|para|per un|uso|solo|usage|utilisation solo|unico|unique? uso|usage? @LINK* :|,? {CODE}",
            "@CODE is|es|ist|est|e|: {CODE}",
            "@CODE @WORD* @CODE_KIND @WORD* :|,? {CODE}",
            "@CODE_SELF @WORD* :|=|,? {SPOKEN}",
            "@CODE @WORD* is|es|ist|est|e|: {SPOKEN}",
            "@CODE_KIND @CODE @WORD* {SPOKEN}",
            "@CODE_SELF @WORD* :|=|,? {CODE} @END",
        ],
    ),
    (
        Rule::Secret,
        "what follows a word for a password, written as one",
        &["@PASSWORD @WORD* :|=|-? {PASSWORD}", "@PASSWORD @WORD* {QUOTED}"],
    ),
    (
        Rule::Address,
        "a number and words with capitals, after what is done at an address",
        &[
            "@LIVES @LINK* @PREPOSITION* @POSSESSIVE? :? {PLACE}",
            "@LIVES is|es|ist|est|e|lautet|to|as :? {LINES}",
            "@ADDRESSES @LINK* :? {LINES}",
        ],
    ),
];

/// An item with a star stands there so often at most.
const REPEATS_MAX: usize = 4;
/// So many tokens a quoted secret has at most, and so many characters a password at least.
const QUOTED_TOKENS_MAX: usize = 12;
const PASSWORD_BYTES_MIN: usize = 6;

/// What one item of a pattern asks for.
enum Item {
    Heading(u64),
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
    Letters,
    Towns,
    Code,
    Spoken,
    Password,
    Quoted,
    Place,
    Lines,
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
    first: u64,
    steps: Vec<Step>,
}

/// The table as it is read, with the headings that a pattern begins with.
struct Table {
    patterns: Vec<Pattern>,
    firsts: u64,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { patterns: Vec::new(), firsts: 0 };
    for (rule, why, rows) in PATTERNS {
        for row in *rows {
            let steps: Vec<Step> = row.split(' ').map(step).collect();
            let first = match steps.first() {
                Some(Step { item: Item::Heading(first), .. }) => *first,
                _ => 0,
            };
            table.firsts |= first;
            table.patterns.push(Pattern { rule: *rule, why, first, steps });
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

fn heading(name: &str) -> u64 {
    let known = text::HEADINGS.iter().find(|(known, _)| *known == name);
    known.map(|(_, bit)| *bit).unwrap_or_default()
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

/// Says whether a pattern may begin with this word.
pub(super) fn may_begin(token: &Token) -> bool {
    token.says(TABLE.firsts)
}

/// Returns what the patterns find that begin at a token.
pub(super) fn at(bytes: &[u8], tokens: &[Token], start: usize) -> Option<Matched> {
    let begins = |pattern: &&Pattern| tokens[start].says(pattern.first) && tokens.len() > start + 1;
    TABLE.patterns.iter().filter(begins).find_map(|pattern| {
        let place = Place { bytes, tokens };
        let (from, to) = place.follow(&pattern.steps, start, None)?;
        let may_be_of_works = pattern.rule == Rule::Name && tokens[start].says(text::PREPOSITION | text::DEALT);
        Some(Matched { from, to, rule: pattern.rule, why: pattern.why, may_be_of_works })
    })
}

/// Where the steps of a pattern are followed.
struct Place<'a> {
    bytes: &'a [u8],
    tokens: &'a [Token],
}

impl Place<'_> {
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
            Capture::Letters => names::spelled(self.tokens, at, true).map(|name| (name.from, name.to)),
            Capture::Towns => names::spelled_by_words(self.tokens, at, false).map(|name| (name.from, name.to)),
            Capture::Lines => places::lines(self.tokens, at),
            Capture::Place => places::after_word(self.tokens, at),
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
