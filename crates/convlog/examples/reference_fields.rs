//! Prints `docs/reference/fields.md`.

fn main() {
    print!("{}", convlog_cli::reference::fields());
}
