//! The errors that several resources have in common, for the description of the API.

use std::collections::BTreeMap;

use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use crate::error::ErrorBody;

type Responses = BTreeMap<String, RefOr<Response>>;

const KEY: (u16, &str) = (401, "The key is missing or not valid");
const READ: (u16, &str) = (403, "The key lacks the permission `read`");
const PROJECT: (u16, &str) = (404, "There is no such project, or the key has no access to it");

const TOO_LONG: (u16, &str) =
    (503, "The query took too long, or the store is not available; retry after `Retry-After`");

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
        describe(&[KEY, READ, (404, "There is no such conversation, or this key has no access to it"), TOO_LONG])
    }
}

/// Of what looks after a project.
pub(crate) struct OfAdministration;

impl IntoResponses for OfAdministration {
    fn responses() -> Responses {
        describe(&[KEY, (403, "The key lacks the permission `admin`"), PROJECT])
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
            (408, "The body arrived too slowly"),
            (429, "The server is overloaded; retry after `Retry-After`"),
            (503, "The store is not available; retry after `Retry-After`"),
        ])
    }
}

/// Of whatever takes a key.
pub(crate) struct OfGuessing;

impl IntoResponses for OfGuessing {
    fn responses() -> Responses {
        describe(&[(429, "Too many invalid keys from this address; retry after `Retry-After`")])
    }
}

fn describe(errors: &[(u16, &str)]) -> Responses {
    let content = || ContentBuilder::new().schema(Some(Ref::from_schema_name(ErrorBody::name()))).build();
    let response = |description: &str| {
        ResponseBuilder::new().description(description).content("application/json", content()).build().into()
    };
    errors.iter().map(|(status, description)| (status.to_string(), response(description))).collect()
}
