//! What the server says about itself: where it goes and how it looks. What is said belongs to whoever says it.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Begins to print events on stderr. Once per process; a second call changes nothing.
pub(crate) fn start(log: &Log) {
    // INVARIANT: the filter was read when the configuration was loaded.
    let filter = EnvFilter::try_new(&log.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let terminal = stderr().is_terminal();
    let json = match log.format {
        LogFormat::Auto => !terminal,
        LogFormat::Human => false,
        LogFormat::Json => true,
    };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let started = if json {
        builder.json().flatten_event(true).with_current_span(false).try_init()
    } else {
        builder.with_ansi(terminal).with_target(false).try_init()
    };
    // Whoever was there first (a test) prints.
    drop(started);
}
