//! What a producer is told to record, so that nothing else can pass for it.

use std::path::Path;
use std::time::Duration;

use convlog_client::{Client, Config, Context, Draft, Ids, Secret};
use convlog_core::Level;
use serde_json::Value;

const PROJECT: &str = "front-desk";

/// How many conversations there are.
pub const CONVERSATIONS: u64 = 3;

/// A client and the places that it is told to record at.
#[derive(Debug)]
pub struct LoggingClient {
    /// The client.
    pub client: Client,
    places: Vec<Context>,
}

impl LoggingClient {
    /// Starts a client with a spool.
    #[must_use]
    pub fn start(config: Config) -> LoggingClient {
        let client = Client::start(config);
        let place = |n| client.context(&Ids { conversation_id: Some(&conversation(n)), ..Ids::default() });
        let places = (0..CONVERSATIONS).map(place).collect();
        LoggingClient { client, places }
    }

    /// Records the n-th entry.
    pub fn log(&self, n: u64) {
        let mut draft = Draft::new();
        draft.begin(level(n), &content(n), false);
        draft.key("n");
        draft.int(n as i64);
        self.client.log(&self.places[(n % CONVERSATIONS) as usize], level(n), &mut draft);
    }
}

/// Returns what such a client is told before it starts.
#[must_use]
pub fn config(spool: &Path, url: Option<String>) -> Config {
    Config {
        url,
        api_key: Some(Secret::new("test-key")),
        spool_dir: Some(spool.to_owned()),
        project_id: Some(PROJECT.to_owned()),
        flush_interval: Duration::from_millis(5),
        request_timeout: Duration::from_secs(2),
        ..Config::default()
    }
}

/// Returns the conversation of the n-th entry.
#[must_use]
pub fn conversation(n: u64) -> String {
    format!("c{}", n % CONVERSATIONS)
}

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

/// Returns which entry a line is, if it is one and says to the byte what was told.
///
/// # Errors
/// It is an entry that was never told.
pub fn recognise(line: &str) -> Result<Option<u64>, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("a line is no JSON: {error}"))?;
    if value["type"] != "log" {
        return Ok(None);
    }
    let n = recognise_entry(&value["entry"])?;
    let expected = [value["conversation_id"] == conversation(n).as_str(), value["project_id"] == PROJECT];
    if expected == [true; 2] { Ok(Some(n)) } else { Err(format!("entry {n} is not where it was told: {expected:?}")) }
}

/// Returns which entry it is, if it says to the byte what was told.
///
/// # Errors
/// It was never told.
pub fn recognise_entry(entry: &Value) -> Result<u64, String> {
    let n = entry["n"].as_u64().ok_or("an entry without its number")?;
    let expected = [entry["content"] == content(n), entry["level"] == level(n).as_str()];
    if expected == [true; 2] { Ok(n) } else { Err(format!("entry {n} is not what was told: {expected:?}")) }
}
