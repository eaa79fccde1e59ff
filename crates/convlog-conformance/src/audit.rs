//! The audit: what was opened is noted, and records are kept.

use std::sync::{Arc, Mutex};

use convlog_core::view::Opened;
use convlog_core::{ConversationId, ProjectId, Timestamp};
use convlog_store::audit::{Access, AccessPage, AccessQuery, AccessRecorder, AuditedStore, RecordedAccess, Searched};
use convlog_store::{AdminGrant, Audit, ContentFilter, ErrorKind, KeyId, Permission, PiiGrant, Query, Read, Search};

use crate::Harness;
use crate::world::{self, NOW, World, conversation_id, everything, in_step, only};

/// One of everything: personal in its own record, in a function event, in an entry, as an entry, and not at all.
const LINES: [&str; 7] = [
    r#"{"type":"conversation","conversation_id":"own","timestamp":"2025-01-01T10:00:01Z","contact":"a contact"}"#,
    r#"{"type":"conversation","conversation_id":"inside","timestamp":"2025-01-01T10:00:02Z","channel":"CHAT"}"#,
    r#"{"type":"function_event","conversation_id":"inside","timestamp":"2025-01-01T10:00:03Z","function_event_id":"f","arguments":{"who":"a name"},"pii":["/arguments/who"]}"#,
    r#"{"type":"log","conversation_id":"entry","entry":{"level":"info","content":"x","who":"a name","timestamp":"2025-01-01T10:00:04Z"},"pii":["/entry/who"]}"#,
    r#"{"type":"log","conversation_id":"hidden","entry":{"level":"info","content":"a secret","is_pii":true,"timestamp":"2025-01-01T10:00:05Z"}}"#,
    r#"{"type":"log","conversation_id":"open","entry":{"level":"info","content":"x","timestamp":"2025-01-01T10:00:06Z"}}"#,
    r#"{"type":"conversation","conversation_id":"number","timestamp":"2025-01-01T10:00:07Z","direction":"outbound","from_number":"1"}"#,
];

/// Returns a record of a reading of conversations.
fn access(world: &World, seconds: i64, conversations: &[&str]) -> Access {
    Access {
        time: Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000),
        account: world.pii_reader.account().clone(),
        project: world.project.clone(),
        key: world.pii_reader.id().clone(),
        key_label: Some("of a test".into()),
        grant: PiiGrant::new(NOW, "a complaint").ok(),
        by_session: seconds % 2 == 0,
        method: "GET".into(),
        route: "/v1/agents/{project_id}/conversations".into(),
        correlation_id: format!("correlation-{seconds}"),
        part: 1,
        status: 200,
        notes: RecordedAccess {
            conversations: conversations.iter().map(|id| conversation_id(id)).collect(),
            conversation_count: conversations.len() as u64,
            hidden: vec![conversation_id("a hidden one")],
            hidden_count: 1,
            searched: vec![Searched { kind: "contact".into(), hash: [7; 32] }],
            marked: vec!["mark entry 0af".into(), "unmark turn t".into()],
        },
    }
}

async fn admin(world: &World, project: &str) -> AdminGrant {
    let key = world::key(&*world.store, "acme", only(project), &[Permission::Admin]).await;
    key.administer(&ProjectId::new(project).unwrap()).unwrap()
}

fn all() -> AccessQuery {
    AccessQuery { limit: 100, scan_limit: 1000, ..AccessQuery::default() }
}

fn numbers(page: &AccessPage) -> Vec<u64> {
    page.accesses.iter().map(|recorded| recorded.number).collect()
}

