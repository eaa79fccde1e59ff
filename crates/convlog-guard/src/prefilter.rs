//! What a text holds at all, in one pass over its bytes: most texts hold nothing that a rule could begin with.

const DIGIT: u8 = 1;
const AT: u8 = 2;
const COLON: u8 = 4;
/// What has to be written plainly before a rule reads it.
const ODD: u8 = 8;
const UNDERSCORE: u8 = 16;
/// What else a value may stand behind or within, and a plus.
const MARK: u8 = 32;
const SPACE: u8 = 64;
/// What else joins the names of a person, or a name to what stands beside it.
const JOINT: u8 = 128;

/// What each byte is to a rule.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'@' => AT,
            b':' => COLON,
            b'=' | b'\'' | b'"' | b'+' | b'<' => MARK,
            b'_' => UNDERSCORE,
            b' ' => SPACE,
            b'/' | b';' | b'|' | b'^' | b'>' | b'(' => JOINT,
            b'\\' | b'%' | 0x80.. => ODD,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// What a text holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Prefilter {
    seen: u8,
    /// How many ASCII digits, up to [`COUNTED_MAX`].
    pub(crate) digits: u8,
    /// How many blanks, up to [`COUNTED_MAX`].
    pub(crate) blanks: u8,
}

/// No rule asks for more, and where there are many, the first stand near the beginning.
const COUNTED_MAX: u8 = 4;

impl Prefilter {
    /// Looks at every byte.
    pub(crate) fn of(bytes: &[u8]) -> Prefilter {
        let seen = bytes.iter().fold(0, |seen, byte| seen | CLASS[usize::from(*byte)]);
        Prefilter::counted(seen, bytes)
    }

    /// Counts what was seen at all.
    fn counted(seen: u8, bytes: &[u8]) -> Prefilter {
        let count = |class: u8| {
            if seen & class == 0 {
                return 0;
            }
            let mut count = 0;
            for byte in bytes {
                count += u8::from(CLASS[usize::from(*byte)] & class != 0);
                if count == COUNTED_MAX {
                    break;
                }
            }
            count
        };
        Prefilter { seen, digits: count(DIGIT), blanks: count(SPACE) }
    }

    /// Says whether there is an at sign.
    pub(crate) fn has_at(self) -> bool {
        self.seen & AT != 0
    }

    /// Says whether something could stand under a name within the text.
    pub(crate) fn has_named(self) -> bool {
        self.seen & (COLON | MARK) != 0
    }

    /// Says whether the text has to be written plainly before it is read.
    pub(crate) fn is_odd(self) -> bool {
        self.seen & ODD != 0
    }

    /// Says whether a word could be a token: those have digits or an underscore.
    pub(crate) fn may_have_token(self) -> bool {
        self.seen & (DIGIT | UNDERSCORE) != 0
    }

    /// Says whether there is nothing but words, digits, blanks, points, dashes and what joins them.
    pub(crate) fn is_bare(self) -> bool {
        self.seen & (AT | ODD | MARK) == 0
    }

    /// Says whether there is one word and nothing else.
    pub(crate) fn is_one_word(self) -> bool {
        self.blanks == 0 && self.is_bare() && !self.has_joint()
    }

    /// Says whether something may be joined to a name, or a name to another.
    pub(crate) fn has_joint(self) -> bool {
        self.seen & (COLON | JOINT) != 0
    }
}
