//! The page that travels with what we ship: who wrote the parts, under which licence, and the texts that licence wants.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Package;
use super::policy::Policy;

/// Beginnings of the names of files that hold a licence or a notice.
const TEXT_NAMES: &[&str] = &["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];

const INTRODUCTION: &str = "# Third-party notices

What the `convlog` binary, the web app in it and the Python wheel contain besides our own code. Written by `make licences`; do not edit.

Where a package offers a choice of licences, the last column names the one it is used under. The text of Apache-2.0 is
in [LICENSE](LICENSE); the texts of the others follow the table.

| package | version | declared | used under |
|---|---|---|---|
";

/// Returns the whole page.
pub(super) fn render(shipped: &[&Package], policy: &Policy) -> Result<String> {
    let mut page = INTRODUCTION.to_owned();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in shipped {
        let chosen = policy.choose(&package.expression, true)?;
        let Package { name, version, expression, .. } = package;
        writeln!(page, "| {name} | {version} | {expression} | {} |", chosen.join(", "))?;
        if let Some(folder) = &package.folder {
            for text in texts_of(folder, &chosen).with_context(|| format!("the texts of {name}"))? {
                texts.entry(text).or_default().push(format!("{name} {version}"));
            }
        }
    }
    for bundled in &policy.bundled {
        let within = bundled.inside.as_ref().map(|inside| shipped.iter().find(|package| package.name == *inside));
        let version = match within {
            Some(Some(package)) => format!("inside {} {}", package.name, package.version),
            Some(None) => continue,
            None => bundled.version.clone().unwrap_or_else(|| "of the compiler".to_owned()),
        };
        let chosen = policy.choose(&bundled.licence, true)?.join(", ");
        writeln!(page, "| {} | {version} | {} | {chosen} |", bundled.name, bundled.licence)?;
    }
    // By first user, so that a new package moves as few lines as possible.
    let mut texts: Vec<_> = texts.into_iter().map(|(text, users)| (users, text)).collect();
    texts.sort();
    for (users, text) in texts {
        write!(page, "\n## {}\n\n```text\n{text}\n```\n", users.join(", "))?;
    }
    Ok(page)
}

/// Returns the texts we owe for a package used under `chosen`, each tidied of white space at the ends of lines.
fn texts_of(folder: &Path, chosen: &[String]) -> Result<Vec<String>> {
    let only_apache = chosen == ["Apache-2.0"];
    let takes_unlicense = chosen.iter().any(|licence| licence == "Unlicense");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let is_text = entry.file_type()?.is_file() && TEXT_NAMES.iter().any(|beginning| name.starts_with(beginning));
        // Apache-2.0 wants its text once, which is ours, and every notice. A licence not taken wants nothing.
        let is_owed = if only_apache {
            name.starts_with("NOTICE")
        } else {
            !name.contains("APACHE") && (name != "UNLICENSE" || takes_unlicense)
        };
        if is_text && is_owed {
            names.push(entry.path());
        }
    }
    names.sort();
    let read = |path: &std::path::PathBuf| -> Result<String> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned())
    };
    names.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        let list = "[shipped]\nallow = ['Apache-2.0', 'MIT', 'blessing']\n[development]\nallow = []\n\
                    [[bundled]]\nname = 'SQLite'\ninside = 'libsqlite3-sys'\nlicence = 'blessing'\n\
                    [[bundled]]\nname = 'A table'\nversion = '7'\nlicence = 'MIT'\n";
        Policy::parse(list).unwrap()
    }

    fn package(name: &str, expression: &str, folder: &Path) -> Package {
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            expression: expression.to_owned(),
            shipped: true,
            folder: Some(folder.to_path_buf()),
        }
    }

    #[test]
    fn gives_the_text_of_a_licence_once_and_names_all_who_use_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("LICENSE"), "Permission is hereby granted  \n\n").unwrap();
        let (a, b) = (package("a", "MIT", folder.path()), package("b", "MIT", folder.path()));
        let page = render(&[&a, &b], &policy()).unwrap();
        assert!(page.contains("| a | 1.0.0 | MIT | MIT |\n| b |"), "{page}");
        assert!(page.ends_with("\n## a 1.0.0, b 1.0.0\n\n```text\nPermission is hereby granted\n```\n"), "{page}");
    }

    #[test]
    fn owes_only_the_notice_of_a_package_used_under_apache() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let page = render(&[&package("a", "MIT OR Apache-2.0", folder.path())], &policy()).unwrap();
        assert!(page.contains("```text\nNOTICE\n```") && !page.contains("```text\nLICENSE"), "{page}");
    }

    #[test]
    fn names_what_a_shipped_crate_bundles() {
        let folder = tempfile::tempdir().unwrap();
        let page = render(&[&package("libsqlite3-sys", "MIT", folder.path())], &policy()).unwrap();
        assert!(page.contains("| SQLite | inside libsqlite3-sys 1.0.0 | blessing | blessing |"), "{page}");
        let page = render(&[&package("other", "MIT", folder.path())], &policy()).unwrap();
        assert!(!page.contains("SQLite") && page.contains("| A table | 7 | MIT | MIT |"), "{page}");
    }
}
