//! The query string, read field by field. What no handler asked for is not an error, because the clients of the
//! original rely on that; but it is named in a response header, so that a misspelt filter does not go unnoticed.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};

use crate::declared::{Declared, Number, ParameterSet, REPEATS_MAX, ValueType};
use crate::error::ApiError;
use crate::state::AppState;

/// The header that names the parameters that were passed over.
const IGNORED_HEADER: &str = "x-convlog-ignored-parameters";

/// What an operation is asked, and the names of the parameters that it does not know.
pub(crate) struct QueryParameters<A>(pub(crate) A, pub(crate) IgnoredParameters);

/// The names of the parameters that were passed over.
#[derive(Clone, Debug)]
pub(crate) struct IgnoredParameters(Option<HeaderValue>);

impl IgnoredParameters {
    /// Adds the header that names them, if there are any.
    pub(crate) fn note(&self, headers: &mut HeaderMap) {
        if let Some(names) = &self.0 {
            headers.insert(IGNORED_HEADER, names.clone());
        }
    }
}

impl<A: ParameterSet> FromRequestParts<AppState> for QueryParameters<A> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<QueryParameters<A>, ApiError> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Query(pairs) = pairs.map_err(|_| ApiError::validation("the query string cannot be read"))?;
        let mut left = Parameters(pairs);
        let asked = A::read(&mut left)?;
        Ok(QueryParameters(asked, IgnoredParameters(left.ignored())))
    }
}

/// The parameters that nobody has taken yet.
#[derive(Clone, Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Takes a parameter that may be given once.
    pub(crate) fn take<T: ValueType>(&mut self, declared: &Declared<T>) -> Result<Option<T::Value>, ApiError> {
        let mut texts = self.texts(declared.name);
        if texts.len() > 1 {
            return Err(ApiError::validation(format!("give {} once", declared.name)));
        }
        texts.pop().map(|text| read(declared, &text)).transpose()
    }

    /// Takes a parameter that must be given.
    pub(crate) fn need<T: ValueType>(&mut self, declared: &Declared<T>) -> Result<T::Value, ApiError> {
        let missing = || ApiError::validation(format!("{} is missing", declared.name));
        self.take(declared)?.ok_or_else(missing)
    }

    /// Takes a number that has a default.
    pub(crate) fn number(&mut self, declared: &Declared<Number>) -> Result<u64, ApiError> {
        Ok(self.take(declared)?.or(declared.takes.default).unwrap_or(declared.takes.from))
    }

    /// Takes every value of a parameter that may be repeated, each once.
    pub(crate) fn several<T: ValueType>(&mut self, declared: &Declared<T>) -> Result<Vec<T::Value>, ApiError> {
        let mut texts = self.texts(declared.name);
        if texts.len() > REPEATS_MAX {
            return Err(ApiError::validation(format!(
                "give the parameter {} at most {REPEATS_MAX} times",
                declared.name
            )));
        }
        texts.sort_unstable();
        texts.dedup();
        texts.iter().map(|text| read(declared, text)).collect()
    }

    /// Says whether a parameter of this name was given, and takes it.
    pub(crate) fn has(&mut self, name: &str) -> bool {
        !self.texts(name).is_empty()
    }

    fn texts(&mut self, name: &str) -> Vec<String> {
        self.0.extract_if(.., |(its_name, _)| its_name == name).map(|(_, value)| value).collect()
    }

    /// Names what is left.
    fn ignored(&self) -> Option<HeaderValue> {
        let nameable = |name: &&str| {
            name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        };
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).filter(nameable).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(16);
        if names.is_empty() { None } else { HeaderValue::from_str(&names.join(", ")).ok() }
    }
}

/// Reads a header; one that is not text is none of the values.
pub(crate) fn header<T: ValueType>(declared: &Declared<T>, headers: &HeaderMap) -> Result<Option<T::Value>, ApiError> {
    let value = headers.get(declared.name);
    value.map(|value| read(declared, value.to_str().unwrap_or_default())).transpose()
}

fn read<T: ValueType>(declared: &Declared<T>, text: &str) -> Result<T::Value, ApiError> {
    let wrong = || ApiError::validation(format!("{} is {}", declared.name, declared.takes.expected()));
    declared.takes.read(text).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declared::Text;

    impl Parameters {
        pub(crate) fn of(pairs: &[(&str, &str)]) -> Parameters {
            Parameters(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        }
    }

    const LIMIT: Declared<Number> = Declared::new("limit", Number { from: 1, to: 10, default: Some(5) }, "");
    const CHANNEL: Declared<Text> = Declared::new("channel", Text { from: 1, to: 8 }, "");

    #[test]
    fn refuses_what_is_out_of_range_or_given_twice() {
        assert_eq!(Parameters::of(&[("limit", "7")]).number(&LIMIT).unwrap(), 7);
        assert_eq!(Parameters::of(&[]).number(&LIMIT).unwrap(), 5);
        for wrong in ["", "0", "11", "-1", "x", "99999999999999999999"] {
            assert!(Parameters::of(&[("limit", wrong)]).number(&LIMIT).is_err(), "{wrong}");
        }
        assert!(Parameters::of(&[("limit", "1"), ("limit", "2")]).number(&LIMIT).is_err());
        let many = vec![("channel", "a"); REPEATS_MAX + 1];
        assert!(
            Parameters::of(&many[1..]).several(&CHANNEL).is_ok() && Parameters::of(&many).several(&CHANNEL).is_err()
        );
        assert!(Parameters::of(&[("channel", "")]).several(&CHANNEL).is_err());
    }

    #[test]
    fn names_what_nobody_asked_for() {
        let mut left = Parameters::of(&[("channel", "a"), ("colour", "b"), ("channel", "c"), ("bad\nname", "d")]);
        assert_eq!(left.several(&CHANNEL).unwrap(), ["a", "c"]);
        assert_eq!(left.ignored().unwrap(), "colour");
    }
}
