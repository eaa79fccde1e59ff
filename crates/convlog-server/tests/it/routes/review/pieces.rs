use convlog_core::Timestamp;
use serde_json::{Value, json};

use super::stage::Stage;
use crate::world::canaries;

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("{name} is a list in {value}"))
}

/// Every function event of a review or an outline, with the number of its turn.
fn events(value: &Value) -> Vec<(u64, &Value)> {
    let of_turn = |turn| list(turn, "events").iter().map(move |event| (turn["number"].as_u64().unwrap(), event));
    list(value, "turns").iter().flat_map(of_turn).collect()
}

fn time(value: &Value) -> i64 {
    Timestamp::parse(value.as_str().unwrap()).unwrap().as_micros()
}

/// Every entry of a review in the order of the calls.
fn entries(review: &Value) -> Vec<Value> {
    let mut entries: Vec<Value> =
        events(review).into_iter().flat_map(|(_, event)| list(event, "entries").clone()).collect();
    entries.sort_by_key(|entry| time(&entry["entry"]["timestamp"]));
    entries
}

#[tokio::test]
async fn an_outline_counts_what_a_review_has() {
    let stage = Stage::start().await;
    for is_pii_reader in [false, true] {
        let path = |rest: &str| format!("conversations/c1{rest}");
        let (review, outline) = match is_pii_reader {
            false => (stage.open(&path("")).await, stage.open(&path("/outline")).await),
            true => (stage.complete(&path("")).await, stage.complete(&path("/outline")).await),
        };
        for name in ["id", "status", "started_at", "duration_ms", "contact", "fields", "metrics", "counts", "notices"] {
            assert_eq!(outline[name], review[name], "{name}");
        }
        let of_review = events(&review).into_iter().map(|(turn, event)| {
            let levels =
                |wanted: &str| list(event, "entries").iter().filter(|entry| entry["entry"]["level"] == wanted).count();
            let counts = json!([list(event, "entries").len(), levels("warning"), levels("error")]);
            (turn, event["id"].clone(), event["fields"]["name"].clone(), event["duration_ms"].clone(), counts)
        });
        let of_outline = events(&outline).into_iter().map(|(turn, event)| {
            let counts = json!([event["entries"], event["warnings"], event["errors"]]);
            (turn, event["id"].clone(), event["name"].clone(), event["duration_ms"].clone(), counts)
        });
        assert_eq!(of_outline.collect::<Vec<_>>(), of_review.collect::<Vec<_>>());
        let grave: Vec<Value> = entries(&review)
            .into_iter()
            .filter(|entry| entry["entry"]["level"] != "info")
            .map(|entry| json!([entry["id"], entry["entry"]["level"], time(&entry["entry"]["timestamp"])]))
            .collect();
        let marks = list(&outline, "marks").iter().map(|mark| json!([mark["id"], mark["level"], time(&mark["time"])]));
        assert_eq!(marks.collect::<Vec<_>>(), grave);
        assert_eq!(outline.to_string().contains("CANARY"), is_pii_reader);
    }
}

#[tokio::test]
async fn a_head_has_what_is_said_of_the_whole_and_where_to_look_first() {
    let stage = Stage::start().await;
    for is_pii_reader in [false, true] {
        let ask = async |path: &str| if is_pii_reader { stage.complete(path).await } else { stage.open(path).await };
        let rows = ask("conversations").await;
        for id in ["c1", "c2", "c3", "c4"] {
            let (head, review) =
                (ask(&format!("conversations/{id}/head")).await, ask(&format!("conversations/{id}")).await);
            for name in [
                "id",
                "account_id",
                "project_id",
                "status",
                "started_at",
                "ended_at",
                "duration_ms",
                "contact",
                "fields",
                "cut",
                "_pii",
                "notices",
                "sees_personal",
            ] {
                assert_eq!(head[name], review[name], "{name} of {id}");
            }
            let row = list(&rows, "conversations").iter().find(|row| row["id"] == id).unwrap();
            for name in ["turns", "functions", "failed_functions", "entries", "errors", "warnings"] {
                assert_eq!(head["counts"][name], row[name], "{name} of {id}");
            }
            assert_eq!(head["at_once"], true);
            assert_eq!(
                head.to_string().contains("CANARY"),
                is_pii_reader && review["fields"].to_string().contains("CANARY")
            );
            let explained = &head["explained_by"];
            match id {
                "c2" => assert_eq!(json!([explained["event_id"], explained["outcome"]]), json!(["f", "raised"])),
                "c3" => assert_eq!((&explained["level"], &explained["outcome"]), (&json!("warning"), &Value::Null)),
                "c4" => assert!(explained.is_null()),
                _ => {
                    let around =
                        format!("conversations/c1/entries?limit=1&around={}", explained["entry_id"].as_str().unwrap());
                    let entry = &ask(&around).await["entries"][0];
                    assert_eq!(
                        (&entry["entry"]["level"], &entry["event_id"]),
                        (&explained["level"], &explained["event_id"])
                    );
                }
            }
        }
    }
    let long = "l";
    for part in 0..3 {
        let line = |n: usize| {
            format!(
                r#"log "function_event_id":"f","entry":{{"level":"info","content":"{n}","timestamp":"2026-06-03T13:18:02Z"}}"#
            )
        };
        let lines: Vec<String> = (0..700).map(line).collect();
        stage.send(long, &lines.iter().map(String::as_str).collect::<Vec<_>>(), 20 + part).await;
    }
    assert_eq!(stage.open("conversations/l/head").await["at_once"], false);
}

