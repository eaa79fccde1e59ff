//! Opening a data directory, and the store that stands on it.

use std::fs::File;
use std::path::PathBuf;

use async_trait::async_trait;
use convlog_core::merge::Values;
use convlog_core::view::{Conversation, EntryMark, Outline};
use convlog_core::{AccountId, ConversationId, ProjectId, Timestamp};
use convlog_store::error::Result;
use convlog_store::seal::{Keys, MasterKey, MasterKeys, PurposeKey};
use convlog_store::{
    Append, Batch, DiskSpace, EntryPage, EntryQuery, EntryWindow, Find, Headline, Instance, MarkedEntries, Outcome,
    Page, Passes, Query, Read, Search, SearchPage, Size, Visibility, Window, Windows, Within, forward,
};
use rusqlite::Connection;

use crate::audit::file::AuditFile;
use crate::config::SqliteConfig;
use crate::connection::open_reader;
use crate::control::{SqliteControl, documents};
use crate::directory;
use crate::disk_space::{self, Disk};
use crate::erase::cleaning::Cleaning;
use crate::examined::open_examined;
use crate::files::{AUDIT_FILE, RECORDS_FILE, is_empty, was_in_use};
use crate::hidden_counts;
use crate::key_check;
use crate::key_file;
use crate::notice::Notice;
use crate::open_error::OpenError;
use crate::reader::Reader;
use crate::schema;
use crate::security::SecurityFiles;
use crate::writer::Writer;

/// The embedded store. Dropping it writes what is queued, closes the databases and gives the directory free.
#[derive(Debug)]
pub struct SqliteStore {
    // INVARIANT: dropped in this order, so that the writer's connection is the last of its database, which lets it
    // fold the log into the database, and so that the lock goes last.
    pub(crate) reader: Reader,
    pub(crate) writer: Writer,
    pub(crate) control: SqliteControl,
    pub(crate) audit: AuditFile,
    pub(crate) keys: Keys,
    pub(crate) passes: Passes,
    pub(crate) cleaning: Cleaning,
    /// The data directory, where its own keys are used.
    pub(crate) own_keys: Option<PathBuf>,
    pub(crate) security: SecurityFiles,
    disk: Disk,
    notices: Vec<Notice>,
    _lock: File,
}

impl SqliteStore {
    /// Opens a data directory and makes whatever is not there yet.
    ///
    /// Without a master key the directory's own is used, which is made on the first start.
    ///
    /// # Errors
    /// Says why it does not open and what to do.
    pub fn open(config: SqliteConfig, master_key: Option<MasterKey>) -> std::result::Result<SqliteStore, OpenError> {
        SqliteStore::open_with(config, MasterKeys { current: master_key, previous: None })
    }

    /// Opens a data directory with a master key and the one before it. What is wrapped under that one is wrapped anew
    /// over time.
    ///
    /// # Errors
    /// Says why it does not open and what to do.
    pub fn open_with(config: SqliteConfig, master_keys: MasterKeys) -> std::result::Result<SqliteStore, OpenError> {
        let data_dir = config.data_dir.as_path();
        let (directory, mut notices) = directory::make(data_dir)?;
        let lock = key_file::lock(&directory)?;
        let path = data_dir.join(RECORDS_FILE);
        if was_in_use(data_dir) && is_empty(&path) {
            return Err(OpenError::Missing(path));
        }
        if !is_empty(&path) && is_empty(&data_dir.join(AUDIT_FILE)) {
            notices.push(Notice::AuditBegins(data_dir.join(AUDIT_FILE)));
        }
        let (connection, notice) = open_examined(&path, schema::RECORDS, config.writer_cache_bytes, false)?;
        notices.extend(notice);
        let own_keys = master_keys.current.is_none().then(|| data_dir.to_owned());
        let keys = key_check::keys(data_dir, &path, &connection, master_keys)?;
        hidden_counts::count_earlier(&connection, &keys).map_err(|failure| OpenError::of(&path, failure))?;
        let control = SqliteControl::open(data_dir)?;
        documents::adopt_rescans(data_dir, &connection)?;
        notices.extend(control.notices().iter().cloned());
        let (audit, notice) = AuditFile::open(data_dir)?;
        notices.extend(notice);
        let readers = (0..config.readers.max(1)).map(|_| open_reader(&path, config.reader_cache_bytes));
        let readers = readers.collect::<std::result::Result<Vec<Connection>, OpenError>>()?;
        let reader = Reader::new(readers, keys.clone(), config.reads_waiting_max, config.read_timeout);
        let writer = Writer::start(connection, keys.clone(), config.queue_bytes_max)
            .map_err(|failure| OpenError::of(&path, failure))?;
        let disk = Disk::new(data_dir, writer.free_pages());
        Ok(SqliteStore {
            reader,
            writer,
            control,
            audit,
            keys,
            passes: Passes::default(),
            cleaning: Cleaning::default(),
            own_keys,
            security: SecurityFiles::of(data_dir),
            disk,
            notices,
            _lock: lock,
        })
    }
}

