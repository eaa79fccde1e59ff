//! The pages of `docs/reference` that this crate prints are those in the repository.

use std::fs;
use std::path::Path;

use super::process::Home;

fn assert_fresh(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference").join(page).with_extension("md");
    let printed = Home::new().run(&["reference", page]).stdout;
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(printed == kept, "docs/reference/{page}.md is stale: run `make docs`");
}

#[test]
fn the_page_of_the_command_line_is_fresh() {
    assert_fresh("cli");
}

#[test]
fn the_page_of_the_configuration_is_fresh() {
    assert_fresh("config");
}

#[test]
fn the_page_of_the_fields_is_fresh() {
    assert_fresh("fields");
}
