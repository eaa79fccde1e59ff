//! The lexicons: what a word says as a part of the name of a value (`key`) and in a sentence (`text`).
//!
//! The words are files below `lexicon/`; `build.rs` makes one table of them. A word is looked up in its plain form, in any
//! case.

mod hash;

use hash::{OFFSET_BITS, SLOTS, hash};

include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));

/// The slots, then the words.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// No word is longer.
const WORD_BYTES_MAX: usize = 32;

/// What a word says in a name, a bit for each heading of `keys.txt`.
pub(crate) type Key = u64;
/// What a word says in a sentence, a bit for each heading of `sentences.txt` and each list of words.
pub(crate) type Text = u128;

/// Returns what a word says in a name and in a sentence.
pub(crate) fn find(word: &[u8]) -> (Key, Text) {
    said(number(word))
}

/// Returns what is said by words of this number.
pub(crate) fn said(number: u16) -> (Key, Text) {
    SAID[usize::from(number)]
}

/// Returns the number of what a word says; 0 where nobody knows it.
pub(crate) fn number(word: &[u8]) -> u16 {
    if word.is_empty() || word.len() > WORD_BYTES_MAX {
        return 0;
    }
    let (mut slot, tag) = hash(word);
    loop {
        let there = u32::from_le_bytes(slots()[slot]);
        if there == 0 {
            return 0;
        }
        if there >> OFFSET_BITS == u32::from(tag) {
            let at = SLOTS * SLOT_BYTES + (there & ((1 << OFFSET_BITS) - 1)) as usize;
            let known = &TABLE[at..];
            if usize::from(known[0]) == word.len() && is_same(&known[3..3 + word.len()], word) {
                return u16::from_le_bytes([known[1], known[2]]);
            }
        }
        slot = (slot + 1) % SLOTS;
    }
}

const SLOT_BYTES: usize = 4;

fn slots() -> &'static [[u8; SLOT_BYTES]] {
    TABLE[..SLOTS * SLOT_BYTES].as_chunks().0
}

/// Compares a word of the table with one in any case. Of letters, one bit tells the case.
fn is_same(known: &[u8], word: &[u8]) -> bool {
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let ((known, known_end), (word, word_end)) = (known.as_chunks::<8>(), word.as_chunks::<8>());
    let small = |eight: &[u8; 8]| u64::from_le_bytes(*eight) | SMALL;
    known.iter().zip(word).all(|(known, word)| small(known) == small(word))
        && known_end.iter().zip(word_end).all(|(known, word)| known | 0x20 == word | 0x20)
}

/// What words end in that are written as one with the word before: `Kundennummer`, `customernumber`, `klantcode`.
const HEADS: [&[u8]; 34] = [
    b"nummer",
    b"nr",
    b"kennwort",
    b"passwort",
    b"wachtwoord",
    b"karte",
    b"kaart",
    b"konto",
    b"code",
    b"kennzeichen",
    b"ausweis",
    b"rekening",
    b"schein",
    b"pas",
    b"number",
    b"num",
    b"no",
    b"name",
    b"naam",
    b"adresse",
    b"adres",
    b"address",
    b"datum",
    b"date",
    b"pin",
    b"phone",
    b"telefon",
    b"mail",
    b"email",
    b"card",
    b"account",
    b"strasse",
    b"straat",
    b"id",
];
/// In sentences only these: the others are what other words end in as well.
const HEADS_OF_SENTENCES: usize = 14;
const HEAD_LETTERS_MIN: usize = 3;

/// Which heads end in two letters, a bit for each: most words end in those of none.
static ENDS: [u64; 1024] = ends();

const fn ends() -> [u64; 1024] {
    let mut ends = [0; 1024];
    let mut at = 0;
    while at < HEADS.len() {
        let head = HEADS[at];
        ends[place(head[head.len() - 2], head[head.len() - 1])] |= 1 << at;
        at += 1;
    }
    ends
}

/// Returns a number for two letters in any case.
const fn place(first: u8, second: u8) -> usize {
    ((first & 31) as usize) << 5 | (second & 31) as usize
}

/// Returns the numbers of what the parts of a word say that is written as one with the word before it, in the order they
/// stand.
pub(crate) fn compound(word: &[u8], in_sentence: bool) -> Option<[u16; 2]> {
    let [.., last_but_one, last] = word else { return None };
    let mut heads = ENDS[place(*last_but_one, *last)];
    if in_sentence {
        heads &= (1 << HEADS_OF_SENTENCES) - 1;
    }
    let ends = |head: &[u8]| {
        word.len() >= head.len() + HEAD_LETTERS_MIN && word[word.len() - head.len()..].eq_ignore_ascii_case(head)
    };
    let head = loop {
        if heads == 0 {
            return None;
        }
        let head = HEADS[heads.trailing_zeros() as usize];
        if ends(head) {
            break head;
        }
        heads &= heads - 1;
    };
    let first = &word[..word.len() - head.len()];
    // What joins words in German and Dutch.
    let joints: [&[u8]; 5] = [b"", b"s", b"n", b"en", b"es"];
    let first = joints.iter().find_map(|joint| {
        let known = number(first.strip_suffix(*joint)?);
        (said(known).0 != 0).then_some(known)
    });
    let is_sure = in_sentence && head.len() > 3;
    first.or(is_sure.then_some(0)).map(|first| [first, number(head)])
}

/// Says whether a word is one that names of values and sentences are read by, whatever lists it stands in besides, and no
/// name of a person.
pub(crate) fn is_ours(word: &[u8]) -> bool {
    const GATHERED: Text = text::WORD | text::RARE | text::PLACE | text::MONTH | text::DAYS;
    let (key, says) = find(word);
    (key != 0 || says & !GATHERED != 0) && says & (text::GIVEN | text::SURNAME) == 0
}

/// Returns what a word says in a name.
pub(crate) fn in_name(word: &[u8]) -> Key {
    find(word).0
}

/// Returns what a word says in a sentence.
pub(crate) fn in_text(word: &[u8]) -> Text {
    find(word).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_word_in_any_case_and_no_other() {
        for word in ["passport", "Passport", "PASSPORT"] {
            assert_ne!(in_name(word.as_bytes()) & key::NATIONAL, 0, "{word}");
        }
        for word in [&b"garcia"[..], b"Garcia", b"GARCIA"] {
            assert_ne!(in_text(word) & text::SURNAME, 0);
        }
        for word in [&b""[..], b"qqzebra", &[b'a'; 100], &[0xff; 5]] {
            assert_eq!(find(word), (0, 0));
        }
    }
}
