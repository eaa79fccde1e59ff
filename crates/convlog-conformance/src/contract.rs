//! What the passes ask of a store: rows and newer versions of them, and documents that are compared before they are set.

use std::sync::Arc;
use std::time::Duration;

use convlog_core::record::Body;
use convlog_core::{AccountId, Guard, GuardPolicy, Original, ProjectId, Timestamp};
use convlog_store::documents::{Document, DocumentKind, Documents};
use convlog_store::records::{Deletion, DeletionScope, NewVersion, Row, RowFilter, RowQuery};
use convlog_store::{Backend, ConversationRef, ProjectRef, Removal, RemovalKind, RemovalQuery};

use crate::Harness;
use crate::world::{NOW, World, conversation_id, producer, shown};

const KIND: DocumentKind = DocumentKind::Rescan;

async fn put(documents: &dyn Documents, name: &str, from: u64, body: &str) -> bool {
    documents.put_document(KIND, name, from, Some(body.to_owned())).await.unwrap()
}

/// A document takes the place of the version that it names and of no other, also after a restart, and is taken away only
/// as that; each name has its own.
pub async fn a_document_is_put_only_over_what_it_was_made_from(harness: &dyn Harness) {
    {
        let store = harness.open().await;
        let documents: &dyn Documents = &*store;
        assert_eq!(documents.document(KIND, "acme/b").await.unwrap(), None);
        assert!(!put(documents, "acme/b", 1, "{}").await, "there is none to change");
        assert!(!documents.put_document(KIND, "acme/b", 0, None).await.unwrap(), "there is none to take away");
        assert!(put(documents, "acme/b", 0, r#"{"n":1}"#).await);
        assert!(!put(documents, "acme/b", 0, "{}").await, "there is one already");
        assert!(put(documents, "acme/a", 0, "{}").await);
        assert!(put(documents, "acme/b", 1, r#"{"n":2}"#).await);
    }
    let store = harness.open().await;
    let documents: &dyn Documents = &*store;
    assert!(!put(documents, "acme/b", 1, "{}").await, "it was made from an older one");
    assert!(!documents.put_document(KIND, "acme/b", 1, None).await.unwrap(), "there is a newer one");
    let held = Document { version: 2, body: r#"{"n":2}"#.into() };
    assert_eq!(documents.document(KIND, "acme/b").await.unwrap(), Some(held));
    assert!(put(documents, "acme-2/a", 0, "{}").await);
    let names = async |begin: &str| -> Vec<String> {
        documents.list_documents(KIND, begin).await.unwrap().into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names("").await, ["acme-2/a", "acme/a", "acme/b"]);
    assert_eq!(names("acme/").await, ["acme/a", "acme/b"]);
    assert!(names("b").await.is_empty());
    assert!(documents.list_documents(DocumentKind::Clock, "").await.unwrap().is_empty(), "kinds are apart");
    assert!(documents.put_document(KIND, "acme/b", 2, None).await.unwrap());
    assert_eq!(names("acme/").await, ["acme/a"]);
    assert!(!put(documents, "acme/b", 2, "{}").await && put(documents, "acme/b", 0, "{}").await);
}

/// Of those who put a document in the same place at the same time, one does, and the others learn that they did not.
pub async fn of_several_who_put_a_document_one_does(harness: &dyn Harness) {
    let store = harness.open().await;
    for version in 0..8 {
        let put = |n: u64| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { put(&*store, "acme/a", version, &n.to_string()).await })
        };
        let mut put: Vec<_> = (0..8).map(put).collect();
        let mut won = Vec::new();
        for (n, put) in put.drain(..).enumerate() {
            if put.await.unwrap() {
                won.push(n.to_string());
            }
        }
        let held = store.document(KIND, "acme/a").await.unwrap().unwrap();
        assert_eq!((won, held.version), (vec![held.body], version + 1));
    }
}

/// Removals are found by what is asked of them, the latest first and with what was last put of each; one that removed
/// nothing is gone. Each project has its own, also after a restart.
pub async fn removals_are_kept_until_they_came_to_nothing(harness: &dyn Harness) {
    let of = |project: &str| ProjectRef {
        account: AccountId::new("acme").unwrap(),
        project: ProjectId::new(project).unwrap(),
    };
    let removal = |project: &str, kind, at: u64, count| Removal {
        account: of(project).account,
        project: of(project).project,
        kind,
        time: Timestamp::from_micros(at as i64 * 10),
        uptime: Duration::from_micros(at),
        days: 7,
        count,
        confirmed: 0,
        ended: false,
    };
    let (whole, personal) = (RemovalKind::Conversations, RemovalKind::PersonalParts);
    let begun =
        [removal("a", whole, 1, 5), removal("b", whole, 2, 5), removal("a", personal, 3, 5), removal("a", whole, 4, 5)];
    let numbers = {
        let store = harness.open().await;
        let numbers = store.put_removals(begun.iter().map(|it| (None, it.clone())).collect()).await.unwrap();
        let ended = Removal { count: 2, confirmed: 1, ended: true, ..begun[0].clone() };
        let none = Removal { count: 0, ended: true, ..begun[3].clone() };
        store.put_removals(vec![(Some(numbers[0]), ended), (Some(numbers[3]), none)]).await.unwrap();
        numbers
    };
    let store = harness.open().await;
    let found = async |project: &str, query: RemovalQuery| -> Vec<(i64, u64, bool)> {
        let found = store.list_removals(&of(project), &query).await.unwrap();
        found.into_iter().map(|(number, it)| (number, it.count, it.ended)).collect()
    };
    let (first, other, last) = ((numbers[0], 2, true), (numbers[1], 5, false), (numbers[2], 5, false));
    let latest = RemovalQuery::latest;
    assert_eq!(found("a", latest(9)).await, [last, first]);
    assert_eq!(found("a", latest(1)).await, [last]);
    assert_eq!(found("b", latest(9)).await, [other]);
    assert_eq!(found("a", RemovalQuery { kind: Some(whole), ..latest(9) }).await, [first]);
    let micros = Duration::from_micros;
    assert_eq!(found("a", RemovalQuery { since: Some(micros(1)), ..latest(9) }).await, [last]);
    let before =
        |time, uptime| RemovalQuery { before: Some((Timestamp::from_micros(time), micros(uptime))), ..latest(9) };
    assert_eq!(found("a", before(11, 9)).await, [first]);
    assert_eq!(found("a", before(99, 3)).await, [first]);
    assert_eq!(found("a", before(10, 9)).await, []);
}

fn of(world: &World, id: &str) -> ConversationRef {
    let of = ProjectRef { account: world.reader.account().clone(), project: world.project.clone() };
    ConversationRef { of, id: conversation_id(id) }
}

const LINES: [&str; 6] = [
    r#"{"type":"log","conversation_id":"c","turn_id":"t","entry":{"level":"info","content":"one","x":"Kestrel 7"},"pii":["/entry/x"]}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"error","content":"two","is_pii":true}}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"three"}}"#,
    r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"four"}"#,
    r#"{"type":"conversation","conversation_id":"c","environment":"live","from_number":"+44 7700 900123","direction":"inbound"}"#,
    r#"{"type":"log","conversation_id":"d","entry":{"level":"info","content":"five"}}"#,
];

async fn opened(harness: &dyn Harness) -> (World, Arc<dyn Backend>) {
    let store = harness.open().await;
    let world = World::in_project(store.clone(), "front-desk").await;
    world.send(&LINES).await;
    (world, store)
}

async fn rows(store: &dyn Backend, of: &ConversationRef, only: RowFilter, sealed: bool, limit: usize) -> Vec<Row> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = store.rows(of, &RowQuery { only: only.clone(), after, sealed, limit }).await.unwrap();
        assert!(page.rows.len() <= limit);
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return rows;
        }
    }
}

