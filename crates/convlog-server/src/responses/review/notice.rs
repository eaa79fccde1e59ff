//! What never arrived, or arrived smaller or askew: what the producers of a conversation say of themselves, and which
//! fields of its records were mended or left out.

use std::collections::BTreeMap;

use convlog_core::RecordType;
use convlog_core::merge::Values;
use convlog_core::repair::Repair;
use convlog_core::view::Conversation;
use serde::Serialize;
use utoipa::ToSchema;

/// A clock that is off by less is not worth a word, in milliseconds.
const CLOCK_OFFSET_MS_MIN: f64 = 1000.0;

/// What a notice is about.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReviewNoticeKind)]
pub(crate) enum NoticeKind {
    /// So many records were dropped.
    Dropped,
    /// So many values were cut.
    Cut,
    /// Its clock is off by so many milliseconds; a positive number means ahead of the server's.
    Clock,
    /// A field was not of its form and was taken in another, in so many records.
    FieldMended,
    /// A field was not of its form and was left out, in so many records.
    FieldLeftOut,
}

/// A notice about missing, shortened or corrected data.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReviewNotice)]
pub(crate) struct Notice {
    kind: NoticeKind,
    count: i64,
    /// The reporting process: host, process id and SDK; empty for notices about fields.
    producer: String,
    /// The field, as `record.field`; see `docs/reference/fields.md` for its type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    field: Option<String>,
}

/// Returns which fields of a conversation's records were mended or left out, as far as its reader may know: each once,
/// with how often. Those of entries are hints beside the entry.
pub(crate) fn of_fields<E>(conversation: &Conversation<E>) -> impl Iterator<Item = Notice> {
    let turns = &conversation.turns;
    let of_turns = turns.iter().map(|turn| (RecordType::Turn, &turn.fields));
    let events = turns.iter().flat_map(|turn| &turn.events).map(|event| (RecordType::FunctionEvent, &event.fields));
    let spans = turns.iter().flat_map(|turn| &turn.spans).map(|span| (RecordType::Span, &span.fields));
    let metrics = conversation.metrics.iter().map(|metric| (RecordType::Metric, &metric.fields));
    let own = std::iter::once((RecordType::Conversation, &conversation.fields));
    let mut counts: BTreeMap<(RecordType, &str, Repair), i64> = BTreeMap::new();
    for (kind, fields) in own.chain(of_turns).chain(events).chain(spans).chain(metrics) {
        for (name, mend) in &fields.mends {
            *counts.entry((kind, name, *mend)).or_default() += 1;
        }
    }
    counts.into_iter().map(|((record, name, mend), count)| {
        let kind = match mend {
            Repair::Mended => NoticeKind::FieldMended,
            Repair::LeftOut => NoticeKind::FieldLeftOut,
        };
        Notice { kind, count, producer: String::new(), field: Some(format!("{}.{name}", record.as_str())) }
    })
}

/// Returns what the producers of a conversation have to tell. The counts are of the whole process, which may have
/// served other conversations too, and of all its lines: a store gives them only to readers who may know of those.
pub(crate) fn of_producers(producers: &[Values]) -> Vec<Notice> {
    producers.iter().flat_map(of_producer).collect()
}

fn of_producer(fields: &Values) -> impl Iterator<Item = Notice> {
    let counted =
        |name| fields.count(name).filter(|count| *count > 0).map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let offset = fields.number("clock_offset_ms").filter(|offset| offset.abs() >= CLOCK_OFFSET_MS_MIN);
    let found = [
        (NoticeKind::Dropped, counted("dropped")),
        (NoticeKind::Cut, counted("cut")),
        (NoticeKind::Clock, offset.map(|offset| offset.round() as i64)),
    ];
    let name = name(fields);
    let notice =
        move |(kind, count): (_, Option<_>)| Some(Notice { kind, count: count?, producer: name.clone(), field: None });
    found.into_iter().filter_map(notice)
}

fn name(fields: &Values) -> String {
    let pid = fields.count("pid").map(|pid| pid.to_string());
    let parts = [fields.text("host"), pid, fields.text("sdk")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" \u{b7} ")
}
