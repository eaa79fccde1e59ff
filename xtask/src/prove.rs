//! The long forms of what the suite proves in short: the campaigns of non-interference, of failures and of kills, and
//! mutation of the gate.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::run as run_command;
use crate::project::Project;
use crate::{build, leaks};

/// Of cargo-mutants; another may change other things.
const MUTANTS_VERSION: &str = "27.1.0";
/// What the campaign of kills keeps between runs.
const KILLS_STATE: &str = "target/kills.state";
/// What the campaign of calls through the Python package keeps between runs.
const PROVE_STATE: &str = "target/prove-sdk.state";
const COMPILE_LIMIT: Duration = Duration::from_mins(20);

/// Plays worlds against each other for some minutes, going on where the last run ended: of the service, and of calls
/// through the Python package, which take a quarter of the time.
pub(crate) fn run(project: &Project, minutes: u32, part: Option<&str>) -> Result<()> {
    let minutes = f64::from(minutes);
    let (service, sdk) = match part {
        None => (minutes * 0.75, minutes * 0.25),
        Some("service") => (minutes, 0.0),
        Some("sdk") => (0.0, minutes),
        Some(other) => bail!("there is no part {other}; the parts are service and sdk"),
    };
    if service > 0.0 {
        let arguments = ["target/prove.state", &service.to_string()];
        campaign(project, "convlog-privacy-simulation", "prove", &arguments, service.ceil() as u32)?;
    }
    if sdk > 0.0 {
        package(project, "_worlds", PROVE_STATE, sdk)?;
    }
    Ok(())
}

/// Lets power, disks and networks fail for some minutes, going on where the last run ended; or plays one seed again.
pub(crate) fn faults(project: &Project, minutes: u32, part: Option<&str>, seed: Option<u64>) -> Result<()> {
    // Each part by itself goes on where it was.
    let state = part.map_or("target/faults.state".to_owned(), |part| format!("target/faults-{part}.state"));
    let (first, second) = match seed {
        Some(seed) => ("seed", seed.to_string()),
        None => (state.as_str(), minutes.to_string()),
    };
    let arguments: Vec<&str> = [first, &second].into_iter().chain(part).collect();
    campaign(project, "convlog-fault-simulation", "faults", &arguments, minutes)
}

/// Runs an example that works for so many minutes.
fn campaign(project: &Project, package: &str, name: &str, arguments: &[&str], minutes: u32) -> Result<()> {
    let example = ["--release", "--locked", "--package", package, "--example", name];
    run_command(project, &mut project.cargo(&[&["build"], &example[..]].concat()), COMPILE_LIMIT)?;
    let call = [&["run", "--quiet"], &example[..], &["--"], arguments].concat();
    // A round that was begun is ended.
    run_command(project, &mut project.cargo(&call), Duration::from_mins(u64::from(minutes) + 10))
}

/// Kills producers and servers for some minutes, going on where the last run ended.
pub(crate) fn kills(project: &Project, minutes: u32) -> Result<()> {
    package(project, "_kills", KILLS_STATE, f64::from(minutes))
}

/// Runs a campaign with the Python package for so many minutes.
fn package(project: &Project, name: &str, state: &str, minutes: f64) -> Result<()> {
    build::run(project)?;
    let mut command = project.venv("python", &["-m", name, state, &minutes.to_string()]);
    command.env("PYTHONPATH", project.path("python/benches"));
    // A round that was begun is ended.
    run_command(project, &mut command, Duration::from_secs_f64(60.0 * (minutes + 10.0)))
}

/// Lets the crates that ship leak in one way after the other, then changes the access code in one place after the other,
/// and sees whether a test fails; what was caught in an earlier run is not tried again.
pub(crate) fn mutants(project: &Project, minutes: u32) -> Result<()> {
    let (began, limit) = (Instant::now(), Duration::from_mins(u64::from(minutes)));
    leaks::run(project, limit)?;
    let left = limit.saturating_sub(began.elapsed());
    let program = project.path("target/tools/bin/cargo-mutants");
    if !program.exists() {
        let root = project.path("target/tools").display().to_string();
        let install = ["install", "cargo-mutants", "--locked", "--version", MUTANTS_VERSION, "--root", &root];
        run_command(project, &mut project.cargo(&install), COMPILE_LIMIT)?;
    }
    let target = project.path("target/mutants");
    fs::create_dir_all(&target)?;
    let mut command = project.command(program);
    command.args(["mutants", "--config", "xtask/mutants.toml", "--iterate", "--jobs", "1", "--output", "target"]);
    command.env("CARGO_TARGET_DIR", target);
    run_command(project, &mut command, left)
}
