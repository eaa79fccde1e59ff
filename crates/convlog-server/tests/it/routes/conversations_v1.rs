use serde_json::{Value, json};

use super::conversations_v3::{ids, with_five};
use crate::world::{CALL, Server, records};

const PATH: &str = "/v1/acme/front-desk/conversations";

#[tokio::test]
async fn a_page_is_oldest_first_and_says_where_the_next_begins() {
    let server = with_five().await;
    let first = server.read(&format!("{PATH}?limit=3"), &server.reader).await;
    assert_eq!((ids(&first).as_str(), first.json()["next_offset"].as_u64()), ("c1,c2,c4", Some(3)));
    let last = server.read(&format!("{PATH}?limit=3&offset=3"), &server.reader).await;
    assert_eq!((ids(&last).as_str(), last.json().get("next_offset")), ("c5", None));
    assert_eq!(ids(&server.read(&format!("{PATH}?in_progress=true&variant_id=v2"), &server.reader).await), "c2");
}

#[tokio::test]
async fn five_are_enough_unless_more_are_asked_for() {
    let server = Server::start().await;
    for n in 1..=6 {
        let members = format!(r#"conversation "started_at":"2026-06-03T13:1{n}:00Z","environment":"live""#);
        server.ingest(records(&format!("c{n}"), &[&members]).replace("00001\"", &format!("0000{n}\""))).await;
    }
    assert_eq!(ids(&server.read(PATH, &server.reader).await), "c1,c2,c3,c4,c5");
    let refused = server.read(&format!("{PATH}?limit=5001"), &server.reader).await;
    assert_eq!((refused.status, refused.error_code().as_str()), (400, "CONVERSATIONS_VALIDATION_FAILED"));
}

#[tokio::test]
async fn missing_text_is_null_and_every_key_is_described() {
    let server = Server::start().await;
    assert_eq!(server.ingest(records("c1", CALL)).await.status, 200);
    let json = server.read(PATH, &server.reader).await.json();
    let conversation = &json["conversations"][0];
    let described = json["descriptions"]["conversations"].as_object().unwrap();
    let keys: Vec<&String> = conversation.as_object().unwrap().keys().collect();
    assert_eq!(described.keys().collect::<Vec<_>>(), keys);
    assert_eq!(conversation["turns"][0]["user_input"], Value::Null);
    assert_eq!(conversation["turns"][1]["latency"], json!(1.61215));
    assert_eq!(conversation["metrics"]["CALL_DURATION"], json!(["73", "74"]));
}
