//! The packages of the web app, as its lock file and their own metadata describe them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use super::Package;
use super::policy::Policy;
use crate::project::Project;
use crate::web;

/// The part of `package-lock.json` that says what is installed where.
#[derive(Debug, Deserialize)]
struct Lock {
    packages: BTreeMap<String, Locked>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Locked {
    #[serde(default)]
    version: String,
    #[serde(default)]
    dev: bool,
    /// Wanted by a tool of development, or by a package of ours that can do without it.
    #[serde(default)]
    dev_optional: bool,
}

#[derive(Debug, Deserialize)]
struct Manifest {
    /// An SPDX expression; in old packages an object that holds one.
    #[serde(default)]
    license: Value,
}

/// Returns every installed package; what is no tool of development may end up in the bundle and counts as shipped.
pub(super) fn list(project: &Project, policy: &Policy) -> Result<Vec<Package>> {
    web::ensure(project)?;
    let folder = project.path("web");
    let lock = fs::read_to_string(folder.join("package-lock.json")).context("cannot read web/package-lock.json")?;
    packages(&folder, &lock, policy)
}

fn packages(folder: &Path, lock: &str, policy: &Policy) -> Result<Vec<Package>> {
    let lock: Lock = serde_json::from_str(lock).context("web/package-lock.json is not as expected")?;
    let mut packages = Vec::new();
    for (place, locked) in lock.packages {
        // The app itself has an empty place, and what is made for another platform is not installed.
        let Some((_, name)) = place.rsplit_once("node_modules/") else { continue };
        let folder = folder.join(&place);
        let Ok(manifest) = fs::read_to_string(folder.join("package.json")) else { continue };
        let manifest: Manifest = serde_json::from_str(&manifest).with_context(|| format!("{place}/package.json"))?;
        packages.push(Package {
            expression: policy.clarified(name).map_or_else(|| expression(&manifest.license), str::to_owned),
            shipped: !locked.dev && !locked.dev_optional,
            folder: Some(folder),
            name: name.to_owned(),
            version: locked.version,
        });
    }
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    packages.dedup_by(|a, b| a.name == b.name && a.version == b.version && a.shipped == b.shipped);
    Ok(packages)
}

fn expression(license: &Value) -> String {
    license.as_str().or_else(|| license["type"].as_str()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ships_what_is_no_tool_and_leaves_out_what_is_not_installed() {
        let folder = tempfile::tempdir().unwrap();
        for (place, manifest) in [
            ("node_modules/@scope/shipped", r#"{"license":"MIT"}"#),
            ("node_modules/tool", r#"{"license":{"type":"ISC"}}"#),
            ("node_modules/tool/node_modules/inner", "{}"),
        ] {
            fs::create_dir_all(folder.path().join(place)).unwrap();
            fs::write(folder.path().join(place).join("package.json"), manifest).unwrap();
        }
        let lock = r#"{"packages": {"": {"version": "0.0.0"}, "node_modules/@scope/shipped": {"version": "1.0.0"},
            "node_modules/tool": {"version": "2.0.0", "dev": true}, "node_modules/elsewhere": {"version": "3.0.0"},
            "node_modules/tool/node_modules/inner": {"version": "4.0.0", "devOptional": true}}}"#;
        let policy = Policy::parse("[shipped]\nallow = []\n[development]\nallow = []\n").unwrap();
        let found = packages(folder.path(), lock, &policy).unwrap();
        let found: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.expression.as_str(), one.shipped)).collect();
        assert_eq!(found, [("@scope/shipped", "MIT", true), ("inner", "", false), ("tool", "ISC", false)]);
    }
}
