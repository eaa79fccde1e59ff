//! The convlog binary: everything it does is in the library beside it.

use std::process::ExitCode;

/// Reading and writing records is mostly making and dropping small texts, on other threads than those they came by.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A file that may not become longer is an error for whoever writes it, and not the end of the process.
    // SAFETY: no other thread runs yet, and ignoring a signal calls nothing.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
    convlog_cli::run(std::env::args_os())
}
