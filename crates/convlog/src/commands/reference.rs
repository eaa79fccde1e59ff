//! `convlog reference`: prints the generated pages of `docs/reference`. Hidden: it is for those who work on convlog.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::reference;
use crate::terminal::print;

/// Print a page of the reference
#[derive(Args, Debug)]
#[command(hide = true)]
pub(super) struct Reference {
    page: Page,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Page {
    /// The command line.
    Cli,
    /// The configuration of the server.
    Config,
    /// The records, their fields and the classes of the fields.
    Fields,
}

impl Reference {
    pub(super) fn run(self) -> Result<ExitCode> {
        print(&match self.page {
            Page::Cli => reference::cli(),
            Page::Config => reference::config(),
            Page::Fields => reference::fields(),
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
