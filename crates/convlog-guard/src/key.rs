//! What a name says about the value below it.
//!
//! A name is read as its words, whatever joins them (`phone_number`, `phoneNumber`, `Phone number`), and mostly by its last
//! one, which in `phone_verified` or `order_id` tells that the value is no telephone and no person's number.

mod japanese;
mod kind;
mod said;
mod split;

use japanese::japanese;
use said::said;
use split::Words;

pub(crate) use japanese::JAPANESE;
pub(crate) use kind::Kind;

use crate::clue::{Clue, clue};
use crate::lexicon::{Key as Says, in_text, key as words, text};
use crate::normalize::Normalized;

/// What is known about a value from the names it stands under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Context {
    /// What the nearest name that says something announces.
    pub(crate) kind: Kind,
    /// Whose the value is: a person's, a thing's, or nobody's that is known.
    owner: Kind,
    /// What the names speak of that has numbers and codes: an account, a card, a vehicle, a code that is used once.
    topic: Kind,
}

/// What a name is by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traits {
    /// Whether it says nothing but that there is a value, a number or a code.
    pub(crate) is_neutral: bool,
    /// Whether it is a word for a number, alone.
    pub(crate) is_number: bool,
    /// Whether it is a word for a street, a house or a part of one.
    pub(crate) is_of_street: bool,
}

/// What one name says, before it is known where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NameMeaning {
    Kind(Kind),
    /// `first`, `last`: of a name, if one is meant.
    WhichName,
    /// `number`.
    Number,
    /// `value`, `raw`: what stands further out is meant.
    Filler,
    Nothing,
}

impl Context {
    /// Returns what is known below a key of this name.
    pub(crate) fn below(self, name: &str) -> Context {
        self.read(name).0
    }

    /// Returns what is known below a key of this name, and what the name is by itself.
    pub(crate) fn read(self, name: &str) -> (Context, Traits) {
        if self == Context::default() {
            // The fixed keys of every entry, which need no reading.
            match name {
                "level" | "content" | "is_pii" => return (self, Traits::default()),
                "logger" => return (Context { kind: Kind::Plain, ..self }, Traits::default()),
                "timestamp" => return (Context { kind: Kind::Time, ..self }, Traits::default()),
                _ => {}
            }
        }
        if !name.is_ascii() {
            if let Some(kind) = japanese(name) {
                return (Context { kind, ..self }, Traits::default());
            }
            return self.below_plain(Normalized::folded(name).bytes());
        }
        self.below_plain(name.as_bytes())
    }

    /// Does the same for a name in its plain form.
    fn below_plain(self, name: &[u8]) -> (Context, Traits) {
        let mut words = Words::of(name);
        let traits = Traits {
            is_neutral: words.is_neutral(),
            is_number: words.len == 1 && words.last() & words::NUMBER != 0,
            is_of_street: words.is_of_street(),
        };
        let is_part = words.last() & words::ADDRESS_PART != 0;
        let is_holding = words.last() & words::HOLDING != 0;
        let said = said(&mut words);
        let owner = match said {
            NameMeaning::Kind(Kind::Person | Kind::Someone | Kind::Caller) => Kind::Person,
            _ if is_holding => Kind::Unknown,
            // A booking or an order is made in somebody's name.
            NameMeaning::Kind(Kind::Identifier) => Kind::Unknown,
            NameMeaning::Kind(Kind::Thing) => Kind::Thing,
            _ => self.owner,
        };
        let topic = topic(&words).or((is_holding || words.last() == 0).then_some(self.topic)).unwrap_or_default();
        let kind = match self.kind_below(said, is_part) {
            Kind::House => Kind::House,
            // What is neutral is what was spoken of: `{"card": {"number": …}}`, `{"verification": {"code": …}}`.
            Kind::Unknown | Kind::Plain | Kind::Number | Kind::Identifier
                if (words.is_neutral() || self.topic == Kind::Iban && words.text & text::BRANCH != 0)
                    && self.topic != Kind::Unknown =>
            {
                self.of_topic(&words)
            }
            kind => kind,
        };
        (Context { kind, owner, topic }, traits)
    }

    /// Returns what is known of the number of a house.
    pub(crate) fn house() -> Context {
        Context { kind: Kind::House, ..Context::default() }
    }

    /// Returns what a part of an address is beside a sentence that speaks of one.
    pub(crate) fn in_address(self, sentence: &str) -> Option<Context> {
        let mut said = sentence.split(|letter: char| !letter.is_alphabetic());
        let is_address = said.any(|word| in_text(word.as_bytes()) & text::ADDRESSES != 0);
        is_address.then_some(Context { kind: Kind::AddressPart, ..self })
    }

