//! What is known to be personal in a conversation, recognised where it stands again and nobody flagged it.
//!
//! A value is known because a sender flagged it, or because it is how the caller is reached. It is compared only with
//! what was sent in the same [scope](KnownPolicy): whoever could compare a guess with hidden values by writing it would
//! learn them by asking. What is kept are keyed hashes of spellings.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use convlog_guard::Part;
use serde::Serialize;
use serde_json::Value;

use crate::finding::{Original, PersonalSpan};
use crate::guard;
use crate::pointer::Pointer;
use crate::redaction::Redaction;
use crate::schema::log::{FIXED_KEYS, TRUNCATED};
use crate::schema::{RecordType, WRITTEN_BY_PEOPLE};

mod dates;
mod domain;
mod escapes;
mod heads;
mod number;
mod prefilter;
mod source;
mod spelling;
mod withheld;
mod words;

use domain::Domain;
use heads::Heads;
use prefilter::Beginnings;
pub use source::sources;
use spelling::HEAD_BYTES;
pub use spelling::{Spelling, SpellingKey};
use words::Words;

/// The rule of what was found because it is known.
pub const KNOWN: &str = "known";

/// Which records of a conversation are compared with a value that one of them made known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownPolicy {
    /// None.
    Off,
    /// Those that were sent with the same ingest key.
    #[default]
    IngestKey,
    /// Those of the same producer, its forks and what it pickled; without one, those of the same request.
    Producer,
}

impl KnownPolicy {
    /// Every policy.
    pub const ALL: [KnownPolicy; 3] = [KnownPolicy::Off, KnownPolicy::IngestKey, KnownPolicy::Producer];

    /// Returns the policy's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            KnownPolicy::Off => "off",
            KnownPolicy::IngestKey => "ingest_key",
            KnownPolicy::Producer => "producer",
        }
    }

    /// Returns the policy with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<KnownPolicy> {
        KnownPolicy::ALL.into_iter().find(|policy| policy.as_str() == name)
    }
}

/// The known values of one scope of a conversation. It prints as a count.
#[derive(Clone)]
pub struct KnownPii {
    key: SpellingKey,
    spellings: BTreeSet<Spelling>,
    heads: Heads,
    /// A bit for each length that a number may have.
    lens: u64,
}

impl fmt::Debug for KnownPii {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KnownPii").field("spellings", &self.spellings.len()).finish_non_exhaustive()
    }
}

impl Default for KnownPii {
    fn default() -> KnownPii {
        KnownPii::of(&[])
    }
}

impl KnownPii {
    /// Makes a set in which nothing is known.
    #[must_use]
    pub fn new(key: SpellingKey) -> KnownPii {
        KnownPii { key, spellings: BTreeSet::new(), heads: Heads::default(), lens: 0 }
    }

    /// Returns values that a sender says are known, for one record.
    #[must_use]
    pub fn of(values: &[String]) -> KnownPii {
        // It is gone with the record, so nobody has its hashes; but equal bits would make many beginnings look alike.
        let key = std::array::from_fn(|at| (at as u8).wrapping_mul(151).wrapping_add(91));
        let mut known = KnownPii::new(SpellingKey::new(&key));
        for value in values.iter().map(|value| value.trim()).filter(|value| source::is_telling(value)) {
            for spelling in known.key.spellings(value) {
                known.insert(spelling);
            }
        }
        known
    }

    /// Adds a spelling, made with this set's key; says whether it is news.
    pub fn insert(&mut self, spelling: Spelling) -> bool {
        self.lens |= 1_u64.checked_shl(spelling.len).unwrap_or_default();
        let is_news = self.spellings.insert(spelling);
        if is_news {
            self.heads.add(spelling.head, || self.spellings.iter().map(|spelling| spelling.head));
        }
        is_news
    }

