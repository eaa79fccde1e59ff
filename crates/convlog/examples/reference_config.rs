//! Prints `docs/reference/config.md`.

fn main() {
    print!("{}", convlog_cli::reference::config());
}
