//! How a value comes by the form of its field: what is plainly meant is mended, what is not is left out.
//!
//! One list of rules for every door: the server applies it to a record that it cannot read as it is, and the SDK before
//! it sends. Text, objects, lists and free values always come by their form, so that nothing personal decides whether a
//! field is there.

use std::borrow::Cow;

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;

use super::fields::check;
use crate::ids::{ProjectId, check_id, mend_id, trim};
use crate::json::{self, Raw, RawMembers, push_member, push_string, tame};
use crate::schema::caller::{DIRECTION, Direction};
use crate::schema::{Field, Kind};
use crate::timestamp::Timestamp;

/// What becomes of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// It is taken as it is.
    Good,
    /// It is taken in another form.
    Mended {
        /// The value as JSON.
        json: String,
        /// What was done to it, never with a value.
        what: &'static str,
    },
    /// Nobody can tell what it means.
    Bad {
        /// What to give.
        give: &'static str,
    },
}

impl Form {
    fn mended(json: impl Into<String>, what: &'static str) -> Form {
        Form::Mended { json: json.into(), what }
    }
}

/// Says what becomes of a value, given as JSON, in a field; `null` is taken, and means the same as absent.
#[must_use]
pub fn form(field: &Field, json: &str) -> Form {
    let raw = Raw::written(json);
    if json::is_null(raw) || check(field, raw).is_ok() {
        return Form::Good;
    }
    match field.kind {
        Kind::Id if field.name == DIRECTION => direction(raw),
        Kind::Id => id(raw),
        Kind::Time => time(raw),
        Kind::Text => text(raw),
        Kind::Flag => flag(raw),
        Kind::Count => count(raw),
        Kind::Number => number(raw),
        Kind::Object => object(raw),
        Kind::TextList => texts(raw),
        Kind::Any => Form::Good,
    }
}

