//! How much memory answers may take until they are sent: together, of one account, and of one key.
//!
//! A client that asks for much and takes little keeps what was read for it. So room is taken before anything is read, and
//! given back once the last byte is on its way. Whoever finds none waits; of those who wait, the account that has the least
//! goes first, then its key that has the least. Who finds none in time is told to come back: an answer is whole or it is
//! none.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use convlog_core::AccountId;
use convlog_store::KeyHash;
use hyper::body::{Frame, SizeHint};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::error::ApiError;
use crate::extract::Caller;

/// How long somebody waits for room.
const PATIENCE: Duration = Duration::from_secs(10);

/// The memory that answers may take. Cloning it shares it.
#[derive(Clone, Debug)]
pub(crate) struct ResponseBudget(Arc<Mutex<BudgetState>>);

/// For whom an answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Requester {
    account: AccountId,
    key: KeyHash,
}

#[derive(Debug)]
struct BudgetState {
    bytes_max: usize,
    taken: usize,
    of_accounts: HashMap<AccountId, usize>,
    of_keys: HashMap<KeyHash, usize>,
    /// In the order in which they came.
    waiting: Vec<Waiter>,
}

#[derive(Debug)]
struct Waiter {
    asker: Requester,
    bytes: usize,
    told: oneshot::Sender<()>,
}

/// The room of one answer. It is given back when dropped.
#[derive(Debug)]
pub(crate) struct BudgetShare {
    answers: ResponseBudget,
    asker: Requester,
    bytes: usize,
}

impl ResponseBudget {
    pub(crate) fn new(bytes_max: usize) -> ResponseBudget {
        let (of_accounts, of_keys, waiting) = (HashMap::new(), HashMap::new(), Vec::new());
        ResponseBudget(Arc::new(Mutex::new(BudgetState { bytes_max, taken: 0, of_accounts, of_keys, waiting })))
    }

    /// Takes room for an answer of about so many bytes. One that is larger than a key may ever have takes all of that.
    ///
    /// # Errors
    /// There is none in time.
    pub(crate) async fn take(&self, caller: &Caller, bytes: usize) -> Result<BudgetShare, ApiError> {
        let asker = Requester { account: caller.key.account().clone(), key: caller.hash };
        self.take_for(asker, bytes, PATIENCE).await
    }

    async fn take_for(&self, asker: Requester, bytes: usize, patience: Duration) -> Result<BudgetShare, ApiError> {
        let (bytes, told) = {
            let mut room = self.lock();
            let bytes = bytes.clamp(1, room.of_key_max());
            if room.waiting.is_empty() && room.has(&asker, bytes) {
                room.take(&asker, bytes);
                return Ok(BudgetShare { answers: self.clone(), asker, bytes });
            }
            let (told, tells) = oneshot::channel();
            room.waiting.push(Waiter { asker: asker.clone(), bytes, told });
            // One that came later may fit where those before it do not.
            room.let_in();
            (bytes, tells)
        };
        let mut waits = WaitGuard { answers: self.clone(), asker, bytes, told: Some(told) };
        waits.wait(patience).await
    }

    fn lock(&self) -> MutexGuard<'_, BudgetState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who waits, or goes away while waiting.
struct WaitGuard {
    answers: ResponseBudget,
    asker: Requester,
    bytes: usize,
    told: Option<oneshot::Receiver<()>>,
}

impl WaitGuard {
    async fn wait(&mut self, patience: Duration) -> Result<BudgetShare, ApiError> {
        if let Some(told) = &mut self.told
            && matches!(timeout(patience, told).await, Ok(Ok(())))
        {
            self.told = None;
            return Ok(BudgetShare { answers: self.answers.clone(), asker: self.asker.clone(), bytes: self.bytes });
        }
        Err(ApiError::no_room_for_answer())
    }
}

impl Drop for WaitGuard {
    /// Gives back what was given in the same moment in which somebody went away.
    fn drop(&mut self) {
        let Some(mut told) = self.told.take() else { return };
        let mut room = self.answers.lock();
        told.close();
        if told.try_recv().is_ok() {
            room.give_back(&self.asker, self.bytes);
        }
        room.waiting.retain(|waiting| !waiting.told.is_closed());
        room.let_in();
    }
}

impl BudgetState {
    fn of_account_max(&self) -> usize {
        self.bytes_max / 2
    }

    fn of_key_max(&self) -> usize {
        self.bytes_max / 4
    }

    fn has(&self, asker: &Requester, bytes: usize) -> bool {
        self.taken + bytes <= self.bytes_max
            && self.of_account(asker) + bytes <= self.of_account_max()
            && self.of_key(asker) + bytes <= self.of_key_max()
    }

    fn of_account(&self, asker: &Requester) -> usize {
        self.of_accounts.get(&asker.account).copied().unwrap_or_default()
    }

    fn of_key(&self, asker: &Requester) -> usize {
        self.of_keys.get(&asker.key).copied().unwrap_or_default()
    }

    fn take(&mut self, asker: &Requester, bytes: usize) {
        self.taken += bytes;
        *self.of_accounts.entry(asker.account.clone()).or_default() += bytes;
        *self.of_keys.entry(asker.key).or_default() += bytes;
    }

    fn give_back(&mut self, asker: &Requester, bytes: usize) {
        self.taken -= bytes;
        lessen(&mut self.of_accounts, &asker.account, bytes);
        lessen(&mut self.of_keys, &asker.key, bytes);
    }

