use std::sync::Arc;

use convlog_server::Config;
use convlog_store::ErrorKind;

use crate::world::{Fault, FaultyStore, Server, get, post};

#[tokio::test]
async fn health_and_readiness_need_no_key() {
    let server = Server::start().await;
    let reply = get("/healthz").send(server.address).await;
    assert_eq!((reply.status, reply.text()), (200, r#"{"status":"alive"}"#));
    let reply = get("/readyz").send(server.address).await;
    assert_eq!((reply.status, reply.text()), (200, r#"{"status":"ready"}"#));
}

#[tokio::test]
async fn is_alive_but_not_ready_while_the_store_cannot_be_used() {
    let store = Arc::new(FaultyStore::new());
    let server = Server::start_with(Config::default(), Arc::clone(&store) as _).await;
    assert_eq!(get("/readyz").send(server.address).await.status, 200);
    store.set(Fault::Fails(ErrorKind::Unavailable));
    let reply = get("/readyz").send(server.address).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (503, "UNAVAILABLE"));
    assert!(!reply.text().contains("secret-place"));
    assert_eq!(get("/healthz").send(server.address).await.status, 200);
}

#[tokio::test]
async fn an_unknown_path_and_a_wrong_method_answer_in_the_envelope() {
    let server = Server::start().await;
    for path in ["/", "/v1", "/v1/ingest/", "/v1/agents", "/v3/acme", "/nothing?x=1", "/v1/%ff/x/y"] {
        let reply = get(path).send(server.address).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (404, "PATH_NOT_FOUND"), "{path}");
    }
    let reply = get("/v1/ingest").key(&server.writer).send(server.address).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (405, "METHOD_NOT_ALLOWED"));
    assert_eq!(reply.header("allow"), Some("POST"));
    let reply = post("/v1/agents/front-desk/conversations", "").key(&server.reader).send(server.address).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (405, "METHOD_NOT_ALLOWED"));
}

#[tokio::test]
async fn every_response_has_a_correlation_id_and_the_security_headers() {
    let server = Server::start().await;
    for path in ["/healthz", "/nothing", "/docs", "/openapi.json", "/v1/agents/front-desk/conversations"] {
        let reply = get(path).header("X-PolyAI-Correlation-Id", "adk-42").send(server.address).await;
        assert_eq!(reply.header("x-polyai-correlation-id"), Some("adk-42"), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(reply.header("content-security-policy").unwrap().starts_with("default-src 'none'"), "{path}");
        assert!(reply.header("cache-control").is_some(), "{path}");
        let reply = get(path).header("X-PolyAI-Correlation-Id", "two words").send(server.address).await;
        assert!(reply.header("x-polyai-correlation-id").unwrap().starts_with("convlog-"), "{path}");
    }
    let reply = server.read("/v1/agents/front-desk/conversations", &server.reader).await;
    assert_eq!((reply.status, reply.header("cache-control")), (200, Some("no-store")));
    assert_eq!(reply.header("server-timing"), None);
}
