//! The commands: one file each, with its arguments and what it does.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::terminal::{ColorChoice, Paint};

mod audit;
mod config;
mod doctor;
mod erase;
mod erasures;
mod get;
mod guard;
mod keys;
mod list;
mod mark;
mod master_key;
mod projects;
mod reference;
mod retention;
mod search;
mod security;
mod serve;
mod ship;

/// Logs of conversations with voice and chat agents: the server, and the commands that read and administer it.
#[derive(Debug, Parser)]
#[command(name = "convlog", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// When to colour: auto (on a terminal, unless NO_COLOR is set), always or never
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", hide_possible_values = true)]
    color: ColorChoice,

    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  convlog serve                                      start a server on this machine
  convlog keys create --new --account acme --project front-desk --permissions ingest
  convlog list --project front-desk                  the newest conversations
  convlog get CA42 --project front-desk              one conversation, turn by turn
  convlog doctor                                     checks that everything works, with advice for what does not";

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Keys(keys::Keys),
    Projects(projects::Projects),
    Retention(retention::Retention),
    MasterKey(master_key::MasterKey),
    List(list::List),
    Search(search::Search),
    Get(get::Get),
    Mark(mark::MarkCommand),
    Unmark(mark::UnmarkCommand),
    Erase(erase::Erase),
    Erasures(erasures::Erasures),
    Ship(ship::Ship),
    Guard(guard::Guard),
    Audit(audit::Audit),
    Security(security::Security),
    Doctor(doctor::Doctor),
    Config(config::Config),
    Reference(reference::Reference),
}

/// Does what a command line asks for.
pub(crate) fn execute(cli: Cli) -> Result<ExitCode> {
    let paint = Paint::new(cli.color, |name| std::env::var(name).ok());
    match cli.command {
        Command::Serve(serve) => serve.run(),
        Command::Keys(keys) => keys.run(paint),
        Command::MasterKey(key) => key.run(paint),
        Command::Projects(projects) => projects.run(paint),
        Command::Retention(retention) => retention.run(paint),
        Command::List(list) => list.run(paint),
        Command::Search(search) => search.run(paint),
        Command::Get(get) => get.run(paint),
        Command::Mark(mark) => mark.run(),
        Command::Unmark(unmark) => unmark.run(),
        Command::Erase(erase) => erase.run(paint),
        Command::Erasures(erasures) => erasures.run(paint),
        Command::Ship(ship) => ship.run(paint),
        Command::Guard(guard) => guard.run(paint),
        Command::Audit(audit) => audit.run(paint),
        Command::Security(security) => security.run(paint),
        Command::Doctor(doctor) => doctor.run(paint),
        Command::Config(config) => config.run(paint),
        Command::Reference(reference) => reference.run(),
    }
}
