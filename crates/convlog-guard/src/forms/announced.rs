//! What a word announces and no country's rules give a form: numbers of customers and policies, accounts, plates and devices,
//! coordinates. The word stands before, seldom after.

mod codes;
mod device;
mod keys;
mod location;

use std::ops::Range;

use codes::codes;
use device::{is_plate, mac, plate_at};
use location::location;

use crate::Rule;
use crate::forms::birth_date;
use crate::lexicon::key::{
    BANK, BARE_ID, CARD, CLIENT, CODE, COLLECTED, DEVICE, HOUSE, IBAN, ID, KEY, KEYS, LOCATION, MEASURE, MEMBER,
    MEMBER_NUMBER, NAMED_THING, NATIONAL, NUMBER, OF_STATE, PAIRED, PHONE, POSTAL, POSTCODE, SECRET, TECHNICAL, THING,
    TIME, TOKEN,
};
use crate::lexicon::text::{
    ACCOUNT, ACTING, AUXILIARY, BRANCH, CODE as CODE_WORD, CODE_KIND, CODE_SELF, ENDING, ENTERED, HOLDER, LINK,
    MEMBERSHIP, MODEM, OUTCOME, POSSESSIVE, PREPOSITION, PRESSED, SAID_DIGIT, SAID_PAIR, SAID_TWICE, SERIAL, VEHICLE,
};
use crate::lexicon::{Key, Text as Says, in_name};
use crate::rule_match::RuleMatch;
use crate::text::{Shape, Token, WordClasses};

/// So many small words and marks may stand between the word and what it announces.
const LINKS_MAX: usize = 4;
const CODE_BYTES_MAX: usize = 28;
const JOINED_BYTES_MAX: usize = 32;
/// What may announce something, in a name or in a sentence.
const ANNOUNCING: Key =
    DEVICE | MEMBER_NUMBER | HOUSE | BANK | CODE | NUMBER | PAIRED | MEMBER | CLIENT | NATIONAL | OF_STATE | CARD;
const SAYING: Says = ACCOUNT | BRANCH | MEMBERSHIP | CODE_SELF | CODE_WORD | SERIAL;
/// What was announced stands at most so many tokens away, over so many that are no links.
const AWAY_MAX: usize = 10;
const OTHERS_MAX: usize = 5;
/// Digits alone tell a device only where they are so many.
const IMEI_DIGITS: usize = 14;
/// What has numbers of its own, so that one after it was not announced before.
const NOT_BETWEEN: Key = ID | MEASURE | TIME | TECHNICAL | THING | NAMED_THING | PHONE;
/// So many words away a plate may stand from the word for it.
const PLATE_AWAY: usize = 8;

