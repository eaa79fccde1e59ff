//! Taking records in.

use std::borrow::Cow;
use std::sync::Arc;

use async_trait::async_trait;
use convlog_core::record::Body;
use convlog_core::{
    AccountId, ConversationId, Identity, KnownPolicy, ProducerId, ProjectId, Record, Rejection, Timestamp,
};

use crate::error::Result;
use crate::key::{KeyId, Scope};
use crate::records::Sender;

/// Takes records in.
#[async_trait]
pub trait Append {
    /// Stores a batch and returns, in the order of its items, what became of each.
    ///
    /// When it returns, everything it calls stored is durable and seen by the next read. On an error nothing of the
    /// batch was stored, or all of it was: sending the same batch again is safe, because identity decides.
    ///
    /// # Errors
    /// `Overloaded` when too much waits already; `Unavailable` when the store cannot write.
    async fn append(&self, batch: Batch) -> Result<Vec<Outcome>>;
}

/// What became of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is stored.
    Stored,
    /// An item with this identity was stored before; this one was not.
    Duplicate,
    /// Its conversation was erased; nothing of it is taken in any more.
    Erased,
}

/// One record with everything that decides where it goes.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its project.
    pub project: ProjectId,
    /// Its identity.
    pub identity: Identity,
    /// Its conversation; a producer record has none.
    pub conversation: Option<ConversationId>,
    /// When it was written.
    pub time: Timestamp,
    /// The ingest key that it was sent with; none for what the server writes, such as a reader's note.
    pub sender: Option<Arc<KeyId>>,
    /// What its process was begun by, where its sender says so.
    pub origin: Option<ProducerId>,
    /// With which other records of its conversation known values are compared.
    pub known: KnownPolicy,
    /// What it says.
    pub body: Body,
}

/// Records of a conversation that are compared with each other's known values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KnownScope {
    /// Those that were sent with an ingest key.
    IngestKey(Arc<KeyId>),
    /// Those of a producer, or of an origin that it shares with others, sent with an ingest key.
    Producer(Arc<KeyId>, ProducerId),
}

impl Item {
    /// Returns the scope that the record is compared in under a policy; none where it is not compared.
    #[must_use]
    pub fn known_scope(&self, policy: KnownPolicy) -> Option<KnownScope> {
        self.sent_by()?.scope(policy)
    }

    /// Returns who sent the record; nobody for what the server writes.
    #[must_use]
    pub fn sent_by(&self) -> Option<Sender> {
        let key = Arc::clone(self.sender.as_ref()?);
        Some(Sender { key, origin: self.origin, producer: self.identity.producer })
    }
}

