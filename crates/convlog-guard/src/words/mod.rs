//! The words that names of values and sentences are read by, and what each says.

mod dictionary;
mod given;
mod papers;
mod set;

pub(crate) use dictionary::GROUPS;
pub(crate) use set::Set;

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

/// A power of two, and at least twice as many as there are words, so that a stranger's word costs hardly more than a look.
const SLOTS: usize = 8192;

/// Each word with what it says, at the slot of its hash or the next free one.
static TABLE: [(&[u8], Says); SLOTS] = table();

/// For each slot what tells most words apart without the table, which is too large to stay at hand: nothing for a free
/// slot, else a bit of whether sentences are read for the word, and some of its hash.
static TAGS: [u16; SLOTS] = tags();
const IN_USE: u16 = 1;
const OF_SENTENCES: u16 = 2;
const HASH_BITS: u16 = !(IN_USE | OF_SENTENCES);

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
            let mut slot = hash(word) as usize % SLOTS;
            while !table[slot].0.is_empty() && !same(table[slot].0, word) {
                slot = (slot + 1) % SLOTS;
            }
            table[slot] = (word, table[slot].1 | says);
            rest = if after.is_empty() { after } else { after.split_at(1).1 };
        }
        group += 1;
    }
    table
}

const fn tags() -> [u16; SLOTS] {
    let mut tags = [0; SLOTS];
    let mut slot = 0;
    while slot < SLOTS {
        let (word, says) = TABLE[slot];
        if !word.is_empty() {
            tags[slot] = tag(hash(word)) | if says & IN_SENTENCES != 0 { OF_SENTENCES } else { 0 };
        }
        slot += 1;
    }
    tags
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

const fn tag(hash: u64) -> u16 {
    (hash >> 48) as u16 & HASH_BITS | IN_USE
}

/// Hashes a word of at most 28 bytes, the same in every case. The words are ours, so nobody can choose them to collide.
const fn hash(word: &[u8]) -> u64 {
    const SMALL_LETTERS: u64 = 0x2020_2020_2020_2020;
    let (from, to) = match (word.first_chunk::<8>(), word.last_chunk::<8>()) {
        (Some(first), Some(last)) if word.len() > 16 => {
            let within = word.split_at(8).1;
            let (Some(second), Some(before)) =
                (within.first_chunk::<8>(), word.split_at(word.len() - 8).0.last_chunk::<8>())
            else {
                return 0;
            };
            let from = (u64::from_le_bytes(*first) | SMALL_LETTERS).rotate_left(5);
            let to = (u64::from_le_bytes(*last) | SMALL_LETTERS).rotate_left(5);
            (from ^ u64::from_le_bytes(*second), to ^ u64::from_le_bytes(*before))
        }
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (word.first_chunk::<4>(), word.last_chunk::<4>()) {
            (Some(first), Some(last)) => (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64),
            _ if word.is_empty() => (0, 0),
            _ => (word[0] as u64, (word[word.len() / 2] as u64) << 8 | word[word.len() - 1] as u64),
        },
    };
    let from = ((from | SMALL_LETTERS) ^ word.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let to = ((to | SMALL_LETTERS) ^ from.rotate_left(32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    to ^ to >> 32
}

/// Returns what a word of any case says; nothing for a word that is not known.
pub(crate) fn says(word: &[u8]) -> Says {
    find(word, IN_USE)
}

/// Returns what a word of any case says of what sentences are read for.
pub(crate) fn says_in_sentence(word: &[u8]) -> Says {
    find(word, IN_USE | OF_SENTENCES) & IN_SENTENCES
}

fn find(word: &[u8], wanted: u16) -> Says {
    if word.len() > WORD_BYTES_MAX {
        return 0;
    }
    let hash = hash(word);
    let tag = tag(hash);
    let mut slot = hash as usize % SLOTS;
    loop {
        let there = TAGS[slot];
        if there == 0 {
            return 0;
        }
        if there & (HASH_BITS | IN_USE) == tag && there & wanted == wanted {
            let (known, says) = TABLE[slot];
            if known.eq_ignore_ascii_case(word) {
                return says;
            }
        }
        slot = (slot + 1) % SLOTS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_every_word_of_the_dictionary_once() {
        for (expected, words) in GROUPS {
            for word in words.split(' ') {
                assert_eq!(says(word.as_bytes()) & expected, *expected, "{word}");
                assert_eq!(says(word.to_uppercase().as_bytes()), says(word.as_bytes()), "{word}");
                assert_eq!(says_in_sentence(word.as_bytes()), says(word.as_bytes()) & IN_SENTENCES, "{word}");
                assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{word}");
                assert_eq!(words.split(' ').filter(|other| *other == word).count(), 1, "{word} stands there twice");
            }
        }
        assert_eq!(says(b"zebra"), 0);
        assert_eq!(says(b""), 0);
        assert_eq!(says(&[b'a'; 100]), 0);
    }
}
