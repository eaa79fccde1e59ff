//! Outlines and turns of very many function events and spans, part by part.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::stage::Stage;

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("{name} is a list in {value}"))
}

/// Joins the turns of some parts: one that goes on comes again.
fn joined(parts: &[Value]) -> Vec<Value> {
    let mut turns: Vec<Value> = Vec::new();
    for turn in parts.iter().flat_map(|part| list(part, "turns")) {
        match turns.last_mut().filter(|last| last["number"] == turn["number"]) {
            Some(last) => {
                for name in ["events", "spans"] {
                    last[name].as_array_mut().unwrap().extend(list(turn, name).iter().cloned());
                }
            }
            None => turns.push(turn.clone()),
        }
    }
    turns
}

fn size(turn: &Value) -> usize {
    list(turn, "events").len() + list(turn, "spans").len()
}

/// Turns of few and of many function events and spans, of which some begin at one time; one turn has nothing in it.
async fn stage() -> Stage {
    let stage = Stage::empty().await;
    let mut lines = Vec::new();
    for (turn, events, spans) in [(1, 2, 0), (2, 0, 0), (3, 7, 5), (4, 0, 4), (5, 1, 1)] {
        lines.push(format!(r#"turn "turn_id":"t{turn}","timestamp":"2026-06-03T13:1{turn}:00Z","user_input":"hello""#));
        for n in 0..events {
            lines.push(format!(
                r#"function_event "function_event_id":"f{turn}-{n}","turn_id":"t{turn}","name":"look_up","timestamp":"2026-06-03T13:1{turn}:0{}Z","arguments":{{"n":{n}}}"#,
                n / 3
            ));
        }
        for n in 0..spans {
            lines.push(format!(
                r#"span "span_id":"s{turn}-{n}","turn_id":"t{turn}","kind":"llm","timestamp":"2026-06-03T13:1{turn}:0{}Z""#,
                n / 3
            ));
        }
    }
    lines.push(r#"metric "name":"tries","value":1,"timestamp":"2026-06-03T13:19:00Z""#.into());
    lines.push(
        r#"log "turn_id":"t3","entry":{"level":"error","content":"x","timestamp":"2026-06-03T13:13:01Z"}"#.into(),
    );
    stage.send("c", &lines.iter().map(String::as_str).collect::<Vec<_>>(), 1).await;
    stage
}

#[tokio::test]
async fn an_outline_in_parts_is_the_outline() {
    let stage = stage().await;
    let whole = stage.open("conversations/c/outline").await;
    assert!(whole["next"].is_null());
    for limit in 1..23 {
        let (mut parts, mut place) = (Vec::new(), String::new());
        loop {
            let part = stage.open(&format!("conversations/c/outline?limit={limit}{place}")).await;
            assert!(list(&part, "turns").iter().map(size).sum::<usize>() <= limit, "{part}");
            let next = part["next"].as_str().map(|next| format!("&cursor={next}"));
            parts.push(part);
            let Some(next) = next else { break };
            place = next;
        }
        assert_eq!(json!(joined(&parts)), whole["turns"], "{limit} at a time");
        assert_eq!((&parts[0]["marks"], &parts[0]["metrics"]), (&whole["marks"], &whole["metrics"]));
        for part in &parts[1..] {
            assert_eq!((&part["marks"], &part["metrics"], &part["counts"]), (&json!([]), &json!([]), &whole["counts"]));
        }
    }
    let refused = stage.ask("conversations/c/outline?cursor=1-00", &stage.server.reader).await;
    assert_eq!(refused.status, 400);
}

#[tokio::test]
async fn what_comes_between_two_parts_loses_none() {
    let stage = stage().await;
    let first = stage.open("conversations/c/outline?limit=5").await;
    stage
        .send(
            "c",
            &[
                r#"turn "turn_id":"t6","timestamp":"2026-06-03T13:16:00Z""#,
                r#"span "span_id":"new","turn_id":"t3","timestamp":"2026-06-03T13:13:02Z""#,
            ],
            2,
        )
        .await;
    let rest = stage.open(&format!("conversations/c/outline?cursor={}", first["next"].as_str().unwrap())).await;
    let ids: Vec<&Value> = [&first, &rest]
        .into_iter()
        .flat_map(|part| list(part, "turns"))
        .flat_map(|turn| list(turn, "events").iter().chain(list(turn, "spans")))
        .map(|node| &node["id"])
        .collect();
    let distinct: BTreeSet<String> = ids.iter().map(ToString::to_string).collect();
    assert_eq!((ids.len(), distinct.len()), (22, 22));
    assert!(distinct.contains("\"new\""));
}

#[tokio::test]
async fn a_turn_of_more_than_fits_goes_on_on_the_next_page() {
    let stage = Stage::empty().await;
    let text = "x".repeat(2_000);
    for part in 0..3_u64 {
        let line = |n: u64| {
            format!(
                r#"function_event "function_event_id":"f{part}-{n}","turn_id":"t","timestamp":"2026-06-03T13:18:0{part}Z","arguments":{{"text":"{text}"}}"#
            )
        };
        let lines: Vec<String> = (0..400).map(line).collect();
        stage.send("c", &lines.iter().map(String::as_str).collect::<Vec<_>>(), part as usize + 1).await;
    }
    stage.send("c", &[r#"turn "turn_id":"u","timestamp":"2026-06-03T13:19:00Z""#], 9).await;
    let (mut pages, mut place) = (Vec::new(), "from=0".to_owned());
    loop {
        let page = stage.open(&format!("conversations/c/turns?{place}")).await;
        assert!(page.to_string().len() < 1_100_000, "{}", page.to_string().len());
        let cursor = page["cursor"].as_str().map(|cursor| format!("cursor={cursor}"));
        pages.push(page);
        let Some(cursor) = cursor else { break };
        place = cursor;
    }
    assert!(pages.len() >= 3, "{}", pages.len());
    assert!(pages[..pages.len() - 2].iter().all(|page| page["next"] == 1));
    let turns = joined(&pages);
    assert_eq!((turns.len(), list(&turns[0], "events").len()), (2, 1_200));
    let ids: BTreeSet<String> = list(&turns[0], "events").iter().map(|event| event["id"].to_string()).collect();
    assert_eq!(ids.len(), 1_200);
    let one = stage.open("conversations/c/turns?from=2").await;
    assert_eq!((list(&one, "turns").len(), &one["turns"][0]["id"], &one["next"]), (1, &json!("u"), &Value::Null));
}