    /// Adds the values that are personal in a record; returns the spellings that are news.
    pub fn learn(&mut self, kind: RecordType, original: &Original) -> Vec<Spelling> {
        let spellings: Vec<Spelling> =
            sources(kind, original).iter().flat_map(|value| self.key.spellings(value)).collect();
        spellings.into_iter().filter(|spelling| self.insert(*spelling)).collect()
    }

    /// Says whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spellings.is_empty()
    }

    /// Returns where known values stand in an entry's content and extras; never a key, and never a fixed one.
    pub(crate) fn find_in_entry(&self, json: &str, hidden: &Redaction) -> Vec<PersonalSpan> {
        self.find(json, hidden, &|name| name == "content" || !(FIXED_KEYS.contains(&name) || name == TRUNCATED))
    }

    /// Returns where they stand in the values of a record's guarded fields.
    pub(crate) fn find_in_fields(&self, kind: RecordType, json: &str, hidden: &Redaction) -> Vec<PersonalSpan> {
        self.find(json, hidden, &|name| {
            !WRITTEN_BY_PEOPLE.contains(&name) && kind.field(name).is_some_and(guard::is_read)
        })
    }

    /// Says, before anything is taken apart, whether one may stand in the content and extras of an entry.
    #[must_use]
    pub fn may_stand_in(&self, text: &str) -> bool {
        let may_hold = !self.is_empty() && prefilter::may_hold(text, self);
        may_hold && (!self.ranges_in(text).is_empty() || self.lens != 0 && number::has_exponent(text))
    }

    fn find(&self, json: &str, hidden: &Redaction, is_read: &dyn Fn(&str) -> bool) -> Vec<PersonalSpan> {
        let mut found = Vec::new();
        if self.may_stand_in(json)
            && let Ok(Value::Object(members)) = serde_json::from_str(json)
        {
            for (name, value) in members.iter().filter(|(name, _)| is_read(name)) {
                self.find_in(value, &mut Pointer::to_member(name).as_str().to_owned(), &mut found);
            }
            found.retain(|found| !guard::is_hidden(found, hidden));
        }
        found
    }

    fn find_in(&self, value: &Value, at: &mut String, found: &mut Vec<PersonalSpan>) {
        let len = at.len();
        match value {
            Value::String(text) => {
                for range in self.ranges(text) {
                    let part = if range == (0..text.len()) { Part::Whole } else { Part::Within(range) };
                    found.push(PersonalSpan { pointer: at.clone(), part, rule: KNOWN });
                }
            }
            Value::Number(number) => {
                let digits = number::whole(number.as_str());
                if digits.is_some_and(|digits| !self.ranges(&digits).is_empty()) {
                    found.push(PersonalSpan { pointer: at.clone(), part: Part::Whole, rule: KNOWN });
                }
            }
            Value::Array(items) => {
                for (position, item) in items.iter().enumerate() {
                    Pointer::push_segment(at, &position.to_string());
                    self.find_in(item, at, found);
                    at.truncate(len);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    Pointer::push_segment(at, name);
                    self.find_in(member, at, found);
                    at.truncate(len);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Returns which parts of a text are known.
    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        if prefilter::may_hold(text, self) { self.ranges_in(text) } else { Vec::new() }
    }

    fn ranges_in(&self, text: &str) -> Vec<Range<usize>> {
        let words = Words::of(text);
        let mut ranges = self.ranges_of(&words, text);
        if words.has_doubt {
            ranges.extend(self.ranges_of(&Words::with_letters(text), text));
        }
        ranges
    }

    fn ranges_of(&self, words: &Words, text: &str) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut first = 0;
        while first < words.list.len() {
            self.words_from(words, first, &mut ranges);
            first = match self.number_from(words, text, first) {
                Some((start, last)) => {
                    ranges.push(start..words.list[last].end);
                    last + 1
                }
                None => first + 1,
            };
        }
        ranges
    }

    /// Adds what is known and begins with a word.
    fn words_from(&self, words: &Words, first: usize, ranges: &mut Vec<Range<usize>>) {
        let from = words.list[first].from;
        let Some(head) = self.head(Domain::Words, &words.folded[from..]) else { return };
        let mut next = self.next_len(head, HEAD_BYTES as u32);
        while let Some(len) = next {
            next = self.next_len(head, len + 1);
            let end = from + len as usize;
            let Ok(ahead) = words.list[first..].binary_search_by_key(&end, |word| word.to) else { continue };
            let last = first + ahead;
            let is_together = words.list[first + 1..=last].iter().all(|word| word.is_joined);
            let hash = || self.key.hash(Domain::Words, words.bytes(first, last));
            if is_together && self.spellings.contains(&Spelling { head, len, hash: hash() }) {
                ranges.push(words.list[first].start..words.list[last].end);
            }
        }
    }

    /// Returns where the longest known number that begins with a word begins, and its last word.
    fn number_from(&self, words: &Words, text: &str, first: usize) -> Option<(usize, usize)> {
        let word = words.list[first];
        if !word.is_digits {
            return None;
        }
        let start = if text[..word.start].ends_with('+') { word.start - 1 } else { word.start };
        let is_international = number::is_international(&text[start..]);
        let mut digits = Vec::with_capacity(number::DIGITS_MAX);
        let mut found = None;
        for (at, word) in words.list.iter().enumerate().skip(first).take(number::GROUPS_MAX) {
            let goes_on = word.is_digits && (at == first || word.joins_number);
            if !goes_on || digits.len() + word.to - word.from > number::DIGITS_MAX {
                break;
            }
            digits.extend_from_slice(words.bytes(at, at));
            if self.has_number(&digits, is_international) {
                found = Some((start, at));
            }
        }
        found
    }

    fn has_number(&self, digits: &[u8], is_international: bool) -> bool {
        let digits = number::without_zeros(digits);
        let country = is_international.then(|| number::country_digits(digits));
        number::cuts(digits).any(|(cut, form)| {
            let is_sure = cut == 0 || country == Some(cut);
            let min = if is_sure { number::DIGITS_MIN } else { number::SUBSCRIBER_DIGITS_MIN };
            let may_be = form.len() >= min && self.lens & 1 << form.len() != 0;
            may_be && (self.has(Domain::Number, form) || self.has(Domain::Subscriber, form))
        })
    }

    fn has(&self, domain: Domain, folded: &[u8]) -> bool {
        let Some(head) = self.head(domain, folded) else { return false };
        let len = u32::try_from(folded.len()).unwrap_or(u32::MAX);
        self.spellings.contains(&Spelling { head, len, hash: self.key.hash(domain, folded) })
    }

    /// Returns the hash of the first bytes, if a spelling may begin so.
    fn head(&self, domain: Domain, folded: &[u8]) -> Option<u16> {
        self.key.head(domain, folded).filter(|head| self.heads.may_have(*head))
    }

    /// Returns the length of the shortest spelling that begins so and has this many bytes or more.
    fn next_len(&self, head: u16, len: u32) -> Option<u32> {
        let from = Spelling { head, len, hash: 0 };
        self.spellings.range(from..).next().filter(|spelling| spelling.head == head).map(|spelling| spelling.len)
    }
}

impl Beginnings for KnownPii {
    fn may_begin(&self, head: u32) -> bool {
        self.heads.may_have(self.key.head_of(Domain::Words, head))
    }

    fn may_be_number(&self, digits: &[u8]) -> bool {
        number::cuts(number::without_zeros(digits)).any(|(_, form)| {
            let may_be = form.len() >= number::DIGITS_MIN && self.lens & 1 << form.len() != 0;
            may_be && [Domain::Number, Domain::Subscriber].iter().any(|domain| self.head(*domain, form).is_some())
        })
    }

    fn has_numbers(&self) -> bool {
        self.lens != 0
    }
}

#[cfg(test)]
mod tests;
