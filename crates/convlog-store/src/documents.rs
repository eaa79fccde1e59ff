//! Documents: small texts with a version, which are put only over the version that they were made from. Everything of a
//! control store that is read by its name is one.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};

/// The name of a document that is the only one of its kind.
pub(crate) const ONLY: &str = "all";

/// Small texts with versions.
#[async_trait]
pub trait Documents: Send + Sync {
    /// Returns a document; `None` where there is none of this name.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn document(&self, kind: DocumentKind, name: &str) -> Result<Option<Document>>;

    /// Returns the documents of a kind whose names begin with something, with their names and in the order of these. It
    /// reads no others.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn list_documents(&self, kind: DocumentKind, begin: &str) -> Result<Vec<(String, Document)>>;

    /// Puts a document in the place of the version that it was made from, of none where that is 0, or takes that version
    /// away where there is nothing to put; says whether it did, which it does not where another has been put since. What is
    /// put where one was taken away is version 1 again.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn put_document(&self, kind: DocumentKind, name: &str, from: u64, body: Option<String>) -> Result<bool>;
}

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// What is known of time.
    Clock,
    /// What somebody has confirmed.
    Confirmations,
    /// A key, by its hash.
    Key,
    /// The number of the last key.
    LastKey,
    /// A project and its policies.
    Project,
    /// How far the last rescan of a project has come.
    Rescan,
    /// A session that is under way, by its hash.
    Session,
}

impl DocumentKind {
    /// Returns the kind's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            DocumentKind::Clock => "clock",
            DocumentKind::Confirmations => "confirmations",
            DocumentKind::Key => "key",
            DocumentKind::LastKey => "last_key",
            DocumentKind::Project => "project",
            DocumentKind::Rescan => "rescan",
            DocumentKind::Session => "session",
        }
    }

    /// Returns what is being done with one, for errors.
    pub(crate) const fn operation(self) -> &'static str {
        match self {
            DocumentKind::Clock | DocumentKind::Confirmations => "store the known time",
            DocumentKind::Key | DocumentKind::LastKey => "keep keys",
            DocumentKind::Project => "keep projects",
            DocumentKind::Rescan => "reclassify stored records",
            DocumentKind::Session => "keep sessions",
        }
    }

    pub(crate) fn corrupt(self) -> Error {
        Error::new(ErrorKind::Corrupt, self.operation())
    }
}

/// A small text with a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which version it is, from 1.
    pub version: u64,
    /// What it says, as JSON. It holds nothing that a record says.
    pub body: String,
}

impl Document {
    /// Returns what it says.
    pub(crate) fn said<T: DeserializeOwned>(&self, kind: DocumentKind) -> Result<T> {
        let said = serde_json::from_str(&self.body);
        said.map_err(|error| Error::because(ErrorKind::Corrupt, kind.operation(), error))
    }
}

/// Returns what a document says, and its version, which is 0 where there is none.
pub(crate) async fn read<T: DeserializeOwned>(
    documents: &(impl Documents + ?Sized),
    kind: DocumentKind,
    name: &str,
) -> Result<(Option<T>, u64)> {
    let Some(held) = documents.document(kind, name).await? else { return Ok((None, 0)) };
    Ok((Some(held.said(kind)?), held.version))
}

/// Puts what a document is to say over a version; says whether it did.
pub(crate) async fn put<T: Serialize>(
    documents: &(impl Documents + ?Sized),
    kind: DocumentKind,
    (name, from): (&str, u64),
    said: &T,
) -> Result<bool> {
    let body = serde_json::to_string(said);
    let body = body.map_err(|error| Error::because(ErrorKind::Internal, kind.operation(), error))?;
    documents.put_document(kind, name, from, Some(body)).await
}

/// Changes a document, once more where somebody else has just done so; where `to` returns nothing it stays as it is.
pub(crate) async fn change<T: Serialize + DeserializeOwned>(
    documents: &(impl Documents + ?Sized),
    kind: DocumentKind,
    name: &str,
    to: impl Fn(Option<T>) -> Option<T>,
) -> Result<Option<T>> {
    loop {
        let (held, version) = read(documents, kind, name).await?;
        let Some(new) = to(held) else { return Ok(None) };
        if put(documents, kind, (name, version), &new).await? {
            return Ok(Some(new));
        }
    }
}
