//! How known spellings begin, as a bit map by which most words are passed over at once.

/// One bit for each hash of first bytes, or for some of them together.
#[derive(Clone)]
pub(super) struct Heads {
    /// A power of two of bits, at least [`BITS_MIN`] and at most one for each hash.
    bits: Box<[u64]>,
    added: usize,
}

const BITS_MIN: usize = 1024;
const BITS_MAX: usize = 1 << 16;
/// With more than one spelling for so many bits, too many words look like the beginning of one.
const BITS_OF_SPELLING: usize = 16;

impl Default for Heads {
    fn default() -> Heads {
        Heads { bits: vec![0; BITS_MIN / 64].into(), added: 0 }
    }
}

impl Heads {
    /// Adds a head. `all` gives every head there is, this one too, in case there are too many for the map.
    pub(super) fn add<I: Iterator<Item = u16>>(&mut self, head: u16, all: impl FnOnce() -> I) {
        self.added += 1;
        let bits = (self.added * BITS_OF_SPELLING).next_power_of_two().clamp(BITS_MIN, BITS_MAX);
        if bits > self.bits.len() * 64 {
            self.bits = vec![0; bits / 64].into();
            all().for_each(|head| self.set(head));
        } else {
            self.set(head);
        }
    }

    pub(super) fn may_have(&self, head: u16) -> bool {
        let bit = self.bit(head);
        self.bits[bit / 64] & 1 << (bit % 64) != 0
    }

    fn set(&mut self, head: u16) {
        let bit = self.bit(head);
        self.bits[bit / 64] |= 1 << (bit % 64);
    }

    fn bit(&self, head: u16) -> usize {
        usize::from(head) & (self.bits.len() * 64 - 1)
    }
}
