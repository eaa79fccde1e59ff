//! What a page shows of the OpenAPI document, read from its JSON.
//!
//! The document is walked as JSON and not as `utoipa` types, so that the page shows what a client would be told.

use serde_json::Value;

/// One operation.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) summary: String,
    pub(super) description: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    /// (status, what it means, the name of its body)
    pub(super) responses: Vec<(String, String, String)>,
}

/// What is sent.
#[derive(Debug)]
pub(super) struct Body {
    /// Its media type.
    pub(super) media: String,
    /// The name of its type.
    pub(super) name: String,
    pub(super) description: String,
    pub(super) example: String,
}

/// One parameter of an operation.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) place: String,
    /// Which values it takes.
    pub(super) takes: String,
    pub(super) description: String,
}

/// One type of body.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) name: String,
    pub(super) description: String,
    /// (name, type, description)
    pub(super) fields: Vec<(String, String, String)>,
}

/// Everything a page shows.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) operations: Vec<Operation>,
    pub(super) schemas: Vec<Schema>,
}

impl Outline {
    /// Reads the document.
    pub(super) fn of(document: &Value) -> Outline {
        let paths = members(&document["paths"]);
        let operations = paths.flat_map(|(path, methods)| members(methods).map(move |one| (path, one)));
        let schemas = members(&document["components"]["schemas"]);
        let mut operations: Vec<(usize, Operation)> = operations
            .map(|(path, (method, operation))| (place(operation), read_operation(method, path, operation)))
            .collect();
        operations.sort_by_key(|(place, _)| *place);
        Outline {
            title: text(&document["info"]["title"]),
            description: text(&document["info"]["description"]),
            operations: operations.into_iter().map(|(_, operation)| operation).collect(),
            schemas: schemas.map(|(name, schema)| read_schema(name, schema)).collect(),
        }
    }
}

/// What a newcomer needs first: sending, lists, one conversation. The others follow in the order of their paths.
const FIRST: [&str; 7] = [
    "ingest",
    "list_agent_conversations",
    "list_conversations",
    "list_conversations_v1",
    "search_conversations",
    "get_agent_conversation",
    "review_conversation",
];

fn place(operation: &Value) -> usize {
    FIRST.iter().position(|id| operation["operationId"] == *id).unwrap_or(FIRST.len())
}

fn read_body(body: &Value) -> Option<Body> {
    let (media, content) = members(&body["content"]).next()?;
    let example = match &content["example"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let name = type_name(&content["schema"]);
    Some(Body { media: media.to_owned(), name, description: text(&body["description"]), example })
}

fn read_operation(method: &str, path: &str, operation: &Value) -> Operation {
    let parameters = operation["parameters"].as_array().into_iter().flatten().flat_map(read_parameter);
    let responses = members(&operation["responses"]);
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        parameters: parameters.collect(),
        body: read_body(&operation["requestBody"]),
        responses: responses
            .map(|(status, response)| {
                let body = members(&response["content"]).next().map(|(_, content)| type_name(&content["schema"]));
                (status.to_owned(), text(&response["description"]), body.unwrap_or_default())
            })
            .collect(),
    }
}

/// Reads a parameter; one that stands for several, of which it is the members, as those.
fn read_parameter(one: &Value) -> Vec<Parameter> {
    let schema = &one["schema"];
    let of = |name: &str, schema: &Value, description: &Value| Parameter {
        name: name.to_owned(),
        place: text(&one["in"]),
        takes: takes(schema),
        description: text(description),
    };
    if schema["type"] == "object" {
        return members(&schema["properties"]).map(|(name, member)| of(name, member, &member["description"])).collect();
    }
    vec![of(&text(&one["name"]), schema, &one["description"])]
}

/// Says in a few words which values something takes that is sent.
fn takes(schema: &Value) -> String {
    let default = schema["default"].as_u64().map(|default| format!("; {default} by default")).unwrap_or_default();
    let bounds = |from: &Value, to: &Value| match (from.as_u64(), to.as_u64()) {
        (None, None) => String::new(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (None, Some(to)) => format!("at most {to}"),
        (Some(from), None) => format!("at least {from}"),
    };
    match schema["type"].as_str() {
        Some("integer") => format!("a whole number, {}{default}", bounds(&schema["minimum"], &schema["maximum"])),
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("array") => format!("up to {} times: {}", schema["maxItems"], takes(&schema["items"])),
        Some("string") if schema["format"] == "date-time" => "a date and time".to_owned(),
        Some("string") => {
            let words = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
            let length = bounds(&schema["minLength"], &schema["maxLength"]);
            let pattern = schema["pattern"].as_str().map(|pattern| format!("like `{pattern}`"));
            let length = (!length.is_empty()).then(|| format!("{length} characters"));
            let parts = [(!words.is_empty()).then(|| words.join(", ")), length, pattern];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        _ => type_name(schema),
    }
}

fn read_schema(name: &str, schema: &Value) -> Schema {
    let parts = schema["allOf"].as_array().or(schema["oneOf"].as_array());
    let parts = parts.map_or(std::slice::from_ref(schema), Vec::as_slice);
    let inherited = parts.iter().filter(|part| part.get("$ref").is_some());
    let inherited = inherited.map(|part| ("…".to_owned(), type_name(part), "Includes all of its fields".to_owned()));
    let own = parts.iter().flat_map(|part| members(&part["properties"]).map(move |field| (part, field)));
    let own = own.map(|(part, (name, field))| {
        let is_command = part["additionalProperties"] == false;
        let takes = if is_command { takes(field) } else { type_name(field) };
        (name.to_owned(), takes, text(&field["description"]))
    });
    let mut seen = std::collections::BTreeSet::new();
    let own = own.filter(|(name, ..)| seen.insert(name.clone()));
    Schema {
        name: name.to_owned(),
        description: parts
            .iter()
            .chain([schema])
            .map(|part| text(&part["description"]))
            .find(|it| !it.is_empty())
            .unwrap_or_default(),
        fields: inherited.chain(own).collect(),
    }
}

/// Names a type in a few words.
fn type_name(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().map(type_name).collect::<Vec<_>>().join(" or ");
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => format!("list of {}", type_name(&schema["items"])),
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => "any".to_owned(),
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
