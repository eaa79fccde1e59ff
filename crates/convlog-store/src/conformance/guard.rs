//! What nobody flagged and the guard found: hidden like what was flagged, and given back with the rule that found it.

use convlog_core::{Finding, GuardPolicy, ProducerId};

use super::Harness;
use super::world::{NOW, World, conversation_id, shown};
use crate::Note;

fn pairs(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings.iter().map(|finding| (finding.path.as_str(), finding.rule.as_ref())).collect()
}

/// What looks personal is redacted in place, wherever it stands; the original comes back whole.
pub async fn what_the_guard_finds_is_hidden_and_comes_back(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"wrote to ada@canary.example today","by":{"ada@canary.example":1.50}}}"#,
        r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","arguments":{"phone":441134960000,"id":17},"error":{"message":"ada@canary.example is taken"}}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"it is ada@canary.example"}"#,
        r#"{"type":"metric","conversation_id":"c","name":"m","value":["ada@canary.example"]}"#,
        r#"{"type":"conversation","conversation_id":"c","tags":["vip","ada@canary.example"]}"#,
    ])
    .await;
    let view = world.get(&world.reader, "c").await.unwrap();
    let open = shown(Some(&view));
    assert!(!open.contains("canary") && !open.contains("441134960000"), "{open}");
    for part in [
        r#""content":"wrote to [redacted] today""#,
        r#""by":{"[redacted]":1.50}"#,
        r#"{"phone":"[redacted]","id":17}"#,
        r#"{"message":"[redacted] is taken"}"#,
        r#""it is [redacted]""#,
        r#"["vip","[redacted]"]"#,
    ] {
        assert!(open.contains(part), "{part} in {open}");
    }
    let view = world.get(&world.insider, "c").await.unwrap();
    let complete = shown(Some(&view));
    assert_eq!(complete.matches("ada@canary.example").count(), 6 + 1, "{complete}");
    assert!(complete.contains(r#"{"phone":441134960000,"id":17}"#) && !complete.contains("[redacted]"), "{complete}");
    let entry = view.entries().next().unwrap();
    assert_eq!(pairs(&entry.findings), [("/content", "email"), ("/by/ada@canary.example", "email")]);
    let event = view.turns.iter().flat_map(|turn| &turn.events).find(|event| event.id.is_some()).unwrap();
    assert_eq!(pairs(&event.fields.personal), [("/arguments/phone", "phone"), ("/error/message", "email")]);
    assert_eq!(pairs(&view.fields.personal), [("/tags/1", "email")]);
}

/// Each personal place of something merged has the rule by which it was hidden: one that lasts stays with the place, one
/// of the guard goes with the value that it was found in.
pub async fn merged_places_keep_their_rules(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"2025-01-01T10:00:01Z","user_input":"it is ada@canary.example","entities":{"a":"x","b":"ada@canary.example"},"pii":["/entities/a"]}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"2025-01-01T10:00:02Z","user_input":"never mind","entities":{"a":"ada@canary.example","c":"ada@canary.example"},"user_input_dtmf":"1234"}"#,
    ])
    .await;
    let view = world.get(&world.insider, "c").await.unwrap();
    assert_eq!(
        pairs(&view.turns[0].fields.personal),
        [("/entities/a", "sender"), ("/entities/c", "email"), ("/user_input_dtmf", "class")]
    );
    let view = world.get(&world.reader, "c").await.unwrap();
    assert_eq!(view.turns[0].fields.text("user_input").as_deref(), Some("never mind"));
    assert!(view.turns[0].fields.personal.is_empty(), "why something is hidden is not for everyone");
}

/// A note of a reader who may see personal data does not make any of it open.
pub async fn a_note_goes_through_the_guard(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[r#"{"type":"conversation","conversation_id":"c","environment":"live"}"#]).await;
    let id = conversation_id("c");
    let note = async |key, policy, at: u8| {
        let text = "call ada@canary.example back";
        let note = Note { project: &world.project, conversation: &id, text, now: NOW, raised: &[], guard: policy };
        let batch = world.insider.note(&note, ProducerId::from_bytes([at; 16])).unwrap();
        world.store.append(batch).await.unwrap();
        world.get(key, "c").await.unwrap().fields.text("note")
    };
    let hidden = note(&world.reader, GuardPolicy::Redact, 0xe0).await;
    assert_eq!(hidden.as_deref(), Some("call [redacted] back"));
    let open = note(&world.reader, GuardPolicy::Off, 0xe1).await;
    assert_eq!(open.as_deref(), Some("call ada@canary.example back"));
}
