//! What a project says is not personal: rules that an administrator who may read personal data adds, and any may remove.
//!
//! The rules are among the project's policies. What they say holds for what arrives from then on; what is there is read again
//! in the steps of a rescan.

use std::collections::HashMap;
use std::fmt;

use async_trait::async_trait;
use convlog_core::class::REDACTED;
use convlog_core::record::Body;
use convlog_core::{ConversationId, NotPersonal, ProjectId, RecordType, Timestamp};
use serde::Serialize;
use serde_json::Value;

use crate::admin_grant::AdminGrant;
use crate::append::Item;
use crate::error::Result;
use crate::key::{KeyId, VerifiedKey};
use crate::records::ConversationRef;
use crate::visibility::Visibility;

/// The most conversations that an estimate names.
pub const NAMED_MAX: usize = 20;

/// Keeps what a project says is not personal.
#[async_trait]
pub trait Rules {
    /// Returns the rules of a project, the oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn rules(&self, admin_grant: &AdminGrant) -> Result<Vec<AddedRule>>;

    /// Returns what a rule would show of what is stored, as far as an estimate looks.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn estimate_rule(&self, maker: &RuleMaker, rule: &NotPersonal) -> Result<RuleEstimate>;

    /// Adds a rule, and begins to read again what is stored. One that is there already is returned as it is.
    ///
    /// # Errors
    /// The store cannot be written; `Conflict` where somebody else has changed the project in this moment.
    async fn add_rule(
        &self,
        maker: &RuleMaker,
        rule: &NotPersonal,
        now: Timestamp,
    ) -> Result<std::result::Result<AddedRule, NotAdded>>;

    /// Removes a rule, and begins to read again what is stored; returns it, or nothing where there is none of this id.
    ///
    /// # Errors
    /// As for [`add_rule`](Rules::add_rule).
    async fn remove_rule(&self, admin_grant: &AdminGrant, id: RuleId, now: Timestamp) -> Result<Option<AddedRule>>;

    /// Returns in which functions the events of a conversation are, by what a key has sent.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn functions_of(&self, of: &ConversationRef, sender: &KeyId) -> Result<Functions>;
}

/// The names of functions, by the ids of their events. One of which two are said, or whose name is hidden, has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Functions(pub(crate) HashMap<String, Option<String>>);

impl Functions {
    /// Returns the name of the function of an event.
    #[must_use]
    pub fn of(&self, event: &str) -> Option<&str> {
        self.0.get(event)?.as_deref()
    }

    /// Adds what a record says of the function of an event.
    pub fn hear(&mut self, said: &Said) {
        let held = self.0.entry(said.event.clone()).or_insert_with(|| said.name.clone());
        if *held != said.name {
            *held = None;
        }
    }
}

/// What a record says of the function of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub(crate) event: String,
    /// The function's name; nothing where it is hidden.
    pub(crate) name: Option<String>,
}

impl Said {
    /// Returns what a record says of the function of its event; nothing where it says nothing of it.
    #[must_use]
    pub fn of(item: &Item) -> Option<Said> {
        let Body::Fields(fields) = &item.body else { return None };
        let event = item.function_event()?.to_owned();
        let open: Value = serde_json::from_str(&fields.open).ok()?;
        let name = open.get("name")?.as_str()?.to_owned();
        let is_hidden = name == REDACTED || fields.flags.iter().any(|flag| flag.as_str() == "/name");
        Some(Said { event, name: (!is_hidden).then_some(name) })
    }
}

impl Item {
    /// Returns the id of the function event in which the record is, or which it is about.
    #[must_use]
    pub fn function_event(&self) -> Option<&str> {
        match &self.body {
            Body::Log(log) => log.event.as_deref(),
            Body::Fields(fields) if fields.kind == RecordType::FunctionEvent => fields.subject.as_deref(),
            Body::Fields(_) => None,
        }
    }
}

/// Whoever may say in a project what is not personal, and is told what that shows. Only
/// [`VerifiedKey::rule_maker`] makes one.
#[derive(Clone, Debug)]
pub struct RuleMaker {
    admin_grant: AdminGrant,
    visibility: Visibility,
}

impl VerifiedKey {
    /// Returns the authority to say what is not personal in a project; `None` where the key may not administer it and read
    /// personal data there.
    #[must_use]
    pub fn rule_maker(&self, project: &ProjectId) -> Option<RuleMaker> {
        let (admin_grant, visibility) = (self.administer(project)?, self.visibility_for(project)?);
        visibility.sees_personal().then_some(RuleMaker { admin_grant, visibility })
    }
}

impl RuleMaker {
    /// Returns the authority over the project.
    #[must_use]
    pub fn admin_grant(&self) -> &AdminGrant {
        &self.admin_grant
    }

    pub(crate) fn visibility(&self) -> &Visibility {
        &self.visibility
    }
}

/// The name of a rule in its project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RuleId(pub u32);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A rule that somebody added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AddedRule {
    /// Its name.
    pub id: RuleId,
    /// What it says.
    #[serde(flatten)]
    pub rule: NotPersonal,
    /// Whose key added it.
    pub added_by: KeyId,
    /// When.
    pub added_at: Timestamp,
    /// What it was expected to show then: in so many records and entries.
    pub shows_rows: u64,
    /// Of so many conversations.
    pub shows_conversations: u64,
    /// Whether that was counted in everything that was stored.
    pub is_whole: bool,
}

/// What a rule would show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleEstimate {
    /// Of how many conversations.
    pub conversations: u64,
    /// In how many records and entries.
    pub rows: u64,
    /// How many values.
    pub values: u64,
    /// Some of the conversations, those first that were looked at first.
    pub named: Vec<ConversationId>,
    /// In how many conversations it was looked.
    pub conversations_looked_at: u64,
    /// Of how many.
    pub conversations_stored: u64,
    /// Whether everything that is stored was looked at.
    pub is_whole: bool,
}

/// Why a rule was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdded {
    /// There are as many as a project can have, or they were changed as often as they can be.
    TooMany,
}
