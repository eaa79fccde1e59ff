//! What most tests need: a spool in a temporary directory, a client on it, entries.

use std::path::Path;
use std::time::{Duration, Instant};

use convlog_client::{Client, Config, Context, Draft, Ids, Secret};
use convlog_core::Level;

pub(crate) const LONG: Duration = Duration::from_secs(30);

pub(crate) fn config(spool: &Path, url: Option<String>) -> Config {
    Config {
        url,
        api_key: Some(Secret::new("test-key")),
        spool_dir: Some(spool.to_owned()),
        project_id: Some("front-desk".to_owned()),
        flush_interval: Duration::from_millis(5),
        request_timeout: Duration::from_secs(2),
        ..Config::default()
    }
}

pub(crate) fn place(client: &Client) -> Context {
    client.context(&Ids {
        conversation_id: Some("CA42"),
        turn_id: Some("t1"),
        function_event_id: Some("f1"),
        ..Ids::default()
    })
}

pub(crate) fn log(client: &Client, place: &Context, level: Level, content: &str) {
    let mut draft = Draft::new();
    draft.begin(level, content, false);
    draft.key("status");
    draft.int(409);
    client.log(place, level, &mut draft);
}

/// Waits for a condition with a bound.
pub(crate) fn eventually(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + LONG;
    while !condition() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        std::thread::yield_now();
    }
}

/// The producers' directories in a spool.
pub(crate) fn producers(spool: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(spool).map(|entries| entries.flatten().map(|entry| entry.path()).collect());
    let mut paths: Vec<std::path::PathBuf> = entries.unwrap_or_default();
    paths.retain(|path| path.file_name().is_some_and(|name| name.len() == 32));
    paths
}
