//! Logging in with a key, what the cookie opens, and what ends it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_server::Config;
use convlog_store::{ErrorKind, KeyToken, NewKey, Permission, Permissions, Scope};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};

use crate::world::{Fault, FaultyStore, PROJECT, Reply, Request, Server, get, lines, log, post, request};

const WRONG: &str = "convlog_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

pub(crate) fn login(key: &str) -> Request {
    post("/api/session", format!("{{\"key\": \"{key}\"}}")).header("content-type", "application/json")
}

/// Returns the cookie as a browser would send it.
fn cookie_of(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

pub(crate) async fn session(server: &Server, key: &str) -> String {
    cookie_of(&login(key).send(server.address).await)
}

/// Waits until something holds.
async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < Duration::from_secs(15), "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn ask(server: &Server, path: &str, cookie: &str) -> Reply {
    get(path).header("cookie", cookie).send(server.address).await
}

#[tokio::test]
async fn logging_in_sets_a_cookie_that_no_script_reads_and_no_foreign_page_sends() {
    let server = Server::start().await;
    let reply = login(&server.pii_reader).send(server.address).await;
    let cookie = reply.header("set-cookie").unwrap();
    let (value, flags) = cookie.split_once("; ").unwrap();
    assert!(value.starts_with("convlog_session=") && value.len() > 100, "{value}");
    assert_eq!(flags, "HttpOnly; SameSite=Strict; Path=/; Max-Age=43200");
    assert!(!reply.text().contains(&server.pii_reader) && !reply.head.contains(&server.pii_reader));
    let json = reply.json();
    assert_eq!(json["account_id"], "acme");
    assert_eq!(json["permissions"], serde_json::json!(["read", "pii", "annotate"]));
    assert_eq!(json["projects"], serde_json::json!([PROJECT]));
    assert_eq!(json["sees_personal"], true);
    assert_eq!(json["expires_at"], "2026-06-04T01:20:00.000000Z");
    assert!(json["key_name"].as_str().is_some_and(|name| !name.is_empty()), "{json}");
    let secure = login(&server.pii_reader).header("x-forwarded-proto", "https").send(server.address).await;
    assert!(secure.header("set-cookie").unwrap().ends_with("; Secure"));
}

#[tokio::test]
async fn a_session_reads_what_its_key_reads_and_below_api_only() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "x")])).await.status, 200);
    let cookie = session(&server, &server.reader).await;
    let path = format!("/api/projects/{PROJECT}/conversations/c1");
    assert_eq!(ask(&server, &path, &cookie).await.text(), server.read(&path, &server.reader).await.text());
    assert_eq!(ask(&server, &path, &format!("theme=dark; {cookie}; x=y")).await.status, 200);
    assert_eq!(ask(&server, "/api/session", &cookie).await.json()["sees_personal"], false);
    let other = ask(&server, &format!("/v1/agents/{PROJECT}/conversations"), &cookie).await;
    assert_eq!((other.status, other.error_code().as_str()), (401, "AUTH_USER_NOT_FOUND"));
}

#[tokio::test]
async fn who_one_is_can_be_asked_with_a_key_too_and_the_key_goes_first() {
    let server = Server::start().await;
    let json = server.read("/api/session", &server.writer).await.json();
    assert_eq!((&json["permissions"], &json["expires_at"]), (&serde_json::json!(["ingest"]), &serde_json::Value::Null));
    let cookie = session(&server, &server.reader).await;
    let both = get("/api/session").key(&server.pii_reader).header("cookie", &cookie).send(server.address).await;
    assert_eq!(both.json()["sees_personal"], true);
    let wrong = get("/api/session").key(WRONG).header("cookie", &cookie).send(server.address).await;
    assert_eq!((wrong.status, wrong.error_code().as_str()), (401, "AUTH_USER_INVALID_TOKEN"));
    let nobody = get("/api/session").send(server.address).await;
    assert_eq!((nobody.status, nobody.error_code().as_str()), (401, "AUTH_USER_NOT_FOUND"));
}

#[tokio::test]
async fn the_projects_are_those_the_key_reaches_by_name() {
    let server = Server::start().await;
    let (wide, _) = server.key("acme", "*", &[Permission::Read]).await;
    server.key("acme", "another", &[Permission::Read]).await;
    server.key("umbrella", "theirs", &[Permission::Read]).await;
    let json = server.read("/api/session", &wide).await.json();
    assert_eq!(json["projects"], serde_json::json!(["another", PROJECT]));
}

