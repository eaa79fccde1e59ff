//! Prints `docs/reference/api.md`.

fn main() {
    print!("{}", convlog_server::markdown_page());
}