/// Appends what the words of a text announce.
pub(crate) fn find(bytes: &[u8], tokens: &[Token], seen: WordClasses, found: &mut Vec<RuleMatch>) {
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
        if token.key() & LOCATION != 0 || token.is(b',') {
            found.extend(location(bytes, tokens, at).map(|range| RuleMatch::new(range, Rule::Location, "coordinates")));
        }
        if token.says(MODEM) {
            let near =
                tokens[at..].iter().take(PLATE_AWAY).position(|near| near.len() == 2 && mac(bytes, near).is_some());
            let range = near.and_then(|near| mac(bytes, &tokens[at + near]));
            found.extend(range.map(|range| RuleMatch::new(range, Rule::Device, "the address of a device")));
        }
        if token.key() == 0 && token.text() == 0 {
            continue;
        }
        if token.says(PRESSED | ENTERED) || token.key() & KEYS != 0 {
            let why = "keys, and the word before them says that they were pressed";
            found.extend(text.pressed(at).map(|range| RuleMatch::new(range, Rule::Keys, why)));
        }
        if token.key() & (SECRET | TOKEN | KEY) != 0 {
            let why = "drawn at random, and a word before it says that it is a secret";
            found.extend(text.drawn(at).map(|range| RuleMatch::named(range, Rule::Secret, why)));
        }
        if token.key() & ANNOUNCING == 0 && !token.says(SAYING) && bytes.get(token.end) != Some(&b'/') {
            continue;
        }
        let Some(announced) = text.announces(at) else { continue };
        if let Some(range) = text.after(&announced).or_else(|| text.before(&announced, at)) {
            found.push(RuleMatch::named(
                range,
                announced.rule,
                "a code, and a word beside it says whose or what it is",
            ));
        } else if announced.rule == Rule::Device {
            found.extend(
                text.plate(at).map(|range| RuleMatch::new(range, Rule::Device, "a plate, and a word near it says so")),
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
        found.extend(text.strict_plate(at).map(|range| RuleMatch::new(range, Rule::Device, why)));
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
        let key = token.key() | joined(self.bytes, tokens, at);
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
            () if token.says(SERIAL) && token.key() & DEVICE == 0 => one(Rule::Device, 4, true),
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
            () if token.says(CODE_WORD) && self.is_told(at) && self.stands_alone(at) => one(Rule::Secret, 4, true),
            () => None,
        }
    }

    /// "numéro d'adhérent", "no. of the member"
    fn number_before(&self, at: usize) -> bool {
        let tokens = self.tokens;
        let is_between =
            |token: &Token| token.is(b'\'') || token.says(PREPOSITION | POSSESSIVE) && token.key() & NUMBER == 0;
        // "n.º"
        let is_sign = |at: usize| at > 0 && tokens[at].len() == 1 && tokens[at].is_word() && tokens[at - 1].is(b'.');
        let before = (at.saturating_sub(4)..at).rev().find(|at| !is_between(&tokens[*at]));
        // "Nr."
        let before = before.map(|at| if at > 0 && tokens[at].is(b'.') { at - 1 } else { at });
        before.is_some_and(|at| is_sign(at) || is_number_word(&tokens[at]) || tokens[at].key() & CODE != 0)
    }

    /// Says whether a word is of somebody whom a firm knows by a number, or of what has such a number.
    fn is_of_member(&self, at: usize, key: Key, is_numbered: bool) -> bool {
        let tokens = self.tokens;
        let token = &tokens[at];
        // The id of a member is theirs, the id of a customer a program's.
        let is_id = tokens.get(at + 1).is_some_and(|next| next.key() & BARE_ID != 0 && next.key() & NUMBER == 0);
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

    /// Says whether a code is told: it "is" one, it was accepted or not, or its digits are said.
    fn is_told(&self, at: usize) -> bool {
        self.is_judged || self.is_said || self.tokens.get(at + 1).is_some_and(|next| next.says(AUXILIARY))
    }

    /// Says whether nothing before a word says what kind of code it is.
    fn stands_alone(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.tokens[before]);
        before
            .is_none_or(|before| !before.is_word() || before.says(POSSESSIVE | PREPOSITION | LINK | AUXILIARY | ACTING))
            && self.tokens[at].key() & POSTCODE == 0
            && self.tokens.get(at + 1).is_none_or(|next| next.key() & POSTAL == 0)
    }

    /// Returns what follows that was announced, over links, and where that is sure over any words of a sentence.
    fn after(&self, announced: &Announced) -> Option<Range<usize>> {
        let tokens = self.tokens;
        let mut others = 0;
        for (at, token) in tokens.iter().enumerate().skip(announced.from).take(AWAY_MAX) {
            if let Some(code) = self.code_at(at) {
                let least = announced.digits_min.max(if others > 0 && announced.rule != Rule::Device { 4 } else { 0 });
                return self.takes(announced.rule, code, least);
            }
            if token.says(ENDING) {
                return None;
            }
            if is_link(token) {
                continue;
            }
            others += 1;
            let is_between = token.is(b',') || token.is_word() && token.key() & NOT_BETWEEN == 0;
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
            is_said |= token.says(AUXILIARY | LINK) && token.key() & NUMBER == 0 || token.is(b'\'') || is_aside;
            let is_between = is_link(token) || token.is(b',') || token.says(AUXILIARY | POSSESSIVE) || token.len() == 1;
            if !(is_between || of_code && !is_said && token.is_word()) {
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
            next.key() & MEASURE != 0 && next.key() & (NUMBER | BANK | CODE) == 0
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
    if last.key() & (CODE | NUMBER | DEVICE | PAIRED) == 0 || len > word.len() {
        return 0;
    }
    word[..before.len()].copy_from_slice(&bytes[before.start..before.end]);
    word[before.len()..len].copy_from_slice(&bytes[last.start..last.end]);
    in_name(&word[..len]) & (MEMBER_NUMBER | DEVICE | BANK)
}

/// "number", "no", "nº", and "id" behind a word for whose it is.
fn is_number_word(token: &Token) -> bool {
    token.key() & (NUMBER | BARE_ID) != 0 && token.is_word()
}

/// Says whether a token leads from a word to what it announces.
fn is_link(token: &Token) -> bool {
    match token.shape {
        Shape::Mark(mark) => b":=#.'\"(".contains(&mark) || mark >= 0x80,
        _ => {
            is_number_word(token)
                || token.says(HOLDER)
                || token.key() & COLLECTED != 0
                || token.shape == Shape::Small && token.says(LINK | POSSESSIVE | PREPOSITION | AUXILIARY)
        }
    }
}

/// Returns the token after the small words and marks between a word and what it announces.
fn over_links(tokens: &[Token], from: usize) -> usize {
    from + tokens[from.min(tokens.len())..].iter().take(LINKS_MAX).take_while(|token| is_link(token)).count()
}
