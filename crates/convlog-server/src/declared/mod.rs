//! What requests may hold, declared once: handlers read by it, and the description of the API is made of it.
//!
//! Lengths are counted in characters, as JSON Schema counts them.

mod kinds;
mod names;
mod parameter_set;

use serde_json::Value;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema};
use utoipa::openapi::{RefOr, Required};

pub(crate) use kinds::{
    Choice, Cursor, Digits, EntryCursor, EntryId, Flag, Id, Moment, NodeCursor, Number, Text, Token, Zone,
};
pub(crate) use names::{FUNCTION_NAME, InConversation, InErasure, InFunction, InMark, InProject, InRule, InTenant};
pub(crate) use parameter_set::{Multiplicity, ParameterSet, RequiredParameter, parameter_set};

/// A parameter that may be repeated is given at most so many times.
pub(crate) const REPEATS_MAX: usize = 50;

/// A parameter, or a field of a command's body.
#[derive(Debug)]
pub(crate) struct Declared<T> {
    pub(crate) name: &'static str,
    pub(crate) takes: T,
    /// What it means.
    doc: &'static str,
}

/// The values that something takes.
pub(crate) trait ValueType {
    /// What a handler is given.
    type Value;

    /// Describes the values as JSON Schema does.
    fn schema(&self) -> ObjectBuilder;

    /// Says what a value is: what completes a sentence that begins with the name and "is".
    fn expected(&self) -> String;

    /// Reads a value of a query; `None` where it is none of these.
    fn read(&self, text: &str) -> Option<Self::Value>;

    /// Reads a value of a body.
    fn read_json(&self, value: &Value) -> Option<Self::Value> {
        self.read(value.as_str()?)
    }
}

impl<T: ValueType> Declared<T> {
    pub(crate) const fn new(name: &'static str, takes: T, doc: &'static str) -> Declared<T> {
        Declared { name, takes, doc }
    }

    pub(crate) fn in_path(&self) -> Parameter {
        self.parameter(ParameterIn::Path, Required::True, self.takes.schema())
    }

    pub(crate) fn in_query(&self) -> Parameter {
        self.parameter(ParameterIn::Query, Required::False, self.takes.schema())
    }

    pub(crate) fn needed_in_query(&self) -> Parameter {
        self.parameter(ParameterIn::Query, Required::True, self.takes.schema())
    }

    /// Describes a parameter whose values are alternatives.
    pub(crate) fn repeated_in_query(&self) -> Parameter {
        let items = ArrayBuilder::new().items(self.takes.schema()).max_items(Some(REPEATS_MAX));
        self.parameter(ParameterIn::Query, Required::False, items)
    }

    pub(crate) fn in_header(&self) -> Parameter {
        self.parameter(ParameterIn::Header, Required::False, self.takes.schema())
    }

    fn parameter(&self, place: ParameterIn, required: Required, schema: impl Into<RefOr<Schema>>) -> Parameter {
        ParameterBuilder::new()
            .name(self.name)
            .parameter_in(place)
            .required(required)
            .description(Some(self.doc.trim()))
            .schema(Some(schema))
            .build()
    }

    /// Adds the field to the description of a body.
    pub(crate) fn field(&self, body: ObjectBuilder) -> ObjectBuilder {
        body.property(self.name, self.takes.schema().description(Some(self.doc)))
    }

    /// Adds the field as one that has to be there.
    pub(crate) fn needed_field(&self, body: ObjectBuilder) -> ObjectBuilder {
        self.field(body).required(self.name)
    }
}

/// Begins the description of a body that takes its fields and nothing else.
pub(crate) fn command(doc: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .description(Some(doc))
        .additional_properties(Some(utoipa::openapi::schema::AdditionalProperties::FreeForm(false)))
}

/// Describes parameters that exclude each other, as the members of an object that has at most one.
pub(crate) fn one_of(name: &str, doc: &str, members: impl FnOnce(ObjectBuilder) -> ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .description(Some(doc))
        .style(Some(ParameterStyle::Form))
        .explode(Some(true))
        .schema(Some(members(command("At most one of them").max_properties(Some(1)))))
        .build()
}

/// Makes a type that describes what an operation is told in its path or its headers.
macro_rules! parameters {
    ($(#[$doc:meta])* $name:ident: $list:expr) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl utoipa::IntoParams for $name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                Vec::from($list)
            }
        }
    };
}
pub(crate) use parameters;
