//! One request to `POST /v1/ingest` and what its answer means for the batch.

use std::time::Duration;

use serde::Deserialize;

use crate::config::Config;

/// Bodies below this go uncompressed: the saving is not worth a context.
const COMPRESS_FROM: usize = 4 * 1024;
const COMPRESSION_LEVEL: i32 = 1;
const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The server's answer, item by item.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    pub(super) accepted: u64,
    pub(super) duplicate: u64,
    pub(super) rejected: u64,
    #[serde(default)]
    pub(super) errors: Vec<Refusal>,
    #[serde(default)]
    pub(super) notes: Vec<serde::de::IgnoredAny>,
}

/// Why one line was refused.
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

/// What to do with a batch after one request.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The server decided about every line.
    Answered(Answer),
    /// The batch is too large for the server.
    TooLarge,
    /// Nothing was stored; the same again later.
    Later { code: String, retry_after: Option<Duration> },
    /// Nothing was stored and nothing will be until somebody changes something.
    Refused { code: String },
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

    /// Sends `lines` lines and returns what became of them.
    pub(super) fn send(&self, body: &[u8], lines: usize) -> Outcome {
        let mut request = self.agent.post(&self.url).header("content-type", "application/x-ndjson");
        if let Some(key) = &self.key {
            request = request.header("x-api-key", key.reveal());
        }
        let compressed = (body.len() >= COMPRESS_FROM)
            .then(|| zstd::bulk::compress(body, COMPRESSION_LEVEL).ok())
            .flatten()
            .filter(|compressed| compressed.len() < body.len());
        let sent = match &compressed {
            Some(compressed) => request.header("content-encoding", "zstd").send(compressed),
            None => request.send(body),
        };
        match sent {
            Ok(response) => read(response, lines),
            Err(error) => Outcome::Later { code: error_code(&error).to_owned(), retry_after: None },
        }
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>, lines: usize) -> Outcome {
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs);
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
        413 => Outcome::TooLarge,
        401 => Outcome::Refused { code: "unauthorized".to_owned() },
        403 => Outcome::Refused { code: "forbidden".to_owned() },
        408 | 425 | 429 | 500.. => Outcome::Later { code, retry_after },
        _ => Outcome::Refused { code },
    }
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
