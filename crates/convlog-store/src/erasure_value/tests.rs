use super::*;
use convlog_core::record::Finding;

fn holds(value: &str, text: &str) -> bool {
    ErasureValue::new(value).unwrap().is_in(text)
}

#[test]
fn a_number_is_found_however_it_is_written() {
    for text in [
        "+441134960000",
        "call +44 113 496 0000 back",
        "0044 113 496 0000",
        "sip:441134960000@example.com",
        "(+44) 113-496-0000.",
        "+44 (0)113 496 0000",
        r#"{"n":441134960000}"#,
    ] {
        assert!(holds("+44 113 496 0000", text), "{text}");
    }
    for text in ["4411349600001", "1441134960000", "44113496000", "44,1134960000", "", "4411349 \u{2028} 60000"] {
        assert!(!holds("+44 113 496 0000", text), "{text}");
    }
    assert!(holds("0044 113 496 0000", "+441134960000") && !holds("441134960000", "00441134960000"));
    assert!(holds("1980-05-17", "born 1980/05/17") && !holds("1980-05-17", "born 1980-05-18"));
}

#[test]
fn words_are_found_whole_and_in_whatever_case() {
    assert!(holds("Ada  Lovelace", "is it ADA LOVELACE?") && holds("ada@example.com", "<Ada@Example.com>"));
    assert!(holds("M\u{fc}ller", "Frau M\u{dc}LLER.") && holds("Jane", "Jane"));
    for (value, text) in [("Anna", "Annapolis"), ("Anna", "Susanna"), ("M\u{fc}ller", "M\u{fc}llerin"), ("Jane", "")] {
        assert!(!holds(value, text), "{value} in {text}");
    }
}

#[test]
fn json_is_read_behind_its_escapes() {
    let sought = |value| ErasureValue::new(value).unwrap();
    assert!(sought("M\u{fc}ller").is_in_json(r#","who":{"name":"M\u00fcller"}"#));
    assert!(sought("M\u{fc}ller").is_in_json(r#"{"M\u00fcller":1}"#));
    assert!(sought("12345").is_in_json(r#"{"a":"\n","b":[12345]}"#) && sought("12345").is_in_json(r#"{"b":[12345]}"#));
    assert!(!sought("12345").is_in_json(r#"{"a":[123,45]}"#) && !sought("12345").is_in_json(r#"{"a":["123","45"]}"#));
}

#[test]
fn what_is_too_short_or_too_long_is_no_value_to_look_for() {
    for value in ["", " ", "123", "1-2-3", "Ann", "\u{e9}\u{e9}\u{e9}", &"x".repeat(VALUE_CHARS_MAX + 1)] {
        assert!(ErasureValue::new(value).is_none(), "{value}");
    }
    assert!(ErasureValue::new("1 2 3 4").is_some() && ErasureValue::new("Anne").is_some());
    for value in ["!?!?", "a-b-c", "1\u{2009}2\u{2009}3", "\u{2003}\u{2003}\u{2003}\u{2003}"] {
        assert!(ErasureValue::new(value).is_none(), "{value}");
    }
    for value in ["\u{4f50}\u{85e4}\u{82b1}\u{5b50}", &"\u{e9}".repeat(VALUE_CHARS_MAX)] {
        assert!(ErasureValue::new(value).is_some(), "{value}");
    }
}

fn values(json: &str, open: Option<&str>, paths: &[&str]) -> Vec<String> {
    let finding = |path: &&str| Finding { path: (*path).to_owned(), rule: "sender".into() };
    let original = Original::new(json.to_owned(), paths.iter().map(finding).collect());
    personal_values(&original, open).iter().map(|value| value.reveal().to_owned()).collect()
}

#[test]
fn personal_values_are_those_that_are_hidden() {
    let json = r#"{"a":"+44 113 496 0000","b":{"c":["Ada Lovelace",4711,"xy"]},"d":"open text"}"#;
    let open = r#"{"a":"[redacted]","b":"[redacted]","d":"open text"}"#;
    assert_eq!(values(json, Some(open), &["/a", "/b"]), ["441134960000", "ada lovelace", "4711"]);
    let entry = r#"{"level":"info","content":"Ada Lovelace","is_pii":true,"timestamp":"2025-01-01T10:00:00Z","logger":"conversation_logger","n":12345}"#;
    assert_eq!(values(entry, None, &[""]), ["ada lovelace", "12345"]);
}

#[test]
fn a_part_of_a_text_is_a_value_by_itself() {
    let json = r#"{"content":"call +44 113 496 0000 or ada@example.com now"}"#;
    let open = r#"{"content":"call [redacted] or [redacted] now"}"#;
    assert_eq!(values(json, Some(open), &["/content"]), ["441134960000", "ada@example.com"]);
    let open = r#"{"content":"something else [redacted]"}"#;
    assert_eq!(values(json, Some(open), &["/content"]), ["call +44 113 496 0000 or ada@example.com now"]);
}

#[test]
fn a_value_prints_as_redacted() {
    let sought = ErasureValue::new("Ada Lovelace").unwrap();
    assert!(!format!("{sought:?} {:?}", sought.forms().collect::<Vec<_>>()).to_lowercase().contains("ada"));
}

#[test]
fn every_letter_and_digit_counts_and_no_sign_between_digits_does() {
    for sign in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
        if SEPARATORS.contains(&sign) || sign.is_whitespace() || sign.is_control() {
            assert!(!counts(sign), "{sign:?}");
        }
        if sign.is_alphanumeric() {
            assert!(counts(sign) || ('\u{2000}'..='\u{2029}').contains(&sign), "{sign:?}");
        }
    }
    assert!(value_pattern().starts_with(r"^([\u0000-\u002f\u003a-") && value_pattern().ends_with("){4}"));
}
