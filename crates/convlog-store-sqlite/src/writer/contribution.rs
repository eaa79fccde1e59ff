//! What a conversation contributes to the sums of its project, which stand beside the project's name.

use convlog_store::rollup::{Changes, Sums};
use rusqlite::{Connection, params};

use crate::failure::Result;

/// How many conversations there are for readers of personal data, and for all, and how many bytes their rows take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contribution {
    pub(crate) conversations: i64,
    pub(crate) visible: i64,
    pub(crate) bytes: i64,
}

impl Contribution {
    /// Returns what one conversation contributes.
    pub(crate) fn of(is_visible: bool, bytes: i64) -> Contribution {
        Contribution { conversations: 1, visible: i64::from(is_visible), bytes }
    }
}

impl Sums for Contribution {
    fn add(&mut self, other: &Contribution) {
        self.conversations += other.conversations;
        self.visible += other.visible;
        self.bytes += other.bytes;
    }

    fn subtract(&mut self, other: &Contribution) {
        self.conversations -= other.conversations;
        self.visible -= other.visible;
        self.bytes -= other.bytes;
    }
}

/// Stores what changed, by the numbers of projects.
pub(crate) fn store(connection: &Connection, changes: Changes<i64, Contribution>) -> Result<()> {
    let sql = "UPDATE projects SET conversations = conversations + ?2, visible = visible + ?3, bytes = bytes + ?4 \
               WHERE id = ?1";
    for (project, change) in changes.into_changed() {
        let Contribution { conversations, visible, bytes } = change;
        connection.prepare_cached(sql)?.execute(params![project, conversations, visible, bytes])?;
    }
    Ok(())
}
