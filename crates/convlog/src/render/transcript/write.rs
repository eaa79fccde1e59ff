//! Writing turns and calls, each once, and saying again whose a line is where that is not plain.

use serde_json::Value;

use super::{Owner, Transcript};
use crate::render::pieces::Outline;
use crate::render::time::time_of_day;
use crate::render::{event, heading, value};
use crate::terminal::{Style, counted};

/// Where the words of a turn begin.
const WORDS_COLUMN: usize = 10;
/// The most columns of text that one speaker's words take.
const WORDS_COLUMNS_MAX: usize = 600;
/// How much further a call inside another one is indented, and how many times at most.
const INDENT: usize = 2;
const INDENTS_MAX: usize = 8;

impl Transcript {
    /// Sees to it that what is written next is known to be of this call: writes it and those that it is inside of, each the
    /// whole of it once and its name where other lines came between.
    pub(super) fn stand_at_call(&mut self, id: &str) {
        self.show_turn();
        let mut chain: Vec<String> = self.calls.outwards(id).map(ToOwned::to_owned).collect();
        chain.reverse();
        for (depth, id) in chain.iter().enumerate() {
            let owner = Owner::Call(id.clone());
            if self.standing.get(depth) != Some(&owner) {
                self.standing.truncate(depth);
                self.standing.push(owner);
                self.write_call(id, depth);
            }
        }
        self.standing.truncate(chain.len());
        self.indent(chain.len().saturating_sub(1));
    }

    fn write_call(&mut self, id: &str, depth: usize) {
        let (name, turn) = self.calls.get(id).map_or((id.to_owned(), 0), |call| (call.name.clone(), call.turn));
        self.indent(depth);
        let mark = |word| self.mark(turn, word);
        let (first, more) = (mark(""), mark("continued"));
        match self.running.get_mut(id).filter(|running| !running.is_shown) {
            Some(running) => {
                running.is_shown = true;
                running.was_running = !running.event.has_ended();
                event::call(&mut self.canvas, &running.event, &name, &first);
            }
            None => event::again(&mut self.canvas, Some(&name), &more),
        }
    }

    /// Sees to it that what is written next is known to be outside any function.
    pub(super) fn stand_outside(&mut self, turn: u32) {
        self.show_turn();
        self.indent(0);
        let owner = [Owner::Outside(turn)];
        if self.standing != owner {
            self.standing = owner.into();
            let mark = self.mark(turn, "");
            event::again(&mut self.canvas, None, &mark);
        }
    }

    /// Returns what is to be said of something that belongs to another turn than the one that goes on.
    fn mark(&self, turn: u32, word: &str) -> String {
        match &self.current {
            Some(current) if current.number != turn && word.is_empty() => format!("turn {turn}"),
            Some(current) if current.number != turn => format!("turn {turn}, {word}"),
            _ => word.to_owned(),
        }
    }

    fn indent(&mut self, depth: usize) {
        self.canvas.shift = INDENT * depth.min(INDENTS_MAX);
    }

    pub(super) fn show_turn(&mut self) {
        let Some(current) = self.current.as_mut().filter(|current| !current.is_shown) else { return };
        current.is_shown = true;
        let fields = &current.fields;
        let (number, began) = (current.number.to_string(), self.turns.began(current.number));
        let latency = fields.get("latency").and_then(Value::as_f64);
        let was_interrupted = fields.get("barge_in") == Some(&Value::Bool(true));
        self.canvas.shift = 0;
        self.canvas.blank();
        self.canvas.line(2, |flow| {
            flow.piece(0, &[(Style::Strong, "Turn "), (Style::Strong, &number)]);
            if let Some(began) = began {
                flow.piece(2, &[(Style::Quiet, &time_of_day(began))]);
            }
            if let Some(latency) = latency {
                flow.piece(1, &[(Style::Quiet, &format!("· answered after {latency:.2} s"))]);
            }
            if was_interrupted {
                flow.piece(1, &[(Style::Warn, "· interrupted")]);
            }
        });
        self.speak(false);
    }

    /// Writes what was said in the turn that goes on and is not written yet; the agent's words once it is over.
    pub(super) fn speak(&mut self, is_over: bool) {
        let Some(current) = self.current.as_mut().filter(|current| current.is_shown) else { return };
        let caller = [("caller", Style::Caller, "user_input"), ("keys", Style::Caller, "user_input_dtmf")];
        let agent = [("agent", Style::Good, "agent_response")];
        for (who, style, field) in caller.into_iter().chain(agent.into_iter().filter(|_| is_over)) {
            let words = current.fields.get(field).and_then(Value::as_str).unwrap_or_default();
            if words.is_empty() || current.said.contains(&who) {
                continue;
            }
            current.said.push(who);
            let style_of_words = if value::is_redacted(words) { Style::Quiet } else { Style::Plain };
            self.canvas.shift = 0;
            self.canvas.line(WORDS_COLUMN, |flow| {
                let flow = flow.put(Style::Plain, "  ").put(style, who).column(WORDS_COLUMN);
                flow.words(style_of_words, words, WORDS_COLUMNS_MAX);
            });
            // What is written next is not below the call before the words any more.
            self.standing.clear();
        }
    }

    /// Writes what stands below the last turn.
    pub(crate) fn foot(&mut self, outline: &Outline) {
        self.canvas.shift = 0;
        if self.shows_all() {
            heading::metrics(&mut self.canvas, outline);
        } else {
            let shown = format!("{} of {} shown", self.entries, counted(outline.counts.entries, "log line"));
            self.canvas.blank();
            self.canvas.line(0, |flow| {
                flow.words(Style::Quiet, &shown, usize::MAX);
            });
        }
        if self.canvas.is_cut() {
            self.canvas.blank();
            self.canvas.line(0, |flow| {
                flow.words(Style::Quiet, "… marks shortened text; --json shows all of it.", usize::MAX);
            });
        }
    }
}
