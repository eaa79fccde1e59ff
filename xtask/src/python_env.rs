//! The Python environment `.venv`: the interpreter, the pinned tools, and whether they are up to date.
//!
//! Installing our own package belongs to [`crate::build`].

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{capture, run};
use crate::project::Project;
use crate::setup::answers;
use crate::stamp::{Digest, Stamp};

/// Interpreters in the order we prefer them; the first is the one everything is tested with.
const INTERPRETERS: &[&str] = &["python3.11", "python3", "python3.12", "python3.13", "python3.14"];
/// The tools are pinned here, one `name==version` a line.
const REQUIREMENTS: &str = "python/requirements-dev.txt";
/// An interpreter is good when it is new enough and can make an environment with pip.
const PROBE: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";
const INSTALL_LIMIT: Duration = Duration::from_mins(10);

/// Makes `.venv` when there is none and installs the pinned tools when their list has changed.
pub(crate) fn ensure(project: &Project) -> Result<()> {
    let stamp = Stamp::new(project.path(".venv/tools.stamp"));
    let requirements = fs::read(project.path(REQUIREMENTS)).with_context(|| format!("cannot read {REQUIREMENTS}"))?;
    let digest = Digest::default().with(&requirements).finish();
    if works(project) && stamp.matches(&digest) {
        return Ok(());
    }
    if !works(project) {
        create(project)?;
    }
    let arguments = ["-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS];
    run(project, &mut project.venv("python", &arguments), INSTALL_LIMIT)?;
    stamp.write(&digest)
}

/// Returns the first interpreter of 3.11 or newer that can make an environment.
///
/// # Errors
/// When there is none; the message says how to get one.
pub(crate) fn find_interpreter(project: &Project) -> Result<&'static str> {
    let found = INTERPRETERS.iter().copied().find(|name| answers(project, &[name, "-c", PROBE]));
    found.context(
        "Python 3.11 or newer with venv and pip is missing: install it with your system's package manager, on Debian \
         `apt-get install python3 python3-venv`",
    )
}

fn works(project: &Project) -> bool {
    let python = project.venv_program("python");
    python.to_str().is_some_and(|python| answers(project, &[python, "-c", "import pip"]))
}

fn create(project: &Project) -> Result<()> {
    let interpreter = find_interpreter(project)?;
    let mut command = project.command(interpreter);
    run(project, command.args(["-m", "venv", "--clear", ".venv"]), Duration::from_mins(2))
}

/// Fails with a plain sentence when `.venv` lacks one of `programs`.
pub(crate) fn require(project: &Project, programs: &[&str]) -> Result<()> {
    for program in programs {
        if !project.venv_program(program).exists() {
            bail!("{program} is not in .venv: add it to {REQUIREMENTS}");
        }
    }
    Ok(())
}

/// Runs a few lines of Python in the environment and returns what they print.
pub(crate) fn evaluate(project: &Project, source: &str) -> Result<String> {
    capture(project, &mut project.venv("python", &["-c", source]), Duration::from_mins(1))
}

/// Returns how maturin names the interpreter to PyO3's build scripts, such as `cpython-3.11-64bit`.
pub(crate) fn signature(project: &Project) -> Result<String> {
    let source = "import sys, struct; name = sys.implementation.name; major, minor = sys.version_info[:2]\n\
                  print(f'{name}-{major}.{minor}-{8 * struct.calcsize(\"P\")}bit')";
    Ok(evaluate(project, source)?.trim().to_owned())
}
