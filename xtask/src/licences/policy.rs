//! The allow-list: which licences are accepted, and which one is taken where a package leaves the choice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

/// Where the list is written, seen from the root.
pub(crate) const FILE: &str = "licences.toml";

/// The content of `licences.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    shipped: Allowed,
    development: Allowed,
    /// What is compiled in without being a package of its own.
    #[serde(default)]
    pub(super) bundled: Vec<Bundled>,
    #[serde(default)]
    clarified: BTreeMap<String, Clarified>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    allow: Vec<String>,
}

/// Something that travels inside a crate, by itself in a version, or with the compiler.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bundled {
    pub(super) name: String,
    pub(super) inside: Option<String>,
    pub(super) version: Option<String>,
    pub(super) licence: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clarified {
    licence: String,
    reason: String,
}

impl Policy {
    /// Reads the list and checks that it makes sense by itself.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {FILE}"))?;
        Self::parse(&text)
    }

    pub(super) fn parse(text: &str) -> Result<Self> {
        let policy: Self = toml::from_str(text).with_context(|| format!("{FILE} is not as expected"))?;
        for (name, clarified) in &policy.clarified {
            if clarified.reason.trim().is_empty() {
                bail!("{FILE}: the clarification of {name} needs a reason");
            }
        }
        for bundled in &policy.bundled {
            policy.choose(&bundled.licence, true).with_context(|| format!("{FILE}: bundled {}", bundled.name))?;
        }
        Ok(policy)
    }

    /// Returns what we were told about a package whose metadata is missing or ambiguous.
    pub(super) fn clarified(&self, name: &str) -> Option<&str> {
        self.clarified.get(name).map(|clarified| clarified.licence.as_str())
    }

    /// Returns the licences under which we use a package, fewest and most preferred first.
    ///
    /// # Errors
    /// When the expression is none, or the allowed licences do not satisfy it.
    pub(super) fn choose(&self, expression: &str, shipped: bool) -> Result<Vec<String>> {
        if expression.is_empty() {
            bail!("declares no licence; if its own text does, clarify it in {FILE}");
        }
        let parsed = Expression::parse_mode(expression, ParseMode::LAX)
            .map_err(|error| anyhow::anyhow!("`{expression}` is no SPDX expression: {}", error.reason))?;
        let mut allowed = parse_all(&self.shipped.allow)?;
        if !shipped {
            allowed.extend(parse_all(&self.development.allow)?);
        }
        match parsed.minimized_requirements(&allowed) {
            Ok(chosen) => Ok(chosen.iter().map(ToString::to_string).collect()),
            Err(_) if shipped => bail!("`{expression}` is not allowed in what we ship"),
            Err(_) => bail!("`{expression}` is not allowed"),
        }
    }
}

fn parse_all(names: &[String]) -> Result<Vec<Licensee>> {
    let parse = |name: &String| Licensee::parse(name).map_err(|error| anyhow::anyhow!("{FILE}: {name}: {error}"));
    names.iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "[shipped]\nallow = ['Apache-2.0', 'MIT', 'ISC']\n[development]\nallow = ['MPL-2.0']\n";

    fn policy() -> Policy {
        Policy::parse(LIST).unwrap()
    }

    #[test]
    fn takes_the_preferred_licence_where_there_is_a_choice() {
        assert_eq!(policy().choose("MIT OR Apache-2.0", true).unwrap(), ["Apache-2.0"]);
        assert_eq!(policy().choose("MIT/Apache-2.0", true).unwrap(), ["Apache-2.0"]);
        assert_eq!(policy().choose("MIT OR GPL-3.0-only", true).unwrap(), ["MIT"]);
    }

    #[test]
    fn needs_every_licence_that_applies_together() {
        assert_eq!(policy().choose("Apache-2.0 AND ISC", true).unwrap().len(), 2);
        assert!(policy().choose("MIT AND GPL-3.0-only", true).is_err());
    }

    #[test]
    fn what_only_builds_may_have_more_licences_than_what_is_shipped() {
        assert!(policy().choose("MPL-2.0", false).is_ok());
        assert!(policy().choose("MPL-2.0", true).is_err());
    }

    #[test]
    fn refuses_a_package_without_a_licence_and_one_with_free_text() {
        assert!(policy().choose("", false).is_err());
        assert!(policy().choose("do what you like", false).is_err());
    }

    #[test]
    fn a_clarification_needs_a_reason() {
        let clarified = format!("{LIST}[clarified]\nx = {{ licence = 'MIT', reason = '' }}\n");
        assert!(Policy::parse(&clarified).is_err());
    }

    #[test]
    fn what_is_bundled_must_be_allowed_too() {
        let bundled = format!("{LIST}[[bundled]]\nname = 'x'\nlicence = 'GPL-3.0-only'\n");
        assert!(Policy::parse(&bundled).is_err());
    }
}
