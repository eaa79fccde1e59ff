//! Postal addresses that follow the word in a sentence: words with capitals and numbers, up to the first that has neither.

use crate::Rule;
use crate::digits::is_word;
use crate::found::Found;
use crate::near::{is_letter, lookup};
use crate::view::LETTER;
use crate::words;

/// What is no address within so many bytes is none.
const BYTES_MAX: usize = 120;

/// Appends the address that follows this word, if it is one for addresses.
pub(crate) fn at_word(bytes: &[u8], start: usize, end: usize, found: &mut Vec<Found>) {
    let is_read = || found.last().is_some_and(|last| last.rule == Rule::Address && start < last.range.end);
    if lookup(&bytes[start..end]) & words::ADDRESS == 0
        || bytes.get(end) != Some(&b' ')
        || is_technical(bytes, start)
        || is_read()
    {
        return;
    }
    let mut from = over_links(bytes, end + 1);
    for _ in 0..2 {
        let Some(to) = read(bytes, from) else { return };
        found.push(Found::new(from..to, Rule::Address, "words with capitals and a number, called an address"));
        // "changed from … to …"
        let Some(rest) = bytes[to..].strip_prefix(b" to ") else { return };
        from = bytes.len() - rest.len();
    }
}

/// Returns where the small words end that only lead on to the address: "is", "on file is".
fn over_links(bytes: &[u8], from: usize) -> usize {
    const LINKS: &str = "is was are given as on the file account changed change updated to from confirmed for of record provided         lautet ist es e est at verified";
    let mut at = from;
    for _ in 0..7 {
        let len = bytes[at..].iter().take(12).take_while(|byte| byte.is_ascii_lowercase()).count();
        let is_link = LINKS.split_ascii_whitespace().any(|link| link.as_bytes() == &bytes[at..at + len]);
        if !is_link || bytes.get(at + len) != Some(&b' ') {
            break;
        }
        at += len + 1;
    }
    at
}

/// Returns where the address ends that begins at a place, if one does. It may be long, but has to show early what it is.
fn read(bytes: &[u8], from: usize) -> Option<usize> {
    let mut ceiling = bytes.len().min(from + BYTES_MAX);
    let (mut at, mut to) = (from, from);
    let (mut large, mut numbers) = (0, 0);
    while at < ceiling {
        let len = bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
        let word = &bytes[at..at + len];
        let first = word.first().copied().unwrap_or_default();
        if word.starts_with(b"0x") {
            break;
        }
        numbers += usize::from(word.iter().any(u8::is_ascii_digit));
        if first.is_ascii_uppercase() || first == LETTER {
            large += usize::from(len > 2);
        } else if !first.is_ascii_digit() && (len == 0 || !is_within(word)) {
            break;
        }
        at += len;
        if first.is_ascii_digit() || first.is_ascii_uppercase() || first == LETTER {
            to = at;
        }
        at += bytes[at..].iter().take(3).take_while(|byte| b" ,.-/()'".contains(byte)).count();
        if at >= ceiling && large > 0 && numbers > 0 {
            ceiling = bytes.len();
        }
    }
    let is_long = at > from + BYTES_MAX;
    let goes_on = !is_long && bytes.get(at).is_some_and(|next| matches!(next, b'@' | b':' | b'='));
    (large > 0 && numbers > 0 && !goes_on).then_some(to)
}

/// Says whether the word before makes it the address of a machine, an account or a letter box of another kind.
fn is_technical(bytes: &[u8], start: usize) -> bool {
    let before = bytes[..start].trim_ascii_end();
    let len = before.iter().rev().take(20).take_while(|byte| is_letter(**byte)).count();
    lookup(&before[before.len() - len..]) & (words::TECHNICAL | words::IP | words::EMAIL) != 0
}

/// Says whether a small word stands within addresses.
fn is_within(word: &[u8]) -> bool {
    const WORDS: &str = "de la las los da das do dos di du del della des le les van von der den am im an der und y e et rue \
        avenue av boulevard bd chemin place allee impasse quai route ruelle via viale piazza calle strada bis ter st nd rd th ul al os pl gata vei";
    WORDS.split_ascii_whitespace().any(|known| known.as_bytes() == word)
}

#[cfg(test)]
mod tests {
    use crate::input::Input;
    use crate::key::Context;

    fn addresses(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let input = Input { bytes: text.as_bytes(), context: Context::default(), named: &[] };
        crate::pass::find(&input, false, &mut found);
        crate::found::settle(found).into_iter().map(|found| &text[found.range]).collect()
    }

    #[test]
    fn reads_on_while_it_looks_like_an_address() {
        assert_eq!(
            addresses("Home address High Street 12, 10115 Anytown confirmed"),
            ["High Street 12, 10115 Anytown"]
        );
        assert_eq!(addresses("Adresse 43, avenue Clerc, 29732 Masson"), ["43, avenue Clerc, 29732 Masson"]);
        let long = "Flat 7, Rear Building, Old Brewery Yard, ".repeat(9) + "Anytown 10115";
        assert_eq!(addresses(&format!("the address is {long}")), [&long]);
    }

    #[test]
    fn leaves_other_addresses() {
        for text in [
            "IP address 10.0.0.1 Blocked",
            "the address is wrong",
            "address 4711 was not found",
            "Address Book synced",
            "address 0xfec00000, GSI 0-23",
        ] {
            assert_eq!(addresses(text), Vec::<&str>::new(), "{text}");
        }
    }
}
