//! The one error of the API: what went wrong for the caller, as one status, one code and one text.
//!
//! Texts are written for whoever reads the response and never repeat a value of the sender's. An error is logged
//! once, where [`answer`](crate::answer) makes it a response.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use convlog_core::query::TextError;
use convlog_store::{Error, ErrorKind};

mod body;

pub(crate) use body::{CharacterRange, ErrorBody};

/// The kinds of failure that a caller can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Validation,
    Encoding,
    KeyMissing,
    KeyInvalid,
    SessionOver,
    ForeignRequest,
    Permission,
    NoProject,
    NoConversation,
    NoErasure,
    NoMark,
    NoRule,
    NoPath,
    Conflict,
    Method,
    TooSlow,
    TooLarge,
    UnknownEncoding,
    TooManyAttempts,
    TooManyStreams,
    TooManyConnections,
    Overloaded,
    QuotaEntries,
    QuotaBytes,
    DiskReserve,
    TimedOut,
    Unavailable,
    Damaged,
    Internal,
}

/// An error on its way to becoming a response.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    kind: Kind,
    text: Cow<'static, str>,
    source: Option<Arc<Error>>,
    /// After how many seconds to try again, where that depends on more than the kind.
    retry_after_secs: Option<u16>,
    /// Which characters of a query are wrong.
    at: Option<CharacterRange>,
}

impl ApiError {
    fn new(kind: Kind, text: impl Into<Cow<'static, str>>) -> ApiError {
        ApiError { kind, text: text.into(), source: None, retry_after_secs: None, at: None }
    }

    pub(crate) fn validation(text: impl Into<Cow<'static, str>>) -> ApiError {
        ApiError::new(Kind::Validation, text)
    }

    /// A query cannot be read.
    pub(crate) fn query(error: &TextError) -> ApiError {
        let at = Some(CharacterRange { from: error.from, to: error.to });
        ApiError { at, ..ApiError::new(Kind::Validation, format!("query, {error}")) }
    }

    pub(crate) fn malformed_encoding(encoding: &'static str) -> ApiError {
        ApiError::new(Kind::Encoding, format!("the body is not encoded as its Content-Encoding, {encoding}, says"))
    }

    pub(crate) fn broken_body() -> ApiError {
        ApiError::new(Kind::Encoding, "the body ended before it was complete")
    }

    pub(crate) fn unknown_encoding() -> ApiError {
        ApiError::new(Kind::UnknownEncoding, "send the body with Content-Encoding gzip, zstd or identity")
    }

    pub(crate) fn key_missing() -> ApiError {
        ApiError::new(Kind::KeyMissing, "send an API key in the x-api-key header")
    }

    pub(crate) fn key_invalid() -> ApiError {
        ApiError::new(Kind::KeyInvalid, "this API key is not valid")
    }

    pub(crate) fn session_over() -> ApiError {
        ApiError::new(Kind::SessionOver, "the session has ended; log in again")
    }

    pub(crate) fn foreign_request() -> ApiError {
        ApiError::new(
            Kind::ForeignRequest,
            "a request that changes something and is authenticated by a session needs the header x-convlog-request",
        )
    }

    pub(crate) fn too_many_attempts(retry_after_secs: u16) -> ApiError {
        let mut error =
            ApiError::new(Kind::TooManyAttempts, "too many invalid keys from this address; retry after `Retry-After`");
        error.retry_after_secs = Some(retry_after_secs);
        error
    }

    pub(crate) fn too_many_streams() -> ApiError {
        ApiError::new(Kind::TooManyStreams, "too many open event streams; retry after `Retry-After`")
    }

    pub(crate) fn too_many_connections() -> ApiError {
        ApiError::new(
            Kind::TooManyConnections,
            "this client has too many connections; reuse them, or retry after `Retry-After`",
        )
    }

    pub(crate) fn permission(needed: convlog_store::Permission) -> ApiError {
        ApiError::new(Kind::Permission, format!("this needs a key with the permission {}", needed.as_str()))
    }

    pub(crate) fn no_project() -> ApiError {
        ApiError::new(Kind::NoProject, "there is no such project, or this key has no access to it")
    }

    pub(crate) fn no_conversation() -> ApiError {
        ApiError::new(Kind::NoConversation, "Conversation ID does not exist.")
    }

    pub(crate) fn no_erasure() -> ApiError {
        ApiError::new(Kind::NoErasure, "there is no such receipt")
    }

    pub(crate) fn no_mark() -> ApiError {
        ApiError::new(Kind::NoMark, "there is no such mark")
    }

