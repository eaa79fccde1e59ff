//! The numbering plans of all countries as one automaton over digits: one step a digit, nothing to prepare.
//!
//! `numbers.bin` is made by the example `phone_table` from libphonenumber's metadata (version 9.0.33, Apache-2.0). It holds
//! three tables, one after the other: numbers after their country's code, numbers with a trunk zero, and numbers as they
//! are dialled within any country. A table is the number of its states and, for each, the state after each digit and
//! whether a number may end there, all little-endian. State 0 is the dead end, state 1 the start.

static NUMBERS: &[u8] = include_bytes!("numbers.bin");

const ROW_BYTES: usize = 22;

/// Where each table's rows begin.
static TABLES: [usize; 3] = tables();

const fn tables() -> [usize; 3] {
    let mut tables = [0; 3];
    let (mut at, mut table) = (0, 0);
    while table < tables.len() {
        let states = u32::from_le_bytes([NUMBERS[at], NUMBERS[at + 1], NUMBERS[at + 2], NUMBERS[at + 3]]) as usize;
        tables[table] = at + 4;
        at += 4 + states * ROW_BYTES;
        table += 1;
    }
    assert!(at == NUMBERS.len(), "the tables fill the file");
    tables
}

fn entry(table: usize, state: u16, column: u8) -> u16 {
    let at = TABLES[table] + usize::from(state) * ROW_BYTES + 2 * usize::from(column);
    u16::from_le_bytes([NUMBERS[at], NUMBERS[at + 1]])
}

/// Returns the state after these digits; `None` where no number goes on so.
fn reaches(table: usize, digits: &[u8]) -> Option<u16> {
    let step = |state: u16, digit: &u8| Some(entry(table, state, *digit)).filter(|next| *next != 0);
    digits.iter().try_fold(1, step)
}

fn accepts(table: usize, digits: &[u8]) -> bool {
    reaches(table, digits).is_some_and(|state| entry(table, state, 10) == 1)
}

/// Says whether a country has the number that these digits are, its code first.
pub(super) fn is_international(digits: &[u8]) -> bool {
    accepts(0, digits)
}

/// Says whether the number begins with some country's code and goes on as one of its numbers may.
pub(super) fn has_country(digits: &[u8]) -> bool {
    reaches(0, &digits[..digits.len().min(3)]).is_some()
}

/// Says whether a country that dials a zero before its numbers has this one.
pub(super) fn is_with_trunk_zero(digits: &[u8]) -> bool {
    accepts(1, digits)
}

/// Says whether some country has the number, with its code or as it is dialled within.
pub(super) fn is_known(digits: &[u8]) -> bool {
    accepts(2, digits) || is_international(digits)
}

/// Says whether these ten digits are a number of North America.
pub(super) fn is_north_american(digits: &[u8]) -> bool {
    let mut with_code = [1; 11];
    with_code[1..].copy_from_slice(&digits[..10]);
    is_international(&with_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| byte - b'0').collect()
    }

    #[test]
    fn knows_numbers_by_their_country_and_within_it() {
        // Ranges that regulators keep for fiction, as far as their country's plan has them.
        for number in ["442079460018", "61491570156", "33199001234", "12015550123"] {
            assert!(is_international(&digits(number)), "{number}");
        }
        for number in ["4477009001", "999700900123", "1201555012", ""] {
            assert!(!is_international(&digits(number)), "{number}");
        }
        assert!(is_with_trunk_zero(&digits("07700900123")) && is_known(&digits("7700900123")));
        assert!(is_north_american(&digits("2015550123")) && !is_north_american(&digits("1235550123")));
    }
}
