//! Marks: what a reader says afterwards is personal is hidden as if it had been flagged, and comes back as it was.

use convlog_core::view::LogEntry;
use convlog_core::{GuardPolicy, Identity, KnownPolicy, Pointer, PublicId, RecordType, Timestamp};
use convlog_store::search::Search;
use convlog_store::{
    ConversationPart, Mark, MarkId, MarkRequest, MarkScope, Marker, NotMarked, Permission, ProjectSettings, VerifiedKey,
};

use crate::Harness;
use crate::erase::settle;
use crate::world::{self, NOW, World, conversation_id, everything, key, only, producer, record, shown};

/// Returns what may mark the conversation `c`.
pub fn marker(world: &World) -> Marker {
    world.pii_reader.marker(&world.project, &conversation_id("c")).unwrap()
}

/// Returns the public id of a record of a producer.
pub fn entry(n: u8, seq: u64) -> PublicId {
    Identity { producer: producer(n), seq }.public_id()
}

pub(crate) fn line(seq: u64) -> ConversationPart {
    ConversationPart::Entry(entry(1, seq))
}

pub(crate) fn turn() -> ConversationPart {
    ConversationPart::Thing(RecordType::Turn, "t".into())
}

pub(crate) fn field(place: &str) -> MarkScope {
    MarkScope::Field(Pointer::parse(place).unwrap())
}

pub(crate) fn value(text: &str) -> MarkScope {
    MarkScope::value(text)
}

pub(crate) async fn mark(world: &World, part: ConversationPart, what: MarkScope) -> Mark {
    let marked = world.store.mark(&marker(world), &MarkRequest { part, what }, NOW).await.unwrap();
    marked.unwrap()
}

pub(crate) async fn unmark(world: &World, mark: &Mark) {
    assert_eq!(world.store.unmark(&marker(world), &mark.id).await.unwrap(), Some(true));
}

pub(crate) async fn seen(world: &World, key: &VerifiedKey) -> String {
    shown(world.get(key, "c").await.as_ref())
}

/// Returns all that a reader is told of a project's conversations: their rows, counts and pages, at several times.
async fn told(world: &World, key: &VerifiedKey) -> String {
    let mut out = String::new();
    for second in [905, 925, 1000, 1900, 4000] {
        let now = Timestamp::from_micros(second * 1_000_000);
        let search = Search { limit: 100, with_total: true, with_turns: true, ..Search::default() };
        let found = world.store.search(&world.sight(key), &search, now).await.unwrap();
        for row in &found.rows {
            out += &format!("{} {:?}\n", shown(Some(&row.conversation)), row.counts);
        }
        let whole = world.store.conversation(&world.sight(key), &conversation_id("c"), now).await.unwrap();
        out += &format!("{:?} {}\n", found.total, shown(whole.as_ref()));
        let page = world.store.conversations(&world.sight(key), &everything(), now).await.unwrap();
        out += &format!("{:?} {:?}\n", page.total, page.conversations.iter().map(|row| &row.id).collect::<Vec<_>>());
        let producers = world.store.producers(&world.sight(key), &conversation_id("c")).await.unwrap();
        out += &format!("{}\n", serde_json::to_string(&producers).unwrap());
        let headline = world.store.headline(&world.sight(key), &conversation_id("c"), now).await.unwrap();
        out += &format!("{:?}\n", headline.map(|found| (found.listed.counts, found.explained)));
        let outline = world.store.outline(&world.sight(key), &conversation_id("c"), now).await.unwrap();
        let marks = outline.iter().flat_map(|outline| outline.entries()).map(|mark| (mark.id(), mark.time, mark.level));
        out += &format!("{:?}\n", marks.collect::<Vec<_>>());
    }
    out
}

/// A line of producer 2 that is alone: the first, the last, the worst, in a turn and a function that nobody else names.
fn lone(flag: &str) -> [String; 2] {
    [
        format!(
            r#"{{"type":"log","conversation_id":"c","turn_id":"t0","function_event_id":"f0","entry":{{"level":"error","content":"first of zeb","timestamp":"2025-01-01T09:00:00Z"{flag}}}}}"#
        ),
        format!(
            r#"{{"type":"log","conversation_id":"c","turn_id":"t9","entry":{{"level":"warning","content":"last","logger":"other","timestamp":"2025-01-01T11:00:00.5Z","x":1.50{flag}}}}}"#
        ),
    ]
}

