//! The words that names of values and sentences are read by, and what each says.

mod dictionary;
mod given;
mod papers;

pub(crate) use dictionary::GROUPS;

/// What a word may say; one word can say several things.
pub(crate) type Says = u64;

/// A telephone: it names a number, and in a sentence it announces one.
pub(crate) const PHONE: Says = 1;
/// What one does with a telephone number.
pub(crate) const CALL: Says = 1 << 1;
pub(crate) const EMAIL: Says = 1 << 2;
/// Which name of a person: first, last.
pub(crate) const WHICH_NAME: Says = 1 << 3;
/// A name of anything.
pub(crate) const NAME: Says = 1 << 4;
/// A name that only persons have.
pub(crate) const PERSONAL_NAME: Says = 1 << 5;
/// A person in some role.
pub(crate) const PERSON: Says = 1 << 6;
/// A date of birth.
pub(crate) const BIRTH_DATE: Says = 1 << 7;
/// Being born, which makes a date one of birth.
pub(crate) const BORN: Says = 1 << 8;
/// A date or time.
pub(crate) const TIME: Says = 1 << 9;
pub(crate) const POSTCODE: Says = 1 << 10;
/// What makes a code a postcode.
pub(crate) const POSTAL: Says = 1 << 11;
pub(crate) const ADDRESS: Says = 1 << 12;
/// What makes an address one of a machine or an account.
pub(crate) const TECHNICAL: Says = 1 << 13;
pub(crate) const IP: Says = 1 << 14;
pub(crate) const CARD: Says = 1 << 15;
/// A number a state gives to a person.
pub(crate) const NATIONAL: Says = 1 << 16;
/// What makes an id or a number one that a state gives.
pub(crate) const OF_STATE: Says = 1 << 17;
pub(crate) const SECRET: Says = 1 << 18;
/// A secret that is short and mostly digits.
pub(crate) const PIN: Says = 1 << 19;
pub(crate) const KEY: Says = 1 << 20;
/// What makes a key or a code a secret.
pub(crate) const SECRET_KIND: Says = 1 << 21;
pub(crate) const CODE: Says = 1 << 22;
pub(crate) const TOKEN: Says = 1 << 23;
/// An identifier of a thing.
pub(crate) const ID: Says = 1 << 24;
/// A measure, a count or a version.
pub(crate) const MEASURE: Says = 1 << 25;
/// Something about a value instead of the value.
pub(crate) const ABOUT: Says = 1 << 26;
/// A number of anything.
pub(crate) const NUMBER: Says = 1 << 27;
/// Says nothing about what the value is.
pub(crate) const FILLER: Says = 1 << 28;
/// One end of a call.
pub(crate) const END_OF_CALL: Says = 1 << 29;
/// A thing, which has names, numbers and references of its own.
pub(crate) const THING: Says = 1 << 30;
/// An international bank account number.
pub(crate) const IBAN: Says = 1 << 31;
/// What makes a token or a key one of a program's own affairs.
pub(crate) const PAGING: Says = 1 << 32;
/// What stands where a value would, when there is none.
pub(crate) const BLANK: Says = 1 << 33;
/// An identifier that is of whatever the word before it says.
pub(crate) const BARE_ID: Says = 1 << 34;
/// A part of a postal address.
pub(crate) const ADDRESS_PART: Says = 1 << 35;
/// `my`, which before `number` in a name is Japan's.
pub(crate) const MINE: Says = 1 << 36;
/// A digit that is said.
pub(crate) const SAID_DIGIT: Says = 1 << 37;
/// Ten to nineteen: two digits.
pub(crate) const SAID_PAIR: Says = 1 << 38;
/// Twenty and the like: two digits, the second of which the next word may say.
pub(crate) const SAID_TENS: Says = 1 << 39;
/// The next digit twice.
pub(crate) const SAID_TWICE: Says = 1 << 40;
pub(crate) const SAID_THRICE: Says = 1 << 41;
/// Between digits, without ending them.
pub(crate) const SAID_BETWEEN: Says = 1 << 42;
/// A number as only days and years are said.
pub(crate) const SAID_OF_DATE: Says = 1 << 43;
pub(crate) const MONTH: Says = 1 << 44;
/// After this, or soon, somebody says their name.
pub(crate) const INTRODUCES: Says = 1 << 45;
/// A person whom one name is enough for: `customer: "Ada"`, but hardly `client: "Chrome"`.
pub(crate) const SOMEONE: Says = 1 << 46;
/// The first words of what more words say together.
pub(crate) const JOINED: Says = 1 << 47;
/// What small words say, which others stand around: `numero_de_la_cedula`. Nothing by themselves.
pub(crate) const SMALL: Says = PAIRED | JOINED;
/// The last of words that may say together what none says alone: `residence_permit`, `address_line`.
pub(crate) const PAIRED: Says = 1 << 48;
/// A paper that, if a state gives it, has a person's number.
pub(crate) const PAPER: Says = 1 << 49;
pub(crate) const DOCUMENT: Says = 1 << 50;
/// Whose paper is one of a person.
pub(crate) const DRIVER: Says = 1 << 51;
/// Where something is brought, which may be an address.
pub(crate) const DESTINATION: Says = 1 << 52;
/// A title, which a person's name follows.
pub(crate) const TITLE: Says = 1 << 53;
/// A person in a role that a name may follow in a sentence.
pub(crate) const ROLE: Says = 1 << 54;
/// What is done with a person, whose name may follow.
pub(crate) const SPEAKING: Says = 1 << 55;
/// A street, after its name.
pub(crate) const STREET: Says = 1 << 56;
/// A street, before its name.
pub(crate) const STREET_FIRST: Says = 1 << 57;
/// An address in a language that says whose or what for after it.
pub(crate) const ADDRESS_FIRST: Says = 1 << 58;
/// A name that many are given.
pub(crate) const GIVEN: Says = 1 << 59;
/// How a value was come by: `verified_name`.
pub(crate) const COLLECTED: Says = 1 << 60;
/// A thing with a name, which is nobody's: `bank_name`.
pub(crate) const NAMED_THING: Says = 1 << 61;
/// What is done at or to an address.
pub(crate) const LIVING: Says = 1 << 62;
/// A word for names, after which one may stand in a sentence.
pub(crate) const NAMED: Says = 1 << 63;