#[tokio::test]
async fn a_session_shows_until_when_it_shows_personal_data() {
    let server = Server::start().await;
    let until = Timestamp::parse("2026-06-03T14:20:00Z").unwrap();
    let key = server.key_until("acme", PROJECT, until).await;
    let cookie = session(&server, &key).await;
    let json = ask(&server, "/api/session", &cookie).await.json();
    assert_eq!(json["sees_personal"], true);
    assert_eq!(json["sees_personal_until"], "2026-06-03T14:20:00.000000Z");
    assert_eq!(json["permissions"], serde_json::json!(["read", "pii"]));
    server.wait_seconds(3600);
    // The service looks the key up again after half a second.
    eventually("the grant has ended", async || {
        ask(&server, "/api/session", &cookie).await.json()["sees_personal"] == serde_json::Value::Bool(false)
    })
    .await;
    let json = ask(&server, "/api/session", &cookie).await.json();
    assert_eq!(json["sees_personal_until"], serde_json::Value::Null);
    assert_eq!(json["permissions"], serde_json::json!(["read"]));
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let server = Server::start().await;
    let cookie = session(&server, &server.reader).await;
    server.wait_seconds(12 * 3600 - 1);
    assert_eq!(ask(&server, "/api/session", &cookie).await.status, 200);
    server.wait_seconds(1);
    let over = ask(&server, "/api/session", &cookie).await;
    assert_eq!((over.status, over.error_code().as_str()), (401, "AUTH_SESSION_OVER"));
}

#[tokio::test]
async fn a_session_ends_within_a_second_of_its_key_being_revoked() {
    let server = Server::start().await;
    let (key, id) = server.key("acme", PROJECT, &[Permission::Read]).await;
    let cookie = session(&server, &key).await;
    assert_eq!(ask(&server, "/api/session", &cookie).await.status, 200);
    server.store.revoke_key(&id, Timestamp::default()).await.unwrap().unwrap();
    let revoked = Instant::now();
    while ask(&server, "/api/session", &cookie).await.status != 401 {
        assert!(revoked.elapsed() < Duration::from_secs(1), "it still works");
    }
}

#[tokio::test]
async fn a_session_ends_with_its_key() {
    let server = Server::start().await;
    let token = KeyToken::generate().unwrap();
    let hour = Timestamp::parse("2026-06-03T14:20:00Z");
    let new = NewKey {
        hash: token.hash(),
        label: Some("the night shift".to_owned()),
        account: AccountId::new("acme").unwrap(),
        scope: Scope::Projects(vec![ProjectId::new(PROJECT).unwrap()]),
        permissions: Permissions::new([Permission::Read]),
        pii_grant: None,
        created_at: Timestamp::default(),
        expires_at: hour,
    };
    server.store.create_key(new).await.unwrap();
    let reply = login(token.reveal()).send(server.address).await;
    assert_eq!(reply.json()["key_name"], "the night shift");
    assert_eq!(reply.json()["expires_at"], "2026-06-03T14:20:00.000000Z");
    let cookie = cookie_of(&reply);
    server.wait_seconds(3600);
    eventually("the session has ended", async || ask(&server, "/api/session", &cookie).await.status == 401).await;
}

#[tokio::test]
async fn a_changed_and_a_foreign_cookie_open_nothing() {
    let server = Server::start().await;
    let other = Server::start().await;
    let cookie = session(&server, &server.reader).await;
    let (name, value) = cookie.split_once('=').unwrap();
    let flipped = |at: usize| {
        let digit = if &value[at..=at] == "0" { "1" } else { "0" };
        format!("{name}={}{digit}{}", &value[..at], &value[at + 1..])
    };
    let mut wrong: Vec<String> = (0..value.len()).step_by(9).map(flipped).collect();
    wrong.extend([format!("{name}=x"), format!("{name}={value}00"), format!("{name}={}", &value[2..])]);
    wrong.extend([format!("{name}=\u{e9}"), format!("{name}={}", "0".repeat(400))]);
    wrong.push(session(&other, &other.reader).await);
    for cookie in wrong {
        // After some of them the address has to wait; for what opens something it has not.
        let reply = ask(&server, "/api/session", &cookie).await;
        assert!([401, 429].contains(&reply.status), "{cookie}");
    }
    // A neighbouring site may set a cookie of the same name beside ours; it does not shut anybody out.
    assert_eq!(ask(&server, "/api/session", &format!("{name}=x; {cookie}")).await.status, 200);
}

#[tokio::test]
async fn a_session_of_another_account_finds_nothing() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "x")])).await.status, 200);
    let (foreign, _) = server.key("umbrella", "theirs", &[Permission::Read, Permission::Pii]).await;
    let cookie = session(&server, &foreign).await;
    let path = format!("/api/projects/{PROJECT}/conversations/c1");
    let missing = ask(&server, "/api/projects/nowhere/conversations/c1", &cookie).await;
    assert_eq!(missing.status, 404);
    assert_eq!(ask(&server, &path, &cookie).await.comparable(), missing.comparable());
}

#[tokio::test]
async fn what_changes_something_needs_the_header_of_our_own_pages() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "x")])).await.status, 200);
    let cookie = session(&server, &server.pii_reader).await;
    let path = format!("/api/projects/{PROJECT}/conversations/c1/note");
    let note = || request("PUT", &path, Some(b"{\"note\":\"look\"}")).header("content-type", "application/json");
    let refused = note().header("cookie", &cookie).send(server.address).await;
    assert_eq!((refused.status, refused.error_code().as_str()), (403, "REQUEST_HEADER_MISSING"));
    let own = note().header("cookie", &cookie).header("x-convlog-request", "1").send(server.address).await;
    assert_ne!((own.status, own.text().contains("HEADER_MISSING")), (403, true), "{}", own.text());
    let by_key = note().key(&server.pii_reader).send(server.address).await;
    assert_eq!(by_key.status, own.status);
    let logout = request("DELETE", "/api/session", None).header("cookie", &cookie).send(server.address).await;
    assert_eq!((logout.status, logout.header("set-cookie")), (403, None));
}