#[tokio::test]
async fn an_outline_leads_to_each_stretch_of_a_long_function() {
    let stage = Stage::empty().await;
    let line = |n: usize| {
        let (event, flag) = ([r#""function_event_id":"f","#, ""][n % 2], n.is_multiple_of(7));
        format!(
            r#"log {event}"entry":{{"level":"info","content":"{n}","is_pii":{flag},"timestamp":"2026-06-03T13:18:{:02}Z"}}"#,
            n / 50
        )
    };
    let lines: Vec<String> = (0..1_500).map(line).collect();
    stage.send("long", &lines.iter().map(String::as_str).collect::<Vec<_>>(), 1).await;
    for is_pii_reader in [false, true] {
        let ask =
            async |path: String| if is_pii_reader { stage.complete(&path).await } else { stage.open(&path).await };
        let outline = ask("conversations/long/outline".into()).await;
        for (_, event) in events(&outline) {
            let which = event["id"].as_str().map_or("outside=true".into(), |id| format!("event={id}"));
            let mut found = Vec::new();
            let places = list(event, "steps").iter().map(|step| format!("&after={}", step["after"].as_str().unwrap()));
            for (at, place) in [String::new()].into_iter().chain(places).enumerate() {
                let page = ask(format!("conversations/long/entries?limit=200&{which}{place}")).await;
                let first = &page["entries"][0];
                if let Some(step) = at.checked_sub(1) {
                    assert_eq!(time(&event["steps"][step]["time"]), time(&first["entry"]["timestamp"]));
                }
                found.extend(list(&page, "entries").iter().map(|entry| entry["id"].to_string()));
            }
            let count = event["entries"].as_u64().unwrap() as usize;
            assert_eq!((found.len(), list(event, "steps").len()), (count, (count - 1) / 200));
            found.sort();
            found.dedup();
            assert_eq!(found.len(), count);
        }
    }
    let short = Stage::start().await;
    assert!(!short.open("conversations/c1/outline").await.to_string().contains("steps"));
}

#[tokio::test]
async fn turns_come_some_at_a_time_with_all_but_their_entries() {
    let stage = Stage::start().await;
    let review = stage.complete("conversations/c1").await;
    let (mut turns, mut from): (Vec<Value>, u64) = (Vec::new(), 0);
    loop {
        let page = stage.complete(&format!("conversations/c1/turns?limit=1&from={from}")).await;
        turns.extend(list(&page, "turns").clone());
        let Some(next) = page["next"].as_u64() else { break };
        from = next;
    }
    assert_eq!(turns.len(), list(&review, "turns").len());
    for (piece, whole) in turns.iter().zip(list(&review, "turns")) {
        for name in ["number", "id", "started_at", "fields", "spans", "cut", "_pii"] {
            assert_eq!(piece[name], whole[name], "{name}");
        }
        for (piece, whole) in list(piece, "events").iter().zip(list(whole, "events")) {
            assert_eq!(piece["entries"], json!(list(whole, "entries").len()));
            for name in ["id", "status", "started_at", "ended_at", "duration_ms", "fields", "cut", "_pii"] {
                assert_eq!(piece[name], whole[name], "{name}");
            }
        }
    }
    let open = stage.open("conversations/c1/turns").await.to_string();
    assert!(!open.contains("CANARY") && !open.contains("\"_pii\""));
}

#[tokio::test]
async fn entries_come_some_at_a_time_in_the_order_of_the_calls() {
    let stage = Stage::start().await;
    for is_pii_reader in [false, true] {
        let ask =
            async |path: String| if is_pii_reader { stage.complete(&path).await } else { stage.open(&path).await };
        let expected: Vec<Value> =
            entries(&ask("conversations/c1".into()).await).iter().map(|it| it["id"].clone()).collect();
        assert_eq!(expected.len(), if is_pii_reader { 5 } else { 4 });
        let (mut onwards, mut at) = (Vec::new(), String::new());
        loop {
            let page = ask(format!("conversations/c1/entries?limit=1{at}")).await;
            onwards.extend(list(&page, "entries").iter().map(|entry| entry["id"].clone()));
            let Some(later) = page["later"].as_str() else { break };
            at = format!("&after={later}");
        }
        let (mut backwards, mut at) = (Vec::new(), "&last=true".to_owned());
        loop {
            let page = ask(format!("conversations/c1/entries?limit=2{at}")).await;
            backwards.extend(list(&page, "entries").iter().rev().map(|entry| entry["id"].clone()));
            let Some(earlier) = page["earlier"].as_str() else { break };
            at = format!("&before={earlier}");
        }
        backwards.reverse();
        assert_eq!((&onwards, &backwards), (&expected, &expected));
        let around = ask(format!("conversations/c1/entries?limit=2&around={}", expected[2].as_str().unwrap())).await;
        let ids: Vec<Value> = list(&around, "entries").iter().map(|entry| entry["id"].clone()).collect();
        assert_eq!(ids, expected[1..3]);
    }
}

#[tokio::test]
async fn entries_say_what_they_name_and_are_filtered_by_it() {
    let stage = Stage::start().await;
    let errors = stage.open("conversations/c1/entries?level=error").await;
    let [error] = &list(&errors, "entries")[..] else { panic!("{errors}") };
    assert_eq!(error["entry"]["level"], "error");
    let event = error["event_id"].as_str().unwrap();
    let of_event = stage.open(&format!("conversations/c1/entries?event={event}")).await;
    assert!(list(&of_event, "entries").iter().all(|entry| entry["event_id"] == event));
    let word = error["entry"]["content"].as_str().unwrap().split(' ').next().unwrap().to_uppercase();
    let found = stage.open(&format!("conversations/c1/entries?text={word}")).await;
    assert!(list(&found, "entries").contains(error), "{word} {found}");
    assert_eq!(stage.open("conversations/c1/entries?text=CANARY").await["entries"], json!([]));
    assert!(!list(&stage.complete("conversations/c1/entries?text=CANARY").await, "entries").is_empty());
}

#[tokio::test]
async fn what_is_hidden_is_not_there_piece_by_piece_either() {
    let stage = Stage::start().await;
    for rest in ["/head", "/outline", "/turns", "/entries", "/entries?last=true"] {
        for id in ["h", "none"] {
            let reply = stage.ask(&format!("conversations/{id}{rest}"), &stage.server.reader).await;
            assert_eq!((reply.status, reply.error_code().as_str()), (404, "CONVERSATIONS_NOT_FOUND"), "{id}{rest}");
        }
        assert_eq!(stage.ask(&format!("conversations/h{rest}"), &stage.server.pii_reader).await.status, 200);
        let open = stage.ask(&format!("conversations/c1{rest}"), &stage.server.reader).await;
        let open = open.text();
        for canary in canaries() {
            assert!(!open.contains(&format!("CANARY{canary}")), "CANARY{canary} in {rest}");
        }
    }
    let hidden = stage.complete("conversations/h/entries").await["entries"][0]["id"].as_str().unwrap().to_owned();
    stage.send("h", &[r#"log "entry":{"level":"info","content":"open","timestamp":"2026-06-03T09:00:01Z"}"#], 9).await;
    let around = async |id: &str| stage.open(&format!("conversations/h/entries?around={id}")).await;
    assert_eq!(around(&hidden).await, around("0123456789abcdef0123456789abcdef").await);
}

#[tokio::test]
async fn wrong_places_are_refused_by_name() {
    let stage = Stage::start().await;
    for (question, named) in [
        ("after=1-00", "after"),
        ("before=x", "before"),
        ("around=ABC", "around"),
        ("at=yesterday", "at"),
        ("limit=501", "limit"),
        ("limit=0", "limit"),
        ("level=fatal", "level"),
        ("last=true&at=2026-06-03T09:00:00Z", "after, before, around, at and last"),
    ] {
        let reply = stage.ask(&format!("conversations/c1/entries?{question}"), &stage.server.reader).await;
        assert_eq!(reply.status, 400, "{question}");
        assert!(reply.text().contains(named), "{question}: {}", reply.text());
    }
    let reply = stage.ask("conversations/c1/turns?from=-1", &stage.server.reader).await;
    assert!(reply.status == 400 && reply.text().contains("from"));
}
