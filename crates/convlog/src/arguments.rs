//! How values on the command line and in its variables are read: white space around them is none of them.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};
use convlog_core::Level;
use convlog_core::ids::trim;

/// Reads what another parser does, without white space around it.
#[derive(Clone, Debug)]
pub(crate) struct Trimmed<P>(P);

/// Reads a name, an id or a key.
pub(crate) fn word() -> Trimmed<StringValueParser> {
    trimmed(StringValueParser::new())
}

/// Reads where a folder is; `~/` is one's own, also where no shell reads it.
pub(crate) fn folder() -> impl TypedValueParser<Value = PathBuf> {
    trimmed(OsStringValueParser::new()).map(|given| match given.to_str() {
        Some(text) => convlog_client::expand_home(text, |name| std::env::var(name).ok()),
        None => PathBuf::from(given),
    })
}

/// Reads what `parser` does, without white space around it.
pub(crate) fn trimmed<P>(parser: P) -> Trimmed<P> {
    Trimmed(parser)
}

impl<P: TypedValueParser> TypedValueParser for Trimmed<P> {
    type Value = P::Value;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<P::Value, Error> {
        let value = value.to_str().map_or(value, |text| OsStr::new(trim(text)));
        self.0.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

/// Reads the name of a level, also as other loggers call it; in an answer's words.
#[derive(Clone, Debug)]
pub(crate) struct LevelName;

impl TypedValueParser for LevelName {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        match value.to_str().and_then(Level::of_word) {
            Some(level) => Ok(level.as_str().to_owned()),
            None => PossibleValuesParser::new(Level::ALL.map(Level::as_str)).parse_ref(command, arg, value),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Level::ALL.map(Level::as_str).into_iter().map(PossibleValue::new)))
    }
}
