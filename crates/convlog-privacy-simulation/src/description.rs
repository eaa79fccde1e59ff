//! The service's own description, read: every operation with what it takes and what it answers, so that a new one is
//! asked, and has its leaks, from the day it is there.

use std::sync::OnceLock;

use serde_json::Value;

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// `get`, `put`, …
    pub method: String,
    /// Its path, with names in braces.
    pub path: String,
    /// What may be sent with it.
    pub inputs: Vec<Input>,
    /// Whether it takes a body.
    pub body: Option<Body>,
    /// What it answers, whatever the status.
    pub answers: Vec<Answered>,
}

/// Something that may be sent: a parameter, or a member of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is sent.
    pub place: ParameterLocation,
    /// Its name.
    pub name: String,
    /// The values that it is said to take, if it says so.
    pub values: Vec<String>,
    /// Its types, `null` left out.
    pub types: Vec<String>,
    /// The pattern of its texts, or nothing.
    pub pattern: String,
}

/// Where an input is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// As a header.
    Header,
    /// As a member of the body.
    Body,
}

/// What kind of body is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// A JSON object, whose members are inputs.
    Object,
    /// Records, one a line.
    Lines,
}

/// One form of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The media type.
    pub media: String,
    /// The schema; null where anything may stand.
    pub schema: Value,
}

/// Lists every operation.
///
/// # Panics
/// The description is not as it is known here; then this is to be taught what is new.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, methods) in document()["paths"].as_object().into_iter().flatten() {
        for (method, described) in methods.as_object().into_iter().flatten() {
            operations.push(operation(path, method, described));
        }
    }
    operations
}

/// Follows a reference of a schema to what it stands for.
#[must_use]
pub fn resolved(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => schema,
    }
}

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::from_str(&convlog_server::openapi_json()).unwrap_or_default())
}

fn operation(path: &str, method: &str, described: &Value) -> Operation {
    let mut inputs: Vec<Input> = described["parameters"].as_array().into_iter().flatten().flat_map(parameter).collect();
    let (body, members) = body(&described["requestBody"]);
    inputs.extend(members);
    let responses = described["responses"].as_object().into_iter().flatten();
    let contents = responses.flat_map(|(_, response)| response["content"].as_object().into_iter().flatten());
    let answered = |(media, content): (&String, &Value)| Answered {
        media: media.clone(),
        schema: content.get("schema").cloned().unwrap_or_default(),
    };
    Operation {
        method: method.to_owned(),
        path: path.to_owned(),
        inputs,
        body,
        answers: contents.map(answered).collect(),
    }
}

/// Returns what a parameter takes: of one that is an object, its members, which are sent each under its own name.
fn parameter(described: &Value) -> Vec<Input> {
    let place = match described["in"].as_str() {
        Some("path") => ParameterLocation::Path,
        Some("query") => ParameterLocation::Query,
        Some("header") => ParameterLocation::Header,
        place => panic!("nothing is known of parameters in {place:?}"),
    };
    let schema = &described["schema"];
    match schema["properties"].as_object() {
        Some(members) => members.iter().map(|(name, schema)| input(place, name, schema)).collect(),
        None => vec![input(place, described["name"].as_str().unwrap_or_default(), schema)],
    }
}

fn body(described: &Value) -> (Option<Body>, Vec<Input>) {
    let Some((media, content)) = described["content"].as_object().and_then(|content| content.iter().next()) else {
        return (None, Vec::new());
    };
    match media.as_str() {
        "application/json" => (Some(Body::Object), members(&content["schema"])),
        "application/x-ndjson" => (Some(Body::Lines), Vec::new()),
        media => panic!("nothing is known of bodies of {media}"),
    }
}

/// Returns the members of an object, of whichever of its forms.
fn members(schema: &Value) -> Vec<Input> {
    let schema = resolved(schema);
    let own = schema["properties"].as_object().into_iter().flatten();
    let mut found: Vec<Input> = own.map(|(name, schema)| input(ParameterLocation::Body, name, schema)).collect();
    for other in schema["oneOf"].as_array().into_iter().flatten().flat_map(members) {
        if found.iter().all(|known| known.name != other.name) {
            found.push(other);
        }
    }
    found
}

fn input(place: ParameterLocation, name: &str, schema: &Value) -> Input {
    let pattern = schema["pattern"].as_str().unwrap_or_default().to_owned();
    Input { place, name: name.to_owned(), values: values(schema), types: types(schema), pattern }
}

/// Returns the values that a schema lists, wherever it does.
fn values(schema: &Value) -> Vec<String> {
    match resolved(schema) {
        Value::Object(members) => match members.get("enum").and_then(Value::as_array) {
            Some(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            None => members.values().flat_map(values).collect(),
        },
        Value::Array(items) => items.iter().flat_map(values).collect(),
        _ => Vec::new(),
    }
}

/// Returns the types that a schema names; of a list, those of its items.
fn types(schema: &Value) -> Vec<String> {
    let schema = resolved(schema);
    let named: Vec<String> = match &schema["type"] {
        Value::String(one) => vec![one.clone()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => ["oneOf", "anyOf", "allOf"]
            .iter()
            .flat_map(|of| schema[*of].as_array().into_iter().flatten())
            .flat_map(types)
            .collect(),
    };
    if named == ["array"] {
        return types(&schema["items"]);
    }
    named.into_iter().filter(|name| name != "null").collect()
}

impl Operation {
    /// Says whether asking changes nothing.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.method == "get"
    }

    /// Returns its name: method and path.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }
}

impl Input {
    /// Says in words which input it is.
    #[must_use]
    pub fn in_words(&self) -> String {
        format!("{:?} {}", self.place, self.name).to_lowercase()
    }
}
