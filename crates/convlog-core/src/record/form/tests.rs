use super::*;
use crate::class::Class;

fn of(kind: Kind, name: &'static str, json: &str) -> Form {
    form(&Field { name, class: Class::Open, kind, doc: "" }, json)
}

/// Asserts what each of some values becomes: other JSON, or nothing.
fn assert_forms(kind: Kind, name: &'static str, cases: &[(&str, Option<&str>)]) {
    for (given, expected) in cases {
        match (of(kind, name, given), expected) {
            (Form::Mended { json, .. }, Some(expected)) => assert_eq!(json, *expected, "{given}"),
            (Form::Good, Some(expected)) => assert_eq!(given, expected),
            (Form::Bad { .. }, None) => {}
            (form, expected) => panic!("{given}: {form:?}, and not {expected:?}"),
        }
    }
}

#[test]
fn ids_lose_white_space_and_numbers_become_text() {
    assert_forms(
        Kind::Id,
        "variant_id",
        &[
            ("\" en-GB \"", Some("\"en-GB\"")),
            (r#""\t\u00a0v2\n""#, Some("\"v2\"")),
            ("42", Some("\"42\"")),
            ("-1.5", Some("\"-1.5\"")),
            (r#""a\u0007b""#, Some("\"a?b\"")),
            ("\"  \"", Some("\"\"")),
            ("\"\u{feff}en-GB\"", Some("\"en-GB\"")),
            (r#""en-GB\u200b\u2060""#, Some("\"en-GB\"")),
            (r#""\u200e\u00adlive\u2069""#, Some("\"live\"")),
            (r#""\ufeff""#, Some("\"\"")),
            ("true", None),
            ("[\"a\"]", None),
            ("{}", None),
        ],
    );
}

#[test]
fn times_are_read_in_the_usual_ways_of_writing_them() {
    let at = Some("\"2025-01-01T10:00:00.500000Z\"");
    assert_forms(
        Kind::Time,
        "started_at",
        &[
            ("\" 2025-01-01T10:00:00.5Z \"", at),
            ("\"2025-01-01T10:00:00.5\"", at),
            ("\"2025-01-01 10:00:00.5\"", at),
            ("1735725600.5", at),
            ("1735725600500", at),
            ("\"1735725600500000\"", at),
            ("1735725600500000000", at),
            ("\"Wed, 01 Jan 2025 11:00:00 +0100\"", Some("\"2025-01-01T10:00:00.000000Z\"")),
            ("\"20250101T110000.5+0100\"", at),
            ("\"20250101T100000.5Z\"", at),
            (r#""\ufeff2025-01-01T10:00:00.5Z""#, at),
            ("\"2025-01-01T10:00\"", Some("\"2025-01-01T10:00:00.000000Z\"")),
            ("\"2025-01-01 10:00Z\"", Some("\"2025-01-01T10:00:00.000000Z\"")),
            ("\"2025-01-01\"", Some("\"2025-01-01T00:00:00.000000Z\"")),
            ("\"2025-01-01T10:00:00[Europe/London]\"", None),
            ("\"2025-01-01T24:00:00Z\"", None),
            ("\"10:00\"", None),
            ("20250101", None),
            ("\"20250101\"", None),
            ("-5", None),
            ("\"-002025-01-01T10:00:00Z\"", None),
            ("\"10000-01-01T00:00:00Z\"", None),
            ("\"2025-02-30T00:00:00Z\"", None),
            ("\"yesterday\"", None),
            ("\"NaN\"", None),
            ("12", None),
            ("-1735725600", None),
            ("1e300", None),
            ("false", None),
            ("[2025,1,1]", None),
        ],
    );
}

#[test]
fn flags_are_read_in_every_usual_spelling() {
    for yes in [
        "\"yes\"",
        "\" TRUE \"",
        "1",
        "\"on\"",
        "1.0",
        "\"Y\"",
        "\"t\"",
        "\" Enabled \"",
        "\"1.00\"",
        "\"\u{feff}yes\"",
    ] {
        assert_forms(Kind::Flag, "handoff", &[(yes, Some("true"))]);
    }
    for no in ["\"No\"", "\"false\"", "0", "\"off\"", "\"0\"", "\"N\"", "\"disabled\"", "0.0"] {
        assert_forms(Kind::Flag, "handoff", &[(no, Some("false"))]);
    }
    for neither in ["\"maybe\"", "\"true.0\"", "\"NaN\"", "0.5", "2", "\"\"", "[]", "[true]", "{\"a\":true}", "-1"] {
        assert_forms(Kind::Flag, "handoff", &[(neither, None)]);
    }
}

#[test]
fn numbers_are_read_from_text() {
    assert_forms(
        Kind::Count,
        "number",
        &[
            ("\"12\"", Some("12")),
            ("3.0", Some("3")),
            ("\" 1e2 \"", Some("100")),
            ("18446744073709551616", None),
            ("-1", None),
            ("1.5", None),
            ("\"three\"", None),
            ("true", None),
            ("\"inf\"", None),
        ],
    );
    assert_forms(
        Kind::Number,
        "latency",
        &[
            ("\"1.50\"", Some("1.50")),
            ("\" -3 \"", Some("-3")),
            ("\"+0.5\"", Some("0.5")),
            ("\"NaN\"", None),
            ("\"-Infinity\"", None),
            ("1e999", None),
            ("\"1,5\"", None),
            ("\"1_000\"", None),
            ("true", None),
            ("\"0x10\"", None),
            ("false", None),
            ("{\"ms\":5}", None),
        ],
    );
}

#[test]
fn what_people_write_always_comes_by_its_form() {
    assert_forms(
        Kind::Text,
        "end_reason",
        &[
            ("404", Some("\"404\"")),
            ("true", Some("\"true\"")),
            (r#"{"code":"x"}"#, Some(r#""{\"code\":\"x\"}""#)),
            ("[1,null]", Some("\"[1,null]\"")),
        ],
    );
    assert_forms(
        Kind::Object,
        "arguments",
        &[
            (r#""{\"id\": 17}""#, Some(r#"{"id": 17}"#)),
            ("[1]", Some(r#"{"value":[1]}"#)),
            ("\"{\"", Some(r#"{"value":"{"}"#)),
            ("\"[1]\"", Some(r#"{"value":"[1]"}"#)),
            ("false", Some(r#"{"value":false}"#)),
        ],
    );
    assert_forms(
        Kind::TextList,
        "tags",
        &[
            (r#"["a",null,"b"]"#, Some(r#"["a","b"]"#)),
            (r#"[["x"],false,-0.5]"#, Some(r#"["[\"x\"]","false","-0.5"]"#)),
            ("[null]", Some("[]")),
            ("[1,true,{\"k\":1}]", Some(r#"["1","true","{\"k\":1}"]"#)),
            ("\"vip\"", Some("[\"vip\"]")),
            ("7", Some("[\"7\"]")),
            ("{\"vip\":true}", Some(r#"["{\"vip\":true}"]"#)),
        ],
    );
    assert_eq!(of(Kind::Any, "summary", "[null]"), Form::Good);
}

#[test]
fn the_directions_of_telephony_are_read() {
    assert_forms(
        Kind::Id,
        "direction",
        &[
            ("\"outbound-api\"", Some("\"outbound\"")),
            ("\"INBOUND\"", Some("\"inbound\"")),
            ("\" incoming\"", Some("\"inbound\"")),
            ("\"OutgoingCall\"", Some("\"outbound\"")),
            ("\"\\u0049nbound\"", Some("\"inbound\"")),
            ("\"In-Bound\"", Some("\"inbound\"")),
            ("\"\u{200b}out bound\u{feff}\"", Some("\"outbound\"")),
            ("[\"inbound\"]", None),
            ("\"sideways\"", None),
            ("1", None),
            ("null", Some("null")),
        ],
    );
}

#[test]
fn yes_and_no_are_read_in_every_usual_spelling() {
    for yes in ["1", "true", "T", "Yes", "y", " ON ", "enabled"] {
        assert_eq!(yes_or_no(yes), Some(true), "{yes}");
    }
    for no in ["0", "FALSE", "f", "No", "n", "off\n", "Disabled"] {
        assert_eq!(yes_or_no(no), Some(false), "{no}");
    }
    for neither in ["", "maybe", "2", "yes please", "ja", "null"] {
        assert_eq!(yes_or_no(neither), None, "{neither}");
    }
}
