//! What must be on the machine before anything can be built, each with one sentence about how to get it.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Result, bail};

use crate::process;
use crate::project::Project;
use crate::{python_env, web};

const INSTALL_LIMIT: Duration = Duration::from_mins(10);

/// A program the project cannot do without, and what to tell somebody who lacks it.
struct Prerequisite {
    name: &'static str,
    /// Calls any one of which proves that it is there.
    probes: &'static [&'static [&'static str]],
    advice: &'static str,
}

const PREREQUISITES: &[Prerequisite] = &[
    Prerequisite {
        name: "rustfmt",
        probes: &[&["cargo", "fmt", "--version"]],
        advice: "add it with `rustup component add rustfmt`",
    },
    Prerequisite {
        name: "clippy",
        probes: &[&["cargo", "clippy", "--version"]],
        advice: "add it with `rustup component add clippy`",
    },
    Prerequisite {
        name: "a C compiler",
        probes: &[&["cc", "--version"]],
        advice: "install your system's build tools, on Debian `apt-get install build-essential`",
    },
    Prerequisite {
        name: "git",
        probes: &[&["git", "--version"]],
        advice: "install it with your system's package manager, on Debian `apt-get install git`",
    },
    Prerequisite {
        name: "Node 20 or newer",
        probes: &[&["node", "--eval", "process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)"]],
        advice: "install it with your system's package manager or a version manager for Node",
    },
    Prerequisite {
        name: "npm",
        probes: &[&["npm", "--version"]],
        advice: "install it with your system's package manager, on Debian `apt-get install npm`",
    },
];

/// What the README and the guides call beside convlog, and so does the part of the suite that follows them.
const CALLED_BY_PAGES: &[Prerequisite] = &[
    Prerequisite {
        name: "curl",
        probes: &[&["curl", "--version"]],
        advice: "install it with your system's package manager, on Debian `apt-get install curl`",
    },
    Prerequisite {
        name: "jq",
        probes: &[&["jq", "--version"]],
        advice: "install it with your system's package manager, on Debian `apt-get install jq`",
    },
];

/// Checks the prerequisites, then makes the Python environment with its tools and installs the packages of the web app.
pub(crate) fn run(project: &Project) -> Result<()> {
    check(project)?;
    python_env::ensure(project)?;
    web::ensure(project)?;
    println!("ready: `make build`, `make demo`, `make test`");
    Ok(())
}

/// Fails with one line for each program that is missing.
pub(crate) fn check(project: &Project) -> Result<()> {
    let mut lines = missing(project, PREREQUISITES);
    if let Err(reason) = python_env::find_interpreter(project) {
        lines.push(reason.to_string());
    }
    if lines.is_empty() { Ok(()) } else { bail!("{}", lines.join("\n")) }
}

/// Installs the programs that the pages call; fails with one line for each that is missing and cannot be installed.
pub(crate) fn ensure_for_pages(project: &Project) -> Result<()> {
    if missing(project, CALLED_BY_PAGES).is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = CALLED_BY_PAGES.iter().map(|program| program.name).collect();
    install(project, &names)?;
    let lines = missing(project, CALLED_BY_PAGES);
    if lines.is_empty() { Ok(()) } else { bail!("{}", lines.join("\n")) }
}

/// Installs packages of Debian; false where there is no `apt-get`.
pub(crate) fn install(project: &Project, packages: &[&str]) -> Result<bool> {
    if !answers(project, &["apt-get", "--version"]) {
        return Ok(false);
    }
    let install = [&["install", "--quiet", "--yes", "--no-install-recommends"], packages].concat();
    // A fresh machine has no list of packages, and an old list names files that are gone.
    for arguments in [&["update", "--quiet"][..], &install] {
        let is_root = rustix::process::geteuid().is_root();
        let words = if is_root { &["apt-get"][..] } else { &["sudo", "--non-interactive", "apt-get"] };
        let mut command = project.command(words[0]);
        command.args(&words[1..]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        process::run(project, &mut command, INSTALL_LIMIT)?;
    }
    Ok(true)
}

fn missing(project: &Project, wanted: &[Prerequisite]) -> Vec<String> {
    let missing = wanted.iter().filter(|wanted| !wanted.probes.iter().any(|probe| answers(project, probe)));
    missing.map(|wanted| format!("{} is missing: {}", wanted.name, wanted.advice)).collect()
}

/// Says whether a program starts and ends well.
pub(crate) fn answers(project: &Project, words: &[&str]) -> bool {
    let Some((program, arguments)) = words.split_first() else { return false };
    let mut command: Command = if *program == "cargo" { project.cargo(&[]) } else { project.command(program) };
    command.args(arguments).stderr(Stdio::null());
    process::capture(project, &mut command, Duration::from_secs(30)).is_ok()
}
