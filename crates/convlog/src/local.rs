//! The data directory, for commands that change keys and projects beside a running server.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use convlog_core::{AccountId, Moment, ProjectId, Timestamp};
use convlog_server::{boot_clock, system_clock};
use convlog_store::{Actor, SecurityEvent, SecurityLog};
use convlog_store_sqlite::{OpenError, SecurityFiles, SqliteControl};

use crate::config;
use crate::failure::{Exit, Failure};

/// Which data directory.
#[derive(Args, Clone, Debug)]
pub(crate) struct DataDir {
    /// The server's data directory [default: $XDG_DATA_HOME/convlog, else ~/.local/share/convlog]
    #[arg(long, env = "CONVLOG_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

/// The keys and projects of a data directory, and a runtime to ask them on.
pub(crate) struct Local {
    control: SqliteControl,
    security: SecurityFiles,
    runtime: tokio::runtime::Runtime,
}

impl DataDir {
    /// Returns the directory.
    pub(crate) fn path(&self) -> PathBuf {
        config::data_dir(self.data_dir.as_deref())
    }

    /// Names one.
    pub(crate) fn at(path: &Path) -> DataDir {
        DataDir { data_dir: Some(path.to_owned()) }
    }

    /// Opens it; it is made if it is not there, unless the directory was in use before.
    pub(crate) fn open(&self) -> Result<Local> {
        self.with(SqliteControl::open)
    }

    /// Opens it; it is made if it is not there.
    pub(crate) fn make(&self) -> Result<Local> {
        self.with(SqliteControl::make)
    }

    fn with(&self, open: fn(&Path) -> Result<SqliteControl, OpenError>) -> Result<Local> {
        let path = self.path();
        let control = open(&path).map_err(|error| cannot_open(&error))?;
        for notice in control.notices() {
            eprintln!("convlog: {notice}");
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        Ok(Local { control, security: SecurityFiles::of(&path), runtime })
    }
}

/// Writes to the security log what somebody did at the command line.
pub(crate) fn note(security: &SecurityFiles, event: SecurityEvent) -> Result<()> {
    let uid = rustix::process::getuid().as_raw();
    let written = security.append(&event.by(Actor::CommandLine { uid }));
    written.context("the change was made, but could not be written to the security log")
}

impl Local {
    /// Writes to the security log what was done.
    pub(crate) fn note(&self, event: SecurityEvent) -> Result<()> {
        note(&self.security, event)
    }

