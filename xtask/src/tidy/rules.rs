//! The rules themselves: pure functions from one file to its findings.

use super::exceptions::Exceptions;

/// A file longer than this is asked whether it is two.
const LINES_MAX: usize = 400;
/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "base", "impl"];
/// Marks of unfinished work. Written in two halves, for this file is checked too.
const LEFTOVERS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];
/// Where somebody's own machine keeps things.
const DEVELOPER_PATHS: &[&str] =
    &[concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/Us", "ers/")];
/// Ways to leave a test out without anybody noticing.
const SKIPPED_TESTS: &[&str] = &[
    concat!("#[ig", "nore"),
    concat!("#[should", "_panic"),
    concat!("pytest.mark.", "skip"),
    concat!("pytest.mark.", "xfail"),
    concat!("pytest.", "skip("),
    concat!("test.", "skip("),
    concat!("it.", "skip("),
    concat!("describe.", "skip("),
    concat!("test.", "only("),
    concat!("it.", "only("),
    concat!("describe.", "only("),
];
/// The one source cargo writes for every published crate, wherever it is really fetched from.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// One file as the rules see it.
pub(crate) struct File<'a> {
    /// Its path from the root, with forward slashes.
    pub(crate) path: &'a str,
    /// All of its text.
    pub(crate) text: &'a str,
}

/// Returns one line for each rule that the file breaks, `path:line: sentence`.
pub(crate) fn check(file: &File<'_>, exceptions: &Exceptions) -> Vec<String> {
    let mut findings = Vec::new();
    findings.extend(length(file, exceptions));
    findings.extend(names(file));
    findings.extend(component_name(file.path));
    findings.extend(ending(file, exceptions));
    for (index, line) in file.text.split_terminator('\n').enumerate() {
        let rules = [
            leftovers(file.path, line, exceptions),
            module_name(file.path, line),
            developer_path(line),
            skipped_test(file.path, line),
            registry(file.path, line),
            trailing_space(file.path, line, exceptions),
        ];
        findings.extend(rules.into_iter().flatten().map(|said| format!("{}:{}: {said}", file.path, index + 1)));
    }
    findings
}

fn length(file: &File<'_>, exceptions: &Exceptions) -> Option<String> {
    let lines = file.text.lines().count();
    let allowed = lines <= LINES_MAX || exceptions.may_be_long(file.path) || exceptions.is_verbatim(file.path);
    (!allowed).then(|| format!("{}: {lines} lines, at most {LINES_MAX} without a reason in xtask/tidy.toml", file.path))
}

fn names(file: &File<'_>) -> Option<String> {
    let mut parts = file.path.split('/').map(|part| part.split_once('.').map_or(part, |(stem, _)| stem));
    let name = parts.find(|part| EMPTY_NAMES.contains(part))?;
    Some(format!("{}: `{name}` says nothing about what is inside", file.path))
}

/// Files of components are named like components, all other code of the web app is not.
fn component_name(path: &str) -> Option<String> {
    let name = path.strip_prefix("web/src/")?.rsplit('/').next()?;
    let is_upper = name.starts_with(|first: char| first.is_ascii_uppercase());
    if name.ends_with(".tsx") && !is_upper && name != "main.tsx" {
        return Some(format!("{path}: a file of components is named like one, with a capital letter"));
    }
    let is_plain = name.ends_with(".ts") && !name.ends_with(".test.ts") && !name.ends_with(".d.ts");
    (is_plain && is_upper).then(|| format!("{path}: only files of components begin with a capital letter"))
}

fn module_name(path: &str, line: &str) -> Option<String> {
    if !path.ends_with(".rs") {
        return None;
    }
    let rest = line.trim_start();
    let rest = rest.strip_prefix("pub").map_or(rest, |rest| rest.trim_start_matches(|c: char| c != ' ').trim_start());
    let name = rest.strip_prefix("mod ")?.trim_end_matches([';', '{', ' ', '}']);
    EMPTY_NAMES.contains(&name).then(|| format!("a module named `{name}` says nothing about what is inside"))
}

fn leftovers(path: &str, line: &str, exceptions: &Exceptions) -> Option<String> {
    if exceptions.is_verbatim(path) {
        return None;
    }
    let word = LEFTOVERS.iter().find(|word| contains_word(line, word))?;
    Some(format!("{word} is unfinished work: finish it or file an issue"))
}

fn contains_word(line: &str, word: &str) -> bool {
    let in_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word)
        .any(|(at, _)| !in_word(line[..at].chars().next_back()) && !in_word(line[at + word.len()..].chars().next()))
}

fn developer_path(line: &str) -> Option<String> {
    let begins_here = |at: usize| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !(c.is_alphanumeric() || "_-.}/:".contains(c)))
    };
    let found = DEVELOPER_PATHS.iter().find(|path| line.match_indices(**path).any(|(at, _)| begins_here(at)))?;
    Some(format!("a path below {found} exists on one machine only"))
}

fn skipped_test(path: &str, line: &str) -> Option<String> {
    if ![".rs", ".py", ".ts", ".tsx", ".js", ".mjs"].iter().any(|extension| path.ends_with(extension)) {
        return None;
    }
    let found = SKIPPED_TESTS.iter().find(|mark| line.contains(**mark))?;
    Some(format!("`{found}` leaves a test out: assert what happens today instead"))
}

/// Finds in lock files and lists of requirements where a package would be fetched from, which is the machine's
/// business.
fn registry(path: &str, line: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let found = match name {
        "Cargo.lock" => {
            let source = line.strip_prefix("source = ")?.trim_matches('"');
            source != CRATES_IO
        }
        "package-lock.json" | "npm-shrinkwrap.json" => {
            line.trim_start().starts_with("\"resolved\"") && line.contains("://")
        }
        ".npmrc" | "pip.conf" => line.contains("://"),
        _ if name.starts_with("requirements") && name.ends_with(".txt") => {
            line.contains("://")
                || ["--index-url", "--extra-index-url", "--find-links"].iter().any(|w| line.contains(w))
        }
        _ => false,
    };
    found.then(|| "names the host that a package is fetched from".to_owned())
}

fn trailing_space(path: &str, line: &str, exceptions: &Exceptions) -> Option<String> {
    let found = line.ends_with([' ', '\t', '\r']) && !exceptions.is_verbatim(path);
    found.then(|| "white space at the end of the line".to_owned())
}

fn ending(file: &File<'_>, exceptions: &Exceptions) -> Option<String> {
    let well = file.text.is_empty() || (file.text.ends_with('\n') && !file.text.ends_with("\n\n"));
    (!well && !exceptions.is_verbatim(file.path))
        .then(|| format!("{}: ends in one newline, no more, no less", file.path))
}

#[cfg(test)]
mod tests;
