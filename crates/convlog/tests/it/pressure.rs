//! A disk without room and a disk that hangs under a running server: it says so before its memory grows, goes on reading,
//! and goes on taking records once it can, without a restart.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use convlog_client::{Client, Config, Draft, Ids, Secret};
use convlog_core::Level;
use serde_json::Value;

use super::process::{Home, LIMIT, Server};

const MIB: usize = 1024 * 1024;

/// Lets records fill the disk to its end.
const NO_RESERVE: &str = "export CONVLOG__QUOTAS__RESERVE_BYTES=0";

/// Makes so many entries of a conversation, each with about so many bytes.
fn entries(conversation: &str, count: usize, bytes: usize) -> String {
    let content = "x".repeat(bytes);
    let line = format!(
        r#"{{"type":"log","conversation_id":"{conversation}","entry":{{"level":"info","content":"{content}"}}}}"#
    );
    vec![line; count].join("\n")
}

/// Returns how many entries of a conversation are read.
fn count(server: &Server, key: &str, project: &str, conversation: &str) -> usize {
    let (status, body) = server.ask(key, &format!("/v1/agents/{project}/conversations/{conversation}"));
    assert_eq!(status, 200, "{body}");
    body.matches(r#""content":""#).count()
}

/// Returns the keys to send and to read that a first start printed.
fn starter_keys(server: &Server) -> (String, String) {
    let key = |what: &str| {
        let line = server.welcome.lines().find(|line| line.trim_start().starts_with(what)).unwrap();
        line.split_whitespace().last().unwrap().to_owned()
    };
    (key("to send"), key("to read "))
}

#[test]
fn a_full_disk_is_said_and_waited_out_and_nothing_acknowledged_is_lost() {
    let home = Home::new();
    let mut server = Server::start_on_small_disk(&home, 40 * MIB, ("filler", 14 * MIB), NO_RESERVE);
    let (send, read) = starter_keys(&server);
    let before = server.memory_kib("VmRSS:");
    // Until the disk is full. What is refused is refused as a whole; what is folded into the database in between may make
    // room once more.
    let (mut accepted, mut refused) = (0, 0);
    let mut push = |until: usize| {
        while refused < until {
            let (status, answer, wait) = server.try_ingest(&send, &entries("c1", 100, 10_000));
            if status == 200 {
                accepted += answer["accepted"].as_u64().unwrap() as usize;
            } else {
                refused += 1;
                assert_eq!((status, answer["error_code"].as_str()), (503, Some("UNAVAILABLE")), "{answer}");
                assert!(wait.is_some_and(|seconds| seconds.parse::<u32>().unwrap() > 0));
            }
            assert!(accepted < 10_000, "40 MiB never end");
        }
        accepted
    };
    assert!(push(1) >= 100);
    // A producer with much to say keeps it, and the server stays as small as it is.
    let spool = home.path().join("spool");
    let config = Config {
        url: Some(server.url.clone()),
        api_key: Some(Secret::new(send.as_str())),
        spool_dir: Some(spool),
        project_id: Some("demo".to_owned()),
        ..Config::default()
    };
    let client = Client::start(config);
    let place = client.context(&Ids { conversation_id: Some("c2"), ..Ids::default() });
    for number in 0..2_000 {
        let mut draft = Draft::new();
        draft.begin(Level::Info, &format!("{number:05} {}", "y".repeat(1_000)), false);
        client.log(&place, Level::Info, &mut draft);
    }
    let accepted = push(100);
    assert_eq!(count(&server, &read, "demo", "c1"), accepted, "reading goes on");
    let grown = server.memory_kib("VmHWM:").saturating_sub(before);
    assert!(grown < 150 * 1024, "it grew by {grown} KiB");
    // Room again.
    let inside = PathBuf::from(format!("/proc/{}/root", server.pid()));
    let data_dir = home.data_dir();
    fs::remove_file(inside.join(data_dir.strip_prefix("/").unwrap()).join("filler")).unwrap();
    assert_eq!(client.flush(LIMIT).records, 0, "{:?}", client.stats());
    assert_eq!((client.stats().dropped, client.stats().rejected), (0, 0));
    assert_eq!(server.status("", "/readyz"), 200);
    assert_eq!(server.try_ingest(&send, &entries("c3", 3, 10)).0, 200);
    let counts = ["c1", "c2", "c3"].map(|conversation| count(&server, &read, "demo", conversation));
    assert_eq!(counts, [accepted, 2_000, 3]);
    let (code, said) = server.stop();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("UNAVAILABLE") && said.contains("database or disk is full"), "{said}");
}