    /// Asks something.
    pub(crate) fn ask<'a, T, F>(&'a self, question: impl FnOnce(&'a SqliteControl) -> F) -> Result<T>
    where
        F: Future<Output = convlog_store::error::Result<T>>,
    {
        Ok(self.runtime.block_on(question(&self.control))?)
    }
}

/// Says why a data directory does not open; the store's own words say what to do.
pub(crate) fn cannot_open(error: &OpenError) -> Failure {
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(beneath) = cause {
        words = format!("{words}: {beneath}");
        cause = beneath.source();
    }
    Failure::new(Exit::Unreachable, words)
}

/// Returns both clocks of this machine.
pub(crate) fn moment() -> Moment {
    convlog_server::moment(&system_clock(), &boot_clock())
}

/// Returns the time of this machine.
pub(crate) fn now() -> Timestamp {
    system_clock()()
}

/// Reads an account id from the command line.
pub(crate) fn account(text: &str) -> Result<AccountId, String> {
    AccountId::new(text).map_err(|error| error.to_string())
}

/// Reads a project id from the command line.
pub(crate) fn project(text: &str) -> Result<ProjectId, String> {
    ProjectId::new(text).map_err(|error| error.to_string())
}

/// Reads a time: `2026-12-01T18:00:00Z`, or a date, which begins at midnight UTC.
pub(crate) fn time(text: &str) -> Result<Timestamp, String> {
    let time = Timestamp::parse(text).or_else(|| Timestamp::parse(&format!("{text}T00:00:00Z")));
    time.ok_or_else(|| "give a date or a time, as in 2026-12-01 or 2026-12-01T18:00:00Z".to_owned())
}

/// Reads a number of days: `90d`, `2w`, or `forever`, which is `None`.
pub(crate) fn days(text: &str) -> Result<Option<u32>, String> {
    if text == "forever" {
        return Ok(None);
    }
    let (number, factor) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let days = number.parse::<u32>().ok().and_then(|number| number.checked_mul(factor)).filter(|days| *days > 0);
    days.map(Some).ok_or_else(|| "give days, as in 90d, or weeks, as in 2w, or forever".to_owned())
}

/// Units of bytes, as powers of two.
const UNITS: [(&str, u32); 4] = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40)];

/// Writes a number of bytes so that [`bytes`] reads it.
pub(crate) fn bytes_text(bytes: u64) -> String {
    let whole = UNITS.into_iter().rev().find(|(_, bits)| bytes > 0 && bytes.trailing_zeros() >= *bits);
    whole.map_or(bytes.to_string(), |(unit, bits)| format!("{}{unit}", bytes >> bits))
}

/// Says about how many bytes there are: `19.2 GiB`.
pub(crate) fn about_bytes(bytes: u64) -> String {
    let largest = UNITS.into_iter().rev().find(|(_, bits)| bytes >> bits > 0);
    largest
        .map_or(format!("{bytes} bytes"), |(unit, bits)| format!("{:.1} {unit}", bytes as f64 / (1_u64 << bits) as f64))
}

/// Reads a number of bytes: `500MiB`, `20GiB`, `1048576`.
pub(crate) fn bytes(text: &str) -> Option<u64> {
    let found = UNITS.into_iter().find_map(|(unit, bits)| Some((text.strip_suffix(unit)?, bits)));
    let (number, bits) = found.unwrap_or((text, 0));
    number.parse::<u64>().ok()?.checked_mul(1 << bits)
}

/// Reads a span of time: `30d`, `12h`, `45m`, `90s`.
pub(crate) fn micros(text: &str) -> Result<i64, String> {
    let expected = || "give a time span, as in 30d, 12h, 45m or 90s".to_owned();
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(expected)?;
    let seconds: i64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return Err(expected()),
    };
    let number: u32 = number.parse().map_err(|_| expected())?;
    let micros = i64::from(number).checked_mul(seconds * 1_000_000).filter(|micros| *micros > 0);
    micros.filter(|micros| *micros < 100 * 366 * 86_400 * 1_000_000).ok_or_else(|| "at most a hundred years".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_date_and_a_time() {
        let day = time("2026-12-01").unwrap();
        assert_eq!(day.to_string(), "2026-12-01T00:00:00.000000Z");
        assert_eq!(time("2026-12-01T01:00:00+01:00"), Ok(day));
        for text in ["", "tomorrow", "2026-13-01", "01.12.2026"] {
            assert!(time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn reads_spans_and_refuses_nonsense() {
        assert_eq!(micros("90s"), Ok(90_000_000));
        assert_eq!(micros("30d"), Ok(30 * 86_400_000_000));
        for text in ["", "d", "30", "0d", "-1d", "30y", "4294967295w", "1é"] {
            assert!(micros(text).is_err(), "{text}");
        }
        assert_eq!(
            (days("90d"), days("90"), days("2w"), days("forever")),
            (Ok(Some(90)), Ok(Some(90)), Ok(Some(14)), Ok(None))
        );
        for text in ["", "0", "w", "-3d", "99999999999d"] {
            assert!(days(text).is_err(), "{text}");
        }
        assert_eq!((bytes("7"), bytes("2KiB"), bytes("3TiB")), (Some(7), Some(2048), Some(3 << 40)));
        for (number, text) in [(0, "0"), (1023, "1023"), (1536, "1536"), (2048, "2KiB"), (20 << 30, "20GiB")] {
            assert_eq!((bytes_text(number), bytes(text)), (text.to_owned(), Some(number)));
        }
        for (number, text) in [(0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KiB"), (20 << 30, "20.0 GiB")] {
            assert_eq!(about_bytes(number), text);
        }
        for text in ["", "KiB", "1 KiB", "-1", "1.5GiB", "1GB", "18446744073709551615KiB"] {
            assert_eq!(bytes(text), None, "{text}");
        }
    }
}
