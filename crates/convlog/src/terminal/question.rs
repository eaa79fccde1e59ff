//! A question that somebody at the terminal answers with yes or no.

use std::io::{IsTerminal, Write, stderr, stdin};

/// Asks; where nobody sits there the answer is no.
pub(crate) fn confirmed_at_terminal(question: &str) -> std::io::Result<bool> {
    if !stdin().is_terminal() || !stderr().is_terminal() {
        return Ok(false);
    }
    write!(stderr(), "{question} [y/N] ")?;
    stderr().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