/// Records are numbered by project, come back whole and in pages, and survive a restart.
pub async fn records_come_back_the_latest_first(harness: &dyn Harness) {
    let (first, mine, theirs) = {
        let world = World::open(harness).await;
        for seconds in 1..=5 {
            world.store.record(access(&world, seconds, &["c1", "c2"])).await.unwrap();
        }
        let other = Access { project: ProjectId::new("sales").unwrap(), ..access(&world, 9, &[]) };
        world.store.record(other).await.unwrap();
        (access(&world, 5, &["c1", "c2"]), admin(&world, "front-desk").await, admin(&world, "sales").await)
    };
    let store = harness.open().await;
    let page = store.accesses(&mine, &all()).await.unwrap();
    assert_eq!((numbers(&page), page.next), (vec![5, 4, 3, 2, 1], None));
    assert_eq!(page.accesses[0].access, first);
    assert_eq!(numbers(&store.accesses(&theirs, &all()).await.unwrap()), [1]);
    let mut query = AccessQuery { limit: 2, ..all() };
    for (expected, next) in [(vec![5, 4], Some(4)), (vec![3, 2], Some(2)), (vec![1], None)] {
        let page = store.accesses(&mine, &query).await.unwrap();
        assert_eq!((numbers(&page), page.next), (expected, next));
        query.after = page.next;
    }
    store.record(Access { part: 2, status: 404, grant: None, key_label: None, ..first.clone() }).await.unwrap();
    let page = store.accesses(&mine, &AccessQuery { limit: 1, ..all() }).await.unwrap();
    assert_eq!((numbers(&page), page.accesses[0].access.grant.clone()), (vec![6], None));
}

/// A key, a conversation and a time find their records; one that is not open is not found by its id.
pub async fn records_are_found_by_what_they_say(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let admin = admin(&world, "front-desk").await;
    for (seconds, ids) in [(1, &["c1", "c2"][..]), (2, &["c2"]), (3, &["c", "c1 and more"]), (4, &[])] {
        world.store.record(access(&world, seconds, ids)).await.unwrap();
    }
    let other = Access { key: KeyId("another".into()), ..access(&world, 5, &["c1"]) };
    world.store.record(other).await.unwrap();
    let time = |seconds| Some(access(&world, seconds, &[]).time);
    let of = |id| AccessQuery { conversation: Some(conversation_id(id)), ..all() };
    for (query, expected) in [
        (of("c1"), vec![5, 1]),
        (of("c2"), vec![2, 1]),
        (of("c"), vec![3]),
        (of("a hidden one"), vec![]),
        (AccessQuery { key: Some(world.pii_reader.id().clone()), ..all() }, vec![4, 3, 2, 1]),
        (AccessQuery { since: time(2), until: time(4), ..all() }, vec![3, 2]),
    ] {
        assert_eq!(numbers(&world.store.accesses(&admin, &query).await.unwrap()), expected, "{query:?}");
    }
    let bounded = AccessQuery { scan_limit: 3, ..of("c1") };
    let page = world.store.accesses(&admin, &bounded).await.unwrap();
    assert_eq!((numbers(&page), page.next), (vec![5], Some(3)));
    let page = world.store.accesses(&admin, &AccessQuery { after: page.next, ..bounded }).await.unwrap();
    assert_eq!((numbers(&page), page.next), (vec![1], None));
}

/// Forgets what is older than a day, so many seconds later.
async fn forget(world: &World, seconds: i64) {
    let now = in_step(access(world, seconds, &[]).time);
    while world.store.forget_accesses(1, now).await.unwrap().more {}
}

