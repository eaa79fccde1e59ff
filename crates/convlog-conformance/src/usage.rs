//! How much records take, as a sum that is kept: what quotas go by.

use convlog_store::{GuardPolicy, Outcome, ProjectSettings, Target};

use crate::Harness;
use crate::erase::settle;
use crate::retention::{at_work, days_later, keep};
use crate::world::{self, NOW, World, conversation_id, in_step, producer};

/// Returns how many bytes the world's project takes; nothing where nobody has sent anything to it.
async fn bytes(world: &World) -> u64 {
    let all = world.store.stored_bytes(world.admin.account()).await.unwrap();
    all.into_iter().find(|(project, _)| *project == world.project).map_or(0, |(_, bytes)| bytes)
}

fn entry(conversation: &str, content: &str, more: &str) -> String {
    format!(
        r#"{{"type":"log","conversation_id":"{conversation}","entry":{{"level":"info","content":"{content}"{more}}}}}"#
    )
}

const TURN: &str = r#"{"type":"turn","conversation_id":"a","turn_id":"t","user_input":"call 07700 900123"}"#;

/// What is stored counts with its texts and once, open or hidden; what was stored before, or was erased, does not.
pub async fn bytes_are_those_of_what_is_stored(harness: &dyn Harness) {
    let world = World::open(harness).await;
    assert_eq!(bytes(&world).await, 0);
    let text = "x".repeat(10_000);
    let lines = [entry("a", &text, ""), entry("a", &text, r#","is_pii":true"#), TURN.to_owned(), entry("b", &text, "")];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut seen = vec![0];
    for seq in 1..=lines.len() {
        world.send_as(producer(1), seq as u64, &lines[seq - 1..seq]).await;
        seen.push(bytes(&world).await);
    }
    let grown: Vec<u64> = seen.windows(2).map(|two| two[1] - two[0]).collect();
    for at in [0, 1, 3] {
        assert!((10_000..11_000).contains(&grown[at]), "{grown:?}");
    }
    assert!((40..1_000).contains(&grown[2]), "{grown:?}");
    assert_eq!(world.send_as(producer(1), 1, &lines).await, [Outcome::Duplicate; 4]);
    assert_eq!(bytes(&world).await, seen[4]);
    let administration = world.admin.administer(&world.project).unwrap();
    world.store.erase(&administration, &Target::Conversation(conversation_id("a")), NOW).await.unwrap();
    assert_eq!(bytes(&world).await, grown[3], "what is erased counts no more at once");
    assert_eq!(world.send_as(producer(2), 1, &lines[..1]).await, [Outcome::Erased]);
    settle(&world, NOW).await;
    assert_eq!(bytes(&world).await, grown[3]);
}

/// Projects and accounts are counted apart.
pub async fn bytes_are_counted_by_project(harness: &dyn Harness) {
    let store = harness.open().await;
    let one = World::in_project(store.clone(), "one").await;
    let other = World::in_project(store.clone(), "other").await;
    one.send(&[&entry("c", &"x".repeat(10_000), "")]).await;
    other.send(&[&entry("c", &"x".repeat(100), "")]).await;
    let (of_one, of_other) = (bytes(&one).await, bytes(&other).await);
    assert!(of_one > 10_000 && (100..1_000).contains(&of_other), "{of_one} {of_other}");
    let stranger = convlog_core::AccountId::new("stranger").unwrap();
    assert_eq!(store.stored_bytes(&stranger).await.unwrap(), []);
}

/// The sum is the same after a restart.
pub async fn bytes_survive_a_restart(harness: &dyn Harness) {
    let before = {
        let world = World::open(harness).await;
        world.send(&[&entry("a", "words", ""), TURN, &entry("a", "words", r#","is_pii":true"#)]).await;
        bytes(&world).await
    };
    let world = World::open(harness).await;
    assert_eq!(bytes(&world).await, before);
    world.send_as(producer(1), 9, &[&entry("a", "words", "")]).await;
    assert!(bytes(&world).await > before);
}

/// What is removed by age takes its bytes along: personal parts alone, and then the rest.
pub async fn bytes_go_with_what_is_removed_by_age(harness: &dyn Harness) {
    let (world, now) = at_work(harness).await;
    let text = "x".repeat(10_000);
    let lines = [
        entry("a", "open", ""),
        entry("a", &text, r#","is_pii":true"#),
        format!(
            r#"{{"type":"log","conversation_id":"a","entry":{{"level":"info","content":"b","who":"{text}"}},"pii":["/entry/who"]}}"#
        ),
        format!(r#"{{"type":"turn","conversation_id":"a","turn_id":"t","user_input":"{text}","pii":["/user_input"]}}"#),
    ];
    let mut batch = world.batch(now.wall.as_micros() / 1_000_000);
    for (at, line) in lines.iter().enumerate() {
        let identity = convlog_core::Identity { producer: producer(1), seq: at as u64 + 1 };
        batch.push(world::record(line), identity).unwrap();
    }
    world.store.append(batch).await.unwrap();
    assert!(bytes(&world).await > 30_000);
    keep(&world, Some(300), Some(10)).await;
    world.tend(days_later(20)).await;
    let open = bytes(&world).await;
    assert!((100..2_000).contains(&open), "{open} bytes without personal parts");
    world.send_as(producer(2), 1, &[&entry("a", "more", "")]).await;
    let more = bytes(&world).await;
    assert!((open + 4..open + 1_000).contains(&more), "{open} and then {more}: nothing at hand is of before");
    keep(&world, Some(30), None).await;
    world.tend(days_later(400)).await;
    assert_eq!(bytes(&world).await, 0);
}

/// A record that is written again under another policy counts with what it takes then.
pub async fn bytes_follow_newer_versions_of_records(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let settings = |guard| ProjectSettings { guard, ..ProjectSettings::default() };
    let account = world.admin.account();
    let guarded = r#"{"type":"log","conversation_id":"a","entry":{"level":"info","content":"call 07700 900123"}}"#;
    let reading = convlog_core::ParseContext::guarded(NOW, GuardPolicy::Off);
    let mut batch = world.batch(1);
    let identity = convlog_core::Identity { producer: producer(1), seq: 1 };
    batch.push(convlog_core::Record::parse(guarded, &reading).unwrap(), identity).unwrap();
    world.store.append(batch).await.unwrap();
    let open = bytes(&world).await;
    world::put_project(&*world.store, account, &world.project, settings(GuardPolicy::Redact)).await;
    let administration = world.admin.administer(&world.project).unwrap();
    world.store.rescan(&administration, false, NOW).await.unwrap();
    world.tend(in_step(NOW)).await;
    assert!(!world::shown(world.get(&world.reader, "a").await.as_ref()).contains("900123"));
    let sealed = bytes(&world).await;
    assert!((open + 40..open + 1_000).contains(&sealed), "{open} and then {sealed}");
    world.send_as(producer(1), 2, &[&entry("a", "more", "")]).await;
    let more = bytes(&world).await;
    assert!((sealed + 4..sealed + 1_000).contains(&more), "{sealed} and then {more}: nothing at hand is of before");
    world.store.erase(&administration, &Target::Conversation(conversation_id("a")), NOW).await.unwrap();
    assert_eq!(bytes(&world).await, 0);
}