    /// Lets in whoever fits, those first who have the least.
    fn let_in(&mut self) {
        loop {
            let fitting = (0..self.waiting.len()).filter(|at| {
                let Waiter { asker, bytes, .. } = &self.waiting[*at];
                self.has(asker, *bytes)
            });
            let next = fitting.min_by_key(|at| {
                let asker = &self.waiting[*at].asker;
                (self.of_account(asker), self.of_key(asker), *at)
            });
            let Some(next) = next else { return };
            let Waiter { asker, bytes, told } = self.waiting.remove(next);
            // Whoever went away takes nothing.
            if told.send(()).is_ok() {
                self.take(&asker, bytes);
            }
        }
    }
}

fn lessen<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, usize>, of: &K, bytes: usize) {
    if let Some(count) = counts.get_mut(of) {
        *count -= bytes;
        if *count == 0 {
            counts.remove(of);
        }
    }
}

impl BudgetShare {
    /// Has an answer keep the share until its last byte is on its way; what it does not need is given back at once.
    pub(crate) fn held_by(mut self, response: Response) -> Response {
        if let Some(needed) = hyper::body::Body::size_hint(response.body()).exact() {
            self.shrink_to(usize::try_from(needed).unwrap_or(usize::MAX));
        }
        response.map(|body| Body::new(BudgetedBody { body, _share: self }))
    }

    fn shrink_to(&mut self, bytes: usize) {
        let spare = self.bytes.saturating_sub(bytes.max(1));
        if spare > 0 {
            self.bytes -= spare;
            let mut room = self.answers.lock();
            room.give_back(&self.asker, spare);
            room.let_in();
        }
    }
}

impl Drop for BudgetShare {
    fn drop(&mut self) {
        let mut room = self.answers.lock();
        room.give_back(&self.asker, self.bytes);
        room.let_in();
    }
}

/// A body that holds its share.
struct BudgetedBody {
    body: Body,
    _share: BudgetShare,
}

impl hyper::body::Body for BudgetedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asker(account: &str, key: u8) -> Requester {
        Requester { account: AccountId::new(account).unwrap(), key: KeyHash([key; 32]) }
    }

    async fn now(answers: &ResponseBudget, asker: Requester, bytes: usize) -> Option<BudgetShare> {
        answers.take_for(asker, bytes, Duration::ZERO).await.ok()
    }

    #[tokio::test]
    async fn nobody_has_more_than_a_part_and_all_is_given_back() {
        let answers = ResponseBudget::new(100);
        let one = now(&answers, asker("a", 1), 20).await.unwrap();
        assert!(now(&answers, asker("a", 1), 6).await.is_none(), "a key has a quarter");
        let other = now(&answers, asker("a", 2), 1_000).await.unwrap();
        assert!(now(&answers, asker("a", 3), 6).await.is_none(), "an account has a half");
        let third = now(&answers, asker("b", 4), 25).await.unwrap();
        let fourth = now(&answers, asker("c", 5), 25).await.unwrap();
        assert!(now(&answers, asker("d", 6), 6).await.is_none(), "there is no more than there is");
        drop((one, other, third, fourth));
        let room = answers.lock();
        assert!(room.taken == 0 && room.of_accounts.is_empty() && room.of_keys.is_empty() && room.waiting.is_empty());
    }

    #[tokio::test]
    async fn of_those_who_wait_the_account_that_has_the_least_goes_first() {
        let answers = ResponseBudget::new(100);
        let held = [now(&answers, asker("a", 1), 25).await.unwrap(), now(&answers, asker("a", 2), 20).await.unwrap()];
        let rest = [now(&answers, asker("b", 3), 25).await.unwrap(), now(&answers, asker("c", 4), 25).await.unwrap()];
        let (sender, mut order) = tokio::sync::mpsc::unbounded_channel();
        for (account, key) in [("a", 5), ("b", 6), ("d", 7)] {
            let (answers, sender) = (answers.clone(), sender.clone());
            tokio::spawn(async move {
                let share = answers.take_for(asker(account, key), 20, PATIENCE).await.unwrap();
                sender.send(account).unwrap();
                tokio::time::sleep(Duration::from_millis(20)).await;
                drop(share);
            });
            tokio::task::yield_now().await;
        }
        assert_eq!(answers.lock().waiting.len(), 3);
        let [first, second] = held;
        drop(first);
        assert_eq!(order.recv().await, Some("d"), "who has nothing");
        drop(second);
        let mut last = [order.recv().await.unwrap(), order.recv().await.unwrap()];
        last.sort_unstable();
        assert_eq!(last, ["a", "b"]);
        drop(rest);
    }

    #[tokio::test]
    async fn who_goes_away_while_waiting_takes_nothing() {
        let answers = ResponseBudget::new(100);
        let held = now(&answers, asker("a", 1), 25).await.unwrap();
        let waits = tokio::spawn({
            let answers = answers.clone();
            async move { answers.take_for(asker("a", 1), 25, PATIENCE).await.map(drop) }
        });
        while answers.lock().waiting.is_empty() {
            tokio::task::yield_now().await;
        }
        waits.abort();
        assert!(waits.await.unwrap_err().is_cancelled());
        assert!(answers.lock().waiting.is_empty());
        drop(held);
        assert_eq!(answers.lock().taken, 0);
    }

    #[tokio::test]
    async fn what_an_answer_does_not_need_is_given_back_at_once() {
        let answers = ResponseBudget::new(4_000);
        let share = now(&answers, asker("a", 1), 1_000).await.unwrap();
        let response = share.held_by(Response::new(Body::from("twelve bytes")));
        assert_eq!(answers.lock().taken, 12);
        let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
        assert_eq!((body.len(), answers.lock().taken), (12, 0));
    }
}
