use serde_json::json;

use super::stage::{Stage, ids};

#[tokio::test]
async fn a_query_finds_conversations_and_says_which_record_meets_it() {
    let stage = Stage::start().await;
    for (query, open, complete) in [
        ("level:error", "c1", "c1,h"),
        ("has:errors", "c1,c2", "c1,c2,h"),
        ("http.status:409", "c1", "c1"),
        ("http.host:api.example", "c1", "c1"),
        ("http.host:api", "", ""),
        ("function:look_up left:<=5", "c1", "c1"),
        ("\"quota almost\" -cap:10", "c3", "c3"),
        ("duration:>2s", "c1", "c1"),
        ("CANARY*", "", "c1,h"),
        ("", "c1,c2,c3,c4", "c1,c2,c3,c4,h"),
    ] {
        let path = format!("conversations?query={}", query.replace('"', "%22").replace('>', "%3E").replace('<', "%3C"));
        let path = path.replace(' ', "%20");
        assert_eq!(ids(&stage.open(&path).await), open, "{query}");
        assert_eq!(ids(&stage.complete(&path).await), complete, "{query}");
    }
    let page = stage.open("conversations?query=http.status:409").await;
    let matched = &page["conversations"][0]["matched"];
    let expected = json!({
        "kind": "entry", "time": "2026-06-03T13:18:23.300000Z", "turn": 2, "event_id": "e1", "function": "look_up",
        "outcome": null, "entry_id": matched["entry_id"], "level": "error",
        "text": "POST https://api.example/bookings 409", "count": 1,
    });
    assert_eq!(*matched, expected);
    let page = stage.complete("conversations?query=%22CANARY-entry%22").await;
    assert_eq!(page["conversations"][0]["matched"]["personal"], json!(true));
}

#[tokio::test]
async fn a_query_that_cannot_be_read_says_which_characters_are_wrong() {
    let stage = Stage::empty().await;
    for (query, from, to, reason) in [
        ("level:canary", 0, 12, "warning"),
        ("a%20(b", 2, 3, "not closed"),
        ("time:whenever", 0, 13, "yesterday"),
        ("%C3%A9%20duration:%3E2", 2, 13, "300ms"),
    ] {
        for resource in ["conversations", "entries"] {
            let reply = stage.ask(&format!("{resource}?query={query}"), &stage.server.reader).await;
            let body = reply.json();
            assert_eq!((reply.status, &body["at"]), (400, &json!({"from": from, "to": to})), "{query}: {body}");
            let error = body["error"].as_str().unwrap();
            assert!(error.contains(reason) && error.contains("query") && !error.contains("canary"), "{error}");
        }
    }
    let reply = stage.ask("entries?time_zone=Mars/Olympus", &stage.server.reader).await;
    assert_eq!((reply.status, reply.json()["error"].as_str().unwrap().contains("time_zone")), (400, true));
}

#[tokio::test]
async fn entries_come_the_newest_first_and_page_by_page() {
    let stage = Stage::start().await;
    let contents = |page: &serde_json::Value| {
        let entries = page["entries"].as_array().unwrap().iter();
        entries.map(|it| it["entry"]["content"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = stage.open("entries").await;
    let (mut found, mut path) = (Vec::new(), "entries?limit=2".to_owned());
    loop {
        let page = stage.open(&path).await;
        found.extend(contents(&page));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("entries?limit=2&cursor={next}");
    }
    assert!(found.len() > 4, "{found:?}");
    assert_eq!(found, contents(&all));
    let times: Vec<&str> = all["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["entry"]["timestamp"].as_str().unwrap().trim_end_matches('Z'))
        .collect();
    assert!(times.is_sorted_by(|left, right| left >= right), "{times:?}");
    let page = stage.open("entries?query=function:look_up%20level:%3E=warning").await;
    assert_eq!(contents(&page), ["POST https://api.example/bookings 409", "quota almost used"]);
    let first = &page["entries"][0];
    assert_eq!(
        (&first["conversation_id"], &first["turn"], &first["function"]),
        (&json!("c1"), &json!(2), &json!("look_up"))
    );
    let day = stage.open("entries?query=time:2026-06-03T15:18&time_zone=Europe/Berlin").await;
    assert!(contents(&day).contains(&"quota almost used".to_owned()), "{day}");
    let day = stage.open("entries?query=time:2026-06-03T15:18").await;
    assert_eq!(contents(&day), Vec::<String>::new());
}

#[tokio::test]
async fn the_first_page_counts_what_the_reader_sees_by_time_and_level() {
    let stage = Stage::start().await;
    let sums = |page: &serde_json::Value| {
        ["info", "warning", "error"].map(|level| {
            let bars = page["histogram"]["bars"].as_array().unwrap().iter();
            bars.map(|bar| bar[level].as_u64().unwrap()).sum::<u64>()
        })
    };
    let found = |page: &serde_json::Value| {
        ["info", "warning", "error"].map(|level| {
            page["entries"].as_array().unwrap().iter().filter(|it| it["entry"]["level"] == level).count() as u64
        })
    };
    for query in ["", "level:%3E=warning", "function:look_up", "CANARY*"] {
        let (open, complete) = (
            stage.open(&format!("entries?query={query}")).await,
            stage.complete(&format!("entries?query={query}")).await,
        );
        for page in [&open, &complete] {
            match &page["histogram"] {
                serde_json::Value::Null => assert_eq!(found(page), [0; 3], "{query}"),
                drawn => assert_eq!((sums(page), drawn["is_complete"].as_bool()), (found(page), Some(true)), "{query}"),
            }
        }
    }
    let hidden = (stage.open("entries?query=CANARY*").await, stage.complete("entries?query=CANARY*").await);
    assert_eq!((hidden.0["histogram"].is_null(), hidden.1["histogram"].is_null()), (true, false));
    let (first, all) = (stage.open("entries?limit=1").await, stage.open("entries").await);
    assert_eq!(sums(&first), sums(&all), "of all that meet the query, not of the page");
    let next = stage.open(&format!("entries?limit=1&cursor={}", first["next"].as_str().unwrap())).await;
    assert!(next["histogram"].is_null(), "only the first page has it");
}
