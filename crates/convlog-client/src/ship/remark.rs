//! What a server says of single records: kept for `stats`, and said on stderr.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::counters::Counters;
use crate::stderr;

/// The server's words for a field that it took in another form, and for one that it left out.
pub(super) const IS_OF_FIELD: [&str; 2] = ["field_mended", "field_left_out"];

/// No more different remarks are said on stderr than this.
const SAID_MAX: usize = 32;
/// No more of one than this, in characters.
const CHARS_MAX: usize = 400;

/// Notes a remark, and says it on stderr, once for each field in a process and those that it forks.
pub(crate) fn say(counters: &Counters, code: &str, field: Option<&str>, reason: Option<&str>) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    counters.problem_of_record(code, field, reason);
    let about = format!("{code} {}", field.unwrap_or_default());
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.len() < SAID_MAX && said.insert(about) {
        stderr::say(&line(code, field, reason));
    }
}

/// Returns what is to be kept of a record that was refused.
pub(super) fn advice(code: &str, field: Option<&str>, reason: Option<&str>) -> String {
    let what = about(field, reason);
    shown(&format!("{what} ({code}); what is refused is kept as a dead letter in the spool")).collect()
}

fn line(code: &str, field: Option<&str>, reason: Option<&str>) -> String {
    shown(&format!("convlog: {} ({code}, shown once)", about(field, reason))).chain(['\n']).collect()
}

fn about(field: Option<&str>, reason: Option<&str>) -> String {
    let field = field.map(|field| format!("`{field}` of ")).unwrap_or_default();
    format!("{field}a record: {}", reason.unwrap_or("the server gives no details"))
}

/// It comes from elsewhere: no control character of it reaches a terminal, and it stays one line.
fn shown(line: &str) -> impl Iterator<Item = char> {
    line.chars().map(|character| if character.is_control() { ' ' } else { character }).take(CHARS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_is_one_line_without_control_characters_whatever_the_server_sends() {
        let said = line("field_left_out", Some("direction"), Some("give inbound or outbound"));
        assert_eq!(said, "convlog: `direction` of a record: give inbound or outbound (field_left_out, shown once)\n");
        let long = "\u{1b}[2J\n\u{9b}31m".repeat(1000);
        let said = line(&long, Some(&long), Some(&long));
        assert_eq!((said.chars().filter(|one| one.is_control()).count(), said.chars().count()), (1, CHARS_MAX + 1));
    }
}
