//! What never arrived, or arrived smaller or askew: what the producers of a conversation say of themselves.

use convlog_core::merge::Values;
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
}

/// Something that a reader should know about what is missing.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReviewNotice)]
pub(crate) struct Notice {
    kind: NoticeKind,
    count: i64,
    /// Who says so: host, process id and SDK.
    producer: String,
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
    found.into_iter().filter_map(move |(kind, count)| Some(Notice { kind, count: count?, producer: name.clone() }))
}

fn name(fields: &Values) -> String {
    let pid = fields.count("pid").map(|pid| pid.to_string());
    let parts = [fields.text("host"), pid, fields.text("sdk")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" \u{b7} ")
}
