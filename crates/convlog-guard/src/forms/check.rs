//! Check digits that several rules share.

/// Luhn's formula (ISO/IEC 7812-1, annex B).
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let twice = |digit: u8| if digit < 5 { digit * 2 } else { digit * 2 - 9 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| u32::from(if at % 2 == 1 { twice(*digit) } else { *digit }))
        .sum();
    sum.is_multiple_of(10)
}

/// Verhoeff's scheme over the dihedral group of ten elements.
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    /// Multiplies two elements: rotations are 0 to 4, reflections 5 to 9.
    fn times(one: u8, other: u8) -> u8 {
        match (one < 5, other < 5) {
            (true, true) => (one + other) % 5,
            (true, false) => (one + other - 5) % 5 + 5,
            (false, true) => (one - other) % 5 + 5,
            (false, false) => (one + 5 - other) % 5,
        }
    }
    const PERMUTED: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0;
    for (at, digit) in digits.iter().rev().enumerate() {
        let permuted = (0..at % 8).fold(*digit, |digit, _| PERMUTED[usize::from(digit)]);
        check = times(check, permuted);
    }
    check == 0
}

/// The sum of each digit times its weight.
pub(crate) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

/// The number that the digits write; digits beyond its size wrap, which no caller has.
pub(crate) fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0_u64, |number, digit| number.wrapping_mul(10).wrapping_add(u64::from(*digit)))
}

/// ISO/IEC 7064, MOD 11,10.
pub(crate) fn mod_11_10(digits: &[u8]) -> bool {
    let [digits @ .., last] = digits else { return false };
    let product = digits.iter().fold(10_u32, |product, digit| {
        let sum = (u32::from(*digit) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == u32::from(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether exactly one last digit passes, for many first ones: what a check digit is.
    fn is_a_check_digit(check: impl Fn(&[u8]) -> bool, len: usize) {
        for seed in 0..500_u64 {
            let number = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut digits: Vec<u8> = (0..len).map(|at| (number >> (at * 3)) as u8 % 10).collect();
            let passing = (0..10).filter(|last| {
                digits[len - 1] = *last;
                check(&digits)
            });
            assert_eq!(passing.count(), 1);
        }
    }

    #[test]
    fn leaves_exactly_one_last_digit() {
        is_a_check_digit(luhn, 16);
        is_a_check_digit(verhoeff, 12);
    }

    #[test]
    fn passes_published_examples() {
        let digits = |text: &str| text.bytes().map(|byte| byte - b'0').collect::<Vec<_>>();
        assert!(luhn(&digits("4111111111111111")) && luhn(&digits("79927398713")));
        // Verhoeff's own example, and the one of the tax number's specification.
        assert!(verhoeff(&digits("2363")) && verhoeff(&digits("123451")) && !verhoeff(&digits("2364")));
        assert!(mod_11_10(&digits("86095742719")) && !mod_11_10(&digits("86095742718")));
    }
}
