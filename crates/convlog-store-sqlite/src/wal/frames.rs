//! The frames of a log (sqlite.org/fileformat2.html, section 4).

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::checksum::{checksum, is_page_size};
use super::index::Index;

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;
const BUFFER_BYTES: usize = 1 << 20;

/// The magic numbers of a log whose checksums take words with the least significant byte first, and last.
const LITTLE: u32 = 0x377f_0682;
const BIG: u32 = 0x377f_0683;

/// How far a log can be read, and how far it must have been committed.
#[derive(Debug)]
pub(super) struct Frames {
    /// What tells the frames of this log from those that an earlier one left in the file.
    pub(super) salts: [u8; 8],
    /// The last frame that SQLite takes.
    pub(super) readable: u32,
    /// The last frame of which the log itself shows that it was committed: its commit was durable before the frame that
    /// continues it was written. A commit that nothing follows may be one that a power cut kept from being acknowledged.
    pub(super) proven: u32,
}

/// What all frames of a log have in common.
struct Form {
    page_bytes: usize,
    big_endian: bool,
    salts: [u8; 8],
}

impl Frames {
    /// Reads a log; `None` where there is none, or nothing in it that can be told from remains.
    pub(super) fn read(log: &Path, index: Option<&Index>) -> io::Result<Option<Frames>> {
        let file = match File::open(log) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut file = BufReader::with_capacity(BUFFER_BYTES, file);
        let mut header = [0; HEADER_BYTES];
        if !fill(&mut file, &mut header)? {
            return Ok(None);
        }
        // Under a damaged head SQLite reads nothing; the index still knows what stood there.
        let (form, seed) = match (Form::of(&header), index) {
            (Some((form, seed)), _) => (form, Some(seed)),
            (None, Some(index)) => (index.form(), None),
            (None, None) => match Form::guessed(&mut file, log)? {
                Some(form) => (form, None),
                None => return Ok(None),
            },
        };
        let mut walk = Walk::new(&form, seed);
        let mut frame = vec![0; FRAME_HEADER_BYTES + form.page_bytes];
        while fill(&mut file, &mut frame)? {
            walk.step(&frame);
        }
        // Without a single frame of this log nothing shows that it was the index's.
        let is_told = seed.is_some() || walk.has_followed;
        Ok(is_told.then_some(Frames { salts: form.salts, readable: walk.readable, proven: walk.proven }))
    }
}

impl Form {
    /// Returns what a head says, and the checksum that the first frame continues, if it is whole.
    fn of(header: &[u8; HEADER_BYTES]) -> Option<(Form, [u32; 2])> {
        let magic = word(header, 0);
        let big_endian = magic == BIG;
        let page_bytes = word(header, 8) as usize;
        let sum = checksum([0, 0], &header[..24], big_endian);
        let is_whole = (magic == LITTLE || big_endian) && is_page_size(page_bytes) && sum == sum_at(header, 24);
        is_whole.then(|| (Form { page_bytes, big_endian, salts: salts_at(header, 16) }, sum))
    }

    /// Guesses it from the first frame, with a machine's usual order of bytes and the page size of the database.
    fn guessed(file: &mut BufReader<File>, log: &Path) -> io::Result<Option<Form>> {
        let Some(page_bytes) = page_bytes_of(log) else { return Ok(None) };
        // The frame stays in the buffer.
        let buffer = io::BufRead::fill_buf(file)?;
        let salts = buffer.first_chunk::<FRAME_HEADER_BYTES>().map(|header| salts_at(header, 8));
        Ok(salts.map(|salts| Form { page_bytes, big_endian: false, salts }))
    }
}

impl Index {
    fn form(&self) -> Form {
        Form { page_bytes: self.page_bytes, big_endian: self.big_endian, salts: self.salts }
    }
}

/// A walk along the frames. A frame is checked against the checksum that stands in the one before it, so those behind a
/// damaged page can be told as well.
struct Walk<'a> {
    form: &'a Form,
    at: u32,
    before: Option<[u32; 2]>,
    is_readable: bool,
    /// Whether the frame before this one is a whole one with a commit.
    after_commit: bool,
    has_followed: bool,
    readable: u32,
    proven: u32,
}

impl Walk<'_> {
    fn new(form: &Form, seed: Option<[u32; 2]>) -> Walk<'_> {
        let is_readable = seed.is_some();
        let (after_commit, has_followed) = (false, false);
        Walk { form, at: 0, before: seed, is_readable, after_commit, has_followed, readable: 0, proven: 0 }
    }

    fn step(&mut self, frame: &[u8]) {
        self.at += 1;
        let (header, page) = frame.split_at(FRAME_HEADER_BYTES);
        let sum = sum_at(header, 16);
        let is_ours = salts_at(header, 8) == self.form.salts && word(header, 0) != 0;
        let continues = |before| {
            let sum_of_header = checksum(before, &header[..8], self.form.big_endian);
            checksum(sum_of_header, page, self.form.big_endian) == sum
        };
        let follows = is_ours && self.before.is_some_and(continues);
        let is_commit = word(header, 4) != 0;
        self.is_readable &= follows;
        self.has_followed |= follows;
        if self.is_readable && is_commit {
            self.readable = self.at;
        }
        if follows && self.after_commit {
            self.proven = self.at - 1;
        }
        self.after_commit = follows && is_commit;
        self.before = is_ours.then_some(sum);
    }
}

/// Fills the buffer; says whether there was enough.
fn fill(file: &mut BufReader<File>, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns the page size that the database of a log names in its head.
fn page_bytes_of(log: &Path) -> Option<usize> {
    let database = log.to_str()?.strip_suffix("-wal")?;
    let mut header = [0; 18];
    File::open(database).ok()?.read_exact(&mut header).ok()?;
    let bytes = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        bytes => usize::from(bytes),
    };
    is_page_size(bytes).then_some(bytes)
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn sum_at(bytes: &[u8], at: usize) -> [u32; 2] {
    [word(bytes, at), word(bytes, at + 4)]
}

fn salts_at(bytes: &[u8], at: usize) -> [u8; 8] {
    std::array::from_fn(|offset| bytes[at + offset])
}
