//! The bodies of commands: a JSON object with the fields that the description has, and nothing else.
//!
//! The lines of records are no commands: what of them cannot be read costs nothing but itself, and `ingest` reads them.

use std::fmt;

use axum::body::{Body, to_bytes};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use tokio::time::timeout;

use crate::declared::{Declared, ValueType};
use crate::error::ApiError;
use crate::state::AppState;

/// Reads a command of at most so many bytes; nothing at all is a command without fields.
///
/// What a body holds is nowhere repeated: it may be personal. A field that is not known is named only if its name looks
/// like that of a field.
pub(super) async fn read<T>(
    state: &AppState,
    body: Body,
    bytes_max: usize,
    command: impl FnOnce(&mut Fields) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let bytes = timeout(state.config.body_idle_timeout, to_bytes(body, bytes_max)).await;
    let too_long = |_| ApiError::validation(format!("the body may have at most {bytes_max} bytes"));
    let bytes = bytes.map_err(|_| ApiError::too_slow())?.map_err(too_long)?;
    let Members(members) = if bytes.is_empty() {
        Members(Vec::new())
    } else {
        serde_json::from_slice(&bytes).map_err(|_| ApiError::validation("the body is not a JSON object"))?
    };
    let mut fields = Fields { left: members, asked: Vec::new() };
    let command = command(&mut fields)?;
    fields.end()?;
    Ok(command)
}

/// The fields of a command that nobody has taken yet.
#[derive(Debug)]
pub(crate) struct Fields {
    left: Vec<(String, Value)>,
    /// The names that were asked for.
    asked: Vec<&'static str>,
}

impl Fields {
    /// Takes a field that may be there.
    pub(super) fn take<T: ValueType>(&mut self, declared: &Declared<T>) -> Result<Option<T::Value>, ApiError> {
        let Declared { name, takes, .. } = declared;
        self.asked.push(name);
        let mut values: Vec<Value> = self.left.extract_if(.., |(its, _)| its == name).map(|(_, value)| value).collect();
        if values.len() > 1 {
            return Err(ApiError::validation(format!("the body has {name} more than once")));
        }
        let wrong = || ApiError::validation(format!("{name} is {}", takes.expected()));
        values.pop().map(|value| takes.read_json(&value).ok_or_else(wrong)).transpose()
    }

    /// Takes a field that must be there.
    pub(super) fn need<T: ValueType>(&mut self, declared: &Declared<T>) -> Result<T::Value, ApiError> {
        let missing = || ApiError::validation(format!("the body lacks {}", declared.name));
        self.take(declared)?.ok_or_else(missing)
    }

    fn end(self) -> Result<(), ApiError> {
        let Some((name, _)) = self.left.first() else { return Ok(()) };
        let is_plain = name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let name = if is_plain { name.as_str() } else { "a field" };
        let known = self.asked.join(", ");
        Err(ApiError::validation(format!("{name} is not a field of this body; it may have: {known}")))
    }
}

/// The members of an object, in order and as often as they were sent; of nothing else than an object.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}
