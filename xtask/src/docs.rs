//! The generated pages of `docs/reference`.
//!
//! A page is printed by a cargo example of the crate that owns its facts: `crates/X/examples/reference_NAME.rs` prints
//! `docs/reference/NAME.md`. Nothing here knows what is on a page; it only keeps pages and generators in step.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::capture;
use crate::project::Project;
use crate::stamp::files_below;

const FOLDER: &str = "docs/reference";
const COMPILE_LIMIT: Duration = Duration::from_mins(15);

/// Writes every page, or with `check` fails when one is stale, missing or without a generator.
pub(crate) fn run(project: &Project, check: bool) -> Result<()> {
    let generators = generators(project.root())?;
    if generators.is_empty() {
        bail!("no crate has an example named reference_NAME, so there is no page to check");
    }
    let mut wrong = orphans(project.root(), &generators)?;
    for (page, package) in &generators {
        let example = format!("reference_{page}");
        let arguments = ["run", "--release", "--locked", "--quiet", "--package", package, "--example", &example];
        let fresh = capture(project, &mut project.cargo(&arguments), COMPILE_LIMIT)?;
        let path = project.path(&format!("{FOLDER}/{page}.md"));
        if fs::read_to_string(&path).is_ok_and(|known| known == fresh) {
            println!("{FOLDER}/{page}.md is up to date");
        } else if check {
            wrong.push(format!("{FOLDER}/{page}.md is stale: run `make docs`"));
        } else {
            fs::create_dir_all(project.path(FOLDER))?;
            fs::write(&path, fresh).with_context(|| format!("cannot write {}", path.display()))?;
            println!("wrote {FOLDER}/{page}.md");
        }
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
}

/// Returns the package that prints each page, by the page's name.
fn generators(root: &Path) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for file in files_below(&root.join("crates"), &["src", "tests", "benches"])? {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let folder = file.parent().filter(|folder| folder.ends_with("examples")).and_then(Path::parent);
        let package = folder.and_then(Path::file_name).and_then(|name| name.to_str());
        if let (Some(page), Some(package)) = (stem.strip_prefix("reference_"), package) {
            found.insert(page.to_owned(), package.to_owned());
        }
    }
    Ok(found)
}

/// Returns a sentence for each page that nothing prints any more.
fn orphans(root: &Path, generators: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let folder = root.join(FOLDER);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let pages = files_below(&folder, &[])?;
    let pages = pages.iter().filter(|page| page.extension().is_some_and(|extension| extension == "md"));
    let names = pages.filter_map(|page| page.file_stem()?.to_str());
    let orphans = names.filter(|name| !generators.contains_key(*name));
    Ok(orphans.map(|name| format!("{FOLDER}/{name}.md has no generator: no example named reference_{name}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }

    #[test]
    fn finds_the_generator_of_a_page_by_its_name() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "crates/convlog-core/examples/reference_fields.rs");
        write(root.path(), "crates/convlog-core/examples/other.rs");
        let found = generators(root.path()).unwrap();
        assert_eq!(found, BTreeMap::from([("fields".to_owned(), "convlog-core".to_owned())]));
    }

    #[test]
    fn names_a_page_that_nothing_prints() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "docs/reference/fields.md");
        write(root.path(), "docs/reference/old.md");
        let generators = BTreeMap::from([("fields".to_owned(), "convlog-core".to_owned())]);
        let found = orphans(root.path(), &generators).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("old.md has no generator"), "{found:?}");
    }
}
