//! JSON pointers (RFC 6901): how a record names the personal values inside itself.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A place inside a JSON value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Pointer(String);

impl Pointer {
    /// Takes a pointer's text: empty (the whole value) or segments that each begin with `/`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Pointer> {
        let escapes_well = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        ((text.is_empty() || text.starts_with('/')) && escapes_well).then(|| Pointer(text.to_owned()))
    }

    /// Makes the pointer to the whole value.
    #[must_use]
    pub(crate) fn root() -> Pointer {
        Pointer(String::new())
    }

    /// Makes the pointer to one member of the value's top level.
    #[must_use]
    pub fn to_member(name: &str) -> Pointer {
        Pointer::root().child(name)
    }

    /// Makes the pointer to one member or item of what this pointer names.
    #[must_use]
    pub fn child(&self, segment: &str) -> Pointer {
        let mut text = self.0.clone();
        Pointer::push_segment(&mut text, segment);
        Pointer(text)
    }

    /// Appends one segment to the text of a pointer.
    pub(crate) fn push_segment(text: &mut String, segment: &str) {
        text.push('/');
        if segment.contains(['~', '/']) {
            text.push_str(&segment.replace('~', "~0").replace('/', "~1"));
        } else {
            text.push_str(segment);
        }
    }

    /// Returns the names and positions that lead to this place, from the outside in.
    pub(crate) fn segments(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// Returns the pointer's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether `other` is this place or lies inside it.
    #[must_use]
    pub fn covers(&self, other: &Pointer) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Returns the name of the top-level member that this place is or lies in; `None` for the whole value.
    #[must_use]
    pub fn member(&self) -> Option<Cow<'_, str>> {
        self.0.split('/').nth(1).map(unescape)
    }

    /// Returns this place as seen from inside the top-level member it lies in.
    #[must_use]
    pub fn within_member(&self) -> Option<Pointer> {
        let rest = self.0.strip_prefix('/')?;
        Some(Pointer(rest.find('/').map_or_else(String::new, |at| rest[at..].to_owned())))
    }

    /// Replaces the value at this place; says whether there was one.
    pub fn replace(&self, root: &mut Value, with: Value) -> bool {
        let Some(place) = root.pointer_mut(&self.0) else { return false };
        *place = with;
        true
    }
}

impl From<Pointer> for String {
    fn from(pointer: Pointer) -> String {
        pointer.0
    }
}

/// A text that is no pointer.
#[derive(Debug, thiserror::Error)]
#[error("not a JSON pointer")]
pub struct NotAPointer;

impl TryFrom<String> for Pointer {
    type Error = NotAPointer;

    fn try_from(text: String) -> Result<Pointer, NotAPointer> {
        Pointer::parse(&text).ok_or(NotAPointer)
    }
}

fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn covers_itself_and_what_lies_inside_but_no_neighbour() {
        let pointer = |text| Pointer::parse(text).unwrap();
        assert!(
            pointer("").covers(&pointer("/a"))
                && pointer("/a").covers(&pointer("/a/0"))
                && pointer("/a").covers(&pointer("/a"))
        );
        assert!(!pointer("/a").covers(&pointer("/ab")) && !pointer("/a/0").covers(&pointer("/a")));
    }

    #[test]
    fn names_the_member_it_lies_in() {
        let pointer = Pointer::parse("/a~1b/c/0").unwrap();
        assert_eq!(pointer.member().as_deref(), Some("a/b"));
        assert_eq!(pointer.within_member(), Pointer::parse("/c/0"));
        assert_eq!(Pointer::to_member("a/b").as_str(), "/a~1b");
    }

    #[test]
    fn replaces_only_what_is_there() {
        let mut value = json!({"a": [1, {"b": 2}]});
        assert!(Pointer::parse("/a/1/b").unwrap().replace(&mut value, json!("x")));
        assert!(!Pointer::parse("/a/7").unwrap().replace(&mut value, json!("x")));
        assert_eq!(value, json!({"a": [1, {"b": "x"}]}));
    }

    #[test]
    fn refuses_what_is_no_pointer() {
        for text in ["a", "a/b", "/~", "/~2"] {
            assert_eq!(Pointer::parse(text), None, "{text}");
        }
    }
}
