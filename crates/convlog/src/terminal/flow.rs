//! Pieces of text on one line, going on below under a hanging indent where the line ends.

use super::clean::clean;
use super::paint::{Paint, Style};
use super::width::{clip, width};

/// A line in the making.
#[derive(Debug)]
pub(crate) struct Flow {
    paint: Paint,
    columns: usize,
    indent: usize,
    out: String,
    at: usize,
    fresh: bool,
    cut: bool,
}

impl Flow {
    /// Begins a line; where it goes on below, `indent` columns stay free.
    pub(crate) fn new(paint: Paint, columns: usize, indent: usize) -> Flow {
        Flow { paint, columns, indent: indent.min(columns / 2), out: String::new(), at: 0, fresh: true, cut: false }
    }

    /// Adds a piece that is not broken, without a space before it.
    pub(crate) fn put(&mut self, style: Style, text: &str) -> &mut Flow {
        let text = clean(text);
        self.at += width(&text);
        self.out.push_str(&self.paint.paint(style, &text));
        self.fresh = self.out.ends_with(' ');
        self
    }

    /// Moves to a column, if it is not reached yet.
    pub(crate) fn column(&mut self, column: usize) -> &mut Flow {
        let missing = column.saturating_sub(self.at);
        self.out.extend(std::iter::repeat_n(' ', missing));
        self.at += missing;
        self.fresh = true;
        self
    }

    /// Adds a piece that stays together, behind `gap` spaces or on a line of its own if there is no room.
    pub(crate) fn piece(&mut self, gap: usize, parts: &[(Style, &str)]) -> &mut Flow {
        let room = self.columns.saturating_sub(self.indent).max(1);
        let parts: Vec<_> = parts.iter().map(|(style, text)| (*style, clean(text))).collect();
        let total: usize = parts.iter().map(|(_, text)| width(text)).sum();
        let gap = if self.fresh { 0 } else { gap };
        if self.at + gap + total > self.columns && self.at > self.indent {
            self.out.truncate(self.out.trim_end_matches(' ').len());
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', self.indent));
            self.at = self.indent;
        } else {
            self.out.extend(std::iter::repeat_n(' ', gap));
            self.at += gap;
        }
        let mut left = room;
        for (style, text) in parts {
            let (text, cut) = clip(&text, left);
            self.cut |= cut;
            left = left.saturating_sub(width(&text));
            self.at += width(&text);
            self.out.push_str(&self.paint.paint(style, &text));
        }
        self.fresh = false;
        self
    }

    /// Adds running text, broken between words; of more than `columns_max` columns it keeps the beginning.
    pub(crate) fn words(&mut self, style: Style, text: &str, columns_max: usize) -> &mut Flow {
        let text = clean(text);
        let (text, cut) = clip(&text, columns_max);
        self.cut |= cut;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            self.piece(1, &[(style, word)]);
        }
        self
    }

    /// Adds a note at the right end of the line, or behind a gap where it does not fit.
    pub(crate) fn right(&mut self, parts: &[(Style, &str)]) -> &mut Flow {
        let total: usize = parts.iter().map(|(_, text)| width(text)).sum();
        if self.at + 2 + total <= self.columns {
            self.column(self.columns - total);
        }
        self.piece(2, parts)
    }

    /// Notes that something was cut before it came here.
    pub(crate) fn note_cut(&mut self, cut: bool) {
        self.cut |= cut;
    }

    /// Ends the line; says whether anything was cut.
    pub(crate) fn end(self, out: &mut String) -> bool {
        out.push_str(self.out.trim_end_matches(' '));
        out.push('\n');
        self.cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(columns: usize, fill: impl FnOnce(&mut Flow)) -> (String, bool) {
        let mut flow = Flow::new(Paint::none(), columns, 4);
        fill(&mut flow);
        let mut out = String::new();
        let cut = flow.end(&mut out);
        (out, cut)
    }

    #[test]
    fn goes_on_below_under_the_indent() {
        let (out, cut) = flow(20, |flow| {
            flow.put(Style::Plain, "say").column(4).words(Style::Plain, "one two three four five", 100);
        });
        assert_eq!(out, "say one two three\n    four five\n");
        assert!(!cut);
    }

    #[test]
    fn cuts_a_word_that_is_longer_than_a_line() {
        let (out, cut) = flow(20, |flow| {
            flow.words(Style::Plain, &"x".repeat(50), 100);
        });
        assert_eq!(out, format!("{}…\n", "x".repeat(15)));
        assert!(cut);
    }

    #[test]
    fn neutralises_what_it_is_given() {
        let (out, _) = flow(60, |flow| {
            flow.put(Style::Plain, "\x1b[2J").words(Style::Plain, "a\nb \x1b]0;title\x07", 100);
        });
        assert!(!out.trim_end().contains(|character: char| character.is_control()), "{out:?}");
    }
}
