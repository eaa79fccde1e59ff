//! Two services that are sent and asked the same.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::Method;
use convlog_core::record::PromotedField;
use convlog_store::{KeyToken, Permission, ProjectSettings, Scope, Store};

use super::play::Stage;
use super::role::{Role, roles};
use crate::answer::{Answer, difference};
use crate::description::{Operation, operations};
use crate::inputs::RECEIPT;
use crate::leak::{Leak, Leaks};
use crate::question::Question;
use crate::service::Service;
use crate::world::{ACCOUNT, FUNCTIONS, Line, Ruled, World};

/// Two services, of which the same keys are known.
#[derive(Debug)]
pub struct Pair {
    pub(super) services: [Service; 2],
    pub(super) operations: Vec<Operation>,
    pub(super) askers: Vec<Requester>,
    /// Whose records the worlds are.
    pub(super) writer: String,
    /// Reads something personal and erases something, the same in both worlds, so that the audit and the receipts have
    /// something to say.
    pii_reader: String,
    /// Marks what its sender did not flag.
    marker: String,
    /// The name of the last receipt that each service gave.
    receipts: [Mutex<String>; 2],
    projects: AtomicUsize,
    leaks: Option<[Leaks; 2]>,
}

/// Somebody who asks, with the keys for that.
#[derive(Debug)]
pub(super) struct Requester {
    pub(super) role: Role,
    pub(super) key: String,
    /// The key that records are sent with.
    pub(super) sending_key: String,
}

/// Two answers that should have been equal.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Of the worlds.
    pub seed: u64,
    /// Who asked.
    pub asker: String,
    /// What was asked.
    pub question: Question,
    /// The project in which it was asked.
    pub project: String,
    /// What was written before that by those who asked, in this project.
    pub sent: Vec<String>,
    /// Where the answers begin to differ.
    pub text: String,
}

/// What was done.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Questions answered by both worlds.
    pub pairs: u64,
    /// Those of them that were answered with something, by the path that was asked.
    pub answered: BTreeMap<String, u64>,
    /// The worlds.
    pub worlds: u64,
}

impl Pair {
    /// Makes two services, on a store each.
    pub async fn new(one: Arc<dyn Store>, other: Arc<dyn Store>) -> Pair {
        Pair::of([Service::new(one), Service::new(other)], None).await
    }

    /// Makes two services that can be told to leak.
    pub async fn leaking(one: Arc<dyn Store>, other: Arc<dyn Store>) -> Pair {
        let ((one, its_leaks), (other, others_leaks)) = (Leaks::before(one).await, Leaks::before(other).await);
        Pair::of([one, other], Some([its_leaks, others_leaks])).await
    }

    /// Makes two services that are asked over sockets.
    ///
    /// # Errors
    /// There are no ports.
    pub async fn listening(one: Arc<dyn Store>, other: Arc<dyn Store>) -> std::io::Result<Pair> {
        let services = [Service::new(one).listening().await?, Service::new(other).listening().await?];
        let mut pair = Pair::of(services, None).await;
        // Places for streams are few, and when a service learns that a reader is gone is a matter of time.
        pair.operations.retain(|operation| !operation.path.ends_with("/live"));
        Ok(pair)
    }

    async fn of(services: [Service; 2], leaks: Option<[Leaks; 2]>) -> Pair {
        let key = async |account: &str, scope: &Scope, permissions: &[Permission]| {
            if permissions.is_empty() {
                return String::new();
            }
            let token = KeyToken::generate().unwrap();
            for service in &services {
                service.put_key(&token, account, scope.clone(), permissions).await;
            }
            token.reveal().to_owned()
        };
        let mut askers = Vec::new();
        for role in roles() {
            let own = key(role.account, &role.scope, &role.permissions).await;
            let sending_key =
                if role.also_sends { key(ACCOUNT, &Scope::All, &[Permission::Ingest]).await } else { own.clone() };
            askers.push(Requester { role, key: own, sending_key });
        }
        let writer = key(ACCOUNT, &Scope::All, &[Permission::Ingest]).await;
        let pii_reader = key(ACCOUNT, &Scope::All, &[Permission::Read, Permission::Pii, Permission::Admin]).await;
        let marker = key(ACCOUNT, &Scope::All, &[Permission::Read, Permission::Pii, Permission::Annotate]).await;
        let (receipts, projects) = (<[Mutex<String>; 2]>::default(), AtomicUsize::new(0));
        Pair { services, operations: operations(), askers, writer, pii_reader, marker, receipts, projects, leaks }
    }

    /// Lets both services leak, or neither.
    ///
    /// # Panics
    /// They cannot be told to.
    pub fn plant(&self, leak: Option<&Leak>, project: &str) {
        let leaks = self.leaks.as_ref().expect("services that can be told to leak");
        leaks.iter().for_each(|leaks| leaks.plant(leak.cloned(), project));
    }

    /// Plays the worlds of a seed, with about so many questions.
    ///
    /// # Errors
    /// Two answers differ.
    pub async fn play(&self, seed: u64, questions: usize, tally: &mut Tally) -> Result<(), Box<Difference>> {
        self.replay(&World::of(seed), questions, tally).await
    }

    /// Plays worlds, or what is left of them.
    ///
    /// # Errors
    /// Two answers differ.
    pub async fn replay(&self, world: &World, questions: usize, tally: &mut Tally) -> Result<(), Box<Difference>> {
        tally.worlds += 1;
        Stage::set(self, world).await.play(questions, tally).await
    }

