//! `convlog get` on calls inside calls, calls at the same time, calls that go on, and calls of many entries.

use std::fmt::Write;
use std::io::{BufRead, BufReader, Read};
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use serde_json::{Value, json};

use super::process::{Done, Home, LIMIT, Server};
use super::records::{CANARIES, Call};

/// Two calls at the same time, one of them with another inside, in a turn that does not begin with a second.
const NESTED: &str = r#"
{"type":"conversation","conversation_id":"CA42","timestamp":"2025-01-01T10:00:00Z","started_at":"2025-01-01T10:00:00.250Z"}
{"type":"turn","conversation_id":"CA42","timestamp":"2025-01-01T10:00:00.750Z","turn_id":"t1","number":1,"started_at":"2025-01-01T10:00:00.750Z","user_input":"A table for two, please","agent_response":"There is none left."}
{"type":"function_event","conversation_id":"CA42","timestamp":"2025-01-01T10:00:00.760Z","function_event_id":"f1","turn_id":"t1","name":"book_table","arguments":{"people":2},"started_at":"2025-01-01T10:00:00.760Z","ended_at":"2025-01-01T10:00:01.900Z","duration_ms":1140,"state_changes":{"added":{"booked":false}}}
{"type":"log","conversation_id":"CA42","turn_id":"t1","function_event_id":"f1","entry":{"level":"info","content":"Looking for a table","is_pii":false,"timestamp":"2025-01-01T10:00:00.761001Z","logger":"conversation_logger"}}
{"type":"function_event","conversation_id":"CA42","timestamp":"2025-01-01T10:00:00.800Z","function_event_id":"f2","turn_id":"t1","parent_id":"f1","name":"find_slot","arguments":{"day":"friday"},"started_at":"2025-01-01T10:00:00.800Z","ended_at":"2025-01-01T10:00:01.200Z","duration_ms":400,"error":{"type":"NoSlot","message":"nothing left","stacktrace":"","causes":[]}}
{"type":"log","conversation_id":"CA42","turn_id":"t1","function_event_id":"f2","entry":{"level":"info","content":"Asking the calendar","is_pii":false,"timestamp":"2025-01-01T10:00:00.801000Z","logger":"conversation_logger"}}
{"type":"function_event","conversation_id":"CA42","timestamp":"2025-01-01T10:00:00.900Z","function_event_id":"f3","turn_id":"t1","name":"greet_guest","arguments":{},"started_at":"2025-01-01T10:00:00.900Z","ended_at":"2025-01-01T10:00:02.500Z","duration_ms":1600}
{"type":"log","conversation_id":"CA42","turn_id":"t1","function_event_id":"f3","entry":{"level":"info","content":"Known guest","is_pii":false,"timestamp":"2025-01-01T10:00:00.910000Z","logger":"conversation_logger"}}
{"type":"log","conversation_id":"CA42","turn_id":"t1","function_event_id":"f2","entry":{"level":"error","content":"The calendar is full","is_pii":false,"timestamp":"2025-01-01T10:00:01.199999Z","logger":"conversation_logger"}}
{"type":"log","conversation_id":"CA42","turn_id":"t1","function_event_id":"f1","entry":{"level":"warning","content":"Trying the waiting list","is_pii":false,"timestamp":"2025-01-01T10:00:01.300000Z","logger":"conversation_logger"}}
{"type":"function_event","conversation_id":"CA42","timestamp":"2025-01-01T10:00:01.400Z","function_event_id":"f4","turn_id":"t1","parent_id":"f1","name":"join_list","arguments":{},"started_at":"2025-01-01T10:00:01.400Z","ended_at":"2025-01-01T10:00:01.500Z","duration_ms":100}
{"type":"log","conversation_id":"CA42","turn_id":"t1","function_event_id":"f4","entry":{"level":"info","content":"Third in the list","is_pii":false,"timestamp":"2025-01-01T10:00:01.450000Z","logger":"conversation_logger"}}
{"type":"turn","conversation_id":"CA42","timestamp":"2025-01-01T10:00:02.100Z","turn_id":"t2","number":2,"started_at":"2025-01-01T10:00:02.100Z","user_input":"Thank you anyway"}
{"type":"log","conversation_id":"CA42","turn_id":"t1","function_event_id":"f3","entry":{"level":"info","content":"Greeted at last","is_pii":false,"timestamp":"2025-01-01T10:00:02.400000Z","logger":"conversation_logger"}}
{"type":"log","conversation_id":"CA42","entry":{"level":"info","content":"Between functions","is_pii":false,"timestamp":"2025-01-01T10:00:02.600000Z","logger":"conversation_logger"}}
{"type":"conversation","conversation_id":"CA42","timestamp":"2025-01-01T10:00:03Z","ended_at":"2025-01-01T10:00:03Z"}
"#;

