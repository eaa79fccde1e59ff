//! How much documentation the crates have: reported, and nothing is enforced.

use std::collections::BTreeMap;

/// Lines of documentation and of code, by crate.
#[derive(Debug, Default)]
pub(crate) struct Density(BTreeMap<String, (usize, usize)>);

impl Density {
    /// Counts a file, if it is code of a crate and no test.
    pub(crate) fn add(&mut self, path: &str, text: &str) {
        let Some((name, file)) = path.strip_prefix("crates/").and_then(|rest| rest.split_once("/src/")) else { return };
        if !file.ends_with(".rs") || file.ends_with("tests.rs") {
            return;
        }
        let (documentation, code) = self.0.entry(name.to_owned()).or_default();
        for line in text.lines().map(str::trim_start).take_while(|line| *line != "#[cfg(test)]") {
            if line.starts_with("///") || line.starts_with("//!") {
                *documentation += 1;
            } else if !line.is_empty() && !line.starts_with("//") {
                *code += 1;
            }
        }
    }

    /// Returns the figures in one line.
    pub(crate) fn shown(&self) -> String {
        let shown = self.0.iter().map(|(name, (documentation, code))| {
            format!("{} {}", name.trim_start_matches("convlog-"), documentation * 100 / (*code).max(1))
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_documentation_and_code_of_a_crate_without_its_tests() {
        let mut density = Density::default();
        let text = "//! A page.\n\n/// One.\nfn one() {\n    // Why.\n}\nfn two() {}\n\n#[cfg(test)]\nmod tests {}\n";
        density.add("crates/convlog-core/src/lib.rs", text);
        density.add("crates/convlog-core/tests/it.rs", "fn three() {}\n");
        density.add("xtask/src/main.rs", "fn four() {}\n");
        assert_eq!(density.shown(), "core 66");
    }
}
