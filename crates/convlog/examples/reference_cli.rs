//! Prints `docs/reference/cli.md`.

fn main() {
    print!("{}", convlog_cli::reference::cli());
}
