//! Unpacking a body as it arrives, with a bound on what comes out.
//!
//! The decoders write into a [`Bounded`] buffer, which refuses the byte past the bound: a decompression bomb costs at
//! most the bound and one piece of input.

use std::io::{self, Write};

use axum::http::{HeaderMap, header};
use convlog_core::limits::{BATCH_BYTES_MAX, BATCH_LINES_MAX};
use flate2::write::MultiGzDecoder;

use crate::error::ApiError;

/// A zstd frame may ask for at most this window, as a power of two: as much as a whole batch may be.
const ZSTD_WINDOW_LOG_MAX: u32 = 23;

/// What comes out of a body, up to the bounds of a batch.
#[derive(Debug, Default)]
pub(crate) struct Bounded {
    bytes: Vec<u8>,
    newlines: usize,
    is_full: bool,
}

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.newlines += memchr::memchr_iter(b'\n', piece).count();
        let lines = self.newlines + usize::from(piece.last().is_some_and(|last| *last != b'\n'));
        if self.bytes.len() + piece.len() > BATCH_BYTES_MAX || lines > BATCH_LINES_MAX {
            self.is_full = true;
            return Err(io::Error::other("the batch is full"));
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A body being unpacked.
pub(crate) enum Unpacker {
    /// It is not packed.
    Identity(Bounded),
    /// gzip, of one or more members.
    Gzip(Box<MultiGzDecoder<Bounded>>),
    /// Zstandard.
    Zstd(Box<zstd::stream::write::Decoder<'static, Bounded>>),
}

impl Unpacker {
    /// Chooses by the request's `Content-Encoding`.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Unpacker, ApiError> {
        let mut given = headers.get_all(header::CONTENT_ENCODING).iter();
        let name = given.next().map_or("", |value| value.to_str().unwrap_or("?")).trim().to_ascii_lowercase();
        if given.next().is_some() {
            return Err(ApiError::unknown_encoding());
        }
        match name.as_str() {
            "" | "identity" => Ok(Unpacker::Identity(Bounded::default())),
            "gzip" | "x-gzip" => Ok(Unpacker::Gzip(Box::new(MultiGzDecoder::new(Bounded::default())))),
            "zstd" => {
                let decoder = zstd::stream::write::Decoder::new(Bounded::default());
                let mut decoder = decoder.map_err(|_| ApiError::internal("the zstd decoder cannot be made"))?;
                decoder
                    .window_log_max(ZSTD_WINDOW_LOG_MAX)
                    .map_err(|_| ApiError::internal("the zstd decoder cannot be bounded"))?;
                Ok(Unpacker::Zstd(Box::new(decoder)))
            }
            _ => Err(ApiError::unknown_encoding()),
        }
    }

    /// Takes a piece of the body.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<(), ApiError> {
        let written = match self {
            Unpacker::Identity(out) => out.write_all(piece),
            Unpacker::Gzip(decoder) => decoder.write_all(piece),
            Unpacker::Zstd(decoder) => decoder.write_all(piece),
        };
        written.map_err(|_| self.refused())
    }

    /// Returns how much has come out so far.
    pub(crate) fn len(&self) -> usize {
        self.out().bytes.len()
    }

    /// Ends the body and returns what came out.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, ApiError> {
        let ended = match &mut self {
            Unpacker::Identity(_) => Ok(()),
            Unpacker::Gzip(decoder) => decoder.try_finish(),
            Unpacker::Zstd(decoder) => decoder.do_finish(),
        };
        if ended.is_err() {
            return Err(self.refused());
        }
        let out = match self {
            Unpacker::Identity(out) => out,
            Unpacker::Gzip(decoder) => decoder.finish().map_err(|_| ApiError::malformed_encoding("gzip"))?,
            Unpacker::Zstd(decoder) => decoder.into_inner(),
        };
        Ok(out.bytes)
    }

    fn out(&self) -> &Bounded {
        match self {
            Unpacker::Identity(out) => out,
            Unpacker::Gzip(decoder) => decoder.get_ref(),
            Unpacker::Zstd(decoder) => decoder.get_ref(),
        }
    }

    fn refused(&self) -> ApiError {
        match self {
            _ if self.out().is_full => ApiError::too_large(),
            Unpacker::Identity(_) => ApiError::too_large(),
            Unpacker::Gzip(_) => ApiError::malformed_encoding("gzip"),
            Unpacker::Zstd(_) => ApiError::malformed_encoding("zstd"),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, StatusCode};
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(encoding: &'static str, packed: &[u8]) -> Result<Vec<u8>, ApiError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        let mut unpacker = Unpacker::of(&headers)?;
        packed.chunks(7).try_for_each(|piece| unpacker.push(piece))?;
        unpacker.finish()
    }

    #[test]
    fn every_encoding_gives_the_body_back() {
        let text = "{\"type\":\"log\"}\n".repeat(100).into_bytes();
        let zstd = zstd::encode_all(text.as_slice(), 3).unwrap();
        for (encoding, packed) in
            [("identity", text.clone()), ("gzip", gzip(&text)), ("GZIP", gzip(&text)), ("zstd", zstd)]
        {
            assert_eq!(unpack(encoding, &packed).unwrap(), text, "{encoding}");
        }
        let two_members = [gzip(b"one\n"), gzip(b"two\n")].concat();
        assert_eq!(unpack("gzip", &two_members).unwrap(), b"one\ntwo\n");
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let zeros = vec![b'0'; BATCH_BYTES_MAX + 1];
        let lines = vec![b'\n'; BATCH_LINES_MAX + 1];
        for body in [zeros, lines] {
            let zstd = zstd::encode_all(body.as_slice(), 3).unwrap();
            for (encoding, packed) in [("identity", body.clone()), ("gzip", gzip(&body)), ("zstd", zstd)] {
                let status = unpack(encoding, &packed).unwrap_err().status();
                assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{encoding}");
            }
        }
    }

    #[test]
    fn ten_thousand_lines_are_just_enough() {
        let mut lines = "x\n".repeat(BATCH_LINES_MAX);
        assert_eq!(unpack("identity", lines.as_bytes()).unwrap().len(), lines.len());
        lines.push('x');
        assert!(unpack("identity", lines.as_bytes()).is_err());
    }

    #[test]
    fn what_is_not_packed_as_it_says_is_refused() {
        for encoding in ["gzip", "zstd"] {
            assert_eq!(unpack(encoding, b"plain text").unwrap_err().status(), StatusCode::BAD_REQUEST, "{encoding}");
        }
        let mut cut = gzip(b"a line that is not complete");
        cut.truncate(cut.len() - 9);
        assert_eq!(unpack("gzip", &cut).unwrap_err().status(), StatusCode::BAD_REQUEST);
        let mut cut = zstd::encode_all(&b"a line that is not complete"[..], 3).unwrap();
        cut.truncate(cut.len() - 5);
        assert_eq!(unpack("zstd", &cut).unwrap_err().status(), StatusCode::BAD_REQUEST);
        assert_eq!(unpack("br", b"").unwrap_err().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}
