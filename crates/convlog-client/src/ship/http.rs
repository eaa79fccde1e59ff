//! One request to `POST /v1/ingest` and what its answer means for the batch.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use convlog_core::Timestamp;
use serde::Deserialize;

use crate::config::Config;
use crate::ship::limit::Limit;

/// Bodies below this go uncompressed: the saving is not worth a context.
const COMPRESS_FROM: usize = 4 * 1024;
const COMPRESSION_LEVEL: i32 = 1;
const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024;
const REFUSAL_BYTES_MAX: u64 = 16 * 1024;
/// The server's word for a key that may do other things.
const PERMISSION_MISSING: &str = "ACCOUNT_INSUFFICIENT_PERMISSIONS";

/// The server's answer, item by item.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    pub(super) accepted: u64,
    pub(super) duplicate: u64,
    pub(super) rejected: u64,
    #[serde(default)]
    pub(super) errors: Vec<Refusal>,
    #[serde(default)]
    pub(super) notes: Vec<Refusal>,
}

/// Why one line was refused, or what was passed over in it.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    /// Counted from 1.
    pub(super) line: u64,
    pub(super) code: String,
    #[serde(default)]
    pub(super) field: Option<String>,
    #[serde(default)]
    pub(super) reason: Option<String>,
}

/// The body of a request that was refused as a whole.
#[derive(Deserialize)]
struct RefusedWhole {
    error_code: String,
}

/// What to do with a batch after one request.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The server decided about every line.
    Answered(Answer),
    /// The batch is too large for the server, or for what stands before it.
    TooLarge {
        /// Whether the server itself says so.
        by_server: bool,
    },
    /// Nothing was stored; the same again later.
    Later { code: String, retry_after: Option<Duration> },
    /// Nothing was stored, because somebody has as much as it may have; the same again later.
    Limited { limit: Limit, retry_after: Option<Duration> },
    /// Nothing was stored, and the same again will not be either.
    Refused { code: String, retry_after: Option<Duration>, about: About },
}

/// What a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The key, the address or the way there: somebody has to change something.
    Access,
    /// Perhaps what was sent.
    Content,
}

/// When a request was made and answered, by our clock, and when by the server's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) sent: SystemTime,
    pub(super) received: SystemTime,
    /// In whole seconds.
    pub(super) server: Timestamp,
}

/// A connection to one server.
#[derive(Debug)]
pub(super) struct Sender {
    agent: ureq::Agent,
    url: String,
    key: Option<crate::config::Secret>,
}

impl Sender {
    pub(super) fn new(config: &Config) -> Option<Sender> {
        let url = config.url.as_deref()?;
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(config.request_timeout))
            .timeout_connect(Some(config.request_timeout.min(Duration::from_secs(5))))
            .user_agent(config.sdk.as_str())
            .build()
            .new_agent();
        Some(Sender { agent, url: format!("{}/v1/ingest", url.trim_end_matches('/')), key: config.api_key.clone() })
    }

    /// Sends `lines` lines and returns what became of them, and when if the server says its time.
    pub(super) fn send(&self, body: &[u8], lines: usize) -> (Outcome, Option<Times>) {
        let mut request = self.agent.post(&self.url).header("content-type", "application/x-ndjson");
        if let Some(key) = &self.key {
            request = request.header("x-api-key", key.reveal());
        }
        let compressed = (body.len() >= COMPRESS_FROM)
            .then(|| zstd::bulk::compress(body, COMPRESSION_LEVEL).ok())
            .flatten()
            .filter(|compressed| compressed.len() < body.len());
        let sent_at = SystemTime::now();
        let sent = match &compressed {
            Some(compressed) => request.header("content-encoding", "zstd").send(compressed),
            None => request.send(body),
        };
        let response = match sent {
            Ok(response) => response,
            Err(error) => return (Outcome::Later { code: error_code(&error).to_owned(), retry_after: None }, None),
        };
        let received = SystemTime::now();
        let date = response.headers().get("date").and_then(|date| Timestamp::parse_http_date(date.to_str().ok()?));
        let times = date.map(|server| Times { sent: sent_at, received, server });
        (read(response, lines), times)
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>, lines: usize) -> Outcome {
    let status = response.status().as_u16();
    let retry_after = response.headers().get("retry-after").and_then(|value| wait_of(value.to_str().ok()?.trim()));
    let code = format!("http_{status}");
    match status {
        200 | 207 | 422 => {
            let answer: Option<Answer> = response
                .body_mut()
                .with_config()
                .limit(ANSWER_BYTES_MAX)
                .read_to_vec()
                .ok()
                .and_then(|body| serde_json::from_slice(&body).ok());
            // An answer that does not account for every line is not one: something between us and the server spoke.
            match answer {
                Some(answer) if answer.accepted + answer.duplicate + answer.rejected == lines as u64 => {
                    Outcome::Answered(answer)
                }
                _ => Outcome::Later { code: "unreadable_answer".to_owned(), retry_after },
            }
        }
        413 => Outcome::TooLarge { by_server: refused_whole(response).is_some() },
        401 => Outcome::Refused { code: "unauthorized".to_owned(), retry_after, about: About::Access },
        403 => {
            let says_permission = refused_whole(response).is_some_and(|code| code == PERMISSION_MISSING);
            let code = if says_permission { "no_permission" } else { "forbidden" };
            Outcome::Refused { code: code.to_owned(), retry_after, about: About::Access }
        }
        404 => Outcome::Refused { code: "not_found".to_owned(), retry_after, about: About::Access },
        429 | 503 => match limit_reached(response) {
            Some(limit) => Outcome::Limited { limit, retry_after },
            None => Outcome::Later { code, retry_after },
        },
        408 | 425 | 500.. => Outcome::Later { code, retry_after },
        300..=399 | 402 | 405 | 407 | 451 => Outcome::Refused { code, retry_after, about: About::Access },
        _ => Outcome::Refused { code, retry_after, about: About::Content },
    }
}

/// Returns which limit of the server's a refusal is about, if it is about one that somebody may raise.
fn limit_reached(response: ureq::http::Response<ureq::Body>) -> Option<Limit> {
    Limit::named(&refused_whole(response)?)
}

/// Returns the word in which the server says why it refused a request; `None` where something before it did.
fn refused_whole(mut response: ureq::http::Response<ureq::Body>) -> Option<String> {
    let body = response.body_mut().with_config().limit(REFUSAL_BYTES_MAX).read_to_vec().ok()?;
    let refused: RefusedWhole = serde_json::from_slice(&body).ok()?;
    Some(refused.error_code)
}

/// Reads a Retry-After, which is seconds or a time.
fn wait_of(text: &str) -> Option<Duration> {
    text.parse().ok().map(Duration::from_secs).or_else(|| {
        let at = UNIX_EPOCH + Duration::from_micros(Timestamp::parse_http_date(text)?.as_micros().try_into().ok()?);
        Some(at.duration_since(SystemTime::now()).unwrap_or_default())
    })
}

fn error_code(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "timeout",
        ureq::Error::HostNotFound => "host_not_found",
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed => "unreachable",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "tls",
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => "bad_url",
        _ => "protocol",
    }
}
