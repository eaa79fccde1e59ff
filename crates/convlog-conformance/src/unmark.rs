//! Marks that are taken back, that are finished by another process, and that go with what they are about.

use convlog_core::{GuardPolicy, KnownPolicy};
use convlog_store::records::{Deletion, DeletionScope as Deleted};
use convlog_store::{ConversationRef, ErasureValue, MarkRequest, MarkScope, NotMarked, ProjectRef, Target};

use crate::Harness;
use crate::erase::settle;
use crate::mark::{decide, field, line, mark, marker, seen, send_under, turn, unmark, value};
use crate::world::{NOW, World, conversation_id, producer};

/// Marks that lie over each other, over flags and over what the guard found, are taken back in any order: what is left is
/// what the others hide.
pub async fn what_a_mark_alone_hid_comes_back_and_nothing_else(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world
        .send(&[
            r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"zeb quill wrote to ada@canary.example","by":{"ada@canary.example":"x","flagged":"thomson"},"n":[1,{"zeb":"zeb quill"}]},"pii":["/entry/by/flagged"]}"#,
            r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"zeb quill and thomson","entities":{"who":"zeb quill","flagged":"y"},"pii":["/entities/flagged"]}"#,
            r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"2025-01-01T10:00:00Z","entities":{"who":"zeb quill","flagged":"open","b":1}}"#,
        ])
        .await;
    settle(&world, NOW).await;
    let before = [seen(&world, &world.reader).await, seen(&world, &world.pii_reader).await];
    let wanted = [
        (line(1), MarkScope::Whole),
        (line(1), field("/n/1/zeb")),
        (line(1), field("/by")),
        (line(1), value("zeb quill")),
        (turn(), field("/entities")),
        (turn(), field("/entities/flagged")),
        (turn(), value("thomson")),
    ];
    for turned in 0..wanted.len() {
        let mut steps = Vec::new();
        for at in 0..wanted.len() {
            let (part, what) = wanted[(at + turned) % wanted.len()].clone();
            steps.push((seen(&world, &world.reader).await, mark(&world, part, what).await));
        }
        // In the order in which they were made, every other one first.
        let (even, odd): (Vec<_>, Vec<_>) = steps.into_iter().enumerate().partition(|(at, _)| at % 2 == 0);
        for (_, (_, made)) in odd.iter().rev() {
            unmark(&world, made).await;
        }
        for (_, (_, made)) in &even {
            let hidden = seen(&world, &world.reader).await;
            assert!(!hidden.contains("open") && !hidden.contains("ada@canary.example"), "{hidden}");
            unmark(&world, made).await;
        }
        assert_eq!([seen(&world, &world.reader).await, seen(&world, &world.pii_reader).await], before, "{turned}");
    }
}

