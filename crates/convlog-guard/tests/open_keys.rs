//! Keys of which somebody says that they are not personal: what that changes, and what it does not.

use convlog_guard::{
    JsonSpan, OpenKeys, Part, Rule, always_personal, explain_json, scan_json, scan_json_but, scan_members,
};

fn open(keys: &[&str]) -> OpenKeys {
    keys.iter().copied().collect()
}

fn rules_at(json: &str, keys: &[&str]) -> Vec<(String, Rule)> {
    scan_json_but(json, &open(keys)).into_iter().map(|place| (place.pointer, place.rule)).collect()
}

#[test]
fn what_only_the_key_or_words_say_is_not_personal_under_an_open_key() {
    for (key, value) in [
        ("agent_name", r#""Ada Lovelace""#),
        ("agent_name", r#"["Ada Lovelace", "Zeb Quill"]"#),
        ("office_address", r#""12 Mill Road, Leeds""#),
        ("branch_postcode", r#""LS1 4AP""#),
        ("customer_number", r#""C-104477""#),
        ("office_phone", r#""4960018""#),
        ("dob", r#""1984-03-07""#),
        ("note", r#""the name is Ada Lovelace""#),
    ] {
        let json = format!("{{\"{key}\": {value}}}");
        assert_ne!(scan_json(&json), [], "{json}");
        assert_eq!(rules_at(&json, &[key]), [], "{json}");
        assert_eq!(scan_json_but(&json, &open(&["another"])), scan_json(&json), "{json}");
    }
}

#[test]
fn what_is_personal_by_its_own_form_stays_so_under_an_open_key() {
    for (value, rule) in [
        (r#""+44 113 496 0018""#, Rule::Phone),
        (r#""ada@example.org""#, Rule::Email),
        (r#""4111 1111 1111 1111""#, Rule::PaymentCard),
        (r#"4111111111111111"#, Rule::PaymentCard),
        (r#""GB29 NWBK 6016 1331 9268 19""#, Rule::Iban),
        (r#""AKIAIOSFODNN7EXAMPLE""#, Rule::Secret),
        (r#""Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl""#, Rule::Secret),
        (r#""192.0.2.17""#, Rule::IpAddress),
        (r#""oh one one three four nine six oh one eight""#, Rule::SpokenDigits),
    ] {
        for key in ["agent_name", "note", "customer_number", "office_address"] {
            let json = format!("{{\"{key}\": {value}}}");
            let found = rules_at(&json, &[key]);
            assert!(found.iter().any(|(at, found)| *at == format!("/{key}") && *found == rule), "{json}: {found:?}");
        }
    }
}

#[test]
fn of_a_value_that_is_part_form_and_part_words_the_form_stays() {
    let found = scan_json_but(r#"{"agent_name": "Ada Lovelace ada@example.org"}"#, &open(&["agent_name"]));
    assert_eq!(found, [JsonSpan { pointer: "/agent_name".into(), part: Part::Within(13..28), rule: Rule::Email }]);
}

#[test]
fn a_secret_stays_one_whatever_its_key_is_called() {
    for (key, value) in [
        ("password", "hunter2"),
        ("pin", "4711"),
        ("card_number", "4111111111111112"),
        ("account_number", "12345678"),
        ("passport_number", "X1234567"),
    ] {
        let json = format!("{{\"{key}\": \"{value}\"}}");
        assert_eq!(scan_json_but(&json, &open(&[key])), scan_json(&json), "{json}");
        assert!(always_personal(key).is_some(), "{key}");
    }
    for key in ["agent_name", "office_phone", "dob", "address", "customer_number", "note"] {
        assert_eq!(always_personal(key), None, "{key}");
    }
}

#[test]
fn only_what_stands_directly_under_the_key_is_meant() {
    let nested = r#"{"agent": {"name": "Ada Lovelace"}}"#;
    assert_eq!(rules_at(nested, &["agent"]), [("/agent/name".to_owned(), Rule::Name)]);
    assert_eq!(rules_at(nested, &["name"]), []);
    let beside = r#"{"agent_name": "Ada Lovelace", "customer_name": "Zeb Quill"}"#;
    assert_eq!(rules_at(beside, &["agent_name"]), [("/customer_name".to_owned(), Rule::Name)]);
    assert_eq!(rules_at(r#"{"Ada ada@example.org": 1}"#, &["Ada ada@example.org"]).len(), 1);
}

#[test]
fn what_is_found_beside_an_open_key_is_found_as_before() {
    for json in [
        r#"{"message": "Dialing Ada Lovelace", "number": "4960018"}"#,
        r#"{"name": "Ada", "age": 5, "phone": "+44 113 496 0018"}"#,
        r#"{"first": "Ada", "last": "Lovelace"}"#,
        r#"{"type": "phone", "value": "4960018"}"#,
    ] {
        let whole = scan_json(json);
        for key in ["message", "name", "first", "type", "phone", "value", "number", "last"] {
            let kept = scan_json_but(json, &open(&[key]));
            let at = format!("/{key}");
            let beside =
                |places: &[JsonSpan]| places.iter().filter(|place| place.pointer != at).cloned().collect::<Vec<_>>();
            assert_eq!(beside(&kept), beside(&whole), "{json} {key}");
        }
    }
}

#[test]
fn members_without_braces_are_read_in_the_same_way() {
    let members = r#","agent_name":"Ada Lovelace","customer_name":"Zeb Quill""#;
    let found = scan_members("", members, &open(&["agent_name"]));
    assert_eq!(found.iter().map(|place| place.pointer.as_str()).collect::<Vec<_>>(), ["/customer_name"]);
}

#[test]
fn what_does_not_count_is_told_with_its_reason() {
    let found = explain_json(None, r#"{"agent_name": "Ada Lovelace", "b": "ada@example.org"}"#, &open(&["agent_name"]));
    let told: Vec<_> = found.iter().map(|found| (found.place.pointer.as_str(), found.is_lifted)).collect();
    assert_eq!(told, [("/agent_name", true), ("/b", false)]);
    assert!(found.iter().all(|found| !found.reason.is_empty()));
}
