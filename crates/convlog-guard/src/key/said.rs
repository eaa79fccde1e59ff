//! What one name says by itself, read from its words.

use super::split::Words;
use super::{Kind, NameMeaning, SMALL};
use crate::lexicon::{Key as Says, key as words, text};

/// What is a value itself, and not only whose.
const OF_VALUES: Says = words::PHONE
    | words::EMAIL
    | words::NAME
    | words::PERSONAL_NAME
    | words::END_OF_CALL
    | words::CARD
    | words::NATIONAL;

/// What has names that are nobody's.
const THINGS: Says = words::THING
    | words::NAMED_THING
    | words::ID
    | words::MEASURE
    | words::TECHNICAL
    | words::TIME
    | words::IP
    | words::KEY
    | words::CODE
    | words::TOKEN
    | words::SECRET
    | words::ADDRESS
    | words::ADDRESS_PART
    | words::PAGING;

/// Reads one name by itself.
pub(super) fn said(words: &mut Words) -> NameMeaning {
    let number = words.strip();
    let last = words.last();
    // `direccion_envio`, `cpf_titular`, `name_given`: what it is stands first.
    const WHOSE: Says = words::PERSON
        | words::WHICH_NAME
        | words::COLLECTED
        | words::POSTAL
        | words::OF_STATE
        | words::LIVING
        | words::ADDRESS_PART;
    const OF_NAMES: Says = words::PERSON | words::WHICH_NAME | words::COLLECTED;
    let is_whose = last & WHOSE != 0 && last & (words::NAME | words::PERSONAL_NAME | words::NATIONAL) == 0;
    if last & words::RELATING != 0 && words.any_before(words::DEALT) {
        return NameMeaning::Kind(Kind::Person);
    }
    // `name_on_file`: whose it is stands elsewhere.
    if words.says[0] & words::NAME != 0 && words.says[0] & words::RELATING != 0 {
        return NameMeaning::Kind(Kind::Person);
    }
    if last & !SMALL == 0 || is_whose {
        let first = words.says[0];
        if first & words::ADDRESS != 0 && words.len > 1 && !number {
            // In English it may be anything: `address_into`.
            let is_plain = is_whose && last & words::COLLECTED == 0 || first & words::ADDRESS_FIRST != 0;
            return NameMeaning::Kind(if is_plain { Kind::Address } else { Kind::Destination });
        }
        if first & words::NATIONAL != 0 && words.len > 1 {
            return NameMeaning::Kind(Kind::National);
        }
        if first & (words::NAME | words::PERSONAL_NAME) != 0 && words.len > 1 && last & OF_NAMES != 0 {
            return NameMeaning::Kind(Kind::Name);
        }
        if words.len > 1 && (first & words::NAME != 0 || first & words::PERSON != 0 && last & words::COLLECTED != 0) {
            return NameMeaning::Kind(Kind::Person);
        }
        if words.len > 1 && first & words::PERSONAL_NAME != 0 {
            return NameMeaning::Kind(Kind::Name);
        }
    }
    if last & !SMALL == 0 && (last != 0 || words.len == 1) {
        return if number { NameMeaning::Number } else { NameMeaning::Nothing };
    }
    // `kontonummer_kunde`, `iban_titular`: what it is stands before whose it is.
    if words.len > 1 && last & (words::PERSON | words::COLLECTED) != 0 && last & OF_VALUES == 0 {
        let mut before = *words;
        before.len -= 1;
        let number = before.strip();
        let kind = compound(&before, number).or_else(|| single(&before));
        if let Some(kind) = kind.filter(|kind| kind.is_announced() && !kind.is_person() && *kind != Kind::Keys) {
            return NameMeaning::Kind(kind);
        }
    }
    let kind = compound(words, number).or_else(|| single(words));
    // `telefono_casa`, `placa_veiculo`: of a last word that nobody knows, the one before it is what is meant.
    if kind.is_none() && last == 0 && words.len > 1 {
        let mut before = *words;
        before.len -= 1;
        let number = before.strip();
        if let Some(kind) = compound(&before, number).or_else(|| single(&before)).filter(|kind| kind.has_form()) {
            return NameMeaning::Kind(kind);
        }
    }
    match kind {
        Some(kind) => NameMeaning::Kind(kind),
        None if number => NameMeaning::Kind(Kind::Identifier),
        None if last & words::NUMBER != 0 => NameMeaning::Number,
        None if last & words::WHICH_NAME != 0 => NameMeaning::WhichName,
        None if last & words::FILLER != 0 => NameMeaning::Filler,
        None => NameMeaning::Nothing,
    }
}

