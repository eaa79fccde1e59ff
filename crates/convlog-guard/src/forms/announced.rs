//! What a word announces and no country's rules give a form: numbers of customers and policies, accounts, plates and devices,
//! coordinates. The word stands before, seldom after.

use std::ops::Range;

use crate::Rule;
use crate::forms::birth_date;
use crate::found::Found;
use crate::lexicon::key::{
    BANK, BARE_ID, CARD, CLIENT, CODE, COLLECTED, DEVICE, HOUSE, IBAN, ID, KEY, KEYS, LOCATION, MEASURE, MEMBER,
    MEMBER_NUMBER, NAMED_THING, NATIONAL, NUMBER, OF_STATE, PAGING, PAIRED, PERSON, PHONE, POSTAL, POSTCODE, SECRET,
    SECRET_KIND, TECHNICAL, THING, TIME, TOKEN,
};
use crate::lexicon::text::{
    ACCOUNT, ACTING, AUXILIARY, BRANCH, CODE as CODE_WORD, CODE_KIND, CODE_SELF, ENDING, ENTERED, HOLDER, LINK,
    MEMBERSHIP, MODEM, OUTCOME, POSSESSIVE, PREPOSITION, PRESSED, PRONOUN, PUBLIC_PLACE, ROLE, SAID_DIGIT, SAID_PAIR,
    SAID_TWICE, SERIAL, THEN, VEHICLE, WORD,
};
use crate::lexicon::{Key, in_name};
use crate::text::{self, Seen, Shape, Token};

/// So many small words and marks may stand between the word and what it announces.
const LINKS_MAX: usize = 4;
/// A code has no more groups, and no more characters.
const GROUPS_MAX: usize = 10;
const CODE_BYTES_MAX: usize = 28;
const JOINED_BYTES_MAX: usize = 32;
/// So many keys are pressed in a row.
const KEYS_MAX: usize = 32;
/// What was announced stands at most so many tokens away, over so many that are no links.
const AWAY_MAX: usize = 10;
const OTHERS_MAX: usize = 5;
/// Digits alone tell a device only where they are so many.
const IMEI_DIGITS: usize = 14;
/// What has numbers of its own, so that one after it was not announced before.
const NOT_BETWEEN: Key = ID | MEASURE | TIME | TECHNICAL | THING | NAMED_THING | PHONE;
/// What is drawn at random has so many characters.
const DRAWN_BYTES_MIN: usize = 12;
const DRAWN_BYTES_MAX: usize = 512;
/// So many words away a plate may stand from the word for it.
const PLATE_AWAY: usize = 8;

/// Appends what the words of a text announce.
pub(crate) fn find(bytes: &[u8], tokens: &[Token], seen: Seen, found: &mut Vec<Found>) {
    let codes = codes(bytes, tokens);
    if codes.is_empty() {
        return;
    }
    let is_said = codes.iter().any(|code| tokens[code.start].is_word());
    let of_account = seen.text & ACCOUNT != 0;
    let text = Text {
        bytes,
        tokens,
        codes,
        of_account,
        is_said,
        of_bank: seen.key & (BANK | IBAN) != 0 || seen.text & BRANCH != 0 && seen.text & ACCOUNT != 0,
        is_judged: seen.text & OUTCOME != 0,
    };
    for (at, token) in tokens.iter().enumerate() {
        if token.key & LOCATION != 0 || token.is(b',') {
            found.extend(location(bytes, tokens, at).map(|range| Found::new(range, Rule::Location, "coordinates")));
        }
        if token.says(MODEM) {
            let near = tokens[at..].iter().take(PLATE_AWAY).position(|near| near.len() == 2 && mac(bytes, near).is_some());
            let range = near.and_then(|near| mac(bytes, &tokens[at + near]));
            found.extend(range.map(|range| Found::new(range, Rule::Device, "the address of a device")));
        }
        if token.key == 0 && token.text == 0 {
            continue;
        }
        if token.says(PRESSED | ENTERED) || token.key & KEYS != 0 {
            let why = "keys, and the word before them says that they were pressed";
            found.extend(text.pressed(at).map(|range| Found::new(range, Rule::Keys, why)));
        }
        if token.key & (SECRET | TOKEN | KEY) != 0 {
            let why = "drawn at random, and a word before it says that it is a secret";
            found.extend(text.drawn(at).map(|range| Found::named(range, Rule::Secret, why)));
        }
        let Some(announced) = text.announces(at) else { continue };
        if let Some(range) = text.after(&announced).or_else(|| text.before(&announced, at)) {
            found.push(Found::named(range, announced.rule, "a code, and a word beside it says whose or what it is"));
        } else if announced.rule == Rule::Device {
            found.extend(
                text.plate(at).map(|range| Found::new(range, Rule::Device, "a plate, and a word near it says so")),
            );
        }
    }
    text.repeated(found);
    if text.of_bank || text.of_account {
        text.sort_codes(found);
    }
    if seen.text & VEHICLE != 0
        && let Some(at) = tokens.iter().position(|token| token.says(VEHICLE))
    {
        let why = "written like a number plate, where a vehicle is spoken of";
        found.extend(text.strict_plate(at).map(|range| Found::new(range, Rule::Device, why)));
    }
}

