//! Keys that were pressed, and what was drawn at random.

use std::ops::Range;

use super::{AWAY_MAX, Text, over_links};
use crate::lexicon::key::{KEYS, MEASURE, PAGING, PERSON, SECRET, SECRET_KIND, TOKEN};
use crate::lexicon::text::{ENTERED, OUTCOME, PRESSED, PRONOUN, ROLE, THEN};
use crate::text::{Shape, Token};

/// So many keys are pressed in a row.
const KEYS_MAX: usize = 32;
/// What is drawn at random has so many characters.
const DRAWN_BYTES_MIN: usize = 12;
const DRAWN_BYTES_MAX: usize = 512;

impl Text<'_> {
    /// Returns what was drawn at random after a word for a secret: "api key q8Zx0LmN…".
    pub(super) fn drawn(&self, at: usize) -> Option<Range<usize>> {
        let tokens = self.tokens;
        let before = at.checked_sub(1).map_or(0, |before| tokens[before].key());
        if before & PAGING != 0 || tokens[at].key() & (SECRET | TOKEN) == 0 && before & (SECRET_KIND | SECRET) == 0 {
            return None;
        }
        let start =
            tokens.get(over_links(tokens, at + 1)).filter(|first| !matches!(first.shape, Shape::Mark(_)))?.start;
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.~+/=".contains(byte);
        let len = self.bytes[start..].iter().take(DRAWN_BYTES_MAX).take_while(is_part).count();
        let written = &self.bytes[start..start + len];
        let written = written.strip_suffix(b".").unwrap_or(written);
        let count = |is: fn(&u8) -> bool| written.iter().filter(|byte| is(byte)).count();
        let (digits, small, large) =
            (count(u8::is_ascii_digit), count(u8::is_ascii_lowercase), count(u8::is_ascii_uppercase));
        let is_drawn = written.len() >= DRAWN_BYTES_MIN
            && digits > 1
            && small + large > 1
            && (small > 1 && large > 1 || digits > 3);
        is_drawn.then(|| start..start + written.len())
    }

    /// Returns keys that were pressed: digits, stars and hashes, with what people say between them.
    pub(super) fn pressed(&self, at: usize) -> Option<Range<usize>> {
        let tokens = self.tokens;
        let token = &tokens[at];
        // Keys are spoken of in many ways, and pressed where a word leads to them.
        let near = || tokens[at.saturating_sub(2)..at].iter().chain(&tokens[at + 1..tokens.len().min(at + AWAY_MAX)]);
        let is_pressed = || near().any(|near| near.says(PRESSED | ENTERED | OUTCOME));
        let is_led = tokens.get(at + 1).is_none_or(|next| next.shape != Shape::Number);
        if token.key() & KEYS != 0 && !token.says(PRESSED) && !is_led && !is_pressed() {
            return None;
        }
        let is_person = |token: &Token| token.says(ROLE) || token.key() & PERSON != 0 || token.says(PRONOUN);
        let by_person = || tokens[at.saturating_sub(2)..at].iter().any(is_person);
        if token.says(ENTERED) && !token.says(PRESSED) && token.key() & KEYS == 0 && !by_person() {
            return None;
        }
        let is_in =
            |at: usize| usize::from(tokens.get(at).is_some_and(|word| word.len() == 2 && word.shape == Shape::Small));
        let mut from = over_links(tokens, at + 1 + is_in(at + 1));
        if tokens.get(from).is_some_and(|more| more.key() & KEYS != 0 || more.says(PRESSED)) {
            from = over_links(tokens, from + 1);
        }
        let is_key = |token: &Token| token.shape == Shape::Number || token.is(b'#') || token.is(b'*');
        // "DTMF received from sip: 7"
        if token.says(PRESSED) && token.key() & KEYS != 0 {
            let words =
                tokens[from.min(tokens.len())..].iter().take(3).take_while(|word| word.shape == Shape::Small).count();
            from += if tokens.get(from + words).is_some_and(|colon| colon.is(b':')) { words + 1 } else { 0 };
        }
        let goes_on = |token: &&Token| is_key(token) || token.is(b',') || token.says(THEN);
        let tail = tokens.get(from..)?;
        let mut len = tail.iter().take(KEYS_MAX).take_while(goes_on).count();
        while len > 0 && !is_key(&tail[len - 1]) {
            len -= 1;
        }
        let counts = tail.get(len).is_some_and(|next| {
            next.key() & (MEASURE | KEYS) != 0 && next.has_gap
                || matches!(next.shape, Shape::Mark(b'.' | b':' | b'%' | b'/'))
                    && tail.get(len + 1).is_some_and(|more| !more.has_gap)
        });
        tail.first().filter(|first| len > 0 && !counts && is_key(first)).map(|first| first.start..tail[len - 1].end)
    }
}