    pub(crate) fn no_rule() -> ApiError {
        ApiError::new(Kind::NoRule, "there is no such rule")
    }

    pub(crate) fn conflict(text: &'static str) -> ApiError {
        ApiError::new(Kind::Conflict, text)
    }

    pub(crate) fn no_path() -> ApiError {
        ApiError::new(Kind::NoPath, "there is no such path; /docs lists the paths")
    }

    pub(crate) fn method() -> ApiError {
        ApiError::new(
            Kind::Method,
            "this path does not support this method; the Allow header lists the supported methods",
        )
    }

    pub(crate) fn too_slow() -> ApiError {
        ApiError::new(Kind::TooSlow, "the body arrived too slowly; nothing was stored")
    }

    pub(crate) fn too_large() -> ApiError {
        ApiError::new(
            Kind::TooLarge,
            "a batch may have at most 8 MiB and 10,000 lines, uncompressed; nothing was stored: split it",
        )
    }

    pub(crate) fn overloaded() -> ApiError {
        ApiError::new(
            Kind::Overloaded,
            "the server is overloaded; nothing was stored: send it again after `Retry-After`",
        )
    }

    pub(crate) fn no_room_for_answer() -> ApiError {
        ApiError::new(
            Kind::Unavailable,
            "too many large responses are being sent; retry after `Retry-After`, or request less",
        )
    }

    /// Somebody has sent as many entries as it may.
    pub(crate) fn quota_entries(text: String, wait: Duration) -> ApiError {
        ApiError { retry_after_secs: Some(whole_secs(wait)), ..ApiError::new(Kind::QuotaEntries, text) }
    }

    /// Somebody stores as much as it may.
    pub(crate) fn quota_bytes(text: String, wait: Duration) -> ApiError {
        ApiError { retry_after_secs: Some(whole_secs(wait)), ..ApiError::new(Kind::QuotaBytes, text) }
    }

    /// The disk is full, but for what is kept free.
    pub(crate) fn disk_reserve() -> ApiError {
        ApiError::new(
            Kind::DiskReserve,
            "the server's disk is full up to its reserve; nothing was stored: send it again after `Retry-After`. \
            Reading and erasing still work",
        )
    }

    /// Says whether the log is told of it elsewhere, and once, and not of each request.
    pub(crate) fn is_told_once(&self) -> bool {
        self.kind == Kind::DiskReserve
    }

    pub(crate) fn internal(text: impl Into<Cow<'static, str>>) -> ApiError {
        ApiError::new(Kind::Internal, text)
    }

    /// What was read cannot be accounted for, so it stays here.
    pub(crate) fn unaccounted(error: Option<Error>) -> ApiError {
        let mut unaccounted = ApiError::new(
            Kind::Unavailable,
            "the audit cannot be written, so personal data cannot be read; retry after `Retry-After`",
        );
        unaccounted.source = error.map(Arc::new);
        unaccounted
    }

    pub(crate) fn not_ready(error: Error) -> ApiError {
        let mut not_ready = ApiError::new(Kind::Unavailable, "the store cannot store and read records");
        not_ready.source = Some(Arc::new(error));
        not_ready
    }

    /// Says whether the sender took too long.
    pub(crate) fn is_too_slow(&self) -> bool {
        self.kind == Kind::TooSlow
    }