/// What two words say that neither says alone.
fn compound(words: &Words, number: bool) -> Option<Kind> {
    use words::{
        ADDRESS, BARE_ID, BIRTH_DATE, BORN, CALL, CODE, DOCUMENT, EMAIL, END_OF_CALL, IP, KEY, MINE, NAME, NATIONAL,
        OF_STATE, PAGING, PERSON, PERSONAL_NAME, PHONE, PIN, POSTAL, POSTCODE, SECRET, SECRET_KIND, TECHNICAL, THING,
        TIME, TOKEN, WHICH_NAME,
    };
    let (last, before) = (words.last(), words.before_last());
    if let Some(kind) = number_of(words, number) {
        return Some(kind);
    }
    let ends = |says: Says| last & says != 0;
    let follows = |says: Says| before & says != 0;
    let kind = if words.all & BORN != 0 && ends(TIME | BORN | BIRTH_DATE) {
        if words.all & THING != 0 { Kind::Plain } else { Kind::BirthDate }
    } else if ends(CODE) {
        match () {
            () if follows(POSTAL | POSTCODE) => Kind::Postcode,
            () if follows(SECRET_KIND | PIN | SECRET) => Kind::Pin,
            () if follows(NATIONAL | OF_STATE) => Kind::National,
            () => Kind::Plain,
        }
    } else if follows(OF_STATE | NATIONAL) && ends(BARE_ID)
        || number && (ends(OF_STATE | MINE) || words.len == 1 && ends(BARE_ID))
        || ends(OF_STATE) && (follows(CODE) || words.says[0] & words::NUMBER != 0 && words.len > 1)
        || number && ends(DOCUMENT) && follows(OF_STATE | NATIONAL | BARE_ID)
    {
        Kind::National
    } else if words.all & CODE != 0 && ends(SECRET_KIND) {
        Kind::Pin
    } else if ends(KEY) {
        if follows(SECRET_KIND | SECRET) { Kind::Secret } else { Kind::Identifier }
    } else if ends(TOKEN) {
        if follows(PAGING) { Kind::Identifier } else { Kind::Secret }
    } else if ends(ADDRESS) && follows(IP | EMAIL | TECHNICAL) {
        match () {
            () if follows(IP) => Kind::Ip,
            () if follows(EMAIL) => Kind::Email,
            () => Kind::Plain,
        }
    } else if ends(PERSONAL_NAME)
        || ends(NAME) && follows(WHICH_NAME | PERSON | BORN)
        || ends(WHICH_NAME) && (follows(PERSON) || follows(NAME | PERSONAL_NAME) && words.any_before(PERSON))
    {
        Kind::Name
    } else if ends(NAME) && words.len > 1 {
        if words.any_before(words::DEALT) && words.any_before(words::RELATING) {
            return Some(Kind::Person);
        }
        // Whose name it is was not said; two words with capitals are then somebody's.
        let is_of_thing =
            words.any_before(THINGS) || words.any_before(words::ABOUT) && !words.any_before(words::COLLECTED);
        match () {
            () if !is_of_thing => Kind::Person,
            () if words.len == 2 && before & words::ID != 0 => Kind::BareName,
            () => Kind::Plain,
        }
    } else if number && ends(END_OF_CALL | CALL) || ends(END_OF_CALL) && words.all & PHONE != 0 {
        Kind::Phone
    } else {
        return None;
    };
    Some(kind)
}