/// What a word announces.
struct Announced {
    rule: Rule,
    /// The token from which on it may begin.
    from: usize,
    digits_min: usize,
    /// Whether any words may stand between.
    is_sure: bool,
}

/// A text with its codes.
struct Text<'a> {
    bytes: &'a [u8],
    tokens: &'a [Token],
    /// Groups of digits and capitals that stand together, as their tokens.
    codes: Vec<Range<usize>>,
    /// Whether it speaks of a bank.
    of_bank: bool,
    /// Whether it speaks of an account.
    of_account: bool,
    /// Whether digits are said in it.
    is_said: bool,
    /// Whether it says how something that was entered came out: accepted, wrong.
    is_judged: bool,
}

impl Text<'_> {
    /// Returns what a word announces, if it does.
    fn announces(&self, at: usize) -> Option<Announced> {
        let tokens = self.tokens;
        let token = &tokens[at];
        if !token.is_word() {
            return None;
        }
        let key = token.key | joined(self.bytes, tokens, at);
        let next = at
            + 1
            + usize::from(
                token.is_word() && tokens.get(at + 1).is_some_and(|dot| dot.is(b'.') || dot.is(b'#') || dot.is(b'-')),
            );
        let number_follows =
            tokens.get(next).is_some_and(is_number_word) || tokens.get(at + 1).is_some_and(|sign| sign.is(b'#'));
        let number_before = self.number_before(at);
        let is_numbered = number_follows || number_before || key & NUMBER != 0;
        let from = if number_follows { next } else { at + 1 };
        let one = |rule, digits_min, is_sure| Some(Announced { rule, from, digits_min, is_sure });
        match () {
            () if key & NATIONAL != 0 || key & OF_STATE != 0 && is_numbered && key & CARD == 0 => {
                one(Rule::NationalId, if is_numbered { 2 } else { 4 }, is_numbered)
            }
            () if key & CARD != 0 => one(Rule::PaymentCard, 12, true),
            () if token.says(SERIAL) && token.key & DEVICE == 0 => one(Rule::Device, 4, true),
            () if key & TECHNICAL != 0 => None,
            () if key & (DEVICE | MEMBER_NUMBER) == DEVICE => one(Rule::Device, 2, true),
            () if key & MEMBER_NUMBER != 0 => one(Rule::Reference, 3, true),
            () if key & HOUSE != 0 => one(Rule::Address, 1, false),
            () if key & BANK != 0 && (number_follows || key & (CODE | MEMBER) == 0) => one(Rule::Iban, 4, true),
            // "a/c"
            () if token.len() == 1 && bytes_are(self.bytes, tokens, at, b"a/c") => {
                Some(Announced { rule: Rule::Iban, from: at + 3, digits_min: 6, is_sure: false })
            }
            () if token.says(ACCOUNT) && is_numbered => one(Rule::Iban, 6, true),
            () if token.says(ACCOUNT) => one(Rule::Iban, if self.of_bank { 6 } else { 8 }, false),
            () if token.says(BRANCH) && self.of_account => one(Rule::Iban, 3, false),
            () if self.is_of_member(at, key, is_numbered) => one(Rule::Reference, 4, is_numbered),
            () if self.is_secret(at) => one(Rule::Secret, 3, true),
            () if token.says(CODE_WORD) && (self.is_judged || self.is_said) && self.stands_alone(at) => {
                one(Rule::Secret, 4, true)
            }
            () => None,
        }
    }

    /// "numéro d'adhérent", "no. of the member"
    fn number_before(&self, at: usize) -> bool {
        let tokens = self.tokens;
        let is_between =
            |token: &Token| token.is(b'\'') || token.says(PREPOSITION | POSSESSIVE) && token.key & NUMBER == 0;
        // "n.º"
        let is_sign = |at: usize| at > 0 && tokens[at].len() == 1 && tokens[at].is_word() && tokens[at - 1].is(b'.');
        let before = (at.saturating_sub(4)..at).rev().find(|at| !is_between(&tokens[*at]));
        // "Nr."
        let before = before.map(|at| if at > 0 && tokens[at].is(b'.') { at - 1 } else { at });
        before.is_some_and(|at| is_sign(at) || is_number_word(&tokens[at]) || tokens[at].key & CODE != 0)
    }

    /// Says whether a word is of somebody whom a firm knows by a number, or of what has such a number.
    fn is_of_member(&self, at: usize, key: Key, is_numbered: bool) -> bool {
        let tokens = self.tokens;
        let token = &tokens[at];
        // The id of a member is theirs, the id of a customer a program's.
        let is_id = tokens.get(at + 1).is_some_and(|next| next.key & BARE_ID != 0 && next.key & NUMBER == 0);
        if key & CLIENT != 0 && key & MEMBER == 0 {
            return is_numbered && !is_id;
        }
        let is_held = |token: Option<&Token>| token.is_some_and(|token| token.says(HOLDER));
        let is_club = token.says(MEMBERSHIP);
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        // "frequent flyer"
        let is_twice = before.is_some_and(|before| before.says(MEMBERSHIP));
        let by_holder = is_held(tokens.get(at + 1)) || is_held(before);
        key & MEMBER != 0 || is_club && (is_numbered || by_holder || is_twice) || is_club && token.says(HOLDER)
    }

    /// Says whether a word is one for a code that is used once.
    fn is_secret(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        if token.says(CODE_SELF) {
            return true;
        }
        let near = self.tokens[at.saturating_sub(3)..at].iter().chain(self.tokens[at + 1..].iter().take(5));
        token.says(CODE_WORD) && near.into_iter().any(|near| near.says(CODE_KIND))
    }

    /// Says whether nothing before a word says what kind of code it is.
    fn stands_alone(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.tokens[before]);
        before
            .is_none_or(|before| !before.is_word() || before.says(POSSESSIVE | PREPOSITION | LINK | AUXILIARY | ACTING))
            && self.tokens[at].key & POSTCODE == 0
            && self.tokens.get(at + 1).is_none_or(|next| next.key & POSTAL == 0)
    }

    /// Returns what follows that was announced, over links, and where that is sure over any words of a sentence.
    fn after(&self, announced: &Announced) -> Option<Range<usize>> {
        let tokens = self.tokens;
        let mut others = 0;
        for at in announced.from..tokens.len().min(announced.from + AWAY_MAX) {
            if let Some(code) = self.code_at(at) {
                let least = announced.digits_min.max(if others > 0 && announced.rule != Rule::Device { 4 } else { 0 });
                return self.takes(announced.rule, code, least);
            }
            let token = &tokens[at];
            if token.says(ENDING) {
                return None;
            }
            if is_link(token) {
                continue;
            }
            others += 1;
            let is_between = token.is(b',') || token.is_word() && token.key & NOT_BETWEEN == 0;
            if !announced.is_sure || !is_between || others > OTHERS_MAX {
                return None;
            }
        }
        None
    }

    /// Returns what stands before, with nothing but links between: "4417 is your code", "… as the member number".
    fn before(&self, announced: &Announced, at: usize) -> Option<Range<usize>> {
        let of_code = announced.rule == Rule::Secret;
        let mut is_said = false;
        for back in (at.saturating_sub(AWAY_MAX)..at).rev() {
            let token = &self.tokens[back];
            if let Some(code) = self.code_at(back).filter(|code| code.end == back + 1) {
                return self.takes(announced.rule, code, announced.digits_min.max(4)).filter(|_| is_said);
            }
            let is_aside = back + 1 == at && token.is(b'(');
            is_said |= token.says(AUXILIARY | LINK) && token.key & NUMBER == 0 || token.is(b'\'') || is_aside;
            let is_between = is_link(token) || token.is(b',') || token.says(AUXILIARY | POSSESSIVE) || token.len() == 1;
            if !is_between && !(of_code && !is_said && token.is_word()) {
                return None;
            }
        }
        None
    }

    fn code_at(&self, at: usize) -> Option<&Range<usize>> {
        let first = self.codes.partition_point(|code| code.end <= at);
        self.codes.get(first).filter(|code| code.start <= at)
    }

    /// Returns the bytes of a code if it may be what was announced.
    fn takes(&self, rule: Rule, code: &Range<usize>, digits_min: usize) -> Option<Range<usize>> {
        let range = self.tokens[code.start].start..self.tokens[code.end - 1].end;
        let written = &self.bytes[range.clone()];
        let is_said = self.tokens[code.start].says(SAID_DIGIT | SAID_PAIR | SAID_TWICE);
        let mut digits = written.iter().filter(|byte| byte.is_ascii_digit()).count();
        let mut letters = written.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
        if is_said {
            (digits, letters) = (
                code.len() - self.tokens[code.clone()].iter().filter(|mark| mark.is(b',') || mark.is(b'-')).count(),
                0,
            );
        }
        let is_date = matches!(birth_date::shape(written), [4, 2, 2] | [2, 2, 4]);
        let counts = self.tokens.get(code.end).is_some_and(|next| {
            next.key & MEASURE != 0 && next.key & (NUMBER | BANK | CODE) == 0
                || next.is(b'%')
                || next.is(b':') && !next.has_gap
        });
        let fits = match rule {
            Rule::Secret => digits + letters <= 8 && letters < 5 && digits_min <= digits.max(3),
            Rule::Reference => digits + letters >= 5 || code.len() == 1 && digits > 3,
            Rule::NationalId => digits + letters >= 6,
            Rule::PaymentCard => letters == 0 && digits <= 19,
            Rule::Device => digits + letters >= 4 && (letters > 0 || digits >= IMEI_DIGITS),
            _ => true,
        };
        (digits >= digits_min && fits && !is_date && !counts).then_some(range)
    }

    /// Returns what was drawn at random after a word for a secret: "api key q8Zx0LmN…".
    fn drawn(&self, at: usize) -> Option<Range<usize>> {
        let tokens = self.tokens;
        let before = at.checked_sub(1).map_or(0, |before| tokens[before].key);
        if before & PAGING != 0 || tokens[at].key & (SECRET | TOKEN) == 0 && before & (SECRET_KIND | SECRET) == 0 {
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
    fn pressed(&self, at: usize) -> Option<Range<usize>> {
        let tokens = self.tokens;
        let token = &tokens[at];
        // Keys are spoken of in many ways, and pressed where a word leads to them.
        let near = || tokens[at.saturating_sub(2)..at].iter().chain(&tokens[at + 1..tokens.len().min(at + AWAY_MAX)]);
        let is_pressed = || near().any(|near| near.says(PRESSED | ENTERED | OUTCOME));
        let is_led = tokens.get(at + 1).is_none_or(|next| next.shape != Shape::Number);
        if token.key & KEYS != 0 && !token.says(PRESSED) && !is_led && !is_pressed() {
            return None;
        }
        let is_person = |token: &Token| token.says(ROLE) || token.key & PERSON != 0 || token.says(PRONOUN);
        let by_person = || tokens[at.saturating_sub(2)..at].iter().any(is_person);
        if token.says(ENTERED) && !token.says(PRESSED) && token.key & KEYS == 0 && !by_person() {
            return None;
        }
        let is_in =
            |at: usize| usize::from(tokens.get(at).is_some_and(|word| word.len() == 2 && word.shape == Shape::Small));
        let mut from = over_links(tokens, at + 1 + is_in(at + 1));
        if tokens.get(from).is_some_and(|more| more.key & KEYS != 0 || more.says(PRESSED)) {
            from = over_links(tokens, from + 1);
        }
        let is_key = |token: &Token| token.shape == Shape::Number || token.is(b'#') || token.is(b'*');
        // "DTMF received from sip: 7"
        if token.says(PRESSED) && token.key & KEYS != 0 {
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
            next.key & (MEASURE | KEYS) != 0 && next.has_gap
                || matches!(next.shape, Shape::Mark(b'.' | b':' | b'%' | b'/'))
                    && tail.get(len + 1).is_some_and(|more| !more.has_gap)
        });
        tail.first().filter(|first| len > 0 && !counts && is_key(first)).map(|first| first.start..tail[len - 1].end)
    }

    /// Returns a number plate near a word for one.
    fn plate(&self, word: usize) -> Option<Range<usize>> {
        let near = word.saturating_sub(PLATE_AWAY)..self.tokens.len().min(word + PLATE_AWAY);
        near.filter_map(|at| plate_at(self.bytes, self.tokens, at)).next()
    }

    /// Returns a number plate near a word for a vehicle, if it has the form of one of our countries.
    fn strict_plate(&self, word: usize) -> Option<Range<usize>> {
        let near = word.saturating_sub(PLATE_AWAY)..self.tokens.len().min(word + PLATE_AWAY);
        near.filter_map(|at| plate_at(self.bytes, self.tokens, at)).find(|range| is_plate(&self.bytes[range.clone()]))
    }

    /// Appends what repeats a code that was announced.
    fn repeated(&self, found: &mut Vec<Found>) {
        let plain = |range: &Range<usize>| -> Vec<u8> {
            self.bytes[range.clone()].iter().copied().filter(u8::is_ascii_alphanumeric).collect()
        };
        let Some(first) = found.iter().find(|one| one.named && one.rule == Rule::Secret) else { return };
        let known = plain(&first.range);
        if known.len() > CODE_BYTES_MAX {
            return;
        }
        let ranges = self.codes.iter().map(|code| self.tokens[code.start].start..self.tokens[code.end - 1].end);
        // A code that was refused is told together with the one that was awaited.
        let is_like = |range: &Range<usize>| {
            let other = plain(range);
            other == known || self.is_judged && other.len() == known.len() && other.iter().all(u8::is_ascii_digit)
        };
        let again: Vec<_> = ranges.filter(is_like).collect();
        found.extend(
            again.into_iter().map(|range| Found::named(range, Rule::Secret, "a code that was announced, again")),
        );
    }

    /// Appends "20-45-67": what a bank's branch is known by.
    fn sort_codes(&self, found: &mut Vec<Found>) {
        for code in &self.codes {
            let range = self.tokens[code.start].start..self.tokens[code.end - 1].end;
            if birth_date::shape(&self.bytes[range.clone()]) == [2, 2, 2] && self.bytes[range.start + 2] == b'-' {
                found.push(Found::named(range, Rule::Iban, "written like a sort code, where a bank is spoken of"));
            }
        }
    }
}

