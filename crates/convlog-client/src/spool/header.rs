//! The header of a segment: 128 bytes, then frames.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 8 | `cvlogseg` |
//! | 8 | 4 | version of the format, 1 |
//! | 12 | 4 | chain: 0 info, 1 the rest |
//! | 16 | 16 | producer |
//! | 32 | 8 | number of the segment within its producer, from 1 |
//! | 40 | 8 | length of the segment |
//! | 48 | 4 | CRC-32 of the bytes before; the seed of the frames' checksums |
//! | 56 | 8 | settled: every frame before this offset was settled by a server |

use std::fs::File;
use std::io::{self, Read};

use super::frame;

/// The bytes before the first frame.
pub(crate) const HEADER: usize = 128;
/// The version of the format of segments and frames.
const VERSION: u32 = 1;
/// The offset of the checksum.
pub(super) const CRC_AT: usize = 48;
/// The offset of the settled watermark.
pub(crate) const SETTLED_AT: usize = 56;

const MAGIC: &[u8; 8] = b"cvlogseg";

/// What the header of a segment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) producer: [u8; 16],
    pub(crate) chain: u32,
    pub(crate) number: u64,
    pub(crate) settled: usize,
    pub(crate) seed: u32,
}

/// Renders a header; everything but the watermark.
pub(crate) fn header(producer: &[u8; 16], chain: u32, number: u64, len: u64) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..8].copy_from_slice(MAGIC);
    header[8..12].copy_from_slice(&VERSION.to_le_bytes());
    header[12..16].copy_from_slice(&chain.to_le_bytes());
    header[16..32].copy_from_slice(producer);
    header[32..40].copy_from_slice(&number.to_le_bytes());
    header[40..48].copy_from_slice(&len.to_le_bytes());
    let crc = frame::checksum(0, &header[..CRC_AT]);
    header[CRC_AT..CRC_AT + 4].copy_from_slice(&crc.to_le_bytes());
    header
}

/// Reads the header of a segment's bytes.
///
/// # Errors
///
/// `InvalidData` when it is damaged or of a version this code does not know.
pub(crate) fn read_header(bytes: &[u8]) -> io::Result<Header> {
    let invalid = |text: &'static str| io::Error::new(io::ErrorKind::InvalidData, text);
    let header: &[u8; HEADER] = bytes.first_chunk().ok_or_else(|| invalid("shorter than a header"))?;
    let seed = frame::u32_at(header, CRC_AT);
    if &header[..8] != MAGIC || frame::checksum(0, &header[..CRC_AT]) != seed {
        return Err(invalid("the header is damaged"));
    }
    if frame::u32_at(header, 8) != VERSION {
        return Err(invalid("unknown format version"));
    }
    let mut producer = [0; 16];
    producer.copy_from_slice(&header[16..32]);
    let settled = usize::try_from(frame::u64_at(header, SETTLED_AT)).unwrap_or(0);
    let settled = if settled <= bytes.len() && settled.is_multiple_of(8) { settled.max(HEADER) } else { HEADER };
    Ok(Header { producer, chain: frame::u32_at(header, 12), number: frame::u64_at(header, 32), settled, seed })
}

/// Reads a segment as a whole.
pub(crate) fn read_all(mut file: &File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    // More than there can be is an error here, and not the end of the process.
    bytes.try_reserve_exact(length)?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
