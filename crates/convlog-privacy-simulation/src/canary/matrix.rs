//! Places times surfaces times roles.

use std::collections::{BTreeMap, BTreeSet};

use convlog_core::record::PromotedField;
use convlog_core::{GuardPolicy, Identity, Pointer, ProducerId, ProjectId, RecordType};
use convlog_store::{ConversationPart, KeyToken, MarkRequest, MarkScope, Permission, ProjectSettings, Scope};
use serde_json::Value;

use super::{CanaryLocation, PROJECT, RAISED, found_in, places, places_over_time, questions};
use crate::question::Question;
use crate::service::Service;
use crate::world::ACCOUNT;

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Role {
    /// In words.
    pub name: &'static str,
    account: &'static str,
    /// The projects that the key reaches; nothing for all of them.
    project: Option<&'static str>,
    /// What the key allows; nothing at all means that there is no key.
    permissions: &'static [Permission],
    /// Whether a reader of personal data asks, for whom the canaries are there.
    pub sees_personal: bool,
}

const fn role(name: &'static str, permissions: &'static [Permission]) -> Role {
    Role { name, account: ACCOUNT, project: Some(PROJECT), permissions, sees_personal: false }
}

/// Everybody. Who may see all asks first, so that what is kept of that is there for the others to read.
pub const ROLES: [Role; 10] = [
    Role { sees_personal: true, ..role("pii", &[Permission::Read, Permission::Pii]) },
    role("nobody", &[]),
    role("ingest", &[Permission::Ingest]),
    role("read", &[Permission::Read]),
    role("ingest and read", &[Permission::Ingest, Permission::Read]),
    Role { project: Some("elsewhere"), ..role("pii of another project", &[Permission::Read, Permission::Pii]) },
    Role { account: "other", ..role("pii of another account", &[Permission::Read, Permission::Pii]) },
    role("admin", &[Permission::Admin]),
    Role { project: None, ..role("admin who reads", &[Permission::Read, Permission::Admin]) },
    role("pii without read", &[Permission::Pii]),
];

/// A service full of canaries.
#[derive(Debug)]
pub struct Matrix {
    /// The places.
    pub places: Vec<CanaryLocation>,
    service: Service,
    questions: Vec<(String, Question)>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Places times questions.
    pub cells: u64,
    /// What was asked, by surface.
    pub surfaces: BTreeMap<String, u64>,
    /// The places whose canary was found, by number, each with the first question that gave it away.
    pub found: BTreeMap<usize, String>,
    /// Statuses that came back.
    pub statuses: BTreeSet<u16>,
}

impl Matrix {
    /// Puts a canary into every place of a service.
    pub async fn fill(service: Service) -> Matrix {
        Matrix::written(service, places(), GuardPolicy::Redact).await
    }

    /// Puts a canary also into places that are personal by what other records say, of a service whose project leaves
    /// everything to what is done over time.
    pub async fn fill_unguarded(service: Service) -> Matrix {
        Matrix::written(service, places_over_time(), GuardPolicy::Off).await
    }

