//! The orders that are kept, so that who asks for the next part of a long conversation does not wait for all of it again.

use std::sync::Arc;

use parking_lot::{Condvar, Mutex};
use rusqlite::Connection;

use super::opener::Opener;
use super::order::{EntryOrder, OrderKey};
use super::tables::Producers;
use crate::failure::Result;

/// The orders of conversations of fewer entries are not kept: they are made in no time.
const KEPT_FROM: usize = 2_000;

/// How many entries those that are kept have together at most. Each takes 48 bytes.
const KEPT_MAX: usize = 1_000_000;

/// The orders of long conversations that were asked about lately. Those with hidden entries are kept apart.
#[derive(Default)]
pub(super) struct Orders {
    state: Mutex<State>,
    made: Condvar,
}

#[derive(Default)]
struct State {
    kept: Vec<CachedOrder>,
    /// Those that somebody is making, or making longer.
    making: Vec<Name>,
}

/// Which entries an order has, and whether those that are personal as a whole are among them.
type Name = (OrderKey, bool);

struct CachedOrder {
    name: Name,
    order: Arc<EntryOrder>,
}

impl Orders {
    /// Returns the order of a conversation's entries as of now. Of several who ask at once one makes it, and the others wait
    /// for that.
    pub(super) fn of(
        &self,
        connection: &Connection,
        which: OrderKey,
        opener: Option<&mut Opener<'_>>,
        producers: &mut Producers,
    ) -> Result<Arc<EntryOrder>> {
        let name = (which, opener.is_some());
        let (_making, kept) = self.begin(name);
        let mut order = match kept {
            Some(kept) if kept.is_whole(connection, which)? => kept,
            _ => Arc::default(),
        };
        // Whoever still reads the order of before keeps it.
        Arc::make_mut(&mut order).extend(connection, which, opener, producers)?;
        if order.spots.len() >= KEPT_FROM {
            self.keep(CachedOrder { name, order: Arc::clone(&order) });
        }
        Ok(order)
    }

    /// Returns the order of a conversation's entries as of now or of not long ago. Rows have their numbers for good, so that
    /// one that has gone since is not found, whatever the order says.
    pub(super) fn near(
        &self,
        connection: &Connection,
        which: OrderKey,
        opener: Option<&mut Opener<'_>>,
        producers: &mut Producers,
    ) -> Result<Arc<EntryOrder>> {
        let name = (which, opener.is_some());
        let kept = {
            let state = self.state.lock();
            let found = state.kept.iter().rev().find(|kept| kept.name == name);
            found.map(|kept| Arc::clone(&kept.order))
        };
        match kept {
            Some(kept) => Ok(kept),
            None => self.of(connection, which, opener, producers),
        }
    }

    /// Says whether the order of a conversation's entries is kept.
    pub(super) fn has(&self, which: OrderKey, with_hidden: bool) -> bool {
        self.state.lock().kept.iter().any(|kept| kept.name == (which, with_hidden))
    }

    /// Waits until nobody else makes an order, and takes it as far as it was made.
    fn begin(&self, name: Name) -> (BuildGuard<'_>, Option<Arc<EntryOrder>>) {
        let mut state = self.state.lock();
        self.made.wait_while(&mut state, |state| state.making.contains(&name));
        state.making.push(name);
        let at = state.kept.iter().position(|kept| kept.name == name);
        (BuildGuard { orders: self, name }, at.map(|at| state.kept.remove(at).order))
    }

    fn keep(&self, new: CachedOrder) {
        let kept = &mut self.state.lock().kept;
        kept.retain(|kept| kept.name != new.name);
        kept.push(new);
        let mut entries: usize = kept.iter().map(|kept| kept.order.spots.len()).sum();
        while entries > KEPT_MAX && !kept.is_empty() {
            entries -= kept.remove(0).order.spots.len();
        }
    }
}

/// Ends when an order is made, or cannot be.
struct BuildGuard<'a> {
    orders: &'a Orders,
    name: Name,
}

impl Drop for BuildGuard<'_> {
    fn drop(&mut self) {
        self.orders.state.lock().making.retain(|name| *name != self.name);
        self.orders.made.notify_all();
    }
}

impl std::fmt::Debug for Orders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Orders").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_makes_an_order_and_who_asks_meanwhile_gets_what_was_made() {
        let (orders, name) = (Orders::default(), (OrderKey::all(1), false));
        let (making, kept) = orders.begin(name);
        assert!(kept.is_none());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| orders.begin(name).1.is_some());
            drop(orders.begin((OrderKey::all(2), false)));
            orders.keep(CachedOrder { name, order: Arc::default() });
            drop(making);
            assert!(waiting.join().unwrap());
        });
    }
}
