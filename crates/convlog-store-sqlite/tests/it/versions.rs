//! Stores that earlier versions wrote.
//!
//! A fixture is the SQL that makes the databases, as `sqlite3 records.db .dump` writes it, and what each reader saw.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use convlog_conformance::World;
use convlog_conformance::world::{self, NOW, everything, in_step, producer, shown};
use convlog_core::view::UNFINISHED_AFTER_MICROS;
use convlog_core::{ClockFault, ClockRecord, KnownPolicy, ProjectId, PromotedField, Timestamp, guard};
use convlog_store::known_time;
use convlog_store::seal::MasterKey;
use convlog_store::{
    Control, Filter, GuardPolicy, KeyHash, Outcome, Permission, Permissions, PiiGrant, ProjectSettings, Scope, Search,
    SessionId, Sessions,
};
use convlog_store_sqlite::{SqliteConfig, SqliteControl, SqliteStore};

/// The master key of every fixture.
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

const LINES: [&str; 7] = [
    r#"{"type":"conversation","conversation_id":"c","timestamp":"2025-01-01T10:00:00Z","environment":"live","channel":"VOICE-SIP","direction":"inbound","from_number":"+44 7700 900123"}"#,
    r#"{"type":"turn","conversation_id":"c","timestamp":"2025-01-01T10:00:01Z","turn_id":"00112233445566778899aabbccddeeff","user_input":"a table for two"}"#,
    r#"{"type":"function_event","conversation_id":"c","timestamp":"2025-01-01T10:00:02Z","function_event_id":"6f9619ff-8b86-d011-b42d-00cf4fc964ff","turn_id":"00112233445566778899aabbccddeeff","name":"book","arguments":{"phone":"+44 7700 900123","party":2},"pii":["/arguments/phone"]}"#,
    r#"{"type":"log","conversation_id":"c","turn_id":"00112233445566778899aabbccddeeff","function_event_id":"6f9619ff-8b86-d011-b42d-00cf4fc964ff","entry":{"level":"warning","content":"quota almost used","is_pii":false,"timestamp":"2025-01-01T10:00:03Z","logger":"conversation_logger","left":5}}"#,
    r#"{"type":"log","conversation_id":"c","turn_id":"t2","entry":{"level":"info","content":"calling","is_pii":false,"timestamp":"2025-01-01T10:00:04.000001Z","logger":"other","who":{"name":"Ada"}},"pii":["/entry/who/name"]}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"error","content":"wrong birth date","is_pii":true,"timestamp":"2025-01-01T10:00:05Z"}}"#,
    r#"{"type":"producer","host":"agent-1","pid":17,"timestamp":"2025-01-01T10:00:06Z"}"#,
];

async fn open(data_dir: &Path) -> World {
    let store = SqliteStore::open(SqliteConfig::new(data_dir), MasterKey::parse(KEY).ok()).unwrap();
    World::in_project(Arc::new(store), "front-desk").await
}

