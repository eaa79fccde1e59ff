//! Exceptions to the tidy rules: `xtask/tidy.toml`, a path and a written reason each.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// Where the exceptions are written, seen from the root.
pub(crate) const FILE: &str = "xtask/tidy.toml";

/// The content of the file. A key that ends in a slash stands for everything below that folder.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exceptions {
    /// Files that may be longer than the limit.
    #[serde(default)]
    long: BTreeMap<String, String>,
    /// Files compared byte for byte, where white space is content.
    #[serde(default)]
    verbatim: BTreeMap<String, String>,
}

impl Exceptions {
    /// Reads the file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {FILE}"))?;
        toml::from_str(&text).with_context(|| format!("{FILE} is not as expected"))
    }

    pub(super) fn may_be_long(&self, path: &str) -> bool {
        covers(&self.long, path)
    }

    pub(super) fn is_verbatim(&self, path: &str) -> bool {
        covers(&self.verbatim, path)
    }

    /// Returns a finding for each exception without a reason or without a file.
    pub(super) fn stale(&self, paths: &[String]) -> Vec<String> {
        let all = self.long.iter().chain(&self.verbatim);
        let findings = all.filter_map(|(pattern, reason)| {
            if reason.trim().is_empty() {
                return Some(format!("{FILE}: {pattern} needs a written reason"));
            }
            let used = paths.iter().any(|path| matches(pattern, path));
            (!used).then(|| format!("{FILE}: {pattern} is no file of ours any more"))
        });
        findings.collect()
    }
}

fn covers(patterns: &BTreeMap<String, String>, path: &str) -> bool {
    patterns.keys().any(|pattern| matches(pattern, path))
}

fn matches(pattern: &str, path: &str) -> bool {
    path == pattern || (pattern.ends_with('/') && path.starts_with(pattern))
}

#[cfg(test)]
pub(super) fn parse(text: &str) -> Exceptions {
    toml::from_str(text).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_needs_a_reason_and_a_file() {
        let exceptions = parse("[long]\n'a.rs' = ' '\n'gone.rs' = 'generated'\n'docs/' = 'generated'");
        let findings = exceptions.stale(&["a.rs".to_owned(), "docs/x.md".to_owned()]);
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert!(findings[0].contains("a.rs needs a written reason"));
        assert!(findings[1].contains("gone.rs is no file of ours"));
    }

    #[test]
    fn a_folder_covers_what_is_below_it_and_no_neighbour() {
        let exceptions = parse("[verbatim]\n'tests/fixtures/' = 'compared byte for byte'");
        assert!(exceptions.is_verbatim("tests/fixtures/a.json"));
        assert!(!exceptions.is_verbatim("tests/fixtures.rs"));
    }
}
