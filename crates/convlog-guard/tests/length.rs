//! Length hides nothing from the guard: what is longer, deeper or wrapped more often than usual is hidden as well.

use convlog_guard::{Part, Rule, scan_json, scan_text};
use serde_json::{Value, json};

/// Returns what a reader without the permission would see of a text.
fn shown(text: &str) -> String {
    let mut shown = text.to_owned();
    for found in scan_text(text).into_iter().rev() {
        shown.replace_range(found.range, "#");
    }
    shown
}

#[test]
fn a_value_under_a_personal_name_is_hidden_however_long_it_is() {
    let secret = "k9Q".repeat(20_000);
    let street = "12 Long Acre Row, ".repeat(40);
    let names = "Jane Example, John Example, ".repeat(20);
    for value in [
        json!({ "password": secret }),
        json!({ "home_address": street }),
        json!({ "customer_name": names }),
        json!({ "client_secret": [secret] }),
    ] {
        let found = scan_json(&value.to_string());
        assert!(matches!(found[..], [ref one] if one.part == Part::Whole), "{:.60} {found:?}", value.to_string());
    }
}

#[test]
fn a_long_value_within_a_text_is_hidden_to_its_end() {
    let secret = "k9Q".repeat(2_000);
    for (text, left) in [
        (format!("password={secret} is set"), "password=# is set"),
        (format!("password='{secret}' is set"), "password='#' is set"),
        (format!("{{\"password\": \"{secret}\"}}"), "{\"password\": \"#\"}"),
        (format!("<password>{secret}</password>"), "<password>#</password>"),
        (format!("token={secret}; phone=0113 496 0000"), "token=#; phone=#"),
        (format!("password=\"{secret}"), "password=\"#"),
    ] {
        assert_eq!(shown(&text), left);
    }
    let address = ["12 Long Acre Row"; 40].join(" ");
    assert_eq!(shown(&format!("address: {address}\norder shipped")), "address: #\norder shipped");
    let address = "Flat 7 Rear Building Old Brewery Yard ".repeat(9) + "Anytown 10115";
    assert_eq!(shown(&format!("the address is {address} as given")), "the address is # as given");
}

#[test]
fn an_address_longer_than_the_standard_permits_goes_as_a_whole() {
    let local = "ada.".repeat(40);
    let domain = "mail.".repeat(80);
    assert_eq!(shown(&format!("to {local}l@example.org now")), "to # now");
    assert_eq!(shown(&format!("to ada@{domain}example now")), "to # now");
}

#[test]
fn a_number_is_found_behind_any_count_of_others() {
    for count in 0..120 {
        let text = format!("{}(212) 555-0187", "12 ".repeat(count));
        assert!(shown(&text).ends_with("12 #") || shown(&text) == "#", "{count}: {}", shown(&text));
    }
}

#[test]
fn json_within_json_is_read_at_any_depth() {
    let mut value = json!({"password": "hunter22", "first_name": "Ada", "to": "ada@example.org"});
    for depth in 1..8 {
        value = json!({ "body": value.to_string() });
        let text = value["body"].as_str().unwrap_or_default();
        let shown = shown(text);
        for canary in ["hunter22", "Ada", "ada@"] {
            assert!(!shown.contains(canary), "{depth}: {shown}");
        }
    }
}

#[test]
fn what_is_percent_encoded_several_times_over_is_read() {
    assert_eq!(shown("?to=ada%40example.org"), "?to=#");
    assert_eq!(shown("?to=ada%2540example.org&tel=%252525252B44%252525207700%2525252520900123"), "?to=#&tel=#");
}

#[test]
fn a_number_is_read_in_whichever_form_json_writes_it() {
    let number = |text: &str| serde_json::from_str::<Value>(text).map(|value| value.to_string());
    for form in ["447700900123", "447700900123.0", "4.47700900123e11", "4.47700900123E+11", "447700900123000e-3"] {
        let form = number(form).unwrap();
        for json in [
            format!(r#"{{"phone":{form}}}"#),
            format!(r#"{{"phone":["{form}"]}}"#),
            format!(r#"{{"phone":"{form}"}}"#),
            json!({"body": format!(r#"{{"phone":{form}}}"#)}).to_string(),
            json!({"body": format!(r#"{{"phone":"{form}"}}"#)}).to_string(),
        ] {
            assert!(scan_json(&json).iter().any(|found| found.rule == Rule::Phone), "{json}");
        }
    }
    assert_eq!(scan_json("[4.111111111111111e15, 4111111111111111.0]").len(), 2, "a card's check digit is enough");
    assert_eq!(scan_json(r#"{"postcode": 10115.0}"#).len(), 1);
}

#[test]
fn a_question_says_what_its_answer_is_however_long_it_is() {
    let question = "So that we can call you back if we are cut off, please tell us your telephone number";
    let found = scan_json(&json!({"question": question, "answer": "496 0000"}).to_string());
    assert_eq!(found.iter().map(|found| found.rule).collect::<Vec<_>>(), [Rule::Phone]);
}
