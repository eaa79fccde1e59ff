//! Everything that is asked while canaries are looked for.

use axum::http::Method;

use super::{CanaryLocation, PROJECT};
use crate::description::{Operation, operations};
use crate::question::Question;
use crate::world::ACCOUNT;

/// The surface of the questions that look for a canary itself: that anything is found tells that it is there.
pub(super) const SEARCH: &str = "a search for the canary itself";

/// What a list is asked besides nothing, whatever list it is; names that it does not know are passed over.
const VARIANTS: [&str; 14] = [
    "limit=200&with_total=true",
    "limit=200&has=errors&has=warnings",
    "limit=3&client_env=live",
    "format=csv",
    "format=ndjson&text=x",
    "text=kqz7vwj&limit=200",
    "text=6180339887",
    "function=look_up&limit=200",
    "limit=x",
    "cursor=nonsense",
    "limit=5000&include_latency=true",
    "contact_last4=0001",
    "conversation=call-0001",
    "in_progress=true&limit=100",
];

/// Returns a question for each conversation where a path names one, and for each variant where it names none.
pub(super) fn all(places: &[CanaryLocation]) -> Vec<(String, Question)> {
    let mut questions = Vec::new();
    for operation in operations() {
        let surface = format!("{} {}", operation.method.to_uppercase(), operation.path);
        if !operation.is_read() {
            questions.extend(writes(&operation).into_iter().map(|question| (surface.clone(), question)));
            continue;
        }
        let path = operation.path.replace("{account_id}", ACCOUNT).replace("{project_id}", PROJECT);
        let path = path.replace("{name}", "look_up");
        if path.contains("{conversation_id}") {
            let of_place =
                |place: &CanaryLocation| Question::get(path.replace("{conversation_id}", &place.conversation));
            questions.extend(places.iter().map(|place| (surface.clone(), of_place(place))));
        } else {
            questions.push((surface.clone(), Question::get(path.clone())));
            let variants = VARIANTS.iter().filter(|_| path.contains(PROJECT));
            questions.extend(variants.map(|query| (surface.clone(), Question::get(format!("{path}?{query}")))));
        }
    }
    let list = format!("/api/projects/{PROJECT}/conversations");
    let search = |text: String| (SEARCH.to_owned(), Question::get(format!("{list}?limit=1&text={text}")));
    questions.extend(places.iter().map(|place| {
        let is_digits = place.lines.iter().any(|line| line.contains(&place.canary.digits()));
        search(if is_digits { place.canary.digits() } else { place.canary.text() })
    }));
    questions.push(("nothing there".to_owned(), Question::get("/v2/canaries?text=kqz7vwj0001")));
    questions.push(("another method".to_owned(), Question { method: Method::DELETE, ..Question::get(list) }));
    questions
}

/// Returns what a reader may try to write; nothing that would change what is there.
fn writes(operation: &Operation) -> Vec<Question> {
    let path = operation.path.replace("{project_id}", PROJECT).replace("{conversation_id}", "call-0001");
    let method: Method = operation.method.to_ascii_uppercase().parse().unwrap_or_default();
    ["", "{}", r#"{"key":"convlog_kqz7vwj0001","note":7,"value":"kqz7vwj0001"}"#]
        .map(|body| {
            let question = Question { method: method.clone(), body: body.to_owned(), ..Question::get(&path) };
            question.with_header("content-type", "application/json")
        })
        .to_vec()
}