/// Holds one thread of a process still, as a disk does that never answers.
struct Held(i32);

impl Held {
    fn thread_of(pid: u32, name: &str) -> Held {
        let threads = fs::read_dir(format!("/proc/{pid}/task")).unwrap().map(|thread| thread.unwrap());
        let named = |thread: &fs::DirEntry| fs::read_to_string(thread.path().join("comm")).unwrap().trim() == name;
        let thread = threads.into_iter().find(named).unwrap().file_name();
        let id: i32 = thread.to_str().unwrap().parse().unwrap();
        let nothing = std::ptr::null_mut::<libc::c_void>();
        // SAFETY: plain system calls about a thread of a process that this test started.
        unsafe {
            let seized = libc::ptrace(libc::PTRACE_SEIZE, id, nothing, nothing);
            assert_eq!(seized, 0, "{}: no thread can be held here", std::io::Error::last_os_error());
            assert_eq!(libc::ptrace(libc::PTRACE_INTERRUPT, id, nothing, nothing), 0);
            assert_eq!(libc::waitpid(id, std::ptr::null_mut(), libc::__WALL), id);
        }
        Held(id)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let nothing = std::ptr::null_mut::<libc::c_void>();
        // SAFETY: as above; the thread goes on.
        unsafe { libc::ptrace(libc::PTRACE_DETACH, self.0, nothing, nothing) };
    }
}

#[test]
fn a_disk_that_hangs_is_told_to_senders_before_memory_grows() {
    const BODIES: usize = 200;
    const BODY_BYTES: usize = 4 * MIB;
    let home = Home::new();
    let (key, _) = home.key("ingest,read");
    let server = Server::start(&home, &["--no-starter"]);
    assert_eq!(server.ingest(&key, &entries("first", 1, 10))["accepted"], 1);
    let before = server.memory_kib("VmRSS:");
    let held = Held::thread_of(server.pid(), "convlog-writer");
    let (begun, refused, accepted) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let body = entries("c1", BODY_BYTES / 20_000, 20_000);
    let grown = thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| {
                while begun.fetch_add(1, Ordering::SeqCst) < BODIES {
                    let (status, answer, wait) = server.try_ingest(&key, &body);
                    match status {
                        200 => drop(accepted.fetch_add(1, Ordering::SeqCst)),
                        429 | 503 => {
                            assert!(wait.is_some(), "{answer}");
                            refused.fetch_add(1, Ordering::SeqCst);
                        }
                        other => panic!("{other}: {answer}"),
                    }
                }
            });
        }
        // Most are refused while the writer stands still. Those that are not wait for it.
        let begin = Instant::now();
        while begun.load(Ordering::SeqCst) < BODIES + 1 && begin.elapsed() < LIMIT / 2 {
            thread::sleep(Duration::from_millis(5));
        }
        let told = refused.load(Ordering::SeqCst);
        let grown = server.memory_kib("VmHWM:").saturating_sub(before);
        let reads = server.status(&key, "/v1/agents/front-desk/conversations/first");
        drop(held);
        assert_eq!((accepted.load(Ordering::SeqCst), reads), (0, 200));
        assert!(told > BODIES / 2, "{told} of {BODIES} were refused");
        grown
    });
    assert!(grown < 300 * 1024, "it grew by {grown} KiB while {BODIES} bodies of {BODY_BYTES} bytes came");
    let taken = accepted.load(Ordering::SeqCst);
    assert!(taken > 0);
    assert_eq!(count(&server, &key, "front-desk", "c1"), taken * (BODY_BYTES / 20_000));
    let answer: Value = server.ingest(&key, &entries("c2", 1, 10));
    assert_eq!(answer["accepted"], 1);
}
