//! Secrets by their form: tokens with a known beginning, JSON web tokens, private keys, and what follows `Bearer`.

use crate::Rule;
use crate::lexicon::text::SCHEME;
use crate::rule_match::RuleMatch;
use crate::text::Token;

/// How secrets begin, and how many characters the rest has at least.
const BEGINNINGS: &[(&[u8], usize)] = &[
    (b"sk_live_", 10),
    (b"sk_test_", 10),
    (b"rk_live_", 10),
    (b"rk_test_", 10),
    (b"whsec_", 16),
    (b"sk-ant-", 16),
    (b"sk-proj-", 16),
    (b"sk-", 20),
    (b"ghp_", 20),
    (b"gho_", 20),
    (b"ghu_", 20),
    (b"ghs_", 20),
    (b"ghr_", 20),
    (b"github_pat_", 20),
    (b"glpat-", 16),
    (b"xoxb-", 10),
    (b"xoxp-", 10),
    (b"xoxa-", 10),
    (b"xoxr-", 10),
    (b"xoxs-", 10),
    (b"xapp-", 10),
    (b"AKIA", 16),
    (b"ASIA", 16),
    (b"AIza", 30),
    (b"ya29.", 16),
    (b"GOCSPX-", 16),
    (b"SG.", 30),
    (b"npm_", 30),
    (b"pypi-", 30),
    (b"hf_", 24),
    (b"dop_v1_", 30),
    (b"shpat_", 20),
    (b"shpss_", 20),
    (b"sq0atp-", 16),
    (b"sq0csp-", 16),
    (b"rzp_live_", 10),
    (b"gsk_", 24),
    (b"dckr_pat_", 20),
    (b"glsa_", 20),
    (b"lin_api_", 20),
    (b"sntrys_", 20),
    (b"PMAK-", 20),
    (b"dapi", 32),
    (b"convlog_", 43),
];

/// Which of them begin with a letter, a bit for each.
static FIRSTS: [u64; 128] = firsts();

const fn firsts() -> [u64; 128] {
    let mut firsts = [0; 128];
    let mut at = 0;
    while at < BEGINNINGS.len() {
        firsts[BEGINNINGS[at].0[0] as usize] |= 1 << at;
        at += 1;
    }
    firsts
}

/// Says whether a secret may begin with a byte: one of a known service, or a JSON web token.
fn is_first(byte: u8) -> bool {
    byte.is_ascii() && (FIRSTS[usize::from(byte)] != 0 || byte == b'e')
}

/// Returns how a word begins that may be a token of a known service, and how long the rest is at least.
fn beginning(word: &[u8]) -> Option<(&'static [u8], usize)> {
    let mut left = *FIRSTS.get(usize::from(word[0]))?;
    while left != 0 {
        let one = BEGINNINGS[left.trailing_zeros() as usize];
        if word.starts_with(one.0) {
            return Some(one);
        }
        left &= left - 1;
    }
    None
}

/// What may follow a scheme of HTTP's `Authorization`.
const CREDENTIAL_BYTES_MIN: usize = 8;
/// The same after a word that also stands in sentences.
const LONG_BYTES_MIN: usize = 16;
/// Parameters of a credential are read so far.
const PARAMETERS_BYTES_MAX: usize = 1024;

fn in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-+/=~".contains(&byte)
}

/// Says whether a word begins as a secret could.
pub(crate) fn may_begin(word: &[u8]) -> bool {
    word.first().is_some_and(|first| is_first(*first)) && (word.starts_with(b"eyJ") || beginning(word).is_some())
}

/// Reads the secret that begins with a word; returns where it ends, and why it is one.
pub(crate) fn at_word(bytes: &[u8], start: usize, end: usize) -> Option<(std::ops::Range<usize>, &'static str)> {
    let word = &bytes[start..end];
    let is_short_word = word.len() < 12 && !matches!(bytes.get(end), Some(b'-' | b'.' | b'_'));
    if !is_first(word[0])
        || is_short_word && word.iter().all(u8::is_ascii_alphabetic)
        || start > 0 && matches!(bytes[start - 1], b'.' | b'-' | b'_')
    {
        return None;
    }
    let token = |from: usize| from + bytes[from..].iter().take_while(|byte| in_token(**byte)).count();
    if word.starts_with(b"eyJ") {
        let end = token(start);
        let parts = bytes[start..end].split(|byte| *byte == b'.').filter(|part| part.len() >= 4).count();
        return (parts >= 2).then_some((start..end, "a JSON web token"));
    }
    let (beginning, least) = beginning(&bytes[start..])?;
    let tail = start + beginning.len();
    let end =
        tail + bytes[tail..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte)).count();
    let end = if bytes[..end].ends_with(b".") { end - 1 } else { end };
    // A word has small letters alone.
    let is_mixed = bytes[tail..end].iter().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    (end - tail >= least && is_mixed).then_some((start..end, "a token that begins like those of a known service"))
}