/// Sends a conversation whose lines of producer 2 arrive last.
async fn send_lines(world: &World, flag: &str, others: &[&str]) {
    let mut batch = world.batch(890);
    for (line, seq) in others.iter().zip(1..) {
        batch.push(record(line), Identity { producer: producer(1), seq }).unwrap();
    }
    world.store.append(batch).await.unwrap();
    let process = r#"{"type":"producer","timestamp":"2025-01-01T09:00:00Z","host":"lone"}"#;
    let mut batch = world.batch(880);
    batch.push(record(process), Identity { producer: producer(2), seq: 9 }).unwrap();
    world.store.append(batch).await.unwrap();
    for (line, seq) in lone(flag).iter().zip(1..) {
        let mut batch = world.batch(899 + seq as i64);
        batch.push(record(line), Identity { producer: producer(2), seq }).unwrap();
        world.store.append(batch).await.unwrap();
    }
}

/// After a line was marked every reader is told what he would be told had its sender flagged it; taken back, what he was
/// told before. So it is of the first line, the last, the worst, and of the only ones there are.
pub async fn a_marked_line_leaves_no_trace(harness: &dyn Harness) {
    let store = harness.open().await;
    let own =
        r#"{"type":"conversation","conversation_id":"c","timestamp":"2025-01-01T10:00:00Z","environment":"live"}"#;
    let log = r#"{"type":"log","conversation_id":"c","turn_id":"t1","entry":{"level":"info","content":"open","timestamp":"2025-01-01T10:00:01Z"}}"#;
    let ended = r#"{"type":"function_event","conversation_id":"c","function_event_id":"f1","turn_id":"t1","timestamp":"2025-01-01T10:00:02Z","ended_at":"2025-01-01T10:00:03Z"}"#;
    let going_on = r#"{"type":"function_event","conversation_id":"c","function_event_id":"f2","turn_id":"t1","timestamp":"2025-01-01T10:00:02Z"}"#;
    for (round, others) in [&[own, log, ended, going_on][..], &[log], &[own], &[]].into_iter().enumerate() {
        let [open, flagged, marked] = ["open", "flagged", "marked"].map(|name| format!("{name}-{round}"));
        let open = World::in_project(store.clone(), &open).await;
        let flagged = World::in_project(store.clone(), &flagged).await;
        let marked = World::in_project(store.clone(), &marked).await;
        send_lines(&open, "", others).await;
        send_lines(&flagged, r#","is_pii":true"#, others).await;
        send_lines(&marked, "", others).await;
        let before = told(&open, &open.reader).await;
        assert_eq!(told(&marked, &marked.reader).await, before, "{round}");
        let marks = [1, 2].map(|seq| mark(&marked, ConversationPart::Entry(entry(2, seq)), MarkScope::Whole));
        let [first, second] = marks;
        let (first, second) = (first.await, second.await);
        assert_eq!(told(&marked, &marked.reader).await, told(&flagged, &flagged.reader).await, "{round}");
        assert_eq!(marked.get(&marked.reader, "c").await.is_some(), !others.is_empty());
        let view = marked.get(&marked.pii_reader, "c").await.unwrap();
        let personal: Vec<&LogEntry> = view.entries().filter(|entry| !entry.findings.is_empty()).collect();
        assert_eq!(personal.len(), 2);
        assert!(personal.iter().all(|entry| entry.findings[0].path.is_empty() && entry.findings[0].rule == "marked"));
        unmark(&marked, &second).await;
        unmark(&marked, &first).await;
        for (one, other) in [(&marked.reader, &open.reader), (&marked.pii_reader, &open.pii_reader)] {
            assert_eq!(told(&marked, one).await, told(&open, other).await, "{round}");
        }
        assert_eq!(marked.store.list_marks(&marker(&marked)).await.unwrap(), []);
    }
}

/// A marked field reads as a flagged one does, in its record, in others about the same thing, and in those that come later.
pub async fn a_marked_field_is_hidden_like_a_flagged_one(harness: &dyn Harness) {
    let store = harness.open().await;
    let lines = |pii: &str, seq: u8| {
        let at = format!(r#""conversation_id":"c","timestamp":"2025-01-01T10:00:0{seq}Z""#);
        [
            format!(
                r#"{{"type":"turn",{at},"turn_id":"t","entities":{{"who":"zq{seq}","n":[1,2]}},"user_input":"v{seq}"{}}}"#,
                pii.replace("AT", "/entities/who")
            ),
            format!(
                r#"{{"type":"log",{at},"entry":{{"level":"info","content":"x","who":{{"a":"zq","b":1}}}}{}}}"#,
                pii.replace("AT", "/entry/who/a")
            ),
        ]
    };
    let [flagged, marked] = ["flagged", "marked"].map(|name| World::in_project(store.clone(), name));
    let (flagged, marked) = (flagged.await, marked.await);
    let send = async |world: &World, pii: &str, seq: u8| {
        let lines = lines(pii, seq);
        let [turn, log] = [lines[0].as_str(), lines[1].as_str()];
        world.send_as(producer(1), u64::from(seq) * 10, &[turn, log]).await;
    };
    send(&flagged, r#","pii":["AT"]"#, 1).await;
    send(&marked, "", 1).await;
    mark(&marked, turn(), field("/entities/who")).await;
    mark(&marked, line(11), field("/who/a")).await;
    assert_eq!(seen(&marked, &marked.reader).await, seen(&flagged, &flagged.reader).await);
    // Later ones: of the turn, and a copy of what is there.
    send(&flagged, "", 2).await;
    send(&marked, "", 2).await;
    send(&flagged, "", 1).await;
    send(&marked, "", 1).await;
    assert_eq!(seen(&marked, &marked.reader).await, seen(&flagged, &flagged.reader).await);
    let view = marked.get(&marked.pii_reader, "c").await.unwrap();
    let at: Vec<_> = view.turns.iter().flat_map(|turn| &turn.fields.personal).collect();
    assert_eq!(
        at.iter().map(|it| (it.path.as_str(), it.rule.as_ref())).collect::<Vec<_>>(),
        [("/entities/who", "marked")]
    );
    // It rests sealed in each of the records.
    let of = marker(&marked).place().clone();
    let query = convlog_store::records::RowQuery {
        only: convlog_store::records::RowFilter::Any,
        after: None,
        sealed: false,
        limit: 100,
    };
    let rows = format!("{:?}", marked.store.rows(&of, &query).await.unwrap().rows);
    assert!(!rows.contains("zq1") && !rows.contains("zq2"), "{rows}");
}

/// A marked value is hidden in what its sender wrote, earlier and later and in other spellings, and in nothing that
/// another key sent: who sends with it must not be told whether he guessed right.
pub async fn a_marked_value_is_hidden_wherever_its_sender_wrote_it(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let other = key(&*world.store, "acme", only("front-desk"), &[Permission::Ingest]).await;
    let guess = async |seq| {
        let mut batch = other.begin_batch(NOW).unwrap();
        let line = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"is it zeb quill"}}"#;
        batch.push(record(line), Identity { producer: producer(9), seq }).unwrap();
        world.store.append(batch).await.unwrap();
    };
    guess(1).await;
    world
        .send(&[
            r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"zeb quill called","x":["Quill, Zeb"],"zeb quill":1}}"#,
            r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"here is zeb%20quill"}"#,
            r#"{"type":"log","conversation_id":"d","entry":{"level":"info","content":"zeb quill"}}"#,
        ])
        .await;
    let made = mark(&world, line(1), value("Zeb Quill")).await;
    let later = r#"{"type":"log","conversation_id":"c","entry":{"level":"error","content":"ZEB  QUILL again"}}"#;
    world.send_as(producer(3), 1, &[later]).await;
    guess(2).await;
    let open = seen(&world, &world.reader).await;
    for part in [
        r#""[redacted] called""#,
        r#""x":["[redacted]"]"#,
        r#""zeb quill":1"#,
        r#""here is [redacted]""#,
        r#""[redacted] again""#,
    ] {
        assert!(open.contains(part), "{part} in {open}");
    }
    assert_eq!(open.matches("is it zeb quill").count(), 2, "{open}");
    assert!(shown(world.get(&world.reader, "d").await.as_ref()).contains("zeb quill"), "of one conversation alone");
    let search = Search {
        content: convlog_store::ContentFilter { text: Some("here is zeb".into()), ..Default::default() },
        limit: 9,
        ..Search::default()
    };
    let found = world.store.search(&world.sight(&world.reader), &search, NOW).await.unwrap();
    assert!(found.rows.is_empty());
    assert!(seen(&world, &world.pii_reader).await.contains("ZEB  QUILL again"));
    unmark(&world, &made).await;
    let open = seen(&world, &world.reader).await;
    assert!(!open.contains("[redacted]") && open.contains("ZEB  QUILL again"), "{open}");
    for one in [&world.reader, &world.admin, &other] {
        assert!(one.marker(&world.project, &conversation_id("c")).is_none(), "it takes read, pii and annotate");
    }
}