fn logout(cookie: &str) -> Request {
    request("DELETE", "/api/session", None).header("cookie", cookie).header("x-convlog-request", "1")
}

#[tokio::test]
async fn a_copied_cookie_opens_nothing_once_somebody_has_logged_out() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "x")])).await.status, 200);
    let (cookie, other) = (session(&server, &server.reader).await, session(&server, &server.reader).await);
    let path = format!("/api/projects/{PROJECT}/conversations/c1");
    for _ in 0..3 {
        assert_eq!(ask(&server, &path, &cookie).await.status, 200);
    }
    assert_eq!(logout(&cookie).send(server.address).await.status, 204);
    for path in [path.as_str(), "/api/session"] {
        let over = ask(&server, path, &cookie).await;
        assert_eq!((over.status, over.error_code().as_str()), (401, "AUTH_SESSION_OVER"), "{path}");
    }
    assert_eq!(
        ask(&server, &path, &cookie.to_uppercase().replace("CONVLOG_SESSION", "convlog_session")).await.status,
        401
    );
    assert_eq!(ask(&server, &path, &other).await.status, 200, "another session of the key goes on");
    assert_eq!(server.read(&path, &server.reader).await.status, 200, "and so does the key");
}

#[tokio::test]
async fn a_session_that_was_ended_stays_so_after_a_restart_and_on_other_servers() {
    let directory = tempfile::tempdir().unwrap();
    let open = || Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap());
    let (ended, going_on) = {
        let store = open();
        let mut server = Server::start_with(Config::default(), Arc::clone(&store) as _).await;
        let mut beside = Server::start_with(Config::default(), store).await;
        let (ended, going_on) = (session(&server, &server.reader).await, session(&server, &server.reader).await);
        assert_eq!(ask(&beside, "/api/session", &ended).await.status, 200);
        assert_eq!(logout(&ended).send(server.address).await.status, 204);
        let at = Instant::now();
        while ask(&beside, "/api/session", &ended).await.status != 401 {
            assert!(at.elapsed() < Duration::from_secs(1), "it still works on another server");
        }
        assert_eq!(ask(&beside, "/api/session", &going_on).await.status, 200);
        for server in [&mut server, &mut beside] {
            server.ask_to_stop();
            server.stopped().await;
        }
        (ended, going_on)
    };
    let server = Server::start_with(Config::default(), open()).await;
    assert_eq!(ask(&server, "/api/session", &ended).await.status, 401);
    assert_eq!(ask(&server, "/api/session", &going_on).await.status, 200);
}

#[tokio::test]
async fn a_session_goes_on_where_its_end_cannot_be_stored_and_says_so() {
    let store = Arc::new(FaultyStore::new());
    let server = Server::start_with(Config::default(), Arc::clone(&store) as _).await;
    let cookie = session(&server, &server.reader).await;
    store.set(Fault::Fails(ErrorKind::Unavailable));
    let refused = logout(&cookie).send(server.address).await;
    assert_eq!((refused.status, refused.header("set-cookie")), (503, None));
    store.set(Fault::None);
    assert_eq!(ask(&server, "/api/session", &cookie).await.status, 200);
    assert_eq!(logout(&cookie).send(server.address).await.status, 204);
    assert_eq!(ask(&server, "/api/session", &cookie).await.status, 401);
}

#[tokio::test]
async fn logging_out_removes_the_cookie() {
    let server = Server::start().await;
    let cookie = session(&server, &server.reader).await;
    for cookie in [cookie.as_str(), "theme=dark"] {
        let request = request("DELETE", "/api/session", None).header("cookie", cookie).header("x-convlog-request", "1");
        let reply = request.send(server.address).await;
        assert_eq!(reply.status, 204);
        let removal = "convlog_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0";
        assert_eq!(reply.header("set-cookie"), Some(removal));
    }
}

#[tokio::test]
async fn a_body_that_is_none_is_refused_and_not_repeated() {
    let server = Server::start().await;
    let long = format!("{{\"key\":\"{}\"}}", "x".repeat(5000));
    for body in ["", "{}", "[]", "null", "{\"key\":7}", "{\"key\":\"CANARY", &long] {
        let reply = post("/api/session", body).header("content-type", "application/json").send(server.address).await;
        assert_eq!(reply.status, 400, "{body}");
        assert!(!reply.text().contains("CANARY"));
    }
    let form = post("/api/session", format!("{{\"key\": \"{}\"}}", server.reader));
    let form = form.header("content-type", "text/plain").send(server.address).await;
    assert_eq!((form.status, form.header("set-cookie")), (400, None));
}
