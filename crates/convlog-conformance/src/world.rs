//! What every behaviour needs: an open store, keys for its readers and writers, and short ways to write and read.

use std::sync::Arc;
use std::time::Duration;

use convlog_core::view::Conversation;
use convlog_core::{
    AccountId, ConversationId, Identity, Moment, ParseContext, ProducerId, ProjectId, Record, Timestamp,
};
use convlog_store::key::{KeyToken, Permission, Permissions, Scope, VerifiedKey, verify};
use convlog_store::read::{Filter, Order, Page, Query};
use convlog_store::{Backend, Batch, Control, NewKey, Outcome, Project, ProjectSettings, Report, Visibility};

use crate::Harness;

/// An open store with one project and its keys.
#[expect(missing_debug_implementations, reason = "a store need not print")]
pub struct World {
    /// The store.
    pub store: Arc<dyn Backend>,
    /// Sends records.
    pub writer: VerifiedKey,
    /// Reads without the permission `pii`.
    pub reader: VerifiedKey,
    /// Reads with it.
    pub pii_reader: VerifiedKey,
    /// Administers the project.
    pub admin: VerifiedKey,
    /// The project.
    pub project: ProjectId,
}

/// The time at which every behaviour reads, unless it says otherwise.
pub const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

/// Returns the moment at which both clocks of a machine show a time: one whose clocks always agree.
pub fn in_step(time: Timestamp) -> Moment {
    Moment { wall: time, monotonic: Duration::from_micros(time.as_micros().unsigned_abs()) }
}

/// Makes a key and verifies it.
pub async fn key(control: &dyn Control, account: &str, scope: Scope, permissions: &[Permission]) -> VerifiedKey {
    let token = KeyToken::generate().unwrap();
    let new = NewKey {
        hash: token.hash(),
        label: None,
        account: AccountId::new(account).unwrap(),
        scope,
        permissions: Permissions::new(permissions.iter().copied()),
        pii_grant: None,
        created_at: Timestamp::default(),
        expires_at: None,
    };
    control.create_key(new).await.unwrap();
    verify(control, &token, NOW).await.unwrap().unwrap()
}

/// Makes a project or changes its policies, whatever they were; returns it as it is then.
pub async fn put_project(
    control: &dyn Control,
    account: &AccountId,
    id: &ProjectId,
    settings: ProjectSettings,
) -> Project {
    let held = control.projects(Some(account)).await.unwrap().into_iter().find(|project| project.id == *id);
    let project = held.unwrap_or_else(|| Project::new(account.clone(), id.clone(), NOW));
    control.put_project(Project { settings, ..project }).await.unwrap()
}

/// Returns the scope of one project.
pub fn only(project: &str) -> Scope {
    Scope::Projects(vec![ProjectId::new(project).unwrap()])
}

/// Returns the `n`th producer of a test.
pub fn producer(n: u8) -> ProducerId {
    ProducerId::from_bytes([n; 16])
}

/// Returns an id that is known to be well formed.
pub fn conversation_id(id: &str) -> ConversationId {
    ConversationId::new(id).unwrap()
}

/// Reads one line, which is known to be well formed, as the first project's.
pub fn record(line: &str) -> Record {
    Record::parse(line, &ParseContext::plain(Timestamp::default()))
        .unwrap_or_else(|error| panic!("{error:?} in {line}"))
}

impl World {
    /// Opens the store and makes the keys.
    pub async fn open(harness: &dyn Harness) -> World {
        World::in_project(harness.open().await, "front-desk").await
    }

    /// Makes the keys of a project.
    pub async fn in_project(store: Arc<dyn Backend>, project: &str) -> World {
        let writer = key(&*store, "acme", only(project), &[Permission::Ingest]).await;
        let reader = key(&*store, "acme", only(project), &[Permission::Read]).await;
        let all = [Permission::Read, Permission::Pii, Permission::Annotate];
        let pii_reader = key(&*store, "acme", only(project), &all).await;
        let admin = key(&*store, "acme", only(project), &[Permission::Admin]).await;
        World { store, writer, reader, pii_reader, admin, project: ProjectId::new(project).unwrap() }
    }

