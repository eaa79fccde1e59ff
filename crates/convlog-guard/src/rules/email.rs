//! E-mail addresses: what a person writes as one, not all that RFC 5321 permits.

use crate::{Match, Rule};

/// Appends every e-mail address of the text.
pub(crate) fn find(text: &str, found: &mut Vec<Match>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|&byte| byte == b'@').map(|at| from + at) {
        let start = at - bytes[from..at].iter().rev().take_while(|&&byte| in_local_part(byte)).count();
        let domain = bytes[at + 1..].iter().take_while(|&&byte| in_domain(byte)).count();
        let end = at + 1 + trimmed(&bytes[at + 1..at + 1 + domain]);
        from = at + 1;
        if start < at && has_top_level(&bytes[at + 1..end]) {
            found.push(Match { range: start..end, rule: Rule::Email });
            from = end;
        }
    }
}

fn in_local_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._%+-'".contains(&byte)
}

fn in_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-'
}

/// Returns the length of the domain without the full stop or dash of the sentence around it.
fn trimmed(domain: &[u8]) -> usize {
    domain.iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |at| at + 1)
}

fn has_top_level(domain: &[u8]) -> bool {
    let last = domain.rsplit(|&byte| byte == b'.').next().unwrap_or_default();
    last.len() < domain.len() && last.len() >= 2 && last.iter().all(u8::is_ascii_alphabetic)
}
