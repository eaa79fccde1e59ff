//! Gets a batch settled, however often it takes.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::Config;
use crate::counters::Counters;
use crate::engine::Engine;
use crate::scope::random;
use crate::ship::backoff::Backoff;
use crate::ship::batch::{Batch, LINES_MAX};
use crate::ship::dead_letters::DeadLetters;
use crate::ship::http::{Answer, Outcome, Refusal, Sender};
use crate::ship::known::Known;

/// The server's word for a record whose conversation was erased.
const ERASED: &str = "erased";

/// Waits for as long as it is told; false when there is no time any more.
type Pause<'a> = Box<dyn Fn(Duration) -> bool + 'a>;

/// Delivers batches to one server.
pub(super) struct Courier<'a> {
    sender: Sender,
    backoff: Backoff,
    /// The most lines of the next request; halved when the server finds a batch too large.
    lines_max: usize,
    pause: Pause<'a>,
    pub(super) counters: Arc<Counters>,
    pub(super) dead_letters: DeadLetters,
    pub(super) known: RefCell<Known>,
}

impl<'a> Courier<'a> {
    /// Returns a courier that works until the engine stops; `None` without a server.
    pub(super) fn for_engine(engine: &'a Engine) -> Option<Courier<'a>> {
        let pause = |time: Duration| {
            let deadline = Instant::now() + time;
            while !engine.stopping() {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return true;
                }
                engine.ship_bell.wait(left);
            }
            false
        };
        Courier::new(&engine.config, Arc::clone(&engine.counters), Box::new(pause))
    }

    pub(super) fn new(config: &Config, counters: Arc<Counters>, pause: Pause<'a>) -> Option<Courier<'a>> {
        Some(Courier {
            sender: Sender::new(config)?,
            backoff: Backoff::new(u64::from_le_bytes(random())),
            lines_max: LINES_MAX,
            pause,
            dead_letters: DeadLetters::new(config.spool_dir.clone(), Arc::clone(&counters)),
            counters,
            known: RefCell::default(),
        })
    }

    /// Delivers a batch from front to back, telling `settled` of each stretch of lines the server decided about.
    ///
    /// Returns false when there was no time to settle everything; what was not settled is safe where it came from.
    pub(super) fn deliver<O>(&mut self, batch: &Batch<O>, mut settled: impl FnMut(Range<usize>)) -> bool {
        let mut from = 0;
        while from < batch.len() {
            let to = batch.len().min(from + self.lines_max);
            let pause = match self.sender.send(batch.body(from, to), to - from) {
                Outcome::Answered(answer) if self.incomplete(&answer, to - from) => {
                    self.lines_max = ((to - from) / 2).max(1);
                    continue;
                }
                Outcome::Answered(answer) => {
                    self.file(&answer, batch, from..to);
                    settled(from..to);
                    from = to;
                    continue;
                }
                Outcome::TooLarge if to - from > 1 => {
                    self.lines_max = (to - from) / 2;
                    continue;
                }
                Outcome::TooLarge => {
                    self.counters.rejected.add(1);
                    self.refuse(batch, from, "too_large", None, Some("the server takes no line this long"));
                    settled(from..to);
                    from = to;
                    continue;
                }
                Outcome::Later { code, retry_after } => {
                    self.counters.problem(&code);
                    self.backoff.failed(retry_after)
                }
                Outcome::Refused { code } => {
                    self.counters.problem(&code);
                    self.backoff.refused()
                }
            };
            self.counters.retries.add(1);
            if !(self.pause)(pause) {
                return false;
            }
        }
        true
    }

    /// Whether an answer refuses lines without saying which; asking for fewer lines at once finds them.
    fn incomplete(&self, answer: &Answer, lines: usize) -> bool {
        lines > 1 && (answer.errors.len() as u64) < answer.rejected
    }

    fn file<O>(&mut self, answer: &Answer, batch: &Batch<O>, lines: Range<usize>) {
        self.backoff.succeeded();
        self.counters.solved();
        self.lines_max = (self.lines_max * 2).min(LINES_MAX);
        self.counters.batches.add(1);
        self.counters.accepted.add(answer.accepted);
        self.counters.duplicate.add(answer.duplicate);
        self.counters.notes.add(answer.notes.len() as u64);
        // What was erased is to be forgotten everywhere: no letter keeps it.
        let (erased, refused): (Vec<&Refusal>, Vec<&Refusal>) =
            answer.errors.iter().partition(|refusal| refusal.code == ERASED);
        self.counters.erased.add(erased.len() as u64);
        self.counters.rejected.add(answer.rejected.saturating_sub(erased.len() as u64));
        for refusal in refused {
            let line = usize::try_from(refusal.line).unwrap_or(0).wrapping_sub(1).wrapping_add(lines.start);
            if lines.contains(&line) {
                let (field, reason) = (refusal.field.as_deref(), refusal.reason.as_deref());
                self.refuse(batch, line, &refusal.code, field, reason);
            }
        }
    }

    fn refuse<O>(&self, batch: &Batch<O>, line: usize, code: &str, field: Option<&str>, reason: Option<&str>) {
        self.dead_letters.refused(batch.producer(), batch.line(line), code, field, reason);
    }
}
