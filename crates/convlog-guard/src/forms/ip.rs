//! Addresses on the internet: four numbers with dots, or what the standard library reads as version 6.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::Rule;
use crate::clue::Clue;
use crate::forms::digits::{Cluster, is_word};
use crate::input::Input;
use crate::rule_match::RuleMatch;

/// Says whether four groups from here are written like an address of version 4.
pub(crate) fn is_dotted(cluster: &Cluster<'_>, from: usize) -> bool {
    let to = from + 4;
    to <= cluster.groups.len() && cluster.separator(from, to) == Some(b'.')
}

/// Between which ends media goes, and how far before an address that may be said.
const MEDIA: [&[u8]; 6] = [b"rtp", b"srtp", b"sdp", b"sip", b"trunk", b"sbc"];
const MEDIA_BYTES: usize = 48;

/// Reads an address of version 4 that begins at a group.
pub(crate) fn read(cluster: &Cluster<'_>, from: usize, clue: Clue) -> Option<&'static str> {
    let bytes = cluster.bytes;
    let (start, end) = (cluster.groups[from].start, cluster.groups[from + 3].end);
    let address: Ipv4Addr = std::str::from_utf8(bytes.get(start..end)?).ok()?.parse().ok()?;
    // `Agent/1.2.3.4` and `v1.2.3.4` are versions; `//1.2.3.4` is a host.
    let is_version = match bytes[..start] {
        [.., before, b'/' | b'-'] => before.is_ascii_alphanumeric(),
        [.., last] => is_word(last) || last == b'.',
        [] => false,
    };
    let goes_on = match bytes[end..] {
        [b'.', next, ..] => is_word(next),
        [b'-', next, ..] => next.is_ascii_alphabetic(),
        [next, ..] => is_word(next),
        [] => false,
    };
    // A server's end of a call: `sip:…@192.0.2.1`, `192.0.2.1:5060`.
    let port = bytes[end..].strip_prefix(b":").map(|port| port.iter().take_while(|byte| byte.is_ascii_digit()).count());
    let before = &bytes[start.saturating_sub(MEDIA_BYTES)..start];
    let is_media = || {
        before
            .split(|byte| !byte.is_ascii_alphabetic())
            .any(|word| MEDIA.iter().any(|known| known.eq_ignore_ascii_case(word)))
    };
    let is_server =
        bytes[..start].ends_with(b"@") || bytes[end..].starts_with(b":506") || port == Some(5) && is_media();
    if is_server && (clue != Clue::Ip || bytes[end..].starts_with(b":506")) {
        return None;
    }
    let is_small = address.octets().iter().all(|octet| *octet < 20);
    let is_announced = clue == Clue::Ip;
    if is_version || goes_on || clue == Clue::Technical || is_small && !is_announced || is_nobodys(address) {
        return None;
    }
    Some("four numbers up to 255 with dots, and nothing calls it a version")
}

/// Says whether the address is no machine's of its own: this one, all of them, a mask.
fn is_nobodys(address: Ipv4Addr) -> bool {
    address.is_unspecified() || address.is_loopback() || address.octets()[0] == 255
}

/// Appends the addresses of version 6.
pub(crate) fn find_v6(input: &Input<'_>, found: &mut Vec<RuleMatch>) {
    let bytes = input.bytes;
    let mut at = 0;
    while let Some(colon) = bytes[at..].windows(2).position(|pair| pair[0] == b':' && in_v6(pair[1])) {
        let colon = at + colon;
        let start = bytes[at..colon].iter().rposition(|byte| !in_v6(*byte)).map_or(at, |before| at + before + 1);
        let end = colon + bytes[colon..].iter().take_while(|byte| in_v6(**byte)).count();
        at = end;
        if let Some(range) = v6(bytes, start..end) {
            found.push(RuleMatch::new(range, Rule::IpAddress, "an address of version 6"));
        }
    }
}

fn in_v6(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || byte == b':' || byte == b'.'
}

fn v6(bytes: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let mut range = range;
    // Eight pairs are a fingerprint, six the address of a device.
    if bytes[range.clone()].split(|byte| *byte == b':').all(|group| group.len() == 2) {
        return None;
    }
    if let [b':', next, ..] = bytes[range.clone()]
        && next != b':'
    {
        range.start += 1;
    }
    let mut text = &bytes[range.clone()];
    // The dot or colon of the sentence around it is none of the address.
    while let [rest @ .., b'.'] = text {
        text = rest;
    }
    if let [rest @ .., before, b':'] = text
        && *before != b':'
    {
        text = &bytes[range.start..range.start + rest.len() + 1];
    }
    let end = range.start + text.len();
    let is_free = (range.start == 0 || !is_word(bytes[range.start - 1]) || bytes[range.start - 1] == b':')
        && (range.start == 0 || bytes[range.start - 1] != b'-')
        && bytes.get(end).is_none_or(|next| !is_word(*next));
    let plausible = (6..=45).contains(&text.len()) && text.iter().any(u8::is_ascii_digit);
    if !is_free || !plausible {
        return None;
    }
    let address: Ipv6Addr = std::str::from_utf8(text).ok()?.parse().ok()?;
    (!address.is_unspecified() && !address.is_loopback()).then_some(range.start..end)
}
