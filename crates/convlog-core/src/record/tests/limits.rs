//! What becomes of values past a limit, and of the marks that say so.

use super::*;

#[test]
fn a_cut_value_says_so_but_not_where_it_is_personal() {
    let long = "x".repeat(40_000);
    let read = |pii: &str| {
        fields(&format!(r#"{{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"{long}"{pii}}}"#))
    };
    assert!(read("").open.ends_with(r#"","_truncated":["/user_input"]}"#));
    let flagged = read(r#","pii":["/user_input"]"#);
    assert_eq!(flagged.open, r#"{"turn_id":"t","user_input":"[redacted]"}"#);
    assert!(flagged.original.unwrap().json.ends_with(r#""_truncated":["/user_input"]}"#));
}

#[test]
fn an_original_has_room_for_what_is_open_and_as_much_that_is_personal() {
    let texts =
        |word: &str, count: usize| format!("[{}]", vec![format!("\"{}\"", word.repeat(7_500)); count].join(","));
    let (personal, open) = (texts("pers", 8), texts("open", 8));
    let log = log(&format!(
        r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","a":{personal},"b":{open}}},"pii":["/entry/a"]}}"#
    ));
    let shown = log.open.unwrap().to_json();
    assert!(shown.contains(&format!(r#""b":{open}"#)) && !shown.contains("_truncated"));
    let original = log.original.unwrap().json;
    assert!(original.contains(&personal) && original.contains(&open) && !original.contains("_truncated"));
    assert_eq!(crate::entry::Entry::of_original(&original, log.time).unwrap().to_json(), original);
    let (personal, open) = (texts("pers", 30), texts("open", 30));
    let fields = fields(&format!(
        r#"{{"type":"function_event","conversation_id":"c","function_event_id":"f","result":[{personal},{open}],"pii":["/result/0"]}}"#
    ));
    let original = fields.original.unwrap().json;
    for whole in [&fields.open, &original] {
        assert!(whole.contains(&open) && !whole.contains("_truncated"));
    }
    assert!(original.contains(&personal));
}

#[test]
fn the_size_of_a_personal_value_decides_nothing_about_its_neighbours() {
    let open = |size: usize| {
        let who = format!("[{}]", vec![format!("\"{}\"", "w".repeat(30_000)); size].join(","));
        log(&format!(
            r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","timestamp":"2025-01-01T10:00:00Z","who":{who},"note":"{}"}},"pii":["/entry/who"]}}"#,
            "n".repeat(30_000)
        ))
        .open
        .unwrap()
        .to_json()
    };
    assert_eq!(open(1), open(9));
    let open = |size: usize| {
        let who = format!("[{}]", vec![format!("\"{}\"", "w".repeat(30_000)); size].join(","));
        fields(&format!(
            r#"{{"type":"function_event","conversation_id":"c","function_event_id":"f","result":{{"who":{who},"note":"{}"}},"pii":["/result/who"]}}"#,
            "n".repeat(30_000)
        ))
        .open
    };
    assert_eq!(open(1), open(40));
}

#[test]
fn a_flag_on_what_is_past_a_limit_does_no_harm() {
    let many: String = (0..300).map(|n| format!(",\"k{n}\":{n}")).collect();
    let log = log(&format!(
        r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info"{many}}},"pii":["/entry/k299"]}}"#
    ));
    assert!(log.open.unwrap().to_json().ends_with(r#""k255":255,"_truncated":[""]}"#));
    let items = vec!["0"; 20_000].join(",");
    let read = |flag: &str| {
        parse(&format!(
            r#"{{"type":"function_event","conversation_id":"c","function_event_id":"f","arguments":{{"items":[{items}],"who":"x"}},"pii":["{flag}"]}}"#
        ))
    };
    for (flag, notes) in [("/arguments/items/19999", 0), ("/arguments/who", 0), ("/arguments/whoo", 1)] {
        let notes_of_flags = |record: Record| record.notes.iter().filter(|note| note.code == UNCLEAR_FLAG).count();
        assert_eq!(read(flag).map(notes_of_flags), Ok(notes), "{flag}");
    }
}

#[test]
fn takes_the_marks_of_what_the_sender_cut() {
    let fields = |pii: &str| {
        fields(&format!(
            r#"{{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"long","agent_response":"x","_truncated":["/user_input","/nothing"]{pii}}}"#
        ))
    };
    assert!(fields("").open.ends_with(r#","_truncated":["/user_input"]}"#));
    let flagged = fields(r#","pii":["/user_input"]"#);
    assert!(!flagged.open.contains("_truncated"));
    assert!(flagged.original.unwrap().json.ends_with(r#","_truncated":["/user_input"]}"#));
}

#[test]
fn marks_of_open_values_stay_beside_personal_ones() {
    let turn = fields(
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"x","agent_response":"y","_truncated":["/agent_response","/user_input"],"pii":["/user_input"]}"#,
    );
    assert!(turn.open.ends_with(r#""_truncated":["/agent_response"]}"#), "{}", turn.open);
}

#[test]
fn marks_that_take_too_much_space_become_one_for_each_field() {
    // Each takes its own length, two quotes and a comma.
    let mark = |n: usize| format!("/entities/{n:07}");
    let most = crate::limits::MARKS_BYTES_MAX / (mark(0).len() + 3);
    let marks = |count: usize| {
        let members: Vec<String> = (0..count).map(|n| format!("\"{n:07}\":1")).collect();
        let marks: Vec<String> = (0..count).map(|n| format!("\"{}\"", mark(n))).collect();
        let turn = fields(&format!(
            r#"{{"type":"turn","conversation_id":"c","turn_id":"t","entities":{{{}}},"_truncated":[{}]}}"#,
            members.join(","),
            marks.join(",")
        ));
        turn.open[turn.open.find("_truncated").unwrap()..].matches("/entities").count()
    };
    assert_eq!((marks(most), marks(most + 1)), (most, 1));
}
