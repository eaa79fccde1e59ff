//! The effective configuration of `convlog serve`: defaults, then a file, then the environment, then flags.
//!
//! Pure: the sources come in as arguments, and everything that is wrong with them comes out at once. Reading the file
//! and the real environment belongs to [`sources`], acting on the result to the commands.

mod adopt;
mod load;
mod log;
mod quotas;
mod server;
mod setting;
mod sources;
mod store;

pub(crate) use adopt::Adopt;
pub(crate) use load::{Loaded, load};
pub(crate) use log::{Log, LogFormat};
pub(crate) use server::Server;
pub(crate) use setting::{Setting, settings};
pub(crate) use sources::{Sources, data_dir, default_data_dir};
pub(crate) use store::{Secret, Store};

/// Everything that can be configured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Config {
    /// How to serve.
    pub(crate) server: Server,
    /// Where data rests.
    pub(crate) store: Store,
    /// What the server takes over from spools on its own machine.
    pub(crate) adopt: Adopt,
    /// What to say about it.
    pub(crate) log: Log,
}