pub(crate) async fn decide(world: &World, guard: GuardPolicy, known: KnownPolicy) {
    let settings = ProjectSettings { guard, known, ..ProjectSettings::default() };
    world::put_project(&*world.store, world.reader.account(), &world.project, settings).await;
}

/// Sends a line as a server does: under the policies that hold now.
pub(crate) async fn send_under(world: &World, guard: GuardPolicy, known: KnownPolicy, seq: u64, line: &str) {
    let mut batch = world.batch(900);
    let reading = convlog_core::ParseContext::guarded(Timestamp::default(), guard);
    let read = convlog_core::Record::parse(line, &reading).unwrap();
    batch.push(read, Identity { producer: producer(1), seq }).unwrap();
    batch.compare_known(|_| known);
    world.store.append(batch).await.unwrap();
}

/// A mark is no finding: it holds where the guard and known values are off, and a rescan leaves it.
pub async fn marks_hold_whatever_the_project_hides(harness: &dyn Harness) {
    let world = World::open(harness).await;
    decide(&world, GuardPolicy::Off, KnownPolicy::Off).await;
    let send = async |seq, content: &str| {
        let line = format!(
            r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"{content}","mail":"ada@canary.example"}}}}"#
        );
        send_under(&world, GuardPolicy::Off, KnownPolicy::Off, seq, &line).await;
    };
    send(1, "zeb quill called").await;
    send(2, "a line").await;
    send(3, "a field").await;
    mark(&world, line(1), value("zeb quill")).await;
    mark(&world, line(2), MarkScope::Whole).await;
    mark(&world, line(3), field("/mail")).await;
    send(4, "zeb quill again").await;
    let open = seen(&world, &world.reader).await;
    assert!(!open.contains("zeb quill") && !open.contains("a line"), "{open}");
    assert_eq!(open.matches("ada@canary.example").count(), 2, "{open}");
    let rescan = async || {
        let administration = world.admin.administer(&world.project).unwrap();
        world.store.rescan(&administration, false, NOW).await.unwrap();
        settle(&world, NOW).await;
        seen(&world, &world.reader).await
    };
    assert_eq!(rescan().await, open);
    decide(&world, GuardPolicy::Redact, KnownPolicy::IngestKey).await;
    let hidden = rescan().await;
    assert_eq!(hidden, open.replace("ada@canary.example", "[redacted]"));
    decide(&world, GuardPolicy::Off, KnownPolicy::Off).await;
    assert_eq!(rescan().await, open);
}

