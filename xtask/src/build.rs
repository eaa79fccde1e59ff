//! From sources to what one uses: the web app, the release binary that holds it, the wheel that carries the binary, and
//! `.venv` with the wheel installed.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::run as run_command;
use crate::project::Project;
use crate::stamp::{Digest, Stamp, files_below};
use crate::{python_env, setup, web};

/// Where the binary travels inside the wheel.
const PACKAGED_BINARY: &str = "python/convlog/_bin/convlog";
/// What tools leave inside the source folders, which is no input of the build.
const NOT_SOURCES: &[&str] = &["__pycache__", "_bin", "target", "tests", "benches", "node_modules"];
const COMPILE_LIMIT: Duration = Duration::from_mins(20);

/// Builds everything that is not up to date.
pub(crate) fn run(project: &Project) -> Result<()> {
    setup::check(project)?;
    web::build(project)?;
    binary(project)?;
    web::is_inside(project)?;
    python_env::ensure(project)?;
    package(project)
}

/// Builds the release binary; cargo decides whether there is anything to do.
pub(crate) fn binary(project: &Project) -> Result<()> {
    let arguments = ["build", "--release", "--locked", "--package", "convlog", "--bin", "convlog"];
    run_command(project, &mut project.cargo(&arguments), COMPILE_LIMIT)
}

/// Builds the wheel and installs it, unless the installed one was made of the very same.
fn package(project: &Project) -> Result<()> {
    let stamp = Stamp::new(project.path(".venv/package.stamp"));
    let digest = inputs(project)?;
    if stamp.matches(&digest) && project.venv_program("convlog").exists() {
        println!("the package in .venv is up to date");
        return Ok(());
    }
    copy_binary(project)?;
    let wheel = wheel(project)?;
    let wheel = wheel.to_str().context("the path of the wheel is not UTF-8")?;
    let arguments = ["-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", wheel];
    run_command(project, &mut project.venv("python", &arguments), Duration::from_mins(2))?;
    stamp.write(&digest)
}

/// Returns a digest of everything that goes into the wheel.
fn inputs(project: &Project) -> Result<String> {
    let mut files = vec![project.path("Cargo.toml"), project.path("Cargo.lock"), project.binary()];
    for folder in ["python", "crates/convlog-guard", "crates/convlog-core", "crates/convlog-client"] {
        files.extend(files_below(&project.path(folder), NOT_SOURCES)?);
    }
    files.retain(|file| file.extension().is_none_or(|extension| extension != "so"));
    let interpreter = fs::read(project.path(".venv/pyvenv.cfg")).context("cannot read .venv/pyvenv.cfg")?;
    Ok(Digest::default().with(&interpreter).with_files(&files)?.finish())
}

fn copy_binary(project: &Project) -> Result<()> {
    let target = project.path(PACKAGED_BINARY);
    let folder = target.parent().context("the packaged binary lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    // A running copy cannot be written over, but its name can be given to another file.
    let fresh = target.with_extension("new");
    fs::copy(project.binary(), &fresh).context("cannot copy the binary into the package")?;
    fs::rename(&fresh, &target).with_context(|| format!("cannot write {}", target.display()))
}

/// Builds the wheel into an emptied `dist/` and returns its path.
fn wheel(project: &Project) -> Result<PathBuf> {
    python_env::require(project, &["maturin"])?;
    let dist = project.path("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).context("cannot empty dist/")?;
    }
    let python = project.venv_program("python");
    let mut command =
        project.venv("maturin", &["build", "--release", "--locked", "--manifest-path", "python/Cargo.toml"]);
    command.args(["--out", "dist", "--interpreter"]).arg(python);
    run_command(project, &mut command, COMPILE_LIMIT)?;
    let wheels = files_below(&dist, &[])?;
    match wheels.as_slice() {
        [wheel] if wheel.extension().is_some_and(|extension| extension == "whl") => Ok(wheel.clone()),
        other => bail!("expected one wheel in dist/, found {other:?}"),
    }
}

/// Removes what the verbs made; sources and git's own files stay.
pub(crate) fn clean(project: &Project) -> Result<()> {
    for folder in [".venv", "dist", "python/convlog/_bin", "web/dist", "web/node_modules", "target"] {
        let path = project.path(folder);
        if path.exists() {
            println!("removing {folder}");
            fs::remove_dir_all(&path).with_context(|| format!("cannot remove {folder}"))?;
        }
    }
    Ok(())
}
