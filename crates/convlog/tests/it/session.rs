//! Sessions of the real server: what outlives a restart, and what its log must not hold.

use super::process::{Home, Server};

/// Logs in and returns the cookie as a browser would send it.
fn log_in(server: &Server, key: &str) -> String {
    let request = ureq::post(format!("{}/api/session", server.url)).header("content-type", "application/json");
    let answer = request.send(format!("{{\"key\": \"{key}\"}}")).unwrap();
    let cookie = answer.headers().get("set-cookie").unwrap().to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn is_known(server: &Server, cookie: &str) -> bool {
    let request = ureq::get(format!("{}/api/session", server.url)).header("cookie", cookie);
    request.call().is_ok_and(|answer| answer.status() == 200)
}

#[test]
fn a_restart_logs_nobody_out() {
    let home = Home::new();
    let mut server = Server::start(&home, &["--no-starter"]);
    let (key, id) = home.key("read");
    let cookie = log_in(&server, &key);
    assert!(is_known(&server, &cookie));
    server.stop();
    let server = Server::start(&home, &["--no-starter"]);
    assert!(is_known(&server, &cookie));
    home.run(&["keys", "revoke", &id, "--json"]).json();
    let revoked = std::time::Instant::now();
    while is_known(&server, &cookie) {
        assert!(revoked.elapsed().as_secs() < 1, "the session outlives its key");
    }
}

#[test]
fn the_log_holds_no_key_and_no_session() {
    let home = Home::new();
    let mut server = Server::start(&home, &["--no-starter", "--log", "trace"]);
    let (key, _) = home.key("read,pii");
    let cookie = log_in(&server, &key);
    assert!(is_known(&server, &cookie));
    let wrong = format!("{}x", &key[..key.len() - 1]);
    let request = ureq::post(format!("{}/api/session", server.url)).header("content-type", "application/json");
    assert!(request.send(format!("{{\"key\": \"{wrong}\"}}")).is_err());
    let (_, said) = server.stop();
    assert!(said.contains("/api/session"), "nothing was logged: {said}");
    let value = cookie.split_once('=').unwrap().1;
    for secret in [key.as_str(), &key[8..24], value, &value[..24]] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[test]
fn the_server_serves_the_app_that_is_in_it() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    for path in ["/", "/front-desk/conversations"] {
        let mut page = ureq::get(format!("{}{path}", server.url)).call().unwrap();
        let known = convlog_web::file("index.html").unwrap();
        assert_eq!(page.body_mut().read_to_vec().unwrap(), known.bytes, "{path}");
    }
}
