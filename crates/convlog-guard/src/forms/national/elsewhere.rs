//! Checks of national numbers in digits, of more countries: those whose groups have marks of their own.

use crate::forms::check::{luhn, number, weighted};

/// Says whether the digits are a date of year, month and day, the year in two digits.
pub(super) fn is_date(digits: &[u8]) -> bool {
    (1..=12).contains(&number(&digits[2..4])) && (1..=31).contains(&number(&digits[4..6]))
}

/// Says whether the last digit completes the weighted sum before it to a multiple of eleven; ten and eleven are written so.
fn completes(digits: &[u8], weights: &[u32], ten: u32, eleven: u32) -> bool {
    let check = match 11 - weighted(digits, weights) % 11 {
        10 => ten,
        11 => eleven,
        check => check,
    };
    digits.get(weights.len()).is_some_and(|last| u32::from(*last) == check)
}

/// No digit is as large.
const NEVER: u32 = 10;

/// Brazil's number of social contributors (PIS, PASEP, NIS).
pub(super) fn is_nis(digits: &[u8]) -> bool {
    completes(digits, &[3, 2, 9, 8, 7, 6, 5, 4, 3, 2], 0, 0) && digits.iter().any(|digit| *digit != digits[0])
}

/// Chile; the check that is a K is read with the letters.
pub(super) fn is_chilean(digits: &[u8]) -> bool {
    completes(digits, &[3, 2, 7, 6, 5, 4, 3, 2], NEVER, 0)
}

pub(super) fn is_uruguayan(digits: &[u8]) -> bool {
    let check = (10 - weighted(&digits[..7], &[2, 9, 8, 7, 6, 3, 4]) % 10) % 10;
    u32::from(digits[7]) == check
}

/// Argentina: what kind of person or firm it is, their number, and a check digit.
pub(super) fn is_argentine(digits: &[u8]) -> bool {
    let kind = number(&digits[..2]);
    matches!(kind, 20 | 23 | 24 | 27 | 30 | 33 | 34) && completes(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 9, 0)
}

/// Switzerland: the country in front, and the check digit of an article number.
pub(super) fn is_swiss(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
    digits[..3] == [7, 5, 6] && sum.is_multiple_of(10)
}

/// The Emirates: the country, the year of birth, and Luhn's check digit.
pub(super) fn is_emirati(digits: &[u8]) -> bool {
    digits[..3] == [7, 8, 4] && (1900..2100).contains(&number(&digits[3..7])) && luhn(digits)
}

pub(super) fn is_thai(digits: &[u8]) -> bool {
    let check = (11 - weighted(digits, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10;
    (1..=8).contains(&digits[0]) && u32::from(digits[12]) == check
}

/// Korea: date of birth, century and sex, and a check digit.
pub(super) fn is_korean(digits: &[u8]) -> bool {
    let check = (11 - weighted(digits, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11) % 10;
    is_date(digits) && matches!(digits[6], 1..=8) && u32::from(digits[12]) == check
}

/// The Czech and the Slovak Republic: a date of birth (months of women are fifty more), all a multiple of eleven.
pub(super) fn is_czech(digits: &[u8]) -> bool {
    let month = number(&digits[2..4]) % 50;
    (1..=12).contains(&month) && (1..=31).contains(&number(&digits[4..6])) && number(digits).is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_at_most_two_last_digits() {
        type Case = (&'static str, fn(&[u8]) -> bool);
        let cases: [Case; 9] = [
            ("1234567890", is_nis),
            ("12345678", is_chilean),
            ("1234567", is_uruguayan),
            ("2012345678", is_argentine),
            ("756123456789", is_swiss),
            ("78419801234567", is_emirati),
            ("123456789012", is_thai),
            ("800101123456", is_korean),
            ("736028516", is_czech),
        ];
        for (front, check) in cases {
            let passing = (0..10).filter(|last| {
                let digits: Vec<u8> = front.bytes().map(|byte| byte - b'0').chain([*last]).collect();
                check(&digits)
            });
            assert_eq!(passing.count(), 1, "{front}");
        }
    }
}