    /// Returns what a sentence says at its end that the value beside it is: "Dialing", "Caller id is".
    pub(crate) fn announced_by(sentence: &str) -> Option<Context> {
        let view = Normalized::folded(sentence);
        let bytes = view.bytes();
        let kind = match clue(bytes, bytes.len(), bytes.len()) {
            Clue::Phone | Clue::Call => Kind::EndOfCall,
            Clue::Card => Kind::Card,
            Clue::National => Kind::National,
            Clue::Born => Kind::BirthDate,
            Clue::Postcode => Kind::Postcode,
            Clue::Iban => Kind::Iban,
            Clue::Secret => Kind::Pin,
            _ => {
                let start = sentence
                    .rsplit(' ')
                    .nth(1)
                    .map_or(0, |before| before.as_ptr() as usize - sentence.as_ptr() as usize);
                match Context::default().below(sentence[start..].trim_end_matches(['.', ':', ' ', '='])).kind {
                    kind @ (Kind::Name | Kind::Email | Kind::Keys | Kind::Reference | Kind::Device) => kind,
                    _ => return None,
                }
            }
        };
        Some(Context { kind, ..Context::default() })
    }

    /// Returns what a number or a code is of what was spoken of.
    fn of_topic(self, words: &Words) -> Kind {
        match self.topic {
            Kind::Card if words.all & words::CODE != 0 => Kind::Pin,
            // A number that a program gives to what a firm knows is no one's.
            _ if words.all & words::ID != 0 && words.all & words::BARE_ID != 0 && words.all & words::NUMBER == 0 => {
                Kind::Identifier
            }
            topic => topic,
        }
    }

    fn kind_below(self, said: NameMeaning, is_part: bool) -> Kind {
        if said == NameMeaning::Kind(Kind::House) {
            return Kind::House;
        }
        if is_part
            && matches!(self.kind, Kind::Address | Kind::AddressPart)
            && said != NameMeaning::Kind(Kind::Postcode)
        {
            return Kind::AddressPart;
        }
        match (said, self.kind) {
            (NameMeaning::Kind(Kind::BareName), _) => match self.owner {
                Kind::Person => Kind::Name,
                Kind::Thing => Kind::Plain,
                _ => Kind::BareName,
            },
            // Where a shop is, everybody may know.
            (NameMeaning::Kind(Kind::Location), _) if self.owner == Kind::Thing => Kind::Measure,
            (NameMeaning::Kind(Kind::Identifier | Kind::Plain), Kind::Address | Kind::AddressPart) => Kind::Plain,
            (NameMeaning::Kind(Kind::Time), Kind::BirthDate) => Kind::BirthDate,
            (NameMeaning::Kind(Kind::Secret), Kind::Plain) => Kind::Secret,
            (NameMeaning::Kind(kind), _) => kind,
            (NameMeaning::WhichName, Kind::BareName | Kind::Name | Kind::Person | Kind::Someone | Kind::Caller) => {
                Kind::Name
            }
            (NameMeaning::WhichName, _) => Kind::WhichName,
            (NameMeaning::Number, Kind::Person | Kind::Someone | Kind::Caller | Kind::EndOfCall) => Kind::EndOfCall,
            (NameMeaning::Number, Kind::Unknown | Kind::Plain) => Kind::Number,
            (NameMeaning::Number, Kind::Thing) => Kind::Identifier,

            (NameMeaning::Number | NameMeaning::Filler, kind) => kind,
            (NameMeaning::Nothing, kind) if kind.reaches_down() => kind,
            (NameMeaning::Nothing, _) => Kind::Unknown,
        }
    }
}

/// Returns what a name speaks of that has numbers and codes of its own.
fn topic(words: &Words) -> Option<Kind> {
    const TOPICS: &[(Says, Kind)] = &[
        (words::IBAN | words::BANK, Kind::Iban),
        (words::CARD, Kind::Card),
        (words::PIN, Kind::Pin),
        (words::NATIONAL | words::DOCUMENT, Kind::National),
        (words::DEVICE, Kind::Device),
        (words::MEMBER, Kind::Reference),
    ];
    let said = TOPICS.iter().find(|(says, _)| words.all & says != 0).map(|(_, kind)| *kind);
    said.or((words.text & text::ONE_TIME != 0).then_some(Kind::Pin))
        .or((words.text & text::VEHICLE != 0).then_some(Kind::Device))
        .or((words.text & text::MEMBERSHIP != 0).then_some(Kind::Reference))
        .or((words.text & text::ACCOUNT != 0).then_some(Kind::Iban))
}

/// What small words say, which others stand around: `numero_de_la_cedula`. Nothing by themselves.
pub(crate) const SMALL: Says = words::PAIRED | words::JOINED | words::RELATING | words::DEALT | words::HOLDING;
