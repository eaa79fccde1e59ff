//! What a caller gave an entry beside the fixed keys.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::json::{self, Members, Raw};
use crate::limits::ENTRY_FIELDS_MAX;
use crate::schema::log::{FIXED_KEYS, TRUNCATED};

/// The keys that the SDK adds behind the extras; they do not count as fields.
const APPENDED_KEYS: [&str; 3] = ["exception", "_args", TRUNCATED];

/// The members of an entry that are not fixed.
pub(super) struct Extras<'a> {
    /// As `,"key":value…`, or nothing.
    pub(super) json: Cow<'a, str>,
    /// Whether a list of what was cut is among them.
    pub(super) has_marks: bool,
    pub(super) renamed: Vec<(String, String)>,
    pub(super) has_lost: bool,
    pub(super) lost: HashSet<String>,
}

/// Joins every member of `raw` that is not fixed, up to the limit; a name given twice gets `_` appended, so that nothing
/// is lost, and so does `_truncated` where it is no list of ours.
pub(super) fn extras<'a>(members: &Members<'_>, raw: &'a str) -> Extras<'a> {
    let marks = members.get(TRUNCATED);
    let is_foreign = marks.is_some_and(|raw| !raw.get().starts_with('['));
    let has_marks = marks.is_some() && !is_foreign;
    let mut extras = Extras { json: "".into(), has_marks, renamed: Vec::new(), has_lost: false, lost: HashSet::new() };
    let may_clash = is_foreign || members.repeated().is_some();
    if !may_clash && let Some(tail) = tail(members, raw) {
        extras.json = tail.into();
        return extras;
    }
    let mut json = String::with_capacity(raw.len());
    let mut seen = HashSet::new();
    let mut fixed_seen = [false; FIXED_KEYS.len()];
    let mut fields_left = ENTRY_FIELDS_MAX;
    for (name, value) in &members.list {
        let mut key = name.clone();
        if let Some(at) = FIXED_KEYS.iter().position(|fixed| *fixed == key)
            && !std::mem::replace(&mut fixed_seen[at], true)
        {
            continue;
        }
        let is_taken = |key: &str, seen: &HashSet<String>| {
            FIXED_KEYS.contains(&key) || (is_foreign && key == TRUNCATED) || seen.contains(key)
        };
        if !APPENDED_KEYS.contains(&key.as_ref()) || (may_clash && is_taken(&key, &seen)) {
            let Some(left) = fields_left.checked_sub(1) else {
                extras.has_lost = true;
                extras.lost.insert(name.to_string());
                continue;
            };
            fields_left = left;
        }
        if may_clash {
            while is_taken(&key, &seen) {
                key.to_mut().push('_');
            }
            seen.insert(key.to_string());
            if key != *name {
                extras.renamed.push((name.to_string(), key.to_string()));
            }
        }
        json.push(',');
        json::push_string(&mut json, &key);
        json.push(':');
        json.push_str(value.get());
    }
    extras.json = json.into();
    extras.lost.retain(|name| !seen.contains(name));
    extras
}

/// Returns the members behind the fixed ones as they stand, if they are all that is left, few enough, and written as
/// they are kept: no blanks between them, no escapes in their names.
fn tail<'a>(members: &Members<'_>, raw: &'a str) -> Option<&'a str> {
    let is_fixed = |name: &str| FIXED_KEYS.contains(&name);
    let fixed = members.list.iter().take_while(|(name, _)| is_fixed(name)).count();
    let behind = &members.list[fixed..];
    if fixed == 0 || behind.len() > ENTRY_FIELDS_MAX || behind.iter().any(|(name, _)| is_fixed(name)) {
        return None;
    }
    let (Some((Cow::Borrowed(first), _)), Some((_, last))) = (behind.first(), behind.last()) else {
        return behind.is_empty().then_some("");
    };
    // A comma and a quote stand before the first name.
    let start = json::offset_in(raw, first)?.checked_sub(2)?;
    let tail = raw.get(start..json::offset_in(raw, last.get())? + last.get().len())?;
    let plain = |(name, value): &(Cow<'_, str>, Raw<'_>)| match name {
        Cow::Borrowed(name) => Some(name.len() + value.get().len() + r#","":"#.len()),
        Cow::Owned(_) => None,
    };
    let len = behind.iter().map(plain).sum::<Option<usize>>()?;
    (len == tail.len() && tail.starts_with(",\"")).then_some(tail)
}
