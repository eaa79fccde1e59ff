//! Records of which it depends on their function what is hidden: read once more when that is known.
//!
//! A line says in which function event it was written, and another record what the function of that is called. As long as
//! nobody has said it, more is hidden rather than less.

use std::collections::HashMap;

use bytestring::ByteString;
use convlog_core::record::ParseContext;
use convlog_core::{AccountId, ConversationId, ProjectId, PromotedField, Record};
use convlog_store::error::Result;
use convlog_store::rules::{Functions, Said};
use convlog_store::{ConversationRef, KeyId, ProjectRef};

use super::ParsedBatch;
use crate::cache::Projects;
use crate::state::AppState;

/// Of so many conversations of a request the functions are looked up; of the others everything stays hidden.
const CONVERSATIONS_MAX: usize = 256;

/// A record that is to be read again.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// Which of the batch it is.
    pub(crate) at: usize,
    /// As it came.
    pub(crate) line: ByteString,
}

/// Reads the waiting records of a batch again of which the function is known.
pub(crate) async fn resolve(
    state: &AppState,
    intake: &mut ParsedBatch,
    sent_by: (&AccountId, &KeyId),
    projects: &Projects,
) -> Result<()> {
    let waiting = std::mem::take(&mut intake.waiting);
    let mut known: HashMap<(ProjectId, ConversationId), Functions> = HashMap::new();
    for Waiting { at, line } in waiting {
        let item = &intake.batch.items()[at];
        let (Some(conversation), Some(event)) = (item.conversation.clone(), item.function_event()) else { continue };
        let (project, event) = (item.project.clone(), event.to_owned());
        let of = (project.clone(), conversation);
        if !known.contains_key(&of) {
            if known.len() >= CONVERSATIONS_MAX {
                continue;
            }
            let functions = look_up(state, intake, sent_by, &of).await?;
            known.insert(of.clone(), functions);
        }
        let Some(function) = known.get(&of).and_then(|functions| functions.of(&event)) else { continue };
        let raised = |_: Option<&ProjectId>| -> &[PromotedField] { projects.raised(&project) };
        let guard = |_: Option<&ProjectId>| projects.guard(&project);
        let received_at = intake.batch.received_at();
        let reading = ParseContext { received_at, raised: &raised, guard: &guard, function: Some(function) };
        if let Ok(record) = Record::read(&line, &reading) {
            intake.batch.put_again(at, record.body);
        }
    }
    Ok(())
}

/// Returns the functions of a conversation, by what this key has sent before and sends now.
async fn look_up(
    state: &AppState,
    intake: &ParsedBatch,
    (account, sender): (&AccountId, &KeyId),
    (project, conversation): &(ProjectId, ConversationId),
) -> Result<Functions> {
    let of = ProjectRef { account: account.clone(), project: project.clone() };
    let of = ConversationRef { of, id: conversation.clone() };
    let mut functions = state.store.functions_of(&of, sender).await?;
    let items = intake.batch.items().iter();
    let its = items.filter(|item| item.project == *project && item.conversation.as_ref() == Some(conversation));
    its.filter_map(Said::of).for_each(|said| functions.hear(&said));
    Ok(functions)
}
