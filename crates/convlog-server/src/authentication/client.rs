//! From which address somebody comes, as far as that can be known.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::request::Parts;
use axum::http::{HeaderName, header};
use convlog_store::Network;

use crate::config::ForwardedHeader;

/// More proxies than this in a row are not followed.
const HOPS_MAX: usize = 16;

/// The other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The proxies that are believed about whom they pass on.
#[derive(Debug)]
pub(super) struct Proxies {
    trusted: Vec<Network>,
    header: ForwardedHeader,
    has_warned: AtomicBool,
}

impl Proxies {
    pub(super) fn new(trusted: Vec<Network>, header: ForwardedHeader) -> Proxies {
        Proxies { trusted, header, has_warned: AtomicBool::new(false) }
    }

    pub(super) fn are_at(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.holds(address))
    }

    /// Returns the client's address: of the hops that proxies have written down, from the nearest on, the first that is
    /// no proxy of ours. Whatever stands before it may have been made up by that client.
    pub(super) fn client(&self, parts: &Parts) -> IpAddr {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.0);
        let mut client = peer.to_canonical();
        if !self.are_at(client) {
            self.warn_of_unnamed(client, parts);
            return client;
        }
        for hop in self.hops(parts).take(HOPS_MAX) {
            // What is no address says nothing of what stands before it either.
            let Some(address) = hop else { break };
            client = address.to_canonical();
            if !self.are_at(client) {
                break;
            }
        }
        client
    }

    /// Returns the hops from the nearest on; `None` stands for what is no address.
    fn hops<'a>(&self, parts: &'a Parts) -> impl Iterator<Item = Option<IpAddr>> + 'a {
        let (header, read): (_, fn(&str) -> Option<IpAddr>) = match self.header {
            ForwardedHeader::XForwardedFor => (X_FORWARDED_FOR, read_address),
            ForwardedHeader::Forwarded => (header::FORWARDED, read_element),
        };
        // Each proxy writes at the end. What stands at the beginning may be anything, and must not spoil the rest.
        let lines = parts.headers.get_all(header).iter().rev();
        let hops = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        hops.map(move |hop| read(std::str::from_utf8(hop).ok()?.trim()))
    }

    fn warn_of_unnamed(&self, peer: IpAddr, parts: &Parts) {
        let is_forwarded = || [X_FORWARDED_FOR, header::FORWARDED].iter().any(|name| parts.headers.contains_key(name));
        if peer.is_loopback() && is_forwarded() && !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "a request was forwarded by a program on this machine that is not in server.trusted_proxies: all its \
                clients count as one client"
            );
        }
    }
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Reads an address as proxies write it: alone, with a port, or in brackets.
fn read_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()))
}