impl SqliteStore {
    /// Returns what was wrong with the directory and did not keep it from being opened.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Returns the directory's security log.
    #[must_use]
    pub fn security_log(&self) -> SecurityFiles {
        self.security.clone()
    }

    /// Says whether the master key is being exchanged.
    #[must_use]
    pub fn is_rotating(&self) -> bool {
        self.keys.is_exchanging()
    }
}

#[async_trait]
impl Append for SqliteStore {
    async fn append(&self, mut batch: Batch) -> Result<Vec<Outcome>> {
        batch.correct_arrival(|wall| self.passes.stamp(wall));
        self.writer.append(batch).await
    }
}

#[async_trait]
impl Read for SqliteStore {
    async fn conversation(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Conversation>> {
        self.reader.conversation(visibility, id, now).await
    }

    async fn conversations(&self, visibility: &Visibility, query: &Query, now: Timestamp) -> Result<Page> {
        self.reader.conversations(visibility, query, now).await
    }

    async fn search(&self, visibility: &Visibility, search: &Search, now: Timestamp) -> Result<SearchPage> {
        self.reader.search(visibility, search, now).await
    }

    async fn producers(&self, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>> {
        self.reader.producers(visibility, id).await
    }
}

forward!([] SqliteStore, this => &this.control; Documents);

#[async_trait]
impl Windows for SqliteStore {
    async fn outline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Outline>> {
        self.reader.outline(visibility, id, now).await
    }

    async fn window(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        window: &Window,
    ) -> Result<Option<EntryWindow>> {
        self.reader.window(visibility, id, window).await
    }

    async fn conversation_within(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        most: Size,
        now: Timestamp,
    ) -> Result<Within> {
        self.reader.conversation_within(visibility, id, most, now).await
    }

    async fn size(&self, visibility: &Visibility, id: &ConversationId) -> Result<Option<Size>> {
        self.reader.size(visibility, id).await
    }

    async fn headline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Headline>> {
        self.reader.headline(visibility, id, now).await
    }

    async fn edition(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<u64>> {
        self.reader.edition(visibility, id, now).await
    }

    async fn marked_entries(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        marks: &[EntryMark],
    ) -> Result<Option<MarkedEntries>> {
        self.reader.marked_entries(visibility, id, marks).await
    }
}

#[async_trait]
impl Find for SqliteStore {
    async fn find_entries(&self, visibility: &Visibility, query: &EntryQuery, now: Timestamp) -> Result<EntryPage> {
        self.reader.find_entries(visibility, query, now).await
    }
}

#[async_trait]
impl Instance for SqliteStore {
    async fn ready(&self) -> Result<()> {
        self.control.ready().await?;
        self.reader.ready().await?;
        self.writer.ready().await
    }

    async fn stored_bytes(&self, account: &AccountId) -> Result<Vec<(ProjectId, u64)>> {
        self.reader.read("read how much is stored", |connection| disk_space::stored_bytes(connection, account)).await
    }

    fn room(&self) -> Option<DiskSpace> {
        self.disk.room()
    }

    fn purpose_key(&self, purpose: &str) -> Option<PurposeKey> {
        self.keys.purpose_key(purpose)
    }
}