/// Whose number it is: a member's, an account's, a vehicle's.
fn number_of(words: &Words, number: bool) -> Option<Kind> {
    let (last, before) = (words.last(), words.before_last());
    let is_number = number || last & words::NUMBER != 0;
    let ends = |says: Says| last & says != 0;
    match () {
        () if ends(words::KEYS) && words.any_before(words::MEASURE | words::NUMBER | words::ABOUT) => Some(Kind::Plain),
        () if number && ends(words::MEMBER | words::CLIENT) => Some(Kind::Reference),
        () if (is_number || ends(words::BARE_ID))
            && before & words::MEMBER != 0
            && ends(words::BARE_ID | words::NUMBER) =>
        {
            Some(Kind::Reference)
        }
        () if number && words.len > 1 && ends(words::PERSON) && words.says[0] & words::NUMBER != 0 => {
            Some(Kind::Reference)
        }
        () if ends(words::ID)
            && !ends(words::BARE_ID)
            && before & words::MEMBER != 0
            && words.text & text::HOLDER != 0 =>
        {
            Some(Kind::Reference)
        }
        () if words.says[0] & words::NUMBER != 0
            && words.len > 1
            && (ends(words::MEMBER | words::CLIENT) || words.text & text::MEMBERSHIP != 0 && last == 0) =>
        {
            Some(Kind::Reference)
        }
        () if words.text & text::SERIAL != 0 && words.len > 1 && ends(words::ID) => Some(Kind::Device),
        () if is_number && words.text & text::VEHICLE != 0 => Some(Kind::Device),
        () if number && words.text & text::ACCOUNT != 0 => Some(Kind::Iban),
        () if ends(words::KEY) && words.text & text::PRESSED != 0 => Some(Kind::Keys),
        () if words.text & text::ACCOUNT != 0 && ends(words::ID) && before & words::PERSON != 0 => Some(Kind::Iban),
        () if number && ends(words::BANK) || ends(words::CODE) && words.all & words::BANK != 0 => Some(Kind::Iban),
        () => None,
    }
}

/// What the last word says alone; the first of what it may say that fits.
fn single(words: &Words) -> Option<Kind> {
    const KINDS: &[(Says, Kind)] = &[
        (words::BIRTH_DATE, Kind::BirthDate),
        (words::HOUSE, Kind::House),
        (words::MEMBER_NUMBER, Kind::Reference),
        (words::DEVICE, Kind::Device),
        (words::LOCATION, Kind::Location),
        (words::KEYS, Kind::Keys),
        (words::VPA, Kind::Email),
        (words::BANK, Kind::Iban),
        (words::SIGNATURE, Kind::Signature),
        (words::CARD, Kind::Card),
        (words::NATIONAL, Kind::National),
        (words::PIN, Kind::Pin),
        (words::SECRET, Kind::Secret),
        (words::IP, Kind::Ip),
        (words::EMAIL, Kind::Email),
        (words::PHONE, Kind::Phone),
        (words::POSTCODE, Kind::Postcode),
        (words::ADDRESS, Kind::Address),
        (words::DESTINATION, Kind::Destination),
        (words::IBAN, Kind::Iban),
        (words::NAME, Kind::BareName),
        (words::TIME, Kind::Time),
        (words::MEASURE, Kind::Measure),
        (words::ID, Kind::Identifier),
        (words::ABOUT, Kind::Unknown),
    ];
    let last = words.last();
    if last & words::WORK != 0 && (words.len == 1 || last & words::NAME == 0) && last & words::PERSON == 0 {
        return Some(Kind::Work);
    }
    if words.len == 1 && last & words::PERSONS_NAME != 0 {
        return Some(Kind::Person);
    }
    if last & words::PERSON != 0 && last & (words::ID | words::ABOUT) == 0 {
        return Some(match () {
            () if last & words::END_OF_CALL != 0 => Kind::Caller,
            () if last & words::SOMEONE != 0 => Kind::Someone,
            () => Kind::Person,
        });
    }
    let kind = KINDS.iter().find(|(says, _)| last & says != 0).map(|(_, kind)| *kind);
    kind.or((last & words::THING != 0).then_some(Kind::Thing))
        .or((last & words::END_OF_CALL != 0 && words.len == 1).then_some(Kind::EndOfCall))
}
