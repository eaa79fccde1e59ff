//! What a text holds at all, in one pass over its bytes: most texts hold nothing that a rule could begin with.

const DIGIT: u8 = 1;
const AT: u8 = 2;
const NAMED: u8 = 4;
const ODD: u8 = 8;
const UNDERSCORE: u8 = 16;

/// What each byte is to a rule.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'@' => AT,
            b':' | b'=' | b'"' | b'\'' => NAMED,
            b'_' => UNDERSCORE,
            b'%' | b'\\' | 0x80.. => ODD,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// What a text holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Survey {
    seen: u8,
    /// How many ASCII digits.
    pub(crate) digits: usize,
}

impl Survey {
    /// Looks at every byte once.
    pub(crate) fn of(bytes: &[u8]) -> Survey {
        let mut seen = 0;
        let mut digits = 0;
        for &byte in bytes {
            let class = CLASS[usize::from(byte)];
            seen |= class;
            digits += usize::from(class & DIGIT);
        }
        Survey { seen, digits }
    }

    /// Says whether there is an at sign.
    pub(crate) fn has_at(self) -> bool {
        self.seen & AT != 0
    }

    /// Says whether something could stand under a name within the text.
    pub(crate) fn has_named(self) -> bool {
        self.seen & NAMED != 0
    }

    /// Says whether a word could be a token: those have digits or an underscore.
    pub(crate) fn may_have_token(self) -> bool {
        self.digits > 0 || self.seen & UNDERSCORE != 0
    }

    /// Says whether the text has to be written plainly before it is read.
    pub(crate) fn is_odd(self) -> bool {
        self.seen & ODD != 0
    }
}
