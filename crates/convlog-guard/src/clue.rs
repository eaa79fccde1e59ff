//! The words around a number: what it was announced as.

use crate::forms::digits::is_word;
use crate::key::SMALL;
use crate::key::{Context, Kind};
use crate::lexicon::{Key as Says, in_name as lookup, key as words};

/// How many words before and after a number can be about it, and within how many bytes.
const WORDS_BEFORE: usize = 7;
const WORDS_AFTER: usize = 6;
const BYTES: usize = 72;

/// What the words around a place say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clue {
    Nothing,
    /// A telephone is named.
    Phone,
    /// Somebody is called or reached; or a number is promised without saying which.
    Call,
    Card,
    National,
    Born,
    /// A postcode.
    Postcode,
    /// A postal address.
    Postal,
    Ip,
    Secret,
    /// An identifier of a thing, a measure, a version, a time.
    Technical,
    Iban,
}

/// Reads the words before a place, nearest first, and then those after it.
pub(crate) fn clue(bytes: &[u8], start: usize, end: usize) -> Clue {
    if start > 0 && bytes[start - 1] == b'#' {
        return Clue::Technical;
    }
    if let Some(near) = enclosed(bytes, start, end).or_else(|| segment(bytes, start)).or_else(|| variable(bytes, start))
    {
        return near;
    }
    let mut words = [0; WORDS_BEFORE];
    let mut count = 0;
    for says in before(bytes, start).filter(|says| *says == 0 || says & !SMALL != 0).take(WORDS_BEFORE) {
        words[count] = says;
        count += 1;
    }
    let mut is_number = false;
    for at in 0..count {
        is_number |= words[at] & words::NUMBER != 0;
        let further = words.get(at + 1).copied().unwrap_or_default();
        match decide(words[at], further, at, is_number) {
            Clue::Nothing => {}
            // Who calls may say when they were born.
            Clue::Call => return if says_after(bytes, end) == Clue::Born { Clue::Born } else { Clue::Call },
            decided => return decided,
        }
    }
    match says_after(bytes, end) {
        Clue::Nothing if is_number => Clue::Call,
        after => after,
    }
}

/// Returns what the words after a place say.
fn says_after(bytes: &[u8], end: usize) -> Clue {
    let mut earlier = 0;
    for (at, says) in after(bytes, end).enumerate() {
        let decided = decide(says, earlier, at, false);
        earlier = says;
        let counts = match decided {
            Clue::National => true,
            Clue::Phone | Clue::Card => at < 4,
            Clue::Born => at < 6,
            Clue::Technical => at == 0 && says & words::MEASURE != 0,
            _ => false,
        };
        if counts {
            return decided;
        }
    }
    Clue::Nothing
}

/// Returns what a URI or brackets around a place say: `sip:02079460018@…`, `tel:+44…`, `<6175550155>`.
fn enclosed(bytes: &[u8], start: usize, end: usize) -> Option<Clue> {
    let before = bytes[..start].strip_suffix(b"+").unwrap_or(&bytes[..start]);
    let is_uri = [&b"sip:"[..], b"sips:", b"tel:"].iter().any(|scheme| before.ends_with(scheme));
    let is_displayed = before.ends_with(b"<") && bytes.get(end) == Some(&b'>') && end - start > 6;
    (is_uri || is_displayed).then_some(Clue::Phone)
}

/// Returns what the segment of a path before a place says: `/contacts/2079460018/`.
pub(crate) fn segment(bytes: &[u8], start: usize) -> Option<Clue> {
    let before = bytes[start.saturating_sub(BYTES)..start].strip_suffix(b"/")?;
    let len = before.iter().rev().take_while(|byte| is_word(**byte) || **byte == b'-').count();
    let name = std::str::from_utf8(&before[before.len() - len..]).ok()?;
    let says = lookup(name.strip_suffix('s').unwrap_or(name).as_bytes()) | lookup(name.as_bytes());
    let is_of_path = before[..before.len() - len].ends_with(b"/");
    let is_person =
        says & (words::NUMBER | words::PERSON | words::PHONE | words::CALL | words::END_OF_CALL | words::SOMEONE) != 0;
    (is_of_path && is_person).then_some(Clue::Call)
}

/// Returns what the name of a variable directly before a place says: `for customer_phone 0770…`.
fn variable(bytes: &[u8], start: usize) -> Option<Clue> {
    let before = bytes[start.saturating_sub(BYTES)..start].trim_ascii_end();
    let len = before.iter().rev().take_while(|byte| is_word(**byte)).count();
    let name = &before[before.len() - len..];
    if !name.contains(&b'_') {
        return None;
    }
    Clue::of(Context::default().below(std::str::from_utf8(name).ok()?).kind)
}

impl Clue {
    /// Returns what a name of this kind announces.
    pub(crate) fn of(kind: Kind) -> Option<Clue> {
        Some(match kind {
            Kind::Phone => Clue::Phone,
            Kind::EndOfCall | Kind::Caller => Clue::Call,
            Kind::Card => Clue::Card,
            Kind::Iban => Clue::Iban,
            Kind::National => Clue::National,
            Kind::BirthDate => Clue::Born,
            Kind::Postcode => Clue::Postcode,
            Kind::Address | Kind::AddressPart => Clue::Postal,
            Kind::Ip => Clue::Ip,
            Kind::Secret | Kind::Pin => Clue::Secret,
            Kind::Identifier | Kind::Measure | Kind::Time => Clue::Technical,
            _ => return None,
        })
    }
}

