//! Levels, limits and misuse.

use convlog_client::{Client, Config, Draft, RecordKind};
use convlog_core::{Level, limits};

use crate::server::Server;
use crate::world::{LONG, config, log, place};

#[test]
fn a_level_that_is_off_records_nothing() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(Config { level: Some(Level::Warning), ..config(spool.path(), Some(server.url())) });
    let place = place(&client);
    log(&client, &place, Level::Info, "no");
    log(&client, &place, Level::Warning, "yes");
    client.set_level(None);
    log(&client, &place, Level::Error, "no");
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.contents(), ["yes"]);
}

#[test]
fn what_is_past_a_limit_is_cut_and_says_so() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let mut draft = Draft::new();
    draft.begin(Level::Info, &"é".repeat(limits::STRING_BYTES_MAX), false);
    draft.key("long");
    if draft.text(&"z".repeat(limits::STRING_BYTES_MAX + 1)) {
        draft.truncated("/long");
    }
    for n in 0..20 {
        let mark = draft.mark();
        draft.key(&format!("big{n}"));
        let _ = draft.text(&"w".repeat(limits::STRING_BYTES_MAX));
        if draft.take_back_if_too_large(mark) {
            break;
        }
    }
    client.log(&place(&client), Level::Info, &mut draft);
    assert_eq!(client.flush(LONG).records, 0);
    let entry = &server.values("log")[0]["entry"];
    assert!(entry.to_string().len() <= limits::ENTRY_BYTES_MAX);
    assert_eq!(entry["_truncated"], serde_json::json!(["/content", "/long", ""]));
    assert_eq!(entry["content"].as_str().unwrap().len(), limits::STRING_BYTES_MAX);
    assert_eq!(client.stats().cut, 1);
}

#[test]
fn a_draft_never_begun_or_logged_twice_is_still_valid() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    let mut draft = Draft::new();
    client.log(&place, Level::Error, &mut draft);
    client.log(&place, Level::Error, &mut draft);
    client.record(RecordKind::Metric, &place, b"");
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.contents(), ["", ""]);
    assert!(server.values("metric")[0]["timestamp"].is_string());
}

#[test]
fn too_many_personal_values_hide_the_whole_entry() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let mut draft = Draft::new();
    draft.begin(Level::Info, "x", false);
    for n in 0..=limits::POINTERS_MAX {
        draft.pii(&format!("/{n}"));
    }
    client.log(&place(&client), Level::Info, &mut draft);
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.values("log")[0]["pii"], serde_json::json!(["/entry"]));
}