/// What is not there, or is open to every reader anyway, is refused, and nothing is stored of it. What is marked already is
/// the same mark.
pub async fn only_what_is_there_can_be_marked(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world
        .send(&[
            r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"zeb quill","a":{"b":1},"id":7}}"#,
            r#"{"type":"turn","conversation_id":"c","turn_id":"t","number":3,"user_input":"hello"}"#,
        ])
        .await;
    let try_to = async |part: ConversationPart, what: MarkScope| {
        world.store.mark(&marker(&world), &MarkRequest { part, what }, NOW).await.unwrap()
    };
    for (part, what, why) in [
        (line(9), MarkScope::Whole, NotMarked::NoPart),
        (ConversationPart::Thing(RecordType::Span, "t".into()), field("/input"), NotMarked::NoPart),
        (turn(), MarkScope::Whole, NotMarked::CannotBeHidden),
        (turn(), field("/number"), NotMarked::CannotBeHidden),
        (turn(), field("/agent_response"), NotMarked::NotThere),
        (line(1), field("/level"), NotMarked::CannotBeHidden),
        (line(1), field("/a/c"), NotMarked::NotThere),
        (line(1), field(""), NotMarked::CannotBeHidden),
        (line(1), value("somebody else"), NotMarked::NotThere),
        (line(1), value("zeb quil"), NotMarked::NotThere),
        (line(1), value(" 7 "), NotMarked::TooShort),
        (line(1), value(&"zeb quill".repeat(200)), NotMarked::TooShort),
    ] {
        assert_eq!(try_to(part, what.clone()).await, Err(why), "{what:?}");
    }
    let of = marker(&world).place().clone();
    assert_eq!(world.store.marks(&of).await.unwrap(), []);
    for (part, what) in [(line(1), field("/a")), (line(1), value("zeb quill")), (turn(), field("/user_input"))] {
        let first = mark(&world, part.clone(), what.clone()).await;
        assert_eq!(mark(&world, part, what).await.id, first.id);
    }
    assert_eq!(world.store.list_marks(&marker(&world)).await.unwrap().len(), 3);
    assert_eq!(world.store.unmark(&marker(&world), &MarkId([7; 16])).await.unwrap(), None);
}
