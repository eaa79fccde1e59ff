//! The web app: its packages, its checks, and the files that travel in the binary.
//!
//! Here belongs when npm is called and with what. What its scripts do is written in `web/package.json`; the browser
//! that the journeys need belongs to [`crate::browser`].

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::run;
use crate::project::Project;
use crate::stamp::{Digest, Stamp, files_below};

const FOLDER: &str = "web";
/// What npm installs is pinned here.
const LOCK: &str = "web/package-lock.json";
/// What no part of the built app depends on.
const NOT_SOURCES: &[&str] = &["node_modules", "dist", "e2e"];
/// A sentence of the page that stands in for the app, which a finished binary must not hold.
const PLACEHOLDER: &str = concat!("The web app is not", " in this binary");

const INSTALL_LIMIT: Duration = Duration::from_mins(10);
const SCRIPT_LIMIT: Duration = Duration::from_mins(10);

/// Installs the pinned packages when their list has changed.
pub(crate) fn ensure(project: &Project) -> Result<()> {
    // Inside the folder that `npm ci` empties, so that the stamp goes when what it speaks of goes.
    let stamp = Stamp::new(project.path("web/node_modules/.convlog-packages"));
    let files = [project.path(LOCK), project.path("web/package.json"), project.path("web/.npmrc")];
    let digest = Digest::default().with_files(&files)?.finish();
    if stamp.matches(&digest) {
        return Ok(());
    }
    run(project, &mut npm(project, &["ci"]), INSTALL_LIMIT)?;
    stamp.write(&digest)
}

/// Builds the app into `web/dist`, unless what lies there was made of the very same.
pub(crate) fn build(project: &Project) -> Result<()> {
    ensure(project)?;
    let stamp = Stamp::new(project.path("web/node_modules/.convlog-dist"));
    let digest = Digest::default().with_files(&files_below(&project.path(FOLDER), NOT_SOURCES)?)?.finish();
    let page = project.path("web/dist/index.html");
    if stamp.matches(&digest) && page.is_file() {
        println!("the web app is up to date");
        return Ok(());
    }
    script(project, "build")?;
    if !page.is_file() {
        bail!("`npm run build` left no web/dist/index.html");
    }
    stamp.write(&digest)
}

/// Checks everything about the app that needs no browser.
pub(crate) fn check(project: &Project) -> Result<()> {
    ensure(project)?;
    for name in ["lint", "typecheck", "api:check", "test"] {
        script(project, name)?;
    }
    build(project)
}

/// Runs a script of `web/package.json`.
pub(crate) fn script(project: &Project, name: &str) -> Result<()> {
    run(project, &mut npm(project, &["run", "--silent", name]), SCRIPT_LIMIT)
}

/// Fails when the binary was compiled without the app.
pub(crate) fn is_inside(project: &Project) -> Result<()> {
    let binary = fs::read(project.binary()).context("cannot read the binary")?;
    if binary.windows(PLACEHOLDER.len()).any(|part| part == PLACEHOLDER.as_bytes()) {
        bail!("the binary holds the placeholder instead of the web app");
    }
    Ok(())
}

/// Prepares a call of npm in the folder of the app.
pub(crate) fn npm(project: &Project, arguments: &[&str]) -> Command {
    let mut command = project.command("npm");
    command.current_dir(project.path(FOLDER)).args(arguments);
    // It would otherwise look for a newer release of itself.
    command.env("NO_UPDATE_NOTIFIER", "1");
    command
}
