//! What an operator may decide about the service. Limits that are part of the protocol are in
//! [`convlog_core::limits`] instead.

use std::time::Duration;

use convlog_store::Network;

/// The bounds within which the service works. [`Config::default`] suits one machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Maximum number of connections; further ones wait to be accepted.
    pub connections_max: usize,
    /// The most connections of one client at once: of an address, or of the /64 of an IPv6 address. A further one is
    /// refused. Without it a quarter of all. Proxies that are named are no clients.
    pub connections_of_client_max: Option<usize>,
    /// The proxies in front of the service, which are believed about whom they pass on.
    pub trusted_proxies: Vec<Network>,
    /// The header in which they write that down.
    pub forwarded_header: ForwardedHeader,
    /// Whether logs name the whole address of somebody who was refused, and not only its neighbourhood.
    pub security_log_whole_addresses: bool,
    /// Maximum memory for request bodies that are being received, in bytes; above it the answer is 429.
    pub bodies_bytes_max: usize,
    /// Maximum size of a request's head, in bytes.
    pub head_bytes_max: usize,
    /// How long a request's head may take, and how long a connection may idle between requests.
    pub head_timeout: Duration,
    /// How long a body may pause before the answer is 408.
    pub body_idle_timeout: Duration,
    /// How long a whole body may take before the answer is 408.
    pub body_total_timeout: Duration,
    /// How long a client may take nothing of an answer before its connection is closed.
    pub answer_idle_timeout: Duration,
    /// The most memory that answers being sent may take together, in bytes; what finds no room in time is answered 503.
    pub answers_bytes_max: usize,
    /// How long requests in flight may take to end once the service is asked to stop.
    pub shutdown_timeout: Duration,
    /// Whether each response tells how long it took (`Server-Timing: app;dur=`). Off, because two readers' answers
    /// are to differ in nothing, and because time is a side channel.
    pub server_timing: bool,
    /// For how many days the audit keeps a record.
    pub audit_days: u32,
    /// How much accounts and projects may send and store, and what of the disk is not filled.
    pub quotas: QuotaConfig,
}

/// How much accounts and projects may send and store; without a number there is no limit. A project's own settings go before
/// what is said here for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuotaConfig {
    /// How many entries a minute each account may send.
    pub account_entries_per_minute: Option<u64>,
    /// How many bytes the records of each account may take.
    pub account_bytes_max: Option<u64>,
    /// How many entries a minute may be sent to each project.
    pub project_entries_per_minute: Option<u64>,
    /// How many bytes the records of each project may take.
    pub project_bytes_max: Option<u64>,
    /// How many bytes of the disk are not filled with records; without it a GiB, or a twentieth of the file system where
    /// that is less.
    pub reserve_bytes: Option<u64>,
}

/// The most that is kept free unless the configuration says otherwise.
const RESERVE_USUAL_MAX: u64 = 1 << 30;
/// The part of the file system that is, where it is less.
const RESERVE_USUAL_PART: u64 = 20;

impl QuotaConfig {
    /// Returns how many bytes of a file system of so many are not filled with records.
    #[must_use]
    pub fn reserve(&self, total: u64) -> u64 {
        self.reserve_bytes.unwrap_or_else(|| RESERVE_USUAL_MAX.min(total / RESERVE_USUAL_PART))
    }
}

impl Config {
    /// Returns the most connections of one client at once.
    #[must_use]
    pub fn connections_of_client(&self) -> usize {
        self.connections_of_client_max.unwrap_or(self.connections_max.div_ceil(4))
    }
}

/// The header in which proxies write down whom they pass on. Only the one that they write counts: a client can send the
/// other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl ForwardedHeader {
    /// Returns the header's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ForwardedHeader::XForwardedFor => "x-forwarded-for",
            ForwardedHeader::Forwarded => "forwarded",
        }
    }

    /// Returns the header with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<ForwardedHeader> {
        let all = [ForwardedHeader::XForwardedFor, ForwardedHeader::Forwarded];
        all.into_iter().find(|header| header.as_str().eq_ignore_ascii_case(name))
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            connections_max: 1024,
            connections_of_client_max: None,
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::default(),
            security_log_whole_addresses: false,
            bodies_bytes_max: 64 * 1024 * 1024,
            head_bytes_max: 32 * 1024,
            head_timeout: Duration::from_secs(30),
            body_idle_timeout: Duration::from_secs(30),
            body_total_timeout: Duration::from_mins(5),
            answer_idle_timeout: Duration::from_secs(30),
            answers_bytes_max: 96 * 1024 * 1024,
            shutdown_timeout: Duration::from_secs(10),
            server_timing: false,
            audit_days: 400,
            quotas: QuotaConfig::default(),
        }
    }
}
