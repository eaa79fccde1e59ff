//! One play: producers come and go, the network does its worst, the server loses its power; at the end everything is
//! let through and looked at.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use convlog_privacy_simulation::random::Random;
use tempfile::TempDir;

use super::fault::NetworkFault;
use super::link::PendingRequest;
use super::producer::{PATIENCE, Producer, ProducerState};
use super::server::Server;
use super::verdict;
use crate::broken_promise::BrokenPromise;
use crate::message::Message;
use crate::store::stage::{Said, words};

/// How many producers live at a time.
const LINES: usize = 2;
/// How many turns there are until the network is let be.
const TURNS: u64 = 40;
/// How many requests in a row may fail; with more, the pauses between them would take all the time.
const FAILURES_MAX: u32 = 4;
/// How many entries are too much for the smallest spool.
const FLOOD: usize = 6_000;

/// What came of a play.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScenarioResult {
    /// What was drawn, in order: on which line, and what.
    pub drawn: Vec<(usize, DrawnStep)>,
    /// Entries whose calls returned.
    pub told: u64,
    /// Those of them that are there, each once, in order and as told.
    pub stored: u64,
    /// Those of them that were displaced by newer ones, and counted.
    pub displaced: u64,
    /// The clocks that were measured.
    pub measured: u64,
}

/// What happens in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DrawnStep {
    /// A request is delivered, or fails as drawn.
    Request(NetworkFault),
    /// A producer ends without time to deliver anything, and another takes over.
    Exit,
    /// A producer is killed while a request is under way, which arrived or did not, and another takes over.
    Kill(bool),
    /// The server is stopped and started again.
    Restart,
    /// The server's power is cut, with a request under way or without, and comes back.
    PowerCut(bool),
}

/// Plays a seed; with a broken promise, one of the store's promises is broken.
///
/// # Errors
/// Says which turn it was, and what does not hold.
pub fn play(seed: u64, broken_promise: Option<BrokenPromise>) -> Said<ScenarioResult> {
    let mut play = Scenario::set(seed, broken_promise)?;
    for turn in 0..TURNS {
        play.turn(turn).map_err(|why| format!("turn {turn}, {:?}: {why}", play.played.drawn.last()))?;
    }
    play.heal()?;
    play.end()
}

struct Scenario {
    random: Random,
    /// What is left of a disk is drawn elsewhere: how much there is to draw depends on how far the server got.
    disks: Random,
    spool: TempDir,
    server: Server,
    ahead_secs: i64,
    producers: Vec<Producer>,
    gone: Vec<ProducerState>,
    /// What was held back, and until which turn.
    held: Vec<(u64, Message)>,
    /// Whether spools are as small as they can be.
    is_narrow: bool,
    played: ScenarioResult,
}

impl Scenario {
    fn set(seed: u64, broken_promise: Option<BrokenPromise>) -> Said<Scenario> {
        let mut random = Random::new(seed);
        // Between seconds and two days, fast or slow.
        let most = if random.chance(50) { 60 } else { 172_800 };
        let off = 5 + random.below(most) as i64;
        let ahead_secs = if random.chance(50) { off } else { -off };
        let mut play = Scenario {
            is_narrow: random.chance(30),
            disks: Random::new(random.any()),
            random,
            spool: tempfile::tempdir_in(crate::memory()).map_err(words)?,
            server: Server::start(ahead_secs, broken_promise)?,
            ahead_secs,
            producers: Vec::new(),
            gone: Vec::new(),
            held: Vec::new(),
            played: ScenarioResult::default(),
        };
        for _ in 0..LINES {
            let producer = play.newcomer()?;
            play.producers.push(producer);
        }
        Ok(play)
    }

    fn newcomer(&self) -> Said<Producer> {
        let number = (self.producers.len() + self.gone.len()) as u64;
        Producer::start(number, self.spool.path(), self.server.key(), self.is_narrow)
    }