fn original(row: &Row) -> Option<&Original> {
    match &row.item.body {
        Body::Log(log) => log.original.as_ref(),
        Body::Fields(fields) => fields.original.as_ref(),
    }
}

/// Whatever the size of a page, every row of a conversation comes once, with who sent it; those that are asked for alone
/// are the same.
pub async fn rows_come_page_by_page_and_each_once(harness: &dyn Harness) {
    let (world, store) = opened(harness).await;
    let of = of(&world, "c");
    let seqs = |rows: &[Row]| {
        let mut seqs: Vec<u64> = rows.iter().map(|row| row.item.identity.seq).collect();
        seqs.sort_unstable();
        seqs
    };
    for limit in [1, 2, 3, 100] {
        let all = rows(&*store, &of, RowFilter::Any, true, limit).await;
        assert_eq!(seqs(&all), [1, 2, 3, 4, 5], "{limit}");
        assert!(all.iter().all(|row| row.item.sender.as_deref() == Some(world.writer.id())));
        let sealed: Vec<Row> = all.iter().filter(|row| original(row).is_some()).cloned().collect();
        assert_eq!(seqs(&sealed), [1, 2, 5]);
        let open = rows(&*store, &of, RowFilter::Open, false, limit).await;
        assert_eq!(seqs(&open), [1, 3, 4, 5], "what is hidden as a whole is not among them");
        assert!(open.iter().all(|row| original(row).is_none()), "nothing was opened");
        let at = RowFilter::At(open[1..3].iter().map(|row| row.cursor.clone()).collect());
        assert_eq!(seqs(&rows(&*store, &of, at, true, 9).await), seqs(&open[1..3]));
        assert!(rows(&*store, &of, RowFilter::SealedOfNobody, true, limit).await.is_empty());
    }
    assert!(rows(&*store, &self::of(&world, "nothing"), RowFilter::Any, true, 9).await.is_empty());
}

