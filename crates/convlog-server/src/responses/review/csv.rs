//! A row as a line of CSV (RFC 4180), for spreadsheets.

use super::row::Row;

/// The names of the columns.
pub(crate) const CSV_HEAD: &str = "id,status,started_at,ended_at,duration_ms,contact,channel,environment,direction,\
    language,variant_id,variant_name,turns,functions,failed_functions,errors,warnings,entries,handoff,ended_by,\
    summary\r\n";

/// Writes a row as a line.
pub(crate) fn csv_line(row: &Row<'_>) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let status = serde_json::to_value(row.status).ok().and_then(|value| value.as_str().map(str::to_owned));
    let summary = row.summary.map(|raw| match serde_json::from_str(raw.get()) {
        Ok(serde_json::Value::String(text)) => text,
        _ => raw.get().to_owned(),
    });
    let cells = [
        row.id.to_owned(),
        status.unwrap_or_default(),
        row.started_at.to_string(),
        row.ended_at.map(|time| time.to_string()).unwrap_or_default(),
        row.duration_ms.map(|millis| millis.to_string()).unwrap_or_default(),
        text(&row.contact),
        text(&row.channel),
        row.environment.clone(),
        text(&row.direction),
        text(&row.language),
        text(&row.variant_id),
        text(&row.variant_name),
        row.turns.to_string(),
        row.functions.to_string(),
        row.failed_functions.to_string(),
        row.errors.to_string(),
        row.warnings.to_string(),
        row.entries.to_string(),
        row.handoff.to_string(),
        text(&row.ended_by),
        summary.unwrap_or_default(),
    ];
    let mut line = cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// Writes one cell. What a spreadsheet would take for a formula gets an apostrophe, which makes it text
/// (OWASP, "CSV Injection").
fn cell(text: &str) -> String {
    let is_formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\r', '\n', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text_and_a_border_is_quoted() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("+44 7700"), "'+44 7700");
        assert_eq!(cell("=1+1,\"x\""), "\"'=1+1,\"\"x\"\"\"");
        assert_eq!(cell("@a"), "'@a");
        assert_eq!(cell("two\nlines"), "\"two\nlines\"");
    }
}
