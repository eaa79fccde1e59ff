//! The rules of the repository that no compiler or linter knows.
//!
//! [`rules`], [`shipping`] and [`homes`] look at one file at a time, [`architecture`] at one page beside all names, and none
//! knows of the disk; [`exceptions`] reads `xtask/tidy.toml`, where each exception has a written reason; here they meet over
//! the files git knows.

mod architecture;
mod density;
mod exceptions;
mod homes;
mod rules;
mod shipping;

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::leaks;
use crate::process::capture;
use crate::project::Project;
use architecture::Member;
use density::Density;
use exceptions::Exceptions;
use rules::File;

/// Checks every file that is tracked or about to be, and fails with one line per finding.
pub(crate) fn run(project: &Project) -> Result<()> {
    let exceptions = Exceptions::read(&project.path(exceptions::FILE))?;
    let paths = paths(project)?;
    let mut findings = Vec::new();
    let mut members = Vec::new();
    let mut looked_at = 0;
    let mut density = Density::default();
    for path in &paths {
        let Some(text) = text(project, path)? else { continue };
        looked_at += 1;
        density.add(path, &text);
        let file = File { path, text: &text };
        findings.extend(rules::check(&file, &exceptions));
        findings.extend(shipping::check(&file));
        findings.extend(homes::check(&file));
        if path.ends_with("Cargo.toml") {
            members.extend(Member::read(&text).with_context(|| path.clone())?);
        }
    }
    let page = text(project, architecture::PAGE)?.context("ARCHITECTURE.md is not there")?;
    findings.extend(architecture::check(&page, &members, &paths));
    findings.extend(exceptions.stale(&paths));
    findings.extend(leaks::check(project).err().map(|error| format!("{error:#}")));
    println!("{looked_at} files checked");
    println!("documentation lines per 100 lines of code: {}", density.shown());
    if findings.is_empty() { Ok(()) } else { bail!("{} findings\n{}", findings.len(), findings.join("\n")) }
}

fn paths(project: &Project) -> Result<Vec<String>> {
    let mut command = project.command("git");
    command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = capture(project, &mut command, Duration::from_secs(30))?;
    Ok(listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// Returns the text of a file, or nothing for a binary one and for one that is about to be removed.
fn text(project: &Project, path: &str) -> Result<Option<String>> {
    let path = project.path(path);
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')))
}
