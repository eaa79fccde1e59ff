//! Writing to standard output. It may be closed before we are done (`convlog list | head`), which must not panic.

use std::io::{self, IsTerminal, Write, stdout};

use convlog_core::terminal::clean_json;

/// Prints a text.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Prints a text and ends the line.
pub(crate) fn print_line(text: &str) -> io::Result<()> {
    print(&format!("{text}\n"))
}

/// Prints an answer untouched; on a terminal, the few characters that it would act on are spelled as escapes.
pub(crate) fn print_json(body: &str) -> io::Result<()> {
    let mut printer = JsonPrinter::new();
    printer.print(body.as_bytes())?;
    printer.end()
}

/// Prints an answer as [`print_json`] does, while it comes.
#[derive(Debug)]
pub(crate) struct JsonPrinter {
    is_terminal: bool,
    /// The beginning of a character whose end has not come yet.
    begun: Vec<u8>,
    ends_a_line: bool,
}

impl JsonPrinter {
    pub(crate) fn new() -> JsonPrinter {
        JsonPrinter { is_terminal: stdout().is_terminal(), begun: Vec::new(), ends_a_line: false }
    }

    /// Prints the next part.
    pub(crate) fn print(&mut self, part: &[u8]) -> io::Result<()> {
        self.ends_a_line = part.last().map_or(self.ends_a_line, |last| *last == b'\n');
        if !self.is_terminal {
            return stdout().lock().write_all(part);
        }
        let clean = clean_part(&mut self.begun, part);
        print(&clean)
    }

    /// Ends the line.
    pub(crate) fn end(self) -> io::Result<()> {
        print(if self.ends_a_line { "" } else { "\n" })
    }
}

/// Returns the characters that are complete, harmless for a terminal; what has only begun waits for the next part.
fn clean_part(begun: &mut Vec<u8>, part: &[u8]) -> String {
    begun.extend_from_slice(part);
    let complete = match str::from_utf8(begun) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => begun.len(),
    };
    let rest = begun.split_off(complete);
    let complete = std::mem::replace(begun, rest);
    clean_json(&String::from_utf8_lossy(&complete)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_come_in_two_parts_are_as_harmless_as_others() {
        let text = "{\"a\": \"Zoë \u{9b}2J \u{202e} 日本\"}";
        for at in 0..text.len() {
            let (first, second) = text.as_bytes().split_at(at);
            let mut begun = Vec::new();
            let clean = clean_part(&mut begun, first) + &clean_part(&mut begun, second);
            assert_eq!(clean, clean_json(text), "{at}");
        }
    }
}