    /// Returns the status. This is the only place that chooses one for an error.
    pub(crate) fn status(&self) -> StatusCode {
        match self.kind {
            Kind::Validation | Kind::Encoding => StatusCode::BAD_REQUEST,
            Kind::KeyMissing | Kind::KeyInvalid | Kind::SessionOver => StatusCode::UNAUTHORIZED,
            Kind::Permission | Kind::ForeignRequest => StatusCode::FORBIDDEN,
            Kind::NoProject | Kind::NoConversation | Kind::NoErasure | Kind::NoMark | Kind::NoRule | Kind::NoPath => {
                StatusCode::NOT_FOUND
            }
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::Method => StatusCode::METHOD_NOT_ALLOWED,
            Kind::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::UnknownEncoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Kind::TooManyAttempts
            | Kind::TooManyStreams
            | Kind::TooManyConnections
            | Kind::Overloaded
            | Kind::QuotaEntries
            | Kind::QuotaBytes => StatusCode::TOO_MANY_REQUESTS,
            Kind::TimedOut | Kind::Unavailable | Kind::DiskReserve => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Damaged | Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns the word for programs. This is the only place that chooses one.
    pub(crate) fn code(&self) -> &'static str {
        match self.kind {
            Kind::Validation => "CONVERSATIONS_VALIDATION_FAILED",
            Kind::Encoding => "REQUEST_BODY_MALFORMED",
            Kind::KeyMissing => "AUTH_USER_NOT_FOUND",
            Kind::KeyInvalid => "AUTH_USER_INVALID_TOKEN",
            Kind::SessionOver => "AUTH_SESSION_OVER",
            Kind::ForeignRequest => "REQUEST_HEADER_MISSING",
            Kind::Permission => "ACCOUNT_INSUFFICIENT_PERMISSIONS",
            Kind::NoProject => "PROJECT_NOT_FOUND",
            Kind::NoConversation => "CONVERSATIONS_NOT_FOUND",
            Kind::NoErasure => "ERASURE_NOT_FOUND",
            Kind::NoMark => "MARK_NOT_FOUND",
            Kind::NoRule => "RULE_NOT_FOUND",
            Kind::NoPath => "PATH_NOT_FOUND",
            Kind::Conflict => "CONVERSATIONS_CONFLICT",
            Kind::Method => "METHOD_NOT_ALLOWED",
            Kind::TooSlow => "REQUEST_TIMEOUT",
            Kind::TooLarge => "REQUEST_TOO_LARGE",
            Kind::UnknownEncoding => "UNSUPPORTED_CONTENT_ENCODING",
            Kind::TooManyAttempts => "TOO_MANY_ATTEMPTS",
            Kind::TooManyStreams => "TOO_MANY_STREAMS",
            Kind::TooManyConnections => "TOO_MANY_CONNECTIONS",
            Kind::Overloaded => "OVERLOADED",
            Kind::QuotaEntries => "QUOTA_ENTRIES_PER_MINUTE",
            Kind::QuotaBytes => "QUOTA_BYTES_STORED",
            Kind::DiskReserve => "DISK_RESERVE",
            Kind::TimedOut => "ANSWER_TIMEOUT",
            Kind::Unavailable => "UNAVAILABLE",
            Kind::Damaged => "STORE_DAMAGED",
            Kind::Internal => "INTERNAL_ERROR",
        }
    }

    /// Returns after how many seconds to try again, where that makes sense.
    pub(crate) fn retry_after_secs(&self) -> Option<u16> {
        match self.kind {
            Kind::Overloaded | Kind::TooManyConnections => Some(1),
            Kind::TimedOut | Kind::Unavailable | Kind::TooManyStreams => Some(5),
            Kind::DiskReserve => Some(10),
            _ => self.retry_after_secs,
        }
    }

    /// Returns the response's body.
    pub(crate) fn body<'a>(&'a self, correlation_id: &'a str) -> ErrorBody<'a> {
        ErrorBody {
            success: false,
            error: &self.text,
            error_id: correlation_id,
            error_code: self.code(),
            error_message: &self.text,
            data: (),
            at: self.at,
        }
    }

    /// Returns the whole response as it is written to a connection of which nothing was read.
    pub(crate) fn alone(&self) -> Vec<u8> {
        let body = serde_json::to_string(&self.body("none")).unwrap_or_default();
        let (status, wait) = (self.status(), self.retry_after_secs().unwrap_or_default());
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nretry-after: {wait}\r\n\
             x-polyai-correlation-id: none\r\nconnection: close\r\n\r\n",
            body.len()
        );
        (head + &body).into_bytes()
    }

    /// Returns what lay beneath, for the log.
    pub(crate) fn source(&self) -> Option<&Error> {
        self.source.as_deref()
    }
}

/// Returns a wait in whole seconds, at least one.
fn whole_secs(wait: Duration) -> u16 {
    u16::try_from(wait.as_secs_f64().ceil() as u64).unwrap_or(u16::MAX).max(1)
}

impl From<Error> for ApiError {
    fn from(error: Error) -> ApiError {
        let mut api_error = match error.kind() {
            ErrorKind::Overloaded => ApiError::overloaded(),
            ErrorKind::TimedOut => {
                ApiError::new(Kind::TimedOut, "the query took too long; narrow it, or retry after `Retry-After`")
            }
            ErrorKind::Unavailable => {
                ApiError::new(Kind::Unavailable, "the store is not available; retry after `Retry-After`")
            }
            ErrorKind::Corrupt => ApiError::new(
                Kind::Damaged,
                "stored data cannot be read; the server's log names the file under this error_id",
            ),
            _ => ApiError::internal("internal error; the server's log has the reason under this error_id"),
        };
        api_error.source = Some(Arc::new(error));
        api_error
    }
}

impl IntoResponse for ApiError {
    /// Hands the error to the outermost layer, which alone knows the correlation id.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
