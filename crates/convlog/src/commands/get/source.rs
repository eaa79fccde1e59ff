//! Where a conversation comes from, piece by piece.

use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::failure::{Exit, Failure};
use crate::remote::{Server, segment};
use crate::render::{EntriesPage, Outline, TurnsPage};

/// The most entries of one answer.
const WINDOW: usize = 500;
/// The most turns of one answer.
const TURNS: usize = 50;
/// How long it waits for a server that cannot answer, again and again.
const PAUSES_SECS: [u64; 4] = [1, 2, 4, 8];

/// A conversation on a server.
#[derive(Debug)]
pub(super) struct Source<'a> {
    server: &'a Server,
    path: String,
    /// The filter that every window of entries has.
    filter: String,
}

impl<'a> Source<'a> {
    /// Names a conversation, and which of its entries are wanted.
    pub(super) fn new(server: &'a Server, project: &str, conversation: &str, filter: &[(&str, Option<&str>)]) -> Self {
        let path = format!("/api/projects/{}/conversations/{}", segment(project), segment(conversation));
        let given = filter.iter().filter_map(|(name, value)| Some((name, (*value)?)));
        let filter = given.map(|(name, value)| format!("&{name}={}", segment(value))).collect();
        Source { server, path, filter }
    }

    /// Returns the text of the outline, or of a part of it.
    pub(super) fn outline_text(&self, cursor: Option<&str>) -> Result<String> {
        let path = format!("{}/outline", self.path);
        if let Some(cursor) = cursor {
            return Ok(self.get(&format!("{path}?cursor={}", segment(cursor)))?);
        }
        let answer = self.server.get_known(&path)?;
        Ok(answer.ok_or_else(|| {
            let what =
                format!("the server at {} does not support reading a conversation page by page", self.server.url);
            Failure::new(Exit::Failed, what)
                .advise("check the URL; if the server is older than this command, update it, or use --json")
        })?)
    }

    /// Returns the outline.
    pub(super) fn outline(&self) -> Result<Outline> {
        self.rest_of(read(&self.outline_text(None)?, "an outline")?)
    }

    /// Returns the outline once more.
    pub(super) fn outline_again(&self) -> Result<Outline> {
        self.rest_of(read(&self.get(&format!("{}/outline", self.path))?, "an outline")?)
    }

    fn rest_of(&self, mut outline: Outline) -> Result<Outline> {
        while let Some(next) = outline.next.take() {
            outline.extend(read(&self.outline_text(Some(&next))?, "an outline")?);
        }
        Ok(outline)
    }

    /// Returns the text of some turns: those behind a place, or the first.
    pub(super) fn turns_text(&self, cursor: Option<&str>) -> Result<String> {
        let place = cursor.map(|cursor| format!("&cursor={}", segment(cursor))).unwrap_or_default();
        Ok(self.get(&format!("{}/turns?limit={TURNS}{place}", self.path))?)
    }

    /// Returns some turns from a number on, the last of them whole.
    pub(super) fn turns(&self, from: u32) -> Result<TurnsPage> {
        let text = self.get(&format!("{}/turns?from={from}&limit={TURNS}", self.path))?;
        let mut page: TurnsPage = read(&text, "turns")?;
        while page.breaks_off()
            && let Some(cursor) = page.cursor.take()
        {
            page.extend(read(&self.turns_text(Some(&cursor))?, "turns")?);
        }
        Ok(page)
    }

    /// Returns the text of the entries behind a place, or of the first.
    pub(super) fn entries_text(&self, after: Option<&str>) -> Result<String> {
        let after = after.map(|after| format!("&after={}", segment(after))).unwrap_or_default();
        Ok(self.get(&format!("{}/entries?limit={WINDOW}{after}{}", self.path, self.filter))?)
    }

    /// Returns the entries behind a place, or the first.
    pub(super) fn entries(&self, after: Option<&str>) -> Result<EntriesPage> {
        read(&self.entries_text(after)?, "entries")
    }

    /// Asks for more of what was there a moment ago: a server that is busy or starts again is waited for.
    fn get(&self, path: &str) -> Result<String, Failure> {
        for pause in PAUSES_SECS {
            match self.server.get(path) {
                Err(failure) if failure.exit() == Exit::Unreachable => std::thread::sleep(Duration::from_secs(pause)),
                answer => return answer,
            }
        }
        self.server.get(path)
    }

    /// Returns the entries around one.
    pub(super) fn around(&self, id: &str, limit: usize) -> Result<EntriesPage> {
        let path = format!("{}/entries?limit={limit}&around={}{}", self.path, segment(id), self.filter);
        read(&self.get(&path)?, "entries")
    }
}

/// Reads an answer.
pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str, what: &str) -> Result<T> {
    serde_json::from_str(text).with_context(|| format!("the server's answer is not {what}"))
}
