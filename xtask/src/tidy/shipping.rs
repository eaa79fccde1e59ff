//! What ships is built from one code: nothing that exists for tests is in it, and nothing that a test's build turns on
//! changes it.

use super::rules::File;

/// Crates that only tests, benches and campaigns are made of. All others ship.
const NEVER_SHIPPED: &[&str] =
    &["convlog-conformance", "convlog-fault-simulation", "convlog-loadtest", "convlog-privacy-simulation"];
/// The features that crates of ours may have, each with the manifest that declares it. It says for which Pythons the
/// extension is built.
const FEATURES: &[(&str, &str)] = &[("python/", "abi3")];
/// Conditions under which a test's build would be another than the release.
const CONDITIONS: &[&str] =
    &["cfg!(test)", "not(test)", "debug_assertions", "cfg!(feature", "cfg(feature", "not(feature"];
/// What only a hook for tests is called.
const HOOK: &str = "planted";

/// Returns one line for each place of a file that ships in which something is there for tests alone.
pub(super) fn check(file: &File<'_>) -> Vec<String> {
    let Some(root) = root(file.path) else { return Vec::new() };
    if file.path == format!("{root}Cargo.toml") {
        return manifest(root, file);
    }
    if !file.path.starts_with(&format!("{root}src/")) || !file.path.ends_with(".rs") {
        return Vec::new();
    }
    let lines = file.text.lines().zip(1..).filter_map(|(line, number)| Some((condition(root, line)?, number)));
    lines.map(|(said, number)| format!("{}:{number}: {said}", file.path)).collect()
}

/// Returns the folder of the crate that a file is of, if that ships.
pub(super) fn root(path: &str) -> Option<&str> {
    if path.starts_with("python/") {
        return Some("python/");
    }
    let name = path.strip_prefix("crates/")?.split('/').next()?;
    (!NEVER_SHIPPED.contains(&name)).then(|| &path[.."crates/".len() + name.len() + 1])
}

fn condition(root: &str, line: &str) -> Option<String> {
    if line.to_ascii_lowercase().contains(HOOK) {
        return Some(format!("`{HOOK}` is for tests, which bring their faults in from outside"));
    }
    let found = CONDITIONS.iter().find(|condition| line.contains(**condition))?;
    let is_known = FEATURES.iter().any(|(of, name)| *of == root && line.contains(&format!("feature = \"{name}\"")));
    (!is_known).then(|| format!("`{found}` makes what tests build another than what ships"))
}

fn manifest(root: &str, file: &File<'_>) -> Vec<String> {
    let mut section = "";
    let findings = file.text.lines().zip(1..).filter_map(|(line, number)| {
        if line.starts_with('[') {
            section = line;
        }
        let name = line.split(['=', '.', ' ']).next().unwrap_or_default().trim_matches('"');
        let said = match section {
            "[features]" if !name.is_empty() && !name.starts_with(['[', '#']) => {
                let is_known = FEATURES.contains(&(root, name));
                (!is_known).then(|| format!("a feature of what ships: `{name}` is in no list of xtask's"))
            }
            _ if section.contains("dev-dependencies") => None,
            _ => {
                let table = line.strip_prefix('[').and_then(|line| line.trim_end_matches(']').rsplit('.').next());
                let named = NEVER_SHIPPED.iter().find(|it| **it == table.unwrap_or(name));
                named.map(|named| format!("{named} is for tests, and this ships"))
            }
        };
        said.map(|said| format!("{}:{number}: {said}", file.path))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&File { path, text })
    }

    #[track_caller]
    fn finds(path: &str, text: &str, said: &str) {
        let found = found(path, text);
        assert!(found.len() == 1 && found[0].contains(said), "{found:?}");
    }

    #[test]
    fn finds_features_of_what_ships() {
        let declared = "[features]\n# For tests.\ngate-off = []\n\n[dependencies]\n";
        finds("crates/convlog-store/Cargo.toml", declared, "Cargo.toml:3: a feature of what ships: `gate-off`");
        finds("python/Cargo.toml", declared, "`gate-off`");
        assert!(found("python/Cargo.toml", "[features]\nabi3 = [\"pyo3/abi3-py311\"]\n").is_empty());
        assert!(found("crates/convlog-privacy-simulation/Cargo.toml", declared).is_empty());
    }

    #[test]
    fn finds_crates_for_tests_in_what_ships() {
        let path = "crates/convlog-server/Cargo.toml";
        for section in ["dependencies", "build-dependencies", "target.'cfg(unix)'.dependencies"] {
            finds(
                path,
                &format!("[{section}]\nconvlog-privacy-simulation.workspace = true\n"),
                "convlog-privacy-simulation is for tests",
            );
        }
        finds(
            path,
            "[dependencies.convlog-fault-simulation]\nworkspace = true\n",
            "convlog-fault-simulation is for tests",
        );
        finds(path, "[dependencies]\n\"convlog-conformance\" = { path = \"x\" }\n", "convlog-conformance is for tests");
        assert!(found(path, "[dev-dependencies]\nconvlog-privacy-simulation.workspace = true\n").is_empty());
        assert!(
            found(
                "crates/convlog-fault-simulation/Cargo.toml",
                "[dependencies]\nconvlog-privacy-simulation.workspace = true\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn finds_conditions_that_only_tests_set() {
        let path = "crates/convlog-store/src/visibility.rs";
        for line in [
            "#[cfg(feature = \"leaks\")]",
            "if cfg!(feature = \"leaks\") {",
            "#[cfg(all(unix, not(feature = \"leaks\")))]",
            "let gate = !cfg!(test);",
            "#[cfg(not(test))]",
            "if cfg!(debug_assertions) {",
        ] {
            finds(path, line, "another than what ships");
            assert!(found("crates/convlog-privacy-simulation/src/lib.rs", line).is_empty());
            assert!(found("crates/convlog-store/tests/it/main.rs", line).is_empty());
        }
        finds("python/src/lib.rs", "#[cfg(feature = \"leaks\")]", "another than what ships");
        assert!(found("python/src/abi.rs", "#[cfg(not(feature = \"abi3\"))]").is_empty());
        assert!(found(path, "#[cfg(test)]\nmod tests {\n#[cfg(unix)]\n").is_empty());
    }

    #[test]
    fn finds_hooks_for_tests() {
        finds("crates/convlog-core/src/merge.rs", "if is_planted(Leak::CutMark) {", "`planted` is for tests");
        finds("crates/convlog-core/src/lib.rs", "pub mod planted;", "`planted` is for tests");
        assert!(found("docs/proofs.md", "planted").is_empty());
    }
}
