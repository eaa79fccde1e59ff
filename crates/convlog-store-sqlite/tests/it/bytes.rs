//! How many bytes records take: sums that are kept, against counting again, whatever happened to the records.

use std::path::Path;
use std::sync::Arc;

use convlog_conformance::World;
use convlog_conformance::world::{self, NOW, conversation_id, in_step, producer};
use convlog_core::{Identity, KnownPolicy, Moment, ParseContext, Record, Timestamp};
use convlog_store::{ErasureValue, GuardPolicy, ProjectSettings, Target};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::{beside, open};

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
const CHANGES: usize = 400;

#[derive(Clone, Debug)]
enum Change {
    Send { conversation: usize, kinds: Vec<u8>, name: u8, bytes: usize },
    SendAgain,
    Policy(GuardPolicy),
    Rescan,
    Erase(usize),
    EraseValue(u8),
    DaysPass(i64),
    Maintenance,
    Restart,
}

fn change() -> impl Strategy<Value = Change> {
    let policy = prop::sample::select(vec![GuardPolicy::Off, GuardPolicy::Warn, GuardPolicy::Redact]);
    let send = (0..5usize, prop::collection::vec(0..7u8, 1..8), 0..4u8, 0..3000usize);
    prop_oneof![
        12 => send.prop_map(|(conversation, kinds, name, bytes)| Change::Send { conversation, kinds, name, bytes }),
        1 => Just(Change::SendAgain),
        2 => policy.prop_map(Change::Policy),
        2 => Just(Change::Rescan),
        2 => (0..5usize).prop_map(Change::Erase),
        1 => (0..4u8).prop_map(Change::EraseValue),
        2 => (1..40i64).prop_map(Change::DaysPass),
        4 => Just(Change::Maintenance),
        1 => Just(Change::Restart),
    ]
}

/// Returns a value that is personal where a record flags it, and may stand openly in others.
fn personal(name: u8) -> String {
    format!("Example Jane {name}{name}{name}")
}

