//! How much a project may send and store.

use std::fmt;

use serde::{Serialize, Serializer};

/// A project's own limit, or the server's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quota {
    /// What the server's configuration says for every project.
    #[default]
    Default,
    /// No limit, whatever the configuration says.
    Unlimited,
    /// Maximum number.
    AtMost(u64),
}

impl Quota {
    /// Returns the limit that holds; none where there is none.
    #[must_use]
    pub fn or(self, default: Option<u64>) -> Option<u64> {
        match self {
            Quota::Default => default,
            Quota::Unlimited => None,
            Quota::AtMost(limit) => Some(limit),
        }
    }

    /// Reads what [`Display`](fmt::Display) writes: `default`, `unlimited`, or a whole number above zero.
    #[must_use]
    pub fn parse(text: &str) -> Option<Quota> {
        match text {
            "default" => Some(Quota::Default),
            "unlimited" => Some(Quota::Unlimited),
            number => number.parse().ok().filter(|limit| *limit > 0).map(Quota::AtMost),
        }
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quota::Default => f.write_str("default"),
            Quota::Unlimited => f.write_str("unlimited"),
            Quota::AtMost(limit) => limit.fmt(f),
        }
    }
}

impl Serialize for Quota {
    /// A number, or a word.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Quota::AtMost(limit) => serializer.serialize_u64(*limit),
            word => serializer.collect_str(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_read_as_it_is_written() {
        for quota in [Quota::Default, Quota::Unlimited, Quota::AtMost(1), Quota::AtMost(u64::MAX)] {
            assert_eq!(Quota::parse(&quota.to_string()), Some(quota));
        }
        for text in ["", "0", "-1", "1.5", "none", "18446744073709551616"] {
            assert_eq!(Quota::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_projects_own_limit_goes_before_the_servers() {
        assert_eq!(Quota::Default.or(Some(7)), Some(7));
        assert_eq!(Quota::Unlimited.or(Some(7)), None);
        assert_eq!(Quota::AtMost(9).or(Some(7)), Some(9));
    }
}
