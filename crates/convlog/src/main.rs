//! The convlog binary: everything it does is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    convlog_cli::run(std::env::args_os())
}