    fn turn(&mut self, turn: u64) -> Said<()> {
        self.let_go(turn)?;
        let at = self.random.below(LINES);
        let (what, count) = (self.draw(at), 1 + self.random.below(60));
        self.played.drawn.push((at, what));
        self.tell(at, count);
        match what {
            DrawnStep::Request(NetworkFault::Split) => self.split(at),
            DrawnStep::Request(fault) => self.meet(at, fault, turn),
            DrawnStep::Exit => {
                let standing = self.producers[at].wait()?;
                self.replace(at, |producer, spool| producer.exit(spool, standing))
            }
            DrawnStep::Kill(arrived) => {
                let standing = self.producers[at].wait()?;
                if arrived {
                    self.server.ask(&standing.request)?;
                }
                self.replace(at, |producer, spool| producer.kill(spool, standing))
            }
            DrawnStep::Restart => self.server.restart(),
            DrawnStep::PowerCut(false) => self.server.cut_power(&mut self.disks),
            DrawnStep::PowerCut(true) => {
                let standing = self.producers[at].wait()?;
                let pause = Duration::from_micros(self.random.below(5_000) as u64);
                let under_way = self.server.hand(&standing.request.to_bytes())?;
                std::thread::sleep(pause);
                self.server.cut_power(&mut self.disks)?;
                drop(under_way);
                self.producers[at].failures += 1;
                Ok(())
            }
        }
    }

    /// Draws what happens next on a line.
    fn draw(&mut self, at: usize) -> DrawnStep {
        match self.random.below(100) {
            0..4 => return DrawnStep::Exit,
            4..10 => return DrawnStep::Kill(self.random.chance(50)),
            10..13 => return DrawnStep::Restart,
            13..20 => return DrawnStep::PowerCut(self.random.chance(50)),
            _ => {}
        }
        let fault = NetworkFault::draw(&mut self.random);
        let fails_too_often = self.producers[at].failures >= FAILURES_MAX;
        DrawnStep::Request(if fails_too_often { NetworkFault::Delivered } else { fault })
    }

    fn tell(&mut self, at: usize, count: usize) {
        for _ in 0..count {
            self.producers[at].tell(self.played.told);
            self.played.told += 1;
        }
    }

    /// Lets a request be delivered or fail as drawn.
    fn meet(&mut self, at: usize, fault: NetworkFault, turn: u64) -> Said<()> {
        let standing = self.producers[at].wait()?;
        let request = &standing.request;
        if !fault.is_answered() {
            self.producers[at].failures += 1;
        }
        match fault {
            NetworkFault::Delivered => return deliver(&self.server, &mut self.producers[at], standing),
            NetworkFault::Repeated => {
                self.server.ask(request)?;
                return deliver(&self.server, &mut self.producers[at], standing);
            }
            NetworkFault::Lost | NetworkFault::Split => drop(standing),
            NetworkFault::Cut => self.server.hand_half(request)?,
            NetworkFault::HeldBack => {
                let until = turn + 1 + self.random.below(10) as u64;
                self.held.push((until, standing.request));
            }
            NetworkFault::AnswerLost => drop(self.server.ask(request)?),
            NetworkFault::AnswerCut => {
                let answer = self.server.ask(request)?;
                standing.break_off(&answer);
            }
            NetworkFault::Refused => standing.answer(&Message::answer("503 Service Unavailable", "")),
            NetworkFault::Garbled => {
                standing.answer(&Message::answer("200 OK", "<html>Please accept our terms.</html>"))
            }
        }
        Ok(())
    }

