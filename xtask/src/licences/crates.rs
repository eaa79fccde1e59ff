//! The crates we depend on, as cargo knows them, and which of them end up in what we ship.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Package;
use crate::process::capture;
use crate::project::Project;

/// Fixed, so that the notices are the same wherever they are written.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";
/// Lists every crate that is built for whatever reason, tests included.
const ALL: &[&str] = &["metadata", "--format-version", "1", "--locked", "--filter-platform", PLATFORM];
/// Lists what is linked into the service and the extension, with the features they ask for. A procedural macro runs in
/// the compiler and stays there, and so does what it is made of.
const LINKED: &[&str] = &[
    "tree",
    "--locked",
    "--target",
    PLATFORM,
    "--package",
    "convlog",
    "--package",
    "convlog-python",
    "--edges",
    "normal,no-proc-macro",
    "--prefix",
    "none",
    "--format",
    "{p}",
];

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
    workspace_members: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Crate {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    manifest_path: PathBuf,
}

/// The name and version of a crate.
type Release = (String, String);

/// Returns every crate of the lock file that our platform uses, our own left out.
pub(super) fn list(project: &Project) -> Result<Vec<Package>> {
    let limit = Duration::from_mins(5);
    let metadata = capture(project, &mut project.cargo(ALL), limit)?;
    let metadata: Metadata = serde_json::from_str(&metadata).context("cargo metadata is not as expected")?;
    let linked = releases(&capture(project, &mut project.cargo(LINKED), limit)?);
    Ok(packages(metadata, &linked))
}

fn packages(metadata: Metadata, linked: &BTreeSet<Release>) -> Vec<Package> {
    let members: BTreeSet<_> = metadata.workspace_members.into_iter().collect();
    let foreign = metadata.packages.into_iter().filter(|package| !members.contains(&package.id));
    let mut packages: Vec<_> = foreign
        .map(|package| Package {
            shipped: linked.contains(&(package.name.clone(), package.version.clone())),
            name: package.name,
            version: package.version,
            expression: package.license.unwrap_or_default(),
            folder: package.manifest_path.parent().map(PathBuf::from),
        })
        .collect();
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    packages
}

/// Reads lines such as `serde v1.0.229 (*)`.
fn releases(tree: &str) -> BTreeSet<Release> {
    let release = |line: &str| {
        let (name, rest) = line.split_once(" v")?;
        let version = rest.split(' ').next()?;
        Some((name.to_owned(), version.to_owned()))
    };
    tree.lines().filter_map(release).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ships_what_is_linked_and_leaves_out_our_own() {
        let package = |name: &str| {
            format!(
                r#"{{"id":"{name}","name":"{name}","version":"1.0.0","license":"MIT","manifest_path":"/r/{name}/Cargo.toml"}}"#
            )
        };
        let text = format!(
            r#"{{"packages":[{},{},{}],"workspace_members":["convlog"]}}"#,
            package("tested-with"),
            package("convlog"),
            package("linked")
        );
        let linked = releases("convlog v1.0.0 (/r/convlog)\nlinked v1.0.0\n\nlinked v1.0.0 (*)\ntested-with v0.9.0\n");
        let found = packages(serde_json::from_str(&text).unwrap(), &linked);
        let found: Vec<_> = found.iter().map(|package| (package.name.as_str(), package.shipped)).collect();
        assert_eq!(found, [("linked", true), ("tested-with", false)]);
    }
}
