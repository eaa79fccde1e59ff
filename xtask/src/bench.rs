//! The benches: found where they live, run one in full or all in their short form.
//!
//! A bench is a file: `crates/X/benches/NAME.rs`, `python/benches/NAME.py` or `web/e2e/benches/NAME.mjs`. It learns
//! from the variable `CONVLOG_BENCH` (`short` or `full`) how thorough it may be, and prints its own table with its
//! baseline.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::browser;
use crate::build;
use crate::process::run as run_command;
use crate::project::Project;
use crate::stamp::files_below;

/// A full bench ends within this; so does a short one, usually in a tenth of it.
const LIMIT: Duration = Duration::from_mins(10);
const COMPILE_LIMIT: Duration = Duration::from_mins(20);

/// One file that measures something.
#[derive(Debug, PartialEq, Eq)]
struct Bench {
    name: String,
    kind: Kind,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// A bench target of this package.
    Rust(String),
    /// A program for the Python environment.
    Python,
    /// A program for Node, which drives a browser.
    Browser,
}

/// Runs the bench called `name` in full, or every bench in its short form.
pub(crate) fn run(project: &Project, name: Option<&str>) -> Result<()> {
    let mut benches = find(project.root())?;
    let form = if name.is_some() { "full" } else { "short" };
    if let Some(name) = name {
        let known: Vec<_> = benches.iter().map(|bench| bench.name.clone()).collect();
        benches.retain(|bench| bench.name == name);
        if benches.is_empty() {
            bail!("there is no bench named {name}; there are: {}", known.join(", "));
        }
    }
    build::run(project)?;
    let started = Instant::now();
    let mut failures = Vec::new();
    for bench in &benches {
        println!("\n=== {} ({form}) ===", bench.name);
        if let Err(error) = measure(project, bench, form) {
            println!("{}: {error:#}", bench.name);
            failures.push(bench.name.as_str());
        }
        if project.interrupted() {
            bail!("interrupted in {}", bench.name);
        }
    }
    println!("\n{} benches in {:.0} s", benches.len(), started.elapsed().as_secs_f64());
    if failures.is_empty() { Ok(()) } else { bail!("failed: {}", failures.join(", ")) }
}

fn measure(project: &Project, bench: &Bench, form: &str) -> Result<()> {
    let mut command = match &bench.kind {
        Kind::Rust(package) => {
            let arguments = ["bench", "--locked", "--package", package, "--bench", &bench.name];
            // Compiled beforehand, so that the limit is the measurement's own.
            let mut compile = project.cargo(&arguments);
            run_command(project, compile.arg("--no-run"), COMPILE_LIMIT)?;
            project.cargo(&arguments)
        }
        Kind::Python => project.venv("python", &[&format!("python/benches/{}.py", bench.name)]),
        Kind::Browser => {
            let mut node = project.command("node");
            node.arg(format!("web/e2e/benches/{}.mjs", bench.name)).env("CHROMIUM", browser::ensure(project)?);
            node
        }
    };
    run_command(project, command.env("CONVLOG_BENCH", form), LIMIT)
}

/// Returns every bench of the repository, ordered by where it lives.
fn find(root: &Path) -> Result<Vec<Bench>> {
    let mut benches = Vec::new();
    let mut packages: Vec<_> = fs::read_dir(root.join("crates"))?.collect::<Result<_, _>>()?;
    packages.sort_by_key(fs::DirEntry::file_name);
    for package in packages {
        let kind = || Kind::Rust(package.file_name().to_string_lossy().into_owned());
        collect(&package.path().join("benches"), "rs", kind, &mut benches)?;
    }
    collect(&root.join("python/benches"), "py", || Kind::Python, &mut benches)?;
    collect(&root.join("web/e2e/benches"), "mjs", || Kind::Browser, &mut benches)?;
    Ok(benches)
}

/// Adds the files directly in `folder`, and for Rust the folders with a `main.rs`; deeper ones and those with a leading
/// underscore are their parts.
fn collect(folder: &Path, extension: &str, kind: impl Fn() -> Kind, benches: &mut Vec<Bench>) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for file in files_below(folder, &["__pycache__"])? {
        let is_root = extension == "rs" && file.ends_with("main.rs") && file.parent() != Some(folder);
        let named = if is_root { file.parent().unwrap_or(folder) } else { &file };
        let stem = named.file_stem().and_then(|stem| stem.to_str()).context("a bench has a name")?;
        let is_bench = file.extension().is_some_and(|found| found == extension) && named.parent() == Some(folder);
        if is_bench && !stem.starts_with('_') {
            benches.push(Bench { name: stem.to_owned(), kind: kind() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_benches_of_every_language_and_leaves_out_their_parts() {
        let root = tempfile::tempdir().unwrap();
        for path in [
            "crates/convlog-client/benches/record.rs",
            "crates/convlog-client/benches/payload/mod.rs",
            "crates/convlog-store/benches/store/main.rs",
            "crates/convlog-store/benches/store/report.rs",
            "crates/convlog-client/src/lib.rs",
            "python/benches/log_call.py",
            "python/benches/_payloads.py",
            "web/e2e/benches/pages.mjs",
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let expected = [
            Bench { name: "record".to_owned(), kind: Kind::Rust("convlog-client".to_owned()) },
            Bench { name: "store".to_owned(), kind: Kind::Rust("convlog-store".to_owned()) },
            Bench { name: "log_call".to_owned(), kind: Kind::Python },
            Bench { name: "pages".to_owned(), kind: Kind::Browser },
        ];
        assert_eq!(find(root.path()).unwrap(), expected);
    }
}
