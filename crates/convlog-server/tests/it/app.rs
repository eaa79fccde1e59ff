//! The web app's files: which path gives which, packed how, under which headers.

use std::sync::Arc;

use convlog_conformance::memory::MemoryStore;
use convlog_server::{Config, WebAsset};

use crate::world::{Reply, Server, get, post, request};

const PAGE: &[u8] = b"<!doctype html>";
const SCRIPT: &[u8] = b"the script as it is";
const SCRIPT_BROTLI: &[u8] = b"the script in brotli";
const SCRIPT_GZIP: &[u8] = b"the script in gzip";

fn file(path: &str) -> Option<WebAsset> {
    let plain = |bytes, content_type| WebAsset {
        bytes,
        brotli: None,
        gzip: None,
        content_type,
        immutable: false,
        hash: [bytes.len() as u8; 32],
    };
    match path {
        "index.html" => Some(plain(PAGE, "text/html; charset=utf-8")),
        "assets/app-1a2b.js" => Some(WebAsset {
            brotli: Some(SCRIPT_BROTLI),
            gzip: Some(SCRIPT_GZIP),
            immutable: true,
            ..plain(SCRIPT, "text/javascript; charset=utf-8")
        }),
        _ => None,
    }
}

async fn server() -> Server {
    Server::start_with_app(Config::default(), Arc::new(MemoryStore::default()), file).await
}

async fn ask(server: &Server, path: &str, headers: &[(&str, &str)]) -> Reply {
    let request = headers.iter().fold(get(path), |request, (name, value)| request.header(name, value));
    request.send(server.address).await
}

#[tokio::test]
async fn a_path_that_is_nobody_elses_gives_the_app_without_a_key() {
    let server = server().await;
    let ids = ["/front-desk/conversations/CA42?turn=3", "/front-desk/conversations/call.json"];
    for path in ["/", "/login"].into_iter().chain(ids) {
        let reply = ask(&server, path, &[]).await;
        assert_eq!((reply.status, reply.body.as_slice()), (200, PAGE), "{path}");
        assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(reply.header("cache-control"), Some("no-cache"));
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
        assert!(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn a_path_of_the_api_never_gives_the_app() {
    let server = server().await;
    for path in ["/api", "/api/nothing", "/v1", "/v1/agents", "/v3/acme", "/v1/app.js"] {
        let reply = ask(&server, path, &[]).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (404, "PATH_NOT_FOUND"), "{path}");
    }
    assert!(ask(&server, "/docs", &[]).await.text().contains("API"));
    assert_eq!(ask(&server, "/healthz", &[]).await.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_the_app() {
    let server = server().await;
    for path in ["/assets/old-3c4d.js", "/assets/x", "/favicon.ico", "/assets/../index.html", "/.env"] {
        let reply = ask(&server, path, &[]).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (404, "PATH_NOT_FOUND"), "{path}");
    }
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes_is_sent() {
    let server = server().await;
    let script = "/assets/app-1a2b.js";
    for (accepted, encoding, body) in [
        ("gzip, deflate, br", Some("br"), SCRIPT_BROTLI),
        ("gzip, br;q=0", Some("gzip"), SCRIPT_GZIP),
        ("identity", None, SCRIPT),
    ] {
        let reply = ask(&server, script, &[("accept-encoding", accepted)]).await;
        assert_eq!((reply.status, reply.body.as_slice()), (200, body), "{accepted}");
        assert_eq!(reply.header("content-encoding"), encoding);
        assert_eq!(reply.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(reply.header("vary"), Some("accept-encoding"));
        assert_eq!(reply.header("cache-control"), Some("public, max-age=31536000, immutable"));
        let tag = reply.header("etag").unwrap();
        for known in [tag.to_owned(), format!("\"x\", W/{tag}")] {
            let again = ask(&server, script, &[("accept-encoding", accepted), ("if-none-match", &known)]).await;
            assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag)), "{known}");
        }
    }
    let other = ask(&server, script, &[("accept-encoding", "br"), ("if-none-match", "\"x\"")]).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn the_app_is_read_and_not_written_to() {
    let server = server().await;
    let head = request("HEAD", "/login", None).send(server.address).await;
    assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, Some("15")));
    let reply = post("/login", "x").send(server.address).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (405, "METHOD_NOT_ALLOWED"));
    assert_eq!(reply.header("allow"), Some("GET, HEAD"));
}
