//! One test a rule: what it finds, and the nearest thing it leaves alone.

use super::*;
use crate::tidy::exceptions::{self, Exceptions};

fn findings(path: &str, text: &str) -> Vec<String> {
    check(&File { path, text }, &Exceptions::default())
}

#[track_caller]
fn finds(path: &str, text: &str, said: &str) {
    let found = findings(path, text);
    assert!(found.len() == 1 && found[0].contains(said), "{found:?}");
}

#[track_caller]
fn leaves_alone(path: &str, text: &str) {
    assert_eq!(findings(path, text), Vec::<String>::new());
}

#[test]
fn finds_a_file_of_more_than_400_lines() {
    finds("src/a.rs", &"x\n".repeat(401), "401 lines");
    leaves_alone("src/a.rs", &"x\n".repeat(400));
}

#[test]
fn a_written_reason_lets_a_file_be_long() {
    let exceptions = exceptions::parse("[long]\n'src/a.rs' = 'generated'");
    let text = "x\n".repeat(401);
    assert!(check(&File { path: "src/a.rs", text: &text }, &exceptions).is_empty());
    assert_eq!(check(&File { path: "src/b.rs", text: &text }, &exceptions).len(), 1);
}

#[test]
fn finds_names_that_say_nothing() {
    finds("src/utils.rs", "", "`utils`");
    finds("src/common/mod.rs", "", "`common`");
    finds("web/src/misc.test.ts", "", "`misc`");
    leaves_alone("src/commonplace.rs", "");
    leaves_alone("src/database.rs", "");
}

#[test]
fn files_of_components_alone_begin_with_a_capital_letter() {
    finds("web/src/app/shell.tsx", "", "with a capital letter");
    finds("web/src/app/Session.ts", "", "only files of components");
    for path in
        ["web/src/app/Shell.tsx", "web/src/app/main.tsx", "web/src/app/session.ts", "web/src/app/Hotkeys.test.ts"]
    {
        leaves_alone(path, "");
    }
    leaves_alone("web/scripts/Compress.ts", "");
}

#[test]
fn finds_modules_whose_name_says_nothing() {
    finds("src/lib.rs", "pub(crate) mod helpers;\n", "`helpers`");
    finds("src/lib.rs", "    mod common {\n", "`common`");
    leaves_alone("src/lib.rs", "pub mod common_prefix;\n");
    leaves_alone("docs/a.md", "mod common;\n");
}

#[test]
fn finds_marks_of_unfinished_work() {
    for mark in LEFTOVERS {
        finds("src/a.rs", &format!("// {mark}: later\n"), mark);
        leaves_alone("src/a.rs", &format!("let {mark}_COUNT = 1;\n"));
    }
}

#[test]
fn finds_paths_of_one_developers_machine() {
    for path in DEVELOPER_PATHS {
        finds("docs/a.md", &format!("see {path}ada/x\n"), "exists on one machine only");
        leaves_alone("docs/a.md", &format!("see src{path}x and https://example.com{path}\n"));
    }
}

#[test]
fn finds_tests_that_are_left_out() {
    for mark in SKIPPED_TESTS {
        finds("tests/a.rs", &format!("{mark}\n"), "leaves a test out");
        leaves_alone("docs/a.md", &format!("{mark}\n"));
    }
}

#[test]
fn finds_hosts_in_lock_files() {
    finds("Cargo.lock", "source = \"registry+https://mirror.example/index\"\n", "names the host");
    finds("web/package-lock.json", "  \"resolved\": \"https://mirror.example/a.tgz\",\n", "names the host");
    finds("python/requirements-dev.txt", "--index-url https://mirror.example\n", "names the host");
    leaves_alone("Cargo.lock", &format!("source = \"{CRATES_IO}\"\n"));
    leaves_alone("web/package-lock.json", "  \"url\": \"https://opencollective.com/x\"\n");
    leaves_alone("python/requirements-dev.txt", "pytest==9.2.0\n");
}

#[test]
fn finds_white_space_at_the_end_of_a_line() {
    finds("a.md", "line \nnext\n", "a.md:1: white space");
    finds("a.md", "line\r\n", "a.md:1: white space");
    let exceptions = exceptions::parse("[verbatim]\n'a.md' = 'compared byte for byte'");
    assert!(check(&File { path: "a.md", text: "line \n" }, &exceptions).is_empty());
}

#[test]
fn a_file_ends_in_exactly_one_newline() {
    finds("a.md", "line", "one newline");
    finds("a.md", "line\n\n", "one newline");
    leaves_alone("a.md", "line\n");
}