/// Returns what one word decides that stands so many words away, with the next one further out.
fn decide(says: Says, further: Says, distance: usize, is_number: bool) -> Clue {
    const SURE: &[(Says, Clue)] = &[
        (words::BIRTH_DATE | words::BORN | words::AGE, Clue::Born),
        (words::CARD, Clue::Card),
        (words::NATIONAL, Clue::National),
        (words::IBAN, Clue::Iban),
        (words::PHONE, Clue::Phone),
        (words::POSTCODE, Clue::Postcode),
        (words::IP, Clue::Ip),
        (words::PIN | words::SECRET, Clue::Secret),
        (words::CALL, Clue::Call),
    ];
    // An identity card, a tax id, the number of an insurance: the word further out says whose.
    let is_of_state = further & words::OF_STATE != 0;
    if says & words::BARE_ID != 0 && further & words::END_OF_CALL != 0 {
        return Clue::Phone;
    }
    let is_paper = says & words::PAPER != 0 && further & (words::OF_STATE | words::DRIVER) != 0;
    let is_security = is_of_state && says & words::OF_STATE != 0 && says & words::FILLER == 0;
    if is_of_state && says & (words::BARE_ID | words::CARD | words::DOCUMENT) != 0
        || is_paper
        || is_security
        || says & words::OF_STATE != 0 && says & words::FILLER == 0 && further & (words::NUMBER | words::CARD) != 0
        || is_number && distance == 1 && is_bare_id(says) && further & OWNERS == 0
        || further & words::CODE != 0 && says & words::OF_STATE != 0 && says & words::FILLER == 0
        || further & words::BARE_ID != 0 && further & words::ID != 0 && says & words::CARD != 0
        || is_number && says & words::OF_STATE != 0 && says & words::FILLER == 0
    {
        return Clue::National;
    }
    if says & words::CODE != 0 {
        return match () {
            () if further & (words::POSTAL | words::POSTCODE) != 0 => Clue::Postcode,
            () if further & (words::SECRET_KIND | words::PIN) != 0 => Clue::Secret,
            () if is_of_state => Clue::National,
            () if distance < 2 => Clue::Technical,
            () => Clue::Nothing,
        };
    }
    if let Some((_, near)) = SURE.iter().find(|(known, _)| says & known != 0) {
        // A postcode is short, so only what it says of itself counts.
        return if *near == Clue::Postcode && distance > 2 { Clue::Postal } else { *near };
    }
    if says & words::ADDRESS != 0 {
        return Clue::Postal;
    }
    // "Order 5551234567" is an order; "the order was late, 0770..." is not about one.
    let is_technical = says & words::ID != 0 && (distance < 2 || is_number)
        || says & words::MEASURE != 0 && distance < 2
        || says & words::TIME != 0 && distance == 0;
    if is_technical { Clue::Technical } else { Clue::Nothing }
}

/// What has ids of its own, so that `id` after it is none of a person.
const OWNERS: Says = words::ID | words::THING | words::NAMED_THING | words::PERSON | words::CALL | words::DOCUMENT;

/// `id`, and no number.
fn is_bare_id(says: Says) -> bool {
    says & words::BARE_ID != 0 && says & words::ID != 0 && says & words::NUMBER == 0
}

/// What the words before a place say, from the nearest on.
fn before(bytes: &[u8], start: usize) -> impl Iterator<Item = Says> {
    let floor = start.saturating_sub(BYTES);
    let mut at = start;
    let next = move || {
        while at > floor && !is_letter(bytes[at - 1]) {
            at -= 1;
        }
        let end = at;
        while at > floor && is_letter(bytes[at - 1]) {
            at -= 1;
        }
        // Of `driver's`, the driver counts.
        if end - at == 1 && at > floor + 1 && bytes[at] == b's' && bytes[at - 1] == b'\'' {
            at -= 1;
            let end = at;
            while at > floor && is_letter(bytes[at - 1]) {
                at -= 1;
            }
            return (at < end).then(|| lookup(&bytes[at..end]));
        }
        (at < end).then(|| lookup(&bytes[at..end]))
    };
    std::iter::from_fn(next)
}

fn after(bytes: &[u8], end: usize) -> impl Iterator<Item = Says> {
    let ceiling = bytes.len().min(end + BYTES);
    let mut at = end;
    let next = move || {
        while at < ceiling && !is_letter(bytes[at]) {
            at += 1;
        }
        let start = at;
        while at < ceiling && is_letter(bytes[at]) {
            at += 1;
        }
        (start < at).then(|| lookup(&bytes[start..at]))
    };
    std::iter::from_fn(next).take(WORDS_AFTER)
}

pub(crate) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == crate::normalize::LETTER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str) -> Clue {
        let start = text.find(|c: char| c.is_ascii_digit()).unwrap();
        let end = text.rfind(|c: char| c.is_ascii_digit()).unwrap() + 1;
        clue(text.as_bytes(), start, end)
    }

    #[test]
    fn takes_the_nearest_word_that_says_something() {
        assert_eq!(around("Order 5551234567"), Clue::Technical);
        assert_eq!(around("About the order: please call 5551234567"), Clue::Call);
        assert_eq!(around("5551234567 is my phone number"), Clue::Phone);
        assert_eq!(around("took 5551234567 us"), Clue::Technical);
        assert_eq!(around("my number is 5551234567"), Clue::Call);
        assert_eq!(around("my social security number is 123456789"), Clue::National);
        assert_eq!(around("she was born on 7 May 1984"), Clue::Born);
        assert_eq!(around("the caller's national id is 123 456"), Clue::National);
        assert_eq!(around("the customer id is 123 456"), Clue::Technical);
        assert_eq!(around("unknown postal code '12345'"), Clue::Postcode);
        assert_eq!(around("error code 12345"), Clue::Technical);
        assert_eq!(around("nothing said 5551234567 at all"), Clue::Nothing);
    }
}
