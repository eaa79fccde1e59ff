//! `cli.md`: every command with its help, as clap has it, and the exit codes.

use std::fmt::Write;

use clap::CommandFactory;

use super::cell;
use crate::commands::Cli;
use crate::failure::EXIT_CODES;

/// Returns the page.
#[must_use]
pub fn cli() -> String {
    let mut page = "# The command line\n\nWhat `convlog COMMAND -h` prints, on one page.\n".to_owned();
    let mut root = without_values(Cli::command().term_width(100).color(clap::ColorChoice::Never));
    root.build();
    command(&mut page, &mut root, "convlog");
    page.push_str("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
    for (code, meaning) in EXIT_CODES {
        // NOTE: writing to a String does not fail.
        let _ = writeln!(page, "| {code} | {} |", cell(meaning));
    }
    page.push_str("\nA failure is one line on stderr: what happened, and what to do about it.\n");
    page
}

/// Takes out what the environment of this process says, which would be on the page otherwise.
fn without_values(command: clap::Command) -> clap::Command {
    command.mut_args(|argument| argument.hide_env_values(true)).mut_subcommands(without_values)
}

fn command(page: &mut String, command: &mut clap::Command, name: &str) {
    let help = command.render_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(page, "\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
    let visible = command.get_subcommands_mut().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help");
    for sub in visible {
        let full = format!("{name} {}", sub.get_name());
        self::command(page, sub, &full);
    }
}