/// Whatever the size of a page, every conversation comes once, with when its last record arrived and whether anything of
/// it is personal.
pub async fn conversations_come_page_by_page_and_each_once(harness: &dyn Harness) {
    let (world, store) = opened(harness).await;
    let other = World::in_project(store.clone(), "sales").await;
    other.send_as(producer(1), 1, &[LINES[5]]).await;
    let front_desk = of(&world, "c").of;
    for (project, expected) in [(Some(&front_desk), 2), (None, 3)] {
        for limit in [1, 2, 9] {
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let found = store.stored(project, after.as_ref(), limit).await.unwrap();
                after = found.last().map(|found| found.cursor.clone());
                let is_end = found.len() < limit;
                all.extend(found);
                if is_end {
                    break;
                }
            }
            assert!(all.windows(2).all(|pair| pair[0].cursor < pair[1].cursor));
            assert_eq!(all.len(), expected, "{all:?}");
            let first = all.iter().find(|found| found.of == of(&world, "c")).unwrap();
            assert!(first.has_personal && first.received_at == Timestamp::from_micros(900_000_000), "{first:?}");
            assert!(!all.iter().find(|found| found.of == of(&world, "d")).unwrap().has_personal);
        }
    }
    let extent = store.extent(&front_desk).await.unwrap();
    let last = store.stored(Some(&front_desk), None, 9).await.unwrap().pop().unwrap().cursor;
    assert_eq!((extent.conversations, extent.last_conversation), (2, Some(last)));
}

/// Shows a row's content with something else in its place.
fn rewritten(row: &Row, to: &str) -> NewVersion {
    let mut row = row.clone();
    let Body::Log(log) = &mut row.item.body else { panic!("it is an entry") };
    let json = log.open.as_ref().unwrap().to_json().replace("one", to);
    log.open = Some(convlog_core::Entry::of_original(&json, row.item.time).unwrap());
    NewVersion { row, only_guard: false, is_told: false }
}

