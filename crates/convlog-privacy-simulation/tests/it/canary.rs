//! A canary in every place that can be personal, and no byte of it for anybody who may not see it.

use std::sync::Arc;

use convlog_conformance::memory::MemoryStore;
use convlog_privacy_simulation::canary::{Canary, Matrix, ROLES, Role, found_in, refused_lines};
use convlog_privacy_simulation::question::Question;
use convlog_privacy_simulation::service::Service;
use convlog_store::{KeyToken, Permission, ProjectSettings, Scope, Store};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};

/// Tries all of it as each of these.
async fn matrix(store: Arc<dyn Store>, roles: &[Role]) {
    ask(&Matrix::fill(Service::new(store)).await, roles, |_| false).await;
}

/// Tries all of it as each of these, but for places of which it is known that something of them stays open.
async fn ask(matrix: &Matrix, roles: &[Role], stays_open: fn(&str) -> bool) {
    let (mut cells, mut seen) = (0, 0);
    for role in roles {
        let outcome = matrix.ask_as(role, false).await;
        cells += outcome.cells;
        if role.sees_personal {
            control(matrix, role, &outcome.found.keys().copied().collect::<Vec<_>>());
            seen = outcome.found.len();
            continue;
        }
        let name = |at: usize| matrix.names([at].into_iter()).concat();
        let leaks = outcome.found.iter().map(|(at, question)| (name(*at), question));
        let leaks: Vec<_> = leaks.filter(|(name, _)| !stays_open(name)).collect();
        assert!(leaks.is_empty(), "{} sees {leaks:#?}", role.name);
    }
    println!(
        "{} places, {} roles: {cells} cells, no leak; the reader with pii sees {seen}",
        matrix.places.len(),
        roles.len()
    );
}

/// Who may see them sees them: a place of which nobody sees anything would prove nothing.
fn control(matrix: &Matrix, role: &Role, found: &[usize]) {
    let unseen = matrix.names((0..matrix.places.len()).filter(|at| !found.contains(at)));
    assert!(unseen.is_empty(), "{} does not see {} of them: {unseen:#?}", role.name, unseen.len());
}

#[tokio::test]
async fn nobody_without_the_permission_gets_a_byte_of_the_embedded_store() {
    let directory = tempfile::tempdir().unwrap();
    matrix(Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap()), &ROLES).await;
}

#[tokio::test]
async fn nobody_without_the_permission_gets_a_byte_of_the_reference() {
    let few: Vec<Role> = ROLES.iter().filter(|role| ["read", "pii"].contains(&role.name)).copied().collect();
    matrix(Arc::new(MemoryStore::default()), &few).await;
}

#[tokio::test]
async fn nobody_without_the_permission_gets_a_byte_of_what_was_hidden_over_time() {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap());
    let matrix = Matrix::fill_unguarded(Service::new(store)).await;
    let few: Vec<Role> =
        ROLES.iter().filter(|role| ["read", "pii", "admin who reads"].contains(&role.name)).copied().collect();
    let before = matrix.ask_as(&few[1], false).await;
    let (found, names) = (before.found.len(), matrix.names(before.found.keys().copied()));
    for part in ["log.entry, unflagged", "known from another record: a part of the content, before"] {
        assert!(names.iter().any(|name| name.starts_with(part)), "{part} is not open before it is looked for");
    }
    matrix.guard_afterwards().await;
    println!("{found} places were open before");
    // Half of a value is nothing that a rule knows, and the other half is not there any more.
    ask(&matrix, &few, |name| name.ends_with("unflagged: where a text is cut")).await;
}

#[tokio::test]
async fn nobody_without_the_permission_gets_a_byte_of_what_was_marked() {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap());
    let matrix = Matrix::fill_unguarded(Service::new(store)).await;
    let few: Vec<Role> =
        ROLES.iter().filter(|role| ["read", "pii", "admin who reads"].contains(&role.name)).copied().collect();
    let open = matrix.ask_as(&few[1], false).await.found;
    assert!(open.len() > 20, "{} places were open before", open.len());
    matrix.mark(open.keys().copied()).await;
    ask(&matrix, &few, |_| false).await;
}

#[tokio::test]
async fn a_refusal_repeats_nothing_of_what_it_refuses() {
    let service = Service::new(Arc::new(MemoryStore::default()));
    let key = KeyToken::generate().unwrap();
    service.put_key(&key, "acme", Scope::All, &[Permission::Ingest]).await;
    for line in refused_lines() {
        let question = Question::post("/v1/ingest", line.clone()).with_key(key.reveal());
        let answer = service.ask(&question).await;
        assert_eq!(found_in(&answer.bytes()), [], "{line}: {}", String::from_utf8_lossy(&answer.body));
    }
}

#[tokio::test]
async fn erasing_a_value_repeats_it_nowhere() {
    let directory = tempfile::tempdir().unwrap();
    let service = Service::new(Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap()));
    let canary = Canary(1).text();
    service.put_project("acme", "front-desk", ProjectSettings::default()).await;
    let key = KeyToken::generate().unwrap();
    service.put_key(&key, "acme", Scope::All, &[Permission::Ingest, Permission::Admin]).await;
    let producer = "0".repeat(31) + "1";
    let line = format!(
        r#"{{"type":"turn","producer":"{producer}","seq":1,"conversation_id":"c","turn_id":"t","user_input":"{canary}","pii":["/user_input"]}}"#
    );
    service.ingest(key.reveal(), "front-desk", &[line], None).await;
    let path = "/api/projects/front-desk/erasures";
    for body in [
        format!(r#"{{"value":"{canary}","dry_run":true}}"#),
        format!(r#"{{"value":"{canary}"}}"#),
        format!(r#"{{"value":"{canary}","conversation_id":"{canary}"}}"#),
        format!(r#"{{"value":["{canary}"]}}"#),
        format!(r#"{{"conversation_id":"{canary}\n"}}"#),
    ] {
        let answer = service.ask(&Question::post(path, body.clone()).with_key(key.reveal())).await;
        assert_eq!(found_in(&answer.bytes()), [], "{body}: {}", String::from_utf8_lossy(&answer.body));
    }
    let answer = service.ask(&Question::get(path).with_key(key.reveal())).await;
    assert!(answer.status == 200 && String::from_utf8_lossy(&answer.body).contains("target_hash"));
    assert_eq!(found_in(&answer.bytes()), []);
}
