//! Lines that are refused, each with a canary in it: the answer names fields and never repeats a value.

use convlog_core::RecordType;

use super::Canary;

/// Returns lines that no service takes, or takes in part.
#[must_use]
pub fn refused_lines() -> Vec<String> {
    let canary = Canary(0).text();
    let mut lines = Vec::new();
    for kind in RecordType::ALL {
        let of_kind = format!(r#"{{"type":"{}","conversation_id":"c""#, kind.as_str());
        for field in kind.fields() {
            lines.push(format!(r#"{of_kind},"{}":["{canary}",{{}}]}}"#, field.name));
            lines.push(format!(r#"{of_kind},"{}":"{canary}","pii":["/{}/{canary}"]}}"#, field.name, field.name));
        }
        lines.push(format!(r#"{of_kind},"{canary}":1}}"#));
        lines.push(format!(r#"{of_kind},"{canary}":1,"{canary}":2}}"#));
        lines.push(format!(r#"{of_kind},"pii":["/{canary}"]}}"#));
        lines.push(format!(r#"{of_kind},"pii":["{canary}"]}}"#));
        lines.push(format!(r#"{of_kind},"timestamp":"{canary}"}}"#));
        lines.push(format!(r#"{of_kind},"producer":"{canary}","seq":1}}"#));
        lines.push(format!(r#"{of_kind},"account_id":"{canary}"}}"#));
        lines.push(format!(r#"{of_kind},"project_id":"{canary}"}}"#));
        lines.push(format!(r#"{of_kind},"turn_id":"{}"}}"#, canary.repeat(40)));
    }
    lines.push(format!(r#"{{"type":"{canary}","conversation_id":"c"}}"#));
    lines.push(format!(r#"{{"type":"log","conversation_id":"{canary}\n","entry":{{}}}}"#));
    lines.push(format!(
        r#"{{"type":"log","conversation_id":"c","entry":{{"level":"{canary}","timestamp":"{canary}"}}}}"#
    ));
    lines.push(format!(r#"{{"type":"log","conversation_id":"c","entry":"{canary}"}}"#));
    lines.push(format!(r#"{{"type":"log", {canary}"#));
    lines.push(format!("\"{canary}\""));
    lines.push(format!(r#"{{"type":"log","conversation_id":"c","entry":{{"content":"\ud800 {canary}"}}}}"#));
    lines
}