/// What is older than the days given goes, and numbers are never given twice.
pub async fn old_records_are_forgotten(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let admin = admin(&world, "front-desk").await;
    for seconds in 1..=4 {
        world.store.record(access(&world, seconds, &["c1"])).await.unwrap();
    }
    forget(&world, 0).await;
    forget(&world, 24 * 60 * 60 + 3).await;
    assert_eq!(numbers(&world.store.accesses(&admin, &all()).await.unwrap()), [4, 3]);
    forget(&world, 3 * 24 * 60 * 60).await;
    assert!(numbers(&world.store.accesses(&admin, &all()).await.unwrap()).is_empty());
    world.store.record(access(&world, 5, &["c1"])).await.unwrap();
    assert_eq!(numbers(&world.store.accesses(&admin, &all()).await.unwrap()), [5]);
    let removals =
        async || world.store.removals(&admin, 9).await.unwrap().into_iter().map(|it| it.count).collect::<Vec<_>>();
    assert_eq!(removals().await, [2, 2]);
    // What still decides about others stays.
    forget(&world, 5 * 24 * 60 * 60).await;
    assert_eq!(removals().await, [1, 2, 2]);
    forget(&world, 12 * 24 * 60 * 60).await;
    assert_eq!(removals().await, [1]);
}

/// Whatever is sealed is said to have been opened where it was, and nowhere else.
pub async fn a_view_says_what_was_opened(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&LINES).await;
    let opened = |sealed, existence| Opened { sealed, existence };
    for (id, whole, with_turns, own) in [
        ("own", opened(true, false), opened(true, false), opened(true, false)),
        ("inside", opened(true, false), opened(true, false), opened(false, false)),
        ("entry", opened(true, false), opened(false, false), opened(false, false)),
        ("hidden", opened(true, true), opened(true, true), opened(false, true)),
        ("open", opened(false, false), opened(false, false), opened(false, false)),
    ] {
        assert_eq!(world.get(&world.pii_reader, id).await.unwrap().opened, whole, "{id}");
        for (turns, expected) in [(true, with_turns), (false, own)] {
            let mut query = everything();
            query.with_turns = turns;
            let page = world.list(&world.pii_reader, &query).await;
            let listed = page.conversations.iter().find(|listed| listed.id.as_str() == id).unwrap();
            assert_eq!(listed.opened, expected, "{id} with turns {turns}");
            let search = Search { limit: 100, with_turns: turns, ..Search::default() };
            let found = world.store.search(&world.sight(&world.pii_reader), &search, NOW).await.unwrap();
            let found = found.rows.iter().find(|row| row.conversation.id.as_str() == id).unwrap();
            assert_eq!(found.conversation.opened, expected, "{id} with turns {turns}");
        }
    }
    for conversation in &world.list(&world.reader, &everything()).await.conversations {
        assert_eq!(conversation.opened, Opened::default());
    }
}

/// Whoever watches a witness is told of nothing that is not noted, once, and of no list before it is read.
pub async fn only_what_is_noted_is_told_early(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&LINES).await;
    let store = AuditedStore::new(world.store.clone());
    let (witness, told) = (AccessRecorder::default(), Arc::new(Mutex::new(Vec::new())));
    {
        let (watched, told) = (witness.clone(), Arc::clone(&told));
        witness.watch(move || told.lock().unwrap().extend(watched.take()));
    }
    let sight = world.sight(&world.pii_reader).with_recorder(&witness);
    for (id, noted, hidden) in [
        ("open", &[][..], &[][..]),
        ("number", &[], &[]),
        ("absent", &[], &[]),
        ("own", &["own"], &[]),
        ("inside", &["inside"], &[]),
        ("entry", &["entry"], &[]),
        ("hidden", &[], &["hidden"]),
    ] {
        store.conversation(&sight, &conversation_id(id), NOW).await.unwrap();
        let mut notes = std::mem::take(&mut *told.lock().unwrap());
        notes.extend(witness.take());
        let ids = |ids: &[&str]| ids.iter().map(|id| conversation_id(id)).collect::<Vec<_>>();
        let all =
            |of: fn(&RecordedAccess) -> &Vec<ConversationId>| notes.iter().flat_map(of).cloned().collect::<Vec<_>>();
        assert_eq!((all(|notes| &notes.conversations), all(|notes| &notes.hidden)), (ids(noted), ids(hidden)), "{id}");
        let open = world.sight(&world.reader).with_recorder(&witness);
        store.conversation(&open, &conversation_id(id), NOW).await.unwrap();
        assert!(told.lock().unwrap().is_empty() && witness.take().is_none(), "{id} without `pii`");
    }
    store.conversations(&sight, &Query { with_turns: true, ..everything() }, NOW).await.unwrap();
    assert!(told.lock().unwrap().is_empty(), "a page is one record");
    assert_eq!(witness.take().map(|notes| notes.conversation_count), Some(2));
}

