//! Whether what the demo printed is what it promises.

use anyhow::{Context, Result, ensure};

/// Fails unless both views are there, with the caller's number in the one and a redaction in its place in the other.
pub(super) fn judge(printed: &str, with: &str, without: &str, caller: &str) -> Result<()> {
    let (_, rest) = printed.split_once(with).with_context(|| format!("the demo did not print {with:?}"))?;
    let (open, closed) = rest.split_once(without).with_context(|| format!("the demo did not print {without:?}"))?;
    ensure!(open.contains(caller), "the reader with the permission does not see the caller's number");
    ensure!(!closed.contains(caller), "the reader without the permission sees the caller's number");
    ensure!(closed.contains("[redacted]"), "the reader without the permission sees no redaction");
    let lines = |view: &str| view.lines().filter(|line| !line.trim().is_empty()).count();
    ensure!(lines(open) > 10 && lines(closed) > 10, "a view is too short to be one");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "line\nline\nline\nline\nline\nline\nline\nline\nline\nline\n";

    fn verdict(open: &str, closed: &str) -> Result<()> {
        judge(&format!("WITH:\n{BODY}{open}\nWITHOUT:\n{BODY}{closed}\n"), "WITH:", "WITHOUT:", "+447700900123")
    }

    #[test]
    fn accepts_a_number_in_one_view_and_a_redaction_in_the_other() {
        verdict("+447700900123", "[redacted]").unwrap();
    }

    #[test]
    fn refuses_a_number_shown_to_whom_it_is_hidden_from() {
        assert!(verdict("+447700900123", "[redacted] +447700900123").is_err());
    }

    #[test]
    fn refuses_a_view_that_hides_everything_or_shows_nothing() {
        assert!(verdict("[redacted]", "[redacted]").is_err());
        assert!(verdict("+447700900123", "").is_err());
        assert!(judge("nothing", "WITH:", "WITHOUT:", "+447700900123").is_err());
    }
}