/// Says whether a token and what is joined to it are these bytes.
fn bytes_are(bytes: &[u8], tokens: &[Token], at: usize, written: &[u8]) -> bool {
    bytes.get(tokens[at].start..tokens[at].start + written.len()).is_some_and(|part| part.eq_ignore_ascii_case(written))
}

/// Returns what a word says together with the one before it: "sort code", "licence plate".
fn joined(bytes: &[u8], tokens: &[Token], at: usize) -> Key {
    let Some(before) = at.checked_sub(1).map(|before| &tokens[before]).filter(|before| before.is_word()) else {
        return 0;
    };
    let last = &tokens[at];
    let mut word = [0; JOINED_BYTES_MAX];
    let len = before.len() + last.len();
    // Only words that end such names are worth a look.
    if last.key & (CODE | NUMBER | DEVICE | PAIRED) == 0 || len > word.len() {
        return 0;
    }
    word[..before.len()].copy_from_slice(&bytes[before.start..before.end]);
    word[before.len()..len].copy_from_slice(&bytes[last.start..last.end]);
    in_name(&word[..len]) & (MEMBER_NUMBER | DEVICE | BANK)
}

/// "number", "no", "nº", and "id" behind a word for whose it is.
fn is_number_word(token: &Token) -> bool {
    token.key & (NUMBER | BARE_ID) != 0 && token.is_word()
}

