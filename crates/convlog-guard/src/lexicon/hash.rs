//! Where a word stands in the table; for whoever makes the table and whoever reads it.

/// A power of two, and twice as many as there are words, so that a stranger's word costs hardly more than a look.
pub(crate) const SLOTS: usize = 1 << 18;
/// So many bits of a slot say where its word is; the others are those of its hash.
pub(crate) const OFFSET_BITS: u32 = 21;

/// Returns the slot of a word and the bits that tell it from others, the same in every case. The words are ours, so nobody
/// can choose them to collide.
pub(crate) fn hash(word: &[u8]) -> (usize, u16) {
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let mut mixed = word.len() as u64;
    let (eights, rest) = word.as_chunks::<8>();
    let mut mix = |part: u64| {
        let product = u128::from(mixed.rotate_left(23) ^ (part | SMALL)) * 0x9e37_79b9_7f4a_7c15_u128;
        mixed = (product >> 64) as u64 ^ product as u64;
    };
    eights.iter().for_each(|eight| mix(u64::from_le_bytes(*eight)));
    mix(rest.iter().fold(0, |part, byte| part << 8 | u64::from(*byte)));
    (mixed as usize % SLOTS, (mixed >> 53) as u16)
}
