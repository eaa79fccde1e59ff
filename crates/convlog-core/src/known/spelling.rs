//! The ways in which one value may be written, as keyed hashes.

use std::fmt;
use std::hash::Hasher;

use siphasher::sip::SipHasher24;

use super::dates;
use super::number;
use super::words::Words;

/// The first bytes of a folded spelling, by which it is looked for.
pub(super) const HEAD_BYTES: usize = 4;
/// Of a name of so many words the order may be another: `Quill, Zoë`.
const ORDER_WORDS_MAX: usize = 4;

/// What a spelling is of, so that a number is not taken for a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Domain {
    /// Words, one behind the other.
    Words = 1,
    /// All digits of a number.
    Number = 2,
    /// The last digits of a number, without the country.
    Subscriber = 3,
}

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
            number::forms(&digits).for_each(|(domain, form)| add(domain, form.as_bytes()));
        } else {
            let words = Words::of(value);
            for order in orders(&words) {
                add(Domain::Words, &order);
            }
            if let Some(user) = number::uri_user(value) {
                return [spellings, self.spellings(user)].concat();
            }
        }
        for (domain, form) in dates::forms(value) {
            spellings.extend(self.spelling(domain, form.as_bytes()));
        }
        spellings
    }

    fn spelling(&self, domain: Domain, folded: &[u8]) -> Option<Spelling> {
        let head = self.head(domain, folded)?;
        Some(Spelling { head, len: u32::try_from(folded.len()).ok()?, hash: self.hash(domain, folded) })
    }

    /// Returns the hash of the first bytes; nothing where there are too few.
    pub(super) fn head(&self, domain: Domain, folded: &[u8]) -> Option<u16> {
        let first = u64::from(u32::from_le_bytes(*folded.first_chunk::<HEAD_BYTES>()?));
        let mixed = (first | (domain as u64) << 32).wrapping_add(self.addend).wrapping_mul(self.factor);
        Some((mixed >> 48) as u16)
    }

    pub(super) fn hash(&self, domain: Domain, folded: &[u8]) -> u64 {
        let mut hasher = self.hasher;
        hasher.write_u8(domain as u8);
        hasher.write(folded);
        hasher.finish()
    }
}

/// Returns the folded words in the order in which they stand, and with any number of the first ones moved behind the
/// others.
fn orders(words: &Words) -> Vec<Vec<u8>> {
    let count = words.list.len();
    if count == 0 {
        return Vec::new();
    }
    let has_orders = (2..=ORDER_WORDS_MAX).contains(&count) && words.list.iter().any(|word| !word.is_digits);
    let turned = |by: usize| {
        let end = words.list[by - 1].to;
        [&words.folded[end..], &words.folded[..end]].concat()
    };
    let mut orders = vec![words.folded.clone()];
    if has_orders {
        orders.extend((1..count).map(turned));
    }
    orders
}
