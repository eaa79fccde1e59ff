//! What a project says is not personal: keys whose values are the project's own, such as the names of its agents.
//!
//! A rule takes away what the guard made of the key and of words. It never reaches what somebody flagged or marked, what is
//! personal by its class or was raised, what is known in the conversation, and what has a form of its own; see
//! [`OpenKeys`] for where the line is.

use std::collections::{BTreeMap, BTreeSet};

use convlog_guard::{NO_OPEN_KEYS, OpenKeys, Rule, always_personal, scan_text};
use serde::{Deserialize, Serialize};

use crate::finding::PersonalSpan;
use crate::guard::{GuardPolicy, VERSION};
use crate::pointer::Pointer;
use crate::schema::log::{FIXED_KEYS, TRUNCATED};

/// The most rules of one project.
pub const RULES_MAX: usize = 200;
/// The longest name of a key or a function in a rule, in bytes.
const NAME_BYTES_MAX: usize = 255;
/// The last edition of a project's rules.
pub const EDITION_MAX: u32 = (1 << (32 - VERSION_BITS)) - 1;
/// The version of the guard's rules takes so many bits of what a record is marked with.
const VERSION_BITS: u32 = 12;

const _: () = assert!(VERSION < 1 << VERSION_BITS);

/// That what stands directly under a key is not personal, in one function or everywhere in a project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NotPersonal {
    /// The name of the key, as it is written.
    pub key: String,
    /// The name of the function in whose events and lines it holds; everywhere without one.
    pub function: Option<String>,
}

/// Why there can be no such rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchRule {
    /// A name is empty or too long.
    #[error("a key and a function have names of 1 to 255 bytes")]
    Name,
    /// convlog gives the key, and whatever is said stands under it.
    #[error("this key is one of every entry; a rule names a key that your functions give")]
    FixedKey,
    /// The name itself looks personal.
    #[error("this name looks like personal data itself, and rules are told to every administrator")]
    Personal,
    /// The key says that its value is personal in a way that nobody can lift.
    #[error("what stands under this key is always personal: {0}")]
    Always(Rule),
}

impl NotPersonal {
    /// Checks a rule.
    ///
    /// # Errors
    /// There can be no such rule.
    pub fn checked(self) -> Result<NotPersonal, NoSuchRule> {
        let names = std::iter::once(&self.key).chain(&self.function);
        for name in names {
            if name.is_empty() || name.len() > NAME_BYTES_MAX {
                return Err(NoSuchRule::Name);
            }
            if !scan_text(name).is_empty() {
                return Err(NoSuchRule::Personal);
            }
        }
        if FIXED_KEYS.contains(&self.key.as_str()) || self.key == TRUNCATED {
            return Err(NoSuchRule::FixedKey);
        }
        always_personal(&self.key).map_or(Ok(self), |rule| Err(NoSuchRule::Always(rule)))
    }

    /// Says whether the rule is about what stands at a place of a record, in whatever function.
    #[must_use]
    pub fn is_about(&self, pointer: &str) -> bool {
        stands_under(pointer, |key| key == self.key)
    }
}

/// Says whether the key that is nearest to a place is one of those meant; a name of digits alone may be a place in a list.
fn stands_under(pointer: &str, is_meant: impl Fn(&str) -> bool) -> bool {
    let Some(pointer) = Pointer::parse(pointer) else { return false };
    let is_position = |segment: &str| segment.bytes().all(|byte| byte.is_ascii_digit());
    let names = pointer.segments().filter(|name| is_meant(name) || !is_position(name));
    names.last().is_some_and(|key| is_meant(&key))
}

/// All that a project says is not personal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotPersonalRules {
    edition: u32,
    everywhere: OpenKeys,
    /// What holds in a function, with what holds everywhere.
    in_functions: BTreeMap<String, OpenKeys>,
    /// The keys that are meant in some function alone.
    of_functions: BTreeSet<String>,
}

/// That a project says nothing of the kind.
pub static NO_RULES: NotPersonalRules = NotPersonalRules {
    edition: 0,
    everywhere: OpenKeys::none(),
    in_functions: BTreeMap::new(),
    of_functions: BTreeSet::new(),
};

impl NotPersonalRules {
    /// Takes the rules of an edition: how often they were changed, so that records read under others can be told.
    #[must_use]
    pub fn new(rules: &[NotPersonal], edition: u32) -> NotPersonalRules {
        let keys = |function: Option<&String>| {
            let holds = |rule: &&NotPersonal| rule.function.is_none() || rule.function.as_ref() == function;
            rules.iter().filter(holds).map(|rule| rule.key.as_str()).collect::<OpenKeys>()
        };
        let functions = rules.iter().filter_map(|rule| rule.function.as_ref());
        NotPersonalRules {
            edition,
            everywhere: keys(None),
            in_functions: functions.map(|name| (name.clone(), keys(Some(name)))).collect(),
            of_functions: rules.iter().filter(|rule| rule.function.is_some()).map(|rule| rule.key.clone()).collect(),
        }
    }

    /// Returns how often the rules were changed.
    #[must_use]
    pub const fn edition(&self) -> u32 {
        self.edition
    }

    /// Returns the keys that are not personal in a function, or where no function is known.
    #[must_use]
    pub fn keys(&self, function: Option<&str>) -> &OpenKeys {
        function.and_then(|name| self.in_functions.get(name)).unwrap_or(&self.everywhere)
    }

