//! What one file knows and all others ask it: a word by which the knowledge would be found elsewhere.

use super::rules::File;
use super::shipping;

/// Quoted words, each with the only file of what ships in which it may stand.
const HOMES: &[(&str, &str)] = &[("outbound", "crates/convlog-core/src/schema/caller.rs")];

/// Returns one line for each place in which a file that ships has the knowledge of another.
pub(super) fn check(file: &File<'_>) -> Vec<String> {
    let is_code = file.path.ends_with(".rs") || file.path.ends_with(".py");
    let is_test = file.path.contains("/tests/") || file.path.ends_with("/tests.rs") || file.path.contains("/benches/");
    if !is_code || is_test || shipping::root(file.path).is_none() {
        return Vec::new();
    }
    let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
    // A type for callers says which texts there are, and nothing of what they mean.
    let lines = code.lines().zip(1..).filter(|(line, _)| !line.contains("Literal[")).filter_map(|(line, number)| {
        let is_quoted =
            |word: &str| ["\"", "\\\"", "'"].iter().any(|quote| line.contains(&format!("{quote}{word}{quote}")));
        let (word, home) = HOMES.iter().find(|(word, home)| file.path != *home && is_quoted(word))?;
        Some(format!("{}:{number}: `{word}` is what {home} knows; ask it", file.path))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_another_file_knows() {
        let found = |path: &str, text: &str| check(&File { path, text });
        let store = "crates/convlog-store/src/search.rs";
        for line in ["if side == \"outbound\" {", "(_, Some(\"\\\"outbound\\\"\"))", "side == 'outbound'"] {
            assert_eq!(
                found(store, &format!("\n{line}\n")),
                [format!("{store}:2: `outbound` is what {} knows; ask it", HOMES[0].1)]
            );
            assert_eq!(found(HOMES[0].1, line), [""; 0]);
            for path in [
                "crates/convlog-core/src/merge/tests.rs",
                "crates/convlog-privacy-simulation/src/world.rs",
                "docs/a.py",
            ] {
                assert_eq!(found(path, line), [""; 0], "{path}");
            }
        }
        assert_eq!(found("python/convlog/_types.py", "Direction = Literal[\"inbound\", \"outbound\"]\n"), [""; 0]);
        assert_eq!(found(store, "/// Inbound, or `outbound`.\nlet words = \"outbound calls\";\n"), [""; 0]);
        assert_eq!(found(store, "#[cfg(test)]\nmod tests { \"outbound\" }\n"), [""; 0]);
    }
}
