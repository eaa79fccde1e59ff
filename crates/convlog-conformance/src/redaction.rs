//! What a reader without the permission `pii` sees, and does not.

use convlog_core::ProjectId;
use convlog_store::{Permission, Query};

use crate::Harness;
use crate::world::{World, everything, ids, key, only, producer, shown};

const OPEN: &str = r#"{"type":"log","conversation_id":"c","turn_id":"t","entry":{"level":"info","content":"open","timestamp":"2025-01-01T10:00:00Z"}}"#;
const HIDDEN: &str = r#"{"type":"log","conversation_id":"c","turn_id":"t2","function_event_id":"f2","entry":{"level":"error","content":"canary","is_pii":true,"timestamp":"1970-01-01T00:00:00Z"}}"#;

/// A flagged entry is there for those who may see it and for nobody else.
pub async fn hidden_entries_leave_no_trace(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[OPEN, HIDDEN]).await;
    let view = world.get(&world.reader, "c").await.unwrap();
    assert_eq!(view.entries().count(), 1);
    assert_eq!(view.turns.len(), 1);
    assert!(!shown(Some(&view)).contains("canary"));
    let view = world.get(&world.pii_reader, "c").await.unwrap();
    assert_eq!(view.entries().count(), 2);
    let hidden = view.entries().find(|entry| entry.entry.is_pii).unwrap();
    assert_eq!(hidden.entry.content(), "canary");
    assert_eq!(hidden.findings[0].rule, "sender");
}

/// A flagged value is redacted in place, wherever it stands; the original comes back whole.
pub async fn flagged_values_are_redacted(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","who":{"name":"canary"},"n":1.50},"pii":["/entry/who/name"]}"#,
        r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","arguments":{"phone":"canary","id":17},"pii":["/arguments/phone"]}"#,
        r#"{"type":"span","conversation_id":"c","span_id":"s","kind":"llm","input":[{"role":"user","content":"canary"}]}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input_dtmf":"canary","top_transcripts":["canary"]}"#,
        r#"{"type":"metric","conversation_id":"c","name":"m","value":"canary","pii":["/value"]}"#,
    ])
    .await;
    let open = shown(world.get(&world.reader, "c").await.as_ref());
    assert!(!open.contains("canary"), "{open}");
    assert!(
        open.contains(r#""who":{"name":"[redacted]"},"n":1.50"#) && open.contains(r#""phone":"[redacted]","id":17"#),
        "{open}"
    );
    let complete = shown(world.get(&world.pii_reader, "c").await.as_ref());
    assert_eq!(complete.matches("canary").count(), 6, "{complete}");
    assert!(!complete.contains("[redacted]"), "{complete}");
}

/// The caller's number is hidden, the agent's is not, even where only a later record tells whose is which.
pub async fn numbers_are_hidden_by_side(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[
        r#"{"type":"conversation","conversation_id":"in","direction":"inbound","from_number":"caller","to_number":"agent"}"#,
        r#"{"type":"conversation","conversation_id":"out","direction":"outbound","from_number":"agent","to_number":"caller"}"#,
        r#"{"type":"conversation","conversation_id":"late","timestamp":"2025-01-01T10:00:00Z","direction":"inbound","to_number":"caller"}"#,
        r#"{"type":"conversation","conversation_id":"late","timestamp":"2025-01-01T10:00:01Z","direction":"outbound","note":"agent"}"#,
    ])
    .await;
    for (id, side) in [("in", "from_number"), ("out", "to_number"), ("late", "to_number")] {
        assert_eq!(world.get(&world.reader, id).await.unwrap().fields.text(side).as_deref(), Some("[redacted]"));
        assert_eq!(world.get(&world.pii_reader, id).await.unwrap().fields.text(side).as_deref(), Some("caller"));
        assert!(shown(world.get(&world.reader, id).await.as_ref()).contains("agent"));
    }
}

/// A conversation known only from flagged entries exists for those alone who may see them, in lists too.
pub async fn a_hidden_conversation_does_not_exist(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[HIDDEN]).await;
    assert!(world.get(&world.reader, "c").await.is_none());
    assert_eq!(world.list(&world.reader, &everything()).await.total, Some(0));
    assert_eq!(ids(&world.list(&world.pii_reader, &everything()).await), ["c"]);
    world.send_as(producer(1), 2, &[OPEN]).await;
    assert_eq!(ids(&world.list(&world.reader, &everything()).await), ["c"]);
    assert_eq!(world.list(&world.reader, &everything()).await.total, Some(1));
}

/// Neither another project nor another tenant is reached, though the ids are the same.
pub async fn readers_are_confined_to_their_project(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[OPEN]).await;
    for (account, project) in [("acme", "back-office"), ("other", "front-desk")] {
        let foreign = key(&*world.store, account, only(project), &[Permission::Read, Permission::Pii]).await;
        let sight = foreign.visibility_for(&ProjectId::new(project).unwrap()).unwrap();
        assert!(
            world
                .store
                .conversation(&sight, &crate::world::conversation_id("c"), crate::world::NOW)
                .await
                .unwrap()
                .is_none()
        );
        let page = world.store.conversations(&sight, &everything(), crate::world::NOW).await.unwrap();
        assert_eq!((page.conversations.len(), page.total), (0, Some(0)));
    }
    assert!(world.reader.visibility_for(&ProjectId::new("back-office").unwrap()).is_none());
    assert!(world.writer.visibility_for(&world.project).is_none(), "a key that only writes reads nothing");
    assert!(world.reader.begin_batch(crate::world::NOW).is_none(), "a key that only reads writes nothing");
}

/// Starts, numbers, order, counts and liveness are the same with the hidden entries and without.
pub async fn hidden_entries_change_nothing_that_is_derived(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let open = |id: &str| OPEN.replace("\"c\"", &format!("\"{id}\""));
    let hidden = |id: &str| HIDDEN.replace("\"c\"", &format!("\"{id}\""));
    world.send_as(producer(1), 1, &[&open("plain"), &hidden("mixed"), &open("mixed"), &hidden("mixed")]).await;
    let mut batch = world.batch(1_000_000);
    let late = convlog_core::Identity { producer: producer(9), seq: 1 };
    batch.push(crate::world::record(&hidden("mixed")), late).unwrap();
    world.store.append(batch).await.unwrap();
    let same = |text: String| text.replace("mixed", "plain");
    let strip_ids = |text: String| {
        text.lines()
            .map(|line| line.trim_start().trim_start_matches(|c: char| c.is_ascii_hexdigit()).to_owned())
            .collect::<Vec<_>>()
    };
    let plain = shown(world.get(&world.reader, "plain").await.as_ref());
    let mixed = same(shown(world.get(&world.reader, "mixed").await.as_ref()));
    assert_eq!(strip_ids(plain), strip_ids(mixed));
    let query = Query { with_turns: true, ..everything() };
    let page = world.list(&world.reader, &query).await;
    let rows: Vec<String> = page.conversations.iter().map(|row| same(shown(Some(row)))).collect();
    assert_eq!(rows[0], rows[1]);
    assert_eq!(page.total, Some(2));
    let complete = world.get(&world.pii_reader, "mixed").await.unwrap();
    assert_eq!(complete.started_at.to_string(), "2025-01-01T10:00:00.000000Z");
    assert_eq!(complete.turns.iter().map(|turn| turn.number).collect::<Vec<_>>(), [1, 2]);
}
