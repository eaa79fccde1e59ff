//! `convlog search`: what is found, how it reads, and what is never shown.

use super::records::{CANARIES, Call};

#[test]
fn entries_read_under_where_they_stand() {
    let call = Call::recorded();
    let found = call.run("read", &["search", "level:>=warning OR flow:login"]);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    insta::assert_snapshot!("search_entries", found.stdout);
    let nothing = call.run("read", &["search", "status:410"]).stdout;
    assert!(nothing.contains("No entries match"), "{nothing}");
}

#[test]
fn conversations_read_with_the_record_that_meets_the_query() {
    let call = Call::recorded();
    let found = call.run("read", &["search", "raised:ConflictError env:live", "--conversations"]);
    insta::assert_snapshot!("search_conversations", found.stdout);
}

#[test]
fn a_list_takes_the_same_query() {
    let call = Call::recorded();
    for query in ["raised:ConflictError env:live", "env:live", "channel:none", "level:error"] {
        for more in [&[][..], &["--json"]] {
            let listed = call.run("read", &[&["list", query], more].concat());
            let searched = call.run("read", &[&["search", query, "--conversations"], more].concat());
            assert_eq!(
                (listed.code, &listed.stdout),
                (Some(0), &searched.stdout),
                "{query} {more:?} {}",
                listed.stderr
            );
        }
    }
    let zone = call.run("read", &["list", "time:2000-01-01", "--time-zone", "Mars/Olympus"]);
    assert!(zone.stderr.contains("time_zone"), "{}", zone.stderr);
    let both = call.run("read", &["list", "env:live", "--offset", "1"]);
    assert!(both.code != Some(0) && both.stderr.contains("--offset"), "{}", both.stderr);
}

#[test]
fn one_json_object_a_line_up_to_the_limit() {
    let call = Call::recorded();
    for (more, expected) in [(&["--limit", "2"][..], 2), (&["--limit", "100"], 5), (&["--conversations"], 1)] {
        let found = call.run("read", &[&["search", "", "--json"], more].concat());
        let lines: Vec<serde_json::Value> =
            found.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), expected, "{more:?} {}", found.stderr);
    }
}

#[test]
fn nothing_personal_is_found_by_a_key_without_pii() {
    let call = Call::recorded();
    for canary in CANARIES {
        let quoted = format!("\"{canary}\"");
        let mut seen = 0;
        for more in [&["--json"][..], &["--conversations", "--json"]] {
            let arguments = [&["search", quoted.as_str()], more].concat();
            assert_eq!(call.run("read", &arguments).stdout.trim(), "", "{canary}");
            seen += call.run("read,pii", &arguments).stdout.lines().count();
        }
        assert!(seen > 0, "{canary}");
    }
}

#[test]
fn a_query_that_cannot_be_read_says_where_and_what_to_do() {
    let call = Call::recorded();
    let found = call.run("read", &["search", "level:grave status:409"]);
    assert_ne!(found.code, Some(0));
    assert!(found.stderr.contains("at character 1") && found.stderr.contains("\"warning\""), "{}", found.stderr);
    let found = call.run("read", &["search", "x", "--time-zone", "Mars/Olympus"]);
    assert!(found.stderr.contains("time_zone"), "{}", found.stderr);
}