/// What a migration reads off the records of an earlier version: an error, and the newest word on a hand-off.
#[test]
fn a_migration_fills_what_lists_filter_by() {
    let database = rusqlite::Connection::open_in_memory().unwrap();
    database.execute_batch(include_str!("../fixtures/v1/records.sql")).unwrap();
    for (seq, time, kind, fields) in [
        (8, 20, 3, r#"{"function_event_id":"f","error":{"type":"E"}}"#),
        (9, 30, 1, r#"{"handoff":true}"#),
        (10, 10, 1, r#"{"handoff":false}"#),
    ] {
        let insert = "INSERT INTO records (conversation, kind, producer, seq, time, received_at, fields) \
                      VALUES (1, ?1, 1, ?2, ?3, 0, ?4)";
        database.execute(insert, rusqlite::params![kind, seq, time, fields]).unwrap();
    }
    database.execute_batch(include_str!("../../src/migrations/records/2.sql")).unwrap();
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found: (i64, i64, i64) =
        database.query_row("SELECT failed, handoff, concern FROM conversations", [], row).unwrap();
    assert_eq!(found, (1, 1, 3));
}

/// What was stored before bytes were counted counts as what arrives today.
#[tokio::test]
async fn a_migration_counts_the_bytes_of_what_is_there() {
    let (old, new) = (version_1(), tempfile::tempdir().unwrap());
    let bytes = async |world: &World| world.store.stored_bytes(world.admin.account()).await.unwrap();
    let before = bytes(&open(old.path()).await).await;
    let world = open(new.path()).await;
    world.send(&LINES).await;
    assert_eq!(before, bytes(&world).await);
    assert!(before[0].1 > 6 * 128, "{before:?}");
}

fn version_1() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, sql) in [
        ("records.db", include_str!("../fixtures/v1/records.sql")),
        ("control.db", include_str!("../fixtures/v1/control.sql")),
    ] {
        let database = rusqlite::Connection::open(directory.path().join(name)).unwrap();
        database.execute_batch(sql).unwrap();
        database.pragma_update(None, "user_version", 1).unwrap();
    }
    directory
}

/// A directory that knows no time yet takes the first for known, and removes by age after a day of running.
#[tokio::test]
async fn a_store_of_version_1_retains_after_a_day_of_running() {
    let directory = version_1();
    let world = open(directory.path()).await;
    let settings = ProjectSettings { retention_days: Some(30), ..ProjectSettings::default() };
    world::put_project(&*world.store, world.admin.account(), &world.project, settings).await;
    let start = Timestamp::parse("2027-01-01T00:00:00Z").unwrap().as_micros();
    for (hours, expected) in [(0, 1), (1, 1), (23, 1), (24, 0)] {
        world.tend(in_step(Timestamp::from_micros(start + hours * 3_600_000_000))).await;
        assert_eq!(world.list(&world.reader, &everything()).await.total, Some(expected), "{hours} hours");
    }
}

/// Brings a database of a directory to a version by the steps that lead there, and puts something into it.
fn advance(directory: &Path, name: &str, steps: &[&str], inserts: &str) {
    let database = rusqlite::Connection::open(directory.join(name)).unwrap();
    steps.iter().for_each(|step| database.execute_batch(step).unwrap());
    database.execute_batch(inserts).unwrap();
    database.pragma_update(None, "user_version", steps.len() as i64 + 1).unwrap();
}

/// What an earlier version kept in tables of their own is taken over: how far a rescan came, which goes on there, what is
/// known of time, and what somebody has confirmed.
#[tokio::test]
async fn what_passes_had_kept_in_tables_is_taken_over() {
    let directory = version_1();
    let records = [
        include_str!("../../src/migrations/records/2.sql"),
        include_str!("../../src/migrations/records/3.sql"),
        include_str!("../../src/migrations/records/4.sql"),
        include_str!("../../src/migrations/records/5.sql"),
        include_str!("../../src/migrations/records/6.sql"),
        include_str!("../../src/migrations/records/7.sql"),
        include_str!("../../src/migrations/records/8.sql"),
    ];
    // Its first entry was read again, and nothing behind it.
    let rescan = format!(
        "INSERT INTO rescans (project, policy, version, dry_run, started_at, conversations, rows_read, conversations_to, \
         at_conversation, at_entry) VALUES (1, 'redact', {}, 0, 7, 1, 40, 1, 1, 1)",
        guard::VERSION
    );
    advance(directory.path(), "records.db", &records, &rescan);
    let control = [
        include_str!("../../src/migrations/control/2.sql"),
        include_str!("../../src/migrations/control/3.sql"),
        include_str!("../../src/migrations/control/4.sql"),
        include_str!("../../src/migrations/control/5.sql"),
    ];
    let time = "INSERT INTO clock VALUES (1, 11, 22, 'jumped', -5, 3, 7); \
                INSERT INTO clock_confirmations VALUES (1, 3, 100, 200); \
                INSERT INTO removal_confirmations VALUES ('acme', 'front-desk', 'conversations', 4, 9, 8, 2);";
    advance(directory.path(), "control.db", &control, time);
    {
        let control = SqliteControl::open(directory.path()).unwrap();
        let known = known_time::known(&control).await.unwrap().unwrap();
        let expected = ClockRecord {
            last_known: Timestamp::from_micros(11),
            uptime: Duration::from_micros(22),
            fault: Some(ClockFault::Jumped(-5)),
            confirmation: 3,
        };
        assert_eq!((known.record, known.audit_days), (expected, Some(7)));
        let given = known_time::confirmed(&control).await.unwrap().removals;
        assert_eq!((given.len(), given[0].before, given[0].days), (1, Timestamp::from_micros(9), 2));
    }
    let world = open(directory.path()).await;
    let administration = world.admin.administer(&world.project).unwrap();
    let rescanned = world.store.rescanned(&administration).await.unwrap().unwrap();
    assert_eq!(
        (rescanned.rows_read, rescanned.started_at, rescanned.finished_at),
        (40, Timestamp::from_micros(7), None)
    );
    world.tend(in_step(NOW)).await;
    let rescanned = world.store.rescanned(&administration).await.unwrap().unwrap();
    // It says nothing of the project's rules that rows were read by, so it begins anew.
    assert_eq!((rescanned.rows_read, rescanned.conversations_done), (5, 1), "{rescanned:?}");
    assert!(rescanned.finished_at.is_some());
}

/// Keys, projects and sessions that lay in tables of their own are the same as documents.
#[tokio::test]
async fn keys_projects_and_sessions_are_taken_over() {
    let directory = version_1();
    let control = [
        include_str!("../../src/migrations/control/2.sql"),
        include_str!("../../src/migrations/control/3.sql"),
        include_str!("../../src/migrations/control/4.sql"),
        include_str!("../../src/migrations/control/5.sql"),
        include_str!("../../src/migrations/control/6.sql"),
    ];
    let (hash, id) = ("01".repeat(32), "ab".repeat(32));
    let inserts = format!(
        "INSERT INTO keys VALUES (17, 'key_17', X'{hash}', 'a \"label\"', 'acme', 'front-desk sales', 'ingest read', 5, 6, 7, \
         8, 'a complaint'); \
         INSERT INTO projects VALUES ('acme', 'sales', 9, 'warn', 'turn.user_input log.entry', 90, 7, 'producer', 30); \
         INSERT INTO sessions VALUES (X'{id}', X'{hash}', 11);"
    );
    advance(directory.path(), "control.db", &control, &inserts);
    let control = SqliteControl::open(directory.path()).unwrap();
    let key = control.find_key(&KeyHash([1; 32])).await.unwrap().unwrap();
    let at = Timestamp::from_micros;
    assert_eq!(
        (key.id.0.as_str(), key.label.as_deref(), key.account.as_str()),
        ("key_17", Some("a \"label\""), "acme")
    );
    assert_eq!(key.scope, Scope::Projects(["front-desk", "sales"].map(|id| ProjectId::new(id).unwrap()).to_vec()));
    assert_eq!(key.permissions, Permissions::new([Permission::Ingest, Permission::Read]));
    assert_eq!((key.created_at, key.expires_at, key.revoked_at), (at(5), Some(at(6)), Some(at(7))));
    assert_eq!(key.pii_grant, Some(PiiGrant::new(at(8), "a complaint").unwrap()));
    assert_eq!(control.keys(None).await.unwrap().last(), Some(&key));
    let projects = control.projects(None).await.unwrap();
    let sales = projects.iter().find(|project| project.id.as_str() == "sales").unwrap();
    let settings = ProjectSettings {
        guard: GuardPolicy::Warn,
        known: KnownPolicy::Producer,
        raised: ["turn.user_input", "log.entry"].map(|field| PromotedField::parse(field).unwrap()).to_vec(),
        retention_days: Some(90),
        pii_retention_days: Some(7),
        key_lifetime_days: Some(30),
        ..ProjectSettings::default()
    };
    assert_eq!((projects.len(), sales.created_at, &sales.settings), (2, at(9), &settings));
    let session = SessionId([0xab; 32]);
    assert!(
        control.has_session(&session, at(10)).await.unwrap() && !control.has_session(&session, at(11)).await.unwrap()
    );
    let made = world::key(&control, "acme", world::only("front-desk"), &[Permission::Read]).await;
    assert_eq!(made.id().0, "key_18", "numbers go on");
}

#[tokio::test]
async fn a_store_of_version_1_opens_and_shows_what_it_showed() {
    let directory = version_1();
    let world = open(directory.path()).await;
    let (reader, pii_reader) = (world.get(&world.reader, "c").await, world.get(&world.pii_reader, "c").await);
    assert_eq!(shown(reader.as_ref()), include_str!("../fixtures/v1/reader.txt"));
    assert_eq!(shown(pii_reader.as_ref()), include_str!("../fixtures/v1/pii_reader.txt"));
    assert_eq!(world.list(&world.reader, &everything()).await.total, Some(1));
    let search = |filter| Search { filter, limit: 9, ..Search::default() };
    for (filter, expected) in [
        (Filter { has_warnings: true, ..Filter::default() }, 1),
        (Filter { has_errors: true, ..Filter::default() }, 0),
        (Filter { handoff: Some(false), ..Filter::default() }, 1),
    ] {
        let search = search(filter);
        let found = world.store.search(&world.sight(&world.reader), &search, NOW).await.unwrap();
        assert_eq!(found.rows.len(), expected, "{search:?}");
    }
    // Its hidden error is opened once to be counted, and its function is found once it cannot finish any more.
    let errors = search(Filter { has_errors: true, ..Filter::default() });
    let later = Timestamp::from_micros(NOW.as_micros() + UNFINISHED_AFTER_MICROS);
    for (key, now, expected) in [
        (&world.reader, NOW, None),
        (&world.pii_reader, NOW, Some((0, 1, 3))),
        (&world.reader, later, Some((1, 0, 2))),
        (&world.pii_reader, later, Some((1, 1, 3))),
    ] {
        let found = world.store.search(&world.sight(key), &errors, now).await.unwrap();
        let counts = found.rows.first().map(|row| row.counts);
        assert_eq!(counts.map(|of| (of.failed_functions, of.errors, of.entries)), expected);
    }
    assert_eq!(world.store.keys(None).await.unwrap().len(), 7);
    assert_eq!(world.send_as(producer(1), 1, &LINES).await, [Outcome::Duplicate; 7]);
    assert_eq!(world.send_as(producer(1), 8, &LINES[3..4]).await, [Outcome::Stored]);
    assert_eq!(world.get(&world.reader, "c").await.unwrap().entries().count(), 3);
}
