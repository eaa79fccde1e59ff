//! An open store with keys for those who write, read and administer.

use std::path::Path;
use std::sync::Arc;

use convlog_core::merge::Values;
use convlog_core::{AccountId, ConversationId, Identity, ParseContext, ProducerId, ProjectId, Record, Timestamp};
use convlog_store::audit::RecordedAccess;
use convlog_store::{
    Access, Batch, Control, KeyId, KeyToken, NewKey, Outcome, Permission, Permissions, Scope, Store, VerifiedKey,
    Visibility, verify,
};
use convlog_store_sqlite::{OpenError, SqliteConfig, SqliteStore};

use super::ack_ledger::line;

const ACCOUNT: &str = "acme";
const PROJECT: &str = "front-desk";

/// When everything happens here.
pub const NOW: Timestamp = Timestamp::from_micros(1_000_000_000);

/// What goes wrong on it, in words.
pub type Said<T> = Result<T, String>;

/// The store and the keys.
#[expect(missing_debug_implementations, reason = "a store need not print")]
#[derive(Clone)]
pub struct Stage {
    /// The store.
    pub store: Arc<dyn Store>,
    writer: Arc<VerifiedKey>,
    reader: Arc<VerifiedKey>,
    admin: Arc<VerifiedKey>,
}

/// Opens the store of a directory.
///
/// # Errors
/// Says why it does not open.
pub fn open(directory: &Path) -> Result<SqliteStore, OpenError> {
    SqliteStore::open(SqliteConfig { readers: 1, ..SqliteConfig::new(directory) }, None)
}

/// Returns the project that everything belongs to.
#[must_use]
pub fn project() -> ProjectId {
    ProjectId::new(PROJECT).unwrap_or_else(|_| unreachable!("it is well formed"))
}

/// Returns the account that everything belongs to.
#[must_use]
pub fn account() -> AccountId {
    AccountId::new(ACCOUNT).unwrap_or_else(|_| unreachable!("it is well formed"))
}

/// Returns the id of a conversation.
#[must_use]
pub fn conversation(name: &str) -> ConversationId {
    ConversationId::new(name).unwrap_or_else(|_| unreachable!("it is well formed"))
}

/// Returns a new key, not yet known to any store.
///
/// # Errors
/// There are no random bytes.
pub fn new_key(label: &str, permissions: &[Permission]) -> Said<(KeyToken, NewKey)> {
    let token = KeyToken::generate().map_err(|error| error.to_string())?;
    let key = NewKey {
        hash: token.hash(),
        label: Some(label.to_owned()),
        account: account(),
        scope: Scope::Projects(vec![project()]),
        permissions: Permissions::new(permissions.iter().copied()),
        pii_grant: None,
        created_at: Timestamp::default(),
        expires_at: None,
    };
    Ok((token, key))
}

async fn make_key(control: &dyn Control, permissions: &[Permission]) -> Said<Arc<VerifiedKey>> {
    let (token, key) = new_key("stage", permissions)?;
    control.create_key(key).await.map_err(words)?;
    let verified = verify(control, &token, NOW).await.map_err(words)?;
    verified.map(Arc::new).map_err(|_| "a key that was just made is not known".to_owned())
}

/// Returns an error with what lies beneath it.
pub fn words(error: impl std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(beneath) = source {
        text = format!("{text}: {beneath}");
        source = beneath.source();
    }
    text
}

impl Stage {
    /// Makes the keys.
    ///
    /// # Errors
    /// The store cannot keep them.
    pub async fn set(store: Arc<dyn Store>) -> Said<Stage> {
        Ok(Stage {
            writer: make_key(&*store, &[Permission::Ingest]).await?,
            reader: make_key(&*store, &[Permission::Read, Permission::Pii]).await?,
            admin: make_key(&*store, &[Permission::Admin]).await?,
            store,
        })
    }

    fn batch(&self) -> Batch {
        self.writer.begin_batch(NOW).unwrap_or_else(|| unreachable!("the key may write"))
    }

    /// Sends so many records of a producer.
    ///
    /// # Errors
    /// They were not taken in.
    pub async fn send(&self, producer: u8, from: u64, count: u64) -> convlog_store::error::Result<Vec<Outcome>> {
        let mut batch = self.batch();
        for seq in from..from + count {
            push(&mut batch, &line(producer, seq), Identity { producer: ProducerId::from_bytes([producer; 16]), seq });
        }
        self.store.append(batch).await
    }

    /// Sends one record of a conversation that is to be erased, or was.
    ///
    /// # Errors
    /// It was not taken in.
    pub async fn send_doomed(&self, number: u64, seq: u64) -> convlog_store::error::Result<Vec<Outcome>> {
        let line = format!(
            r#"{{"type":"log","conversation_id":"e{number}","entry":{{"level":"info","content":"e{number}","is_pii":true}}}}"#
        );
        let mut batch = self.batch();
        push(&mut batch, &line, Identity { producer: ProducerId::from_bytes([200; 16]), seq });
        self.store.append(batch).await
    }

    /// Erases such a conversation.
    ///
    /// # Errors
    /// It cannot be erased now.
    pub async fn erase(&self, number: u64) -> convlog_store::error::Result<()> {
        let target = convlog_store::Target::Conversation(conversation(&format!("e{number}")));
        self.store.erase(&self.administration(), &target, NOW).await.map(drop)
    }

    /// Returns the authority over the project.
    #[must_use]
    pub fn administration(&self) -> convlog_store::AdminGrant {
        self.admin.administer(&project()).unwrap_or_else(|| unreachable!("the key may administer"))
    }

    /// Returns what is there of a conversation: each entry and whose it is, in the order of a reader.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn read(&self, name: &str) -> convlog_store::error::Result<Vec<(Identity, String)>> {
        let found = self.store.conversation(&self.sight(), &conversation(name), NOW).await?;
        let entry = |entry: &convlog_core::view::LogEntry| (entry.identity, entry.entry.to_json());
        Ok(found.map(|found| found.entries().map(entry).collect()).unwrap_or_default())
    }

    /// Returns what the producers of a conversation say of themselves.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn producers(&self, name: &str) -> convlog_store::error::Result<Vec<Values>> {
        self.store.producers(&self.sight(), &conversation(name)).await
    }

    fn sight(&self) -> Visibility {
        self.reader.visibility_for(&project()).unwrap_or_else(|| unreachable!("the key may read"))
    }
}

fn push(batch: &mut Batch, line: &str, identity: Identity) {
    let record = Record::parse(line, &ParseContext::plain(NOW)).unwrap_or_else(|_| unreachable!("it is well formed"));
    batch.push(record, identity).unwrap_or_else(|_| unreachable!("the key reaches it"));
}

/// Returns a record of the audit.
#[must_use]
pub fn access(number: u64) -> Access {
    Access {
        time: NOW,
        account: account(),
        project: project(),
        key: KeyId("key_1".into()),
        key_label: None,
        grant: None,
        by_session: false,
        method: "GET".into(),
        route: "/v1".into(),
        correlation_id: number.to_string(),
        part: 1,
        status: 200,
        notes: RecordedAccess { conversation_count: 1, ..RecordedAccess::default() },
    }
}
