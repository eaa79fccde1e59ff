//! What the web app reads: conversations as rows, one conversation whole, and what stands beside it.

use axum::Router;
use axum::routing::{delete, get, put};

use crate::state::AppState;

mod contact_calls;
mod export;
mod facets;
mod filter;
mod find;
mod list;
mod marks;
mod note;
mod one;
mod pieces;
mod runs;

pub(crate) use contact_calls::{__path_contact_calls, contact_calls};
pub(crate) use export::{__path_export, export};
pub(crate) use facets::{__path_facets, facets};
pub(crate) use find::{__path_find, find};
pub(crate) use list::{__path_list, list};
pub(crate) use marks::{__path_delete_mark, __path_list_marks, __path_put_mark, delete_mark, list_marks, put_mark};
pub(crate) use note::{__path_put_note, put_note};
pub(crate) use one::{__path_one, one};
pub(crate) use pieces::{__path_entries, __path_head, __path_outline, __path_turns, entries, head, outline, turns};
pub(crate) use runs::{__path_runs, runs};

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/projects/{project_id}/conversations", get(list))
        .route("/api/projects/{project_id}/conversations/export", get(export))
        .route("/api/projects/{project_id}/conversations/{conversation_id}", get(one))
        .route("/api/projects/{project_id}/conversations/{conversation_id}/head", get(head))
        .route("/api/projects/{project_id}/conversations/{conversation_id}/outline", get(outline))
        .route("/api/projects/{project_id}/conversations/{conversation_id}/turns", get(turns))
        .route("/api/projects/{project_id}/conversations/{conversation_id}/entries", get(entries))
        .route("/api/projects/{project_id}/conversations/{conversation_id}/note", put(put_note))
        .route("/api/projects/{project_id}/conversations/{conversation_id}/marks", get(list_marks).post(put_mark))
        .route("/api/projects/{project_id}/conversations/{conversation_id}/marks/{mark_id}", delete(delete_mark))
        .route("/api/projects/{project_id}/functions/{name}/runs", get(runs))
        .route("/api/projects/{project_id}/contact-calls", get(contact_calls))
        .route("/api/projects/{project_id}/entries", get(find))
        .route("/api/projects/{project_id}/facets", get(facets))
}
