//! Leaks within the crates that ship, where nothing from outside reaches: each is a change of the source, made in a copy,
//! that a named test has to find. `xtask/leaks.toml` lists them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::process::{capture, run as run_command};
use crate::project::Project;

/// Where the leaks are written, seen from the root.
const FILE: &str = "xtask/leaks.toml";
/// Where the copy is.
const COPY: &str = "target/leaks/copy";
/// What was found by earlier runs: the leaks as they were then, one a line.
const STATE: &str = "target/leaks/found";
const COMPILE_LIMIT: Duration = Duration::from_mins(20);
const TEST_LIMIT: Duration = Duration::from_mins(5);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    leak: Vec<Leak>,
}

/// One change of the source.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Leak {
    /// What gets out.
    what: String,
    /// The file that is changed, seen from the root.
    file: String,
    /// What stands there once.
    from: String,
    /// What is to stand there.
    to: String,
    /// The package, the target and the name of the test that finds it.
    found_by: [String; 3],
}

impl List {
    fn read(project: &Project) -> Result<List> {
        let text = fs::read_to_string(project.path(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        toml::from_str(&text).with_context(|| format!("{FILE} is not as expected"))
    }
}

impl Leak {
    /// Returns the text of its file with the leak in it.
    fn changed(&self, project: &Project) -> Result<String> {
        let text =
            fs::read_to_string(project.path(&self.file)).with_context(|| format!("cannot read {}", self.file))?;
        let count = text.matches(&self.from).count();
        ensure!(count == 1, "{FILE}: `{}`: what is to be changed stands {count} times in {}", self.what, self.file);
        Ok(text.replace(&self.from, &self.to))
    }

    /// Returns what tells it from others, and from itself before it was written anew.
    fn mark(&self) -> String {
        format!("{:?}", (&self.file, &self.from, &self.to, &self.found_by))
    }
}

/// Checks that every leak still fits the source.
pub(crate) fn check(project: &Project) -> Result<()> {
    let list = List::read(project)?;
    list.leak.iter().try_for_each(|leak| leak.changed(project).map(drop))
}

/// Makes one leak after the other in a copy and sees whether its test finds it; what was found in an earlier run is not
/// tried again.
pub(crate) fn run(project: &Project, limit: Duration) -> Result<()> {
    let (began, list) = (Instant::now(), List::read(project)?);
    copy(project)?;
    let found = fs::read_to_string(project.path(STATE)).unwrap_or_default();
    let mut found: BTreeSet<String> = found.lines().map(str::to_owned).collect();
    let left: Vec<&Leak> = list.leak.iter().filter(|leak| !found.contains(&leak.mark())).collect();
    println!("{} leaks, {} of them found before", list.leak.len(), list.leak.len() - left.len());
    let tests: BTreeSet<&[String; 3]> = left.iter().map(|leak| &leak.found_by).collect();
    for test in tests {
        passes(project, test)?.then_some(()).with_context(|| format!("{test:?} fails where nothing leaks"))?;
    }
    let mut unfound = Vec::new();
    for (at, leak) in left.iter().enumerate() {
        if began.elapsed() > limit {
            println!("no more time; the next run goes on");
            break;
        }
        let place = project.path(COPY).join(&leak.file);
        fs::write(&place, leak.changed(project)?)?;
        let passed = passes(project, &leak.found_by).with_context(|| format!("with `{}`", leak.what));
        fs::copy(project.path(&leak.file), &place)?;
        let word = if passed? { "NOT FOUND" } else { "found" };
        println!("{} of {}: {}: {word} by {}", at + 1, left.len(), leak.what, leak.found_by[2]);
        if word == "found" {
            found.insert(leak.mark());
            fs::write(project.path(STATE), found.iter().map(|mark| format!("{mark}\n")).collect::<String>())?;
        } else {
            unfound.push(leak.what.as_str());
        }
    }
    if unfound.is_empty() { Ok(()) } else { bail!("{} leaks are not found: {}", unfound.len(), unfound.join("; ")) }
}

/// Builds a test in the copy, which has to succeed, and says whether it passes.
fn passes(project: &Project, [package, target, test]: &[String; 3]) -> Result<bool> {
    let cargo = |more: &[&str]| {
        let mut command = project.cargo(&["test", "--quiet", "--release", "--locked", "--package", package]);
        command.args(["--test", target]).args(more);
        // Elsewhere than all else, or what is built here would be taken for what is built there.
        command.current_dir(project.path(COPY)).env("CARGO_TARGET_DIR", project.path("target/leaks/target"));
        command
    };
    run_command(project, &mut cargo(&["--no-run"]), COMPILE_LIMIT)?;
    let listed = capture(project, &mut cargo(&["--", "--exact", test, "--list"]), TEST_LIMIT)?;
    ensure!(listed.contains(&format!("{test}: test")), "there is no test {test} in {target} of {package}");
    match run_command(project, &mut cargo(&["--", "--exact", test]), TEST_LIMIT) {
        Ok(()) => Ok(true),
        // That timed out, or that we were interrupted, says nothing.
        Err(error) if error.to_string().contains("ended with") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Copies what is tracked or about to be. What is the same stays as it is, or all would be compiled again.
fn copy(project: &Project) -> Result<()> {
    let mut command = project.command("git");
    command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = capture(project, &mut command, Duration::from_secs(30))?;
    for path in listed.split('\0').filter(|path| !path.is_empty() && project.path(path).is_file()) {
        let (from, to) = (project.path(path), project.path(COPY).join(path));
        fs::create_dir_all(to.parent().unwrap_or(Path::new(".")))?;
        if fs::read(&from)? != fs::read(&to).unwrap_or_default() {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leak(from: &str) -> Leak {
        let text = |text: &str| text.to_owned();
        let found_by = [text("p"), text("t"), text("n")];
        Leak { what: text("all"), file: text("xtask/src/leaks.rs"), from: text(from), to: text(""), found_by }
    }

    fn here() -> Project {
        Project::at(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap())
    }

    #[test]
    fn every_leak_fits_the_source() {
        check(&here()).unwrap();
        assert!(List::read(&here()).unwrap().leak.len() > 20);
    }

    #[test]
    fn a_leak_that_fits_nowhere_or_twice_is_refused() {
        let said = |from: &str| leak(from).changed(&here()).unwrap_err().to_string();
        assert!(said(&["nothing", "like", "this"].join(" ")).contains("stands 0 times"));
        assert!(said("fn ").contains(" times in xtask/src/leaks.rs"));
        assert!(!leak(&["fn ", "changed"].concat()).changed(&here()).unwrap().contains(&["fn ", "changed"].concat()));
    }

    #[test]
    fn a_leak_that_was_written_anew_is_another() {
        assert_ne!(leak("a").mark(), leak("b").mark());
        assert_eq!(leak("a").mark().lines().count(), 1);
    }
}
