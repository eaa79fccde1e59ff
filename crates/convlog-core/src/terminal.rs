//! Making text harmless for a terminal: nothing that somebody logged may move the cursor, change colours, reorder a line
//! or pass for another one. The command line and the SDK's console print through this, and through nothing else.

use std::borrow::Cow;
use std::fmt::Write;

/// Returns the text on one line, with every character that a terminal would act on shown as a sign instead.
///
/// The control characters become their Unicode pictures (ESC is `␛`), line breaks become `⏎`, and what has no picture
/// (the C1 controls, the marks that change the direction of writing, what has no width) becomes `\u{…}`.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' => out.push('⏎'),
            '\t' => out.push(' '),
            '\0'..='\x1f' => out.extend(char::from_u32(0x2400 + character as u32)),
            '\x7f' => out.push('␡'),
            _ if acts(character) => write_escape(&mut out, character),
            _ => out.push(character),
        }
    }
    Cow::Owned(out)
}

/// Returns JSON text in which the few characters that JSON leaves raw and a terminal acts on are escaped.
///
/// The value stays the same, only its spelling changes; line breaks between members stay.
#[must_use]
pub fn clean_json(text: &str) -> Cow<'_, str> {
    let acts = |character: char| acts(character) && !matches!(character, '\n' | '\r' | '\t');
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if acts(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Says whether a terminal does something else with the character than show it. What joins letters and pictures is shown
/// by what it does to them.
fn acts(character: char) -> bool {
    let joins = matches!(character, '\u{200c}' | '\u{200d}');
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') || is_unseen(character) && !joins
}

/// Says whether a character has no width and no form of its own: the marks that change the direction of writing, joiners,
/// and those that only separate.
pub(crate) fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

fn write_escape(out: &mut String, character: char) {
    // NOTE: writing to a String does not fail.
    let _ = write!(out, "\\u{{{:x}}}", character as u32);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_plain_text_alone() {
        assert!(matches!(clean("Zoë paid 5 € ✓ 日本"), Cow::Borrowed(_)));
    }

    #[test]
    fn shows_what_a_terminal_would_act_on() {
        assert_eq!(clean("\x1b[31mred\x1b[0m"), "␛[31mred␛[0m");
        assert_eq!(clean("a\r\nb\rc\x07\x7f\0"), "a⏎b␍c␇␡␀");
        assert_eq!(clean("\u{9b}2J \u{202e}evil"), "\\u{9b}2J \\u{202e}evil");
    }

    #[test]
    fn json_keeps_its_value_and_loses_its_teeth() {
        let text = "{\n \"a\": \"\u{9b}2J\u{7f}\u{202e}\"}";
        let clean = clean_json(text);
        assert_eq!(clean, "{\n \"a\": \"\\u009b2J\\u007f\\u202e\"}");
        let (was, is): (serde_json::Value, serde_json::Value) =
            (serde_json::from_str(text).unwrap(), serde_json::from_str(&clean).unwrap());
        assert_eq!(was, is);
    }
}
