//! `convlog get`: one conversation, turn by turn, in the order of time.

use std::process::ExitCode;

use anyhow::Result;
use clap::{ArgGroup, Args};
use convlog_core::Timestamp;

use crate::failure::{Exit, Failure};
use crate::remote::{Server, segment};
use crate::render::{EntryFilter, Outline, Transcript};
use crate::terminal::{JsonPrinter, Paint, Progress, columns, print};

mod follow;
mod lines;
mod source;

use follow::Recent;
use source::Source;

/// How many entries are shown around one.
const AROUND: usize = 40;
/// The most names that are told when none of them was meant.
const NAMES_MAX: usize = 20;

/// Show one conversation: what was said, which functions ran, and what they logged
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("form").args(["json", "ndjson", "follow"]))]
#[command(after_help = "Examples:
  convlog get CA42 --project front-desk
  convlog get CA42 --project front-desk --level error
  convlog get CA42 --project front-desk --function crm_upsert --color always | less -R
  convlog get CA42 --project front-desk --follow
  convlog get CA42 --project front-desk --ndjson | jq -c 'select(.entry) | .entry.entry'
  convlog get CA42 --project front-desk --json | jq '.functionEvents'

Turns, calls and log lines are in time order; a call inside another one is indented below it. Where calls run at the
same time, the function's name is printed again before a line that belongs to another call than the previous line. The
times at the left count milliseconds from the start of the turn, as on the Review page. With a key without the
permission `pii`, personal values are shown as [redacted], and lines flagged as personal are missing.

