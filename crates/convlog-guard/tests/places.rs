//! What the three ways in return, and where they say it is.

use convlog_guard::{JsonSpan, Match, Part, Rule, scan_json, scan_named, scan_text};

fn place(pointer: &str, part: Part, rule: Rule) -> JsonSpan {
    JsonSpan { pointer: pointer.to_owned(), part, rule }
}

#[test]
fn finds_the_part_of_a_text_that_is_personal() {
    let text = "mail ada@example.org, please";
    assert_eq!(scan_text(text), [Match { range: 5..20, rule: Rule::Email }]);
    assert_eq!(scan_text("an @ alone, and me@localhost"), []);
}

#[test]
fn takes_a_whole_value_by_its_name() {
    assert_eq!(scan_named("password", "hunter2"), [Match { range: 0..7, rule: Rule::Secret }]);
    assert_eq!(scan_named("first_name", "Ada"), [Match { range: 0..3, rule: Rule::Name }]);
    assert_eq!(scan_named("file_name", "Ada"), []);
}

#[test]
fn names_the_place_of_a_value_a_part_and_a_key() {
    let json = r#"{"a/b": [1, {"first_name": "Ada"}], "note": "to \u0061da@example.org", "ada@example.org": true}"#;
    let expected = [
        place("/a~1b/1/first_name", Part::Whole, Rule::Name),
        place("/note", Part::Within(3..18), Rule::Email),
        place("/ada@example.org", Part::Key, Rule::Email),
    ];
    assert_eq!(scan_json(json), expected);
}

#[test]
fn reads_a_number_like_its_digits_and_a_list_by_its_key() {
    let expected = [place("/phone", Part::Whole, Rule::Phone), place("/mobile/0", Part::Whole, Rule::Phone)];
    assert_eq!(scan_json(r#"{"phone": 442079460018, "mobile": ["+442079460018"]}"#), expected);
}

#[test]
fn check_digits_count_for_more_than_a_name_that_announces_an_id() {
    let expected = [place("/account", Part::Whole, Rule::Iban), place("/payee_id", Part::Whole, Rule::Iban)];
    assert_eq!(scan_json(r#"{"account": "GB29NWBK60161331926819", "payee_id": "nl91abna0417164300"}"#), expected);
    assert_eq!(scan_json(r#"{"trace_id": "de8937040044053201300012345678aa"}"#), []);
}

#[test]
fn returns_what_stands_before_the_place_where_a_text_stops_being_json() {
    assert_eq!(scan_json(r#"{"email": "ada@example.org", "b": "#), [place("/email", Part::Whole, Rule::Email)]);
    assert_eq!(scan_json(&"[".repeat(100_000)), []);
}
