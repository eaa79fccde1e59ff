//! The errors that several resources have in common, for the description of the API.

use std::collections::BTreeMap;

use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use crate::error::ErrorBody;

type Responses = BTreeMap<String, RefOr<Response>>;

const KEY: (u16, &str) = (401, "The key is missing or not valid");
const READ: (u16, &str) = (403, "The key may not read");
const PROJECT: (u16, &str) = (404, "The key reaches no such project");

const TOO_LONG: (u16, &str) = (503, "Finding the answer took too long, or it cannot be given now; obey Retry-After");

/// Of what reads a project.
pub(crate) struct OfProject;

impl IntoResponses for OfProject {
    fn responses() -> Responses {
        describe(&[KEY, READ, PROJECT, TOO_LONG])
    }
}

/// Of what reads one conversation.
pub(crate) struct OfConversation;

impl IntoResponses for OfConversation {
    fn responses() -> Responses {
        describe(&[KEY, READ, (404, "There is no such conversation that this key may see"), TOO_LONG])
    }
}

/// Of what looks after a project.
pub(crate) struct OfAdministration;

impl IntoResponses for OfAdministration {
    fn responses() -> Responses {
        describe(&[KEY, (403, "The key may not administer"), PROJECT])
    }
}

/// Of what takes parameters.
pub(crate) struct OfParameters;

impl IntoResponses for OfParameters {
    fn responses() -> Responses {
        describe(&[(400, "A parameter is not valid")])
    }
}

/// Of what takes a small body and stores something.
pub(crate) struct OfStoring;

impl IntoResponses for OfStoring {
    fn responses() -> Responses {
        describe(&[
            (408, "The body came too slowly"),
            (429, "Too much at once; obey Retry-After"),
            (503, "The store cannot be used; obey Retry-After"),
        ])
    }
}

/// Of whatever takes a key.
pub(crate) struct OfGuessing;

impl IntoResponses for OfGuessing {
    fn responses() -> Responses {
        describe(&[(429, "Too many wrong keys came from this address; obey Retry-After")])
    }
}

fn describe(errors: &[(u16, &str)]) -> Responses {
    let content = || ContentBuilder::new().schema(Some(Ref::from_schema_name(ErrorBody::name()))).build();
    let response = |description: &str| {
        ResponseBuilder::new().description(description).content("application/json", content()).build().into()
    };
    errors.iter().map(|(status, description)| (status.to_string(), response(description))).collect()
}