/// Says whether a token leads from a word to what it announces.
fn is_link(token: &Token) -> bool {
    match token.shape {
        Shape::Mark(mark) => b":=#.'\"(".contains(&mark) || mark >= 0x80,
        _ => {
            is_number_word(token)
                || token.says(HOLDER)
                || token.key & COLLECTED != 0
                || token.shape == Shape::Small && token.says(LINK | POSSESSIVE | PREPOSITION | AUXILIARY)
        }
    }
}

/// Returns the token after the small words and marks between a word and what it announces.
fn over_links(tokens: &[Token], from: usize) -> usize {
    from + tokens[from.min(tokens.len())..].iter().take(LINKS_MAX).take_while(|token| is_link(token)).count()
}

/// Returns all codes: groups of digits and capitals, joined by dashes and the like, by single blanks, or listed one by one.
fn codes(bytes: &[u8], tokens: &[Token]) -> Vec<Range<usize>> {
    let mut codes = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some(end) = text::said_digits(tokens, at) {
            codes.push(at..end);
            at = end;
            continue;
        }
        at = match code(bytes, tokens, at) {
            Some(code) => {
                let end = code.end;
                let has_digits =
                    tokens[code.clone()].iter().any(|token| matches!(token.shape, Shape::Number | Shape::Code));
                if has_digits {
                    codes.push(code);
                    end
                } else {
                    at + 1
                }
            }
            None => at + 1,
        };
    }
    codes
}