fn get(call: &Call, more: &[&str]) -> Done {
    call.run("read", &[&["get", "CA42"], more].concat())
}

fn shown(call: &Call, more: &[&str]) -> String {
    let done = get(call, more);
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""), "{}", done.stdout);
    done.stdout
}

#[test]
fn calls_inside_calls_and_calls_at_the_same_time_read_in_the_order_of_time() {
    let call = Call::of(NESTED);
    insta::assert_snapshot!("get_nested", shown(&call, &[]));
    insta::assert_snapshot!("get_nested_in_colour", shown(&call, &["--color", "always"]).replace('\x1b', "␛"));
}

#[test]
fn offsets_are_those_of_the_times_to_the_millisecond() {
    let text = shown(&Call::of(NESTED), &[]);
    for (offset, content) in [
        ("+11 ms", "Looking for a table"),
        ("+51 ms", "Asking the calendar"),
        ("+449 ms", "The calendar is full"),
        ("+1650 ms", "Greeted at last"),
        ("+500 ms", "Between functions"),
    ] {
        let line = text.lines().find(|line| line.contains(content)).unwrap();
        assert_eq!(line.split("  ").find(|part| part.contains(" ms")).map(str::trim), Some(offset), "{line}");
    }
}

#[test]
fn filters_show_what_was_found_below_its_turn_and_its_calls() {
    let call = Call::of(NESTED);
    insta::assert_snapshot!("get_errors", shown(&call, &["--level", "error"]));
    insta::assert_snapshot!("get_function", shown(&call, &["--function", "book_table"]));
    assert_eq!(shown(&call, &["--function", "f1"]), shown(&call, &["--function", "book_table"]));
    let found = shown(&call, &["--text", "LIST"]);
    assert!(found.contains("Trying the waiting list") && found.contains("Third in the list"), "{found}");
    assert!(found.contains("2 of 8 log lines shown") && !found.contains("Known guest"), "{found}");
    // One that nobody knows is told from one that is empty, and the known ones are named.
    let unknown = get(&call, &["--function", "bok_table"]);
    assert!(unknown.failure(3).contains("there are book_table, find_slot, greet_guest, join_list"));
}

#[test]
fn an_entry_is_shown_with_those_around_it() {
    let mut records = NESTED.to_owned();
    for number in 0..300 {
        let time = format!("2025-01-01T10:00:02.{:06}Z", 700_000 + number);
        writeln!(records, "{}", log(&format!("line {number}"), &time, "f9")).unwrap();
    }
    let call = Call::of(&records);
    let lines = shown(&call, &["--ndjson"]);
    let entry = lines.lines().find(|line| line.contains("line 150\"")).unwrap();
    let id = serde_json::from_str::<Value>(entry).unwrap()["entry"]["id"].as_str().unwrap().to_owned();
    let around = shown(&call, &["--around", &id]);
    let marked: Vec<&str> = around.lines().filter(|line| line.contains('→')).collect();
    assert!(marked.len() == 1 && marked[0].ends_with("line 150"), "{around}");
    for (content, is_shown) in [("line 149", true), ("line 151", true), ("line 10", false), ("line 299", false)] {
        assert_eq!(around.lines().any(|line| line.ends_with(content)), is_shown, "{content} in {around}");
    }
    assert!(
        get(&call, &["--around", &id.replace(|digit: char| digit.is_ascii_digit(), "0")]).failure(3).contains("id")
    );
}

#[test]
fn a_hidden_entry_can_be_neither_found_nor_asked_for_without_pii() {
    let call = Call::recorded();
    let get = |permissions: &str, more: &[&str]| call.run(permissions, &[&["get", "CA42"], more].concat());
    let lines = get("read,pii", &["--ndjson"]).stdout;
    let hidden = lines.lines().find(|line| line.contains("her birth date")).unwrap();
    let id = serde_json::from_str::<Value>(hidden).unwrap()["entry"]["id"].as_str().unwrap().to_owned();
    assert!(get("read,pii", &["--around", &id]).stdout.contains("her birth date"));
    // A hidden one and one that never was are told apart by nothing.
    let (asked, never) = (get("read", &["--around", &id]), get("read", &["--around", &"0".repeat(32)]));
    assert_eq!((asked.failure(3), &asked.stdout), (never.failure(3), &never.stdout));
    for (more, finds) in [(&["--text", "birth date"][..], true), (&["--ndjson"], true), (&["--level", "info"], true)] {
        assert_eq!(get("read,pii", more).stdout.contains("birth date"), finds, "{more:?}");
        let without = get("read", more).stdout;
        assert!(CANARIES.iter().all(|canary| !without.contains(canary)), "{more:?}: {without}");
    }
    assert!(get("read", &["--text", "birth date"]).stdout.ends_with("0 of 5 log lines shown\n"));
}