--ndjson prints {\"outline\":…}, then a {\"turn\":…} for each turn, then an {\"entry\":…} for each log line, as
returned by /api/projects/…; it needs little memory whatever the size. --json prints the single document of the
compatible API (/v1/agents/…), for scripts that use that API.")]
pub(super) struct Get {
    /// The conversation's id
    #[arg(value_name = "CONVERSATION")]
    conversation: String,
    #[command(flatten)]
    server: Server,
    /// The project it belongs to
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// Only log lines of this level or a more severe one; with `error`, also the calls that failed
    #[arg(long, value_parser = ["info", "warning", "error"], value_name = "LEVEL")]
    level: Option<String>,
    /// Only calls of this function, or the call of this id, with the calls inside them
    #[arg(long, value_name = "NAME|ID")]
    function: Option<String>,
    /// Only log lines that contain this text, ignoring case
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// Only the log lines around the one with this id, which is marked with an arrow
    #[arg(long, value_name = "ENTRY", conflicts_with_all = ["form"])]
    around: Option<String>,
    /// Keep printing new log lines until the conversation has ended
    #[arg(long)]
    follow: bool,
    /// Print the outline, the turns and the log lines as one JSON object a line
    #[arg(long, conflicts_with = "function")]
    ndjson: bool,
    /// Print the compatible API's answer as it is
    #[arg(long, conflicts_with_all = ["level", "function", "text"])]
    json: bool,
}

impl Get {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        if self.json {
            let path = format!("/v1/agents/{}/conversations/{}", segment(&self.project), segment(&self.conversation));
            let mut printer = JsonPrinter::new();
            self.server.pass_on(&path, |part| printer.print(part))?;
            printer.end()?;
            return Ok(ExitCode::SUCCESS);
        }
        let filter = [("level", self.level.as_deref()), ("text", self.text.as_deref())];
        let source = Source::new(&self.server, &self.project, &self.conversation, &filter);
        if self.ndjson {
            lines::print(&source)?;
        } else {
            self.show(&source, Transcript::new(paint, columns(), self.only()))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn only(&self) -> EntryFilter {
        let is_filtered = self.level.as_deref().is_some_and(|level| level != "info");
        EntryFilter {
            function: self.function.clone(),
            failed: self.level.as_deref() == Some("error") && self.text.is_none() && self.around.is_none(),
            found: is_filtered || self.text.is_some() || self.around.is_some(),
            sought: self.around.clone(),
        }
    }

    fn show(&self, source: &Source<'_>, story: Transcript) -> Result<()> {
        let outline = source.outline()?;
        let is_search = self.only().found || self.function.is_some();
        let total = outline.counts.entries;
        let mut reading = ConversationReader { source, story, progress: Progress::new(), is_search, total };
        reading.story.learn(&outline);
        if let Some(names) = reading.story.names_if_none_is_wanted().filter(|_| !self.follow) {
            return Err(no_function(self.function.as_deref().unwrap_or_default(), &names).into());
        }
        reading.story.heading(&outline);
        reading.flush()?;
        match &self.around {
            Some(id) => reading.around(id, &outline),
            None if self.follow => follow::follow(&mut reading, outline),
            None => reading.whole(&outline),
        }
    }
}

fn no_function(wanted: &str, names: &[&str]) -> Failure {
    let more = names.len().saturating_sub(NAMES_MAX);
    let known = names.iter().take(NAMES_MAX).copied().collect::<Vec<_>>().join(", ");
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let advice = if names.is_empty() { "no function ran in it".to_owned() } else { format!("there are {known}{more}") };
    Failure::new(Exit::NotFound, format!("no call of {wanted:?} is in this conversation")).advise(advice)
}

/// A conversation that is being read and shown.
struct ConversationReader<'a> {
    source: &'a Source<'a>,
    story: Transcript,
    progress: Progress,
    /// Whether only some entries are asked for, so that those shown do not tell how far it is.
    is_search: bool,
    /// How many entries there are, filtered or not.
    total: u64,
}

impl ConversationReader<'_> {
    fn whole(mut self, outline: &Outline) -> Result<()> {
        let (mut after, mut recent) = (None, Recent::default());
        while let Some(later) = self.window(after.as_deref(), &mut recent)? {
            after = Some(later);
        }
        self.up_to(Timestamp::from_micros(i64::MAX))?;
        self.story.end(outline);
        self.flush()
    }

    fn around(mut self, id: &str, outline: &Outline) -> Result<()> {
        let page = self.source.around(id, AROUND)?;
        if page.entries.iter().all(|placed| placed.id != id) {
            let failure = Failure::new(Exit::NotFound, "no log line of this id is in this conversation");
            return Err(failure
                .advise("check the id and the filter; a key without `pii` does not see personal lines")
                .into());
        }
        if let Some(first) = page.entries.first().and_then(|placed| placed.time()) {
            self.story.begin_at(first);
        }
        for placed in &page.entries {
            self.up_to(placed.time().unwrap_or(Timestamp::from_micros(i64::MIN)))?;
            self.story.entry(placed);
        }
        self.story.foot(outline);
        self.flush()
    }

    /// Shows the entries behind a place that were not shown yet; returns where to go on.
    fn window(&mut self, after: Option<&str>, recent: &mut Recent) -> Result<Option<String>> {
        let page = self.source.entries(after)?;
        for placed in page.entries.iter().filter(|placed| recent.is_new(placed)) {
            self.up_to(placed.time().unwrap_or(Timestamp::from_micros(i64::MIN)))?;
            self.story.entry(placed);
        }
        self.flush()?;
        let (shown, total) = (self.story.entries(), self.total);
        self.progress.tell(|| match self.is_search {
            true => format!("{shown} found so far among {total} log lines"),
            false => format!("{shown} of {total} log lines so far"),
        });
        Ok(page.later)
    }

    /// Shows what happened up to a time.
    fn up_to(&mut self, time: Timestamp) -> Result<()> {
        while let Some(number) = self.story.advance(time) {
            let page = self.source.turns(number)?;
            self.story.add_turns(page.turns, page.next);
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let text = self.story.take();
        if !text.is_empty() {
            self.progress.make_way();
            print(&text)?;
        }
        Ok(())
    }
}