/// A newer version is what everybody sees from then on, also after a restart; one that was made from another than the
/// newest is not put.
pub async fn a_version_is_put_only_over_what_it_was_made_from(harness: &dyn Harness) {
    {
        let (world, store) = opened(harness).await;
        let of = of(&world, "c");
        let all = rows(&*store, &of, RowFilter::Open, true, 9).await;
        let row = all.iter().find(|row| row.item.identity.seq == 1).unwrap();
        assert_eq!(store.replace(&of, vec![rewritten(row, "uno")]).await.unwrap(), 1);
        assert_eq!(store.replace(&of, vec![rewritten(row, "eins")]).await.unwrap(), 0, "there is a newer one");
        let elsewhere = self::of(&world, "d");
        assert_eq!(store.replace(&elsewhere, vec![rewritten(row, "eins")]).await.unwrap(), 0);
        let unopened = rows(&*store, &of, RowFilter::Open, false, 9).await;
        let row = unopened.iter().find(|row| row.item.identity.seq == 1).unwrap();
        assert_eq!(store.replace(&of, vec![rewritten(row, "eins")]).await.unwrap(), 0, "it would lose what is sealed");
    }
    let world = World::open(harness).await;
    let open = shown(world.get(&world.reader, "c").await.as_ref());
    assert!(open.contains("uno") && !open.contains("one\"") && !open.contains("Kestrel"), "{open}");
    let complete = shown(world.get(&world.pii_reader, "c").await.as_ref());
    assert!(complete.contains("Kestrel 7"), "{complete}");
}

/// What was read before it was deleted cannot be put back: neither a conversation nor what was personal in it.
pub async fn what_was_deleted_comes_back_by_no_version(harness: &dyn Harness) {
    let (world, store) = opened(harness).await;
    let of = of(&world, "c");
    let before = rows(&*store, &of, RowFilter::Open, true, 9).await;
    let row = before.iter().find(|row| row.item.identity.seq == 1).unwrap();
    let deletion = |part, unless_since| Deletion { of: of.clone(), part, unless_since };
    let received_at = Timestamp::from_micros(900_000_000);
    let kept = store.delete(vec![deletion(DeletionScope::Whole, Some(received_at))]).await.unwrap();
    assert_eq!(kept, [false], "something has arrived since");
    let gone = store
        .delete(vec![deletion(DeletionScope::Personal, Some(NOW)), deletion(DeletionScope::Personal, Some(NOW))])
        .await;
    assert!(gone.unwrap()[0]);
    while store.purge(NOW).await.unwrap() {}
    assert_eq!(store.replace(&of, vec![rewritten(row, "uno")]).await.unwrap(), 0);
    let complete = shown(world.get(&world.pii_reader, "c").await.as_ref());
    assert!(complete.contains("one") && !complete.contains("Kestrel") && !complete.contains("two"), "{complete}");
    let row =
        rows(&*store, &of, RowFilter::Open, true, 9).await.into_iter().find(|row| row.item.identity.seq == 1).unwrap();
    assert_eq!(store.delete(vec![deletion(DeletionScope::Whole, None)]).await.unwrap(), [true]);
    assert!(world.get(&world.pii_reader, "c").await.is_none());
    assert_eq!(store.replace(&of, vec![rewritten(&row, "uno")]).await.unwrap(), 0);
    assert_eq!(
        store.delete(vec![deletion(DeletionScope::Whole, None)]).await.unwrap(),
        [false],
        "there is none any more"
    );
}

/// Rows that other rules made than those of now are found, and are not any more once only that was noted.
pub async fn rows_are_made_by_rules(harness: &dyn Harness) {
    let (world, store) = opened(harness).await;
    let of = of(&world, "c");
    let mark = |policy| Guard::from(policy).mark();
    let stale = async |policy| rows(&*store, &of, RowFilter::Stale { policy, mark: mark(policy) }, true, 2).await;
    // They came under a guard that hides.
    assert!(stale(GuardPolicy::Redact).await.is_empty());
    let old = stale(GuardPolicy::Off).await;
    assert_eq!(old.len(), 4);
    let again = old.into_iter().map(|mut row| {
        match &mut row.item.body {
            Body::Log(log) => log.guard = mark(GuardPolicy::Off),
            Body::Fields(fields) => fields.guard = mark(GuardPolicy::Off),
        }
        NewVersion { row, only_guard: true, is_told: false }
    });
    assert_eq!(store.replace(&of, again.collect()).await.unwrap(), 4);
    assert_eq!(stale(GuardPolicy::Redact).await.len(), 4);
    let sealed = stale(GuardPolicy::Off).await;
    assert!(sealed.len() == 2 && sealed.iter().all(|row| original(row).is_some()), "they may be known values");
}
