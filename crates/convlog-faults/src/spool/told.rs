//! What a producer is told to record, so that nothing else can pass for it.

use std::path::Path;
use std::time::Duration;

use convlog_client::{Client, Config, Context, Draft, Ids, Secret};
use convlog_core::Level;
use serde_json::Value;

/// Returns a client with a spool.
#[must_use]
pub fn client(spool: &Path, url: Option<String>) -> Client {
    Client::start(Config {
        url,
        api_key: Some(Secret::new("test-key")),
        spool_dir: Some(spool.to_owned()),
        project_id: Some("front-desk".to_owned()),
        flush_interval: Duration::from_millis(5),
        request_timeout: Duration::from_secs(2),
        ..Config::default()
    })
}

/// Returns the place of every n-th record.
#[must_use]
pub fn place(client: &Client, conversation: u64) -> Context {
    let id = format!("c{conversation}");
    client.context(&Ids { conversation_id: Some(&id), ..Ids::default() })
}

/// How many conversations there are.
pub const CONVERSATIONS: u64 = 3;

fn level(n: u64) -> Level {
    if n.is_multiple_of(5) { Level::Error } else { Level::Info }
}

/// Returns the text of the n-th entry.
#[must_use]
pub fn content(n: u64) -> String {
    // Mostly a few to a page, some longer than several.
    let filler = if n % 97 == 13 { 30_000 } else { (n as usize * 131) % 1_500 };
    format!("r{n} {}", "y".repeat(filler))
}

/// Records the n-th entry.
pub fn log(client: &Client, places: &[Context], n: u64) {
    let mut draft = Draft::new();
    draft.begin(level(n), &content(n), false);
    draft.key("n");
    draft.int(n as i64);
    client.log(&places[(n % CONVERSATIONS) as usize], level(n), &mut draft);
}

/// Returns which entry a line is, if it is one and says to the byte what was told.
///
/// # Errors
/// It is an entry that was never told.
pub fn recognise(line: &str) -> Result<Option<u64>, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("a line is no JSON: {error}"))?;
    if value["type"] != "log" {
        return Ok(None);
    }
    let n = value["entry"]["n"].as_u64().ok_or("an entry without its number")?;
    let expected = [
        value["entry"]["content"] == content(n),
        value["entry"]["level"] == level(n).as_str(),
        value["conversation_id"] == format!("c{}", n % CONVERSATIONS),
        value["project_id"] == "front-desk",
    ];
    if expected == [true; 4] { Ok(Some(n)) } else { Err(format!("entry {n} is not what was told: {expected:?}")) }
}
