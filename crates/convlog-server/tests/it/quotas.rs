//! How much accounts and projects may send and store, and the reserve of the disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use convlog_conformance::memory::MemoryStore;
use convlog_server::{Config, QuotaConfig};
use convlog_store::{DiskSpace, Permission, ProjectSettings, Quota, Store};

use crate::world::{FaultyStore, PROJECT, Reply, Server, get, lines, log, post, request};

const MIB: u64 = 1 << 20;

/// A service with quotas, and the seconds that have passed for it.
async fn with(quotas: QuotaConfig) -> (Server, Arc<AtomicU64>) {
    let seconds = Arc::new(AtomicU64::new(1_000));
    let clock = Arc::clone(&seconds);
    let clock = Arc::new(move || Duration::from_secs(clock.load(Ordering::Relaxed)));
    let config = Config { quotas, ..Config::default() };
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    (Server::start_as(config, store, |state| state.with_monotonic_clock(clock)).await, seconds)
}

async fn send(server: &Server, key: &str, body: &str) -> Reply {
    post("/v1/ingest", body).key(key).send(server.address).await
}

fn entries(seqs: std::ops::Range<u64>) -> String {
    let records: Vec<String> = seqs.map(|seq| log(seq, "c1", "one")).collect();
    lines(&records.iter().map(String::as_str).collect::<Vec<_>>())
}

#[track_caller]
fn assert_refused(reply: &Reply, code: &str, retry_after: u64, words: &[&str]) {
    assert_eq!((reply.status, reply.error_code().as_str()), (429, code), "{}", reply.text());
    assert_eq!(reply.header("retry-after"), Some(retry_after.to_string().as_str()));
    for word in words.iter().chain(&["nothing of this was stored"]) {
        assert!(reply.text().contains(word), "{word:?} is missing from {}", reply.text());
    }
}

#[tokio::test]
async fn an_account_that_sent_its_entries_waits_and_another_does_not() {
    let (server, seconds) = with(QuotaConfig { account_entries_per_minute: Some(60), ..QuotaConfig::default() }).await;
    let (other, _) = server.key("other", PROJECT, &[Permission::Ingest]).await;
    let (second, _) = server.key("acme", "sales", &[Permission::Ingest]).await;
    assert_eq!(server.ingest(entries(1..91)).await.json()["accepted"], 90, "a batch is taken as a whole");
    for key in [&server.writer, &second] {
        let reply = send(&server, key, &entries(91..92)).await;
        let words = ["this account", "60 entries per minute", "quotas.account_entries_per_minute"];
        assert_refused(&reply, "QUOTA_ENTRIES_PER_MINUTE", 31, &words);
    }
    let unread =
        post("/v1/ingest", "x").key(&server.writer).header("content-encoding", "br").send(server.address).await;
    assert_eq!(unread.status, 429, "it is refused before its body is looked at");
    assert_eq!(send(&server, &other, &entries(1..3)).await.status, 200);
    seconds.fetch_add(30, Ordering::Relaxed);
    assert_eq!(server.ingest(entries(91..92)).await.status, 429);
    seconds.fetch_add(1, Ordering::Relaxed);
    assert_eq!(server.ingest(entries(91..92)).await.json()["accepted"], 1);
    assert_eq!(server.ingest(entries(92..93)).await.status, 429);
}

#[tokio::test]
async fn lines_that_are_refused_or_known_count_as_well() {
    for body in ["nothing\n".repeat(70), entries(1..71)] {
        let (server, _) = with(QuotaConfig { account_entries_per_minute: Some(100), ..QuotaConfig::default() }).await;
        assert_ne!(send(&server, &server.writer, &body).await.status, 429);
        assert_ne!(send(&server, &server.writer, &body).await.status, 429);
        assert_eq!(send(&server, &server.writer, &body).await.status, 429);
    }
}

