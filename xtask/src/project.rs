//! Where things are in the repository, and how its programs are called.
//!
//! Here belong paths and the environment of a child process; what is done with them belongs to the verbs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};

/// The repository this xtask belongs to.
#[derive(Debug)]
pub(crate) struct Project {
    root: PathBuf,
    interrupted: Arc<AtomicBool>,
}

impl Project {
    /// Finds the repository and begins to listen for an interrupt.
    pub(crate) fn find() -> Result<Self> {
        // NOTE: the folder is fixed at compile time, and cargo recompiles when the repository is moved.
        let manifest_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest_dir.parent().context("xtask lies directly below the root")?;
        let project = Self::at(root);
        for signal in [SIGINT, SIGTERM] {
            signal_hook::flag::register(signal, Arc::clone(&project.interrupted))?;
        }
        Ok(project)
    }

    /// Returns a project rooted at `root`, deaf to interrupts.
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_path_buf(), interrupted: Arc::default() }
    }

    /// Returns the path of `relative` inside the repository.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Returns the root of the repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Says whether the person at the terminal wants us to stop.
    pub(crate) fn interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// Returns the release binary of the service.
    pub(crate) fn binary(&self) -> PathBuf {
        self.path("target/release/convlog")
    }

    /// Returns a program of the Python environment.
    pub(crate) fn venv_program(&self, name: &str) -> PathBuf {
        self.path(".venv/bin").join(name)
    }

    /// Prepares a command that runs in the root of the repository.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        command
    }

    /// Prepares a call of the same cargo that runs us.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments);
        command
    }

    /// Prepares a call of a program of the Python environment.
    pub(crate) fn venv(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = self.command(self.venv_program(program));
        command.args(arguments).env("VIRTUAL_ENV", self.path(".venv"));
        command
    }
}
