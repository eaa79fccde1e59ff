//! The convlog binary: everything it does is in the library beside it.

use std::process::ExitCode;

/// Reading and writing records is mostly making and dropping small texts, on other threads than those they came by.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    convlog_cli::run(std::env::args_os())
}
