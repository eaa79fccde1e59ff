//! What a conversation contributes to the counts of its project, which stand beside the project's name.

use convlog_store::rollup::{Changes, Sums};
use rusqlite::{Connection, params};

use crate::failure::Result;

/// How many conversations there are for readers of personal data, and for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contribution {
    pub(crate) conversations: i64,
    pub(crate) visible: i64,
}

impl Contribution {
    /// Returns what one conversation contributes.
    pub(crate) fn of(is_visible: bool) -> Contribution {
        Contribution { conversations: 1, visible: i64::from(is_visible) }
    }
}

impl Sums for Contribution {
    fn add(&mut self, other: &Contribution) {
        self.conversations += other.conversations;
        self.visible += other.visible;
    }

    fn subtract(&mut self, other: &Contribution) {
        self.conversations -= other.conversations;
        self.visible -= other.visible;
    }
}

/// Stores what changed, by the numbers of projects.
pub(crate) fn store(connection: &Connection, changes: Changes<i64, Contribution>) -> Result<()> {
    let sql = "UPDATE projects SET conversations = conversations + ?2, visible = visible + ?3 WHERE id = ?1";
    for (project, change) in changes.into_changed() {
        connection.prepare_cached(sql)?.execute(params![project, change.conversations, change.visible])?;
    }
    Ok(())
}
