//! Gets a batch settled, however often it takes.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::Config;
use crate::counters::Counters;
use crate::engine::Engine;
use crate::random::random;
use crate::ship::backoff::Backoff;
use crate::ship::batch::{Batch, LINES_MAX};
use crate::ship::dead_letters::DeadLetters;
use crate::ship::http::{About, Answer, Outcome, Refusal, Sender};
use crate::ship::remark;
use crate::ship::retry_queue::RetryQueue;
use crate::ship::trouble;
use crate::spool::root::Root;

/// The server's word for a record whose conversation was erased.
const ERASED: &str = "erased";
/// The server's words for a record that came with a key or a project that somebody may put right.
const OF_ACCESS: [&str; 3] = ["foreign_account", "forbidden_project", "unknown_project"];
/// How often a single line is sent that the server refuses without a decision about it.
const TRIES: u32 = 3;
/// After how many internal errors of the server in a row it is asked whether they are about what was sent.
const INTERNAL_ERRORS: u32 = 5;

/// Waits for as long as it is told; false when there is no time any more.
type Pause<'a> = Box<dyn Fn(Duration) -> bool + 'a>;

/// Delivers batches to one server.
pub(super) struct BatchSender<'a> {
    sender: Sender,
    backoff: Backoff,
    /// The most lines of the next request; halved when the server finds a batch too large.
    lines_max: usize,
    /// How often in a row the server said that it had an error of its own.
    internal_errors: u32,
    pause: Pause<'a>,
    pub(super) counters: Arc<Counters>,
    pub(super) dead_letters: DeadLetters,
    pub(super) held: RetryQueue,
}

impl<'a> BatchSender<'a> {
    /// Returns a sender that works until the engine stops or has something else for it to do; `None` without a server.
    pub(super) fn for_engine(engine: &'a Engine) -> Option<BatchSender<'a>> {
        let pause = |time: Duration| {
            let deadline = Instant::now() + time;
            while !engine.stopping() && !engine.expiry_due() {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return true;
                }
                engine.ship_signal.wait(left);
            }
            false
        };
        let root = engine.root.as_ref();
        BatchSender::new(&engine.config, root, Some(&engine.producer), Arc::clone(&engine.counters), Box::new(pause))
    }