fn line(conversation: &str, kind: u8, name: u8, bytes: usize) -> String {
    let (of, name, text) = (format!(r#""conversation_id":"{conversation}""#), personal(name), "x".repeat(bytes));
    match kind {
        0 => format!(r#"{{"type":"log",{of},"entry":{{"level":"info","content":"{text} 07700 900123 and {name}"}}}}"#),
        1 => format!(r#"{{"type":"log",{of},"entry":{{"level":"error","content":"{text}","is_pii":true}}}}"#),
        2 => format!(
            r#"{{"type":"log",{of},"entry":{{"level":"info","content":"{text}","who":"{name}"}},"pii":["/entry/who"]}}"#
        ),
        3 => format!(r#"{{"type":"turn",{of},"turn_id":"t","user_input":"{text} {name}"}}"#),
        4 => format!(r#"{{"type":"turn",{of},"turn_id":"u","user_input":"{name}","user_input_dtmf":"{text}"}}"#),
        5 => format!(
            r#"{{"type":"function_event",{of},"function_event_id":"f","arguments":{{"who":"{name}"}},"pii":["/arguments/who"]}}"#
        ),
        _ => format!(
            r#"{{"type":"conversation",{of},"direction":"inbound","from_number":"+44 7700 900123","channel":"{}"}}"#,
            bytes % 3
        ),
    }
}

/// A store to which things happen.
struct Changing<'a> {
    directory: &'a Path,
    world: Option<World>,
    now: Moment,
    guard: GuardPolicy,
    /// How often each conversation was begun anew.
    generations: [usize; 5],
    sent: Vec<String>,
    seq: u64,
}

impl Changing<'_> {
    fn world(&self) -> &World {
        self.world.as_ref().unwrap()
    }

    async fn append(&self, from: u64) {
        let mut batch = self.world().batch(self.now.wall.as_micros() / 1_000_000);
        for (line, seq) in self.sent.iter().zip(from..) {
            let record = Record::parse(line, &ParseContext::guarded(self.now.wall, self.guard)).unwrap();
            batch.push(record, Identity { producer: producer(1), seq }).unwrap();
        }
        batch.compare_known(|_| KnownPolicy::default());
        self.world().store.append(batch).await.unwrap();
    }

    async fn erase(&self, target: Target) {
        let administration = self.world().admin.administer(&self.world().project).unwrap();
        self.world().store.erase(&administration, &target, self.now.wall).await.unwrap();
    }

    async fn settle(&self) {
        let settings = ProjectSettings {
            guard: self.guard,
            retention_days: Some(60),
            pii_retention_days: Some(10),
            ..ProjectSettings::default()
        };
        let world = self.world();
        world::put_project(&*world.store, world.admin.account(), &world.project, settings).await;
    }

    async fn happen(&mut self, change: Change) {
        match change {
            Change::Send { conversation, kinds, name, bytes } => {
                let id = format!("c{conversation}-{}", self.generations[conversation]);
                self.sent = kinds.into_iter().map(|kind| line(&id, kind, name, bytes)).collect();
                self.append(self.seq).await;
                self.seq += self.sent.len() as u64;
            }
            Change::SendAgain => self.append(self.seq - self.sent.len() as u64).await,
            Change::Policy(guard) => {
                self.guard = guard;
                self.settle().await;
            }
            Change::Rescan => {
                let administration = self.world().admin.administer(&self.world().project).unwrap();
                self.world().store.rescan(&administration, false, self.now.wall).await.unwrap();
            }
            Change::Erase(conversation) => {
                let id = format!("c{conversation}-{}", self.generations[conversation]);
                self.generations[conversation] += 1;
                self.erase(Target::Conversation(conversation_id(&id))).await;
            }
            Change::EraseValue(name) => self.erase(Target::Value(ErasureValue::new(&personal(name)).unwrap())).await,
            Change::DaysPass(days) => {
                self.now = in_step(Timestamp::from_micros(self.now.wall.as_micros() + days * DAY_MICROS));
                self.world().tend(self.now).await;
            }
            Change::Maintenance => drop(self.world().tend(self.now).await),
            Change::Restart => {
                self.world = None;
                self.world = Some(world_in(self.directory).await);
            }
        }
    }
}

async fn world_in(directory: &Path) -> World {
    World::in_project(Arc::new(open(directory).unwrap()), "front-desk").await
}

/// Returns the sums of projects and conversations that are kept, and the same counted.
fn sums(directory: &Path) -> [Vec<(String, i64)>; 2] {
    const ROWS: &str = "WITH counted AS (\
        SELECT conversation, 128 + octet_length(content) + coalesce(octet_length(extras), 0) \
            + coalesce(octet_length(sealed), 0) AS bytes FROM entries \
        UNION ALL SELECT conversation, 128 + octet_length(sealed) FROM hidden_entries \
        UNION ALL SELECT conversation, 128 + octet_length(fields) + coalesce(octet_length(sealed), 0) FROM records)";
    let connection = beside(directory);
    let read = |sql: &str| -> Vec<(String, i64)> {
        let mut select = connection.prepare(sql).unwrap();
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    let kept = "SELECT name, bytes FROM conversations UNION ALL SELECT name, bytes FROM projects ORDER BY 1";
    let counted = format!(
        "{ROWS} SELECT name, (SELECT coalesce(sum(bytes), 0) FROM counted WHERE conversation = conversations.id) \
         FROM conversations \
         UNION ALL SELECT projects.name, (SELECT coalesce(sum(counted.bytes), 0) FROM counted \
         JOIN conversations ON conversations.id = conversation WHERE project = projects.id) FROM projects ORDER BY 1"
    );
    [read(kept), read(&counted)]
}

#[tokio::test]
async fn sums_that_are_kept_equal_counting_again_whatever_happened() {
    let directory = tempfile::tempdir().unwrap();
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRunner::deterministic().rng().clone());
    let mut changing = Changing {
        directory: directory.path(),
        world: Some(world_in(directory.path()).await),
        now: in_step(NOW),
        guard: GuardPolicy::Redact,
        generations: [0; 5],
        sent: Vec::new(),
        seq: 1,
    };
    changing.settle().await;
    // Two days later the store trusts its clock, so that things are removed by age.
    for days in [0, 2] {
        changing.happen(Change::DaysPass(days)).await;
    }
    for number in 0..CHANGES {
        let change = change().new_tree(&mut runner).unwrap().current();
        changing.happen(change.clone()).await;
        let [kept, counted] = sums(directory.path());
        assert_eq!(kept, counted, "after {number} changes, the last of them {change:?}");
    }
}
