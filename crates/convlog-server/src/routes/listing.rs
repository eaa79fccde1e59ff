//! What the v1 and v3 lists ask for alike.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use convlog_core::Timestamp;
use convlog_core::limits::ID_BYTES_MAX;
use convlog_core::schema::ENVIRONMENT_DEFAULT;
use convlog_store::{Filter, Order, Query};
use serde::Serialize;
use utoipa::openapi::path::Parameter;

use crate::declared::{Declared, Flag, Moment, Number, ParameterSet, Text, one_of, parameter_set};
use crate::error::ApiError;
use crate::extract::{Caller, IgnoredParameters, Parameters};
use crate::response_budget::BudgetShare;
use crate::state::AppState;

const NAME: Text = Text { from: 1, to: ID_BYTES_MAX };
const OFFSET: Number = Number { from: 0, to: i64::MAX as u64, default: Some(0) };

parameter_set! {
    /// What both lists can be asked for.
    pub(super) struct Listing {
        /// Where the agent ran: `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; `live` by default
        client_env: Option<String> = NAME,
        /// Started at this time or later (ISO 8601)
        start_time: Option<Timestamp> = Moment,
        /// Started before this time (ISO 8601)
        end_time: Option<Timestamp> = Moment,
        offset: Offset,
        variant: Variant,
        /// In progress (`true`) or ended (`false`); all by default
        in_progress: Option<bool> = Flag,
    }
}

parameter_set! {
    /// Where a page begins that is counted off.
    pub(super) struct Offset {
        /// Number of conversations to skip
        offset: u64 = OFFSET,
    }
}

impl Offset {
    pub(super) fn rows(&self) -> u64 {
        self.offset
    }
}

/// One of two parameters that exclude each other.
struct Variant {
    id: Option<String>,
    name: Option<String>,
}

impl Variant {
    const ID: Declared<Text> = Declared::new("variant_id", NAME, "Only conversations of the variant with this id");
    const NAME: Declared<Text> =
        Declared::new("variant_name", NAME, "Only conversations of the variant with this name");
}

impl ParameterSet for Variant {
    fn describe(into: &mut Vec<Parameter>) {
        into.push(one_of("variant", "Only conversations of one variant, by its id or by its name", |members| {
            Variant::NAME.field(Variant::ID.field(members))
        }));
    }

    fn read(from: &mut Parameters) -> Result<Variant, ApiError> {
        match (from.take(&Variant::ID)?, from.take(&Variant::NAME)?) {
            (Some(_), Some(_)) => Err(ApiError::validation("give variant_id or variant_name, not both")),
            (id, name) => Ok(Variant { id, name }),
        }
    }
}

/// What a conversation of a list with its turns takes in memory while it is read and written, in bytes.
const LISTED_BYTES: u64 = 16 * 1024;

/// Takes room for a list of so many conversations with their turns.
pub(super) async fn room_for_list(state: &AppState, caller: &Caller, limit: u64) -> Result<BudgetShare, ApiError> {
    state.answers.take(caller, usize::try_from(limit * LISTED_BYTES).unwrap_or(usize::MAX)).await
}

impl Listing {
    pub(super) fn query(self, order: Order, limit: u64) -> Query {
        let filter = Filter {
            environments: vec![self.client_env.unwrap_or_else(|| ENVIRONMENT_DEFAULT.to_owned())],
            started_from: self.start_time,
            started_before: self.end_time,
            variant_id: self.variant.id,
            variant_name: self.variant.name,
            in_progress: self.in_progress,
            ..Filter::default()
        };
        Query {
            filter,
            order,
            after: None,
            offset: self.offset.rows(),
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            with_turns: true,
            with_total: false,
        }
    }
}

/// Makes the response of a read.
pub(super) fn respond(body: &impl Serialize, ignored: Option<&IgnoredParameters>) -> Result<Response, ApiError> {
    let json = serde_json::to_vec(body).map_err(|_| ApiError::internal("the answer could not be written"))?;
    Ok(respond_json(json, ignored))
}

/// Makes the response of a read whose body is written already.
pub(super) fn respond_json(json: Vec<u8>, ignored: Option<&IgnoredParameters>) -> Response {
    let mut response = Response::new(Body::from(json));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(ignored) = ignored {
        ignored.note(headers);
    }
    response
}

/// Makes the response of a file that is sent while it is read.
pub(super) fn respond_file(
    file: Body,
    media: &'static str,
    disposition: &'static str,
    ignored: &IgnoredParameters,
) -> Response {
    let mut response = Response::new(file);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    ignored.note(headers);
    response
}
