//! The whole suite: one table of parts, run one after the other, each with a limit.
//!
//! To add a check, add a row to [`PARTS`]. Every part runs even when an earlier one failed, and none is ever skipped:
//! a part that finds nothing to check fails and says so.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::run as run_command;
use crate::project::Project;
use crate::{api, browser, build, demo, docs, licences, python_env, setup, tidy, web};

/// One row of the suite.
struct Part {
    name: &'static str,
    run: fn(&Project) -> Result<()>,
}

/// All parts in the order they run: the quick ones first.
///
/// IMPORTANT: `build` comes after `rust`: what tests need of other people's crates cargo builds into the binary too, at
/// the path where the real one belongs. Our own crates are the same in both (see `tidy`). `web` comes before whatever compiles, so that the app is compiled in once and not
/// after the page that stands in for it.
const PARTS: &[Part] = &[
    Part { name: "tidy", run: tidy::run },
    Part { name: "fmt", run: fmt },
    Part { name: "ruff", run: ruff },
    Part { name: "licences", run: |project| licences::run(project, true) },
    Part { name: "web", run: web::check },
    Part { name: "clippy", run: clippy },
    Part { name: "rust", run: rust },
    Part { name: "docs", run: |project| docs::run(project, true) },
    Part { name: "build", run: build::run },
    Part { name: "python", run: python },
    Part { name: "typing", run: typing },
    Part { name: "api", run: api::check },
    Part { name: "browser", run: browser::check },
    Part { name: "demo", run: demo::check },
];

/// What a finished part leaves for the table at the end.
struct Outcome {
    name: &'static str,
    took: Duration,
    failure: Option<String>,
}

/// Runs the named parts, or all, and prints a table at the end.
pub(crate) fn run(project: &Project, names: &[String]) -> Result<()> {
    let parts = choose(names)?;
    setup::check(project)?;
    let mut outcomes = Vec::new();
    for part in parts {
        println!("\n=== {} ===", part.name);
        let started = Instant::now();
        let failure = (part.run)(project).err().map(|error| format!("{error:#}"));
        if let Some(reason) = &failure {
            println!("{}: {reason}", part.name);
        }
        outcomes.push(Outcome { name: part.name, took: started.elapsed(), failure });
        if project.interrupted() {
            bail!("interrupted in {}", part.name);
        }
    }
    let failed = outcomes.iter().filter(|outcome| outcome.failure.is_some()).count();
    println!("\n{}", table(&outcomes));
    println!("{} passed, {failed} failed", outcomes.len() - failed);
    if failed > 0 { bail!("{failed} of {} parts failed", outcomes.len()) } else { Ok(()) }
}

fn choose(names: &[String]) -> Result<Vec<&'static Part>> {
    if names.is_empty() {
        return Ok(PARTS.iter().collect());
    }
    if let Some(unknown) = names.iter().find(|name| PARTS.iter().all(|part| part.name != **name)) {
        let known: Vec<_> = PARTS.iter().map(|part| part.name).collect();
        bail!("there is no part named {unknown}; the parts are {}", known.join(", "));
    }
    Ok(PARTS.iter().filter(|part| names.iter().any(|name| name == part.name)).collect())
}

fn table(outcomes: &[Outcome]) -> String {
    let row = |name: &str, took: Duration, word: &str| format!("{name:<10} {:>7.1} s  {word}\n", took.as_secs_f64());
    let mut lines = String::new();
    for outcome in outcomes {
        let first_line = outcome.failure.as_deref().and_then(|reason| reason.lines().next());
        let word = first_line.map_or_else(|| "ok".to_owned(), |reason| format!("FAILED: {reason}"));
        lines.push_str(&row(outcome.name, outcome.took, &word));
    }
    let total = outcomes.iter().map(|outcome| outcome.took).sum();
    lines + &row("total", total, "")
}

fn fmt(project: &Project) -> Result<()> {
    run_command(project, &mut project.cargo(&["fmt", "--all", "--check"]), Duration::from_mins(2))
}

fn clippy(project: &Project) -> Result<()> {
    python_env::ensure(project)?;
    let arguments = ["clippy", "--release", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    let mut command = project.cargo(&arguments);
    // The two variables that maturin sets, so that building the wheel does not compile PyO3 once more.
    command.env("PYO3_PYTHON", project.venv_program("python"));
    command.env("PYO3_ENVIRONMENT_SIGNATURE", python_env::signature(project)?);
    run_command(project, &mut command, Duration::from_mins(20))
}

fn rust(project: &Project) -> Result<()> {
    // The extension cannot be linked without Python's symbols; the Python part tests it.
    let arguments = ["test", "--release", "--locked", "--workspace", "--exclude", "convlog-python", "--no-fail-fast"];
    run_command(project, &mut project.cargo(&arguments), Duration::from_mins(25))
}

fn ruff(project: &Project) -> Result<()> {
    python_env::ensure(project)?;
    python_env::require(project, &["ruff"])?;
    let folders = ["python", "examples", "xtask/schemathesis"];
    let call =
        |words: &[&str]| project.venv("ruff", &[words, &["--config", "python/pyproject.toml"], &folders].concat());
    run_command(project, &mut call(&["check"]), Duration::from_mins(1))?;
    run_command(project, &mut call(&["format", "--check"]), Duration::from_mins(1))
}

fn python(project: &Project) -> Result<()> {
    build::run(project)?;
    python_env::require(project, &["pytest"])?;
    setup::ensure_for_pages(project)?;
    let arguments = ["--config-file", "python/pyproject.toml", "--rootdir", "python", "python/tests"];
    run_command(project, &mut project.venv("pytest", &arguments), Duration::from_mins(10))
}

fn typing(project: &Project) -> Result<()> {
    build::run(project)?;
    python_env::require(project, &["mypy", "pyright"])?;
    let folders = ["python/convlog", "python/tests/typing"];
    let mut mypy = project.venv("mypy", &[&["--config-file", "python/pyproject.toml"], &folders[..]].concat());
    run_command(project, &mut mypy, Duration::from_mins(5))?;
    let mut pyright = project.venv("pyright", &["--project", "python/pyproject.toml", "--pythonpath"]);
    pyright.arg(project.venv_program("python")).args(folders);
    // Its wrapper would otherwise look for a newer release of itself.
    pyright.env("PYRIGHT_PYTHON_IGNORE_WARNINGS", "1");
    run_command(project, &mut pyright, Duration::from_mins(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_parts_when_asked_for_an_unknown_one() {
        let failure = choose(&["nonsense".to_owned()]).err().unwrap().to_string();
        assert!(failure.contains("no part named nonsense") && failure.contains("tidy, fmt"), "{failure}");
    }

    #[test]
    fn builds_the_real_binary_after_the_tests_have_built_theirs() {
        let place = |name| PARTS.iter().position(|part| part.name == name);
        assert!(place("rust") < place("build"));
        assert!(place("web") < place("clippy") && place("build") < place("browser"));
    }

    #[test]
    fn the_table_shows_time_and_the_first_line_of_a_failure() {
        let outcomes = [
            Outcome { name: "fmt", took: Duration::from_millis(1200), failure: None },
            Outcome { name: "rust", took: Duration::from_secs(61), failure: Some("one\ntwo".to_owned()) },
        ];
        let expected = "fmt            1.2 s  ok\nrust          61.0 s  FAILED: one\ntotal         62.2 s  \n";
        assert_eq!(table(&outcomes), expected);
    }
}
