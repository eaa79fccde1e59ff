//! The description of the API in three forms: the OpenAPI document, a page for `docs/reference`, and the same page as
//! HTML. The second and third are made from the first, so none can disagree.

mod document;
mod html;
mod markdown;
mod outline;
mod records;

pub use document::openapi_json;
pub(crate) use html::html_page;
pub use markdown::markdown_page;
