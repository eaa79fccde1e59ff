//! The records of the audit, as administrators read them.

use convlog_core::Timestamp;
use convlog_store::{PiiGrant, Recorded};
use data_encoding::HEXLOWER;
use serde::Serialize;
use utoipa::ToSchema;

/// One response, or one part of a long one, that contained personal data.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AuditRecord)]
pub(crate) struct AuditRecord<'a> {
    /// Its number in its project, from 1; unique.
    number: u64,
    /// When the response was about to be sent, by the server's clock.
    #[schema(value_type = String)]
    time: Timestamp,
    account_id: &'a str,
    project_id: &'a str,
    /// The key's id, as `convlog keys list` shows it.
    key_id: &'a str,
    /// The label of the key.
    key_label: Option<&'a str>,
    /// Until when the key may read personal data, if the time is limited.
    #[schema(value_type = Option<String>)]
    pii_until: Option<Timestamp>,
    /// The reason why the key may read personal data.
    pii_reason: Option<&'a str>,
    /// `key`, or `session` for the web app.
    via: &'static str,
    /// The method of the request.
    method: &'a str,
    /// The template of the route.
    route: &'a str,
    /// The correlation id of the request, as in the caller's request and the server's log.
    correlation_id: &'a str,
    /// The number of the part within the request, from 1; a streamed response has several parts.
    part: u32,
    /// The status of the answer.
    status: u16,
    /// The conversations whose personal data was read, at most 5,000.
    conversations: Vec<&'a str>,
    /// The number of conversations.
    conversation_count: u64,
    /// The conversations of which nothing is open, for whoever has the files; never in an answer of the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    hidden_conversations: Option<Vec<&'a str>>,
    /// The values that were searched for in personal data, as hashes.
    searched: Vec<SearchedFor<'a>>,
    /// What was marked as personal or unmarked: `mark` or `unmark`, and the type and id of the marked record.
    marked: Vec<&'a str>,
}

/// A value that was searched for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SearchedFor<'a> {
    /// `contact`, `contact_last4` or `text`.
    field: &'a str,
    /// A keyed hash, in hex: the same for the same value in this project.
    hash: String,
}

/// A page of records.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditPage<'a> {
    /// The records, newest first.
    pub(crate) records: Vec<AuditRecord<'a>>,
    /// Where to continue; null on the last page.
    pub(crate) next: Option<String>,
}

impl<'a> AuditRecord<'a> {
    pub(crate) fn of(recorded: &'a Recorded) -> AuditRecord<'a> {
        let access = &recorded.access;
        let searched = access.notes.searched.iter();
        AuditRecord {
            number: recorded.number,
            time: access.time,
            account_id: access.account.as_str(),
            project_id: access.project.as_str(),
            key_id: &access.key.0,
            key_label: access.key_label.as_deref(),
            pii_until: access.grant.as_ref().map(PiiGrant::until),
            pii_reason: access.grant.as_ref().map(PiiGrant::reason),
            via: if access.by_session { "session" } else { "key" },
            method: &access.method,
            route: &access.route,
            correlation_id: &access.correlation_id,
            part: access.part,
            status: access.status,
            conversations: access.notes.conversations.iter().map(convlog_core::ConversationId::as_str).collect(),
            conversation_count: access.notes.conversation_count,
            hidden_conversations: None,
            searched: searched.map(|one| SearchedFor { field: &one.kind, hash: HEXLOWER.encode(&one.hash) }).collect(),
            marked: access.notes.marked.iter().map(String::as_str).collect(),
        }
    }
}

/// Returns a record as JSON for whoever has the files of a store, who may see what no answer of a server tells.
#[must_use]
pub fn audit_record_json(recorded: &Recorded) -> String {
    let hidden = recorded.access.notes.hidden.iter().map(convlog_core::ConversationId::as_str).collect();
    let record = AuditRecord { hidden_conversations: Some(hidden), ..AuditRecord::of(recorded) };
    serde_json::to_string(&record).unwrap_or_default()
}
