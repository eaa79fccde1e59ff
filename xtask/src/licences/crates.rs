//! The crates we depend on, as cargo knows them, and which of them end up in what we ship.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Package;
use crate::process::capture;
use crate::project::Project;

/// The packages whose code travels: the service and the Python extension.
const SHIPPED_ROOTS: &[&str] = &["convlog", "convlog-python"];
/// Fixed, so that the notices are the same wherever they are written.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Crate {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Debug, Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Debug, Deserialize)]
struct DependencyKind {
    /// Nothing for a normal dependency, else "dev" or "build".
    kind: Option<String>,
}

/// Returns every crate of the lock file that our platform uses, our own left out.
pub(super) fn list(project: &Project) -> Result<Vec<Package>> {
    let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", PLATFORM];
    let printed = capture(project, &mut project.cargo(&arguments), Duration::from_mins(5))?;
    let metadata: Metadata = serde_json::from_str(&printed).context("cargo metadata is not as expected")?;
    Ok(packages(&metadata))
}

fn packages(metadata: &Metadata) -> Vec<Package> {
    let shipped = shipped(metadata);
    let members: BTreeSet<_> = metadata.workspace_members.iter().collect();
    let foreign = metadata.packages.iter().filter(|package| !members.contains(&package.id));
    let mut packages: Vec<_> = foreign
        .map(|package| Package {
            name: package.name.clone(),
            version: package.version.clone(),
            expression: package.license.clone().unwrap_or_default(),
            shipped: shipped.contains(package.id.as_str()),
            folder: package.manifest_path.parent().map(PathBuf::from),
        })
        .collect();
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    packages
}

/// Follows normal dependencies from what we ship. A procedural macro runs in the compiler and stays there.
fn shipped(metadata: &Metadata) -> BTreeSet<&str> {
    let crates: BTreeMap<&str, &Crate> = metadata.packages.iter().map(|found| (found.id.as_str(), found)).collect();
    let nodes: BTreeMap<&str, &Node> = metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let is_macro = |id: &str| {
        crates.get(id).is_some_and(|found| found.targets.iter().any(|t| t.kind.contains(&"proc-macro".to_owned())))
    };
    let roots = metadata.packages.iter().filter(|found| SHIPPED_ROOTS.contains(&found.name.as_str()));
    let mut open: Vec<&str> = roots.map(|found| found.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if is_macro(id) || !seen.insert(id) {
            continue;
        }
        let dependencies = nodes.get(id).into_iter().flat_map(|node| &node.deps);
        let normal = dependencies.filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind.is_none()));
        open.extend(normal.map(|dependency| dependency.pkg.as_str()));
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ships_normal_dependencies_and_neither_macros_nor_what_builds_or_tests() {
        let package = |name: &str, kind: &str| {
            format!(
                r#"{{"id":"{name}","name":"{name}","version":"1.0.0","license":"MIT","manifest_path":"/r/{name}/Cargo.toml",
                "targets":[{{"kind":["{kind}"]}}]}}"#
            )
        };
        let dependency = |name: &str, kind: &str| format!(r#"{{"pkg":"{name}","dep_kinds":[{{"kind":{kind}}}]}}"#);
        let text = format!(
            r#"{{"packages":[{},{},{},{},{},{}],"workspace_members":["convlog"],"resolve":{{"nodes":[
            {{"id":"convlog","deps":[{},{},{},{}]}},{{"id":"macro","deps":[{}]}}]}}}}"#,
            package("convlog", "bin"),
            package("linked", "lib"),
            package("macro", "proc-macro"),
            package("below-macro", "lib"),
            package("tested-with", "lib"),
            package("built-with", "lib"),
            dependency("linked", "null"),
            dependency("macro", "null"),
            dependency("tested-with", "\"dev\""),
            dependency("built-with", "\"build\""),
            dependency("below-macro", "null"),
        );
        let found = packages(&serde_json::from_str(&text).unwrap());
        assert_eq!(found.len(), 5);
        let shipped: Vec<_> = found.iter().filter(|package| package.shipped).map(|package| &package.name).collect();
        assert_eq!(shipped, ["linked"]);
    }
}
