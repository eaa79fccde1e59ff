//! The filters of the web app's lists, read from the query string.

use convlog_store::{Deep, Filter, Permission, Search, Visibility};
use utoipa::ToSchema;

use super::super::cursor;
use crate::error::ApiError;
use crate::extract::Parameters;

/// A deep search looks at no more conversations than this for one page.
pub(super) const LOOKS_MAX: u32 = 2000;

/// A parameter that may be repeated has at most so many values.
const VALUES_MAX: usize = 50;

/// The longest text that can be looked for, in bytes.
const TEXT_BYTES_MAX: usize = 256;

/// What a conversation can be asked to have.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes a parameter")]
pub(crate) enum Has {
    Errors,
    Warnings,
}

/// Reads the filters of a list, all but the place and the size of the page.
pub(super) fn search(parameters: &mut Parameters, visibility: &Visibility) -> Result<Search, ApiError> {
    let (has_errors, has_warnings) = has(parameters)?;
    let filter = Filter {
        environments: several(parameters, "environment")?,
        channels: several(parameters, "channel")?,
        variants: several(parameters, "variant")?,
        started_from: parameters.time("started_from")?,
        started_before: parameters.time("started_before")?,
        in_progress: parameters.flag("in_progress")?,
        handoff: parameters.flag("handoff")?,
        duration_ms_from: duration(parameters, "duration_min_ms")?,
        duration_ms_to: duration(parameters, "duration_max_ms")?,
        has_errors,
        has_warnings,
        ..Filter::default()
    };
    let deep = Deep {
        function: text(parameters, "function")?,
        text: text(parameters, "text")?,
        contact: text(parameters, "contact")?,
        contact_ends: last_digits(parameters)?,
    };
    if deep.is_personal() && !visibility.sees_personal() {
        return Err(ApiError::permission(Permission::Pii));
    }
    Ok(Search { filter, deep, looks_max: LOOKS_MAX, ..Search::default() })
}

/// Reads where a page begins and how long it is.
pub(super) fn page(
    parameters: &mut Parameters,
    search: &mut Search,
    limit_default: u64,
    limit_max: u64,
) -> Result<(), ApiError> {
    search.limit = parameters.number("limit", 1..=limit_max, limit_default)? as u32;
    if let Some(cursor) = parameters.take("cursor")? {
        search.after = Some(cursor::read(&cursor)?);
    }
    Ok(())
}

fn has(parameters: &mut Parameters) -> Result<(bool, bool), ApiError> {
    let (mut errors, mut warnings) = (false, false);
    for value in several(parameters, "has")? {
        match value.as_str() {
            "errors" => errors = true,
            "warnings" => warnings = true,
            _ => return Err(ApiError::validation("has is errors or warnings")),
        }
    }
    Ok((errors, warnings))
}

fn several(parameters: &mut Parameters, name: &'static str) -> Result<Vec<String>, ApiError> {
    let mut values = parameters.take_all(name);
    values.sort_unstable();
    values.dedup();
    if values.len() > VALUES_MAX {
        return Err(ApiError::validation(format!("give {name} at most {VALUES_MAX} times")));
    }
    Ok(values)
}

fn text(parameters: &mut Parameters, name: &'static str) -> Result<Option<String>, ApiError> {
    let text = parameters.take(name)?;
    if text.as_ref().is_some_and(|text| text.len() > TEXT_BYTES_MAX) {
        return Err(ApiError::validation(format!("{name} is at most {TEXT_BYTES_MAX} bytes long")));
    }
    Ok(text)
}

fn last_digits(parameters: &mut Parameters) -> Result<Option<String>, ApiError> {
    let text = parameters.take("contact_last4")?;
    let is_wrong = |text: &String| text.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit());
    if text.as_ref().is_some_and(is_wrong) {
        return Err(ApiError::validation("contact_last4 is four digits"));
    }
    Ok(text)
}

fn duration(parameters: &mut Parameters, name: &'static str) -> Result<Option<u64>, ApiError> {
    /// A year, which no call lasts.
    const DURATION_MS_MAX: u64 = 366 * 24 * 3600 * 1000;
    let number = parameters.number(name, 0..=DURATION_MS_MAX, u64::MAX)?;
    Ok((number != u64::MAX).then_some(number))
}
