//! The journeys through the app in a real browser against the real binary, and where the browser comes from.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};

use crate::process::run as run_command;
use crate::project::Project;
use crate::{build, setup, web};

/// Names under which systems have Chromium, the one that everything is tested with first.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome"];
const ADVICE: &str = "Chromium is missing: install it with your system's package manager, on Debian `apt-get install \
                      chromium`, or say where it is in the variable CHROMIUM";
const JOURNEYS_LIMIT: Duration = Duration::from_mins(25);

/// Plays every journey of `web/e2e`.
pub(crate) fn check(project: &Project) -> Result<()> {
    build::run(project)?;
    let chromium = ensure(project)?;
    let mut journeys = web::npm(project, &["run", "--silent", "e2e"]);
    run_command(project, journeys.env("CHROMIUM", chromium), JOURNEYS_LIMIT)
}

/// Returns where Chromium is; where there is none, installs Debian's.
pub(crate) fn ensure(project: &Project) -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if !setup::install(project, &["chromium"])? {
        bail!(ADVICE);
    }
    find().ok_or_else(|| anyhow::anyhow!(ADVICE))
}

fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|path| !path.is_empty()) {
        return Some(PathBuf::from(named));
    }
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    first(&folders)
}

/// Returns the first of the names that one of the folders has.
fn first(folders: &[PathBuf]) -> Option<PathBuf> {
    let places = |name: &'static str| folders.iter().map(move |folder: &PathBuf| Path::join(folder, name));
    NAMES.iter().flat_map(|name| places(name)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_preferred_browser_wherever_it_is() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folders = [one.path().to_path_buf(), other.path().to_path_buf()];
        assert_eq!(first(&folders), None);
        std::fs::write(folders[0].join("google-chrome"), "").unwrap();
        assert_eq!(first(&folders), Some(folders[0].join("google-chrome")));
        std::fs::write(folders[1].join("chromium"), "").unwrap();
        assert_eq!(first(&folders), Some(folders[1].join("chromium")));
    }
}
