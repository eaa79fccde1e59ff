//! What somebody with the permission is given and nobody else.

use std::collections::BTreeSet;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use convlog_store::audit::Access;
use convlog_store::error::Result;
use convlog_store::{Permission, Store};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;

use super::layer::whole;
use crate::intercepted_store::Interceptor;
use crate::world::CONVERSATIONS;

/// Somebody who reads a project with the permission, and without it, past the audit.
#[derive(Clone)]
pub(super) struct PiiReader {
    pub(super) router: Router,
    /// The key with every permission.
    pub(super) whole: String,
    /// The key that only reads.
    pub(super) open: String,
}

/// What is hidden in a project.
#[derive(Clone, Debug, Default)]
pub(super) struct Hidden {
    /// Something that is given to nobody else.
    pub(super) word: Option<String>,
    /// How many rows are given to nobody else.
    pub(super) rows: usize,
    /// Everything that is given to everybody who reads.
    pub(super) open: String,
}

/// Keeps no account: what a reader with `pii` reads for a leak must not show in the audit.
pub(super) struct Unrecorded;

#[async_trait]
impl Interceptor for Unrecorded {
    async fn record(&self, _: &dyn Store, _: Access) -> Result<()> {
        Ok(())
    }
}

impl PiiReader {
    /// Says what the key of a reader with `pii` allows.
    pub(super) fn permissions() -> Vec<Permission> {
        Permission::ALL.to_vec()
    }

    /// Returns the status and body of a path.
    pub(super) async fn get(&self, path: &str, key: &str) -> (u16, Vec<u8>) {
        let request = Request::builder().uri(path).header("x-api-key", key).body(Body::empty());
        let Ok(request) = request else { return (0, Vec::new()) };
        // INVARIANT: a router answers everything, with an error where need be.
        let answer = TowerToHyperService::new(self.router.clone()).call(request).await.unwrap();
        let status = answer.status().as_u16();
        let media =
            answer.headers().get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
        let media = media.to_owned();
        (status, whole(answer.into_body(), &media).await)
    }

    /// Looks into a project.
    pub(super) async fn look(&self, project: &str) -> Hidden {
        let (mut whole, mut open) = (Seen::default(), Seen::default());
        for (key, seen) in [(&self.whole, &mut whole), (&self.open, &mut open)] {
            let list = format!("/api/projects/{project}/conversations");
            seen.add(&self.get(&format!("{list}?limit=100"), key).await.1);
            for conversation in CONVERSATIONS {
                seen.add(&self.get(&format!("{list}/{conversation}"), key).await.1);
            }
        }
        let word = whole.texts.difference(&open.texts).last().cloned();
        let open_text = open.texts.into_iter().collect::<Vec<_>>().join("\n");
        Hidden { word, rows: whole.items.saturating_sub(open.items), open: open_text }
    }
}

/// What stands in some answers.
#[derive(Default)]
struct Seen {
    texts: BTreeSet<String>,
    /// How many conversations and entries.
    items: usize,
}

impl Seen {
    fn add(&mut self, body: &[u8]) {
        let value: Value = serde_json::from_slice(body).unwrap_or_default();
        self.visibility_for("", &value);
    }

    fn visibility_for(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(text) => drop(self.texts.insert(text.clone())),
            Value::Array(items) => {
                // What a reader with `pii` is told about places is none of the rows.
                self.items += if ["conversations", "entries"].contains(&name) { items.len() } else { 0 };
                items.iter().for_each(|item| self.visibility_for("", item));
            }
            Value::Object(members) => {
                members
                    .iter()
                    .filter(|(name, _)| *name != "_pii")
                    .for_each(|(name, value)| self.visibility_for(name, value));
            }
            _ => {}
        }
    }
}
