//! The commands behind the Makefile.
//!
//! How the project is set up, built, checked and shown. xtask depends on no crate of convlog, so it works when they do
//! not compile.

mod api;
mod bench;
mod browser;
mod build;
mod demo;
mod docs;
mod leaks;
mod licences;
mod process;
mod project;
mod prove;
mod python_env;
mod setup;
mod stamp;
mod test;
mod tidy;
mod web;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::project::Project;

/// Automation of the convlog repository.
#[derive(Debug, Parser)]
#[command(name = "xtask")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Checks the prerequisites, makes .venv and installs the pinned tools of Python and npm.
    Setup,
    /// Builds the web app and the release binary that holds it, and installs the Python package into .venv.
    Build,
    /// Plays a scripted call and prints what two readers see of it.
    Demo(demo::Options),
    /// Runs the parts of the suite, all of them unless some are named.
    Test {
        /// Names of the parts to run.
        parts: Vec<String>,
    },
    /// Runs one bench in full, or all in their short form.
    Bench {
        /// Name of the bench: the stem of its file.
        name: Option<String>,
    },
    /// Compares what two worlds that differ only in personal data answer, for as long as there is time.
    Prove {
        /// For so many minutes.
        #[arg(long, default_value_t = 10)]
        minutes: u32,
        /// Only this part: `service`, or `sdk` for calls through the Python package.
        #[arg(long)]
        part: Option<String>,
    },
    /// Lets power, disks and networks fail under the real parts, for as long as there is time.
    Faults {
        /// For so many minutes.
        #[arg(long, default_value_t = 10)]
        minutes: u32,
        /// Only this part: `power-store`, `power-spool`, `calls-store`, `calls-spool` or `network`.
        #[arg(long)]
        part: Option<String>,
        /// Only this seed, once more.
        #[arg(long)]
        seed: Option<u64>,
    },
    /// Kills producers and servers at random moments and counts what was lost, for as long as there is time.
    Kills {
        /// For so many minutes; the next run goes on.
        #[arg(long, default_value_t = 10)]
        minutes: u32,
    },
    /// Changes the code that decides who sees what, place by place, and sees whether a test fails.
    Mutants {
        /// For so many minutes at most; the next run goes on.
        #[arg(long, default_value_t = 240)]
        minutes: u32,
    },
    /// Writes the generated pages of docs/reference.
    Docs {
        /// Fail when a page is stale instead of writing it.
        #[arg(long)]
        check: bool,
    },
    /// Checks every dependency's licence and writes THIRD-PARTY.md.
    Licences {
        /// Fail when THIRD-PARTY.md is stale instead of writing it.
        #[arg(long)]
        check: bool,
    },
    /// Checks the rules of the repository that no compiler or linter knows.
    Tidy,
    /// Removes what the other verbs made.
    Clean,
}

fn main() -> ExitCode {
    match Cli::parse().verb.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // What went wrong, in words; a backtrace of xtask itself would bury them.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Verb {
    fn run(self) -> Result<()> {
        let project = Project::find()?;
        match self {
            Verb::Setup => setup::run(&project),
            Verb::Build => build::run(&project),
            Verb::Demo(options) => demo::run(&project, &options),
            Verb::Test { parts } => test::run(&project, &parts),
            Verb::Bench { name } => bench::run(&project, name.as_deref()),
            Verb::Prove { minutes, part } => prove::run(&project, minutes, part.as_deref()),
            Verb::Faults { minutes, part, seed } => prove::faults(&project, minutes, part.as_deref(), seed),
            Verb::Kills { minutes } => prove::kills(&project, minutes),
            Verb::Mutants { minutes } => prove::mutants(&project, minutes),
            Verb::Docs { check } => docs::run(&project, check),
            Verb::Licences { check } => licences::run(&project, check),
            Verb::Tidy => tidy::run(&project),
            Verb::Clean => build::clean(&project),
        }
    }
}