#[test]
fn ndjson_is_the_pieces_of_the_api_untouched() {
    let call = Call::recorded();
    let (key, _) = call.home.key("read,pii");
    let path = |piece: &str| format!("/api/projects/front-desk/conversations/CA42/{piece}");
    let mut expected = format!("{{\"outline\":{}}}\n", call.server.ask(&key, &path("outline")).1);
    let raw = |piece: &str| serde_json::from_str::<Value>(&call.server.ask(&key, &path(piece)).1).unwrap();
    for turn in raw("turns")["turns"].as_array().unwrap() {
        writeln!(expected, "{}", json!({"turn": turn})).unwrap();
    }
    for entry in raw("entries")["entries"].as_array().unwrap() {
        writeln!(expected, "{}", json!({"entry": entry})).unwrap();
    }
    assert_eq!(call.run("read,pii", &["get", "CA42", "--ndjson"]).stdout, expected);
    let errors = call.run("read,pii", &["get", "CA42", "--ndjson", "--level", "error"]).stdout;
    assert_eq!(errors.lines().filter(|line| line.starts_with("{\"entry\"")).count(), 1, "{errors}");
}

#[test]
fn a_server_that_gives_no_pieces_is_told_from_a_conversation_that_is_not_there() {
    let call = Call::of(NESTED);
    let (key, _) = call.home.key("read");
    let url = format!("{}/api/elsewhere", call.server.url);
    let variables = [("CONVLOG_URL", url.as_str()), ("CONVLOG_API_KEY", &key)];
    let done = call.home.run_with(&["get", "CA42", "--project", "front-desk"], &variables);
    assert!(done.failure(1).contains("--json") && done.stderr.contains("older than this command"), "{}", done.stderr);
}

fn log(content: &str, time: &str, event: &str) -> Value {
    let entry = json!({"level": "info", "content": content, "is_pii": false, "timestamp": time, "logger": "l"});
    json!({"type": "log", "conversation_id": "CA42", "function_event_id": event, "entry": entry})
}

/// Reads a command's output, and the most memory that it had (proc(5)) while more was to come.
fn lines_and_peak_kib(mut child: Child) -> (usize, u64) {
    let status = format!("/proc/{}/status", child.id());
    let (mut lines, mut peak, mut part) = (0, 0, vec![0; 64 * 1024]);
    let mut out = child.stdout.take().unwrap();
    loop {
        let said = std::fs::read_to_string(&status).unwrap_or_default();
        let most = said.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(most.unwrap_or(0));
        let count = out.read(&mut part).unwrap();
        if count == 0 {
            break;
        }
        lines += part[..count].iter().filter(|byte| **byte == b'\n').count();
    }
    assert!(child.wait().unwrap().success());
    (lines, peak)
}

/// Sends a conversation of so many turns, in each of which a function logs 500 lines of 2 KB.
fn send_long(server: &Server, key: &str, conversation: &str, turns: usize) {
    let (filler, mut line) = ("x".repeat(2000), 0);
    for turn in 0..turns {
        let (id, event) = (format!("t{turn}"), format!("f{turn}"));
        let mut records = vec![
            json!({"type": "turn", "turn_id": id, "number": turn + 1, "timestamp": at(line), "started_at": at(line)}),
            json!({"type": "function_event", "function_event_id": event, "turn_id": id, "name": "count_up",
                "timestamp": at(line), "started_at": at(line)}),
        ];
        for _ in 0..500 {
            records.push(log(&format!("line {line} {filler}"), &at(line), &event));
            line += 1;
        }
        let mut body = String::new();
        for record in &mut records {
            record["conversation_id"] = conversation.into();
            writeln!(body, "{record}").unwrap();
        }
        assert_eq!(server.ingest(key, &body)["rejected"], 0);
    }
}

#[test]
fn the_memory_that_a_conversation_takes_does_not_grow_with_its_entries() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    let (send, read) = (home.key("ingest").0, home.key("read").0);
    send_long(&server, &send, "short", 4);
    send_long(&server, &send, "long", 40);
    let measure = |conversation: &str, form: &str| {
        let mut command = home.command(&["get", conversation, "--project", "front-desk", form]);
        command.env("CONVLOG_URL", &server.url).env("CONVLOG_API_KEY", &read).env("COLUMNS", "200");
        lines_and_peak_kib(command.stderr(std::process::Stdio::inherit()).spawn().unwrap())
    };
    for form in ["--color=never", "--ndjson", "--json"] {
        let ((few, little), (lines, peak)) = (measure("short", form), measure("long", form));
        println!("{form}: {few} lines took {little} KiB, {lines} lines {peak} KiB");
        assert!(form == "--json" || lines > 20_000, "{form} printed {lines} lines");
        // The entries together are 40 MB, and what is shown of them more than 10 MB.
        assert!(little > 0 && peak < little + 12 * 1024, "{form} took {little} KiB for few and {peak} KiB for many");
    }
}

