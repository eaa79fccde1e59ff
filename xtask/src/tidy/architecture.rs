//! ARCHITECTURE.md says what is so: which crates there are, what each depends on, and which file is where.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

/// The page.
pub(super) const PAGE: &str = "ARCHITECTURE.md";

/// A crate, as its manifest has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Member {
    name: String,
    /// Which crates of ours it is built on, without what they all begin with.
    depends_on: BTreeSet<String>,
}

impl Member {
    /// Reads a manifest; nothing of one that describes no crate.
    pub(super) fn read(manifest: &str) -> Result<Option<Member>> {
        let manifest: toml::Table = toml::from_str(manifest).context("a manifest is no TOML")?;
        let name = manifest.get("package").and_then(|package| package.get("name")?.as_str());
        let depends_on = manifest.get("dependencies").and_then(toml::Value::as_table).into_iter().flatten();
        let depends_on = depends_on.filter_map(|(name, _)| name.strip_prefix("convlog-").map(str::to_owned));
        Ok(name.map(|name| Member { name: name.to_owned(), depends_on: depends_on.collect() }))
    }
}

/// Returns one line for each crate that the page's table lacks or has with other dependencies, for each file that it names
/// and that is not there, and for each file at the top of a crate that its section does not name. The heading of a section
/// names the folders that it is about.
pub(super) fn check(page: &str, members: &[Member], paths: &[String]) -> Vec<String> {
    let mut findings: Vec<String> = members.iter().filter_map(|member| row(page, member)).collect();
    findings.extend(gone(page, &mut paths.iter().map(String::as_str)));
    for section in page.split("\n### ").skip(1) {
        let section = section.split("\n## ").next().unwrap_or_default();
        let roots: Vec<String> = quoted(section.lines().next().unwrap_or_default()).map(root).collect();
        let within = |path: &&str| roots.iter().any(|root| path.starts_with(root.as_str()));
        if !roots.is_empty() {
            findings.extend(gone(section, &mut paths.iter().map(String::as_str).filter(within)));
        }
        let names: BTreeSet<&str> = quoted(section).collect();
        for path in paths {
            let name = roots.iter().find_map(|root| path.strip_prefix(root.as_str())?.strip_prefix("src/"));
            let name = name.filter(|name| name.ends_with(".rs") && !name.contains('/'));
            if name.is_some_and(|name| !matches!(name, "lib.rs" | "main.rs") && !names.contains(name)) {
                findings.push(format!("{PAGE}: {path} is not in its section"));
            }
        }
    }
    findings.sort();
    findings.dedup();
    findings
}

/// Returns one line for each file that a text names and that is not among some.
fn gone(text: &str, paths: &mut dyn Iterator<Item = &str>) -> Vec<String> {
    let paths: Vec<&str> = paths.collect();
    let is_there = |name: &str| paths.iter().any(|path| *path == name || path.ends_with(&format!("/{name}")));
    let gone = quoted(text).filter(|name| is_file(name) && !is_there(name));
    gone.map(|name| format!("{PAGE}: there is no `{name}`")).collect()
}

/// Says what is wrong with a crate's row.
fn row(page: &str, member: &Member) -> Option<String> {
    let begin = format!("| `{}` |", member.name);
    let Some(row) = page.lines().find(|line| line.starts_with(&begin)) else {
        return Some(format!("{PAGE}: `{}` is not in the table of crates", member.name));
    };
    let last = row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap_or_default();
    let said: BTreeSet<&str> = last.split(',').map(str::trim).filter(|name| *name != "–").collect();
    let is_so = member.depends_on.iter().map(String::as_str).eq(said);
    let is: Vec<&str> = member.depends_on.iter().map(String::as_str).collect();
    (!is_so).then(|| format!("{PAGE}: `{}` depends on {}", member.name, is.join(", ")))
}

/// Returns the folder that a section is about.
fn root(name: &str) -> String {
    if name.ends_with('/') { name.to_owned() } else { format!("crates/{name}/") }
}

fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

fn is_file(name: &str) -> bool {
    let is_name = |char: char| char.is_ascii_alphanumeric() || "_-./".contains(char);
    name.chars().all(is_name) && [".rs", ".py", ".ts", ".json"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str =
        "| `convlog-a` | first | – |\n| `convlog-b` | second | a |\n\n### `convlog-b`: more\n`c.rs`, `d/e.rs`";

    fn found(page: &str) -> Vec<String> {
        let manifest = |name: &str, rest: &str| format!("[package]\nname = \"{name}\"\n[dependencies]\n{rest}");
        let members = [manifest("convlog-a", "serde = \"1\""), manifest("convlog-b", "convlog-a.workspace = true")];
        let members = members.map(|manifest| Member::read(&manifest).unwrap().unwrap());
        let paths = ["b/src/lib.rs", "b/src/c.rs", "b/src/d/e.rs", "b/src/d/f.rs", "a/src/a.rs"];
        let paths = paths.map(|name| format!("crates/convlog-{name}"));
        check(page, &members, &paths)
    }

    #[test]
    fn nothing_is_found_where_everything_is_so() {
        assert_eq!(found(WHOLE), [""; 0]);
        assert_eq!(Member::read("[workspace]").unwrap(), None);
    }

    #[test]
    fn finds_crates_and_arrows_that_are_not_so() {
        let lacking = WHOLE.replace("| `convlog-a` | first | – |", "");
        assert_eq!(found(&lacking), ["ARCHITECTURE.md: `convlog-a` is not in the table of crates"]);
        for said in ["–", "a, c", "c"] {
            let page = WHOLE.replace("second | a |", &format!("second | {said} |"));
            assert_eq!(found(&page), ["ARCHITECTURE.md: `convlog-b` depends on a"], "{said}");
        }
    }

    #[test]
    fn finds_files_that_are_gone_and_such_that_are_not_named() {
        assert_eq!(found(&WHOLE.replace("d/e.rs", "d/g.rs")), ["ARCHITECTURE.md: there is no `d/g.rs`"]);
        let elsewhere = found(&WHOLE.replace("d/e.rs", "a.rs"));
        assert_eq!(elsewhere, ["ARCHITECTURE.md: there is no `a.rs`"], "in this section");
        let unnamed = WHOLE.replace("`c.rs`, ", "");
        assert_eq!(found(&unnamed), ["ARCHITECTURE.md: crates/convlog-b/src/c.rs is not in its section"]);
    }
}
