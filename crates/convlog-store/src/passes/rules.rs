//! Rules of what is not personal: adding and removing them, what one would show, and in which functions records are.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use convlog_core::not_personal::{EDITION_MAX, RULES_MAX};
use convlog_core::record::Body;
use convlog_core::{
    Guard, GuardPolicy, KnownPii, KnownPolicy, NotPersonal, NotPersonalRules, Original, RecordType, Timestamp, mark,
};

use super::{Backend, Policies, known, rescan};
use crate::admin_grant::AdminGrant;
use crate::append::Item;
use crate::control::Project;
use crate::error::{Error, ErrorKind, Result};
use crate::key::KeyId;
use crate::read::{Filter, Order, Query};
use crate::records::{ConversationRef, Row, RowFilter, RowQuery};
use crate::rules::{AddedRule, Functions, NAMED_MAX, NotAdded, RuleEstimate, RuleId, RuleMaker, Rules, Said};

/// How many conversations an estimate looks at.
const CONVERSATIONS_MAX: u64 = 1000;
/// How many conversations are listed in one go.
const LISTED_MAX: u32 = 100;
/// After so many rows an estimate looks no further.
const ESTIMATED_ROWS_MAX: usize = 50_000;
/// How many rows are read in one go.
const ROWS_MAX: usize = 500;
/// Of a conversation with more records of function events nobody looks for the names of functions.
const FUNCTION_RECORDS_MAX: usize = 20_000;

#[async_trait]
impl<S: Backend> Rules for S {
    async fn rules(&self, admin_grant: &AdminGrant) -> Result<Vec<AddedRule>> {
        Ok(project(self, admin_grant).await?.settings.not_personal)
    }

    async fn estimate_rule(&self, maker: &RuleMaker, rule: &NotPersonal) -> Result<RuleEstimate> {
        let of = maker.admin_grant().place();
        let policies = Policies::of(self).await?;
        let settings = project(self, maker.admin_grant()).await?.settings;
        let mut rules: Vec<NotPersonal> = settings.not_personal.into_iter().map(|added| added.rule).collect();
        rules.push(rule.clone());
        let after = NotPersonalRules::new(&rules, settings.rules_edition);
        let (now, compared) = (policies.guard(&of), policies.compared(&of));
        let mut looking =
            Estimating { store: self, rule, now, after: Guard { policy: now.policy, rules: &after }, rows: 0 };
        let (mut estimate, mut position) = (RuleEstimate { is_whole: true, ..RuleEstimate::default() }, None);
        loop {
            let page = self.conversations(maker.visibility(), &newest(position), Timestamp::default()).await?;
            estimate.conversations_stored = page.total.unwrap_or(estimate.conversations_stored);
            for conversation in page.conversations {
                if looking.rows >= ESTIMATED_ROWS_MAX || estimate.conversations_looked_at >= CONVERSATIONS_MAX {
                    estimate.is_whole = false;
                    return Ok(estimate);
                }
                let within = ConversationRef { of: of.clone(), id: conversation.id };
                looking.look(&within, compared, &mut estimate).await?;
            }
            position = page.next;
            if position.is_none() {
                return Ok(estimate);
            }
        }
    }

    async fn add_rule(
        &self,
        maker: &RuleMaker,
        rule: &NotPersonal,
        now: Timestamp,
    ) -> Result<std::result::Result<AddedRule, NotAdded>> {
        let admin_grant = maker.admin_grant();
        let is_there = |added: &&AddedRule| added.rule == *rule;
        if let Some(added) = project(self, admin_grant).await?.settings.not_personal.iter().find(is_there) {
            return Ok(Ok(added.clone()));
        }
        let estimate = self.estimate_rule(maker, rule).await?;
        let mut project = project(self, admin_grant).await?;
        let settings = &mut project.settings;
        if settings.not_personal.len() >= RULES_MAX || settings.rules_edition >= EDITION_MAX {
            return Ok(Err(NotAdded::TooMany));
        }
        let added = AddedRule {
            id: RuleId(settings.rules_edition + 1),
            rule: rule.clone(),
            added_by: admin_grant.key().clone(),
            added_at: now,
            shows_rows: estimate.rows,
            shows_conversations: estimate.conversations,
            is_whole: estimate.is_whole,
        };
        settings.not_personal.push(added.clone());
        put(self, admin_grant, project, now).await?;
        Ok(Ok(added))
    }

