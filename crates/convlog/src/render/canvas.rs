//! Where text goes, and how much of it fits.

use crate::terminal::{Flow, Paint};

/// Text in the making.
#[derive(Debug)]
pub(super) struct Canvas {
    paint: Paint,
    columns: usize,
    /// How far everything is moved to the right.
    pub(super) shift: usize,
    out: String,
    cut: bool,
}

impl Canvas {
    pub(super) fn new(paint: Paint, columns: usize) -> Canvas {
        Canvas { paint, columns, shift: 0, out: String::new(), cut: false }
    }

    /// Returns how many columns there are.
    pub(super) fn columns(&self) -> usize {
        self.columns.saturating_sub(self.shift)
    }

    /// Writes one line and what hangs below it.
    pub(super) fn line(&mut self, indent: usize, fill: impl FnOnce(&mut Flow)) {
        let mut flow = Flow::new(self.paint, self.columns(), indent);
        fill(&mut flow);
        let mut lines = String::new();
        self.cut |= flow.end(&mut lines);
        for line in lines.lines() {
            if !line.is_empty() {
                self.out.extend(std::iter::repeat_n(' ', self.shift));
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// Says whether anything was cut to fit.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    /// Takes what was written so far.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.out)
    }
}
