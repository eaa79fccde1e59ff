//! Digits that are said as words, one by one: how numbers stand in transcripts.
//!
//! A run goes on over words for digits, digits themselves, and the little words between (`and`, `double`); at least seven
//! digits, of which at least three are words, make a number. Larger numbers (`thousand`) end a run: they are amounts.

use crate::Rule;
use crate::found::Found;
use crate::near::is_letter;

const DIGITS_MIN: usize = 7;
const WORDS_MIN: usize = 3;
/// The longest word of the list.
const WORD_BYTES_MAX: usize = 12;

/// What one word adds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// So many digits.
    Digits(usize),
    /// The next digit so many times more.
    Times(usize),
    /// Twenty and the like: two digits, the second of which the next word may say.
    Tens,
    /// Nothing, but the run goes on.
    Between,
}

/// Words for single digits, without accents: English, German, French, Spanish, Portuguese, Italian, Dutch, romanised Hindi,
/// the Nordic languages, Turkish, Polish, Czech, Romanian, Hungarian, Indonesian and romanised Japanese.
const DIGITS: &str = "zero oh o nought one two three four five six seven eight nine niner \
    null eins ein zwei zwo drei vier funf fuenf sechs sieben acht neun \
    un une deux trois quatre cinq sept huit neuf \
    cero uno una dos tres cuatro cinco seis siete ocho nueve \
    um uma dois duas quatro sete oito nove meia \
    due tre quattro cinque sei sette otto \
    nul een twee drie vijf zes zeven negen \
    shunya shoonya sunya sifar ek do teen char chaar paanch panch chhe chhah che chah saat sat aath aat nau \
    noll en ett tva fyra fem sex sju atta nio to fire seks syv sju atte otte ni \
    nolla yksi kaksi kolme nelja viisi kuusi seitseman kahdeksan yhdeksan \
    sifir bir iki uc dort bes alti yedi sekiz dokuz \
    jeden dwa trzy cztery piec szesc siedem osiem dziewiec \
    nula jedna dve tri ctyri pet sest sedm osm devet \
    unu doi trei patru cinci sase sapte opt noua \
    nulla egy ketto harom negy ot hat het nyolc kilenc \
    nol satu dua tiga empat lima enam tujuh delapan sembilan \
    rei ichi san yon shi go roku nana shichi hachi kyu ku";
/// Words for ten to nineteen and for tens.
const PAIRS: &str = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen \
    zehn elf zwolf dix onze douze treize quatorze quinze seize diez once doce trece catorce quince";
const TENS: &str = "twenty thirty forty fifty sixty seventy eighty ninety \
    vingt vingts trente quarante cinquante soixante veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa";
const TWICE: &str = "double doppel doble dobro doppio dubbel";
const BETWEEN: &str = "and then und et y e dash hyphen uh um er";

/// For each first letter, which lengths words of the lists have: most words are none of them by this alone.
static LENGTHS: [u16; 26] = lengths();

const fn lengths() -> [u16; 26] {
    let mut lengths = [0; 26];
    let lists = [DIGITS, PAIRS, TENS, TWICE, "triple", BETWEEN];
    let mut list = 0;
    while list < lists.len() {
        let bytes = lists[list].as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && bytes[at] != b' ' {
                at += 1;
            }
            if at > start {
                assert!(at - start <= WORD_BYTES_MAX);
                lengths[(bytes[start] - b'a') as usize] |= 1 << (at - start);
            }
            at += 1;
        }
        list += 1;
    }
    lengths
}

/// Says whether a word is one of a number's.
pub(crate) fn is_number_word(word: &[u8]) -> bool {
    step(word).is_some()
}

