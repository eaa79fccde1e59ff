//! Licences: every dependency is allowed by `licences.toml`, and `THIRD-PARTY.md` tells what is shipped.
//!
//! [`crates`], [`python`] and [`npm`] list packages, [`policy`] judges one expression, [`notices`] writes the page.

mod crates;
mod notices;
mod npm;
mod policy;
mod python;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use policy::Policy;

const NOTICES: &str = "THIRD-PARTY.md";

/// A dependency, wherever it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    name: String,
    version: String,
    /// Its licence as it declares it, meant to be an SPDX expression.
    expression: String,
    /// Whether it travels in the binary or the wheel.
    shipped: bool,
    /// Where its licence texts lie, for a shipped one.
    folder: Option<PathBuf>,
}

/// Checks every dependency, then writes the notices or, with `check`, fails when they are stale.
pub(crate) fn run(project: &Project, check: bool) -> Result<()> {
    let policy = Policy::read(&project.path(policy::FILE))?;
    let mut packages = crates::list(project)?;
    packages.extend(python::list(project, &policy)?);
    packages.extend(npm::list(project, &policy)?);
    judge(&packages, &policy)?;
    let shipped: Vec<_> = packages.iter().filter(|package| package.shipped).collect();
    println!("{} dependencies have an allowed licence, {} of them are shipped", packages.len(), shipped.len());

    let fresh = notices::render(&shipped, &policy)?;
    let path = project.path(NOTICES);
    if fs::read_to_string(&path).is_ok_and(|known| known == fresh) {
        println!("{NOTICES} is up to date");
        return Ok(());
    }
    if check {
        bail!("{NOTICES} is stale: run `make licences`");
    }
    fs::write(&path, fresh).with_context(|| format!("cannot write {NOTICES}"))?;
    println!("wrote {NOTICES}");
    Ok(())
}

fn judge(packages: &[Package], policy: &Policy) -> Result<()> {
    let findings: Vec<String> = packages
        .iter()
        .filter_map(|package| {
            let reason = policy.choose(&package.expression, package.shipped).err()?;
            Some(format!("{} {}: {reason:#}", package.name, package.version))
        })
        .collect();
    if findings.is_empty() { Ok(()) } else { bail!("{} findings\n{}", findings.len(), findings.join("\n")) }
}
