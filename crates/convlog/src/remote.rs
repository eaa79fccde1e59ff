//! The HTTP side of a reading command: where the server is, which key to show, and what its refusals mean.
//!
//! What an answer holds belongs to the command that asked for it.

use std::io::{self, Read};
use std::time::Duration;

use clap::Args;
use convlog_core::Timestamp;
use serde_json::Value;

use crate::failure::{Exit, Failure};

const URL_DEFAULT: &str = "http://127.0.0.1:8080";

/// Where a server is and how to be let in.
#[derive(Args, Clone)]
pub(crate) struct Server {
    /// The server
    #[arg(long, env = "CONVLOG_URL", default_value = URL_DEFAULT, value_parser = url, value_name = "URL")]
    pub(crate) url: String,

    /// The API key; better given as CONVLOG_API_KEY, because others can see the arguments of a process
    #[arg(long, env = "CONVLOG_API_KEY", hide_env_values = true, value_name = "KEY")]
    pub(crate) api_key: Option<String>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("url", &self.url).finish_non_exhaustive()
    }
}

/// The longest one answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The largest answer that is read as a whole.
const ANSWER_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// How much of an answer is handed on at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// Reads where a server is.
fn url(text: &str) -> Result<String, String> {
    let text = text.trim();
    match text.split_once("://") {
        Some(("http" | "https", rest)) if !rest.trim_matches('/').is_empty() => Ok(text.to_owned()),
        Some((scheme, _)) if !matches!(scheme, "http" | "https") => {
            Err("it must begin with http:// or https://".to_owned())
        }
        Some(_) => Err("the name of the server is missing after http://".to_owned()),
        None => Err(format!("http:// is missing; use http://{text}")),
    }
}

/// An answer of the server, whatever its status.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The body.
    pub(crate) body: String,
    /// The server's clock, to the second.
    pub(crate) date: Option<Timestamp>,
}

impl Server {
    /// Says whether nobody said where the server is.
    pub(crate) fn is_default(&self) -> bool {
        self.url == URL_DEFAULT
    }

    /// Asks for a path and takes nothing but a 200.
    pub(crate) fn get(&self, path: &str) -> Result<String, Failure> {
        self.ensure_key()?;
        accept(self.ask(path)?)
    }

    /// Asks for a path and takes nothing but a 200; `None` where the server knows no such path.
    pub(crate) fn get_known(&self, path: &str) -> Result<Option<String>, Failure> {
        self.ensure_key()?;
        let answer = self.ask(path)?;
        if answer.status == 404 && answer.said("error_code").is_none_or(|code| code == "PATH_NOT_FOUND") {
            return Ok(None);
        }
        accept(answer).map(Some)
    }

    /// Asks for a path and hands on what a 200 answers as it comes, of whatever size.
    pub(crate) fn pass_on(&self, path: &str, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> anyhow::Result<()> {
        self.ensure_key()?;
        let request = self.signed(self.agent().get(self.to(path)));
        let request = request.config().timeout_global(None).timeout_recv_response(Some(TIMEOUT)).build();
        let mut response = request.call().map_err(|error| self.unreachable(&error))?;
        if response.status() != 200 {
            accept(self.answer(Ok(response))?)?;
            return Ok(());
        }
        let mut reader = response.body_mut().with_config().limit(u64::MAX).reader();
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            match reader.read(&mut chunk).map_err(|error| self.unreachable(&error))? {
                0 => return Ok(()),
                count => take(&chunk[..count])?,
            }
        }
    }

    /// Sends JSON to a path and takes nothing but a success.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<String, Failure> {
        self.ensure_key()?;
        let request = self.agent().post(self.to(path)).header("content-type", "application/json");
        accept(self.answer(self.signed(request).send(body.to_string()))?)
    }

    /// Has what is at a path removed; returns the status, which is a success.
    pub(crate) fn delete(&self, path: &str) -> Result<u16, Failure> {
        self.ensure_key()?;
        let answer = self.answer(self.signed(self.agent().delete(self.to(path))).call())?;
        let status = answer.status;
        accept(answer).map(|_| status)
    }

    /// Asks for a path and takes whatever the server answers.
    pub(crate) fn ask(&self, path: &str) -> Result<Answer, Failure> {
        self.answer(self.signed(self.agent().get(self.to(path))).call())
    }

    fn ensure_key(&self) -> Result<(), Failure> {
        if self.api_key.is_some() {
            return Ok(());
        }
        Err(Failure::new(Exit::Usage, "there is no API key")
            .advise("set CONVLOG_API_KEY, or create a key with `convlog keys create`"))
    }

    fn agent(&self) -> ureq::Agent {
        ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("convlog/", env!("CARGO_PKG_VERSION")))
            .build()
            .into()
    }

    fn to(&self, path: &str) -> String {
        format!("{}{path}", self.url.trim_end_matches('/'))
    }

    fn signed<B>(&self, request: ureq::RequestBuilder<B>) -> ureq::RequestBuilder<B> {
        match &self.api_key {
            Some(key) => request.header("x-api-key", key),
            None => request,
        }
    }

    fn answer(&self, called: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, Failure> {
        let mut response = called.map_err(|error| self.unreachable(&error))?;
        let date = response.headers().get("date").and_then(|date| Timestamp::parse_http_date(date.to_str().ok()?));
        let mut body = String::new();
        let mut reader = response.body_mut().as_reader().take(ANSWER_BYTES_MAX);
        reader.read_to_string(&mut body).map_err(|error| self.unreachable(&error))?;
        Ok(Answer { status: response.status().as_u16(), body, date })
    }

    fn unreachable(&self, error: &dyn std::error::Error) -> Failure {
        Failure::new(Exit::Unreachable, format!("cannot reach {}: {error}", self.url))
            .advise("check the URL (--url or CONVLOG_URL), and that `convlog serve` runs there")
    }
}

impl Answer {
    /// Returns a text of the envelope in which the server wraps its errors.
    fn said(&self, name: &str) -> Option<String> {
        let envelope: Value = serde_json::from_str(&self.body).ok()?;
        envelope.get(name)?.as_str().map(ToOwned::to_owned)
    }
}

fn accept(answer: Answer) -> Result<String, Failure> {
    if matches!(answer.status, 200..=202 | 204) { Ok(answer.body) } else { Err(refusal(&answer)) }
}

/// Says what a refusal means, in the server's words, and what to do.
fn refusal(answer: &Answer) -> Failure {
    let said = answer.said("error_message");
    let said =
        said.map_or_else(|| format!("HTTP status {}", answer.status), |said| said.trim_end_matches('.').to_owned());
    match answer.status {
        401 => Failure::new(Exit::Refused, format!("the server rejected the API key: {said}"))
            .advise("`convlog keys list` shows which keys are active"),
        403 => Failure::new(Exit::Refused, format!("the API key has no permission for this: {said}"))
            .advise("`convlog keys list` shows its permissions and projects"),
        404 => Failure::new(Exit::NotFound, said)
            .advise("check the id and --project; a key has access only to its own projects"),
        429 | 503 => {
            Failure::new(Exit::Unreachable, format!("the server is too busy: {said}")).advise("try again soon")
        }
        _ => Failure::new(Exit::Failed, format!("the server answered: {said}")),
    }
}

/// Returns a text as one segment of a path (RFC 3986, section 3.3).
pub(crate) fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_one_segment() {
        assert_eq!(segment("CA 42/é?"), "CA%2042%2F%C3%A9%3F");
    }
}
