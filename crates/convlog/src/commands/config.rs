//! `convlog config`: the effective configuration.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::serve::Flags;
use crate::config::settings;
use crate::terminal::{Paint, Style, Table, columns, print, print_line};

/// Show the effective configuration of the server
#[derive(Args, Debug)]
pub(super) struct Config {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Print(Print),
}

/// Print every setting with its value and its source; accepts the flags of `convlog serve`
#[derive(Args, Debug)]
struct Print {
    #[command(flatten)]
    flags: Flags,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Config {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        let Verb::Print(verb) = self.verb;
        let loaded = verb.flags.load()?;
        let rows =
            settings().zip(&loaded.origins).map(|(setting, origin)| (setting, (setting.get)(&loaded.config), origin));
        if verb.json {
            let members = rows.map(|(setting, value, origin)| {
                (setting.key(), json!({"value": value, "from": origin.to_string(), "variable": setting.variable()}))
            });
            print_line(&Value::Object(members.collect()).to_string())?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut table = Table::new(&["SETTING", "VALUE", "FROM"]);
        for (setting, value, origin) in rows {
            let from = origin.to_string();
            let from_style = if from == "default" { Style::Quiet } else { Style::Strong };
            table.row([(Style::Plain, setting.key()), (Style::Plain, value.unwrap_or_default()), (from_style, from)]);
        }
        print(&table.render(paint, columns()))?;
        Ok(ExitCode::SUCCESS)
    }
}