/// A witness is told of what was read and what was searched for, and of nothing twice in a row.
pub async fn reads_before_a_witness_are_noted(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&LINES).await;
    let store = AuditedStore::new(world.store.clone());
    let witness = AccessRecorder::default();
    let sight = world.sight(&world.pii_reader).with_recorder(&witness);
    let read = async |id: &str| store.conversation(&sight, &conversation_id(id), NOW).await.unwrap();
    read("own").await;
    let notes = witness.take().unwrap();
    assert_eq!((notes.conversations, notes.conversation_count), (vec![conversation_id("own")], 1));
    read("own").await;
    read("open").await;
    assert!(read("absent").await.is_none() && witness.take().is_none());
    assert_eq!(witness.reads(), 4);
    read("hidden").await;
    let notes = witness.take().unwrap();
    assert_eq!((notes.conversations, notes.hidden), (vec![], vec![conversation_id("hidden")]));
    read("number").await;
    assert_eq!(witness.take(), None, "the number called is personal, and the other is open");
    store.conversations(&sight, &everything(), NOW).await.unwrap();
    let notes = witness.take().unwrap();
    assert_eq!((notes.conversations, notes.hidden), (vec![conversation_id("own")], vec![]));
    let search = |contact: &str| Search {
        content: ContentFilter { contact: Some(contact.to_owned()), ..ContentFilter::default() },
        limit: 10,
        scan_limit: 10,
        ..Search::default()
    };
    store.search(&sight, &search("nobody"), NOW).await.unwrap();
    let nobody = witness.take().unwrap();
    assert_eq!((nobody.conversation_count, nobody.searched.len()), (0, 1));
    let hash = store.searched_hash(sight.account(), sight.project(), "contact", "nobody");
    assert_eq!(nobody.searched[0], Searched { kind: "contact".into(), hash });
    store.search(&sight, &search("a contact"), NOW).await.unwrap();
    let found = witness.take().unwrap();
    assert_eq!(found.conversations, [conversation_id("own")]);
    assert_ne!(found.searched[0].hash, hash);
}

/// Without a witness the store before it gives nothing personal, and to other readers what it always gives.
pub async fn nobody_reads_personal_data_unnoted(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&LINES).await;
    let store = AuditedStore::new(world.store.clone());
    let (pii_reader, id) = (world.sight(&world.pii_reader), conversation_id("own"));
    let kind = |error: convlog_store::Error| error.kind();
    assert_eq!(store.conversation(&pii_reader, &id, NOW).await.map_err(kind).unwrap_err(), ErrorKind::Internal);
    assert_eq!(
        store.conversations(&pii_reader, &everything(), NOW).await.map_err(kind).unwrap_err(),
        ErrorKind::Internal
    );
    let search = Search { limit: 1, ..Search::default() };
    assert_eq!(store.search(&pii_reader, &search, NOW).await.map_err(kind).unwrap_err(), ErrorKind::Internal);
    assert!(store.conversation(&pii_reader.without_personal(), &id, NOW).await.unwrap().is_some());
    let witness = AccessRecorder::default();
    let sight = world.sight(&world.reader).with_recorder(&witness);
    assert!(store.conversation(&sight, &id, NOW).await.unwrap().is_some());
    store
        .search(
            &sight,
            &Search { content: ContentFilter { text: Some("x".into()), ..ContentFilter::default() }, ..search },
            NOW,
        )
        .await
        .unwrap();
    assert_eq!((witness.reads(), witness.take()), (2, None));
}