    async fn remove_rule(&self, admin_grant: &AdminGrant, id: RuleId, now: Timestamp) -> Result<Option<AddedRule>> {
        let mut project = project(self, admin_grant).await?;
        let rules = &mut project.settings.not_personal;
        let Some(at) = rules.iter().position(|added| added.id == id) else { return Ok(None) };
        let removed = rules.remove(at);
        put(self, admin_grant, project, now).await?;
        Ok(Some(removed))
    }

    async fn functions_of(&self, of: &ConversationRef, sender: &KeyId) -> Result<Functions> {
        let mut all = FunctionsOf::load(self, of).await?;
        Ok(all.by_sender.remove(sender).unwrap_or_default())
    }
}

fn newest(after: Option<crate::read::Position>) -> Query {
    let with_total = after.is_none();
    let order = Order::NewestFirst;
    Query { filter: Filter::default(), order, after, offset: 0, limit: LISTED_MAX, with_turns: false, with_total }
}

async fn project(store: &(impl Backend + ?Sized), admin_grant: &AdminGrant) -> Result<Project> {
    let projects = store.projects(Some(admin_grant.account())).await?;
    let found = projects.into_iter().find(|project| project.id == *admin_grant.project());
    found.ok_or(Error::new(ErrorKind::Invalid, "change what is not personal"))
}

/// Puts changed rules, and begins to read again what is stored: where this ends in between, the next step of a rescan does.
async fn put(
    store: &(impl Backend + ?Sized),
    admin_grant: &AdminGrant,
    mut project: Project,
    now: Timestamp,
) -> Result<()> {
    project.settings.rules_edition = project.settings.rules_edition.saturating_add(1);
    project.settings.rules_changed_at = Some(now);
    let Project { settings, .. } = store.put_project(project).await?;
    if settings.guard == GuardPolicy::Redact {
        let rules = settings.rules();
        let guard = Guard { policy: settings.guard, rules: &rules };
        rescan::begin(store, &admin_grant.place(), guard, false, now).await?;
    }
    Ok(())
}

/// Counts what a rule would show.
struct Estimating<'a, S: ?Sized> {
    store: &'a S,
    rule: &'a NotPersonal,
    now: Guard<'a>,
    after: Guard<'a>,
    rows: usize,
}