    /// Says whether any of them holds in some function alone.
    #[must_use]
    pub fn has_functions(&self) -> bool {
        !self.of_functions.is_empty()
    }

    /// Says whether it depends on the function what of this is hidden.
    pub(crate) fn depends_on_function(&self, found: &[PersonalSpan]) -> bool {
        self.has_functions() && found.iter().any(|found| self.names_key_of(&found.pointer))
    }

    fn names_key_of(&self, pointer: &str) -> bool {
        stands_under(pointer, |key| self.of_functions.contains(key))
    }
}

/// What a project wants of the guard.
#[derive(Clone, Copy, Debug)]
pub struct Guard<'a> {
    /// What it does with what it finds.
    pub policy: GuardPolicy,
    /// What of it does not count.
    pub rules: &'a NotPersonalRules,
}

/// What a project wants of the guard for one record.
#[derive(Clone, Copy, Debug)]
pub struct GuardOfOne<'a> {
    pub(crate) policy: GuardPolicy,
    pub(crate) open: &'a OpenKeys,
}

impl<'a> Guard<'a> {
    /// Returns what is wanted for a record in the event of a function, or of one that is not known.
    #[must_use]
    pub fn of_one(&self, function: Option<&str>) -> GuardOfOne<'a> {
        GuardOfOne { policy: self.policy, open: self.rules.keys(function) }
    }

    /// Returns what a record read now is marked with: the version of the guard's rules and the edition of the project's that
    /// it was hidden by, or 0.
    #[must_use]
    pub const fn mark(&self) -> u32 {
        match self.policy {
            GuardPolicy::Off | GuardPolicy::Warn => 0,
            GuardPolicy::Redact => VERSION | self.rules.edition << VERSION_BITS,
        }
    }
}

impl From<GuardPolicy> for Guard<'_> {
    fn from(policy: GuardPolicy) -> Self {
        Guard { policy, rules: &NO_RULES }
    }
}

impl From<GuardPolicy> for GuardOfOne<'_> {
    fn from(policy: GuardPolicy) -> Self {
        GuardOfOne { policy, open: &NO_OPEN_KEYS }
    }
}

impl Default for Guard<'_> {
    fn default() -> Self {
        GuardPolicy::default().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(key: &str, function: Option<&str>) -> NotPersonal {
        NotPersonal { key: key.into(), function: function.map(Into::into) }
    }

    #[test]
    fn a_rule_names_a_key_of_the_application_that_no_value_is_personal_under_for_certain() {
        for key in ["agent_name", "name", "office_phone", "address", "d_o_b", "message", "x"] {
            assert_eq!(rule(key, None).checked(), Ok(rule(key, None)));
        }
        assert_eq!(rule("", None).checked(), Err(NoSuchRule::Name));
        assert_eq!(rule("a", Some("")).checked(), Err(NoSuchRule::Name));
        assert_eq!(rule(&"a".repeat(256), None).checked(), Err(NoSuchRule::Name));
        for key in ["content", "logger", "level", "is_pii", "timestamp", "_truncated"] {
            assert_eq!(rule(key, None).checked(), Err(NoSuchRule::FixedKey), "{key}");
        }
        assert_eq!(rule("ada@example.org", None).checked(), Err(NoSuchRule::Personal));
        assert_eq!(rule("name", Some("+44 113 496 0018")).checked(), Err(NoSuchRule::Personal));
        for (key, by) in [("api_key", Rule::Secret), ("card_number", Rule::PaymentCard), ("email", Rule::Email)] {
            assert_eq!(rule(key, None).checked(), Err(NoSuchRule::Always(by)));
        }
    }

    #[test]
    fn a_rule_of_a_function_holds_in_that_function_beside_those_of_everywhere() {
        let rules = NotPersonalRules::new(&[rule("a", None), rule("b", Some("f")), rule("c", Some("g"))], 3);
        let has = |function: Option<&str>| ["a", "b", "c"].map(|key| rules.keys(function).has(key));
        assert_eq!(has(None), [true, false, false]);
        assert_eq!(has(Some("f")), [true, true, false]);
        assert_eq!(has(Some("g")), [true, false, true]);
        assert_eq!(has(Some("h")), [true, false, false]);
    }

    #[test]
    fn another_edition_leaves_another_mark_where_the_guard_hides() {
        let (one, two) = (NotPersonalRules::new(&[], 1), NotPersonalRules::new(&[], 2));
        let mark = |policy, rules| Guard { policy, rules }.mark();
        assert_eq!(Guard::default().mark(), VERSION);
        assert_ne!(mark(GuardPolicy::Redact, &one), mark(GuardPolicy::Redact, &two));
        assert_eq!(mark(GuardPolicy::Warn, &one), 0);
        assert!(mark(GuardPolicy::Redact, &NotPersonalRules::new(&[], EDITION_MAX)) > 0);
    }

    #[test]
    fn the_function_matters_where_something_was_found_under_a_key_of_such_a_rule() {
        let rules = NotPersonalRules::new(&[rule("b", Some("f")), rule("7", Some("f"))], 1);
        let found = |pointer: &str| {
            let found = PersonalSpan { pointer: pointer.into(), part: convlog_guard::Part::Whole, rule: "name" };
            rules.depends_on_function(&[found])
        };
        assert_eq!(["/b", "/a/b", "/b/0", "/b/0/1", "/x/7"].map(found), [true; 5]);
        assert_eq!(["/a", "/b/a", "/a/0", "", "b"].map(found), [false; 5]);
    }
}
