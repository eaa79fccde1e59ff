//! Quotas and the reserve of the disk, with the real binary, real producers and a real file system.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use convlog_client::{Client, Config, Draft, Ids, Secret};
use convlog_core::Level;
use serde_json::Value;

use super::process::{Home, LIMIT, Server};
use super::ship::left_behind_in;

const MIB: usize = 1024 * 1024;
const RESERVE: usize = 16 * MIB;

/// Makes so many entries of a conversation, each with about so many bytes.
fn entries(conversation: &str, count: usize, bytes: usize) -> String {
    let content = "x".repeat(bytes);
    let line = format!(
        r#"{{"type":"log","conversation_id":"{conversation}","entry":{{"level":"info","content":"{content}"}}}}"#
    );
    vec![line; count].join("\n")
}

fn key(home: &Home, account: &str, permissions: &str) -> String {
    let arguments = [
        "keys",
        "create",
        "--new",
        "--account",
        account,
        "--project",
        "front-desk",
        "--permissions",
        permissions,
        "--json",
    ];
    home.run(&arguments).json()["key"].as_str().unwrap().to_owned()
}

fn set(home: &Home, quota: &str, value: &str) {
    let named = ["projects", "set", "--account", "acme", "--project", "front-desk", quota, value, "--json"];
    home.run(&named).json();
}

/// A producer with records to deliver.
fn producer(home: &Home, server: &Server, key: &str, count: usize) -> Client {
    let config = Config {
        url: Some(server.url.clone()),
        api_key: Some(Secret::new(key)),
        spool_dir: Some(home.path().join("spool")),
        project_id: Some("front-desk".to_owned()),
        ..Config::default()
    };
    let client = Client::start(config);
    let place = client.context(&Ids { conversation_id: Some("of-producer"), ..Ids::default() });
    for number in 0..count {
        let mut draft = Draft::new();
        draft.begin(Level::Info, &format!("{number:05}"), false);
        client.log(&place, Level::Info, &mut draft);
    }
    client
}

/// Waits until a producer says what is in its way.
fn wait_for_problem(client: &Client, code: &str) {
    eventually(code, || client.stats().last_error.is_some_and(|error| error.code == code));
}

fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < LIMIT, "not in time: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn assert_delivered(server: &Server, client: &Client, reader: &str, count: usize) {
    assert_eq!(client.flush(LIMIT).records, 0, "{:?}", client.stats());
    let stats = client.stats();
    assert_eq!((stats.dropped, stats.rejected, stats.held, stats.dead_letters), (0, 0, 0, 0));
    let (status, body) = server.ask(reader, "/v1/agents/front-desk/conversations/of-producer");
    assert_eq!((status, body.matches(r#""content":""#).count()), (200, count));
}

fn erase(server: &Server, key: &str, conversation: &str) {
    let url = format!("{}/api/projects/front-desk/erasures", server.url);
    let body = format!(r#"{{"conversation_id":"{conversation}"}}"#);
    let answer = ureq::post(url).header("x-api-key", key).send(body).unwrap();
    assert!(answer.status().is_success());
}

/// An entry, and one that readers of personal data alone see.
const PERSONAL: &str = concat!(
    r#"{"type":"log","conversation_id":"c0","entry":{"level":"info","content":"open"}}"#,
    "\n",
    r#"{"type":"log","conversation_id":"c0","entry":{"level":"info","content":"Jane Example","is_pii":true}}"#
);

/// Below the reserve personal data is read and put on record, sessions begin, the guard reads again what is stored, and an
/// operator is told what is in the way.
fn assert_work_goes_on(home: &Home, server: &Server, admin: &str, pii_reader: &str) {
    let (status, read) = server.ask(pii_reader, "/v1/agents/front-desk/conversations/c0");
    assert!(status == 200 && read.contains("Jane Example"), "{read}");
    let (status, audit) = server.ask(admin, "/api/projects/front-desk/audit");
    assert!(status == 200 && audit.contains("c0"), "{audit}");
    let post = |path: &str, key: &str, body: &str| {
        let asked = ureq::post(format!("{}{path}", server.url)).config().http_status_as_error(false).build();
        let asked = asked.header("x-api-key", key).header("content-type", "application/json");
        let mut answer = asked.send(body).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    };
    let (status, session) = post("/api/session", pii_reader, &format!(r#"{{"key":"{pii_reader}"}}"#));
    assert_eq!(status, 200, "{session}");
    let rescan = "/api/projects/front-desk/guard/rescan";
    let (status, begun) = post(rescan, admin, "{}");
    assert_eq!(status, 202, "{begun}");
    eventually("everything is read again", || {
        let status: Value = serde_json::from_str(&server.ask(admin, rescan).1).unwrap();
        status["rescan"]["finished_at"].is_string()
    });
    let doctor = home.run(&["doctor", "--url", &server.url, "--json"]).stdout;
    assert!(doctor.contains("accepts no records: its disk is full up to the reserve"), "{doctor}");
}

#[test]
fn below_the_reserve_records_wait_and_erasing_makes_room_for_them() {
    let home = Home::new();
    let make = |name: &str, permissions: &str| {
        format!(
            r#""$1" keys create --new --account acme --project front-desk --permissions {permissions} --json > "$HOME/{name}""#
        )
    };
    let (send, look_after, see_all) =
        (make("send", "ingest"), make("look-after", "read,admin"), make("see-all", "read,pii"));
    let then = format!("export CONVLOG__QUOTAS__RESERVE_BYTES={RESERVE} && {send} && {look_after} && {see_all}");
    let mut server = Server::start_on_small_disk(&home, 80 * MIB, ("filler", 14 * MIB), &then);
    let key = |name: &str| {
        let made: Value = serde_json::from_slice(&std::fs::read(home.path().join(name)).unwrap()).unwrap();
        made["key"].as_str().unwrap().to_owned()
    };
    let (sender, admin) = (key("send"), key("look-after"));
    let fill = |conversation: &str| {
        let mut accepted = 0;
        loop {
            let (status, answer, wait) = server.try_ingest(&sender, &entries(conversation, 50, 10_000));
            if status != 200 {
                let refused = (status, answer["error_code"].as_str(), wait.as_deref());
                assert_eq!(refused, (503, Some("DISK_RESERVE"), Some("10")));
                return accepted;
            }
            accepted += 50;
            assert!(accepted < 10_000, "80 MiB never end");
        }
    };
    assert_eq!(server.try_ingest(&sender, PERSONAL).0, 200);
    let accepted = fill("c1");
    let client = producer(&home, &server, &sender, 500);
    wait_for_problem(&client, "disk_reserve");
    for _ in 0..100 {
        assert_eq!(server.try_ingest(&sender, &entries("c1", 50, 10_000)).1["error_code"], "DISK_RESERVE");
    }
    let data_dir = home.data_dir();
    let inside = PathBuf::from(format!("/proc/{}/root", server.pid())).join(data_dir.strip_prefix("/").unwrap());
    let disk = rustix::fs::statvfs(&inside).unwrap();
    let free = (disk.f_bavail * disk.f_frsize) as usize;
    assert!(free > RESERVE / 2, "{free} bytes are free");
    let (status, ready) = server.ask("", "/readyz");
    assert_eq!(status, 503);
    assert!(ready.contains("DISK_RESERVE"), "{ready}");
    let (status, read) = server.ask(&admin, "/v1/agents/front-desk/conversations/c1");
    assert_eq!((status, read.matches(r#""content":""#).count()), (200, accepted), "reading goes on");
    assert!(server.ask(&admin, "/metrics").1.contains("convlog_disk_reserve_reached 1"));
    assert_work_goes_on(&home, &server, &admin, &key("see-all"));
    erase(&server, &admin, "c1");
    assert_delivered(&server, &client, &admin, 500);
    assert_eq!(server.status("", "/readyz"), 200);
    // The files are as long as before: what is free inside of them is filled once more.
    let again = fill("c2");
    assert!(again * 4 > accepted * 3, "{again} after {accepted}");
    drop(client);
    let (code, said) = server.stop();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("the disk is full up to its reserve").count(), 2, "{said}");
    assert!(!said.contains("failed a request"), "not of each request: {said}");
    assert_eq!(said.matches("there is room on the disk again").count(), 1, "{said}");
}

#[test]
fn an_account_at_its_quota_waits_and_another_is_served() {
    const SENT: usize = 40;
    let home = Home::new();
    let (greedy, modest) = (key(&home, "acme", "ingest"), key(&home, "other", "ingest"));
    let quota = [("CONVLOG__QUOTAS__ACCOUNT_ENTRIES_PER_MINUTE", "1000")];
    let server = Server::start_with(&home, &["--no-starter"], &quota);
    let body = entries("c1", 2_000, 1_000);
    assert_eq!(server.try_ingest(&greedy, &body).0, 200);
    let (done, refused) = (AtomicBool::new(false), AtomicUsize::new(0));
    let slowest = thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::SeqCst) {
                    let (status, answer, wait) = server.try_ingest(&greedy, &body);
                    assert_eq!((status, answer["error_code"].as_str()), (429, Some("QUOTA_ENTRIES_PER_MINUTE")));
                    assert!(wait.is_some_and(|seconds| seconds.parse::<u32>().unwrap() > 0));
                    refused.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        eventually("refused", || refused.load(Ordering::SeqCst) > 4);
        let send = |number: usize| {
            let begun = Instant::now();
            let (status, answer, _) = server.try_ingest(&modest, &entries(&format!("c{number}"), 1, 10));
            (status, answer["accepted"].as_u64(), begun.elapsed())
        };
        let sent: Vec<_> = (0..SENT).map(send).collect();
        done.store(true, Ordering::SeqCst);
        assert!(sent.iter().all(|(status, accepted, _)| (*status, *accepted) == (200, Some(1))), "{sent:?}");
        sent.into_iter().map(|(.., took)| took).max().unwrap()
    });
    // It waits for nobody: 40 batches of the other's would take longer to be read alone.
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}

#[test]
fn what_a_quota_of_entries_refuses_is_delivered_when_it_allows() {
    let home = Home::new();
    let (sender, reader) = (key(&home, "acme", "ingest"), key(&home, "acme", "read"));
    let server = Server::start(&home, &["--no-starter"]);
    set(&home, "--entries-per-minute", "600");
    // A hundred lines more than a minute has: ten seconds in which nothing is taken.
    eventually("the quota holds", || server.try_ingest(&sender, &entries("c1", 700, 1)).0 == 429);
    let client = producer(&home, &server, &sender, 100);
    wait_for_problem(&client, "quota_entries_per_minute");
    assert_delivered(&server, &client, &reader, 100);
}

#[test]
fn a_quota_of_bytes_outlives_a_restart_and_ends_when_it_is_raised() {
    let home = Home::new();
    let (sender, reader) = (key(&home, "acme", "ingest"), key(&home, "acme", "read"));
    set(&home, "--bytes-max", "1MiB");
    let mut server = Server::start(&home, &["--no-starter"]);
    assert_eq!(server.try_ingest(&sender, &entries("c1", 200, 10_000)).0, 200);
    eventually("the quota holds", || server.try_ingest(&sender, &entries("c1", 1, 1)).0 == 429);
    server.stop();
    let server = Server::start(&home, &["--no-starter"]);
    let (status, answer, wait) = server.try_ingest(&sender, &entries("c1", 1, 1));
    assert_eq!((status, answer["error_code"].as_str(), wait.as_deref()), (429, Some("QUOTA_BYTES_STORED"), Some("30")));
    assert!(answer["error_message"].as_str().unwrap().contains("1048576 stored bytes"), "{answer}");
    let client = producer(&home, &server, &sender, 100);
    wait_for_problem(&client, "quota_bytes_stored");
    assert_operator_sees_it(&home, &server);
    set(&home, "--bytes-max", "unlimited");
    assert_delivered(&server, &client, &reader, 100);
}

/// Who stores as much as it may is told by the command line and by the log, there once.
fn assert_operator_sees_it(home: &Home, server: &Server) {
    let listed = home.run(&["projects", "list", "--json"]).json();
    let stored = listed[0]["stored_bytes"].as_u64().unwrap();
    assert!((2_000_000..3_000_000).contains(&stored), "{listed}");
    let table = home.run(&["projects", "list"]).stdout;
    assert!(table.contains("STORED") && table.contains(" MiB "), "{table}");
    let doctor = home.run(&["doctor", "--json"]).stdout;
    assert!(
        doctor.contains("acme/front-desk uses") && doctor.contains("of 1.0 MiB: more records are rejected"),
        "{doctor}"
    );
    assert_eq!(server.said().matches("a quota is reached").count(), 1, "{}", server.said());
}

#[test]
fn what_waits_for_a_quota_is_said_once_on_stderr() {
    let (home, requests) = (Home::new(), AtomicUsize::new(0));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let spool = left_behind_in(&home, "front-desk", &[("one", false)]);
    let arguments = ["ship", "--spool-dir", spool.to_str().unwrap(), "--url", &url, "--timeout", "4", "--json"];
    let shipped = thread::scope(|scope| {
        // A quota that is always reached. It ends with the first connection that asks for nothing.
        scope.spawn(|| {
            while refuse(&listener.accept().unwrap().0) {
                requests.fetch_add(1, Ordering::SeqCst);
            }
        });
        let shipped = home.run_with(&arguments, &[("CONVLOG_API_KEY", "key")]);
        drop(TcpStream::connect(listener.local_addr().unwrap()));
        shipped
    });
    assert!(requests.load(Ordering::SeqCst) > 2, "it asked once a second");
    let told: Value = serde_json::from_str(&shipped.stdout).unwrap();
    assert!(told["complete"] == false && told["last_error"]["code"] == "quota_entries_per_minute", "{told}");
    let said = "entries are kept here and sent again later, because the account or the project has reached its limit of entries";
    assert_eq!(shipped.stderr.matches(said).count(), 1, "{}", shipped.stderr);
}

/// Refuses one request; says whether there was one.
fn refuse(mut connection: &TcpStream) -> bool {
    let (mut request, mut part) = (Vec::new(), [0; 4096]);
    // A single record comes in one piece, or its head and then its body; what is not read yet is not needed.
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match connection.read(&mut part) {
            Ok(0) | Err(_) => return false,
            Ok(bytes) => request.extend_from_slice(&part[..bytes]),
        }
    }
    let body = r#"{"success":false,"error_code":"QUOTA_ENTRIES_PER_MINUTE"}"#;
    let answer = format!(
        "HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(answer.as_bytes()).unwrap();
    // Closing with something unread would reset the connection before the answer is read.
    connection.shutdown(Shutdown::Write).unwrap();
    let _ = connection.read_to_end(&mut request);
    true
}
