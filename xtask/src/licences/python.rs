//! The Python packages of `.venv`, as their own metadata describes them.

use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;
use spdx::Expression;

use super::Package;
use super::policy::Policy;
use crate::project::Project;
use crate::python_env;

/// Prints what the environment holds, our own package and pip's bootstrap left out.
const LIST: &str = r#"
import importlib.metadata as metadata, json
rows = {}
for dist in metadata.distributions():
    about = dist.metadata
    rows[about["Name"].lower().replace("_", "-")] = {
        "name": about["Name"],
        "version": dist.version,
        "expression": about["License-Expression"],
        "free_text": about["License"],
        "classifiers": about.get_all("Classifier") or [],
    }
print(json.dumps([rows[name] for name in sorted(rows) if name != "convlog"]))
"#;

/// Classifiers and free texts that stand for exactly one licence. "BSD License" does not: such a package is clarified.
const SYNONYMS: &[(&str, &str)] = &[
    ("Apache 2.0", "Apache-2.0"),
    ("Apache License 2.0", "Apache-2.0"),
    ("Apache License, Version 2.0", "Apache-2.0"),
    ("Apache Software License", "Apache-2.0"),
    ("ISC License (ISCL)", "ISC"),
    ("MIT License", "MIT"),
    ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
    ("Python Software Foundation License", "PSF-2.0"),
];

#[derive(Debug, Deserialize)]
struct Distribution {
    name: String,
    version: String,
    expression: Option<String>,
    free_text: Option<String>,
    classifiers: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Manifest {
    project: Declared,
}

#[derive(Debug, Deserialize)]
struct Declared {
    #[serde(default)]
    dependencies: Vec<String>,
}

/// Returns every package of the environment; those our own one needs at run time count as shipped.
pub(super) fn list(project: &Project, policy: &Policy) -> Result<Vec<Package>> {
    python_env::ensure(project)?;
    let printed = python_env::evaluate(project, LIST)?;
    let distributions: Vec<Distribution> = serde_json::from_str(&printed).context("the list of packages is broken")?;
    let manifest = fs::read_to_string(project.path("python/pyproject.toml")).context("cannot read pyproject.toml")?;
    let manifest: Manifest = toml::from_str(&manifest).context("pyproject.toml is not as expected")?;
    let needed: Vec<String> = manifest.project.dependencies.iter().map(|wanted| name_of(wanted)).collect();
    let package = |found: Distribution| Package {
        expression: policy.clarified(&found.name).map_or_else(|| expression(&found), str::to_owned),
        shipped: needed.contains(&name_of(&found.name)),
        folder: None,
        name: found.name,
        version: found.version,
    };
    Ok(distributions.into_iter().map(package).collect())
}

/// Returns the name in a requirement such as `Some_Name[extra]>=1; marker`, in the form that names are compared in.
fn name_of(requirement: &str) -> String {
    let end = requirement.find(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).unwrap_or(requirement.len());
    requirement[..end].to_lowercase().replace(['_', '.'], "-")
}

/// Returns the most precise thing that the metadata says: an expression, wherever it stands, before a classifier.
fn expression(found: &Distribution) -> String {
    let free_text = found.free_text.as_deref().filter(|text| !text.contains('\n'));
    let precise = [found.expression.as_deref(), free_text].into_iter().flatten();
    if let Some(precise) = precise.into_iter().find(|text| Expression::parse(text).is_ok()) {
        return precise.to_owned();
    }
    let last = |classifier: &String| classifier.strip_prefix("License :: OSI Approved :: ").map(str::to_owned);
    let named: Vec<String> = found.classifiers.iter().filter_map(last).map(|text| known(&text)).collect();
    if named.is_empty() { free_text.map(known).unwrap_or_default() } else { named.join(" AND ") }
}

fn known(text: &str) -> String {
    let synonym = SYNONYMS.iter().find(|(said, _)| *said == text);
    synonym.map_or(text, |(_, identifier)| identifier).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distribution(expression: Option<&str>, free_text: Option<&str>, classifiers: &[&str]) -> Distribution {
        Distribution {
            name: "x".to_owned(),
            version: "1".to_owned(),
            expression: expression.map(str::to_owned),
            free_text: free_text.map(str::to_owned),
            classifiers: classifiers.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    #[test]
    fn an_expression_goes_before_a_classifier_and_that_before_free_text() {
        let mit = "License :: OSI Approved :: MIT License";
        let bsd = "License :: OSI Approved :: BSD License";
        assert_eq!(expression(&distribution(None, Some("BSD-3-Clause"), &[bsd])), "BSD-3-Clause");
        assert_eq!(expression(&distribution(Some("ISC"), Some("BSD"), &[mit])), "ISC");
        assert_eq!(expression(&distribution(None, Some("BSD"), &[mit])), "MIT");
        assert_eq!(expression(&distribution(None, Some("Apache 2.0"), &[])), "Apache-2.0");
        assert_eq!(expression(&distribution(None, None, &[])), "");
    }

    #[test]
    fn two_classifiers_both_apply() {
        let both = ["License :: OSI Approved :: MIT License", "License :: OSI Approved :: Apache Software License"];
        assert_eq!(expression(&distribution(None, None, &both)), "MIT AND Apache-2.0");
    }

    #[test]
    fn reads_the_name_out_of_a_requirement() {
        assert_eq!(name_of("Typing_Extensions[x]>=4; python_version < '3.12'"), "typing-extensions");
        assert_eq!(name_of("orjson"), "orjson");
    }
}