/// Reads whom an element of `Forwarded` (RFC 7239, section 4) is for. A name that was made up for a client is no address.
fn read_element(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    read_address(value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn seen(header: ForwardedHeader, peer: &str, lines: &[(&str, &str)]) -> String {
        let trusted = ["127.0.0.1", "10.0.0.0/8", "2001:db8:ffff::/48"].map(|text| Network::parse(text).unwrap());
        let mut request = axum::http::Request::new(());
        request.extensions_mut().insert(Peer(peer.parse().unwrap()));
        for (name, line) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().append(name, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        Proxies::new(trusted.to_vec(), header).client(&request.into_parts().0).to_string()
    }

    fn by_x_forwarded_for(peer: &str, lines: &[&str]) -> String {
        let lines: Vec<_> = lines.iter().map(|line| ("x-forwarded-for", *line)).collect();
        seen(ForwardedHeader::XForwardedFor, peer, &lines)
    }

    fn by_forwarded(peer: &str, lines: &[&str]) -> String {
        let lines: Vec<_> = lines.iter().map(|line| ("forwarded", *line)).collect();
        seen(ForwardedHeader::Forwarded, peer, &lines)
    }

    #[test]
    fn believes_the_proxies_that_are_named_and_nobody_else() {
        assert_eq!(by_x_forwarded_for("192.0.2.7", &["198.51.100.1"]), "192.0.2.7");
        assert_eq!(by_x_forwarded_for("127.0.0.2", &["198.51.100.1"]), "127.0.0.2");
        assert_eq!(by_x_forwarded_for("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(by_x_forwarded_for("127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(by_x_forwarded_for("::ffff:127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(by_x_forwarded_for("2001:db8:ffff::9", &["2001:db8::1"]), "2001:db8::1");
    }

    #[test]
    fn what_a_client_wrote_itself_does_not_count() {
        assert_eq!(by_x_forwarded_for("127.0.0.1", &["203.0.113.9, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(by_x_forwarded_for("127.0.0.1", &["203.0.113.9", "198.51.100.2"]), "198.51.100.2");
        assert_eq!(by_x_forwarded_for("127.0.0.1", &["127.0.0.1, 198.51.100.1, 10.0.0.3"]), "198.51.100.1");
        assert_eq!(by_x_forwarded_for("127.0.0.1", &["203.0.113.9, 10.0.0.4, 10.0.0.3"]), "203.0.113.9");
        assert_eq!(by_x_forwarded_for("127.0.0.1", &["10.0.0.5, 10.0.0.4"]), "10.0.0.5");
        assert_eq!(by_x_forwarded_for("127.0.0.1", &["\u{e9}\"\u{ff}, 198.51.100.1"]), "198.51.100.1");
    }

    #[test]
    fn what_is_no_address_ends_the_way_back() {
        for line in ["nonsense", "", "198.51.100.1 x", "\u{e9}", "999.1.1.1"] {
            assert_eq!(by_x_forwarded_for("127.0.0.1", &[&format!("203.0.113.9, {line}")]), "127.0.0.1", "{line}");
            assert_eq!(by_x_forwarded_for("127.0.0.1", &[&format!("203.0.113.9, {line}, 10.0.0.3")]), "10.0.0.3");
        }
    }

    #[test]
    fn only_the_header_that_is_named_counts() {
        let both = [("forwarded", "for=203.0.113.9"), ("x-forwarded-for", "198.51.100.1")];
        assert_eq!(seen(ForwardedHeader::XForwardedFor, "127.0.0.1", &both), "198.51.100.1");
        assert_eq!(seen(ForwardedHeader::Forwarded, "127.0.0.1", &both), "203.0.113.9");
    }

    #[test]
    fn reads_addresses_with_ports_and_the_elements_of_rfc_7239() {
        assert_eq!(by_x_forwarded_for("127.0.0.1", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(by_x_forwarded_for("127.0.0.1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(by_x_forwarded_for("127.0.0.1", &["[2001:db8::1]"]), "2001:db8::1");
        assert_eq!(by_forwarded("127.0.0.1", &["for=192.0.2.60;proto=http;by=203.0.113.43"]), "192.0.2.60");
        assert_eq!(by_forwarded("127.0.0.1", &["proto=https; For=\"[2001:db8:cafe::17]:4711\""]), "2001:db8:cafe::17");
        assert_eq!(by_forwarded("127.0.0.1", &["for=\"x, for=192.0.2.43", "for=198.51.100.17"]), "198.51.100.17");
        for hidden in ["for=_hidden", "for=unknown", "by=203.0.113.43", "for", "for="] {
            assert_eq!(by_forwarded("127.0.0.1", &[&format!("for=192.0.2.43, {hidden}")]), "127.0.0.1", "{hidden}");
        }
    }

    #[test]
    fn a_long_row_of_proxies_is_not_followed_for_ever() {
        let row = vec!["10.0.0.9"; 5000].join(", ");
        assert_eq!(by_x_forwarded_for("127.0.0.1", &[&format!("198.51.100.1, {row}")]), "10.0.0.9");
    }
}
