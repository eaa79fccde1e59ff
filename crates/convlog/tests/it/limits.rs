//! What the system does not give: open files, length of files, room on the disk. Each is said in a sentence, at the start and
//! later, and nothing panics.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use super::process::{Done, Home, LIMIT, Server, finish};
use super::ship::left_behind_in;

/// Runs a command under a limit of the shell to its end; what goes on for longer than a moment is stopped.
fn under(home: &Home, limit: &str, arguments: &[&str], key: Option<&str>) -> Done {
    // Whoever is stopped has this code.
    let script = format!(r#"ulimit -c 0 && {limit} && set -- timeout 3 "$@""#);
    let mut command = home.after(&script, arguments);
    command.envs(key.map(|key| ("CONVLOG_API_KEY", key)));
    finish(command.spawn().unwrap())
}

/// The code of what was stopped (timeout(1)).
const STOPPED: i32 = 124;

/// Says that a command ended in good order, and said why if it did not succeed.
fn ended_well(done: &Done, what: &str) {
    assert!(!done.stderr.contains("panicked"), "{what}: {}", done.stderr);
    let is_known = |code| (0..=5).contains(&code) || code == STOPPED;
    assert!(done.code.is_some_and(is_known), "{what}: {:?} {}", done.code, done.stderr);
    // The doctor says it on stdout.
    let says_why = done.stderr.contains("convlog: ") || done.stdout.contains("fail");
    assert!(matches!(done.code, Some(0 | STOPPED)) || says_why, "{what}: {} {}", done.stdout, done.stderr);
}

#[test]
fn few_file_handles_are_said_and_no_command_panics() {
    let home = Home::new();
    let (key, _) = home.key("ingest,read");
    let server = Server::start(&home, &["--no-starter"]);
    let spool = left_behind_in(&home, "front-desk", &[("left behind", false)]);
    let spool = spool.to_str().unwrap();
    let commands: [&[&str]; 7] = [
        &["keys", "list"],
        &["keys", "create", "--account", "acme", "--project", "p", "--permissions", "read"],
        &["projects", "list"],
        &["list", "--project", "front-desk", "--url", &server.url],
        &["ship", "--spool-dir", spool, "--url", &server.url, "--timeout", "1"],
        &["doctor", "--url", &server.url],
        &["master-key", "rotate"],
    ];
    // With fewer than five the program itself cannot be loaded.
    for handles in 5..16 {
        for arguments in commands {
            let limit = format!("ulimit -n {handles}");
            ended_well(&under(&home, &limit, arguments, Some(&key)), &format!("{handles} {arguments:?}"));
        }
    }
    // Nothing was harmed by it.
    assert_eq!(
        home.run_with(&["ship", "--spool-dir", spool, "--url", &server.url], &[("CONVLOG_API_KEY", &key)]).code,
        Some(0)
    );
    let read = server.ask(&key, "/v1/agents/front-desk/conversations/CA42").1;
    assert!(read.contains("left behind"), "{read}");
}

#[test]
fn a_server_with_few_file_handles_does_not_start_and_says_how_it_would() {
    let home = Home::new();
    let start = ["serve", "--listen", "127.0.0.1:0", "--no-starter"];
    for handles in [5, 7, 14, 20, 22, 24, 28, 63] {
        let done = under(&home, &format!("ulimit -n {handles}"), &start, None);
        let sentence = done.failure(5);
        assert!(
            sentence.contains(&format!("may open only {handles} files")) && sentence.contains("ulimit -n 1024"),
            "{sentence}"
        );
        assert!(!home.data_dir().exists(), "nothing was begun");
    }
    // The first of two limits is raised.
    assert_eq!(under(&home, "ulimit -Sn 24", &start, None).code, Some(STOPPED));
}

#[test]
fn a_server_whose_file_handles_run_out_goes_on_once_there_are_some() {
    let home = Home::new();
    let (key, _) = home.key("ingest,read");
    let mut server = Server::start(&home, &["--no-starter"]);
    let set = |most: u64| {
        let limit = libc::rlimit { rlim_cur: most, rlim_max: 4096 };
        // SAFETY: a structure that lives until the call returns; the process is this test's own.
        let done =
            unsafe { libc::prlimit(server.pid() as i32, libc::RLIMIT_NOFILE, &raw const limit, std::ptr::null_mut()) };
        assert_eq!(done, 0);
    };
    set(8);
    let address = server.url.trim_start_matches("http://").to_owned();
    let waiting: Vec<_> = (0..50).map(|_| std::net::TcpStream::connect(&address).unwrap()).collect();
    let begun = Instant::now();
    while !server.said().contains("cannot accept connections") {
        assert!(begun.elapsed() < LIMIT, "{}", server.said());
        thread::sleep(Duration::from_millis(5));
    }
    set(1024);
    drop(waiting);
    let line = r#"{"type":"log","conversation_id":"c1","entry":{"level":"info","content":"x"}}"#;
    assert_eq!(server.ingest(&key, line)["accepted"], 1);
    assert_eq!(server.status(&key, "/v1/agents/front-desk/conversations/c1"), 200);
    let (code, said) = server.stop();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("cannot accept connections").count(), 1, "{said}");
    assert!(said.contains("accepting connections again") && !said.contains("panicked"), "{said}");
}

