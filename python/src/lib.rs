//! The Python face of convlog-client.
//!
//! `logger` is what `conv.log.info(...)` calls and has a budget; `render` turns Python values into JSON; `scope` knows
//! to which function event, turn and conversation a call belongs; `sink` is where records go; `console` says what of them
//! may be printed; `client` starts, flushes and asks. Spool, shipping and records are convlog-client's; whatever is not hot is Python, in `python/convlog`.

mod abi;
mod client;
mod console;
mod fields;
mod hooks;
mod log_target;
mod logger;
mod marked;
mod members;
mod render;
mod scope;
mod sink;
mod snapshot;

use pyo3::prelude::*;

/// The extension behind the package `convlog`.
#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<logger::Logger>()?;
    module.add_class::<marked::Pii>()?;
    module.add_class::<marked::Cut>()?;
    module.add_class::<marked::Digits>()?;
    module.add_class::<scope::ConversationScopes>()?;
    module.add_class::<scope::Scope>()?;
    module.add_class::<snapshot::Snapshot>()?;
    module.add_function(wrap_pyfunction!(client::after_fork_in_child, module)?)?;
    module.add_function(wrap_pyfunction!(client::after_fork_in_parent, module)?)?;
    module.add_function(wrap_pyfunction!(client::capture, module)?)?;
    module.add_function(wrap_pyfunction!(client::config, module)?)?;
    module.add_function(wrap_pyfunction!(client::current_sink, module)?)?;
    module.add_function(wrap_pyfunction!(client::flush, module)?)?;
    module.add_function(wrap_pyfunction!(client::now, module)?)?;
    module.add_function(wrap_pyfunction!(client::restore_sink, module)?)?;
    module.add_function(wrap_pyfunction!(client::shutdown, module)?)?;
    module.add_function(wrap_pyfunction!(client::start, module)?)?;
    module.add_function(wrap_pyfunction!(client::stats_json, module)?)?;
    module.add_function(wrap_pyfunction!(client::yes_or_no, module)?)?;
    module.add_function(wrap_pyfunction!(console::one_line, module)?)?;
    module.add_function(wrap_pyfunction!(console::open_part, module)?)?;
    module.add_function(wrap_pyfunction!(hooks::install_hooks, module)?)?;
    module.add_function(wrap_pyfunction!(logger::internal_failures, module)?)?;
    module.add_function(wrap_pyfunction!(members::field_counts, module)?)?;
    module.add_function(wrap_pyfunction!(members::mend_id, module)?)?;
    module.add_function(wrap_pyfunction!(logger::set_level, module)?)?;
    module.add_function(wrap_pyfunction!(client::time_text, module)?)?;
    module.add_function(wrap_pyfunction!(scope::install_variable, module)?)?;
    module.add("FIELDS", fields::fields(module.py())?)?;
    module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
    module.add("ABI3", cfg!(feature = "abi3"))?;
    logger::bind(module.py())
}