/// Returns the text of a value that is a text or a number.
fn plain(raw: Raw<'_>) -> Option<Cow<'_, str>> {
    json::text(raw).or_else(|| is_number(raw).then(|| raw.get().into()))
}

fn is_number(raw: Raw<'_>) -> bool {
    raw.get().starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

const TRIMMED: &str = "white space around it was removed";

pub(super) fn id(raw: Raw<'_>) -> Form {
    let Some(given) = plain(raw) else { return Form::Bad { give: "give text" } };
    let id = mend_id(&given);
    let what = if is_number(raw) {
        "a number; converted to text"
    } else if id == trim(&given) {
        TRIMMED
    } else {
        "an id may have at most 256 bytes and no control characters; it was shortened, or the characters were replaced"
    };
    Form::mended(quoted(&id), what)
}

/// Says whether a text is an id as it is.
pub(super) fn is_id(text: &str) -> bool {
    check_id(text).is_ok() && mend_id(text) == text
}

/// Reads an id of a tenant or a conversation, as [`form`] reads an id that is declared.
pub(super) fn tenant(raw: Raw<'_>) -> Form {
    if json::text(raw).is_some_and(|text| is_id(&text)) { Form::Good } else { id(raw) }
}

/// Reads the id of a project. One that could be no project's says nothing: the record belongs to the only project that
/// its key reaches, if there is one. An account is never told from what cannot be one, because it says whose the record is.
pub(super) fn project(raw: Raw<'_>) -> Form {
    let form = tenant(raw);
    let given = match &form {
        Form::Good => raw.get(),
        Form::Mended { json, .. } => json.as_str(),
        Form::Bad { .. } => return Form::Bad { give: PROJECT },
    };
    let given = json::text(Raw::written(given)).unwrap_or_default();
    if given.is_empty() || ProjectId::check(&given).is_ok() { form } else { Form::Bad { give: PROJECT } }
}

/// What to give as a project.
const PROJECT: &str = "a project id holds only letters, digits, '-', '_', '.', and ':', and is at most 256 bytes long";

/// Reads the name of a logger.
pub(super) fn logger(raw: Raw<'_>) -> Form {
    match id(raw) {
        Form::Mended { json, .. } if json == "\"\"" => Form::Bad { give: "give a name" },
        form => form,
    }
}

fn direction(raw: Raw<'_>) -> Form {
    match json::text(raw).and_then(|text| Direction::of_word(&text)) {
        Some(direction) => Form::mended(quoted(direction.as_str()), "read as inbound or outbound"),
        None => Form::Bad { give: "give inbound or outbound" },
    }
}

/// What to give as a time.
pub(super) const TIME: &str = "give an RFC 3339 time, such as 2025-01-01T10:00:00Z";

pub(super) fn time(raw: Raw<'_>) -> Form {
    let text = plain(raw).unwrap_or_default();
    let text = trim(&text);
    let of_parts = || Timestamp::parse(text).map(|time| (time, TRIMMED));
    let found = of_parts().or_else(|| since_1970(text)).or_else(|| iso_8601(text)).or_else(|| {
        let time = DateTimeParser::new().parse_timestamp(text).ok()?;
        Some((Timestamp::from_micros(time.as_microsecond()), "read as an RFC 2822 date"))
    });
    match found {
        Some((time, what)) => Form::mended(quoted(&time.to_string()), what),
        None => Form::Bad { give: TIME },
    }
}

/// Reads what ISO 8601 allows beside RFC 3339: other separators, less than seconds, no offset.
fn iso_8601(text: &str) -> Option<(Timestamp, &'static str)> {
    // A number that is no time since 1970 is no date either, and a zone in brackets may say something else than the offset.
    if !text.starts_with(|first: char| first.is_ascii_digit()) || !text.contains(['-', 'T', 't']) || text.contains('[')
    {
        return None;
    }
    let (time, what) = match text.parse::<jiff::Timestamp>() {
        Ok(time) => (time, "read as an ISO 8601 time"),
        Err(_) => {
            let time = text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?;
            (time.timestamp(), "no UTC offset; read as UTC")
        }
    };
    // What comes of it is a time as any other.
    Some((Timestamp::parse(&Timestamp::from_micros(time.as_microsecond()).to_string())?, what))
}

/// Reads how long after the start of 1970 a time is; its size says in which unit, for every year from 1973 to 5138.
fn since_1970(text: &str) -> Option<(Timestamp, &'static str)> {
    let number: f64 = text.parse().ok()?;
    let (micros, what) = match number {
        1e8..1e11 => (number * 1e6, "read as seconds since 1970"),
        1e11..1e14 => (number * 1e3, "read as milliseconds since 1970"),
        1e14..1e17 => (number, "read as microseconds since 1970"),
        1e17..1e20 => (number / 1e3, "read as nanoseconds since 1970"),
        _ => return None,
    };
    // INVARIANT: what is within the bounds above fits.
    Some((Timestamp::from_micros(micros.round() as i64), what))
}

/// Makes text of any value, which keeps all of it.
pub(super) fn text(raw: Raw<'_>) -> Form {
    Form::mended(quoted(raw.get()), "not text; converted to text")
}

fn flag(raw: Raw<'_>) -> Form {
    let text = plain(raw).unwrap_or_default();
    let number =
        |text: &str| [(1.0, true), (0.0, false)].into_iter().find(|it| text.parse() == Ok(it.0)).map(|it| it.1);
    match yes_or_no(&text).or_else(|| number(trim(&text))) {
        Some(true) => Form::mended("true", "read as true"),
        Some(false) => Form::mended("false", "read as false"),
        None => Form::Bad { give: "give true or false" },
    }
}

/// Reads a yes or a no in the spellings that people give it; `None` for anything else.
#[must_use]
pub fn yes_or_no(text: &str) -> Option<bool> {
    const YES: [&str; 8] = ["1", "true", "t", "yes", "y", "on", "enabled", "enable"];
    const NO: [&str; 8] = ["0", "false", "f", "no", "n", "off", "disabled", "disable"];
    let text = trim(text).to_ascii_lowercase();
    let says = |words: &[&str]| words.contains(&text.as_str());
    if says(&YES) { Some(true) } else { says(&NO).then_some(false) }
}

/// The greatest whole number up to which every one is a 64-bit float.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

pub(super) fn count(raw: Raw<'_>) -> Form {
    let what = "read as a whole number";
    let text = plain(raw).unwrap_or_default();
    let text = trim(&text);
    if let Ok(count) = text.parse::<u64>() {
        return Form::mended(count.to_string(), what);
    }
    match text.parse::<f64>() {
        Ok(number) if (0.0..=WHOLE_MAX).contains(&number) && number.fract() == 0.0 => {
            Form::mended((number as u64).to_string(), what)
        }
        _ => Form::Bad { give: "give a whole number, zero or greater" },
    }
}

fn number(raw: Raw<'_>) -> Form {
    let text = plain(raw).unwrap_or_default();
    let text = trim(&text);
    let text = text.strip_prefix('+').unwrap_or(text);
    let is_finite = text.parse::<f64>().is_ok_and(f64::is_finite);
    if is_finite && serde_json::from_str::<serde_json::Number>(text).is_ok() {
        return Form::mended(text, "text; read as a number");
    }
    Form::Bad { give: "give a number" }
}

fn object(raw: Raw<'_>) -> Form {
    if let Some(object) = object_in(raw) {
        return Form::mended(object, "text that contains a JSON object; read as the object");
    }
    let mut object = String::from("{");
    push_member(&mut object, "value", raw.get());
    object.push('}');
    Form::mended(object, "not an object; put into an object, under `value`")
}

/// Returns the object that a text is the JSON of.
pub(super) fn object_in(raw: Raw<'_>) -> Option<String> {
    let text = json::text(raw)?;
    let object = tame(&text).map_or(text, |tamed| tamed.json.into());
    let is_object = serde_json::from_str::<RawMembers<'_>>(&object).is_ok();
    is_object.then(|| object.trim().to_owned())
}

fn texts(raw: Raw<'_>) -> Form {
    let item = |raw: Raw<'_>| if json::text(raw).is_some() { raw.get().to_owned() } else { quoted(raw.get()) };
    let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) else {
        return Form::mended(format!("[{}]", item(raw)), "not a list; put into a list");
    };
    let items = items.into_iter().map(Raw::from).filter(|raw| !json::is_null(*raw));
    let list = items.map(item).collect::<Vec<_>>().join(",");
    Form::mended(format!("[{list}]"), "null values were removed, and other values were converted to text")
}

fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    push_string(&mut json, text);
    json
}

#[cfg(test)]
mod tests;
