//! The words that names of values and sentences are read by, and what each says.

mod dictionary;
mod papers;
mod sentences;
mod set;

pub(crate) use set::Set;

/// All words, by what they say.
const GROUPS: [&[(Says, &str)]; 2] = [dictionary::GROUPS, sentences::GROUPS];

/// What a word may say; one word can say several things.
pub(crate) type Says = u128;

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
pub(crate) const SMALL: Says = PAIRED | JOINED | RELATING | DEALT | HOLDING;
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

/// A name that many families have, and no word of its own.
pub(crate) const SURNAME: Says = 1 << 64;
/// A word that is a name as well.
pub(crate) const NAME_TOO: Says = 1 << 65;
/// Part of what things, firms and places are called, which no name goes on over.
pub(crate) const OF_THINGS: Says = 1 << 66;
/// What is done to somebody, whose name follows.
pub(crate) const TREATED: Says = 1 << 67;
/// What persons do, whose name stands before.
pub(crate) const ACTING: Says = 1 << 68;
/// After this, one name that many are given is somebody's.
pub(crate) const LEADING: Says = 1 << 69;
/// What joins somebody to their name: "this is", "I am".
pub(crate) const AM: Says = 1 << 70;
/// The end of a genitive.
pub(crate) const OWNING: Says = 1 << 71;
/// What relates what is dealt with to a person: `paid_by`.
pub(crate) const RELATING: Says = 1 << 72;
/// What is dealt with by, for or with persons.
pub(crate) const DEALT: Says = 1 << 73;
/// What holds values of any kind, whatever it belongs to.
pub(crate) const HOLDING: Says = 1 << 74;
/// What stands between a name and what somebody does.
pub(crate) const AUXILIARY: Says = 1 << 75;
/// What leads from what is done to the person it is done with, for or by.
pub(crate) const TOWARDS: Says = 1 << 76;
/// What leads from a word for a person to their name.
pub(crate) const AFTER_ROLE: Says = 1 << 77;
/// What leads from what is done to somebody to their name.
pub(crate) const AFTER_TREATED: Says = 1 << 78;
/// What leads from a word for names to the name.
pub(crate) const AFTER_NAMED: Says = 1 << 79;
/// What stands between a preposition and a name.
pub(crate) const POSSESSIVE: Says = 1 << 80;
/// A small word within names.
pub(crate) const PARTICLE: Says = 1 << 81;
/// A degree or the like after a name.
pub(crate) const SUFFIX: Says = 1 << 82;
/// What one greets or thanks somebody with, whose name may follow.
pub(crate) const GREETING: Says = 1 << 83;

/// What is said in sentences alone, and never by the name of a value.
const SENTENCES_ONLY: Says = TITLE
    | ROLE
    | SPEAKING
    | NAMED
    | SURNAME
    | NAME_TOO
    | OF_THINGS
    | TREATED
    | ACTING
    | LEADING
    | AM
    | OWNING
    | GREETING
    | LINKS;

/// Small words on the way to a name.
const LINKS: Says = AUXILIARY | TOWARDS | AFTER_ROLE | AFTER_TREATED | AFTER_NAMED | POSSESSIVE | PARTICLE | SUFFIX;

/// Words that say something only where they begin with a capital.
const IN_CAPITALS: Says = SURNAME;

/// Words that a name may follow in a sentence, stand before, or begin or end with.
pub(crate) const BEFORE_NAMES: Says =
    TITLE | ROLE | SPEAKING | NAMED | GIVEN | SURNAME | TREATED | ACTING | AM | OWNING | GREETING;

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
const SLOTS: usize = 32768;

/// Each word with what it says, at the slot of its hash or the next free one.
#[allow(long_running_const_eval, reason = "thousands of words are put in their places once, by the compiler")]
static TABLE: [(&[u8], Says); SLOTS] = table();

/// For each slot what tells most words apart without the table, which is too large to stay at hand: nothing for a free
/// slot, else bits of whether sentences are read for the word, also in small letters, and some of its hash.
#[allow(long_running_const_eval, reason = "as for the table")]
static TAGS: [u16; SLOTS] = tags();
const IN_USE: u16 = 1;
const OF_SENTENCES: u16 = 2;
const IN_SMALL: u16 = 4;
const HASH_BITS: u16 = !(IN_USE | OF_SENTENCES | IN_SMALL);

