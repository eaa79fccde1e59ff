//! From which address somebody comes, as far as that can be known.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::request::Parts;

/// The other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Returns the address that attempts are counted under.
///
/// A proxy on this machine is believed about the address it names last, which is the one it saw itself; whatever
/// stands before may have been made up. Of an IPv6 address the network counts, for one visitor has all of it.
pub(crate) fn visitor(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.0.to_canonical());
    let named = || {
        let mut lines = parts.headers.get_all("x-forwarded-for").iter();
        let last = lines.next_back()?.to_str().ok()?.rsplit(',').next()?;
        last.trim().parse::<IpAddr>().ok()
    };
    match if peer.is_loopback() { named().unwrap_or(peer) } else { peer }.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str]) -> String {
        let mut request = axum::http::Request::new(());
        request.extensions_mut().insert(Peer(peer.parse().unwrap()));
        for line in forwarded {
            request.headers_mut().append("x-forwarded-for", line.parse().unwrap());
        }
        visitor(&request.into_parts().0).to_string()
    }

    #[test]
    fn believes_the_nearest_proxy_and_nobody_else() {
        assert_eq!(seen("192.0.2.7", &["198.51.100.1"]), "192.0.2.7");
        assert_eq!(seen("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(seen("127.0.0.1", &["203.0.113.9, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("::ffff:127.0.0.1", &["203.0.113.9", "198.51.100.2"]), "198.51.100.2");
        assert_eq!(seen("127.0.0.1", &["nonsense"]), "127.0.0.1");
        assert_eq!(seen("2001:db8:1:2:3:4:5:6", &[]), "2001:db8:1:2::");
    }
}