    /// Returns a sender with a spool to keep things in, for the producer `own`, if it is one's, that waits by `pause`;
    /// `None` without a server.
    pub(super) fn new(
        config: &Config,
        root: Option<&Arc<Root>>,
        own: Option<&str>,
        counters: Arc<Counters>,
        pause: Pause<'a>,
    ) -> Option<BatchSender<'a>> {
        Some(BatchSender {
            sender: Sender::new(config)?,
            backoff: Backoff::new(u64::from_le_bytes(random())),
            lines_max: LINES_MAX,
            internal_errors: 0,
            pause,
            dead_letters: DeadLetters::new(root.cloned(), Arc::clone(&counters)),
            held: RetryQueue::new(root.cloned(), own.map(str::to_owned), Arc::clone(&counters)),
            counters,
        })
    }

    /// Delivers a batch from front to back, telling `settled` of each stretch of lines that was decided about, and how
    /// many of them the server has.
    ///
    /// Returns false when there was no time to settle everything; what was not settled is safe where it came from.
    pub(super) fn deliver<O>(&mut self, batch: &Batch<O>, mut settled: impl FnMut(Range<usize>, u64)) -> bool {
        let (mut from, mut tries) = (0, 0);
        while from < batch.len() {
            let to = batch.len().min(from + self.lines_max);
            let decided = match self.send(batch.body(from, to), to - from) {
                Outcome::Answered(answer) if self.incomplete(&answer, to - from) => Decided::Fewer,
                Outcome::Answered(answer) => Decided::Settled(self.file(&answer, batch, from..to)),
                Outcome::TooLarge if to - from > 1 => Decided::Fewer,
                Outcome::TooLarge => {
                    self.counters.rejected.add(1);
                    self.refuse(batch, from, "too_large", None, Some("the server accepts no line of this length"));
                    Decided::Settled(0)
                }
                Outcome::Later { code, retry_after } => {
                    trouble::note(&self.counters, &code);
                    self.internal_errors = if code == "http_500" { self.internal_errors + 1 } else { 0 };
                    if self.internal_errors >= INTERNAL_ERRORS {
                        self.isolate(batch, from..to, &mut tries, &code, About::Access, retry_after)
                    } else {
                        Decided::Wait(self.backoff.failed(retry_after))
                    }
                }
                Outcome::Limited { limit, retry_after } => {
                    self.counters.problem(limit.code());
                    limit.say_once();
                    self.internal_errors = 0;
                    Decided::Wait(self.backoff.failed(retry_after))
                }
                Outcome::Refused { code, retry_after, about } => {
                    trouble::note(&self.counters, &code);
                    self.isolate(batch, from..to, &mut tries, &code, about, retry_after)
                }
            };
            match decided {
                Decided::Fewer => self.lines_max = ((to - from) / 2).max(1),
                Decided::Settled(taken) => {
                    settled(from..to, taken);
                    (from, tries) = (to, 0);
                }
                Decided::Wait(pause) => {
                    self.counters.retries.add(1);
                    if !(self.pause)(pause) {
                        return false;
                    }
                }
            }
        }
        true
    }

    fn send(&mut self, body: &[u8], lines: usize) -> Outcome {
        let (outcome, times) = self.sender.send(body, lines);
        if let (Outcome::Answered(_), Some(times)) = (&outcome, times) {
            self.counters.heard_time(times.server, times.sent, times.received);
        }
        outcome
    }

    /// Deals with a request that was refused as a whole. A server that takes an empty batch refuses what is in this
    /// one: then the line at fault is looked for, tried a few times, and put aside, so that those behind it arrive.
    /// Otherwise it is about all of us, and everything is kept where it is.
    fn isolate<O>(
        &mut self,
        batch: &Batch<O>,
        lines: Range<usize>,
        tries: &mut u32,
        code: &str,
        about: About,
        retry_after: Option<Duration>,
    ) -> Decided {
        if *tries == 0 {
            if !matches!(self.send(b"", 0), Outcome::Answered(_)) {
                return Decided::Wait(self.backoff.refused(retry_after));
            }
            self.backoff.succeeded();
        }
        if lines.len() > 1 {
            self.counters.retries.add(1);
            return Decided::Fewer;
        }
        *tries += 1;
        if *tries < TRIES {
            return Decided::Wait(self.backoff.failed(retry_after));
        }
        self.internal_errors = 0;
        let reason = "the server refused this line alone, with no decision about it, while it answered other requests";
        match about {
            About::Access => self.hold(batch, lines.start, code, None, Some(reason)),
            About::Content => {
                self.counters.rejected.add(1);
                self.refuse(batch, lines.start, code, None, Some(reason));
            }
        }
        Decided::Settled(0)
    }

    /// Whether an answer refuses lines without saying which; asking for fewer lines at once finds them.
    fn incomplete(&self, answer: &Answer, lines: usize) -> bool {
        lines > 1 && (answer.errors.len() as u64) < answer.rejected
    }

    /// Takes in what the server decided line by line, and returns how many lines it has.
    fn file<O>(&mut self, answer: &Answer, batch: &Batch<O>, lines: Range<usize>) -> u64 {
        self.backoff.succeeded();
        self.internal_errors = 0;
        self.counters.solved();
        self.lines_max = (self.lines_max * 2).min(LINES_MAX);
        self.counters.batches.add(1);
        self.counters.accepted.add(answer.accepted);
        self.counters.duplicate.add(answer.duplicate);
        self.counters.notes.add(answer.notes.len() as u64);
        for note in answer.notes.iter().filter(|note| remark::IS_OF_FIELD.contains(&note.code.as_str())) {
            remark::say(&self.counters, &note.code, note.field.as_deref(), note.reason.as_deref());
        }
        let mut letters = answer.rejected;
        for refusal in &answer.errors {
            let line = usize::try_from(refusal.line).unwrap_or(0).wrapping_sub(1).wrapping_add(lines.start);
            let (field, reason) = (refusal.field.as_deref(), refusal.reason.as_deref());
            if refusal.code == ERASED {
                // What was erased is to be forgotten everywhere: no letter keeps it.
                letters = letters.saturating_sub(1);
                self.counters.erased.add(1);
            } else if lines.contains(&line) && is_of_access(refusal) {
                letters = letters.saturating_sub(1);
                self.hold(batch, line, &refusal.code, field, reason);
            } else if lines.contains(&line) {
                self.refuse(batch, line, &refusal.code, field, reason);
            }
        }
        self.counters.rejected.add(letters);
        answer.accepted + answer.duplicate
    }

    /// Keeps a line aside that may be taken once somebody has put its key or its project right.
    fn hold<O>(&self, batch: &Batch<O>, line: usize, code: &str, field: Option<&str>, reason: Option<&str>) {
        trouble::note(&self.counters, code);
        if !self.held.keep(batch.producer(), batch.line(line)) {
            self.counters.rejected.add(1);
            self.refuse(batch, line, code, field, reason);
        }
    }

    fn refuse<O>(&self, batch: &Batch<O>, line: usize, code: &str, field: Option<&str>, reason: Option<&str>) {
        remark::say(&self.counters, code, field, reason);
        self.counters.keep_problem(code, &remark::advice(code, field, reason));
        self.dead_letters.refused(batch.producer(), batch.line(line), code, field, reason);
    }
}

/// What is to be done after a request.
enum Decided {
    /// The lines are settled; the server has so many of them.
    Settled(u64),
    /// The same lines in smaller pieces.
    Fewer,
    /// The same again after a pause.
    Wait(Duration),
}

fn is_of_access(refusal: &Refusal) -> bool {
    let names_no_project = refusal.code == "missing_field" && refusal.field.as_deref() == Some("project_id");
    names_no_project || OF_ACCESS.contains(&refusal.code.as_str())
}