const fn table() -> [(&'static [u8], Says); SLOTS] {
    let mut table: [(&[u8], Says); SLOTS] = [(&[], 0); SLOTS];
    let mut at = 0;
    while at < GROUPS.len() {
        let mut group = 0;
        while group < GROUPS[at].len() {
            add(&mut table, GROUPS[at][group].0, GROUPS[at][group].1.as_bytes());
            group += 1;
        }
        at += 1;
    }
    table
}

/// Adds the words of one group, which blanks or ends of lines separate.
const fn add(table: &mut [(&'static [u8], Says); SLOTS], says: Says, mut rest: &'static [u8]) {
    while !rest.is_empty() {
        let mut len = 0;
        while len < rest.len() && rest[len] != b' ' && rest[len] != b'\n' {
            len += 1;
        }
        let (word, after) = rest.split_at(len);
        assert!(len <= WORD_BYTES_MAX, "no word is looked up that is longer");
        if len > 0 {
            let mut slot = hash(word) as usize % SLOTS;
            while !table[slot].0.is_empty() && !same(table[slot].0, word) {
                slot = (slot + 1) % SLOTS;
            }
            table[slot] = (word, table[slot].1 | says);
        }
        rest = if after.is_empty() { after } else { after.split_at(1).1 };
    }
}

const fn tags() -> [u16; SLOTS] {
    let mut tags = [0; SLOTS];
    let mut slot = 0;
    while slot < SLOTS {
        let (word, says) = TABLE[slot];
        if !word.is_empty() {
            let in_small = if says & IN_SENTENCES & !IN_CAPITALS != 0 { IN_SMALL } else { 0 };
            tags[slot] = tag(hash(word)) | in_small | if says & IN_SENTENCES != 0 { OF_SENTENCES } else { 0 };
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
    // One multiplication: most words are short, and waiting for it is most of what looking them up takes.
    let both = (from | SMALL_LETTERS) ^ (to | SMALL_LETTERS).rotate_left(27) ^ word.len() as u64;
    let mixed = both.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

/// Returns what a word of any case says, but for what is said in sentences alone; nothing for a word that is not known.
pub(crate) fn says(word: &[u8]) -> Says {
    find(word, IN_USE) & !SENTENCES_ONLY
}

/// Returns all that a word of any case says.
pub(crate) fn all(word: &[u8]) -> Says {
    find(word, IN_USE)
}

/// Returns what a word of any case says of what sentences are read for.
pub(crate) fn says_in_sentence(word: &[u8]) -> Says {
    let is_small = word.first().is_some_and(u8::is_ascii_lowercase);
    find(word, if is_small { OF_SENTENCES | IN_SMALL } else { OF_SENTENCES }) & IN_SENTENCES
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
            if is_same(known, word) {
                return says;
            }
        }
        slot = (slot + 1) % SLOTS;
    }
}

/// Compares a word of the dictionary with one of any case. Words are letters and digits, which one bit makes small.
fn is_same(known: &[u8], word: &[u8]) -> bool {
    const SMALL: u8 = 0x20;
    if known.len() != word.len() {
        return false;
    }
    let ((known, known_end), (word, word_end)) = (known.as_chunks::<8>(), word.as_chunks::<8>());
    let small = |eight: &[u8; 8]| u64::from_le_bytes(*eight) | u64::from_le_bytes([SMALL; 8]);
    known.iter().zip(word).all(|(known, word)| small(known) == small(word))
        && known_end.iter().zip(word_end).all(|(known, word)| known | SMALL == word | SMALL)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn knows_every_word_of_the_dictionary_once() {
        for (expected, words) in GROUPS.into_iter().flatten() {
            let mut known = HashSet::new();
            for word in words.split_ascii_whitespace() {
                let said = all(word.as_bytes());
                assert_eq!(said & expected, *expected, "{word}");
                assert_eq!(all(word.to_uppercase().as_bytes()), said, "{word}");
                assert_eq!(says_in_sentence(word.to_uppercase().as_bytes()), said & IN_SENTENCES, "{word}");
                assert!(said & IN_SENTENCES & !IN_CAPITALS == 0 || says_in_sentence(word.as_bytes()) != 0, "{word}");
                assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{word}");
                assert!(known.insert(word), "{word} stands there twice");
            }
        }
        assert_eq!(says(b"zebra"), 0);
        assert_eq!(says(b""), 0);
        assert_eq!(says(&[b'a'; 100]), 0);
    }
}
