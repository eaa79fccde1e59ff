//! The page at `/docs`: no script, nothing loaded from elsewhere.

use std::fmt::Write;

use super::document::openapi_json;
use super::outline::{Body, Operation, Outline, Schema};
use super::records::{limits, sections};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;\
color:#1a1a1a;background:#fff}code{font-family:ui-monospace,monospace;font-size:.95em}\
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{text-align:left;vertical-align:top;\
padding:.3rem .6rem;border-bottom:1px solid #ccc}pre{overflow-x:auto}h2{margin-top:2.5rem}\
@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}a{color:#8ab4f8}th,td{border-color:#444}}";

/// Returns the page.
pub(crate) fn html_page() -> String {
    let outline = Outline::of(&serde_json::from_str(&openapi_json()).unwrap_or_default());
    let title = escape(&outline.title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title} API</title><style>{STYLE}</style></head>\n<body>\n\
         <main>\n<h1>{title} API</h1>\n{}<p><a href=\"/openapi.json\">The OpenAPI document</a>, \
         <a href=\"#records\">records and their fields</a>, <a href=\"#limits\">limits</a></p>\n",
        paragraphs(&outline.description)
    );
    outline.operations.iter().for_each(|operation| push_operation(&mut page, operation));
    push_records(&mut page);
    page.push_str("<h1>Bodies</h1>\n");
    outline.schemas.iter().for_each(|schema| push_schema(&mut page, schema));
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn push_operation(page: &mut String, operation: &Operation) {
    // Writing to a string cannot fail.
    let _ = write!(
        page,
        "<h2><code>{} {}</code></h2>\n<p>{}</p>\n{}",
        operation.method,
        escape(&operation.path),
        prose(&operation.summary),
        paragraphs(&operation.description)
    );
    if !operation.parameters.is_empty() {
        let rows = operation.parameters.iter().map(|one| {
            let name = format!("<code>{}</code>", escape(&one.name));
            [name, escape(&one.place), prose(&one.takes), prose(&one.description)]
        });
        push_table(page, ["Parameter", "In", "Takes", "Meaning"], rows);
    }
    operation.body.iter().for_each(|body| push_body(page, body));
    let rows = operation.responses.iter().map(|(status, meaning, body)| [escape(status), link(body), prose(meaning)]);
    push_table(page, ["Status", "Body", "Meaning"], rows);
}

fn push_body(page: &mut String, body: &Body) {
    let (media, description) = (escape(&body.media), prose(&body.description));
    let _ = writeln!(page, "<p>Body: <code>{media}</code>, {}. {description}</p>", link(&body.name));
    if !body.example.is_empty() {
        let _ = writeln!(page, "<pre><code>{}</code></pre>", escape(&body.example));
    }
}

fn push_records(page: &mut String) {
    page.push_str("<h1 id=\"records\">Records</h1>\n");
    for section in sections() {
        let _ = writeln!(page, "<h2 id=\"record-{0}\"><code>{0}</code></h2>", section.name);
        let rows = section.fields.into_iter();
        let rows = rows.map(|[name, class, kind, doc]| [format!("<code>{name}</code>"), class, kind, prose(&doc)]);
        push_table(page, ["Field", "Class", "Takes", "Meaning"], rows);
    }
    page.push_str("<h1 id=\"limits\">Limits</h1>\n");
    let rows = limits().into_iter().map(|row| row.map(|text| prose(&text)));
    push_table(page, ["What", "At most", "Beyond"], rows);
}

fn push_schema(page: &mut String, schema: &Schema) {
    let name = escape(&schema.name);
    let _ = write!(page, "<h2 id=\"{name}\">{name}</h2>\n{}", paragraphs(&schema.description));
    let rows = schema
        .fields
        .iter()
        .map(|(name, kind, meaning)| [format!("<code>{}</code>", escape(name)), prose(kind), prose(meaning)]);
    push_table(page, ["Field", "Type", "Meaning"], rows);
}

fn push_table<const N: usize>(page: &mut String, head: [&str; N], rows: impl Iterator<Item = [String; N]>) {
    let _ = writeln!(page, "<table><tr><th>{}</th></tr>", head.join("</th><th>"));
    for row in rows {
        let _ = writeln!(page, "<tr><td>{}</td></tr>", row.join("</td><td>"));
    }
    page.push_str("</table>\n");
}

fn link(name: &str) -> String {
    let name = escape(name);
    if name.is_empty() || name == "string" { name } else { format!("<a href=\"#{name}\">{name}</a>") }
}

fn paragraphs(text: &str) -> String {
    let parts = text.split("\n\n").filter(|part| !part.trim().is_empty());
    parts.map(|part| format!("<p>{}</p>\n", prose(part))).collect()
}

/// Escapes text and sets what stands between backticks as code.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in escape(text).split('`').enumerate() {
        match at % 2 {
            0 => out.push_str(part),
            _ => drop(write!(out, "<code>{part}</code>")),
        }
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
