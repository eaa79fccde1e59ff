//! What a batch made known, until it is stored.

use convlog_core::known::Spelling;

/// What a batch made known in a conversation, each sender and producer by themselves.
#[derive(Debug, Default)]
pub(super) struct News(Vec<(i64, i64, Vec<Spelling>)>);

impl News {
    /// Returns what one sender and producer made known.
    pub(super) fn of_mut(&mut self, sender: i64, producer: i64) -> &mut Vec<Spelling> {
        let at = self.0.iter().position(|(other, by, _)| (*other, *by) == (sender, producer));
        let at = at.unwrap_or_else(|| {
            self.0.push((sender, producer, Vec::new()));
            self.0.len() - 1
        });
        &mut self.0[at].2
    }

    /// Returns everything, with its sender and producer.
    pub(super) fn into_parts(self) -> Vec<(i64, i64, Vec<Spelling>)> {
        self.0
    }
}
