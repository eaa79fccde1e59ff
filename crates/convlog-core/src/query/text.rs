//! Looking for a text in whatever case.

/// Up to so many bytes a text is searched as it stands, which spares making a copy of it.
const AS_IT_STANDS_BYTES_MAX: usize = 256;

/// A text to be looked for in whatever case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    written: String,
    small: String,
}

impl Folded {
    /// Takes the text to be looked for.
    #[must_use]
    pub fn new(text: &str) -> Folded {
        Folded { written: text.to_owned(), small: fold(text) }
    }

    /// Returns the text as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Says whether a text holds it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        // Most texts are short and ASCII.
        if text.len() <= AS_IT_STANDS_BYTES_MAX && text.is_ascii() {
            let (text, sought) = (text.as_bytes(), self.small.as_bytes());
            return sought.is_empty() || text.windows(sought.len()).any(|part| part.eq_ignore_ascii_case(sought));
        }
        fold(text).contains(&self.small)
    }

    /// Says whether a text begins with it.
    #[must_use]
    pub fn begins(&self, text: &str) -> bool {
        let mut small = text.chars().flat_map(char::to_lowercase);
        self.small.chars().all(|sought| small.next() == Some(sought))
    }
}

/// Writes a text in small letters, each by itself: what stands beside a letter decides nothing about it.
fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().flat_map(char::to_lowercase).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_texts_are_searched_alike() {
        for (sought, text, is_in, begins) in [
            ("", "", true, true),
            ("RATE limit", "Rate LIMIT met", true, true),
            ("limit", "Rate LIMIT met", true, false),
            ("limits", "Rate LIMIT met", false, false),
            ("CAFÉ", "café au lait", true, true),
            ("é", "CAFÉ", true, false),
            ("ΟΔΟΣ", "οδοσήμανση", true, true),
        ] {
            let long = format!("{text}{}", " ".repeat(AS_IT_STANDS_BYTES_MAX));
            for text in [text, &long] {
                assert_eq!(
                    (Folded::new(sought).is_in(text), Folded::new(sought).begins(text)),
                    (is_in, begins),
                    "{sought} {text}"
                );
            }
        }
    }
}
