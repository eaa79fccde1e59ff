//! The command line of convlog.
//!
//! Commands are parsed here, the store is chosen here, and answers are printed here: one file per command in
//! [`mod@commands`]. Shared code: `config` (the effective configuration), `terminal` (output to a terminal), `render`
//! (a conversation as text), `remote` (HTTP), `local` (the data directory). What a record means, how it is stored and
//! how it is served is in the other crates.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

mod adoption;
mod arguments;
mod commands;
mod config;
mod due;
mod events;
mod failure;
mod limits;
mod local;
mod logging;
pub mod reference;
mod remote;
mod render;
mod starter;
mod terminal;

/// Runs one command line and returns how it went; the exit codes are those of `docs/reference/cli.md`.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    limits::raise();
    let cli = match commands::Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(refused) => {
            // Help and version are "errors" to clap as well, and go to stdout with code 0.
            let code = refused.exit_code();
            return match refused.print() {
                Ok(()) if code == 0 => ExitCode::SUCCESS,
                _ => ExitCode::from(failure::Exit::Usage as u8),
            };
        }
    };
    match commands::execute(cli) {
        Ok(code) => code,
        Err(error) => failure::report(&error),
    }
}