    /// Begins a batch received at `second`.
    pub fn batch(&self, second: i64) -> Batch {
        self.writer.begin_batch(Timestamp::from_micros(second * 1_000_000)).unwrap()
    }

    /// Appends lines as one batch, numbering them from `seq`.
    pub async fn send_as(&self, producer: ProducerId, seq: u64, lines: &[&str]) -> Vec<Outcome> {
        let mut batch = self.batch(900);
        for (line, seq) in lines.iter().zip(seq..) {
            batch.push(record(line), Identity { producer, seq }).unwrap();
        }
        self.store.append(batch).await.unwrap()
    }

    /// Appends lines as the first records of producer 1.
    pub async fn send(&self, lines: &[&str]) {
        let outcomes = self.send_as(producer(1), 1, lines).await;
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Stored), "{outcomes:?}");
    }

    /// Returns what a key may see of the project.
    pub fn sight(&self, key: &VerifiedKey) -> Visibility {
        key.visibility_for(&self.project).unwrap()
    }

    /// Lets the store do what it does over time, until nothing is left to do; returns what it reports.
    pub async fn tend(&self, now: Moment) -> Vec<Report> {
        let mut reports = Vec::new();
        for _ in 0..100_000 {
            let step = self.store.retain(now).await.unwrap();
            reports.extend(step.reports);
            if !(step.more | self.store.maintain(now.wall).await.unwrap()) {
                return reports;
            }
        }
        panic!("there is no end to the upkeep");
    }

    /// Reads a conversation as a key would.
    pub async fn get(&self, key: &VerifiedKey, id: &str) -> Option<Conversation> {
        self.store.conversation(&self.sight(key), &conversation_id(id), NOW).await.unwrap()
    }

    /// Reads a page as a key would.
    pub async fn list(&self, key: &VerifiedKey, query: &Query) -> Page {
        self.store.conversations(&self.sight(key), query, NOW).await.unwrap()
    }
}

/// The question for everything, newest first.
pub fn everything() -> Query {
    Query {
        filter: Filter::default(),
        order: Order::NewestFirst,
        after: None,
        offset: 0,
        limit: 1000,
        with_turns: false,
        with_total: true,
    }
}

/// Returns the ids of a page.
pub fn ids(page: &Page) -> Vec<&str> {
    page.conversations.iter().map(|conversation| conversation.id.as_str()).collect()
}

/// Returns everything that a view shows, as text to be compared.
pub fn shown(conversation: Option<&Conversation>) -> String {
    use std::fmt::Write;
    let Some(conversation) = conversation else { return "nothing".into() };
    let mut out = String::new();
    let json = |values: &convlog_core::merge::Values| {
        format!("{} cut {:?} personal {:?}", serde_json::to_string(values).unwrap(), values.cut, values.personal)
    };
    let _ = writeln!(
        out,
        "{} {} {:?} {}",
        conversation.id,
        conversation.started_at,
        conversation.status,
        json(&conversation.fields)
    );
    for metric in &conversation.metrics {
        let _ = writeln!(out, " metric {} {} {}", metric.name, metric.time, json(&metric.fields));
    }
    for turn in &conversation.turns {
        let _ = writeln!(out, " turn {} {:?} {} {}", turn.number, turn.id, turn.started_at, json(&turn.fields));
        for event in &turn.events {
            let _ =
                writeln!(out, "  event {:?} {} {:?} {}", event.id, event.started_at, event.status, json(&event.fields));
            for entry in &event.entries {
                let (id, json) = (entry.id(), entry.entry.to_json());
                let hints: String = entry.hints.iter().map(|hint| format!(" {hint:?}")).collect();
                let _ = writeln!(out, "   {id} {json} {:?}{hints}", entry.findings);
            }
        }
        for span in &turn.spans {
            let _ = writeln!(out, "  span {} {} {:?} {}", span.id, span.started_at, span.status, json(&span.fields));
        }
    }
    out
}
