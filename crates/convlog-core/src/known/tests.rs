use super::*;

/// Returns what is left of a text in which these values are known.
fn hide(values: &[&str], text: &str) -> String {
    let known = KnownPii::of(&values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
    let mut ranges = known.ranges(text);
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out = text.to_owned();
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined.into_iter().rev().for_each(|range| out.replace_range(range, "#"));
    out
}

#[test]
fn a_name_is_found_in_other_spellings() {
    for text in [
        "Zoë Quill",
        "zoë quill",
        "ZOE QUILL",
        "Zoe\u{308} Quill",
        "Zoë  Quill",
        "Zoë\nQuill",
        "ZoëQuill",
        "Quill, Zoë",
        "QUILL;Zoë",
        "Zoë-Quill",
        "zoe_quill",
        r"Zo\u00eb Quill",
        "Zo%C3%AB%20Quill",
        "Zoë\u{a0}Quill",
        "quill zoe",
    ] {
        assert_eq!(hide(&["Zoë Quill"], &format!("is {text}, yes")), "is #, yes", "{text}");
    }
    for text in ["Zoë Quilling", "Zoë and Quill", "Zoë. At the end, then: Quill", "Zoë", "Quill"] {
        assert_eq!(hide(&["Zoë Quill"], text), text);
    }
    for text in ["van der Berg, Anna", "Berg Anna van der", "ANNA VAN-DER-BERG", "Anna van der Berg"] {
        assert_eq!(hide(&["Anna van der Berg"], &format!("({text})")), "(#)", "{text}");
    }
}

#[test]
fn a_number_is_found_however_it_is_written() {
    for text in [
        "+44 113 496-0000",
        "0113 496 0000",
        "(0113) 4960000",
        "00441134960000",
        "441134960000",
        "+44 (0)113 496 0000",
        "1134960000",
        "0113/4960000",
        "+44.113.496.0000",
        "+44\u{a0}113\u{202f}4960000",
        "+44%20113%20496%200000",
    ] {
        let hidden = hide(&["+44 113 496 0000"], &format!("call {text}, 17"));
        assert!(matches!(hidden.as_str(), "call #, 17" | "call (#, 17"), "{text}: {hidden}");
    }
    for text in ["11349600001", "x1134960000", "1134960000y", "+44 113 496 0001", "é1134960000", "34960000"] {
        assert_eq!(hide(&["+44 113 496 0000"], text), text);
    }
    assert_eq!(hide(&["sip:+441134960000@example.org;user=phone"], "from 0113 496 0000"), "from #");
    assert_eq!(hide(&["135792"], "135792, 13 57 92, 1357-9, 1357924"), "#, #, 1357-9, 1357924");
}

#[test]
fn a_date_is_found_in_another_form_and_with_a_time_behind_it() {
    for value in ["1984-03-07", "7 March 1984", "1984-03-07T00:00:00Z"] {
        for text in [
            "1984-03-07",
            "1984-03-07T10:11:12.5Z",
            "1984-03-07 10:11",
            "19840307",
            "07/03/1984",
            "7.3.1984",
            "7 March 1984",
            "March 7, 1984",
            "7 mar 1984",
            "7th March 1984",
            "1984/03/07",
        ] {
            assert!(hide(&[value], &format!("born {text}")).starts_with("born #"), "{value}: {text}");
        }
    }
    assert_eq!(hide(&["1984-03-07"], "1984-03-08, 7 March 1985"), "1984-03-08, 7 March 1985");
}

#[test]
fn a_code_is_found_without_its_blanks_and_hyphens_and_with_others() {
    for text in ["AB-12 34 C", "AB1234C", "ab 12 34 c", "AB 1234-C", "A B 1 2 3 4 C"] {
        for value in ["AB-12 34 C", "AB1234C"] {
            assert_eq!(hide(&[value], &format!("no. {text}.")), "no. #.", "{value}: {text}");
        }
    }
    assert_eq!(hide(&["AB1234C"], "AB1234CD and XAB1234C"), "AB1234CD and XAB1234C");
}

#[test]
fn however_many_and_however_long_values_are_each_is_known() {
    let many: Vec<String> = (0..5_000).map(|n| format!("Person{n} Quill")).collect();
    let long = "Quill of Zoë ".repeat(2_000);
    let known = KnownPii::of(&[many.clone(), vec![long.clone()]].concat());
    for value in many.iter().step_by(97).chain([&long]) {
        assert!(known.may_stand_in(&format!("so: {value}; then")), "{}", &value[..8]);
    }
    assert!(!known.may_stand_in("so: Person5001 Quill; then"));
}

#[test]
fn no_key_and_no_fixed_key_of_an_entry_is_read() {
    let known = KnownPii::of(&["Zoë Quill".into(), "2026-11-30".into(), "warehouse7".into()]);
    let json = r#"{"level":"warehouse7","content":"x","timestamp":"2026-11-30T10:00:00Z","logger":"warehouse7","Zoë Quill":{"zoe quill":1},"_truncated":["/Zoë Quill"]}"#;
    assert_eq!(known.find_in_entry(json, &Redaction::default()), []);
    let json = r#"{"content":"zoe quill","a":{"b":["Zoë Quill",{"zoe quill":"Quill, Zoë!"}]}}"#;
    let found: Vec<String> =
        known.find_in_entry(json, &Redaction::default()).into_iter().map(|found| found.pointer).collect();
    assert_eq!(found, ["/content", "/a/b/0", "/a/b/1/zoe quill"]);
}

#[test]
fn a_note_is_never_compared() {
    let known = KnownPii::of(&["Zoë Quill".into()]);
    let json = r#"{"note":"Zoë Quill","note_by":"Zoë Quill","end_reason":"Zoë Quill"}"#;
    let found = known.find_in_fields(RecordType::Conversation, json, &Redaction::default());
    assert_eq!(found.iter().map(|found| found.pointer.as_str()).collect::<Vec<_>>(), ["/end_reason"]);
}

#[test]
fn numbers_of_json_are_read_however_they_are_written() {
    let known = KnownPii::of(&["+44 113 496 0000".into()]);
    for number in ["441134960000", "441134960000.0", "4.4113496e11", "441134960000e0", "1134960000"] {
        let json = format!(r#"{{"content":"x","n":{number}}}"#);
        assert_eq!(known.find_in_entry(&json, &Redaction::default()).len(), 1, "{number}");
    }
    assert!(known.find_in_entry(r#"{"content":"x","n":441134960000.5}"#, &Redaction::default()).is_empty());
}

#[test]
fn hashes_differ_between_keys_and_say_nothing_when_printed() {
    let [one, other] = [[1; 32], [2; 32]].map(|bits| SpellingKey::new(&bits));
    let (of_one, of_other) = (one.spellings("Zoë Quill"), other.spellings("Zoë Quill"));
    assert_eq!(of_one, one.spellings("zoe  QUILL"));
    assert!(of_one.iter().all(|spelling| of_other.iter().all(|other| other.hash != spelling.hash)));
    assert_eq!(format!("{one:?}"), "SpellingKey([redacted])");
    assert_eq!(format!("{:?}", KnownPii::of(&["Zoë Quill".into()])), "KnownPii { spellings: 2, .. }");
}
