//! Whether function events of a conversation have not ended, kept in one number.

use std::hash::BuildHasher;

use convlog_core::Fields;
use foldhash::fast::FixedState;

/// The sum of a hash of each function event, added by every record that tells of no end and taken away by every record
/// that tells of one: zero where each was told of both as often, in whatever order.
///
/// So where it is zero every function event has ended. Where it is not, one may be open, or may have been told of in another
/// way; then its records have to be looked at, by who reads. A hash that becomes another one with a newer version of its
/// library does no more than that either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OpenCalls(i64);

impl OpenCalls {
    pub(super) fn from_stored(sum: i64) -> OpenCalls {
        OpenCalls(sum)
    }

    pub(super) fn stored(self) -> i64 {
        self.0
    }

    pub(super) fn may_be_any(self) -> bool {
        self.0 != 0
    }

    /// Takes note of a record of a function event.
    pub(super) fn note(&mut self, fields: &Fields) {
        let Some(subject) = &fields.subject else { return };
        let has_ended = fields.ending.has_ended();
        // A record that tells of both the beginning and the end stands alone.
        if has_ended && fields.open.contains("\"started_at\":") {
            return;
        }
        let hash = FixedState::default().hash_one(subject).cast_signed();
        self.0 = if has_ended { self.0.wrapping_sub(hash) } else { self.0.wrapping_add(hash) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convlog_core::RecordType;
    use convlog_core::outcome::Ending;

    fn sum(records: &[(&str, &str)]) -> OpenCalls {
        let mut sum = OpenCalls::default();
        for (subject, open) in records {
            let fields = Fields {
                kind: RecordType::FunctionEvent,
                subject: Some((*subject).to_owned()),
                open: (*open).to_owned(),
                flags: Vec::new(),
                original: None,
                guard: 0,
                ending: Ending::of_record(open),
            };
            sum.note(&fields);
        }
        sum
    }

    #[test]
    fn is_zero_only_where_every_function_event_has_ended() {
        let (begins, ends) = (r#"{"started_at":"x"}"#, r#"{"ended_at":"x"}"#);
        let both = r#"{"started_at":"x","ended_at":"x"}"#;
        for (records, may_be_any) in [
            (&[][..], false),
            (&[("a", begins)], true),
            (&[("a", begins), ("a", ends)], false),
            (&[("b", ends), ("a", begins), ("a", ends), ("b", begins)], false),
            (&[("a", begins), ("b", ends)], true),
            (&[("a", begins), ("a", begins), ("b", ends), ("b", ends)], true),
            (&[("a", both), ("b", both)], false),
            (&[("a", both), ("b", begins)], true),
            // These have ended, which only a look at them tells.
            (&[("a", begins), ("a", both)], true),
            (&[("a", ends)], true),
        ] {
            assert_eq!(sum(records).may_be_any(), may_be_any, "{records:?}");
        }
    }
}
