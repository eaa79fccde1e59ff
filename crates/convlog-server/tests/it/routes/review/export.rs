use serde_json::Value;

use super::stage::Stage;

#[tokio::test]
async fn a_file_has_all_rows_in_either_form() {
    let stage = Stage::start().await;
    let reply = stage.ask("conversations/export?format=ndjson", &stage.server.reader).await;
    assert_eq!(reply.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(reply.header("content-disposition"), Some("attachment; filename=\"conversations.ndjson\""));
    let rows: Vec<Value> = reply.pieces().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let listed = stage.open("conversations").await;
    assert_eq!(Value::Array(rows), listed["conversations"]);
    let reply = stage.ask("conversations/export?format=csv&has=errors", &stage.server.pii_reader).await;
    let csv = reply.pieces();
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert!(
        lines[0].starts_with("id,status,started_at,") && lines[1].starts_with("c1,ended,2026-06-03T13:18:00.500000Z,")
    );
    assert!(lines[2].starts_with("c2,") && lines[3].starts_with("h,"), "a hidden error is one for those who see it");
    assert_eq!((lines.len(), lines[4]), (5, ""));
    assert!(lines[1].contains("CANARY-contact"));
}

#[tokio::test]
async fn a_cell_that_would_run_as_a_formula_is_text() {
    let stage = Stage::start().await;
    let csv = stage.ask("conversations/export?format=csv", &stage.server.pii_reader).await.pieces();
    assert!(csv.contains(",'=cmd|' /C calc'!A0\r\n") && csv.contains(",'+44 7700 900123,"), "{csv}");
    assert!(!csv.contains(",=") && !csv.contains(",+"));
}

#[tokio::test]
async fn a_file_goes_on_over_many_pages() {
    let stage = Stage::empty().await;
    let line = |n: u32| {
        format!(
            "{{\"type\":\"conversation\",\"conversation_id\":\"c{n}\",\"started_at\":\"2026-06-03T10:{:02}:{:02}Z\"}}\n",
            n / 60,
            n % 60
        )
    };
    let lines: String = (0..950).map(line).collect();
    assert_eq!(stage.server.ingest(lines).await.status, 200);
    let csv = stage.ask("conversations/export?format=csv", &stage.server.reader).await.pieces();
    let ids: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    let expected: Vec<String> = (0..950).rev().map(|n| format!("c{n}")).collect();
    assert_eq!(ids, expected);
}

#[tokio::test]
async fn an_export_names_what_is_wrong() {
    let stage = Stage::empty().await;
    for query in ["", "format=xlsx", "format=csv&has=x"] {
        let reply = stage.ask(&format!("conversations/export?{query}"), &stage.server.reader).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (400, "CONVERSATIONS_VALIDATION_FAILED"), "{query}");
    }
    let csv = stage.ask("conversations/export?format=csv", &stage.server.reader).await.pieces();
    assert_eq!(csv.lines().count(), 1, "no rows, but the names of the columns");
}