#[tokio::test]
async fn a_projects_own_quota_goes_before_the_servers() {
    let (server, seconds) = with(QuotaConfig { project_entries_per_minute: Some(2), ..QuotaConfig::default() }).await;
    let (sales, _) = server.key("acme", "sales", &[Permission::Ingest]).await;
    let (all, _) = server.key("acme", "*", &[Permission::Ingest]).await;
    let unlimited = ProjectSettings { entries_per_minute: Quota::Unlimited, ..ProjectSettings::default() };
    server.put_project("acme", "sales", unlimited).await;
    assert_eq!(server.ingest(entries(1..4)).await.status, 200);
    let words = ["the project front-desk", "2 entries per minute", "convlog projects set --entries-per-minute"];
    assert_refused(&server.ingest(entries(4..5)).await, "QUOTA_ENTRIES_PER_MINUTE", 60, &words);
    for seqs in [1..50, 50..100] {
        assert_eq!(send(&server, &sales, &entries(seqs)).await.status, 200);
    }
    // A key for several projects is refused for the one that its lines name.
    let named = |project: &str, seqs| {
        entries(seqs).replace(r#""type":"log""#, &format!(r#""type":"log","project_id":"{project}""#))
    };
    assert_eq!(send(&server, &all, &named("sales", 100..101)).await.status, 200);
    assert_refused(&send(&server, &all, &named("front-desk", 4..5)).await, "QUOTA_ENTRIES_PER_MINUTE", 60, &words);
    // Under the quota of before, a minute would have to pass.
    let raised = ProjectSettings { entries_per_minute: Quota::AtMost(6_000), ..ProjectSettings::default() };
    server.put_project("acme", PROJECT, raised).await;
    seconds.fetch_add(1, Ordering::Relaxed);
    assert_eq!(send(&server, &all, &named("front-desk", 4..5)).await.status, 200);
}

#[tokio::test]
async fn who_stores_as_much_as_it_may_sends_again_once_something_was_erased() {
    for of_account in [true, false] {
        let limit = Some(5_000);
        let quotas = match of_account {
            true => QuotaConfig { account_bytes_max: limit, ..QuotaConfig::default() },
            false => QuotaConfig { project_bytes_max: limit, ..QuotaConfig::default() },
        };
        let (server, _) = with(quotas).await;
        let (admin, _) = server.key("acme", PROJECT, &[Permission::Admin]).await;
        let (other, _) = server.key("other", PROJECT, &[Permission::Ingest]).await;
        assert_eq!(server.ingest(entries(1..100)).await.status, 200);
        let refused = settled(&server, 100, 429).await;
        let words =
            if of_account { ["this account", "quotas.account_bytes_max"] } else { ["front-desk", "--bytes-max"] };
        assert_refused(&refused, "QUOTA_BYTES_STORED", 30, &[words[0], words[1], "5000 stored bytes", "erase"]);
        assert_eq!(send(&server, &other, &entries(1..3)).await.status, 200);
        let erased = post(&format!("/api/projects/{PROJECT}/erasures"), r#"{"conversation_id":"c1"}"#);
        assert!(erased.key(&admin).send(server.address).await.status < 300);
        settled(&server, 100, 200).await;
    }
}

/// Sends an entry of another conversation until it is answered so.
async fn settled(server: &Server, seq: u64, status: u16) -> Reply {
    let begun = Instant::now();
    loop {
        let reply = server.ingest(log(seq, "c2", "another")).await;
        if reply.status == status {
            return reply;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{} {}", reply.status, reply.text());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Whoever may not send is told nothing of what others sent.
#[tokio::test]
async fn a_key_that_only_reads_learns_nothing_of_quotas() {
    let limits = QuotaConfig {
        account_entries_per_minute: Some(2),
        account_bytes_max: Some(400),
        project_entries_per_minute: Some(2),
        project_bytes_max: Some(400),
        ..QuotaConfig::default()
    };
    let (idle, busy) = (with(limits.clone()).await.0, with(limits).await.0);
    for server in [&idle, &busy] {
        assert_eq!(server.ingest(log(1, "c1", "one")).await.status, 200);
    }
    // Hidden entries bring one of them to its quotas.
    let hidden = [2, 3].map(|seq| log(seq, "c1", "secret").replace(r#""is_pii":false"#, r#""is_pii":true"#));
    assert_eq!(busy.ingest(lines(&hidden.each_ref().map(String::as_str))).await.status, 200);
    for (method, path, body) in [
        ("POST", "/v1/ingest".to_owned(), "x\n"),
        ("GET", format!("/v1/agents/{PROJECT}/conversations"), ""),
        ("GET", format!("/v1/agents/{PROJECT}/conversations/c1"), ""),
        ("PUT", format!("/api/projects/{PROJECT}/conversations/c1/note"), r#"{"note":"a"}"#),
        ("GET", "/metrics".to_owned(), ""),
    ] {
        let ask = async |server: &Server| {
            let body = (!body.is_empty()).then_some(body.as_bytes());
            let asked = request(method, &path, body).key(&server.reader).header("x-convlog-request", "1");
            let reply = asked.send(server.address).await;
            assert_ne!(reply.status, 429, "{method} {path}");
            reply.comparable()
        };
        assert_eq!(ask(&idle).await, ask(&busy).await, "{method} {path}");
    }
    assert_eq!((idle.ingest("").await.status, busy.ingest("").await.status), (200, 429));
}

#[tokio::test]
async fn below_the_reserve_only_reading_erasing_and_administering_go_on() {
    let store = Arc::new(FaultyStore::new());
    let room = |free: u64, reusable: u64| DiskSpace { total: 1_000 * MIB, free, reusable };
    store.set_room(room(500 * MIB, 0));
    let server = Server::start_with(Config::default(), Arc::clone(&store) as _).await;
    let (admin, _) = server.key("acme", PROJECT, &[Permission::Admin]).await;
    assert_eq!(server.ingest(entries(1..3)).await.status, 200);
    store.set_room(room(49 * MIB, 0));
    let refused = settled(&server, 9, 503).await;
    assert_eq!(refused.error_code(), "DISK_RESERVE");
    assert_eq!(refused.header("retry-after"), Some("10"));
    let note = format!("/api/projects/{PROJECT}/conversations/c1/note");
    let note = async || request("PUT", &note, Some(br#"{"note":"a"}"#)).key(&server.reader).send(server.address).await;
    assert_eq!(note().await.error_code(), "DISK_RESERVE");
    let ready = get("/readyz").send(server.address).await;
    assert_eq!((ready.status, ready.error_code().as_str()), (503, "DISK_RESERVE"));
    assert_eq!(get("/healthz").send(server.address).await.status, 200);
    let metrics = async || get("/metrics").key(&admin).send(server.address).await.text().to_owned();
    let told = metrics().await;
    let expected = [
        "convlog_disk_reserve_reached 1\n".to_owned(),
        format!("convlog_disk_free_bytes {}\n", 49 * MIB),
        format!("convlog_disk_reserve_bytes {}\n", 50 * MIB),
    ];
    assert!(expected.iter().all(|line| told.contains(line)), "{told}");
    assert!(!told.contains("reason=\"disk_reserve\"} 0"), "{told}");
    assert_eq!(server.conversation("c1", &server.reader).await.status, 200);
    let erased = post(&format!("/api/projects/{PROJECT}/erasures"), r#"{"conversation_id":"c1"}"#);
    assert!(erased.key(&admin).send(server.address).await.status < 300);
    // What was erased made room inside of the store's files, and the disk itself is as full as before.
    store.set_room(room(49 * MIB, 20 * MIB));
    settled(&server, 9, 200).await;
    assert_eq!(get("/readyz").send(server.address).await.status, 200);
    assert!(metrics().await.contains("convlog_disk_reserve_reached 0\n"));
}

#[tokio::test]
async fn a_reserve_of_nothing_fills_the_disk() {
    let store = Arc::new(FaultyStore::new());
    store.set_room(DiskSpace { total: 1_000 * MIB, free: 1, reusable: 0 });
    let quotas = QuotaConfig { reserve_bytes: Some(0), ..QuotaConfig::default() };
    let server = Server::start_with(Config { quotas, ..Config::default() }, store).await;
    assert_eq!(server.ingest(entries(1..3)).await.status, 200);
    assert_eq!(get("/readyz").send(server.address).await.status, 200);
}
