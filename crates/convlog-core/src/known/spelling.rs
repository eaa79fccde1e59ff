//! The ways in which one value may be written, as keyed hashes.

use std::fmt;
use std::hash::Hasher;

use siphasher::sip::SipHasher24;
use unicode_normalization::UnicodeNormalization;

use super::dates;
use super::domain::Domain;
use super::number;
use super::source::is_telling;
use super::words::{Word, Words};

/// The first bytes of a folded spelling, by which it is looked for.
pub(super) const HEAD_BYTES: usize = 4;
/// Of a name of so many words the order may be another: `Quill, Zoë`.
const ORDER_WORDS_MAX: usize = 6;

/// The key of the hashes of one conversation. It prints as redacted.
#[derive(Clone)]
pub struct SpellingKey {
    hasher: SipHasher24,
    factor: u64,
    addend: u64,
}

impl fmt::Debug for SpellingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SpellingKey([redacted])")
    }
}

/// One spelling of a known value, of which only keyed hashes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spelling {
    /// A hash of the first four bytes, which says where to look closer.
    pub head: u16,
    /// The bytes of the folded spelling.
    pub len: u32,
    /// The hash of all of it.
    pub hash: u64,
}

impl SpellingKey {
    /// Makes the key of these random bits.
    #[must_use]
    pub fn new(bits: &[u8; 32]) -> SpellingKey {
        let (words, _) = bits.as_chunks::<8>();
        let word = |at: usize| u64::from_le_bytes(words[at]);
        // An odd factor, so that no bit of the head is lost.
        SpellingKey { hasher: SipHasher24::new_with_keys(word(0), word(1)), factor: word(2) | 1, addend: word(3) }
    }

    /// Returns every way in which a value is recognised; none where it is too short to be told apart.
    #[must_use]
    pub fn spellings(&self, value: &str) -> Vec<Spelling> {
        let mut spellings = Vec::new();
        let mut add = |domain, folded: &[u8]| spellings.extend(self.spelling(domain, folded));
        if let Some(digits) = number::digits(value) {
            number::forms(value, &digits).for_each(|(domain, form)| add(domain, form.as_bytes()));
        } else {
            let ways = ways(value);
            let ways = std::iter::once(value).chain(ways.iter().map(String::as_str));
            let orders = ways.flat_map(|way| orders(&Words::of(way)));
            orders.for_each(|order| add(Domain::Words, &order));
        }
        for (domain, form) in dates::forms(value) {
            add(domain, form.as_bytes());
        }
        let user = number::uri_user(value).filter(|user| is_telling(user));
        let inner = user.or_else(|| number::without_extension(value));
        spellings.extend(inner.into_iter().flat_map(|inner| self.spellings(inner)));
        spellings.sort_unstable();
        spellings.dedup();
        spellings
    }

    fn spelling(&self, domain: Domain, folded: &[u8]) -> Option<Spelling> {
        let head = self.head(domain, folded)?;
        Some(Spelling { head, len: u32::try_from(folded.len()).ok()?, hash: self.hash(domain, folded) })
    }

    /// Returns the hash of the first bytes; nothing where there are too few.
    pub(super) fn head(&self, domain: Domain, folded: &[u8]) -> Option<u16> {
        Some(self.head_of(domain, u32::from_le_bytes(*folded.first_chunk::<HEAD_BYTES>()?)))
    }

    /// Returns the hash of first bytes, of which the first is in the lowest place.
    pub(super) fn head_of(&self, domain: Domain, first: u32) -> u16 {
        let mixed = (u64::from(first) | (domain as u64) << 32).wrapping_add(self.addend).wrapping_mul(self.factor);
        (mixed >> 48) as u16
    }

    pub(super) fn hash(&self, domain: Domain, folded: &[u8]) -> u64 {
        let mut hasher = self.hasher;
        hasher.write_u8(domain as u8);
        hasher.write(folded);
        hasher.finish()
    }
}

/// Letters that many write as two: `Müller` and `Mueller`.
const LETTERS_OF_TWO: [(&str, &str); 5] = [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ø", "oe"), ("å", "aa")];

/// Returns a value with two letters for each that may be two, and with one for each two that may be one, where it has
/// such letters.
fn ways(value: &str) -> Vec<String> {
    let small = value.nfc().collect::<String>().to_lowercase();
    let two = LETTERS_OF_TWO.iter().fold(small.clone(), |text, (one, two)| text.replace(one, two));
    let one = LETTERS_OF_TWO.iter().fold(small.clone(), |text, (one, two)| text.replace(two, one));
    [two, one].into_iter().filter(|way| *way != small).collect()
}

/// Returns the folded words in the order in which they stand, and with any number of the first ones moved behind the
/// others. Words that nothing parts move together, unless all are such: names may be written without blanks.
fn orders(words: &Words) -> Vec<Vec<u8>> {
    if words.list.is_empty() {
        return Vec::new();
    }
    let (mut parted, together): (Vec<_>, Vec<_>) = words.list.windows(2).partition(|pair| pair[0].end < pair[1].start);
    if parted.is_empty() {
        parted = together;
    }
    let has_orders = parted.len() < ORDER_WORDS_MAX && words.list.iter().any(|word| !word.is_digits);
    let turned = |pair: &[Word]| [&words.folded[pair[0].to..], &words.folded[..pair[0].to]].concat();
    let mut orders = vec![words.folded.clone()];
    if has_orders {
        orders.extend(parted.into_iter().map(turned));
    }
    orders
}
