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

/// Manage the master key that encrypts personal data
#[derive(Args, Debug)]
pub(super) struct MasterKey {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Rotate(Rotate),
}

/// Replace the data directory's master key with a new one; the server may be running
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog master-key rotate
  convlog master-key rotate --data-dir /var/lib/convlog --timeout 1h

The new key is created in the data directory. A running server starts the rotation within about a second and keeps
working meanwhile; if no server is running, this command does the work. If interrupted, the rotation continues when
the command is run again or the server starts. Sessions of the web app end when the server is next started. Back up
the new key as you did the old one: a backup of the data opens only with the master key of its time.

If the key is not kept in the data directory, start the server with the new key and the previous one together:
CONVLOG_MASTER_KEY with CONVLOG_MASTER_KEY_PREVIOUS, or store.master_key_file with store.master_key_previous_file.")]
struct Rotate {
    #[command(flatten)]
    data_dir: DataDir,
    /// How long to wait for a running server to finish: 90s, 10m, 1h
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
                    return Err(Failure::new(
                        Exit::Failed,
                        "the running server has not replaced the master key in time",
                    )
                    .advise(
                        "the rotation continues in the background if the server uses the key in this directory; \
                            it is done when the file master.key.next is gone",
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
                "The master key in {} was replaced. {}",
                data_dir.display(),
                paint.paint(Style::Quiet, "Keep a copy of the new key apart from the data.")
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
