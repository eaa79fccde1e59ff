//! The page `docs/reference/api.md`.

use std::fmt::Write;

use super::document::openapi_json;
use super::outline::{Operation, Outline};

/// Returns the page, as `make docs` writes it.
#[must_use]
pub fn markdown_page() -> String {
    let outline = Outline::of(&serde_json::from_str(&openapi_json()).unwrap_or_default());
    let mut page = format!(
        "# The HTTP API\n\n{}\n\nThe same as OpenAPI: [`web/openapi.json`](../../web/openapi.json), \
                            and `/openapi.json` of a running server.\n",
        outline.description
    );
    for operation in &outline.operations {
        push_operation(&mut page, operation);
    }
    page.push_str("\n# Bodies\n");
    for schema in &outline.schemas {
        // Writing to a string cannot fail.
        let _ = write!(
            page,
            "\n## {}\n\n{}\n\n| field | type | meaning |\n|---|---|---|\n",
            schema.name, schema.description
        );
        for (name, kind, meaning) in &schema.fields {
            let _ = writeln!(page, "| `{name}` | {} | {} |", cell(kind), cell(meaning));
        }
    }
    page
}

fn push_operation(page: &mut String, operation: &Operation) {
    let _ = write!(page, "\n## {} {}\n\n{}\n", operation.method, operation.path, operation.summary);
    if !operation.description.is_empty() {
        let _ = write!(page, "\n{}\n", operation.description);
    }
    if !operation.parameters.is_empty() {
        page.push_str("\n| parameter | in | takes | meaning |\n|---|---|---|---|\n");
        for one in &operation.parameters {
            let (takes, meaning) = (cell(&one.takes), cell(&one.description));
            let _ = writeln!(page, "| `{}` | {} | {takes} | {meaning} |", one.name, one.place);
        }
    }
    if let Some(body) = &operation.body {
        let text = format!("Body: `{}`, {}. {}", body.media, body.name, body.description);
        let _ = write!(page, "\n{}\n", text.trim_end());
        if !body.example.is_empty() {
            let _ = write!(page, "\n```\n{}\n```\n", body.example);
        }
    }
    page.push_str("\n| status | body | meaning |\n|---|---|---|\n");
    for (status, meaning, body) in &operation.responses {
        let _ = writeln!(page, "| {status} | {body} | {} |", cell(meaning));
    }
}

/// Returns text that fits into one cell of a table.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
