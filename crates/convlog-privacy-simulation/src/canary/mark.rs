//! What a canary looks like, and finding it however it was written.

use data_encoding::{BASE64_NOPAD, HEXLOWER};

/// Every canary of text begins so. It stands nowhere else.
const MARK: &str = "kqz7vwj";
/// Every canary of digits begins so.
const DIGITS: &str = "6180339887";
/// How many digits tell canaries apart.
const WIDTH: usize = 4;

/// One canary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Canary(pub usize);

impl Canary {
    /// Returns it as a text.
    #[must_use]
    pub fn text(self) -> String {
        format!("{MARK}{:0WIDTH$}", self.0)
    }

    /// Returns it as digits.
    #[must_use]
    pub fn digits(self) -> String {
        format!("{DIGITS}{:0WIDTH$}", self.0)
    }
}

/// Returns the canaries that stand in some bytes: as they are in whatever case, backwards, in base64, in hex, with each
/// letter escaped for a URL or for JSON. Of one that was written otherwise than as it is, only that it is there can be
/// told; it is then called the one after the last.
#[must_use]
pub fn found_in(bytes: &[u8]) -> Vec<Canary> {
    let text = String::from_utf8_lossy(bytes);
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for mark in [MARK, DIGITS] {
        for (at, _) in lower.match_indices(mark) {
            let number = lower[at + mark.len()..].bytes().take(WIDTH).map(char::from).collect::<String>();
            found.push(Canary(number.parse().unwrap_or(usize::MAX)));
        }
        let is_disguised = disguises(mark).iter().any(|disguise| match disguise {
            CanaryEncoding::AnyCase(other) => lower.contains(other.as_str()),
            CanaryEncoding::Exact(other) => text.contains(other.as_str()),
        });
        if is_disguised {
            found.push(Canary(usize::MAX));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

enum CanaryEncoding {
    AnyCase(String),
    Exact(String),
}

fn disguises(mark: &str) -> Vec<CanaryEncoding> {
    let each = |write: fn(u8) -> String| CanaryEncoding::AnyCase(mark.bytes().map(write).collect());
    let mut all = vec![
        CanaryEncoding::AnyCase(mark.chars().rev().collect()),
        CanaryEncoding::AnyCase(HEXLOWER.encode(mark.as_bytes())),
        each(|byte| format!("%{byte:02x}")),
        each(|byte| format!("\\u{byte:04x}")),
    ];
    // Of three ways in which it may lie across the groups of three bytes, the part that is the same for all neighbours.
    all.extend((0..3).map(|shift| {
        let bytes = [&b"\0\0"[..shift], mark.as_bytes()].concat();
        let whole = BASE64_NOPAD.encode(&bytes);
        let end = bytes.len() / 3 * 4;
        CanaryEncoding::Exact(whole[(shift * 8).div_ceil(6)..end].to_owned())
    }));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXUPPER;

    #[test]
    fn a_canary_is_found_however_it_is_written() {
        let canary = Canary(17);
        for plain in [canary.text(), canary.text().to_uppercase(), canary.digits()] {
            assert_eq!(found_in(format!("a {plain}b").as_bytes()), [canary], "{plain}");
        }
        let hex = HEXUPPER.encode(canary.text().as_bytes());
        let url: String = canary.text().bytes().map(|byte| format!("%{byte:02X}")).collect();
        let json: String = canary.text().bytes().map(|byte| format!("\\u{byte:04X}")).collect();
        let backwards: String = canary.digits().chars().rev().collect();
        let packed =
            ["", "x", "xy"].map(|before| BASE64_NOPAD.encode(format!("{before}{}yz", canary.text()).as_bytes()));
        for text in [hex, url, json, backwards].into_iter().chain(packed) {
            assert_eq!(found_in(text.as_bytes()), [Canary(usize::MAX)], "{text}");
        }
        assert!(found_in(b"kqz7vw 618033 nothing here").is_empty());
    }
}
