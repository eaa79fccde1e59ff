//! What turns a request into typed arguments. Whoever may not pass is refused here, before a handler runs.

mod admin;
mod correlation;
mod key;
mod parameters;
mod reader;

pub(crate) use admin::Admin;
pub(crate) use correlation::CorrelationId;
pub(crate) use key::{Caller, Key};
pub(crate) use parameters::{IgnoredParameters, Parameters, QueryParameters, header};
pub(crate) use reader::{NamedConversation, NamedFunction, PathNames, Reader};