/// Records of one tenant that arrived together. Only
/// [`VerifiedKey::begin_batch`](crate::VerifiedKey::begin_batch) makes one.
#[derive(Clone, Debug)]
pub struct Batch {
    account: AccountId,
    scope: Scope,
    sender: Option<Arc<KeyId>>,
    received_at: Timestamp,
    last_contact_at: Timestamp,
    items: Vec<Item>,
    warned: Vec<(usize, Cow<'static, str>)>,
    limits: Vec<(usize, &'static str)>,
}

impl Batch {
    pub(crate) fn granted(account: AccountId, scope: Scope, sender: &KeyId, received_at: Timestamp) -> Batch {
        Batch { sender: Some(Arc::new(sender.clone())), ..Batch::of_server(account, scope, received_at) }
    }

    fn of_server(account: AccountId, scope: Scope, received_at: Timestamp) -> Batch {
        let (items, warned, limits) = (Vec::new(), Vec::new(), Vec::new());
        Batch { account, scope, sender: None, received_at, last_contact_at: received_at, items, warned, limits }
    }

    /// Makes a batch of what people write, which is no sign of life of what it is about and is compared with nothing.
    pub(crate) fn silent(account: AccountId, scope: Scope, received_at: Timestamp) -> Batch {
        Batch { last_contact_at: Timestamp::default(), ..Batch::of_server(account, scope, received_at) }
    }

    /// Says that the batch arrived later than was thought, because the clock was behind. What is no sign of life stays
    /// none.
    pub fn correct_arrival(&mut self, stamp: impl FnOnce(Timestamp) -> Timestamp) {
        let received_at = stamp(self.received_at);
        if self.last_contact_at == self.received_at {
            self.last_contact_at = received_at;
        }
        self.received_at = received_at;
    }

    /// Makes room for so many more records.
    pub fn reserve(&mut self, records: usize) {
        self.items.reserve(records);
    }

    /// Adds a record, if the key may write it.
    ///
    /// # Errors
    /// Names the account or the project that the key does not reach.
    pub fn push(&mut self, record: Record, identity: Identity) -> std::result::Result<(), Rejection> {
        if record.account.is_some_and(|account| account != self.account) {
            return Err(Rejection::field(
                "foreign_account",
                "account_id",
                "this key belongs to another account; leave the field out",
            ));
        }
        let project = match (record.project, &self.scope) {
            (Some(project), scope) if scope.reaches(&project) => project,
            (Some(_), _) => {
                return Err(Rejection::field(
                    "forbidden_project",
                    "project_id",
                    "this key does not reach this project",
                ));
            }
            (None, Scope::Projects(projects)) if projects.len() == 1 => projects[0].clone(),
            (None, _) => {
                return Err(Rejection::field(
                    "missing_field",
                    "project_id",
                    "this key does not reach exactly one project; name the one",
                ));
            }
        };
        self.warned.extend(record.warned.into_iter().map(|rule| (self.items.len(), rule)));
        self.limits.extend(record.limits.into_iter().map(|limit| (self.items.len(), limit)));
        self.items.push(Item {
            project,
            identity,
            conversation: record.conversation,
            time: record.time,
            sender: self.sender.clone(),
            origin: record.origin,
            known: KnownPolicy::default(),
            body: record.body,
        });
        Ok(())
    }

    /// Decides by project with which other records known values are compared; without it, as in a project as it is made.
    pub fn compare_known(&mut self, policy: impl Fn(&ProjectId) -> KnownPolicy) {
        for item in &mut self.items {
            item.known = policy(&item.project);
        }
    }

    /// Has an item say what reading its record again gave.
    pub fn put_again(&mut self, at: usize, body: Body) {
        if let Some(item) = self.items.get_mut(at) {
            item.body = body;
        }
    }

    /// Adds the records of a batch that was begun as a clone of this one while that was empty.
    ///
    /// # Panics
    /// It was not.
    pub fn join(&mut self, next: Batch) {
        let origin = |batch: &Batch| (batch.received_at, batch.last_contact_at);
        let is_of_one = self.account == next.account && self.scope == next.scope && origin(self) == origin(&next);
        assert!(is_of_one, "only batches that were begun as one are joined");
        let before = self.items.len();
        self.warned.extend(next.warned.into_iter().map(|(at, rule)| (before + at, rule)));
        self.limits.extend(next.limits.into_iter().map(|(at, limit)| (before + at, limit)));
        self.items.extend(next.items);
    }

    /// Returns the tenant.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// Returns when the batch arrived, by the server's clock.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        self.received_at
    }

    /// Returns when its writers were heard of by this batch: when it arrived, or never (the beginning of the epoch)
    /// where it is no sign of life.
    #[must_use]
    pub fn last_contact_at(&self) -> Timestamp {
        self.last_contact_at
    }

    /// Returns the items.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Returns what the guard found and left open: the item by its place in the batch, and the rule, once for a value.
    #[must_use]
    pub fn warned(&self) -> &[(usize, Cow<'static, str>)] {
        &self.warned
    }

    /// Returns where more was hidden than was known to be personal: the item by its place in the batch, and the limit.
    #[must_use]
    pub fn limits(&self) -> &[(usize, &'static str)] {
        &self.limits
    }

    /// Takes the batch apart.
    #[must_use]
    pub fn into_items(self) -> Vec<Item> {
        self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convlog_core::{ParseContext, ProducerId};

    /// Offers one record to a key; returns its project, or the code of the refusal.
    fn push(scope: &Scope, tenant: &str) -> std::result::Result<String, &'static str> {
        let sender = KeyId("key_1".into());
        let mut batch = Batch::granted(AccountId::new("acme").unwrap(), scope.clone(), &sender, Timestamp::default());
        let line = format!(r#"{{"type":"conversation","conversation_id":"c"{tenant}}}"#);
        let record = Record::parse(&line, &ParseContext::plain(Timestamp::default())).unwrap();
        let identity = Identity { producer: ProducerId::from_bytes([1; 16]), seq: 1 };
        batch.push(record, identity).map_err(|rejection| rejection.code)?;
        Ok(batch.items()[0].project.as_str().to_owned())
    }

    #[test]
    fn batches_that_were_begun_as_one_are_joined_and_no_others() {
        let sender = KeyId("key_1".into());
        let begun =
            |account: &str| Batch::granted(AccountId::new(account).unwrap(), Scope::All, &sender, Timestamp::default());
        let filled = |mut batch: Batch, seqs: std::ops::Range<u64>| {
            for seq in seqs {
                let line = format!(
                    r#"{{"type":"log","project_id":"p","conversation_id":"c","entry":{{"level":"info","content":"call 07700 90012{seq}"}}}}"#
                );
                let reading = ParseContext::guarded(Timestamp::default(), convlog_core::GuardPolicy::Warn);
                let identity = Identity { producer: ProducerId::from_bytes([1; 16]), seq };
                batch.push(Record::parse(&line, &reading).unwrap(), identity).unwrap();
                let flagged = format!(
                    r#"{{"type":"turn","project_id":"p","conversation_id":"c","turn_id":"t{seq}","pii":["/x"]}}"#
                );
                batch.push(Record::parse(&flagged, &reading).unwrap(), identity).unwrap();
            }
            batch
        };
        let mut joined = filled(begun("acme"), 1..3);
        joined.join(filled(begun("acme"), 3..5));
        let whole = filled(begun("acme"), 1..5);
        let seqs = |batch: &Batch| batch.items().iter().map(|item| item.identity.seq).collect::<Vec<_>>();
        assert_eq!((seqs(&joined), joined.warned()), (seqs(&whole), whole.warned()));
        assert_eq!(joined.limits(), whole.limits());
        assert_eq!(whole.warned().iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 2, 4, 6]);
        assert_eq!(whole.limits().iter().map(|(at, _)| *at).collect::<Vec<_>>(), [1, 3, 5, 7]);
        let foreign = begun("other");
        assert!(std::panic::catch_unwind(move || joined.join(foreign)).is_err());
    }

    #[test]
    fn a_record_goes_only_where_its_key_may_write() {
        let projects =
            |names: &[&str]| Scope::Projects(names.iter().map(|name| ProjectId::new(*name).unwrap()).collect());
        let (one, two) = (projects(&["front-desk"]), projects(&["front-desk", "sales"]));
        assert_eq!(push(&one, ""), Ok("front-desk".into()));
        assert_eq!(push(&one, r#","account_id":"acme","project_id":"front-desk""#), Ok("front-desk".into()));
        assert_eq!(push(&two, r#","project_id":"sales""#), Ok("sales".into()));
        assert_eq!(push(&Scope::All, r#","project_id":"another""#), Ok("another".into()));
        for scope in [&one, &two, &Scope::All] {
            assert_eq!(push(scope, r#","account_id":"other","project_id":"front-desk""#), Err("foreign_account"));
        }
        assert_eq!(push(&one, r#","project_id":"sales""#), Err("forbidden_project"));
        for scope in [&two, &Scope::All, &projects(&[])] {
            assert_eq!(push(scope, ""), Err("missing_field"));
        }
    }
}
