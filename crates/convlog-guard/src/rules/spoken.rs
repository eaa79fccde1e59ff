//! Digits that are said as words, one by one: how numbers stand in transcripts.
//!
//! A run goes on over words for digits, digits themselves, and the little words between (`and`, `double`); at least seven
//! digits, of which at least three are words, make a number. Larger numbers (`thousand`) end a run: they are amounts.

use crate::Rule;
use crate::found::Found;
use crate::words::{self, Says};

const DIGITS_MIN: usize = 7;
const WORDS_MIN: usize = 3;
/// More digits in one group than anybody says among words.
const GROUP_MAX: usize = 8;

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

fn step(says: Says) -> Option<Step> {
    const STEPS: &[(Says, Step)] = &[
        (words::SAID_DIGIT, Step::Digits(1)),
        (words::SAID_TENS, Step::Tens),
        (words::SAID_PAIR, Step::Digits(2)),
        (words::SAID_TWICE, Step::Times(1)),
        (words::SAID_THRICE, Step::Times(2)),
        (words::SAID_BETWEEN, Step::Between),
    ];
    STEPS.iter().find(|(known, _)| says & known != 0).map(|(_, step)| *step)
}

/// A run of words and digits that is being read.
#[derive(Default)]
pub(crate) struct Run {
    start: usize,
    end: usize,
    digits: usize,
    words: usize,
    after_tens: bool,
}

impl Run {
    /// Goes on over a word, or ends the run where it is none of a number.
    pub(crate) fn word(&mut self, start: usize, end: usize, says: Says, found: &mut Vec<Found>) {
        match step(says) {
            Some(step) => self.take(start, end, step),
            None => self.finish(found),
        }
    }

    /// Goes on over digits.
    pub(crate) fn digits(&mut self, start: usize, end: usize, found: &mut Vec<Found>) {
        if end - start <= GROUP_MAX { self.take_digits(start, end) } else { self.finish(found) }
    }

    /// Goes on over what stands between, or ends the run.
    pub(crate) fn mark(&mut self, byte: u8, found: &mut Vec<Found>) {
        if self.digits > 0 && !matches!(byte, b' ' | b',' | b'.' | b'-' | b'\n' | b'+' | b'(' | b')') {
            self.finish(found);
        }
    }

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

    /// Ends the run; it is a number if it was long enough.
    pub(crate) fn finish(&mut self, found: &mut Vec<Found>) {
        if self.digits == 0 {
            return;
        }
        let run = std::mem::take(self);
        if run.digits >= DIGITS_MIN && run.words >= WORDS_MIN {
            found.push(Found::new(run.start..run.end, Rule::SpokenDigits, "at least seven digits said one by one"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::input::Input;
    use crate::key::Context;

    fn spoken(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let input = Input { bytes: text.as_bytes(), context: Context::default(), named: &[] };
        crate::pass::find(&input, false, &mut found);
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
