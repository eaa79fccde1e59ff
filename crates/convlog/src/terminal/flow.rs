//! Pieces of text on one line, going on below under a hanging indent where the line ends.

use super::clean;
use super::paint::{Paint, Style};
use super::width::{clip, width};

/// A line in the making.
#[derive(Debug)]
pub(crate) struct Flow {
    paint: Paint,
    columns: usize,
    indent: usize,
    spans: Vec<(Style, String)>,
    at: usize,
    cut: bool,
}

impl Flow {
    /// Begins a line; where it goes on below, `indent` columns stay free.
    pub(crate) fn new(paint: Paint, columns: usize, indent: usize) -> Flow {
        Flow { paint, columns, indent: indent.min(columns / 2), spans: Vec::new(), at: 0, cut: false }
    }

    /// Adds a piece that is not broken, without a space before it.
    pub(crate) fn put(&mut self, style: Style, text: &str) -> &mut Flow {
        let text = clean(text);
        self.at += width(&text);
        self.push(style, &text);
        self
    }

    /// Moves to a column, if it is not reached yet.
    pub(crate) fn column(&mut self, column: usize) -> &mut Flow {
        self.space(column.saturating_sub(self.at));
        self
    }

    /// Adds a piece that stays together, behind `gap` spaces or on a line of its own if there is no room.
    pub(crate) fn piece(&mut self, gap: usize, parts: &[(Style, &str)]) -> &mut Flow {
        let parts: Vec<_> = parts.iter().map(|(style, text)| (*style, clean(text))).collect();
        let total: usize = parts.iter().map(|(_, text)| width(text)).sum();
        let gap = if self.ends_with_space() { 0 } else { gap };
        if self.at + gap + total > self.columns && self.at > self.indent {
            self.break_line();
        } else {
            self.space(gap);
        }
        let mut left = self.columns.saturating_sub(self.indent).max(1);
        for (style, text) in parts {
            let (text, cut) = clip(&text, left);
            self.cut |= cut;
            left = left.saturating_sub(width(&text));
            self.put(style, &text);
        }
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

    /// Adds a note at the right end of the line, or of the next where it does not fit.
    pub(crate) fn right(&mut self, parts: &[(Style, &str)]) -> &mut Flow {
        let total: usize = parts.iter().map(|(_, text)| width(text)).sum();
        if self.at + 2 + total > self.columns {
            self.break_line();
        }
        self.column(self.columns.saturating_sub(total)).piece(2, parts)
    }

    /// Notes that something was cut before it came here.
    pub(crate) fn note_cut(&mut self, cut: bool) {
        self.cut |= cut;
    }

    /// Ends the line; says whether anything was cut.
    pub(crate) fn end(mut self, out: &mut String) -> bool {
        self.trim();
        for (style, text) in &self.spans {
            out.push_str(&self.paint.paint(*style, text));
        }
        out.push('\n');
        self.cut
    }

    /// Adds text; spans of one style become one, so that a sentence is coloured once and not word by word.
    fn push(&mut self, style: Style, text: &str) {
        match self.spans.last_mut() {
            Some((last, known)) if *last == style => known.push_str(text),
            _ => self.spans.push((style, text.to_owned())),
        }
    }

    /// Adds spaces to whatever stands before them: no style shows on a space.
    fn space(&mut self, count: usize) {
        self.at += count;
        let style = self.spans.last().map_or(Style::Plain, |(style, _)| *style);
        self.push(style, &" ".repeat(count));
    }

    fn break_line(&mut self) {
        self.trim();
        self.push(Style::Plain, "\n");
        self.push(Style::Plain, &" ".repeat(self.indent));
        self.at = self.indent;
    }

    fn ends_with_space(&self) -> bool {
        self.spans.last().is_none_or(|(_, text)| text.is_empty() || text.ends_with([' ', '\n']))
    }

    fn trim(&mut self) {
        while let Some((_, text)) = self.spans.last_mut() {
            text.truncate(text.trim_end_matches(' ').len());
            if !text.is_empty() {
                return;
            }
            self.spans.pop();
        }
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
    fn a_note_at_the_right_stays_at_the_right() {
        let note = [(Style::Good, "ok"), (Style::Quiet, " 5 ms")];
        let (out, _) = flow(20, |flow| {
            flow.put(Style::Plain, "call").right(&note);
        });
        assert_eq!(out, "call         ok 5 ms\n");
        let (out, _) = flow(20, |flow| {
            flow.put(Style::Plain, "a call with so many").right(&note);
        });
        assert_eq!(out, "a call with so many\n             ok 5 ms\n");
    }

    #[test]
    fn neutralises_what_it_is_given() {
        let (out, _) = flow(60, |flow| {
            flow.put(Style::Plain, "\x1b[2J").words(Style::Plain, "a\nb \x1b]0;title\x07", 100);
        });
        assert!(!out.trim_end().contains(|character: char| character.is_control()), "{out:?}");
    }
}
