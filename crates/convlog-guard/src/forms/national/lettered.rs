//! More national numbers with letters: of Mexico, Finland, Singapore, Chile and Germany, each with its check.

use super::elsewhere::is_date;
use crate::forms::digits::is_word;

/// Reads a number that begins with this word; returns where it ends, and why it is one.
pub(super) fn at_word(bytes: &[u8], start: usize, end: usize) -> Option<(usize, &'static str)> {
    let word = &bytes[start..end];
    let is_last = !matches!(bytes[end..], [b'-', next, ..] if is_word(next));
    let why = match word.len() {
        18 if is_last && is_curp(word) => "written like a Mexican CURP and has a right check digit",
        9 if is_last && is_singaporean(word) => "written like a Singaporean NRIC and has a right check letter",
        12 if is_last && is_pension(word) => "written like a German pension number and has a right check digit",
        11 if is_last && is_finnish(word) => "written like a Finnish identity code and has a right check character",
        6 if bytes.get(end) == Some(&b'-') => {
            let code = bytes.get(start..start + 11)?;
            let is_free = bytes.get(start + 11).is_none_or(|next| !is_word(*next) && *next != b'-');
            let why = "written like a Finnish identity code and has a right check character";
            return (is_free && is_finnish(code)).then_some((start + 11, why));
        }
        _ => return None,
    };
    Some((end, why))
}

fn digits<const N: usize>(word: &[u8]) -> Option<[u8; N]> {
    let digits: &[u8; N] = word.first_chunk()?;
    digits.iter().all(u8::is_ascii_digit).then(|| digits.map(|byte| byte - b'0'))
}

/// Mexico: four letters of the name, the date of birth, sex, state, three consonants, and a check digit.
fn is_curp(word: &[u8]) -> bool {
    let is_letters = |part: &[u8]| part.iter().all(u8::is_ascii_uppercase);
    let in_place = is_letters(&word[..4])
        && digits::<6>(&word[4..]).is_some_and(|date| is_date(&date))
        && b"HMX".contains(&word[10])
        && is_letters(&word[11..16])
        && (word[16].is_ascii_uppercase() || word[16].is_ascii_digit())
        && word[17].is_ascii_digit();
    // An N with a tilde stands between N and O.
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'N' => u32::from(byte - b'A') + 10,
        _ => u32::from(byte - b'A') + 11,
    };
    in_place && {
        let sum: u32 = word[..17].iter().zip((2..=18).rev()).map(|(byte, weight)| value(*byte) * weight).sum();
        (10 - sum % 10) % 10 == u32::from(word[17] - b'0')
    }
}

/// Singapore: a letter for the century or for foreigners, seven digits, and a check letter.
fn is_singaporean(word: &[u8]) -> bool {
    const CITIZENS: &[u8; 11] = b"JZIHGFEDCBA";
    const FOREIGNERS: &[u8; 11] = b"XWUTRQPNMLK";
    let Some(digits) = digits::<7>(&word[1..]) else { return false };
    let (extra, letters) = match word[0] {
        b'S' => (0, CITIZENS),
        b'T' => (4, CITIZENS),
        b'F' => (0, FOREIGNERS),
        b'G' => (4, FOREIGNERS),
        _ => return false,
    };
    let sum = extra + crate::forms::check::weighted(&digits, &[2, 7, 6, 5, 4, 3, 2]);
    word[8] == letters[(sum % 11) as usize]
}

/// Finland: a date of birth, a mark for the century, three digits, and a check character.
fn is_finnish(code: &[u8]) -> bool {
    const CHECKS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let (Some(date), Some(serial)) = (digits::<6>(code), digits::<3>(&code[7..])) else { return false };
    let [d1, d2, m1, m2, y1, y2] = date;
    let number = date.iter().chain(&serial).fold(0, |number, digit| number * 10 + u32::from(*digit));
    b"-ABCDEFUVWXY".contains(&code[6])
        && is_date(&[y1, y2, m1, m2, d1, d2])
        && code[10] == CHECKS[(number % 31) as usize]
}

/// Germany's pension insurance: area, date of birth, the first letter of the name, a serial number and a check digit.
fn is_pension(word: &[u8]) -> bool {
    const WEIGHTS: [u32; 12] = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
    let (Some(front), Some(back)) = (digits::<8>(word), digits::<3>(&word[9..])) else { return false };
    if !word[8].is_ascii_uppercase() {
        return false;
    }
    let [_, _, d1, d2, m1, m2, y1, y2] = front;
    let letter = word[8] - b'A' + 1;
    let [s1, s2, check] = back;
    let all = front.into_iter().chain([letter / 10, letter % 10, s1, s2]);
    let sum: u32 =
        all.zip(WEIGHTS).map(|(digit, weight)| u32::from(digit) * weight).map(|sum| sum / 10 + sum % 10).sum();
    is_date(&[y1, y2, m1, m2, d1, d2]) && sum % 10 == u32::from(check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_with_its_check_only() {
        let pairs = [
            ("HEGG560427MVZRRL04", "HEGG560427MVZRRL05"),
            ("S1234567D", "S1234567E"),
            ("F1234567N", "F1234567D"),
            ("131052-308T", "131052-308U"),
            ("200607A401F", "209907A401F"),
            ("15070649C103", "15070649C104"),
        ];
        let reads = |text: &str| {
            let end = text.bytes().take_while(|byte| is_word(*byte)).count();
            at_word(text.as_bytes(), 0, end).is_some_and(|(to, _)| to == text.len())
        };
        for (right, wrong) in pairs {
            assert!(reads(right), "{right}");
            assert!(!reads(wrong), "{wrong}");
        }
    }
}