    /// Lets the project guard what it has, and waits until all of it was read again.
    pub async fn guard_afterwards(&self) {
        self.service.put_project(ACCOUNT, PROJECT, settings(GuardPolicy::Redact)).await;
        let admin = key(&self.service, &role("admin", &[Permission::Admin])).await;
        let path = format!("/api/projects/{PROJECT}/guard/rescan");
        let begun = self.service.ask(&Question::post(&path, String::new()).with_key(&admin)).await;
        assert_eq!(begun.status, 202);
        self.service.tend().await;
        let status = self.service.ask(&Question::get(&path).with_key(&admin)).await;
        assert!(!String::from_utf8_lossy(&status.body).contains(r#""finished_at":null"#), "the rescan is at its end");
    }

    /// Has a reader mark everything in which one of these canaries stands: lines as a whole and fields, whatever else is in
    /// them.
    pub async fn mark(&self, open: impl Iterator<Item = usize>) {
        let permissions = &[Permission::Read, Permission::Pii, Permission::Annotate];
        let key = key(&self.service, &role("marker", permissions)).await;
        for place in open.filter_map(|at| self.places.get(at)) {
            let forms = [place.canary.text(), place.canary.digits()];
            for wanted in place.lines.iter().flat_map(|line| marks(line, &forms)) {
                self.service.mark(&key, PROJECT, &place.conversation, &wanted, false).await;
            }
        }
    }

    async fn written(service: Service, places: Vec<CanaryLocation>, guard: GuardPolicy) -> Matrix {
        service.put_project(ACCOUNT, PROJECT, settings(guard)).await;
        let writer = key(&service, &Role { project: None, ..role("writer", &[Permission::Ingest]) }).await;
        for batch in places.chunks(50) {
            let lines: Vec<String> = batch.iter().flat_map(|place| place.lines.clone()).collect();
            service.ingest(&writer, PROJECT, &lines, None).await;
        }
        Matrix { questions: questions::all(&places), places, service }
    }

    /// Asks everything as somebody. With `stop`, only until the first canary is found.
    pub async fn ask_as(&self, role: &Role, stop: bool) -> Outcome {
        let key = key(&self.service, role).await;
        let mut outcome = Outcome::default();
        // Looking into everything for every canary takes long, and those who read see alike.
        let searches = role.name == "read";
        let asked = self.questions.iter().filter(|(surface, _)| searches || surface != questions::SEARCH);
        for (surface, question) in asked {
            let answer = self.service.ask(&question.clone().with_key(&key)).await;
            outcome.cells += self.places.len() as u64;
            *outcome.surfaces.entry(surface.clone()).or_default() += 1;
            outcome.statuses.insert(answer.status);
            let is_told = surface == questions::SEARCH && !role.sees_personal && answer.finds_something();
            let told = if is_told { found_in(question.path.as_bytes()) } else { Vec::new() };
            for canary in found_in(&answer.bytes()).into_iter().chain(told) {
                outcome.found.entry(canary.0).or_insert_with(|| question.in_words());
            }
            if stop && !outcome.found.is_empty() {
                break;
            }
        }
        outcome
    }

    /// Returns the names of places by their numbers.
    #[must_use]
    pub fn names(&self, numbers: impl Iterator<Item = usize>) -> Vec<String> {
        let name = |at: usize| self.places.get(at).map_or("a disguised one", |place| &place.name).to_owned();
        numbers.map(name).collect()
    }
}

/// Returns what is to be marked of a record so that none of these texts is left in it.
fn marks(line: &str, forms: &[String]) -> Vec<MarkRequest> {
    let has_one = |text: &str| forms.iter().any(|form| text.contains(form));
    if !has_one(line) {
        return Vec::new();
    }
    let record: Value = serde_json::from_str(line).expect("a record");
    let kind = record["type"].as_str().and_then(RecordType::parse).expect("a type");
    if kind == RecordType::Log {
        let producer = record["producer"].as_str().and_then(ProducerId::parse).expect("a producer");
        let identity = Identity { producer, seq: record["seq"].as_u64().expect("a number") };
        return vec![MarkRequest { part: ConversationPart::Entry(identity.public_id()), what: MarkScope::Whole }];
    }
    let subject = kind.subject().and_then(|name| record[name].as_str()).unwrap_or_default();
    let holds = |(_, value): &(&String, &Value)| has_one(&value.to_string());
    let fields = record.as_object().expect("an object").iter().filter(holds);
    let what = |name: &str| MarkScope::Field(Pointer::to_member(name));
    let part = || ConversationPart::Thing(kind, subject.to_owned());
    fields.map(|(name, _)| MarkRequest { part: part(), what: what(name) }).collect()
}

fn settings(guard: GuardPolicy) -> ProjectSettings {
    let raised = vec![PromotedField::parse(RAISED).expect("a guarded field")];
    ProjectSettings { raised, guard, ..ProjectSettings::default() }
}

async fn key(service: &Service, role: &Role) -> String {
    if role.permissions.is_empty() {
        return String::new();
    }
    let token = KeyToken::generate().expect("random bits");
    let scope = match role.project {
        Some(project) => Scope::Projects(vec![ProjectId::new(project).expect("an id")]),
        None => Scope::All,
    };
    service.put_key(&token, role.account, scope, role.permissions).await;
    token.reveal().to_owned()
}