impl<S: Backend + ?Sized> Estimating<'_, S> {
    async fn look(
        &mut self,
        of: &ConversationRef,
        compared: Option<KnownPolicy>,
        estimate: &mut RuleEstimate,
    ) -> Result<()> {
        let mut scopes = None;
        let (mut after, mut found) = (None, 0);
        loop {
            let query = RowQuery { only: RowFilter::Open, after, sealed: true, limit: ROWS_MAX };
            let page = self.store.rows(of, &query).await?;
            self.rows += page.rows.len();
            let rows: Vec<Row> = page.rows.into_iter().filter(|row| self.may_show(&row.item.body)).collect();
            if !rows.is_empty() && scopes.is_none() {
                let policy = compared.unwrap_or(KnownPolicy::Off);
                scopes = Some(known::KnownScopes::load(self.store, of, policy).await?);
            }
            let functions = functions(self.store, of, self.after, rows.iter().map(|row| &row.item)).await?;
            let nothing = KnownPii::default();
            for row in &rows {
                let known = scopes.as_ref().and_then(|scopes| scopes.to(&row.item, None)).unwrap_or(&nothing);
                let shown = self.shown(&row.item, functions.of(&row.item), known);
                estimate.values += shown;
                found += u64::from(shown > 0);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        estimate.conversations_looked_at += 1;
        estimate.rows += found;
        if found > 0 {
            estimate.conversations += 1;
            if estimate.named.len() < NAMED_MAX {
                estimate.named.push(of.id.clone());
            }
        }
        Ok(())
    }

    /// Says whether anything is hidden in a record under the key of the rule.
    fn may_show(&self, body: &Body) -> bool {
        let is_about = |original: &Original| original.findings.iter().any(|finding| self.rule.is_about(&finding.path));
        original(body).is_some_and(is_about)
    }

    /// Returns how many places of a record the rule would show that are hidden now.
    fn shown(&self, item: &Item, function: Option<&str>, known: &KnownPii) -> u64 {
        let hidden = |guard: Guard<'_>| {
            let mut body = mark::unmarked(&item.body).unwrap_or_else(|| item.body.clone());
            rescan::read_again(&mut body, (guard, function), known);
            original(&body).map_or(0, |original| original.findings.len())
        };
        hidden(self.now).saturating_sub(hidden(self.after)) as u64
    }
}

fn original(body: &Body) -> Option<&Original> {
    match body {
        Body::Log(log) => log.original.as_ref(),
        Body::Fields(fields) => fields.original.as_ref(),
    }
}

/// In which functions the events of a conversation are, by who says so: nobody else's word decides what of a record is
/// shown.
#[derive(Default)]
pub(super) struct FunctionsOf {
    by_sender: HashMap<KeyId, Functions>,
}

/// Looks up the functions of records, where any rule of the project asks for them.
pub(super) async fn functions(
    store: &(impl Backend + ?Sized),
    of: &ConversationRef,
    guard: Guard<'_>,
    items: impl IntoIterator<Item = &Item> + Send,
) -> Result<FunctionsOf> {
    let is_wanted = guard.policy == GuardPolicy::Redact && guard.rules.has_functions();
    if !is_wanted || !items.into_iter().any(|item| item.function_event().is_some()) {
        return Ok(FunctionsOf::default());
    }
    FunctionsOf::load(store, of).await
}

impl FunctionsOf {
    async fn load(store: &(impl Backend + ?Sized), of: &ConversationRef) -> Result<FunctionsOf> {
        let (mut said, mut after) = (Vec::new(), None);
        loop {
            let only = RowFilter::Kind(RecordType::FunctionEvent);
            let page = store.rows(of, &RowQuery { only, after, sealed: false, limit: ROWS_MAX }).await?;
            said.extend(page.rows.into_iter().filter_map(|row| Some((row.item.sender.clone(), Said::of(&row.item)?))));
            after = page.next;
            if after.is_none() {
                return Ok(FunctionsOf::of_all(&said));
            }
            if said.len() > FUNCTION_RECORDS_MAX {
                return Ok(FunctionsOf::default());
            }
        }
    }

    fn of_all(all: &[(Option<Arc<KeyId>>, Said)]) -> FunctionsOf {
        let mut by_sender: HashMap<KeyId, Functions> = HashMap::new();
        for (sender, said) in all {
            if let Some(sender) = sender {
                by_sender.entry((**sender).clone()).or_default().hear(said);
            }
        }
        // A name that any record hides is hidden from readers, so nothing may depend on it.
        for (_, said) in all.iter().filter(|(_, said)| said.name.is_none()) {
            by_sender.values_mut().for_each(|functions| functions.hear(said));
        }
        FunctionsOf { by_sender }
    }

    /// Returns the name of the function in whose event a record is.
    pub(super) fn of(&self, item: &Item) -> Option<&str> {
        self.by_sender.get(&**item.sender.as_ref()?)?.of(item.function_event()?)
    }
}
