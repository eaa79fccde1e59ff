//! Personal data at rest.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use convlog_conformance::World;
use convlog_conformance::world::{conversation_id, everything, shown};
use convlog_store::ErrorKind;

use super::{beside, open};

const PERSONAL: &str = "canary-7f3a";
const OPEN: &str = "daylight-19c2";

fn lines() -> Vec<String> {
    [
        r#"{"type":"log","conversation_id":"c","turn_id":"t","entry":{"level":"info","content":"P","is_pii":true}}"#,
        r#"{"type":"log","conversation_id":"c","turn_id":"t","entry":{"level":"info","content":"O","who":{"name":"P"}},"pii":["/entry/who/name"]}"#,
        r#"{"type":"conversation","conversation_id":"c","direction":"inbound","from_number":"P","contact":"P","note":"O"}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"P","user_input_dtmf":"P","pii":["/user_input"]}"#,
        r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","arguments":{"phone":"P"},"pii":["/arguments/phone"]}"#,
        r#"{"type":"span","conversation_id":"c","span_id":"s","kind":"llm","input":"P","output":"P"}"#,
        r#"{"type":"metric","conversation_id":"c","name":"m","value":"P","pii":["/value"]}"#,
    ]
    .map(|line| line.replace("\"P\"", &format!("\"{PERSONAL}\"")).replace("\"O\"", &format!("\"{OPEN}\"")))
    .to_vec()
}

async fn world(data_dir: &Path) -> World {
    let world = World::in_project(Arc::new(open(data_dir).unwrap()), "front-desk").await;
    let lines = lines();
    world.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    world
}

/// Returns in how many files of a directory a text stands.
fn files_with(data_dir: &Path, text: &str) -> usize {
    let files = fs::read_dir(data_dir).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap());
    files.filter(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes())).count()
}

#[tokio::test]
async fn no_personal_value_is_on_the_disk_in_plain() {
    let directory = tempfile::tempdir().unwrap();
    let world = world(directory.path()).await;
    assert!(shown(world.get(&world.pii_reader, "c").await.as_ref()).contains(PERSONAL), "it can be read back");
    for _ in 0..2 {
        assert!(files_with(directory.path(), OPEN) > 0, "what is open is found, so the search works");
        assert_eq!(files_with(directory.path(), PERSONAL), 0);
    }
    drop(world);
    assert!(files_with(directory.path(), OPEN) > 0);
    assert_eq!(files_with(directory.path(), PERSONAL), 0);
}

#[tokio::test]
async fn a_row_copied_to_another_conversation_does_not_open_there() {
    for table in ["hidden_entries", "entries", "records"] {
        let directory = tempfile::tempdir().unwrap();
        let world = world(directory.path()).await;
        let other = lines().iter().map(|line| line.replace("\"c\"", "\"other\"")).collect::<Vec<_>>();
        let other = other.iter().map(String::as_str).collect::<Vec<_>>();
        world.send_as(convlog_conformance::world::producer(2), 1, &other).await;
        let moved = beside(directory.path())
            .execute(
                &format!(
                    "UPDATE {table} SET conversation = (SELECT id FROM conversations WHERE name = 'other')
                     WHERE conversation = (SELECT id FROM conversations WHERE name = 'c')"
                ),
                [],
            )
            .unwrap();
        assert!(moved > 0);
        let sight = world.sight(&world.pii_reader);
        let now = convlog_conformance::world::NOW;
        let error = world.store.conversation(&sight, &conversation_id("other"), now).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt);
        let open = shown(world.get(&world.reader, "other").await.as_ref());
        assert!(open.contains(OPEN) && !open.contains(PERSONAL), "readers of what is open lose nothing");
        assert_eq!(world.list(&world.reader, &everything()).await.total, Some(2));
    }
}
