//! Writing to standard output. It may be closed before we are done (`convlog list | head`), which must not panic.

use std::io::{self, IsTerminal, Write, stdout};

use super::clean::clean_json;

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
    if stdout().is_terminal() {
        print(&clean_json(body))?
    } else {
        print(body)?
    }
    if body.ends_with('\n') { Ok(()) } else { print("\n") }
}
