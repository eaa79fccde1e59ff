//! Tables: columns as wide as what is in them, the last one cut to the terminal's width.

use super::clean;
use super::paint::{Paint, Style};
use super::width::{clip, width};

/// A table in the making.
#[derive(Debug)]
pub(crate) struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<(Style, String)>>,
}

const GAP: usize = 2;

impl Table {
    /// Begins a table with its headings.
    pub(crate) fn new(headings: &[&'static str]) -> Table {
        Table { headings: headings.to_vec(), rows: Vec::new() }
    }

    /// Adds a row of as many cells as there are headings.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = (Style, String)>) {
        self.rows.push(cells.into_iter().map(|(style, text)| (style, clean(&text).into_owned())).collect());
    }

    /// Returns the table as text, every line at most `columns` wide if the widest column allows.
    pub(crate) fn render(&self, paint: Paint, columns: usize) -> String {
        let mut widths: Vec<usize> = self.headings.iter().map(|heading| width(heading)).collect();
        for row in &self.rows {
            for (known, (_, text)) in widths.iter_mut().zip(row) {
                *known = (*known).max(width(text));
            }
        }
        shrink(&mut widths, &self.headings, columns);
        let mut out = String::new();
        let headings: Vec<_> = self.headings.iter().map(|heading| (Style::Quiet, (*heading).to_owned())).collect();
        line(&mut out, &headings, &widths, paint);
        self.rows.iter().for_each(|row| line(&mut out, row, &widths, paint));
        out
    }
}

/// Takes what is too much from the widest column, again and again, but never hides a heading.
fn shrink(widths: &mut [usize], headings: &[&str], columns: usize) {
    let gaps = GAP * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > columns {
        let can_give = |at: &usize| widths[*at] > width(headings[*at]).max(8);
        let Some(widest) = (0..widths.len()).filter(can_give).max_by_key(|at| widths[*at]) else { return };
        widths[widest] -= 1;
    }
}

fn line(out: &mut String, cells: &[(Style, String)], widths: &[usize], paint: Paint) {
    let mut line = String::new();
    let mut owed = 0;
    for ((style, text), columns) in cells.iter().zip(widths) {
        line.extend(std::iter::repeat_n(' ', owed));
        let (text, _) = clip(text, *columns);
        line.push_str(&paint.paint(*style, &text));
        owed = columns.saturating_sub(width(&text)) + GAP;
    }
    out.push_str(line.trim_end_matches(' '));
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_the_terminal_by_cutting_the_widest_column() {
        let mut table = Table::new(&["ID", "LABEL"]);
        table.row([(Style::Plain, "k1".to_owned()), (Style::Plain, "a rather long label".to_owned())]);
        assert_eq!(table.render(Paint::none(), 80), "ID  LABEL\nk1  a rather long label\n");
        assert_eq!(table.render(Paint::none(), 14), "ID  LABEL\nk1  a rather …\n");
    }
}
