//! Child processes that end: each has a limit, and its whole family goes with it.
//!
//! Here belongs starting, watching and ending; what is run and why belongs to the verbs.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::project::Project;

/// How often a running child is looked at.
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// How long a family has to end by itself once asked.
pub(crate) const GRACE: Duration = Duration::from_secs(3);

/// Runs a command with our own output and fails unless it succeeds within `limit`.
///
/// # Errors
/// When the program cannot be started, fails, takes too long, or we are interrupted.
pub(crate) fn run(project: &Project, command: &mut Command, limit: Duration) -> Result<()> {
    let line = describe(project, command);
    println!("$ {line}");
    let mut child = spawn(command, &line)?;
    let status = wait(project, &mut child, limit, &line)?;
    ensure_success(status, &line)
}

/// Runs a command and returns what it printed to standard output.
///
/// # Errors
/// As [`run`], and when the output is not UTF-8.
pub(crate) fn capture(project: &Project, command: &mut Command, limit: Duration) -> Result<String> {
    let line = describe(project, command);
    let mut child = spawn(command.stdout(Stdio::piped()), &line)?;
    let mut pipe = child.stdout.take().context("standard output was asked for")?;
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).map(|_| bytes)
    });
    let status = wait(project, &mut child, limit, &line)?;
    // A grandchild that inherited the pipe would keep the reader waiting for ever.
    end_family(&mut child, Duration::ZERO);
    let bytes = reader.join().ok().context("the reader thread panicked")??;
    ensure_success(status, &line)?;
    String::from_utf8(bytes).with_context(|| format!("`{line}` printed something that is not UTF-8"))
}

fn spawn(command: &mut Command, line: &str) -> Result<Child> {
    // A group of its own lets us end grandchildren too; that takes it off the terminal, hence no standard input.
    command.stdin(Stdio::null()).process_group(0).spawn().with_context(|| format!("cannot start `{line}`"))
}

fn wait(project: &Project, child: &mut Child, limit: Duration, line: &str) -> Result<ExitStatus> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if project.interrupted() {
            end_family(child, GRACE);
            bail!("interrupted");
        }
        if started.elapsed() > limit {
            end_family(child, GRACE);
            bail!("`{line}` did not end within {} s", limit.as_secs());
        }
        thread::sleep(POLL_INTERVAL);
    }
}

/// Asks the child's process group to end, and after `grace` ends it.
pub(crate) fn end_family(child: &mut Child, grace: Duration) {
    let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else { return };
    // Errors mean that the group is gone already, which is what we want.
    let _ = kill_process_group(group, Signal::TERM);
    let asked = Instant::now();
    while asked.elapsed() < grace && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(POLL_INTERVAL);
    }
    let _ = kill_process_group(group, Signal::KILL);
    let _ = child.wait();
}

fn ensure_success(status: ExitStatus, line: &str) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("`{line}` ended with {status}")
}

/// Returns the command as one would type it in the root of the repository.
fn describe(project: &Project, command: &Command) -> String {
    let root = format!("{}/", project.root().display());
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words = words.map(|word| word.to_string_lossy().replace(&root, ""));
    let line = words.collect::<Vec<_>>().join(" ");
    // rustup's proxy hands us cargo's full path, which tells the reader nothing.
    match line.split_once("/cargo ") {
        Some((folder, rest)) if !folder.contains(' ') => format!("cargo {rest}"),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> Project {
        Project::at(std::path::Path::new("/"))
    }

    #[test]
    fn ends_a_command_and_its_children_at_the_limit() {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let started = Instant::now();
        let mut command = project().command("sh");
        command.args(["-c", "sleep 20 & wait"]).stderr(writer);
        let failure = run(&project(), &mut command, Duration::from_millis(100)).unwrap_err();
        assert!(failure.to_string().contains("did not end within"), "{failure}");
        // The pipe ends when its last holder is gone, and the grandchild is one.
        drop(command);
        reader.read_to_end(&mut Vec::new()).unwrap();
        assert!(started.elapsed() < Duration::from_secs(10), "the grandchild went on");
    }

    #[test]
    fn returns_what_a_command_printed() {
        let mut command = project().command("echo");
        let printed = capture(&project(), command.arg("hello"), Duration::from_secs(10)).unwrap();
        assert_eq!(printed, "hello\n");
    }

    #[test]
    fn names_the_command_that_failed() {
        let failure = run(&project(), &mut project().command("false"), Duration::from_secs(10)).unwrap_err();
        assert!(failure.to_string().contains("`false`"), "{failure}");
    }
}
