//! One play: the records of a world arrive, and before, between and after them everybody sends whatever may be sent.

use axum::http::Method;
use convlog_core::KnownPolicy;
use convlog_store::Permission;

use super::pair::{Difference, Pair, Tally};
use crate::answer::Answer;
use crate::description::{Body, Operation};
use crate::inputs::{InputContext, Sender};
use crate::question::Question;
use crate::random::Random;
use crate::world::World;

/// Pages are followed no further.
const PAGES_MAX: usize = 12;

/// A world in both services.
#[derive(Debug)]
pub struct Stage<'a> {
    pair: &'a Pair,
    pub(super) world: &'a World,
    /// The project in which all happens.
    pub project: String,
    random: Random,
    senders: Vec<Sender>,
    /// What was written so far by those who ask.
    pub(super) sent: Vec<String>,
    /// Whether something was asked for after which the worlds may differ.
    is_over: bool,
}

impl<'a> Stage<'a> {
    /// Makes the project of a world.
    pub async fn set(pair: &'a Pair, world: &'a World) -> Stage<'a> {
        let project = pair.begin(world).await;
        let senders = (0..pair.askers.len()).map(|number| Sender::new(number as u8)).collect();
        Stage {
            pair,
            world,
            project,
            random: Random::new(world.seed ^ 0x5eed),
            senders,
            sent: Vec::new(),
            is_over: false,
        }
    }

    /// Plays all of it, with about so many questions.
    ///
    /// # Errors
    /// Two answers differ.
    pub async fn play(&mut self, questions: usize, tally: &mut Tally) -> Result<(), Box<Difference>> {
        let share = 1 + questions / (self.world.batches.len() + 4);
        self.ask_some(share, tally).await?;
        for batch in 0..self.world.batches.len() {
            self.send(batch).await;
            if self.random.chance(10) {
                self.pair.tend().await;
            }
            let count = self.random.below(share);
            self.ask_some(count, tally).await?;
        }
        for pause_secs in [1, 31, 900] {
            self.pair.services.iter().for_each(|service| service.wait_secs(pause_secs));
            self.ask_some(share, tally).await?;
        }
        Ok(())
    }

    /// Sends a batch of either world's records.
    pub async fn send(&self, batch: usize) {
        self.pair.send(self.world, batch, &self.project).await;
    }

    /// Says whether something was asked for after which the worlds may differ.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    async fn ask_some(&mut self, count: usize, tally: &mut Tally) -> Result<(), Box<Difference>> {
        for _ in 0..count {
            if self.is_over {
                break;
            }
            let operation = self.choose();
            self.ask(operation, tally).await?;
        }
        Ok(())
    }

    /// Chooses what is asked: most often what is about the project, and often something that is sent.
    fn choose(&mut self) -> &'a Operation {
        let (operations, random) = (&self.pair.operations, &mut self.random);
        if random.chance(10)
            && let Some(sending) = operations.iter().find(|it| it.body == Some(Body::Lines))
        {
            return sending;
        }
        let mut operation = &operations[random.below(operations.len())];
        while !operation.path.contains('{') && random.chance(90) {
            operation = &operations[random.below(operations.len())];
        }
        operation
    }

    /// Asks one question of an operation, and where its answer is a page, for those that follow.
    ///
    /// # Errors
    /// Two answers differ.
    pub async fn ask(&mut self, operation: &Operation, tally: &mut Tally) -> Result<(), Box<Difference>> {
        let at = self.asker(operation);
        let pair = self.pair;
        let asker = &pair.askers[at];
        let known = InputContext { project: &self.project, key: &asker.key, words: &self.world.words };
        let mut question = operation.question(&mut self.random, &known, &mut self.senders[at]);
        let mut key = &asker.key;
        if operation.body == Some(Body::Lines) {
            key = &asker.sending_key;
            let is_named = question.header("idempotency-key").is_some();
            // Then values do not even follow the key; the names of requests do.
            if self.world.known == KnownPolicy::Producer && asker.role.also_sends && !is_named && self.random.chance(75)
            {
                key = &pair.writer;
            }
        }
        if !operation.is_read() {
            // Two notes at one time would be told apart by random bits.
            pair.services.iter().for_each(|service| service.wait_secs(1));
            question = question.with_header("content-type", "application/json").with_header("x-convlog-request", "1");
            // The audit has it.
            question = question.with_header("x-polyai-correlation-id", &format!("sent-{}", self.sent.len()));
        } else if self.random.chance(3) {
            question.method = Method::HEAD;
        }
        self.is_over |= asker.role.may(Permission::Admin) && erases_by_value(&question);
        for _ in 0..PAGES_MAX {
            let answer = pair.ask_both(self, asker, &question, key, tally).await?;
            if !operation.is_read() {
                self.sent.push(format!("{} by {}: {}", question.in_words(), asker.role.name, question.body));
                if answer.status == 202 {
                    // What was begun is ended at a time of its own where a service does so by itself, and that is told.
                    pair.tend().await;
                }
            }
            if answer.status < 300 {
                *tally.answered.entry(operation.name()).or_default() += 1;
            }
            match next_page(&question, &answer) {
                Some(next) => question = next,
                None => break,
            }
        }
        Ok(())
    }

    /// Chooses who asks. Records come from those who may send them, mostly.
    fn asker(&mut self, operation: &Operation) -> usize {
        let askers = &self.pair.askers;
        for _ in 0..3 {
            let mut left = self.random.below(100);
            let chosen = askers.iter().position(|asker| {
                let is_it = left < asker.role.percent;
                left = left.saturating_sub(asker.role.percent);
                is_it
            });
            let at = chosen.unwrap_or(0);
            if operation.body != Some(Body::Lines) || askers[at].role.may(Permission::Ingest) {
                return at;
            }
        }
        0
    }
}

/// Says whether a question erases conversations by a value that stands in them. Who may erase sees what is missing
/// afterwards; that is no part of the promise.
fn erases_by_value(question: &Question) -> bool {
    let is_erasure = question.path.contains("/erasures") && question.method == Method::POST;
    is_erasure && question.body.contains("value") && !question.body.contains(r#""dry_run":true"#)
}

/// Returns the question for the page that follows an answer.
fn next_page(question: &Question, answer: &Answer) -> Option<Question> {
    let members = [
        ("cursor", "cursor"),
        ("next", "cursor"),
        ("next_offset", "offset"),
        ("searched_until", "before"),
        ("later", "after"),
    ];
    let (name, value) = members.iter().find_map(|(member, name)| Some((*name, answer.member(member)?)))?;
    if answer.status != 200 || (name == "before" && !question.path.contains("/runs")) {
        return None;
    }
    let (path, query) = question.path.split_once('?').unwrap_or((&question.path, ""));
    // Of the places that entries are asked for from, one.
    let is_place =
        |pair: &str| name == "after" && ["before=", "around=", "at=", "last="].iter().any(|it| pair.starts_with(it));
    let is_other = |pair: &&str| !pair.is_empty() && !pair.starts_with(&format!("{name}=")) && !is_place(pair);
    let others = query.split('&').filter(is_other);
    let query: Vec<String> = others.map(str::to_owned).chain([format!("{name}={value}")]).collect();
    Some(Question { path: format!("{path}?{}", query.join("&")), ..question.clone() })
}
