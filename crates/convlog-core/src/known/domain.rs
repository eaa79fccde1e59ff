//! What a spelling is of: a leaf, which all that make and compare spellings share.

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
