//! Two worlds that a reader without the permission must not be able to tell apart.
//!
//! Both hold the same records, at the same places, received at the same times. What is personal differs between them,
//! and wholly flagged entries may be in one of them only. Everything follows from the seed.

use convlog_core::{KnownPolicy, NotPersonal};

use crate::inputs::Words;
use crate::random::Random;

mod line;
mod record;
mod secret;
mod twin;

pub use line::Line;
pub use record::OPEN;
pub use secret::Secrets;
pub use twin::Twin;

/// The tenant of every world.
pub const ACCOUNT: &str = "acme";

/// When every world begins: 2026-06-03T13:18:00Z, in microseconds.
pub const BEGINNING: i64 = 1_780_492_680_000_000;

/// Conversations; some of them are known from hidden entries alone, in one of the worlds or in both.
pub const CONVERSATIONS: [&str; 7] = ["c1", "c2", "c3", "c4", "C2x", "c1-hidden", "a-hidden"];
/// From here on they are known from hidden entries alone.
const HIDDEN_FROM: usize = 5;
/// Turns; the last two are named by hidden entries only.
pub const TURNS: [&str; 6] = ["t1", "t2", "t3", "t4", "t0-hidden", "t9-hidden"];
/// Function events; the last two are named by hidden entries only.
pub const EVENTS: [&str; 5] = ["e1", "e2", "e3", "e0-hidden", "e9-hidden"];
/// Functions; the first is called most.
pub const FUNCTIONS: [&str; 6] = ["look_up", "look_up", "look_up", "start_function", "book/visit", "gr\u{fc}\u{df}en"];

/// Two worlds.
#[derive(Clone, Debug)]
pub struct World {
    /// From which everything follows.
    pub seed: u64,
    /// The guarded fields that the project has raised to personal.
    pub raised: Vec<&'static str>,
    /// What is sent, in this order.
    pub batches: Vec<Batch>,
    /// With which records the project compares known values.
    pub known: KnownPolicy,
    /// What the project says is not personal from its beginning on, and before which batch it takes that back.
    pub rule: Option<Ruled>,
    /// Whether something personal was read in them and something erased before all else, by somebody who may.
    pub has_history: bool,
    /// What is personal in either of them, to be looked for.
    pub words: Words,
}

/// A rule of a project: that a key is not personal.
#[derive(Clone, Debug)]
pub struct Ruled {
    /// The rule.
    pub rule: NotPersonal,
    /// Before which batch it is added.
    pub from: usize,
    /// Before which it is removed, if it is.
    pub to: usize,
}

/// Lines that arrive together.
#[derive(Clone, Debug)]
pub struct Batch {
    /// How long after the batch before, in seconds.
    pub pause_secs: i64,
    /// The lines.
    pub lines: Vec<Line>,
}

impl World {
    /// Makes the worlds of a seed.
    #[must_use]
    pub fn of(seed: u64) -> World {
        let mut random = Random::new(seed);
        let raised = raised(&mut random);
        let mut secrets = Secrets::default();
        let count = 6 + random.below(30);
        let mut lines: Vec<Line> = (0..count).map(|_| Line::random(&mut random, &raised, &mut secrets)).collect();
        line::number(&mut lines, &mut random);
        if random.chance(70) {
            random.shuffle(&mut lines);
        }
        for _ in 0..random.below(4) {
            let again = lines[random.below(lines.len())].clone();
            lines.push(again);
        }
        let rule = random.chance(60).then(|| ruled(&mut random));
        World {
            seed,
            raised,
            rule,
            known: known(&mut random),
            has_history: random.chance(50),
            batches: batches(lines, &mut random),
            words: secrets.into_words(),
        }
    }

    /// Returns a conversation that may be there.
    pub fn conversation(random: &mut Random) -> &'static str {
        random.pick(&CONVERSATIONS)
    }

    /// Returns how many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.batches.iter().map(|batch| batch.lines.len()).sum()
    }

    /// Says whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the worlds without some of their lines, given by where they stand.
    #[must_use]
    pub fn without(&self, gone: std::ops::Range<usize>) -> World {
        let mut at = 0;
        let mut world = self.clone();
        for batch in &mut world.batches {
            batch.lines.retain(|_| {
                at += 1;
                !gone.contains(&(at - 1))
            });
        }
        world
    }
}

/// Chooses in which function, if in one alone, the key is not personal, and for how long.
fn ruled(random: &mut Random) -> Ruled {
    let function = random.chance(50).then(|| (*random.pick(&FUNCTIONS)).to_owned());
    let from = random.below(4);
    Ruled { rule: NotPersonal { key: record::RULED.to_owned(), function }, from, to: from + 1 + random.below(6) }
}

/// Chooses what a project has raised; `log.entry` makes every entry personal, so it is rare.
fn raised(random: &mut Random) -> Vec<&'static str> {
    let mut raised = Vec::new();
    for (field, percent) in
        [("turn.user_input", 10), ("function_event.arguments", 8), ("conversation.summary", 8), ("log.entry", 3)]
    {
        if random.chance(percent) {
            raised.push(field);
        }
    }
    raised
}

/// Chooses how far known values reach.
fn known(random: &mut Random) -> KnownPolicy {
    match random.below(10) {
        0..6 => KnownPolicy::IngestKey,
        6..9 => KnownPolicy::Producer,
        _ => KnownPolicy::Off,
    }
}

fn batches(lines: Vec<Line>, random: &mut Random) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for line in lines {
        if batches.is_empty() || random.chance(25) {
            let pause_secs = [0, 1, 4, 20, 31, 200, 901][random.below(7)];
            batches.push(Batch { pause_secs, lines: Vec::new() });
        }
        if let Some(batch) = batches.last_mut() {
            batch.lines.push(line);
        }
    }
    batches
}
