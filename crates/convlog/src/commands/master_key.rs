//! `convlog master-key`: the key under which personal data rests.

use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::{Args, Subcommand};
use convlog_store::{EventKind, Maintenance, SecurityEvent};
use convlog_store_sqlite::{
    OpenError, SecurityFiles, SqliteConfig, SqliteStore, is_rotation_pending, request_rotation,
};
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::limits;
use crate::local::{self, DataDir};
use crate::terminal::{Paint, Style, print_line};

/// How often to look whether a running server is done.
const PAUSE: Duration = Duration::from_millis(200);

/// Look after the key under which personal data rests
#[derive(Args, Debug)]
pub(super) struct MasterKey {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Rotate(Rotate),
}

/// Exchange the data directory's master key for a new one, beside a running server or without one
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  convlog master-key rotate
  convlog master-key rotate --data-dir /var/lib/convlog --timeout 1h

The new key is made in the data directory. A running server takes it up within about a second and goes on taking records
and answering meanwhile; without one this command does the work. Interrupted, it goes on when the command is given again
or the server starts. Sessions of the web app end when the server is next started. Keep a copy of the new key where you
kept one of the old: a backup opens only with the key of its time.

A key that is given from outside is exchanged by starting the server with the new key and the previous one beside it:
CONVLOG_MASTER_KEY with CONVLOG_MASTER_KEY_PREVIOUS, or store.master_key_file with store.master_key_previous_file.")]
struct Rotate {
    #[command(flatten)]
    data_dir: DataDir,
    /// How long to wait for a running server to be done: 90s, 10m, 1h
    #[arg(long, value_parser = local::micros, default_value = "10m", value_name = "SPAN")]
    timeout: i64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl MasterKey {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        match self.verb {
            Verb::Rotate(rotate) => rotate.run(paint),
        }
    }
}

impl Rotate {
    fn run(self, paint: Paint) -> Result<ExitCode> {
        let data_dir = self.data_dir.path();
        let is_new = !is_rotation_pending(&data_dir);
        request_rotation(&data_dir).map_err(|error| local::cannot_open(&error))?;
        if is_new {
            let event = SecurityEvent::new(EventKind::MasterKeyRotated, local::now());
            local::note(&SecurityFiles::of(&data_dir), event)?;
        }
        let deadline = Instant::now() + Duration::from_micros(self.timeout.unsigned_abs());
        limits::room_for_connections()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        while is_rotation_pending(&data_dir) {
            match SqliteStore::open(SqliteConfig::new(&data_dir), None) {
                Ok(store) => runtime.block_on(async {
                    while is_rotation_pending(&data_dir) {
                        store.maintain(local::now()).await?;
                    }
                    convlog_store::error::Result::Ok(())
                })?,
                // Whoever has it does the work.
                Err(OpenError::InUse(_)) if Instant::now() < deadline => sleep(PAUSE),
                Err(OpenError::InUse(_)) => {
                    return Err(Failure::new(Exit::Failed, "the running server has not exchanged the key in time")
                        .advise(
                            "it goes on in the background if the server's key is the one in this directory; look \
                             whether master.key.next is still there",
                        )
                        .into());
                }
                Err(error) => return Err(local::cannot_open(&error).into()),
            }
        }
        if self.json {
            print_line(&json!({"rotated": true, "data_dir": data_dir.display().to_string()}).to_string())?;
        } else {
            print_line(&format!(
                "The master key in {} is a new one. {}",
                data_dir.display(),
                paint.paint(Style::Quiet, "Keep a copy of it apart from the data.")
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
