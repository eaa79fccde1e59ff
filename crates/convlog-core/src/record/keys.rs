//! The keys that records have in common, as they are read and spoken of.

use std::borrow::Cow;

use crate::ids::{IdError, check_id, trim};
use crate::json::{self, Members, Raw};
use crate::limits::ID_BYTES_MAX;
use crate::rejection::Rejection;
use crate::schema::{COMMON, RecordType};

/// Returns the raw value of a declared field, `null` being the same as absent.
pub(super) fn given<'a>(members: &Members<'a>, name: &str) -> Option<Raw<'a>> {
    members.get(name).filter(|raw| !json::is_null(*raw))
}

/// Returns a field name that is fit for an error: names that a sender made up may be personal, or very long.
pub(super) fn shown_name(name: &str) -> &str {
    let declared = RecordType::ALL.iter().flat_map(|kind| kind.fields()).any(|field| field.name == name);
    let is_ours = declared || COMMON.iter().any(|(common, _)| *common == name);
    if is_ours { name } else { "(a key of your own)" }
}

pub(super) fn missing(field: &str) -> Rejection {
    Rejection::field("missing_field", field, "required")
}

/// Reads an id; absent, `null` and empty are the same.
pub(super) fn id<'a>(members: &Members<'a>, name: &str) -> Result<Option<Cow<'a, str>>, Rejection> {
    let Some(raw) = members.get(name).filter(|raw| !json::is_null(*raw)) else { return Ok(None) };
    let text = json::text(raw).ok_or_else(|| Rejection::field("invalid_field", name, "give text"))?;
    if text.is_empty() {
        return Ok(None);
    }
    check_given(name, &text)?;
    Ok(Some(text))
}

/// Checks an id as a sender gives it: white space around one is a slip, and would make another of it.
pub(super) fn check_given(name: &str, id: &str) -> Result<(), Rejection> {
    check_id(id).map_err(|error| bad_id(name, error))?;
    if trim(id).len() == id.len() {
        return Ok(());
    }
    Err(Rejection::field("invalid_id", name, "remove the white space around it"))
}

pub(super) fn bad_id(name: &str, error: IdError) -> Rejection {
    match error {
        IdError::TooLong => {
            Rejection::field("id_too_long", name, format!("an id may have at most {ID_BYTES_MAX} bytes"))
        }
        other => Rejection::field("invalid_id", name, other.to_string()),
    }
}

pub(super) fn tenant<T>(
    members: &Members<'_>,
    name: &str,
    make: impl Fn(String) -> Result<T, IdError>,
) -> Result<Option<T>, Rejection> {
    let Some(text) = id(members, name)? else { return Ok(None) };
    make(text.into_owned()).map(Some).map_err(|error| bad_id(name, error))
}
