//! Widths: how many columns a text takes, how many there are, and cutting one to fit the other.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns taken for granted where there is no terminal to ask.
const COLUMNS_DEFAULT: usize = 120;
/// Below this a layout in columns makes no sense any more.
const COLUMNS_MIN: usize = 40;

/// Returns how many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Returns how many columns standard output has; where it is no terminal, those of the variable COLUMNS, or 120.
pub(crate) fn columns() -> usize {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok().map(|size| usize::from(size.ws_col));
    let said = || std::env::var("COLUMNS").ok()?.parse().ok();
    size.filter(|columns| *columns > 0).or_else(said).map_or(COLUMNS_DEFAULT, |columns: usize| columns.max(COLUMNS_MIN))
}

/// Returns the text cut to so many columns, with `…` as the last of them if anything had to go.
pub(crate) fn clip(text: &str, columns: usize) -> (String, bool) {
    // Bytes bound columns from above for everything but a few odd characters, which the exact way then handles.
    if text.len() <= columns || width(text) <= columns {
        return (text.to_owned(), false);
    }
    if columns == 0 {
        return (String::new(), true);
    }
    let mut out = String::new();
    let mut used = 0;
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if used + wide + 1 > columns {
            break;
        }
        used += wide;
        out.push(character);
    }
    out.push('…');
    (out, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_by_columns_and_says_so() {
        assert_eq!(clip("short", 5), ("short".to_owned(), false));
        assert_eq!(clip("longer", 5), ("long…".to_owned(), true));
        assert_eq!(clip("日本語です", 6), ("日本…".to_owned(), true));
        assert_eq!(clip("éééé", 4), ("éééé".to_owned(), false));
    }
}