fn code(bytes: &[u8], tokens: &[Token], from: usize) -> Option<Range<usize>> {
    let is_group = |token: &Token| match token.shape {
        Shape::Number => true,
        // `pricing_v2`, `v3`
        Shape::Code => {
            !bytes[token.start..token.end].contains(&b'_') && !(bytes[token.start] == b'v' && token.len() < 4)
        }
        Shape::Upper | Shape::Initial => token.len() <= 4 && token.key == 0,
        _ => false,
    };
    let first = tokens.get(from).filter(|token| is_group(token))?;
    let is_digit = |token: &Token| token.shape == Shape::Number && token.len() <= 2;
    let mut to = from + 1;
    for _ in 1..GROUPS_MAX {
        let joined = match tokens.get(to..) {
            Some([mark, next, ..])
                if matches!(mark.shape, Shape::Mark(b'-' | b'/' | b'.'))
                    && !mark.has_gap
                    && !next.has_gap
                    && is_group(next) =>
            {
                to + 2
            }
            // "4, 4, 1, 7"
            Some([mark, next, ..]) if mark.is(b',') && next.has_gap && is_digit(next) && is_digit(&tokens[to - 1]) => {
                to + 2
            }
            Some([next, ..]) if next.has_gap && matches!(next.shape, Shape::Number | Shape::Code) => to + 1,
            Some([next, after, ..])
                if next.has_gap && next.len() < 4 && is_group(next) && after.shape == Shape::Number =>
            {
                to + 1
            }
            Some([next, ..])
                if next.has_gap
                    && is_group(next)
                    && next.len() < 4
                    && (tokens.get(to + 1).is_none_or(|mark| mark.is(b','))
                        || tokens[from].shape != Shape::Number && !next.says(WORD)) =>
            {
                to + 1
            }
            _ => break,
        };
        if tokens[joined - 1].end - first.start > CODE_BYTES_MAX {
            break;
        }
        to = joined;
    }
    Some(from..to)
}

