//! Removing what was decided to go.

use std::collections::HashMap;

use convlog_core::Timestamp;

use super::count::KINDS;
use crate::records::{Deletion, DeletionScope, ProjectRef, StoredConversation};
use crate::retention::{Removal, RemovalKind};

/// What may go of a kind from a project.
#[derive(Clone, Debug)]
pub(super) struct Allowed {
    /// What arrived before.
    pub(super) before: Timestamp,
    /// What arrived before goes by somebody's word.
    pub(super) confirmed: Timestamp,
    /// How many more may go without.
    pub(super) left: u64,
    /// Its number in the audit.
    pub(super) number: i64,
    /// What it came to so far.
    pub(super) removal: Removal,
}

/// What may go of each kind from each project.
pub(super) type Plan = HashMap<ProjectRef, [Option<Allowed>; KINDS.len()]>;

/// A conversation of which something is to be removed.
pub(super) struct Due {
    /// Which of the kinds.
    pub(super) kind: usize,
    pub(super) is_confirmed: bool,
    pub(super) deletion: Deletion,
}

/// Says what goes of a conversation: all of it, or its personal parts.
pub(super) fn choose(allowed: &mut [Option<Allowed>; KINDS.len()], found: StoredConversation) -> Option<Due> {
    for (at, kind) in KINDS.into_iter().enumerate() {
        let Some(allowed) = allowed[at].as_mut().filter(|_| found.has(kind)) else { continue };
        if found.received_at >= allowed.before {
            continue;
        }
        let is_confirmed = found.received_at < allowed.confirmed;
        if !is_confirmed {
            let Some(left) = allowed.left.checked_sub(1) else { continue };
            allowed.left = left;
        }
        let part = if kind == RemovalKind::Conversations { DeletionScope::Whole } else { DeletionScope::Personal };
        let deletion = Deletion { of: found.of, part, unless_since: Some(allowed.before) };
        return Some(Due { kind: at, is_confirmed, deletion });
    }
    None
}

/// Counts what is gone.
pub(super) fn tally(plan: &mut Plan, due: &Due) {
    if let Some(allowed) = plan.get_mut(&due.deletion.of.of).and_then(|allowed| allowed[due.kind].as_mut()) {
        allowed.removal.count += 1;
        allowed.removal.confirmed += u64::from(due.is_confirmed);
    }
}
