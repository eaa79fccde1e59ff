//! The doors: every way in that takes a key or a session, and the connections before them.
//!
//! One rule holds for all of them. Where somebody comes from is decided in [`client`], how guessing is slowed down in
//! [`guesses`], and what is said about those who were refused in [`reports`]; [`verify`](keys::verify) puts them
//! together. Which key opens what is not decided here.

mod client;
mod counters;
mod failed_attempts;
mod keys;
mod recent_keys;
mod reports;

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::http::request::Parts;
use convlog_core::Timestamp;
use convlog_store::{KeyHash, Network};

pub(crate) use client::Peer;
pub(crate) use counters::Counters;
pub(crate) use keys::{Refusal, refuse, verify};

use crate::config::Config;
use crate::error::ApiError;
use crate::security::Security;
use client::Proxies;
use failed_attempts::FailedAttempts;
use recent_keys::RecentKeys;
use reports::{RefusalKind, Reports};

/// So many who show a key for the first time may be looked after at once; see [`Door::turn`].
const TURNS: usize = 64;

/// The ways in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum EntryPoint {
    /// A connection, before anything is read of it.
    Connection,
    /// A key in `x-api-key`.
    Key,
    /// A key that is exchanged for a session.
    Login,
    /// The cookie of a session.
    Session,
}

/// Why somebody was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Reason {
    /// Nothing was shown.
    Missing,
    /// What was shown cannot be a key.
    Malformed,
    /// It is no key, or no session, of this server.
    Unknown,
    /// The key was revoked.
    Revoked,
    /// The time of the key or of the session is over.
    Expired,
    /// Somebody has logged out of the session.
    Ended,
    /// Too many different wrong keys came from there.
    Throttled,
    /// The client has too many connections.
    TooMany,
}

impl EntryPoint {
    pub(crate) const ALL: [EntryPoint; 4] =
        [EntryPoint::Connection, EntryPoint::Key, EntryPoint::Login, EntryPoint::Session];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            EntryPoint::Connection => "connection",
            EntryPoint::Key => "key",
            EntryPoint::Login => "login",
            EntryPoint::Session => "session",
        }
    }
}

impl Reason {
    pub(crate) const ALL: [Reason; 8] = [
        Reason::Missing,
        Reason::Malformed,
        Reason::Unknown,
        Reason::Revoked,
        Reason::Expired,
        Reason::Ended,
        Reason::Throttled,
        Reason::TooMany,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Reason::Missing => "missing",
            Reason::Malformed => "malformed",
            Reason::Unknown => "unknown",
            Reason::Revoked => "revoked",
            Reason::Expired => "expired",
            Reason::Ended => "ended",
            Reason::Throttled => "throttled",
            Reason::TooMany => "too_many",
        }
    }
}

/// What is remembered at the doors. All of it is bounded, and none of it outlives the process.
#[derive(Debug)]
pub(crate) struct Authenticator {
    proxies: Proxies,
    guesses: Mutex<FailedAttempts>,
    standing: Mutex<RecentKeys>,
    reports: Mutex<Reports>,
    turns: Vec<tokio::sync::Mutex<()>>,
    hasher: RandomState,
    whole_addresses: bool,
    pub(crate) counters: Counters,
}

impl Authenticator {
    pub(crate) fn new(config: &Config) -> Authenticator {
        Authenticator {
            proxies: Proxies::new(config.trusted_proxies.clone(), config.forwarded_header),
            guesses: Mutex::default(),
            standing: Mutex::default(),
            reports: Mutex::new(Reports::new(Instant::now())),
            turns: (0..TURNS).map(|_| tokio::sync::Mutex::default()).collect(),
            hasher: RandomState::new(),
            whole_addresses: config.security_log_whole_addresses,
            counters: Counters::default(),
        }
    }

    /// Returns the address that a request comes from, as far as that can be known.
    pub(crate) fn client(&self, parts: &Parts) -> IpAddr {
        self.proxies.client(parts)
    }

    /// Says whether a proxy that is named in the configuration is at this address.
    pub(crate) fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.are_at(address)
    }

    /// Says whether a key has lately opened something from there.
    fn knows(&self, client: Network, key: KeyHash) -> bool {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).has(&(client, key))
    }

    fn remember(&self, client: Network, key: KeyHash) {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).add((client, key));
    }

    /// Refuses whoever has shown too many different wrong keys.
    fn ensure_not_throttled(&self, client: Network) -> Result<(), ApiError> {
        let left = self.guesses.lock().unwrap_or_else(PoisonError::into_inner).wait(client, Instant::now());
        match left {
            None => Ok(()),
            Some(left) => {
                let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
                Err(ApiError::too_many_attempts(u16::try_from(seconds).unwrap_or(u16::MAX)))
            }
        }
    }

    /// Counts something wrong that was shown; of a key its beginning counts too.
    fn count_guess(&self, client: Network, shown: &[u8], prefix: Option<&[u8]>) {
        let (guess, prefix) = (self.hasher.hash_one(shown), prefix.map(|prefix| self.hasher.hash_one(prefix)));
        self.guesses.lock().unwrap_or_else(PoisonError::into_inner).count(client, guess, prefix, Instant::now());
    }

    /// Waits for the turn of whoever shows a key that nobody knows from there. Those of one client are looked at one
    /// after the other, so that many at once are not more guesses than as many in a row.
    async fn turn(&self, client: Network) -> tokio::sync::MutexGuard<'_, ()> {
        let at = self.hasher.hash_one(client) as usize % TURNS;
        self.turns[at].lock().await
    }

    /// Counts somebody who was refused; [`flush`](Door::flush) tells the logs of it.
    pub(crate) fn tell(&self, refusal: &Refusal, address: IpAddr) {
        self.counters.count(refusal.door, refusal.reason);
        // Who shows nothing has tried nothing.
        if refusal.reason == Reason::Missing {
            return;
        }
        let network = if self.whole_addresses { Network::alone(address) } else { Network::neighbourhood(address) };
        let sort = RefusalKind { network, door: refusal.door, reason: refusal.reason, key: refusal.key.clone() };
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).add(sort, Instant::now());
    }

    /// Tells the logs of those who were refused, as far as it is due.
    pub(crate) async fn flush(&self, security: &Security, now: Timestamp, is_last: bool) {
        let due = self.reports.lock().unwrap_or_else(PoisonError::into_inner).take(Instant::now(), is_last);
        for report in due {
            security.note(report.say(now)).await;
        }
    }
}
