//! Networks: an address with those beside it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The addresses that share their first bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

impl Network {
    /// Returns the network that one visitor has: an IPv4 address, or the /64 of an IPv6 address, because a visitor has
    /// all of that.
    #[must_use]
    pub fn of_visitor(address: IpAddr) -> Network {
        Network::around(address, 32, 64)
    }

    /// Returns the neighbourhood of an address, which names nobody: the /24 of an IPv4 address, the /48 of an IPv6
    /// address.
    #[must_use]
    pub fn neighbourhood(address: IpAddr) -> Network {
        Network::around(address, 24, 48)
    }

    /// Returns an address alone.
    #[must_use]
    pub fn alone(address: IpAddr) -> Network {
        Network::around(address, 32, 128)
    }

    /// Reads `ADDRESS/BITS`, or an address alone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Network> {
        let (address, bits) = match text.split_once('/') {
            None => return Some(Network::alone(text.parse().ok()?)),
            Some((address, bits)) => (address.parse::<IpAddr>().ok()?, bits.parse::<u8>().ok()?),
        };
        let most = if address.is_ipv4() { 32 } else { 128 };
        // No more than the bits that are named may be set, or the network is another than was meant.
        Some(Network::cut(address, bits)).filter(|network| bits <= most && network.first == address)
    }

    /// Says whether an address is in it.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && Network::cut(address, self.bits).first == self.first
    }

    /// Says whether every address is in it.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.bits == 0
    }

    fn around(address: IpAddr, v4_bits: u8, v6_bits: u8) -> Network {
        let address = address.to_canonical();
        Network::cut(address, if address.is_ipv4() { v4_bits } else { v6_bits })
    }

    fn cut(address: IpAddr, bits: u8) -> Network {
        let first = match address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32_u32.saturating_sub(bits.into())).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128_u32.saturating_sub(bits.into())).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
            }
        };
        Network { first, bits }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_of_ipv6_has_all_of_the_last_half() {
        let of = |text: &str| Network::of_visitor(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(of("192.0.2.7"), "192.0.2.7/32");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7/32");
    }

    #[test]
    fn a_neighbourhood_does_not_say_which_address_it_was() {
        let around = |text: &str| Network::neighbourhood(text.parse().unwrap()).to_string();
        assert_eq!(around("192.0.2.7"), "192.0.2.0/24");
        assert_eq!(around("2001:db8:1:2:3:4:5:6"), "2001:db8:1::/48");
    }

    #[test]
    fn networks_are_read_as_they_are_written() {
        let holds = |network: &str, address: &str| {
            Network::parse(network).map(|network| network.holds(address.parse().unwrap()))
        };
        assert_eq!(holds("10.0.0.0/8", "10.255.0.1"), Some(true));
        assert_eq!(holds("10.0.0.0/8", "11.0.0.1"), Some(false));
        assert_eq!(holds("10.0.0.0/8", "::ffff:10.1.2.3"), Some(true));
        assert_eq!(holds("127.0.0.1", "127.0.0.1"), Some(true));
        assert_eq!(holds("127.0.0.1", "127.0.0.2"), Some(false));
        assert_eq!(holds("0.0.0.0/0", "198.51.100.1"), Some(true));
        assert_eq!(holds("0.0.0.0/0", "2001:db8::1"), Some(false));
        assert_eq!(holds("::/0", "2001:db8::1"), Some(true));
        assert_eq!(holds("2001:db8::/32", "2001:db8:ffff::1"), Some(true));
        for text in ["", "10.0.0.1/8", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8/8", "ten/8", "10.0.0.0/-1"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