    /// Splits the network for some requests of a line: what is told meanwhile stays, or is displaced and counted.
    fn split(&mut self, at: usize) -> Said<()> {
        let requests = 1 + self.random.below(FAILURES_MAX as usize - 1);
        let mut standing = self.producers[at].wait()?;
        let (before, from) = (self.producers[at].stats(), self.played.told);
        if self.is_narrow && self.random.chance(50) {
            self.tell(at, FLOOD);
        }
        for _ in 0..requests {
            let count = 1 + self.random.below(200);
            self.tell(at, count);
            drop(standing);
            self.producers[at].failures += 1;
            standing = self.producers[at].wait()?;
        }
        drop(standing);
        let after = self.producers[at].stats();
        let told = self.played.told - from;
        let kept = (after.left.records + after.dropped) - (before.left.records + before.dropped);
        if after.acknowledged > before.acknowledged || kept < told {
            return Err(format!("of {told} entries told to nobody {kept} are kept or counted: {before:?} {after:?}"));
        }
        Ok(())
    }

    /// Ends a producer and lets another take over what it left.
    fn replace(&mut self, at: usize, end: impl FnOnce(Producer, &std::path::Path) -> Said<ProducerState>) -> Said<()> {
        let ended = self.producers.remove(at);
        self.gone.push(end(ended, self.spool.path())?);
        let newcomer = self.newcomer()?;
        self.producers.insert(at, newcomer);
        Ok(())
    }

    /// Lets go of what was held back for long enough.
    fn let_go(&mut self, turn: u64) -> Said<()> {
        let (due, held) = std::mem::take(&mut self.held).into_iter().partition(|(until, _)| *until <= turn);
        self.held = held;
        let due: Vec<(u64, Message)> = due;
        due.iter().try_for_each(|(_, request)| self.server.ask(request).map(drop))
    }

    /// Lets everything through until nothing is left of anybody, neither of the living nor of the dead.
    fn heal(&mut self) -> Said<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            for producer in &mut self.producers {
                serve(&self.server, producer)?;
            }
            let living: Vec<&str> = self.producers.iter().map(|producer| producer.known.id.as_str()).collect();
            let orphans: Vec<String> =
                self.listed()?.into_iter().filter(|name| !living.contains(&name.as_str())).collect();
            let stats: Vec<_> = self.producers.iter().map(Producer::stats).collect();
            if orphans.is_empty() && stats.iter().all(|stats| stats.left.records == 0) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("something is left in a network that is whole: {orphans:?}, {stats:?}"));
            }
        }
    }

    /// Ends everybody, lets the last of what was held back arrive, and looks at what there is.
    fn end(mut self) -> Said<ScenarioResult> {
        for producer in std::mem::take(&mut self.producers) {
            let known = producer.end(self.spool.path(), |producer| serve(&self.server, producer))?;
            self.gone.push(known);
        }
        self.let_go(u64::MAX)?;
        let left = self.listed()?;
        if !left.is_empty() {
            return Err(format!("in the spool of nobody there is still {left:?}"));
        }
        self.server.stop()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(words)?;
        runtime.block_on(async {
            let stage = self.server.left().await?;
            verdict::look(&stage, &self.gone, self.ahead_secs, &mut self.played).await
        })?;
        Ok(self.played)
    }

    /// Returns the names of what is in the spool.
    fn listed(&self) -> Said<Vec<String>> {
        let entries = std::fs::read_dir(self.spool.path()).map_err(words)?;
        Ok(entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
    }
}

impl ScenarioResult {
    /// Returns how often everything was drawn.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<DrawnStep, u64> {
        let mut counts = BTreeMap::new();
        self.drawn.iter().for_each(|(_, drawn)| *counts.entry(*drawn).or_default() += 1);
        counts
    }
}

/// Lets a request through and its answer back.
fn deliver(server: &Server, producer: &mut Producer, standing: PendingRequest) -> Said<()> {
    let (answer, since) = (server.ask(&standing.request)?, standing.since);
    standing.answer(&answer);
    producer.answered(since);
    Ok(())
}

/// Lets a request through, if there is one.
fn serve(server: &Server, producer: &mut Producer) -> Said<()> {
    match producer.line.wait(Duration::from_millis(2)) {
        Some(standing) => deliver(server, producer, standing),
        None => Ok(()),
    }
}