/// Appends what follows the name of a scheme: `Bearer`, `Token`, `ApiKey`, `Digest` with its parameters.
pub(crate) fn credentials(bytes: &[u8], tokens: &[Token], found: &mut Vec<RuleMatch>) {
    for scheme in tokens.iter().filter(|token| token.says(SCHEME)) {
        found.extend(
            credential(bytes, scheme)
                .map(|range| RuleMatch::new(range, Rule::Secret, "credentials after the name of their scheme")),
        );
    }
}

fn credential(bytes: &[u8], scheme: &Token) -> Option<std::ops::Range<usize>> {
    let start = scheme.end + 1;
    bytes.get(scheme.end).filter(|byte| matches!(byte, b' ' | b':'))?;
    let start = start + usize::from(bytes.get(start) == Some(&b' '));
    let end = start + bytes.get(start..)?.iter().take_while(|byte| in_token(**byte)).count();
    let credential = bytes[start..end].trim_ascii_end();
    let credential = credential.strip_suffix(b".").unwrap_or(credential);
    let count = |is: fn(&u8) -> bool| credential.iter().filter(|byte| is(byte)).count();
    let (digits, capitals) = (count(u8::is_ascii_digit), count(u8::is_ascii_uppercase));
    // `Digest username="…", response="…"`
    if credential.contains(&b'=') && bytes.get(end) == Some(&b'"') && bytes[scheme.start].is_ascii_uppercase() {
        let line = bytes[start..].iter().take(PARAMETERS_BYTES_MAX).position(|byte| *byte == b'\n');
        return Some(start..line.map_or(bytes.len().min(start + PARAMETERS_BYTES_MAX), |len| start + len));
    }
    // A word of a sentence has neither digits nor capitals within, and these words stand in sentences.
    let is_common = !matches!(scheme.len(), 5 | 6) || bytes[scheme.start].is_ascii_lowercase();
    let is_http =
        [&b"bearer"[..], b"basic"].iter().any(|known| known.eq_ignore_ascii_case(&bytes[scheme.start..scheme.end]));
    let least = if is_http || !is_common || scheme.is_large() { CREDENTIAL_BYTES_MIN } else { LONG_BYTES_MIN };
    let is_mixed = capitals > 1 || capitals == 1 && !credential[0].is_ascii_uppercase() || digits > 1;
    let is_drawn = digits > 0 && (is_http || digits > 1 && digits < credential.len());
    (credential.len() >= least && is_mixed && (is_http || is_drawn)).then_some(start..start + credential.len())
}

/// Appends private keys.
pub(crate) fn private_keys(bytes: &[u8], found: &mut Vec<RuleMatch>) {
    const BEGIN: &[u8] = b"-----BEGIN ";
    const END: &[u8] = b"-----END ";
    let mut at = 0;
    while let Some(begin) = position(&bytes[at..], BEGIN).map(|begin| at + begin) {
        let label = &bytes[begin..bytes.len().min(begin + 64)];
        at = begin + BEGIN.len();
        if position(label, b"PRIVATE KEY").is_some() {
            let end = position(&bytes[at..], END).map_or(bytes.len(), |end| at + end);
            let tail = bytes[end..].iter().take(64).take_while(|byte| **byte != b'\n').count();
            at = end + tail;
            found.push(RuleMatch::new(begin..at, Rule::Secret, "a private key"));
        }
    }
}

/// Appends each `user:password@` within a URL; of the text as it stands, since a password is encoded so that it may hold
/// what else would end it.
pub(crate) fn userinfo(bytes: &[u8], found: &mut Vec<RuleMatch>) {
    let mut at = 0;
    while let Some(colon) = position(&bytes[at..], b"://").map(|colon| at + colon) {
        let start = colon + 3;
        let in_userinfo = |byte: &u8| byte.is_ascii_graphic() && !b"/?#@\"'<>".contains(byte);
        let len = bytes[start..].iter().take_while(|byte| in_userinfo(byte)).count();
        at = start + len;
        if bytes.get(at) == Some(&b'@') && bytes[start..at].contains(&b':') {
            found.push(RuleMatch::named(start..at, Rule::Secret, "a name and a password within a URL"));
        }
    }
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(step) = bytes[from..].iter().position(|byte| *byte == part[0]) {
        from += step;
        if bytes[from..].starts_with(part) {
            return Some(from);
        }
        from += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_first_letter_of_every_beginning() {
        for (beginning, least) in BEGINNINGS {
            let token = [*beginning, &b"aB3".repeat(*least)].concat();
            assert!(may_begin(&token), "{beginning:?}");
            let end = token.iter().take_while(|byte| crate::forms::digits::is_word(**byte)).count();
            assert_eq!(at_word(&token, 0, end).map(|(range, _)| range), Some(0..token.len()), "{beginning:?}");
        }
    }
}
