//! How many different wrong keys came from where, and how long whoever guesses has to wait.
//!
//! What counts is a *different* wrong key: a program that shows its revoked key again and again guesses nothing. The
//! first few are free; from then on each costs the client twice the wait of the one before. Many clients that try keys
//! with one beginning are counted together as well: the longer of the two waits holds. Only the client that guessed has
//! to wait, so nobody can be shut out by somebody elsewhere.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::{Duration, Instant};

use convlog_store::Network;

/// With so many different wrong keys the waiting begins.
pub(super) const FREE: usize = 5;
/// The first wait.
const WAIT_MIN: Duration = Duration::from_secs(1);
/// The longest.
const WAIT_MAX: Duration = Duration::from_mins(15);
/// Whoever shows nothing wrong for so long begins anew.
const FORGET_AFTER: Duration = Duration::from_hours(1);
/// More clients, or more beginnings of keys, than this at once are not remembered.
const REMEMBERED_MAX: usize = 4096;

/// Who has guessed lately.
#[derive(Debug, Default)]
pub(super) struct FailedAttempts {
    clients: Table<Network>,
    /// By a hash of the beginning.
    prefixes: Table<u64>,
}

#[derive(Debug)]
struct Table<K>(HashMap<K, Attempts>);

/// What was tried.
#[derive(Debug)]
struct Attempts {
    /// How many different ones.
    wrong: u32,
    /// The last of them, to know them again.
    last: [u64; FREE],
    last_at: Instant,
    wait_until: Option<Instant>,
}

impl FailedAttempts {
    /// Returns how long a client still has to wait.
    pub(super) fn wait(&self, client: Network, now: Instant) -> Option<Duration> {
        let until = self.clients.0.get(&client)?.wait_until?;
        until.checked_duration_since(now).filter(|left| !left.is_zero())
    }

    /// Counts something wrong; both it and the beginning of a key are given as hashes.
    pub(super) fn count(&mut self, client: Network, guess: u64, prefix: Option<u64>, now: Instant) {
        let Some(wait) = self.clients.count(client, guess, now) else { return };
        let shared = prefix.and_then(|prefix| self.prefixes.count(prefix, guess, now)).unwrap_or_default();
        let wait = wait.max(shared);
        if let Some(tried) = self.clients.0.get_mut(&client).filter(|_| !wait.is_zero()) {
            tried.wait_until = Some(now + wait);
        }
    }
}

impl<K: Copy + Eq + Hash> Table<K> {
    /// Counts a guess and returns how long to wait for it; `None` when it was among the last ones already.
    fn count(&mut self, who: K, guess: u64, now: Instant) -> Option<Duration> {
        if self.0.get(&who).is_some_and(|tried| now.saturating_duration_since(tried.last_at) >= FORGET_AFTER) {
            self.0.remove(&who);
        }
        if !self.0.contains_key(&who) {
            self.make_room();
        }
        let begin = || Attempts { wrong: 0, last: [0; FREE], last_at: now, wait_until: None };
        let tried = self.0.entry(who).or_insert_with(begin);
        tried.last_at = now;
        let at = tried.wrong as usize;
        if tried.last[..at.min(FREE)].contains(&guess) {
            return None;
        }
        tried.last[at % FREE] = guess;
        tried.wrong = tried.wrong.saturating_add(1);
        Some(wait_for(tried.wrong))
    }

    /// Forgets the one that matters least, where there are too many.
    fn make_room(&mut self) {
        if self.0.len() < REMEMBERED_MAX {
            return;
        }
        let least = self.0.iter().min_by_key(|(_, tried)| (tried.wrong, tried.last_at));
        if let Some((who, _)) = least {
            let who = *who;
            self.0.remove(&who);
        }
    }
}

impl<K> Default for Table<K> {
    fn default() -> Table<K> {
        Table(HashMap::new())
    }
}

fn wait_for(wrong: u32) -> Duration {
    let Some(doublings) = wrong.checked_sub(FREE as u32) else { return Duration::ZERO };
    WAIT_MIN.saturating_mul(2_u32.saturating_pow(doublings)).min(WAIT_MAX)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn client(number: u32) -> Network {
        Network::of_visitor(Ipv4Addr::from_bits(0x0a00_0000 + number).into())
    }

    #[test]
    fn the_wait_doubles_with_each_different_guess_up_to_its_bound() {
        let (mut guesses, now) = (FailedAttempts::default(), Instant::now());
        let mut waits = Vec::new();
        for guess in 1..=20 {
            guesses.count(client(1), guess, None, now);
            waits.push(guesses.wait(client(1), now).unwrap_or_default().as_secs());
        }
        assert_eq!(waits[..10], [0, 0, 0, 0, 1, 2, 4, 8, 16, 32]);
        assert_eq!(waits.last(), Some(&900));
        assert_eq!(guesses.wait(client(2), now), None);
        assert_eq!(guesses.wait(client(1), now + WAIT_MAX), None);
    }

    #[test]
    fn the_same_wrong_key_again_is_no_guess() {
        let (mut guesses, now) = (FailedAttempts::default(), Instant::now());
        for round in 0..1000 {
            guesses.count(client(1), round % FREE as u64, Some(7), now);
            let is_free = round < FREE as u64 - 1;
            assert!(guesses.wait(client(1), now).is_none() || !is_free, "{round}");
        }
        assert_eq!(guesses.wait(client(1), now), Some(WAIT_MIN));
    }

    #[test]
    fn clients_that_guess_one_key_together_wait_as_one() {
        let (mut guesses, now) = (FailedAttempts::default(), Instant::now());
        for number in 0..FREE as u32 + 6 {
            guesses.count(client(number), u64::from(number), Some(7), now);
        }
        assert_eq!(guesses.wait(client(0), now), None, "it guessed before anybody knew");
        assert_eq!(guesses.wait(client(FREE as u32 + 5), now), Some(Duration::from_secs(64)));
        guesses.count(client(99), 1_000_000, Some(8), now);
        assert_eq!(guesses.wait(client(99), now), None, "another key is not concerned");
        // A fleet with one revoked key guesses nothing.
        for number in 1000..1100 {
            guesses.count(client(number), 42, Some(9), now);
            assert_eq!(guesses.wait(client(number), now), None);
        }
    }

    #[test]
    fn who_guesses_nothing_for_an_hour_begins_anew() {
        let (mut guesses, now) = (FailedAttempts::default(), Instant::now());
        (0..15).for_each(|guess| guesses.count(client(1), guess, None, now));
        let later = now + FORGET_AFTER;
        guesses.count(client(1), 99, None, later);
        assert_eq!(guesses.wait(client(1), later), None);
    }

    #[test]
    fn the_memory_is_bounded_and_those_who_guess_most_stay_in_it() {
        let (mut guesses, now) = (FailedAttempts::default(), Instant::now());
        (0..10).for_each(|guess| guesses.count(client(0), guess, None, now));
        for number in 1..2 * REMEMBERED_MAX as u32 {
            guesses.count(client(number), 1, Some(u64::from(number)), now);
        }
        assert_eq!((guesses.clients.0.len(), guesses.prefixes.0.len()), (REMEMBERED_MAX, REMEMBERED_MAX));
        assert!(guesses.wait(client(0), now).is_some());
    }
}