/// What became known while a line was hidden, or what the guard finds since, is hidden in it when its mark is taken back.
pub async fn what_was_found_meanwhile_stays_hidden(harness: &dyn Harness) {
    let world = World::open(harness).await;
    decide(&world, GuardPolicy::Off, KnownPolicy::IngestKey).await;
    let send = async |seq, line: &str| send_under(&world, GuardPolicy::Off, KnownPolicy::IngestKey, seq, line).await;
    send(1, r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"zeb quill, ada@canary.example, fine"}}"#).await;
    send(
        2,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"zeb quill, ada@canary.example, fine"}"#,
    )
    .await;
    let marks = [mark(&world, line(1), MarkScope::Whole).await, mark(&world, turn(), field("/user_input")).await];
    decide(&world, GuardPolicy::Redact, KnownPolicy::IngestKey).await;
    let guarded = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"zeb quill, ada@canary.example, fine"}}"#;
    world.send_as(producer(1), 9, &[guarded]).await;
    let read_by_todays_rules = mark(&world, line(9), MarkScope::Whole).await;
    world.store.rescan(&world.admin.administer(&world.project).unwrap(), false, NOW).await.unwrap();
    settle(&world, NOW).await;
    let flagged = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","a":"zeb quill"},"pii":["/entry/a"]}"#;
    world.send_as(producer(1), 3, &[flagged]).await;
    settle(&world, NOW).await;
    for mark in marks.iter().chain([&read_by_todays_rules]) {
        unmark(&world, mark).await;
    }
    let open = seen(&world, &world.reader).await;
    assert_eq!(open.matches(r#""[redacted], [redacted], fine""#).count(), 3, "{open}");
}

/// A process that ends after a mark is stored and before anything is hidden leaves what the next hides before it answers
/// anybody; what arrives in between is hidden at once.
pub async fn a_mark_is_finished_after_a_restart(harness: &dyn Harness) {
    let mut world = World::open(harness).await;
    let own = r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"zeb quill"}"#;
    world
        .send(&[own, r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"zeb quill called"}}"#])
        .await;
    let of = marker(&world).place().clone();
    for wanted in [(line(2), MarkScope::Whole), (turn(), field("/user_input")), (line(2), value("zeb quill"))] {
        // What is stored of a mark, without what follows.
        let made = mark(&world, wanted.0, wanted.1).await;
        let hidden = seen(&world, &world.reader).await;
        let kept = world.store.marks(&of).await.unwrap().pop().unwrap();
        assert!(kept.is_settled && !kept.body.contains("quill"), "{kept:?}");
        unmark(&world, &made).await;
        let open = seen(&world, &world.reader).await;
        assert_ne!(open, hidden);
        assert!(world.store.put_mark(&of, &kept.id, kept.body).await.unwrap());
        assert_eq!(seen(&world, &world.reader).await, open);
        world = reopened(world, harness).await;
        world.store.settle_marks().await.unwrap();
        assert_eq!(seen(&world, &world.reader).await, hidden);
        assert_eq!(world.store.unsettled_marks(9).await.unwrap(), []);
        // Taking it back is finished likewise.
        let kept = world.store.marks(&of).await.unwrap().pop().unwrap();
        let undone = kept.body.replace(r#""is_undone":false"#, r#""is_undone":true"#);
        assert!(world.store.put_mark(&of, &kept.id, undone).await.unwrap());
        settle(&world, NOW).await;
        assert_eq!((seen(&world, &world.reader).await, world.store.marks(&of).await.unwrap().len()), (open, 0));
    }
}

/// Closes the store and opens it again.
async fn reopened(world: World, harness: &dyn Harness) -> World {
    let World { store, writer, reader, pii_reader, admin, project } = world;
    drop(store);
    World { store: harness.open().await, writer, reader, pii_reader, admin, project }
}

/// Marks are erased with their conversation, and go with the last of what is personal in it; one that comes again under
/// the same id has none.
pub async fn marks_go_with_what_they_are_about(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let line_of = |seq: u64| {
        format!(r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"zeb quill {seq}"}}}}"#)
    };
    let of = ConversationRef {
        of: ProjectRef { account: world.reader.account().clone(), project: world.project.clone() },
        id: conversation_id("c"),
    };
    for (round, part) in [(1, Deleted::Whole), (2, Deleted::Personal)] {
        world.send_as(producer(1), round * 10, &[&line_of(1), &line_of(2)]).await;
        mark(&world, line(round * 10), value("zeb quill")).await;
        mark(&world, line(round * 10 + 1), MarkScope::Whole).await;
        let deletion = Deletion { of: of.clone(), part, unless_since: None };
        assert_eq!(world.store.delete(vec![deletion]).await.unwrap(), [true]);
        settle(&world, NOW).await;
        assert_eq!(world.store.marks(&of).await.unwrap(), [], "{part:?}");
        world.send_as(producer(1), round * 10 + 5, &[&line_of(3)]).await;
        assert!(seen(&world, &world.reader).await.contains("zeb quill 3"));
    }
    mark(&world, line(25), MarkScope::Whole).await;
    let target = Target::Conversation(conversation_id("c"));
    world.store.erase(&world.admin.administer(&world.project).unwrap(), &target, NOW).await.unwrap();
    assert_eq!(world.store.marks(&of).await.unwrap(), []);
    settle(&world, NOW).await;
    assert_eq!(world.store.unsettled_marks(9).await.unwrap(), []);
    let wanted = MarkRequest { part: line(25), what: MarkScope::Whole };
    assert_eq!(world.store.mark(&marker(&world), &wanted, NOW).await.unwrap(), Err(NotMarked::NoPart));
}

/// A line that is marked, or whose mark is taken back, while an erasure looks for its value is erased with it.
pub async fn a_value_is_erased_though_its_line_was_marked_meanwhile(harness: &dyn Harness) {
    for was_marked in [false, true] {
        let world = World::in_project(harness.open().await, if was_marked { "one" } else { "two" }).await;
        let line_of = |id: &str, content: &str| {
            format!(r#"{{"type":"log","conversation_id":"{id}","entry":{{"level":"info","content":"{content}"}}}}"#)
        };
        world.send(&[&line_of("c", "zeb quill called"), &line_of("d", "nobody")]).await;
        let made = if was_marked { Some(mark(&world, line(1), MarkScope::Whole).await) } else { None };
        let target = Target::Value(ErasureValue::new("zeb quill called").unwrap());
        let authority = world.admin.administer(&world.project).unwrap();
        let receipt = world.store.erase(&authority, &target, NOW).await.unwrap();
        match &made {
            // Found by the look-up at once, so there is nothing to take back.
            Some(made) => assert_eq!(world.store.unmark(&marker(&world), &made.id).await.unwrap(), None),
            None => drop(mark(&world, line(1), MarkScope::Whole).await),
        }
        settle(&world, NOW).await;
        let receipt = world.store.receipt(&authority, &receipt.id).await.unwrap().unwrap();
        assert_eq!((receipt.conversations, world.get(&world.pii_reader, "c").await.is_none()), (1, true));
        assert!(world.get(&world.reader, "d").await.is_some());
    }
}
