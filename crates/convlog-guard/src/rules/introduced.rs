//! Names by which people introduce themselves: what follows "my name is" in a transcript.

use crate::Rule;
use crate::found::Found;
use crate::named::name_len;
use crate::near::is_letter;
use crate::words;

/// How people say that their name follows, in small letters without accents.
const PHRASES: &[&[u8]] = &[
    b"my name is ",
    b"my name's ",
    b"his name is ",
    b"her name is ",
    b"their name is ",
    b"caller's name is ",
    b"customer's name is ",
    b"patient's name is ",
    b"son's name is ",
    b"daughter's name is ",
    b"wife's name is ",
    b"husband's name is ",
    b"his name was ",
    b"her name was ",
    b"my first name is ",
    b"my last name is ",
    b"my full name is ",
    b"my family name is ",
    b"my maiden name is ",
    b"my middle name is ",
    b"my surname is ",
    b"his last name is ",
    b"her last name is ",
    b"his first name is ",
    b"her first name is ",
    b"name's ",
    b"mein name ist ",
    b"ich heisse ",
    b"ich heie ",
    b"ich heise ",
    b"je m'appelle ",
    b"me llamo ",
    b"mi nombre es ",
    b"meu nome e ",
    b"me chamo ",
    b"mi chiamo ",
    b"mijn naam is ",
    b"ik heet ",
    b"jag heter ",
    b"nazywam sie ",
];

/// The longest phrase may go on so far after the word that announces it.
const AFTER_BYTES_MAX: usize = 8;

/// Appends the name that somebody says after this word, if they do.
pub(crate) fn at_word(bytes: &[u8], end: usize, found: &mut Vec<Found>) {
    let ceiling = bytes.len().min(end + AFTER_BYTES_MAX);
    for start in end + 1..=ceiling {
        let is_phrase = |phrase: &&&[u8]| {
            start >= phrase.len()
                && bytes[start - phrase.len()..start].eq_ignore_ascii_case(phrase)
                && begins(bytes, start - phrase.len())
        };
        if bytes[start - 1] == b' '
            && PHRASES.iter().any(|phrase| is_phrase(&phrase))
            && let Some(len) = said_name(&bytes[start..])
        {
            found.push(Found::new(start..start + len, Rule::Name, "what somebody says their name is"));
            return;
        }
    }
}

/// Says whether a phrase begins with a word; what ends in "name" may be a longer word's end, as in "username is".
fn begins(bytes: &[u8], at: usize) -> bool {
    at == 0 || !is_letter(bytes[at - 1])
}

/// Returns the length of the name that is said first: words with capitals, or two of a text that has none.
fn said_name(rest: &[u8]) -> Option<usize> {
    let begins_large = rest.first().is_some_and(|byte| byte.is_ascii_uppercase() || *byte == crate::view::LETTER);
    if begins_large {
        return Some(name_len(rest)).filter(|len| *len > 1);
    }
    let mut len = 0;
    for word in rest.split(|byte| *byte == b' ').take(2) {
        let letters = word.iter().take_while(|byte| is_letter(**byte)).count();
        let is_name = letters > 1
            && words::all(&word[..letters]) & !(words::MONTH | words::GIVEN | words::SURNAME | words::NAME_TOO) == 0
            && !is_of_sentence(&word[..letters]);
        if !is_name {
            break;
        }
        len += letters + usize::from(len > 0);
        if letters < word.len() {
            break;
        }
    }
    (len > 2).then_some(len)
}

/// Says whether a small word goes on with the sentence instead of naming somebody.
fn is_of_sentence(word: &[u8]) -> bool {
    const WORDS: &str = "not and the on in at with for is was a an already required wrong correct too very misspelled spelled \
        spelt as it that this so but or of to you what which there here right still also just going by from und und et y e \
        auf im nicht pas no non nao een het niet con per por und";
    WORDS.split_ascii_whitespace().any(|known| known.as_bytes() == word)
}

#[cfg(test)]
mod tests {
    use crate::input::Input;
    use crate::key::Context;

    fn names(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let input = Input { bytes: text.as_bytes(), context: Context::default(), named: &[] };
        crate::pass::find(&input, false, &mut found);
        found.into_iter().map(|found| &text[found.range]).collect()
    }

    #[test]
    fn hears_how_people_introduce_themselves() {
        assert_eq!(names("hi, my name is Ada de la Cruz and I would"), ["Ada de la Cruz"]);
        assert_eq!(names("yes my name is ada lovelace and"), ["ada lovelace"]);
        assert_eq!(names("Mi chiamo Giulia. Me llamo Grace Hopper"), ["Giulia", "Grace Hopper"]);
    }

    #[test]
    fn leaves_sentences_about_names() {
        for text in ["the name is required", "username is Admin", "the file name is not set", "my name is on the list"]
        {
            assert_eq!(names(text), Vec::<&str>::new(), "{text}");
        }
    }
}