    /// Makes the project of a world in both services, and in it something that somebody reads who may.
    pub(super) async fn begin(&self, world: &World) -> String {
        let project = format!("world-{}", self.projects.fetch_add(1, Ordering::SeqCst));
        for at in 0..self.services.len() {
            let service = &self.services[at];
            service.rewind();
            let raised = world.raised.iter().map(|text| PromotedField::parse(text).expect("a guarded field")).collect();
            let settings = ProjectSettings { raised, known: world.known, ..ProjectSettings::default() };
            service.put_project(ACCOUNT, &project, settings).await;
            if world.has_history {
                self.make_history(at, &project).await;
            }
        }
        project
    }

    async fn make_history(&self, at: usize, project: &str) {
        let service = &self.services[at];
        let producer = r#"{"producer":"fa000000000000000000000000000001""#;
        let mut lines = vec![format!(
            r#"{producer},"seq":1,"type":"log","conversation_id":"c1","entry":{{"level":"info","content":"read by somebody","timestamp":"2026-06-03T13:18:00Z","who":"Zqreader Zqeverywhere"}},"pii":["/entry/who"]}}"#
        )];
        for seq in 2..4 {
            lines.push(format!(
                r#"{producer},"seq":{seq},"type":"function_event","conversation_id":"c{seq}","function_event_id":"e0","name":"{}","timestamp":"2026-06-03T13:18:0{seq}Z"}}"#,
                FUNCTIONS[0]
            ));
        }
        service.ingest(&self.writer, project, &lines, None).await;
        for number in 0..3 {
            let path = format!("/api/projects/{project}/conversations/c1");
            let question = Question::get(path).with_key(&self.pii_reader);
            // Whoever asks may choose the id, and the audit has it.
            let answer = service.ask(&question.with_header("x-polyai-correlation-id", &format!("read-{number}"))).await;
            assert_eq!(answer.status, 200);
        }
        let path = format!("/api/projects/{project}/erasures");
        for id in ["nobody-called", "nobody-else"] {
            let body = format!(r#"{{"conversation_id":"{id}"}}"#);
            let question = Question::post(path.clone(), body).with_key(&self.pii_reader);
            assert_eq!(self.ask_one(at, &question).await.status, 202);
            service.wait_secs(1);
        }
        // Else a service that does this by itself does it at a time of its own, and its receipts tell.
        service.tend().await;
    }

    pub(super) async fn send(&self, world: &World, number: usize, project: &str) {
        let batch = &world.batches[number];
        for (at, service) in self.services.iter().enumerate() {
            service.wait_secs(batch.pause_secs);
            self.rule(service, world, number, project).await;
            let lines = |request: Option<&str>| -> Vec<String> {
                let of_it = batch.lines.iter().filter(|line| line.request == request);
                of_it.flat_map(|line: &Line| [line.of(at), line.unflagged(at)]).flatten().collect()
            };
            let requests = batch.lines.iter().filter_map(|line| line.request).map(Some);
            for request in [None].into_iter().chain(requests) {
                service.ingest(&self.writer, project, &lines(request), request).await;
            }
            for line in &batch.lines {
                for (conversation, wanted, is_made_twice) in line.marks(at) {
                    service.mark(&self.marker, project, conversation, &wanted, is_made_twice).await;
                }
            }
        }
    }

    /// Adds or removes what the project says is not personal, where it is time.
    async fn rule(&self, service: &Service, world: &World, batch: usize, project: &str) {
        let Some(Ruled { rule, from, to }) = &world.rule else { return };
        let path = format!("/api/projects/{project}/guard/rules");
        if batch == *from {
            let body = serde_json::to_string(rule).expect("a rule").replace(r#","function":null"#, "");
            // Another beside it, so that there is an order of them.
            for body in [body, r#"{"key":"agent_alias"}"#.to_owned()] {
                let added = service.ask(&Question::post(path.clone(), body).with_key(&self.pii_reader)).await;
                assert_eq!(added.status, 201, "{}", added.comparable());
            }
        }
        if batch == *to {
            let removing = Question { method: Method::DELETE, ..Question::get(format!("{path}/1")) };
            let removed = service.ask(&removing.with_key(&self.pii_reader)).await;
            // Whoever administers may have done so before.
            assert!(matches!(removed.status, 204 | 404), "{}", removed.comparable());
        }
    }

    /// Does in both worlds what is done over time.
    pub(super) async fn tend(&self) {
        for service in &self.services {
            service.tend().await;
        }
    }

    pub(super) async fn ask_both(
        &self,
        stage: &Stage<'_>,
        asker: &Requester,
        question: &Question,
        key: &str,
        tally: &mut Tally,
    ) -> Result<Answer, Box<Difference>> {
        let signed = question.clone().with_key(key);
        let one = self.ask_one(0, &signed).await;
        let other = self.ask_one(1, &signed).await;
        tally.pairs += 1;
        let failed = (one.status >= 500).then(|| format!("the service failed: {}", one.comparable()));
        let Some(text) = difference(&one, &other).or(failed) else { return Ok(one) };
        let (asker, question) = (asker.role.name.clone(), question.clone());
        let (project, sent) = (stage.project.clone(), stage.sent.clone());
        Err(Box::new(Difference { seed: stage.world.seed, asker, question, project, sent, text }))
    }

    /// Asks one of the services, by the name that it gave its last receipt.
    async fn ask_one(&self, at: usize, question: &Question) -> Answer {
        let receipt = |at: usize| self.receipts[at].lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let path = question.path.replace(RECEIPT, &receipt(at));
        let answer = self.services[at].ask(&Question { path, ..question.clone() }).await;
        if let Some(id) = answer.member("id").filter(|id| answer.status == 202 && id.starts_with("erasure_")) {
            *receipt(at) = id;
        }
        answer
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Difference { seed, asker, question, text, .. } = self;
        write!(f, "seed {seed}: {asker} asked {} {}\n{text}", question.in_words(), question.body)
    }
}