#[test]
fn a_limit_on_the_length_of_files_is_said_and_kills_nobody() {
    for kib in [1, 4, 16, 64, 128] {
        let home = Home::new();
        let start = ["serve", "--listen", "127.0.0.1:0"];
        // The unit of a shell may be half a KiB.
        let done = under(&home, &format!("ulimit -f {kib}"), &start, None);
        let sentence = done.failure(5);
        assert!(
            sentence.contains("the file size of this process is limited") && sentence.contains("LimitFSIZE"),
            "{kib}: {sentence}"
        );
        ended_well(&under(&home, &format!("ulimit -f {kib}"), &["keys", "list"], None), "keys list");
    }
}

#[test]
fn a_server_whose_files_become_as_long_as_they_may_refuses_records_and_goes_on() {
    let home = Home::new();
    let (key, _) = home.key("ingest,read");
    let mut server = Server::start(&home, &["--no-starter"]);
    let limit = libc::rlimit { rlim_cur: 1 << 20, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: as above.
    let limited =
        unsafe { libc::prlimit(server.pid() as i32, libc::RLIMIT_FSIZE, &raw const limit, std::ptr::null_mut()) };
    assert_eq!(limited, 0);
    let content = "x".repeat(20_000);
    let line = format!(r#"{{"type":"log","conversation_id":"c1","entry":{{"level":"info","content":"{content}"}}}}"#);
    let (begun, mut accepted) = (Instant::now(), 0);
    let refused = loop {
        let (status, answer, _) = server.try_ingest(&key, &vec![line.as_str(); 20].join("\n"));
        if status != 200 {
            break (status, answer["error_code"].as_str().unwrap_or_default().to_owned());
        }
        accepted += answer["accepted"].as_u64().unwrap();
        assert!(begun.elapsed() < LIMIT, "a file never became that long");
    };
    assert_eq!(refused, (503, "UNAVAILABLE".to_owned()));
    let body = server.ask(&key, "/v1/agents/front-desk/conversations/c1").1;
    assert_eq!(body.matches(r#""content":""#).count() as u64, accepted, "reading goes on");
    assert!(accepted > 0);
    let (code, said) = server.stop();
    assert!(code == Some(0) && !said.contains("panicked"), "{code:?} {said}");
}

#[test]
fn a_full_disk_at_the_start_is_said_to_be_full() {
    let start = ["serve", "--listen", "127.0.0.1:0"];
    let say = |home: &Home, options: &str, arguments: &[&str]| {
        fs::create_dir_all(home.data_dir()).unwrap();
        let script = format!(r#"mount -t tmpfs -o {options},mode=0700 none "$CONVLOG_DATA_DIR""#);
        let mut command = home.inside(&script, arguments);
        finish(command.spawn().unwrap())
    };
    let options = (1..96)
        .step_by(5)
        .map(|pages| format!("size={}k", 4 * pages))
        .chain((2..10).map(|inodes| format!("nr_inodes={inodes}")));
    for options in options {
        let home = Home::new();
        for arguments in [&start[..], &["keys", "create", "--account", "a", "--project", "p", "--permissions", "read"]]
        {
            let done = say(&home, &options, arguments);
            ended_well(&done, &options);
            let is_small = arguments[0] == "keys" && done.code == Some(0);
            assert!(
                is_small || done.stderr.contains("is full"),
                "{options} {arguments:?}: {:?} {}",
                done.code,
                done.stderr
            );
        }
    }
}

#[test]
fn a_disk_that_filled_up_while_the_server_was_away_is_said_to_be_full() {
    let home = Home::new();
    let binary = env!("CARGO_BIN_EXE_convlog");
    fs::create_dir(home.data_dir()).unwrap();
    for left_kib in [0, 8, 32] {
        // One that closed its files has left no logs, whose room the next start could use. On a slow machine it takes
        // another start to come that far.
        let script = format!(
            r#"mount -t tmpfs -o size=16m,mode=0700 none "$CONVLOG_DATA_DIR" &&
            {{ for start in 1 2 3 4 5; do timeout 2 {binary} serve --listen 127.0.0.1:0 >/dev/null 2>&1
                ls "$CONVLOG_DATA_DIR"/*-wal >/dev/null 2>&1 || break; done; true; }} &&
            {{ head -c 100M /dev/zero > "$CONVLOG_DATA_DIR/filler" 2>/dev/null; true; }} &&
            truncate -s -{left_kib}k "$CONVLOG_DATA_DIR/filler""#
        );
        let done = finish(home.inside(&script, &["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap());
        assert!(done.failure(5).contains("is full; free disk space"), "{left_kib} KiB left: {}", done.stderr);
    }
}
