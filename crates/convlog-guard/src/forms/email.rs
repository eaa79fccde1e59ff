//! E-mail addresses: what a person writes as one, not all that RFC 5321 permits.

use crate::Rule;
use crate::lexicon::text::REFUSED;
use crate::lexicon::{in_name, key};
use crate::rule_match::RuleMatch;
use crate::text::Token;

/// Appends every e-mail address; also those that are longer than RFC 5321 permits, of which all has to go.
pub(crate) fn find(bytes: &[u8], found: &mut Vec<RuleMatch>) {
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == b'@').map(|at| from + at) {
        let before = bytes[from..at].iter().rev();
        let start = at - before.take_while(|byte| in_local_part(**byte)).count();
        let start = start + bytes[start..at].iter().take_while(|byte| b".'-+".contains(byte)).count();
        let domain = bytes[at + 1..].iter().take_while(|byte| in_domain(**byte)).count();
        let end = at + 1 + trimmed(&bytes[at + 1..at + 1 + domain]);
        from = at + 1;
        if start < at && end > at + 1 && is_asked_for(&bytes[..start]) && !is_of_url(&bytes[..start]) {
            found.push(RuleMatch::new(
                start..end,
                Rule::Email,
                "written with an at sign, where an address is asked for",
            ));
            from = end;
        } else if start < at && has_top_level(&bytes[at + 1..end]) && !is_of_url(&bytes[..start]) {
            found.push(RuleMatch::new(start..end, Rule::Email, "an address with an at sign and a domain"));
            from = end;
        }
    }
}

/// Appends what stands in quotes behind words that refuse an e-mail address, whatever it lacks.
pub(crate) fn refused(bytes: &[u8], tokens: &[Token], found: &mut Vec<RuleMatch>) {
    let is_refusal = |token: &Token| token.says(REFUSED);
    if !tokens.iter().any(is_refusal) {
        return;
    }
    for quote in tokens.iter().filter(|token| token.is(b'\'') || token.is(b'"')) {
        let inside = &bytes[quote.end..];
        let len =
            inside.iter().take(ADDRESS_BYTES_MAX).position(|byte| *byte == bytes[quote.start]).unwrap_or_default();
        let is_plain = inside[..len].iter().all(|byte| byte.is_ascii_graphic()) && inside[..len].contains(&b'.');
        if len > 4 && is_plain && is_asked_for(&bytes[..quote.end]) {
            found.push(RuleMatch::new(quote.end..quote.end + len, Rule::Email, "refused as an e-mail address"));
        }
    }
}

/// What is refused is read so far.
const ADDRESS_BYTES_MAX: usize = 128;
/// How far before an address a word may stand that asks for one.
const ASKED_BYTES: usize = 160;

/// Says whether the words before an at sign speak of an address, so that it needs no domain: one of a payment network, or one
/// that is refused.
fn is_asked_for(before: &[u8]) -> bool {
    let near = &before[before.len().saturating_sub(ASKED_BYTES)..];
    let says = |word: &[u8], says: u64| in_name(word) & says != 0;
    let mut words = near.split(|byte| !byte.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let is_refused = matches!(near.last(), Some(b'\'' | b'"')) && words.clone().any(|word| says(word, key::EMAIL));
    is_refused || words.next_back().is_some_and(|word| says(word, key::VPA))
}

fn in_local_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._%+-'!#$&*~".contains(&byte) || byte == crate::normalize::LETTER
}

fn in_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | crate::normalize::LETTER)
}

/// Returns the length of the domain without the full stop or dash of the sentence around it.
fn trimmed(domain: &[u8]) -> usize {
    domain.iter().rposition(|byte| !matches!(byte, b'.' | b'-')).map_or(0, |at| at + 1)
}

/// What machines of one network call each other.
const INSIDE: [&[u8]; 5] = [b"internal", b"local", b"localdomain", b"svc", b"lan"];

fn has_top_level(domain: &[u8]) -> bool {
    let last = domain.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let is_word = last.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == crate::normalize::LETTER);
    !INSIDE.contains(&last)
        && last.len() < domain.len()
        && last.len() >= 2
        && is_word
        && domain[0] != b'.'
        && domain[0] != b'-'
}

/// How far before an address its URL may begin.
const URL_BYTES_MAX: usize = 128;

/// `sip:…@…` is one end of a call, whose number is for the rule of telephones; `https://user:password@host` has no address.
fn is_of_url(before: &[u8]) -> bool {
    let before = before.strip_suffix(b"+").unwrap_or(before);
    let word = before[before.len().saturating_sub(URL_BYTES_MAX)..].rsplit(|byte| b" \"'<>".contains(byte)).next();
    let word = word.unwrap_or_default();
    let authority = word.windows(3).rposition(|window| window == b"://").map(|at| &word[at + 3..]);
    before.ends_with(b"sip:")
        || before.ends_with(b"sips:")
        || authority.is_some_and(|rest| !rest.contains(&b'/') && !rest.contains(&b'?'))
}
