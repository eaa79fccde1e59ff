//! How often an address showed a wrong key lately.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use convlog_core::Timestamp;

use crate::error::ApiError;

/// So many wrong keys within the window, and the address waits for its end.
const WRONG_MAX: u32 = 10;
const WINDOW_MICROS: i64 = 60 * 1_000_000;
/// More addresses than this at once, and the memory of them starts anew.
const ADDRESSES_MAX: usize = 4096;

/// The addresses that showed a wrong key within the last minute, with when they began and how many there were.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<IpAddr, (Timestamp, u32)>>);

impl Attempts {
    /// Refuses an address that has used up its attempts.
    pub(crate) fn ensure_left(&self, address: IpAddr, now: Timestamp) -> Result<(), ApiError> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((began, _)) = held.get(&address).filter(|(_, wrong)| *wrong >= WRONG_MAX) else { return Ok(()) };
        let left = began.as_micros() + WINDOW_MICROS - now.as_micros();
        if left <= 0 {
            return Ok(());
        }
        Err(ApiError::too_many_attempts(
            u16::try_from(left.div_euclid(1_000_000) + i64::from(left % 1_000_000 > 0)).unwrap_or(u16::MAX),
        ))
    }

    /// Counts a wrong key.
    pub(crate) fn count(&self, address: IpAddr, now: Timestamp) {
        let is_over = |began: &Timestamp| now.as_micros() - began.as_micros() >= WINDOW_MICROS;
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= ADDRESSES_MAX {
            held.retain(|_, (began, _)| !is_over(began));
        }
        if held.len() >= ADDRESSES_MAX {
            held.clear();
        }
        let (began, wrong) = held.entry(address).or_insert((now, 0));
        if is_over(began) {
            (*began, *wrong) = (now, 0);
        }
        *wrong += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stays_bounded() {
        let attempts = Attempts::default();
        for number in 0..2 * ADDRESSES_MAX as u32 {
            attempts.count(IpAddr::from(number.to_be_bytes()), Timestamp::default());
        }
        assert!(attempts.0.lock().unwrap().len() <= ADDRESSES_MAX);
    }
}
