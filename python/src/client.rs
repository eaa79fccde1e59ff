//! Starting, flushing and asking the client: what `convlog.configure`, `flush`, `stats` and the exit handlers call.

use std::path::PathBuf;
use std::time::Duration;

use convlog_client::{Client, Config, ConfigError, Secret, Settings};
use convlog_core::{Level, Timestamp};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::sink::{Sink, sink, sink_if_any};

/// Reads the environment and the options, ends the client that there is, and makes a new one that records go to.
///
/// Each option left out (`None`) keeps what its variable or default gives. `environment` is a mapping of variables; those
/// that cannot be used are returned, a sentence each, and leave their defaults in force.
///
/// # Errors
///
/// Every option that cannot be used; then nothing was changed.
#[pyfunction]
#[pyo3(signature = (environment, options, *, tap=None, default_pii=false, ending=0.0))]
pub(crate) fn start(
    py: Python<'_>,
    environment: &Bound<'_, PyDict>,
    options: &Bound<'_, PyDict>,
    tap: Option<Py<PyAny>>,
    default_pii: bool,
    ending: f64,
) -> PyResult<Vec<String>> {
    let variable = |name: &str| environment.get_item(name).ok().flatten().and_then(|value| value.extract().ok());
    let Settings { mut config, problems } = Config::from_env(variable);
    let mut refused = Vec::new();
    for (name, value) in options {
        let name = name.extract::<String>()?;
        if let Err(error) = set_option(&mut config, &name, &value) {
            refused.push(format!("{name}: {}", error.value(py)));
        }
    }
    let config = match config.validated() {
        Ok(config) if refused.is_empty() => config,
        Ok(_) => return Err(PyValueError::new_err(ConfigError { problems: refused }.to_string())),
        Err(error) => {
            refused.extend(error.problems);
            return Err(PyValueError::new_err(ConfigError { problems: refused }.to_string()));
        }
    };
    shutdown(py, ending);
    let client = py.detach(|| Client::start(config));
    Sink::publish(Some(client), tap, None, default_pii);
    Ok(problems)
}

fn set_option(config: &mut Config, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    if value.is_none() {
        return Ok(());
    }
    let text = || Ok::<_, PyErr>(value.extract::<String>()?.trim().to_owned());
    // What is empty says nothing, as in a variable.
    let text_or_none = || Ok::<_, PyErr>(Some(text()?).filter(|text| !text.is_empty()));
    let seconds = || {
        let seconds: f64 = value.extract()?;
        Duration::try_from_secs_f64(seconds).map_err(|_| PyValueError::new_err("it must be seconds"))
    };
    match name {
        "url" => config.url = text_or_none()?,
        "api_key" => config.api_key = text_or_none()?.map(Secret::new),
        // An empty one stands for none: what is not sent is kept in memory.
        "spool_dir" => config.spool_dir = Some(value.extract::<PathBuf>()?).filter(|dir| !dir.as_os_str().is_empty()),
        "spool_bytes_max" => config.spool_bytes_max = value.extract()?,
        "spool_days_max" => config.set_spool_days_max(value.extract()?),
        "memory_bytes_max" => config.memory_bytes_max = value.extract()?,
        "account_id" => config.account_id = text_or_none()?,
        "project_id" => config.project_id = text_or_none()?,
        "environment" => config.environment = text_or_none()?,
        "flush_interval" => config.flush_interval = seconds()?,
        "request_timeout" => config.request_timeout = seconds()?,
        "heartbeat_interval" => config.heartbeat_interval = seconds()?,
        "sdk" => config.sdk = value.extract()?,
        "runtime" => config.runtime = Some(value.extract()?),
        "level" => config.set_level(&text()?).map_err(PyValueError::new_err)?,
        _ => return Err(PyValueError::new_err("there is no such option")),
    }
    Ok(())
}

/// Reads a yes or a no as people spell it; `None` for anything else.
#[pyfunction]
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    convlog_core::record::yes_or_no(text)
}

/// Has every record go to `tap` alone: `tap(kind, ids, json, pii, hints)`, with times from `clock`, which returns
/// microseconds since the epoch.
#[pyfunction]
#[pyo3(signature = (tap, clock, *, default_pii=false))]
pub(crate) fn capture(tap: Py<PyAny>, clock: Py<PyAny>, default_pii: bool) {
    Sink::publish(None, Some(tap), Some(clock), default_pii);
}

/// Returns an opaque handle of where records go now, for `restore`.
#[pyfunction]
pub(crate) fn current_sink() -> usize {
    Sink::address()
}

/// Makes records go where they went when `current_sink` returned this handle.
#[pyfunction]
pub(crate) fn restore_sink(handle: usize) {
    Sink::restore(handle);
}

fn client() -> Option<&'static Client> {
    sink_if_any().and_then(|sink| sink.client())
}

/// Returns the settings in force, without the key; `None` without a client.
#[pyfunction]
pub(crate) fn config(py: Python<'_>) -> PyResult<Option<Bound<'_, PyDict>>> {
    let Some(config) = client().map(Client::config) else { return Ok(None) };
    let settings = PyDict::new(py);
    settings.set_item("url", &config.url)?;
    settings.set_item("level", config.level.map_or("off", Level::as_str))?;
    settings.set_item("account_id", &config.account_id)?;
    settings.set_item("project_id", &config.project_id)?;
    settings.set_item("environment", &config.environment)?;
    Ok(Some(settings))
}

/// Waits until the server has everything, at most `timeout` seconds; returns records and bytes that are left.
#[pyfunction]
pub(crate) fn flush(py: Python<'_>, timeout: f64) -> (u64, u64) {
    let left = client().map(|client| py.detach(|| client.flush(seconds(timeout)))).unwrap_or_default();
    (left.records, left.bytes)
}

/// Ends the client in good order, in at most `deadline` seconds; returns records and bytes that are left.
#[pyfunction]
pub(crate) fn shutdown(py: Python<'_>, deadline: f64) -> (u64, u64) {
    let left = client().map(|client| py.detach(|| client.shutdown(seconds(deadline)))).unwrap_or_default();
    (left.records, left.bytes)
}

fn seconds(value: f64) -> Duration {
    Duration::try_from_secs_f64(value.clamp(0.0, 86_400.0)).unwrap_or_default()
}

/// Returns everything the client counts, as JSON; `None` without a client.
#[pyfunction]
pub(crate) fn stats_json() -> Option<String> {
    client().and_then(|client| serde_json::to_string(&client.stats()).ok())
}

/// Returns now, in microseconds since the epoch, by the clock that stamps the records.
#[pyfunction]
pub(crate) fn now(py: Python<'_>) -> i64 {
    sink(py).map_or(0, |sink| sink.now(py).as_micros())
}

/// Returns the RFC 3339 text of a time in microseconds since the epoch.
#[pyfunction]
pub(crate) fn time_text(micros: i64) -> String {
    Timestamp::from_micros(micros).to_string()
}

/// Makes a forked child a producer of its own.
#[pyfunction]
pub(crate) fn after_fork_in_child() {
    if let Some(client) = client() {
        client.after_fork_in_child();
    }
}

/// Says that this process has forked, so that what its children leave is looked for soon.
#[pyfunction]
pub(crate) fn after_fork_in_parent() {
    if let Some(client) = client() {
        client.after_fork_in_parent();
    }
}
