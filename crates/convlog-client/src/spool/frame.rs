//! One record in a segment: 32 bytes of header, the payload, padding to 8.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 4 | length of header and payload, without padding; 0 is "nothing here yet" and is written last |
//! | 4 | 4 | CRC-32 of the rest, seeded with the CRC of the segment's header |
//! | 8 | 8 | sequence number, 0 for a context |
//! | 16 | 4 | offset of this record's context in the segment, 0 for none |
//! | 20 | 1 | kind |
//! | 21 | 3 | zero |
//! | 24 | 8 | timestamp in microseconds |
//! | 32 | | payload: members of a JSON object without braces |
//!
//! All numbers are little-endian. JSON text holds no zero byte and every header does, so a payload can never be taken
//! for a frame; the seed keeps frames of an earlier use of the same file, or of another file, from being believed.

/// The bytes before the payload.
pub(crate) const HEADER: usize = 32;

/// What a frame holds; the numbers are the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Context = 1,
    Log = 2,
    Conversation = 3,
    Turn = 4,
    FunctionEvent = 5,
    Span = 6,
    Metric = 7,
    Producer = 8,
}

impl Kind {
    fn from_byte(byte: u8) -> Option<Kind> {
        use Kind::{Context, Conversation, FunctionEvent, Log, Metric, Producer, Span, Turn};
        [Context, Log, Conversation, Turn, FunctionEvent, Span, Metric, Producer]
            .into_iter()
            .find(|kind| *kind as u8 == byte)
    }

    /// Returns the record's type on the wire; a context is no record.
    pub(crate) const fn wire_name(self) -> &'static str {
        match self {
            Kind::Context => "",
            Kind::Log => "log",
            Kind::Conversation => "conversation",
            Kind::Turn => "turn",
            Kind::FunctionEvent => "function_event",
            Kind::Span => "span",
            Kind::Metric => "metric",
            Kind::Producer => "producer",
        }
    }
}

/// The header's fields besides length and checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) kind: Kind,
    pub(crate) seq: u64,
    pub(crate) context: u32,
    pub(crate) micros: i64,
}

/// A frame that was read and whose checksum holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    pub(crate) fields: Fields,
    pub(crate) payload: &'a [u8],
    /// Where the next frame begins.
    pub(crate) next: usize,
}

/// What stands at a place of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrameRead<'a> {
    Frame(Frame<'a>),
    /// No length: nothing was published here.
    Nothing,
    Damage,
}

/// Returns how much of a segment a payload of this length takes.
#[inline]
pub(crate) const fn size(payload: usize) -> usize {
    (HEADER + payload).next_multiple_of(8)
}

/// Writes header fields and checksum in front of a payload that is already in place; everything but the length.
///
/// `frame` is header and payload without padding.
#[inline]
pub(crate) fn complete(frame: &mut [u8], seed: u32, fields: Fields) {
    frame[8..16].copy_from_slice(&fields.seq.to_le_bytes());
    frame[16..20].copy_from_slice(&fields.context.to_le_bytes());
    frame[20..24].copy_from_slice(&[fields.kind as u8, 0, 0, 0]);
    frame[24..32].copy_from_slice(&fields.micros.to_le_bytes());
    let crc = checksum(seed, &frame[8..]);
    frame[4..8].copy_from_slice(&crc.to_le_bytes());
}

/// Reads what stands at `at`; never reads beyond `bytes`, never believes a frame whose checksum does not hold.
pub(crate) fn read(bytes: &[u8], at: usize, seed: u32) -> FrameRead<'_> {
    let Some(rest) = bytes.get(at..) else { return FrameRead::Nothing };
    let Some(header) = rest.first_chunk::<HEADER>() else { return FrameRead::Nothing };
    let length = u32_at(header, 0) as usize;
    if length == 0 {
        return FrameRead::Nothing;
    }
    let Some(kind) = Kind::from_byte(header[20]) else { return FrameRead::Damage };
    if length < HEADER || length > rest.len() || header[21..24] != [0; 3] {
        return FrameRead::Damage;
    }
    if checksum(seed, &rest[8..length]) != u32_at(header, 4) {
        return FrameRead::Damage;
    }
    let fields =
        Fields { kind, seq: u64_at(header, 8), context: u32_at(header, 16), micros: u64_at(header, 24).cast_signed() };
    FrameRead::Frame(Frame { fields, payload: &rest[HEADER..length], next: at + size(length - HEADER) })
}

#[inline]
pub(crate) fn checksum(seed: u32, bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(seed);
    hasher.update(bytes);
    hasher.finalize()
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..].first_chunk().map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes[at..].first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    /// Appends a published frame and returns where it begins.
    pub(crate) fn push(bytes: &mut Vec<u8>, seed: u32, fields: Fields, payload: &[u8]) -> usize {
        let at = bytes.len();
        bytes.resize(at + size(payload.len()), 0);
        let frame = &mut bytes[at..at + HEADER + payload.len()];
        frame[HEADER..].copy_from_slice(payload);
        complete(frame, seed, fields);
        frame[..4].copy_from_slice(&((HEADER + payload.len()) as u32).to_le_bytes());
        at
    }

    #[test]
    fn the_format_is_what_it_was() {
        // Computed by hand with another CRC implementation; a change of it is a new version of the format.
        let mut bytes = Vec::new();
        let fields = Fields { kind: Kind::Turn, seq: 7, context: 128, micros: 1_735_725_600_123_456 };
        push(&mut bytes, 0x1234_5678, fields, b"\"a\":1");
        let fixture = "2500000009a5b46e0700000000000000800000000400000040aad21ba22a06002261223a31000000";
        assert_eq!(HEXLOWER.encode(&bytes), fixture);
        let FrameRead::Frame(frame) = read(&bytes, 0, 0x1234_5678) else { panic!("not found") };
        assert_eq!((frame.fields, frame.payload, frame.next), (fields, &b"\"a\":1"[..], 40));
        assert_eq!(read(&bytes, 0, 0x1234_5679), FrameRead::Damage);
    }
}
