//! What a key opens, and how little a refusal tells.

use std::time::{Duration, Instant};

use convlog_core::Timestamp;
use convlog_store::{Permission, ProjectSettings};

use crate::world::{PROJECT, Server, get, lines, log};

#[tokio::test]
async fn a_key_works_at_once_and_stops_within_a_second_of_being_revoked() {
    let server = Server::start().await;
    let path = format!("/v1/agents/{PROJECT}/conversations");
    assert_eq!(server.read(&path, &server.reader).await.status, 200);
    let (key, id) = server.key("acme", "just-made", &[Permission::Read]).await;
    assert_eq!(server.read("/v1/agents/just-made/conversations", &key).await.status, 200);
    server.store.revoke_key(&id, Timestamp::default()).await.unwrap().unwrap();
    let revoked = Instant::now();
    while server.read("/v1/agents/just-made/conversations", &key).await.status != 401 {
        assert!(revoked.elapsed() < Duration::from_secs(1), "it still works");
    }
}

#[tokio::test]
async fn wrong_and_revoked_keys_are_refused_alike_and_only_the_header_counts() {
    let server = Server::start().await;
    let path = format!("/v1/agents/{PROJECT}/conversations");
    let (key, id) = server.key("acme", PROJECT, &[Permission::Read]).await;
    server.store.revoke_key(&id, Timestamp::default()).await.unwrap().unwrap();
    let wrong = server.read(&path, "convlog_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!((wrong.status, wrong.error_code().as_str()), (401, "AUTH_USER_INVALID_TOKEN"));
    assert_eq!(server.read(&path, &key).await.comparable(), wrong.comparable());
    let twice = get(&path).key(&server.reader).key(&server.reader).send(server.address).await;
    assert_eq!(twice.comparable(), wrong.comparable());
    let missing = get(&path).send(server.address).await;
    assert_eq!((missing.status, missing.error_code().as_str()), (401, "AUTH_USER_NOT_FOUND"));
    let bearer = get(&path).header("authorization", &format!("Bearer {}", server.reader)).send(server.address).await;
    assert_eq!(bearer.comparable(), missing.comparable());
    let in_query = get(&format!("{path}?x-api-key={}", server.reader)).send(server.address).await;
    assert_eq!(in_query.status, 401);
    let upper_case = get(&path).header("X-API-KEY", &server.reader).send(server.address).await;
    assert_eq!(upper_case.status, 200);
}

#[tokio::test]
async fn a_foreign_and_a_missing_project_are_the_same() {
    let server = Server::start().await;
    server.put_project("acme", "other", ProjectSettings::default()).await;
    let (foreign_key, _) = server.key("umbrella", "theirs", &[Permission::Read, Permission::Pii]).await;
    let missing = server.read("/v1/agents/nowhere/conversations", &server.reader).await;
    assert_eq!((missing.status, missing.error_code().as_str()), (404, "PROJECT_NOT_FOUND"));
    let same = [
        ("/v1/agents/other/conversations", &server.reader),
        ("/v1/agents/theirs/conversations", &server.reader),
        ("/v1/agents/theirs/conversations/c1", &server.reader),
        ("/v1/agents/front-desk/conversations", &foreign_key),
        ("/v1/umbrella/theirs/conversations", &server.reader),
        ("/v3/umbrella/theirs/conversations", &server.reader),
        ("/v3/umbrella/front-desk/conversations", &server.reader),
        ("/v3/nobody/front-desk/conversations", &server.reader),
        ("/v3/acme/front%20desk/conversations", &server.reader),
        ("/v3/acme/%ff/conversations", &server.reader),
    ];
    for (path, key) in same {
        assert_eq!(server.read(path, key).await.comparable(), missing.comparable(), "{path}");
    }
    for path in ["/v3/acme/front-desk/conversations", "/v1/acme/front-desk/conversations"] {
        assert_eq!(server.read(path, &server.reader).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_key_for_the_whole_account_reaches_what_is_there_and_nothing_else() {
    let server = Server::start().await;
    let (wide, _) = server.key("acme", "*", &[Permission::Read]).await;
    assert_eq!(server.read("/v1/agents/front-desk/conversations", &wide).await.status, 200);
    let reply = server.read("/v1/agents/nowhere/conversations", &wide).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (404, "PROJECT_NOT_FOUND"));
}

#[tokio::test]
async fn a_key_that_may_not_read_is_told_so_whatever_it_asks_for() {
    let server = Server::start().await;
    for path in ["/v1/agents/front-desk/conversations", "/v1/agents/nowhere/conversations", "/v3/acme/x/conversations"]
    {
        let reply = server.read(path, &server.writer).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (403, "ACCOUNT_INSUFFICIENT_PERMISSIONS"), "{path}");
    }
    let (only_pii, _) = server.key("acme", PROJECT, &[Permission::Pii]).await;
    assert_eq!(server.read("/v1/agents/front-desk/conversations", &only_pii).await.status, 403);
}

#[tokio::test]
async fn unknown_and_hidden_conversations_are_the_same() {
    let server = Server::start().await;
    let hidden = log(1, "hidden", "x").replace("\"is_pii\":false", "\"is_pii\":true");
    assert_eq!(server.ingest(lines(&[&hidden])).await.status, 200);
    let unknown = server.conversation("unknown", &server.reader).await;
    assert_eq!((unknown.status, unknown.error_code().as_str()), (404, "CONVERSATIONS_NOT_FOUND"));
    assert_eq!(server.conversation("hidden", &server.reader).await.comparable(), unknown.comparable());
    assert_eq!(server.conversation(&"x".repeat(300), &server.reader).await.comparable(), unknown.comparable());
    assert_eq!(server.conversation("%ff", &server.reader).await.status, 404);
    assert_eq!(server.conversation("hidden", &server.pii_reader).await.status, 200);
}
