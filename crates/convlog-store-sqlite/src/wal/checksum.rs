//! What a log and its index have in common.

/// Continues a checksum over a multiple of eight bytes.
pub(super) fn checksum([mut first, mut second]: [u32; 2], bytes: &[u8], big_endian: bool) -> [u32; 2] {
    let value = if big_endian { u32::from_be_bytes } else { u32::from_le_bytes };
    for pair in bytes.chunks_exact(8) {
        let (one, other) = ([pair[0], pair[1], pair[2], pair[3]], [pair[4], pair[5], pair[6], pair[7]]);
        first = first.wrapping_add(value(one)).wrapping_add(second);
        second = second.wrapping_add(value(other)).wrapping_add(first);
    }
    [first, second]
}

/// Says whether a database may have pages of this size.
pub(super) fn is_page_size(bytes: usize) -> bool {
    (512..=65_536).contains(&bytes) && bytes.is_power_of_two()
}