/// Returns a time that so many milliseconds have passed at.
fn at(millis: usize) -> String {
    format!("2025-01-01T10:{:02}:{:02}.{:03}Z", millis / 60_000, millis / 1000 % 60, millis % 1000)
}

/// Returns the lines of a command as they come.
fn lines(child: &mut Child) -> Receiver<String> {
    let (sender, lines) = channel();
    let out = BufReader::new(child.stdout.take().unwrap());
    thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    lines
}

/// Returns all lines up to the one with this.
fn wait_for(lines: &Receiver<String>, what: &str) -> String {
    let mut seen = String::new();
    while let Ok(line) = lines.recv_timeout(LIMIT) {
        seen.push_str(&(line + "\n"));
        if seen.contains(what) {
            return seen;
        }
    }
    panic!("{what:?} did not come: {seen}");
}

#[test]
fn a_call_that_goes_on_is_followed_to_its_end() {
    let home = Home::new();
    let mut server = Server::start(&home, &["--no-starter"]);
    let (send, read) = (home.key("ingest").0, home.key("read").0);
    let start = |seconds: i64| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros() as i64;
        convlog_core::Timestamp::from_micros(now + seconds * 1_000_000).to_string()
    };
    let event = |more: Value| {
        let mut event = json!({"type": "function_event", "conversation_id": "CA42", "function_event_id": "f1",
            "turn_id": "t1", "timestamp": start(0)});
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event.to_string()
    };
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    let send_to = |server: &Server, records: &str| assert_eq!(server.ingest(&send, records)["rejected"], 0);
    let send = |records: &str| send_to(&server, records);
    let turn = json!({"type": "turn", "conversation_id": "CA42", "turn_id": "t1", "number": 1, "timestamp": start(-9),
        "started_at": start(-9), "user_input": "Hello"});
    send(&format!("{turn}\n{}", event(json!({"name": "look_up", "started_at": start(-8)}))));
    send(&log("the first", &start(-5), "f1").to_string());
    let mut command = home.command(&["get", "CA42", "--project", "front-desk", "--follow"]);
    let mut child = command.env("CONVLOG_URL", &server.url).env("CONVLOG_API_KEY", &read).spawn().unwrap();
    let lines = lines(&mut child);
    let begun = wait_for(&lines, "the first");
    assert!(begun.contains("look_up()") && begun.contains("running"), "{begun}");
    // One that comes late, then the end of the call, another turn and the end of all.
    send(&format!("{}\n{}", log("the third", &start(-2), "f1"), log("the second, late", &start(-6), "f1")));
    let more = wait_for(&lines, "the third");
    assert!(more.contains("the second, late"), "{more}");
    send(&event(json!({"ended_at": start(0), "duration_ms": 8000, "content": "found"})));
    let ended = wait_for(&lines, "found");
    assert!(ended.contains("ended     ✓  8.00 s"), "{ended}");
    let mut outside = log("by the way", &start(0), "");
    outside.as_object_mut().unwrap().remove("function_event_id");
    send(&outside.to_string());
    let aside = wait_for(&lines, "by the way");
    let turn = json!({"type": "turn", "conversation_id": "CA42", "turn_id": "t2", "number": 2, "timestamp": start(0),
        "started_at": start(0), "user_input": "Bye"});
    send(&turn.to_string());
    let answered = wait_for(&lines, "Bye");
    // A server that starts again is waited for: it is asked once in vain.
    server.stop();
    drop(std::net::TcpListener::bind(&address).unwrap().accept().unwrap());
    server = Server::start(&home, &["--no-starter", "--listen", &address]);
    send_to(&server, &log("after the pause", &start(0), "f1").to_string());
    let resumed = wait_for(&lines, "after the pause");
    let end = json!({"type": "conversation", "conversation_id": "CA42", "timestamp": start(0), "ended_at": start(0)});
    send_to(&server, &end.to_string());
    let all = [begun, more, ended, aside, answered, resumed, lines.iter().collect::<String>()].concat();
    for once in ["look_up()", "Hello", "the first", "the second, late", "the third", "found", "Bye", "after the pause"]
    {
        assert_eq!(all.matches(once).count(), 1, "{once:?} in {all}");
    }
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert_eq!((child.wait().unwrap().code(), error.as_str()), (Some(0), ""), "{all}");
}
