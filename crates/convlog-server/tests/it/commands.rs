//! The bodies of commands take the fields that the description has, and nothing else.

use convlog_server::openapi_json;
use convlog_store::Permission;
use serde_json::{Value, json};

use crate::world::{CALL, PROJECT, Server, records, request};

/// Sends a body and returns the status and the error's text.
async fn send(server: &Server, method: &str, path: &str, key: &str, body: &str) -> (u16, String) {
    let request = request(method, path, Some(body.as_bytes())).key(key).header("content-type", "application/json");
    let reply = request.send(server.address).await;
    let text = if reply.text().is_empty() { Value::Null } else { reply.json()["error"].clone() };
    (reply.status, text.as_str().unwrap_or_default().to_owned())
}

fn commands(conversation: &str) -> [(&'static str, String, Value); 4] {
    let project = format!("/api/projects/{PROJECT}");
    [
        ("POST", format!("{project}/erasures"), json!({"conversation_id": "gone"})),
        ("POST", format!("{project}/guard/rescan"), json!({"dry_run": true})),
        ("PUT", format!("{project}/conversations/{conversation}/note"), json!({"note": "x"})),
        ("POST", "/api/session".to_owned(), json!({"key": "convlog_x"})),
    ]
}

async fn stage() -> (Server, String) {
    let server = Server::start().await;
    server.ingest(records("c1", CALL)).await;
    let all = [Permission::Ingest, Permission::Read, Permission::Pii, Permission::Annotate, Permission::Admin];
    let key = server.key("acme", PROJECT, &all).await.0;
    (server, key)
}

#[tokio::test]
async fn a_list_of_values_in_order_is_no_command() {
    let (server, key) = stage().await;
    for (method, path, _) in commands("c1") {
        for body in [r#"["c1",null,false]"#, r#"["c1"]"#, "[true]", "[]", "null", "true", "1", r#""c1""#, "{", "{}x"] {
            let (status, error) = send(&server, method, &path, &key, body).await;
            assert_eq!((status, error.as_str()), (400, "the body is not a JSON object"), "{path} {body}");
        }
    }
    assert_eq!(server.conversation("c1", &server.reader).await.status, 200, "nothing was erased");
}

#[tokio::test]
async fn a_field_that_a_command_does_not_have_is_named() {
    let (server, key) = stage().await;
    for (method, path, body) in commands("c1") {
        let mut body = body.as_object().unwrap().clone();
        body.insert("colour".to_owned(), json!("blue"));
        let (status, error) = send(&server, method, &path, &key, &Value::Object(body.clone()).to_string()).await;
        assert_eq!(status, 400, "{path}");
        assert!(error.starts_with("colour is not a field of this body; it may have: "), "{error}");
        body.shift_remove("colour");
        body.insert("jane@canary.example".to_owned(), json!(1));
        let (_, error) = send(&server, method, &path, &key, &Value::Object(body).to_string()).await;
        assert!(error.starts_with("a field is not a field") && !error.contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn a_field_of_another_type_or_out_of_its_bounds_is_named() {
    let (server, key) = stage().await;
    let [erase, rescan, note, login] = commands("c1");
    let long = "x".repeat(5000);
    for ((method, path, _), body, named) in [
        (&erase, json!({"conversation_id": 1}), "conversation_id"),
        (&erase, json!({"conversation_id": null}), "conversation_id"),
        (&erase, json!({"conversation_id": ""}), "conversation_id"),
        (&erase, json!({"conversation_id": "a\u{0}"}), "conversation_id"),
        (&erase, json!({"conversation_id": "x".repeat(257)}), "conversation_id"),
        (&erase, json!({"conversation_id": "c1", "dry_run": "true"}), "dry_run"),
        (&erase, json!({"conversation_id": "c1", "dry_run": 1}), "dry_run"),
        (&erase, json!({"value": ["Jane"]}), "value"),
        (&erase, json!({"value": "12-3"}), "value"),
        (&erase, json!({"value": long}), "value"),
        (&rescan, json!({"dry_run": null}), "dry_run"),
        (&rescan, json!({"dry_run": 0}), "dry_run"),
        (&note, json!({"note": ["x"]}), "note"),
        (&note, json!({"note": long}), "note"),
        (&login, json!({"key": 1}), "key"),
        (&login, json!({"key": ""}), "key"),
        (&login, json!({"key": "x".repeat(257)}), "key"),
    ] {
        let (status, error) = send(&server, method, path, &key, &body.to_string()).await;
        assert_eq!(status, 400, "{path} {body:.60}");
        assert!(error.starts_with(&format!("{named} is ")), "{error}");
        assert!(!error.contains("Jane"), "{error}");
    }
    for ((method, path, _), body, error) in [
        (&note, "{}", "the body lacks note"),
        (&login, "{}", "the body lacks key"),
        (&erase, "{}", "give exactly one of conversation_id and value"),
        (&erase, r#"{"conversation_id":"a","value":"Jane Example"}"#, "give exactly one of conversation_id and value"),
        (&rescan, r#"{"dry_run":true,"dry_run":false}"#, "the body has dry_run more than once"),
    ] {
        assert_eq!(send(&server, method, path, &key, body).await, (400, error.to_owned()), "{path} {body}");
    }
    let multibyte = json!({"conversation_id": "\u{e9}".repeat(200)}).to_string();
    assert_eq!(send(&server, erase.0, &erase.1, &key, &multibyte).await.0, 404, "no conversation has such an id");
}

/// Calls back with every schema that a sender has to keep to.
fn of_requests(document: &Value, mut check: impl FnMut(&str, &Value)) {
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let place = format!("{method} {path}");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                check(&format!("{place} {}", parameter["name"]), &parameter["schema"]);
            }
            for (media, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
                // Lines of records are lenient, and are described as text.
                if media == "application/json" {
                    check(&place, &content["schema"]);
                }
            }
        }
    }
}

fn assert_bounded(document: &Value, place: &str, schema: &Value) {
    if let Some(name) = schema["$ref"].as_str() {
        return assert_bounded(document, place, document.pointer(name.trim_start_matches('#')).unwrap());
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().for_each(|choice| assert_bounded(document, place, choice));
    }
    let has = |name: &str| schema.get(name).is_some();
    match schema["type"].as_str() {
        Some("boolean") => {}
        Some("integer") => assert!(has("minimum") && has("maximum"), "{place}: {schema}"),
        Some("string") => {
            let is_bounded = has("maxLength") || has("enum") || schema["format"] == "date-time";
            assert!(
                is_bounded || schema["pattern"].as_str().is_some_and(|pattern| !pattern.contains(['*', '+'])),
                "{place}: {schema}"
            );
        }
        Some("array") => {
            assert!(has("maxItems"), "{place}: {schema}");
            assert_bounded(document, place, &schema["items"]);
        }
        Some("object") => {
            assert_eq!(schema["additionalProperties"], false, "{place}: {schema}");
            schema["properties"].as_object().unwrap().values().for_each(|one| assert_bounded(document, place, one));
        }
        other => panic!("{place}: {other:?}"),
    }
}

#[test]
fn every_parameter_and_every_field_of_a_command_has_its_bounds_in_the_description() {
    let document: Value = serde_json::from_str(&openapi_json()).unwrap();
    let mut count = 0;
    of_requests(&document, |place, schema| {
        count += 1;
        assert_bounded(&document, place, schema);
    });
    assert!(count > 80, "{count}");
}
