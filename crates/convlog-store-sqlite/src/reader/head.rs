//! What the readers hand to each other of a conversation.

use convlog_core::Timestamp;

/// What a conversation's row says that its view needs.
pub(super) struct Head {
    pub(super) number: i64,
    pub(super) is_visible: bool,
    pub(super) received_at: Timestamp,
}