/// Returns a number plate that begins at a token: two to four groups of capitals and digits, of five to ten characters.
fn plate_at(bytes: &[u8], tokens: &[Token], at: usize) -> Option<Range<usize>> {
    let group = |at: usize| {
        tokens.get(at).is_some_and(|token| matches!(token.shape, Shape::Number | Shape::Upper) && token.len() <= 4)
    };
    let pair = (group(at) && group(at + 1) && tokens[at].shape != tokens[at + 1].shape).then(|| at..at + 2);
    let code = code(bytes, tokens, at);
    [code, pair].into_iter().flatten().find_map(|code| {
        let range = tokens[code.start].start..tokens[code.end - 1].end;
        let plate = &bytes[range.clone()];
        let count = |is: fn(&u8) -> bool| plate.iter().filter(|byte| is(byte)).count();
        let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_uppercase));
        let is_free = tokens[code.start].has_gap || code.start == 0 || tokens[code.start - 1].is(b'(');
        let is_one =
            digits >= 2 && letters >= 2 && (5..=10).contains(&(digits + letters)) && count(u8::is_ascii_lowercase) == 0;
        (is_free && is_one).then_some(range)
    })
}

/// Says whether capitals and digits change as on the plates of our countries: letters, digits and letters, and the like.
fn is_plate(plate: &[u8]) -> bool {
    const FORMS: [&[u8]; 12] = [
        b"AA00AAA",
        b"AA000AA",
        b"0000AAA",
        b"AA0000",
        b"AA00AA",
        b"AAA0A00",
        b"AA00AA0000",
        b"AA00A0000",
        b"AA000A",
        b"A000AA",
        b"AAA0A00",
        b"00AA00",
    ];
    let mut form = [0; 12];
    let mut len = 0;
    for byte in plate.iter().filter(|byte| byte.is_ascii_alphanumeric()) {
        form[len] = if byte.is_ascii_digit() { b'0' } else { b'A' };
        len += 1;
    }
    FORMS.contains(&&form[..len])
}