fn step(word: &[u8]) -> Option<Step> {
    let first = word[0].to_ascii_lowercase();
    if word.len() > WORD_BYTES_MAX || !first.is_ascii_lowercase() {
        return None;
    }
    if LENGTHS[usize::from(first - b'a')] & (1 << word.len()) == 0 {
        return None;
    }
    let is_in = |list: &str| list.split_ascii_whitespace().any(|known| known.as_bytes().eq_ignore_ascii_case(word));
    match () {
        () if is_in(DIGITS) => Some(Step::Digits(1)),
        () if is_in(TENS) => Some(Step::Tens),
        () if is_in(PAIRS) => Some(Step::Digits(2)),
        () if is_in(TWICE) => Some(Step::Times(1)),
        () if word.eq_ignore_ascii_case(b"triple") => Some(Step::Times(2)),
        () if is_in(BETWEEN) => Some(Step::Between),
        () => None,
    }
}

/// A run of words and digits that is being read.
#[derive(Default)]
struct Run {
    start: usize,
    end: usize,
    digits: usize,
    words: usize,
    after_tens: bool,
}

impl Run {
    fn take(&mut self, start: usize, end: usize, step: Step) {
        if step == Step::Between || matches!(step, Step::Times(_)) && self.digits == 0 && self.start == self.end {
            if let Step::Times(more) = step {
                *self = Run { start, end, digits: more, words: 1, after_tens: false };
            }
            return;
        }
        if self.digits == 0 {
            self.start = start;
        }
        self.digits += match step {
            Step::Digits(1) if self.after_tens => 0,
            Step::Digits(digits) => digits,
            Step::Times(more) => more,
            Step::Tens => 2,
            Step::Between => 0,
        };
        self.after_tens = step == Step::Tens;
        self.words += 1;
        self.end = end;
    }

    fn take_digits(&mut self, start: usize, end: usize) {
        if self.digits == 0 {
            self.start = start;
        }
        self.digits += end - start;
        self.after_tens = false;
        self.end = end;
    }

    fn finish(&mut self, found: &mut Vec<Found>) {
        let run = std::mem::take(self);
        if run.digits >= DIGITS_MIN && run.words >= WORDS_MIN {
            found.push(Found::new(run.start..run.end, Rule::SpokenDigits, "at least seven digits said one by one"));
        }
    }
}

/// Appends the numbers that are said.
pub(crate) fn find(bytes: &[u8], found: &mut Vec<Found>) {
    let mut run = Run::default();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let byte = bytes[at];
        if is_letter(byte) {
            while at < bytes.len() && is_letter(bytes[at]) {
                at += 1;
            }
            match step(&bytes[start..at]) {
                Some(step) => run.take(start, at, step),
                None => run.finish(found),
            }
        } else if byte.is_ascii_digit() {
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
            if at - start <= 8 { run.take_digits(start, at) } else { run.finish(found) }
        } else {
            at += 1;
            if !matches!(byte, b' ' | b',' | b'.' | b'-' | b'\n' | b'+' | b'(' | b')') {
                run.finish(found);
            }
        }
    }
    run.finish(found);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        find(text.as_bytes(), &mut found);
        found.into_iter().map(|found| &text[found.range]).collect()
    }

    #[test]
    fn hears_digits_in_several_languages() {
        for text in [
            "zero seven seven zero oh double nine one two three",
            "null sieben sieben null null neun eins",
            "zero six douze trente-quatre cinquante-six soixante dix",
            "cero seis uno dos tres cuatro cinco",
            "zero seven seven 00 nine 123",
            "nau aath saat chhe paanch char teen do ek shunya",
        ] {
            assert_eq!(spoken(text), [text]);
        }
        assert_eq!(spoken("it is one two three, four five six seven. Thanks"), ["one two three, four five six seven"]);
    }

    #[test]
    fn leaves_amounts_and_short_runs() {
        for text in [
            "two thousand five hundred and thirty seven",
            "one two three four five six",
            "1 2 3 4 5 6 7 8",
            "do one of two",
        ] {
            assert_eq!(spoken(text), Vec::<&str>::new(), "{text}");
        }
    }
}