/// Words that a name may follow in a sentence, or begin with.
pub(crate) const BEFORE_NAMES: Says = TITLE | ROLE | SPEAKING | NAMED | GIVEN;

/// What the pass over the words of a text looks for.
pub(crate) const IN_SENTENCES: Says = SAID_DIGIT
    | SAID_PAIR
    | SAID_TENS
    | SAID_TWICE
    | SAID_THRICE
    | SAID_BETWEEN
    | MONTH
    | INTRODUCES
    | BEFORE_NAMES
    | STREET
    | STREET_FIRST;

/// The longest word that says anything.
pub(crate) const WORD_BYTES_MAX: usize = 28;

const SLOTS: usize = 8192;

/// Each word with what it says, at the slot of its hash or the next free one.
static TABLE: [(&[u8], Says); SLOTS] = table();

const fn table() -> [(&'static [u8], Says); SLOTS] {
    let mut table: [(&[u8], Says); SLOTS] = [(&[], 0); SLOTS];
    let mut group = 0;
    while group < GROUPS.len() {
        let (says, mut rest) = (GROUPS[group].0, GROUPS[group].1.as_bytes());
        while !rest.is_empty() {
            let mut len = 0;
            while len < rest.len() && rest[len] != b' ' {
                len += 1;
            }
            let (word, after) = rest.split_at(len);
            assert!(len <= WORD_BYTES_MAX, "no word is looked up that is longer");
            let slot = slot(&table, word);
            table[slot] = (word, table[slot].1 | says);
            rest = if after.is_empty() { after } else { after.split_at(1).1 };
        }
        group += 1;
    }
    table
}

/// Returns the slot of a word, or the free one where it would stand.
const fn slot(table: &[(&[u8], Says); SLOTS], word: &[u8]) -> usize {
    let mut slot = hash(word) % SLOTS;
    while !table[slot].0.is_empty() && !same(table[slot].0, word) {
        slot = (slot + 1) % SLOTS;
    }
    slot
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// FNV-1a; the words are ours, so nobody can choose them to collide, and a stranger's word costs at most a short walk.
const fn hash(word: &[u8]) -> usize {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < word.len() {
        hash = (hash ^ word[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    (hash ^ (hash >> 32)) as usize
}

/// Returns what a word in small ASCII letters says; nothing for a word that is not known.
pub(crate) fn says(word: &[u8]) -> Says {
    if word.len() > WORD_BYTES_MAX || word.is_empty() {
        return 0;
    }
    TABLE[slot(&TABLE, word)].1
}

/// For each first letter, which lengths the words of sentences have: most others are told by this alone.
static SHAPES: [u32; 26] = shapes();

const fn shapes() -> [u32; 26] {
    let mut shapes = [0; 26];
    let mut at = 0;
    while at < SLOTS {
        let (word, says) = TABLE[at];
        if says & IN_SENTENCES != 0 {
            shapes[(word[0] - b'a') as usize] |= 1 << word.len();
        }
        at += 1;
    }
    shapes
}

/// Returns what a word of any case says of what sentences are read for.
pub(crate) fn says_in_sentence(word: &[u8]) -> Says {
    let Some(first @ b'a'..=b'z') = word.first().map(u8::to_ascii_lowercase) else { return 0 };
    if word.len() > WORD_BYTES_MAX || SHAPES[usize::from(first - b'a')] & (1 << word.len()) == 0 {
        return 0;
    }
    says_in_any_case(word) & IN_SENTENCES
}

/// Returns what a word of any case says.
pub(crate) fn says_in_any_case(word: &[u8]) -> Says {
    if word.len() > WORD_BYTES_MAX {
        return 0;
    }
    let mut small = [0; WORD_BYTES_MAX];
    for (to, from) in small.iter_mut().zip(word) {
        *to = from.to_ascii_lowercase();
    }
    says(&small[..word.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_every_word_of_the_dictionary_once() {
        for (expected, words) in GROUPS {
            for word in words.split(' ') {
                assert_eq!(says(word.as_bytes()) & expected, *expected, "{word}");
                assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{word}");
                assert_eq!(words.split(' ').filter(|other| *other == word).count(), 1, "{word} stands there twice");
            }
        }
        assert_eq!(says(b"zebra"), 0);
        assert_eq!(says(&[b'a'; 100]), 0);
    }
}