/// Returns the address of a device: six pairs of hex digits.
fn mac(bytes: &[u8], first: &Token) -> Option<Range<usize>> {
    const LEN: usize = 17;
    let start = first.start;
    let written = bytes.get(start..start + LEN)?;
    let is_one = written.chunks(3).all(|pair| {
        pair[0].is_ascii_hexdigit()
            && pair[1].is_ascii_hexdigit()
            && pair.get(2).is_none_or(|mark| b":-".contains(mark))
    });
    // A fingerprint has more pairs.
    let goes_on = |mark: Option<&u8>| mark.is_some_and(|mark| b":-".contains(mark));
    let is_part = goes_on(bytes.get(start + LEN))
        || start > 0 && goes_on(bytes.get(start - 1)) && start > 1 && bytes[start - 2].is_ascii_hexdigit();
    (is_one && !is_part).then_some(start..start + LEN)
}

/// Returns the degrees after a word for a place, or on both sides of a comma, with so many decimals that a house is meant.
fn location(bytes: &[u8], tokens: &[Token], at: usize) -> Option<Range<usize>> {
    let nearby = &tokens[at.saturating_sub(PLATE_AWAY)..at];
    if nearby.iter().any(|token| token.says(PUBLIC_PLACE)) {
        return None;
    }
    if tokens[at].is(b',') {
        let from =
            (1..=at.min(4)).rev().map(|back| at - back).find(|from| degrees(bytes, tokens, *from, 4) == Some(at))?;
        let to = degrees(bytes, tokens, at + 1, 4)?;
        // Parts of a picture are between nought and one.
        if bytes[tokens[from].start] == b'0' && bytes[tokens[at + 1].start] == b'0' {
            return None;
        }
        let is_exact = tokens[at - 1].len() >= 5 && tokens[to - 1].len() >= 5;
        let is_announced = nearby.iter().any(|token| token.key & LOCATION != 0);
        return (is_exact || is_announced).then(|| tokens[from].start..tokens[to - 1].end);
    }
    let from = over_links(tokens, at + 1);
    let to = degrees(bytes, tokens, from, 4)?;
    Some(tokens[from].start..tokens[to - 1].end)
}

/// Reads a number of degrees with at least so many decimals; returns the token after it.
fn degrees(bytes: &[u8], tokens: &[Token], from: usize, decimals: usize) -> Option<usize> {
    let from = from + usize::from(tokens.get(from).is_some_and(|sign| sign.is(b'-') || sign.is(b'+')));
    let [whole, point, fraction, ..] = tokens.get(from..)? else { return None };
    let is_degrees = whole.shape == Shape::Number
        && whole.len() <= 3
        && point.is(b'.')
        && !point.has_gap
        && fraction.shape == Shape::Number
        && !fraction.has_gap
        && (decimals..=12).contains(&fraction.len());
    let is_part = bytes.get(fraction.end).is_some_and(|next| *next == b'.' || *next == b'%');
    (is_degrees && !is_part).then_some(from + 3)
}
