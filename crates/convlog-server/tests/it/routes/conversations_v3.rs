use serde_json::{Value, json};

use crate::world::{CALL, Reply, Server, records};

const PATH: &str = "/v3/acme/front-desk/conversations";

/// Five conversations, one a minute, of two channels and three variants; the last goes on.
pub(crate) async fn with_five() -> Server {
    let server = Server::start().await;
    for n in 1..=5 {
        let (channel, ended) =
            if n % 2 == 0 { ("WEBCHAT", "") } else { ("VOICE-SIP", r#","ended_at":"2026-06-03T13:19:00Z""#) };
        let environment = if n == 3 { "sandbox" } else { "live" };
        let members = format!(
            r#"conversation "started_at":"2026-06-03T13:1{n}:00Z","environment":"{environment}","channel":"{channel}","variant_id":"v{n}","variant_name":"variant {n}"{ended}"#
        );
        let body = records(&format!("c{n}"), &[&members]).replace("00001\"", &format!("0000{n}\""));
        assert_eq!(server.ingest(body).await.status, 200);
    }
    server
}

pub(crate) fn ids(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let json = reply.json();
    let ids = json["conversations"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned());
    ids.collect::<Vec<_>>().join(",")
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let server = with_five().await;
    for (query, expected) in [
        ("", "c5,c4,c2,c1"),
        ("client_env=sandbox", "c3"),
        ("client_env=draft", ""),
        ("start_time=2026-06-03T13:12:00Z&end_time=2026-06-03T13:15:00Z", "c4,c2"),
        ("start_time=2026-06-03T14:12:00%2B01:00", "c5,c4,c2"),
        ("start_time=2026-06-03T14:12:00+01:00", "c5,c4,c2"),
        ("start_time=2026-06-04", ""),
        ("variant_id=v4", "c4"),
        ("variant_name=variant%205", "c5"),
        ("in_progress=true", "c4,c2"),
        ("in_progress=false", "c5,c1"),
        ("channel=WEBCHAT", "c4,c2"),
        ("channel=WEBCHAT&channel=VOICE-SIP&limit=3", "c5,c4,c2"),
        ("limit=2&offset=1", "c4,c2"),
    ] {
        assert_eq!(ids(&server.read(&format!("{PATH}?{query}"), &server.reader).await), expected, "{query}");
    }
}

#[tokio::test]
async fn every_environment_that_was_sent_can_be_asked_for() {
    let server = Server::start().await;
    for (n, name) in ["prod", "staging-eu", "Live", "dev 2", "\u{e9}t\u{e9}", "draft"].into_iter().enumerate() {
        let body = records(&format!("e{n}"), &[&format!(r#"conversation "environment":"{name}""#)]);
        assert_eq!(server.ingest(body.replace("00001\"", &format!("0000{n}\""))).await.status, 200);
        let name: String = name.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for path in [PATH, "/v1/acme/front-desk/conversations"] {
            let reply = server.read(&format!("{path}?client_env={name}"), &server.reader).await;
            assert_eq!(ids(&reply), format!("e{n}"), "{path} {name}");
        }
        let path = format!("/api/projects/front-desk/conversations?environment={name}");
        assert_eq!(ids(&server.read(&path, &server.reader).await), format!("e{n}"));
    }
}

#[tokio::test]
async fn a_cursor_leads_through_every_page_and_wins_over_the_offset() {
    let server = with_five().await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let reply = server.read(&format!("{PATH}?limit=2&offset=0{cursor}"), &server.reader).await;
        seen.push(ids(&reply));
        let Some(next) = reply.json()["cursor"].as_str().map(str::to_owned) else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["c5,c4", "c2,c1"]);
    let first = server.read(&format!("{PATH}?limit=2"), &server.reader).await.json();
    assert_eq!(first["next_offset"], 2);
    let next = first["cursor"].as_str().unwrap();
    let second = server.read(&format!("{PATH}?limit=2&offset=4&cursor={next}"), &server.reader).await;
    assert_eq!(ids(&second), "c2,c1");
    assert_eq!(second.json(), {
        let mut json = second.json();
        json["cursor"] = Value::Null;
        json
    });
    for malformed in ["x", "1-", "1-zz", &format!("{next}0")] {
        let reply = server.read(&format!("{PATH}?cursor={malformed}"), &server.reader).await;
        assert_eq!(
            (reply.status, reply.error_code().as_str()),
            (400, "CONVERSATIONS_VALIDATION_FAILED"),
            "{malformed}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let server = Server::start().await;
    for query in [
        "limit=0",
        "limit=5001",
        "offset=-1",
        "client_env=",
        "start_time=soon",
        "end_time=13:00",
        "variant_id=a&variant_name=b",
        "in_progress=maybe",
        "include_latency=maybe",
        "query_type=semantic",
        "query=refund",
        "sample=random",
        "turn_type=user",
        "client_env=live&client_env=sandbox",
    ] {
        let reply = server.read(&format!("{PATH}?{query}"), &server.reader).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (400, "CONVERSATIONS_VALIDATION_FAILED"), "{query}");
    }
    assert_eq!(server.read(&format!("{PATH}?limit=5000"), &server.reader).await.status, 200);
}

#[tokio::test]
async fn a_conversation_has_every_key_and_empty_text_where_there_is_none() {
    let server = Server::start().await;
    assert_eq!(server.ingest(records("c1", CALL)).await.status, 200);
    let reply = server.read(&format!("{PATH}?include_latency=true"), &server.reader).await;
    insta::assert_snapshot!(serde_json::to_string_pretty(&reply.json()).unwrap());
    let reply = server.read(PATH, &server.reader).await.json();
    assert_eq!(reply["conversations"][0]["turns"][1]["latency"], Value::Null);
    assert_eq!(reply["conversations"][0]["turns"][0]["user_input"], json!(""));
}
