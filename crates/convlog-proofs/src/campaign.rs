//! Non-interference: two worlds on two services, any number of questions, and no answer that tells them apart.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::Method;
use convlog_core::ProjectId;
use convlog_core::record::Raised;
use convlog_store::{KeyToken, Permission, ProjectSettings, Scope, Store};

use crate::answer::{Answer, difference};
use crate::question::Question;
use crate::random::Random;
use crate::service::Service;
use crate::surface::{Known, Operation, operations};
use crate::world::{ACCOUNT, World};

/// Pages are followed no further.
const PAGES_MAX: usize = 12;

/// Two services, of which the same keys are known.
#[derive(Debug)]
pub struct Pair {
    services: [Service; 2],
    operations: Vec<Operation>,
    writer: String,
    readers: Vec<Reader>,
    projects: AtomicUsize,
}

/// Somebody who asks and has not the permission to see what is personal.
#[derive(Debug)]
struct Reader {
    name: &'static str,
    key: String,
    /// How many of a hundred questions are this one's.
    percent: usize,
}

/// Two answers that should have been equal.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Of the worlds.
    pub seed: u64,
    /// Who asked.
    pub reader: &'static str,
    /// What was asked.
    pub question: Question,
    /// The project in which it was asked.
    pub project: String,
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
        Pair::of([Service::new(one), Service::new(other)]).await
    }

    /// Makes two services that are asked over sockets.
    ///
    /// # Errors
    /// There are no ports.
    pub async fn listening(one: Arc<dyn Store>, other: Arc<dyn Store>) -> std::io::Result<Pair> {
        let mut pair = Pair::of([Service::new(one).listening().await?, Service::new(other).listening().await?]).await;
        // Places for streams are few, and when a service learns that a reader is gone is a matter of time.
        pair.operations.retain(|operation| !operation.path.ends_with("/live"));
        Ok(pair)
    }

    async fn of(services: [Service; 2]) -> Pair {
        let key = async |account: &str, scope: Scope, permissions: &[Permission]| {
            let token = KeyToken::generate().unwrap();
            for service in &services {
                service.put_key(&token, account, scope.clone(), permissions).await;
            }
            token.reveal().to_owned()
        };
        let elsewhere = Scope::Projects(vec![ProjectId::new("elsewhere").unwrap()]);
        let (read, admin) = (Permission::Read, Permission::Admin);
        let reader = |name, key, percent| Reader { name, key, percent };
        let readers = vec![
            reader("reader", key(ACCOUNT, Scope::All, &[read]).await, 80),
            reader("admin", key(ACCOUNT, Scope::All, &[read, admin]).await, 10),
            reader("reader of another project", key(ACCOUNT, elsewhere, &[read]).await, 3),
            reader("reader of another account", key("other", Scope::All, &[read]).await, 3),
            reader("writer", key(ACCOUNT, Scope::All, &[Permission::Ingest]).await, 2),
            reader("nobody", String::new(), 2),
        ];
        let writer = key(ACCOUNT, Scope::All, &[Permission::Ingest]).await;
        // Logging in draws a cookie.
        let is_asked = |it: &Operation| (it.method.as_str(), it.path.as_str()) != ("post", "/api/session");
        let operations = operations().into_iter().filter(is_asked).collect();
        Pair { services, operations, writer, readers, projects: AtomicUsize::new(0) }
    }

    /// Plays the worlds of a seed, with about so many questions.
    ///
    /// # Errors
    /// Two answers differ.
    pub async fn play(&self, seed: u64, questions: usize, tally: &mut Tally) -> Result<(), Box<Difference>> {
        let world = World::of(seed);
        let project = self.begin(&world).await;
        let mut random = Random::new(seed ^ 0x5eed);
        tally.worlds += 1;
        let share = 1 + questions / (world.batches.len() + 3);
        for batch in 0..world.batches.len() {
            self.send(&world, batch, &project).await;
            for _ in 0..random.below(share) {
                self.ask_anything(&world, &project, &mut random, tally).await?;
            }
        }
        for pause_secs in [1, 31, 900] {
            self.services.iter().for_each(|service| service.wait_secs(pause_secs));
            for _ in 0..share {
                self.ask_anything(&world, &project, &mut random, tally).await?;
            }
        }
        Ok(())
    }

    /// Asks one question once everything has arrived: what is left of a difference when the worlds are made smaller.
    ///
    /// # Errors
    /// The two answers differ.
    pub async fn ask_of(&self, world: &World, found: &Difference) -> Result<(), Box<Difference>> {
        let project = self.begin(world).await;
        for batch in 0..world.batches.len() {
            self.send(world, batch, &project).await;
        }
        let path = found.question.path.replace(&found.project, &project);
        let question = Question { path, ..found.question.clone() };
        let asked = Asked { world, project: &project, reader: found.reader };
        self.ask_both(&asked, &question, &mut Tally::default()).await.map(drop)
    }

    /// Makes the project of a world in both services.
    async fn begin(&self, world: &World) -> String {
        let project = format!("world-{}", self.projects.fetch_add(1, Ordering::SeqCst));
        for service in &self.services {
            service.rewind();
            let raised = world.raised.iter().map(|text| Raised::parse(text).expect("a guarded field")).collect();
            service.put_project(ACCOUNT, &project, ProjectSettings { raised, ..ProjectSettings::default() }).await;
        }
        project
    }

    async fn send(&self, world: &World, batch: usize, project: &str) {
        let batch = &world.batches[batch];
        for (at, service) in self.services.iter().enumerate() {
            service.wait_secs(batch.pause_secs);
            let lines: Vec<String> = batch.lines.iter().filter_map(|line| line.of(at)).collect();
            if !lines.is_empty() {
                service.ingest(&self.writer, project, &lines).await;
            }
        }
    }

    /// Asks one question, and where its answer is a page, for those that follow.
    async fn ask_anything(
        &self,
        world: &World,
        project: &str,
        random: &mut Random,
        tally: &mut Tally,
    ) -> Result<(), Box<Difference>> {
        let known = Known { project, secrets: &world.secrets };
        let mut operation = &self.operations[random.below(self.operations.len())];
        while !operation.path.contains('{') && random.chance(95) {
            operation = &self.operations[random.below(self.operations.len())];
        }
        let reader = self.reader(random, operation);
        let asked = Asked { world, project, reader: reader.name };
        let mut question = operation.question(random, &known);
        if !operation.is_read() {
            question.body = r#"{"note":"seen"}"#.to_owned();
            // Two notes at one time would be told apart by random bits.
            self.services.iter().for_each(|service| service.wait_secs(1));
        } else if random.chance(3) {
            question.method = Method::HEAD;
        }
        for _ in 0..PAGES_MAX {
            let answer = self.ask_both(&asked, &question, tally).await?;
            if answer.status < 300 {
                *tally.answered.entry(format!("{} {}", operation.method, operation.path)).or_default() += 1;
            }
            match next_page(&question, &answer) {
                Some(next) => question = next,
                None => break,
            }
        }
        Ok(())
    }

    /// Chooses who asks; whoever may administer changes nothing here, or one world would change and the other not.
    fn reader(&self, random: &mut Random, operation: &Operation) -> &Reader {
        let mut at = random.below(100);
        let chosen = self.readers.iter().find(|reader| {
            let is_it = at < reader.percent;
            at = at.saturating_sub(reader.percent);
            is_it
        });
        chosen.filter(|_| operation.is_read()).unwrap_or(&self.readers[0])
    }

    async fn ask_both(
        &self,
        asked: &Asked<'_>,
        question: &Question,
        tally: &mut Tally,
    ) -> Result<Answer, Box<Difference>> {
        let reader = self.readers.iter().find(|reader| reader.name == asked.reader);
        let signed = question.clone().with_key(reader.map_or("", |reader| &reader.key));
        let one = self.services[0].ask(&signed).await;
        let other = self.services[1].ask(&signed).await;
        tally.pairs += 1;
        let failed = (one.status >= 500).then(|| format!("the service failed: {}", one.comparable()));
        let Some(text) = difference(&one, &other).or(failed) else { return Ok(one) };
        Err(Box::new(Difference {
            seed: asked.world.seed,
            reader: asked.reader,
            question: question.clone(),
            project: asked.project.to_owned(),
            text,
        }))
    }
}

/// Where somebody asks.
struct Asked<'a> {
    world: &'a World,
    project: &'a str,
    reader: &'static str,
}

/// Returns the question for the page that follows an answer.
fn next_page(question: &Question, answer: &Answer) -> Option<Question> {
    let members = [("next", "cursor"), ("cursor", "cursor"), ("next_offset", "offset"), ("searched_until", "before")];
    let (name, value) = members.iter().find_map(|(member, name)| Some((*name, answer.member(member)?)))?;
    if answer.status != 200 || (name == "before" && !question.path.contains("/runs")) {
        return None;
    }
    let (path, query) = question.path.split_once('?').unwrap_or((&question.path, ""));
    let others = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with(&format!("{name}=")));
    let query: Vec<String> = others.map(str::to_owned).chain([format!("{name}={value}")]).collect();
    Some(Question { path: format!("{path}?{}", query.join("&")), ..question.clone() })
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "seed {}: {} asked {}\n{}", self.seed, self.reader, self.question.in_words(), self.text)
    }
}
