//! `convlog guard`: what the guard takes for personal data, and why; what a project says is not; and applying both to what is
//! stored.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::terminal::Paint;

mod rescan;
mod rules;
mod test;

/// Test the guard (which finds personal data), list what is not personal, and apply both to stored records
#[derive(Args, Debug)]
pub(super) struct Guard {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Test(test::Test),
    Rules(rules::RulesCommand),
    Rescan(rescan::RescanCommand),
}

impl Guard {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        match self.verb {
            Verb::Test(test) => test.run(paint)?,
            Verb::Rules(rules) => rules.run(paint)?,
            Verb::Rescan(rescan) => rescan.run()?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
