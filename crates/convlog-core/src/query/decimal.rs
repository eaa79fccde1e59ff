//! Comparing numbers as they are written, so that none is rounded: ids and amounts are often past what a float holds.

use std::cmp::Ordering;

/// The longest exponent that is read; a number with a longer one compares with nothing.
const EXPONENT_DIGITS_MAX: usize = 15;

/// A number taken apart: `0.DIGITS × 10^magnitude`, digits without zeros at either end.
struct Decimal<'a> {
    is_negative: bool,
    magnitude: i64,
    /// Before and behind the point.
    digits: (&'a [u8], &'a [u8]),
}

/// Compares two JSON numbers; `None` where one of them is beyond what can be compared.
pub(super) fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (one, other) = (Decimal::read(one)?, Decimal::read(other)?);
    let by_size = || one.magnitude.cmp(&other.magnitude).then_with(|| one.digits().cmp(other.digits()));
    Some(match (one.sign(), other.sign()) {
        (0, 0) => Ordering::Equal,
        (1, 1) => by_size(),
        (-1, -1) => by_size().reverse(),
        (one, other) => one.cmp(&other),
    })
}

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Option<Decimal<'a>> {
        let (is_negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        if exponent.len() > EXPONENT_DIGITS_MAX {
            return None;
        }
        let exponent: i64 = exponent.parse().ok()?;
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let (whole, part) = (trim_start(whole.as_bytes()), part.as_bytes());
        let magnitude = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
        if !whole.is_empty() {
            let part = trim_end(part);
            let whole = if part.is_empty() { trim_end(whole) } else { whole };
            return Some(Decimal { is_negative, magnitude, digits: (whole, part) });
        }
        let digits = trim_start(part);
        let zeros = i64::try_from(part.len() - digits.len()).ok()?;
        Some(Decimal { is_negative, magnitude: magnitude.checked_sub(zeros)?, digits: (&[], trim_end(digits)) })
    }

    fn digits(&self) -> impl Iterator<Item = &u8> {
        self.digits.0.iter().chain(self.digits.1)
    }

    fn sign(&self) -> i8 {
        match (self.digits().next(), self.is_negative) {
            (None, _) => 0,
            (Some(_), true) => -1,
            (Some(_), false) => 1,
        }
    }
}

fn trim_start(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    &digits[zeros..]
}

fn trim_end(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().rev().take_while(|digit| **digit == b'0').count();
    &digits[..digits.len() - zeros]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_in_order_to_the_last_digit() {
        let ascending = [
            "-1e300",
            "-9007199254740993",
            "-9007199254740992",
            "-10",
            "-1.5",
            "-0.01",
            "0",
            "1e-300",
            "0.01",
            "0.1",
            "0.10000000000000000000000000000000001",
            "1",
            "409",
            "409.0000000000000000000000000000000001",
            "9007199254740992",
            "9007199254740993",
            "18446744073709551615",
            "18446744073709551616",
            "340282366920938463463374607431768211456",
            "1e300",
            "1e999999",
        ];
        for (at, one) in ascending.iter().enumerate() {
            for (other_at, other) in ascending.iter().enumerate() {
                assert_eq!(compare(one, other), Some(at.cmp(&other_at)), "{one} {other}");
            }
        }
    }

    #[test]
    fn one_number_may_be_written_in_many_ways() {
        for same in [
            ["0", "-0", "0.0", "0e7", "-0.000E-5"].as_slice(),
            &["120", "120.00", "1.2e2", "1.2E+2", "12e1", "12000e-2", "0.12e3"],
            &["-0.05", "-5e-2", "-0.5e-1", "-50E-3"],
        ] {
            for one in same {
                for other in same {
                    assert_eq!(compare(one, other), Some(Ordering::Equal), "{one} {other}");
                }
            }
        }
    }

    #[test]
    fn what_is_beyond_comparison_compares_with_nothing() {
        assert_eq!(compare("1e99999999999999999999", "1"), None);
        assert_eq!(compare("1", "1e-9999999999999999"), None);
    }

    proptest! {
        #[test]
        fn whole_numbers_compare_as_numbers(one in any::<i128>(), other in any::<i128>(), shift in 0..40usize) {
            let written = |number: i128| format!("{number}e-{shift}");
            prop_assert_eq!(compare(&one.to_string(), &other.to_string()), Some(one.cmp(&other)));
            prop_assert_eq!(compare(&written(one), &written(other)), Some(one.cmp(&other)));
        }

        #[test]
        fn near_numbers_compare_as_numbers(one in -1000..1000i64, other in -1000..1000i64, places in 0..4usize) {
            let written = |number: i64| format!("{:.*}", places, number as f64 / 10f64.powi(places as i32));
            prop_assert_eq!(compare(&written(one), &written(other)), Some(one.cmp(&other)));
        }
    }
}
