//! What is found by its parts and by what stands around it, and the nearest things that are left alone. Every value is made
//! up.

mod marked;

use convlog_guard::{Rule, scan_json};
use marked::{finds, leaves};

#[test]
fn what_is_announced_is_found_over_words_on_either_side() {
    finds(
        Rule::Iban,
        &[
            "the caller says that account «000987654321» was overdrawn",
            "Konto «1029384756» bei der BLZ «10050000» gesperrt",
            "refund to a/c «000111222333» IFSC «ABCD0123456»",
            "account number «00417783» closed, sort «20-00-00» unknown",
        ],
    );
    finds(
        Rule::Reference,
        &[
            "frequent flyer «XK7720914» upgraded",
            "patient file «HX-220914» opened by reception",
            "tessera punti «0400118827364» associata",
            "Kd-Nr «20177» gesperrt",
        ],
    );
    finds(
        Rule::Secret,
        &[
            "«661052» is your login OTP",
            "PIN de recogida «7390» comunicado",
            "code «318 664» afgekeurd, nog 2 pogingen",
            "der Code ist «drei acht null eins»",
        ],
    );
    finds(Rule::NationalId, &["passport no «X4RTBPFW4» expires soon"]);
    leaves(&[
        "account 4417 has 3 open orders",
        "policy evaluation 20251106 finished",
        "error code 4417 from upstream, retry 2",
        "PIN pad firmware 4417 updated",
        "patient count today: 48211",
        "card ending 4242",
    ]);
}

#[test]
fn keys_are_read_by_their_parts() {
    let found = |key: &str, value: &str| {
        let json = serde_json::json!({ "content": "done", key: value });
        scan_json(&json.to_string()).first().map(|place| place.rule)
    };
    for (key, value, rule) in [
        ("kundennr", "88120044", Rule::Reference),
        ("numero_socio", "88120044", Rule::Reference),
        ("placa_veiculo", "ABC1D23", Rule::Device),
        ("vehicleNumber", "MH12ZX4417", Rule::Device),
        ("kontonummer_kunde", "7781234", Rule::Iban),
        ("telefono_xyz", "910000417", Rule::Phone),
        ("codigo_verificacion", "448120", Rule::Secret),
    ] {
        assert_eq!(found(key, value), Some(rule), "{key}");
    }
    for (key, value) in [
        ("phone_provider", "Twilio Voice"),
        ("card_count", "4417"),
        ("policy_version", "20250101"),
        ("registration_date", "2025-11-06"),
        ("vehicle_model", "Golf GTI"),
        ("code_version", "441788"),
        ("serial_number", "81717885"),
    ] {
        assert_eq!(found(key, value), None, "{key}");
    }
}

#[test]
fn a_neutral_member_is_of_what_it_stands_below() {
    let first = |json: &str| scan_json(json).first().map(|place| (place.pointer.clone(), place.rule));
    for (json, pointer, rule) in [
        (r#"{"verification":{"code":"889102"}}"#, "/verification/code", Rule::Secret),
        (r#"{"dd_account":{"number":"556677889"}}"#, "/dd_account/number", Rule::Iban),
        (r#"{"vehicle":{"reg":"KT65 ZZX"}}"#, "/vehicle/reg", Rule::Device),
        (r#"{"dob":{"day":4}}"#, "/dob/day", Rule::BirthDate),
        (r#"{"strasse":"Am Hang","nr":"7"}"#, "/nr", Rule::Address),
    ] {
        assert!(scan_json(json).iter().any(|place| place.pointer == pointer && place.rule == rule), "{json}");
    }
    assert_eq!(first(r#"{"error":{"code":"40012"}}"#), None);
    assert_eq!(first(r#"{"order":{"number":"A-2025-4417"}}"#), None);
}

#[test]
fn names_by_their_words_and_what_stands_around_them() {
    finds(
        Rule::Name,
        &[
            "PDS match: «OKAFOR, Chidinma» (score 0.97)",
            "Handing over to «Siobhan» in billing",
            "u spreekt met «Anneloes Kuipers-de Graaf» over internet",
            "rsvp yes from «Ingeborg & Walter Lindner»",
            "hi this is «priya ramanathan» calling about an order",
        ],
    );
    leaves(&[
        "Server Hercules rebooted",
        "item added: Chicken Alfredo, side salad",
        "Übergabe an Spezialistin Vertragsverlängerung",
        "flight on Thu, 20 Apr",
    ]);
}
