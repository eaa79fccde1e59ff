use proptest::collection::vec;
use proptest::prelude::*;

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
        "Zoë,\r\n    Quill",
        r"Zo\u00eb\nQuill",
        r"Zo\\u00eb\\nQuill",
        r"Zo\xc3\xab Quill",
        "Zo%25C3%25AB%2520Quill",
        "Zo&#235;&nbsp;Quill",
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
fn letters_of_every_script_are_found_in_other_spellings() {
    for (value, texts) in [
        ("Jörg Müller", ["JOERG MUELLER", "jorg muller", "Mueller, Joerg"]),
        ("Soeren Mueller", ["Sören Müller", "SØREN MÜLLER", "Müller, Sören"]),
        ("Håkon Ødegård", ["Haakon Oedegaard", "HAKON ODEGARD", "Ødegård, Håkon"]),
        ("Łukasz Wójcik", ["Lukasz Wojcik", "ŁUKASZ WÓJCIK", "Wójcik Łukasz"]),
        ("Işıl Çelik", ["IŞIL ÇELİK", "isil celik", "ÇELIK, Işıl"]),
        ("Ίκαρος Χαχούδης", ["ΊΚΑΡΟΣ ΧΑΧΟΎΔΗΣ", "ικαροσ χαχουδησ", "ΧΑΧΟΥΔΗΣ Ίκαρος"]),
        ("山田 太郎", ["山田太郎", "太郎 山田", r"\u5c71\u7530\u592a\u90ce"]),
        ("𠮷田 太郎", ["𠮷田太郎", "%F0%A0%AE%B7%E7%94%B0%20太郎", r"\ud842\udfb7田太郎"]),
        ("สมชาย ใจดี", ["สมชายใจดี", "สมชาย  ใจดี", "ใจดี สมชาย"]),
        (
            "María de la Cruz Ortega Ruiz",
            ["Ortega Ruiz, María de la Cruz", "ORTEGA RUIZ Maria de la Cruz", "maria_de_la_cruz_ortega_ruiz"],
        ),
    ] {
        for text in texts {
            assert_eq!(hide(&[value], &format!("is {text}.")), "is #.", "{value}: {text}");
        }
    }
    assert_eq!(hide(&["สมชาย ใจดี"], "คุณสมชายใจดีครับ"), "คุณ#ครับ");
    assert_eq!(hide(&["Samuel Quill"], "Samul, Samual, Samuel"), "Samul, Samual, Samuel");
}

#[test]
fn a_value_is_found_behind_a_backslash() {
    for text in
        [r"DESK\nora.quill", r"DESK\\nora.quill", r"DESK\\\\nora.quill", r"first\nnora.quill", r"first\\nnora.quill"]
    {
        let shown = hide(&["nora.quill"], text);
        assert!(shown.ends_with('#') && !shown.contains("ora"), "{text}: {shown}");
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
        "%2B44+113+496+0000",
        "+44\n113\r\n496\t0000",
        r"+44\n113\n496\n0000",
        "+44, 113, 496, 0000",
        "0 1 1 3, 4 9 6, 0 0 0 0",
        "0113... 496... 0000",
        "0113_496_0000",
        "0113–496−0000",
    ] {
        let hidden = hide(&["+44 113 496 0000"], &format!("call {text}, 17"));
        assert!(matches!(hidden.as_str(), "call #, 17" | "call (#, 17" | "call %2B#, 17"), "{text}: {hidden}");
    }
    for text in ["11349600001", "x1134960000", "1134960000y", "+44 113 496 0001", "é1134960000", "34960000"] {
        assert_eq!(hide(&["+44 113 496 0000"], text), text);
    }
    assert_eq!(hide(&["sip:+441134960000@example.org;user=phone"], "from 0113 496 0000"), "from #");
    assert_eq!(hide(&["sip:bob@example.org", "sip:info@example.org"], "info: bob said"), "info: bob said");
    for value in ["+44 113 496 0000 ext. 12", "0113 496 0000x12", "0113 496 0000 extension 12", "0113 496 0000 #12"] {
        assert_eq!(hide(&[value], &format!("{value} or +44 113 4960000")), "# or #", "{value}");
    }
    assert_eq!(hide(&["Suite x12", "Building ext 4"], "suite, building"), "suite, building");
    for (value, text) in [("+47 22 12 34 56", "22123456"), ("+354 421 1234", "421 1234"), ("421 1234", "00354 4211234")]
    {
        assert_eq!(hide(&[value], &format!("call {text}.")), "call #.", "{value}");
    }
    for (value, text) in [("+298 201 234", "201234"), ("201 234", "+298 201-234"), ("201 234", "00298201234")] {
        assert_eq!(hide(&[value], text), "#", "{value}");
    }
    for (value, text) in [("298 201 234", "201234"), ("201 234", "298201234"), ("+500 31234", "31234")] {
        assert_eq!(hide(&[value], text), text, "{value}");
    }
    assert_eq!(hide(&["135792"], "135792, 13 57 92, 1357-9, 1357924"), "#, #, 1357-9, 1357924");
}

#[test]
fn a_date_is_found_in_another_form_and_with_a_time_behind_it() {
    for value in ["1984-03-07", "7 March 1984", "1984-03-07T00:00:00Z", "19840307", "Wed, 7 March 1984"] {
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
            "7th of March 1984",
            "1984/03/07",
            "1984年3月7日",
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
fn what_an_entry_holds_is_read_before_it_is_taken_apart_as_it_is_read_afterwards() {
    let known = KnownPii::of(&["Zoë Quill".into(), "+44 113 496 0000".into(), "山田 太郎".into()]);
    for text in [
        r#"{"q":"Zo\u00eb Quill"}"#,
        r#"{"body":"{\"q\":\"Zo\\u00eb\\nQuill\"}"}"#,
        r"Zoë\nQuill",
        r#"["\u5c71\u7530","\u592a\u90ce"]"#,
        r#"["Zoë", "Quill"]"#,
        r#"{"a":"+44\n113\n496\n0000"}"#,
        r"0113\/496\/0000",
    ] {
        for depth in 0..3 {
            let text = (0..depth).fold(text.to_owned(), |text, _| serde_json::to_string(&text).unwrap());
            let json = serde_json::json!({"content": "x", "a": text}).to_string();
            assert!(known.may_stand_in(&json), "{json}");
            assert!(!known.find_in_entry(&json, &Redaction::default()).is_empty(), "{json}");
        }
    }
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
    assert_eq!(of_one, one.spellings("zoe\u{308}  QUILL"));
    assert!(of_one.iter().all(|spelling| of_other.iter().all(|other| other.hash != spelling.hash)));
    assert_eq!(format!("{one:?}"), "SpellingKey([redacted])");
    assert_eq!(format!("{:?}", KnownPii::of(&["Zoë Quill".into()])), "KnownPii { spellings: 2, .. }");
}

proptest! {
    #[test]
    fn a_first_look_overlooks_nothing(words in vec((0..WORDS.len(), 0..SEPARATORS.len()), 0..4), last in 0..SEPARATORS.len()) {
        let values = ["Zoe Quill", "+44 113 496 0000", "1984-03-07", "AB-1234-Z", "135792"];
        let known = KnownPii::of(&values.map(str::to_owned));
        let written = words.iter().flat_map(|(words, separator)| {
            WORDS[*words].iter().flat_map(|word| [*word, SEPARATORS[*separator]]).chain([SEPARATORS[last]])
        });
        let text: String = written.collect();
        if !prefilter::may_hold(&text, &known) {
            prop_assert!(known.ranges_in(&text).is_empty() && !number::has_exponent(&text), "{text}");
        }
    }
}

/// What is known in parts, and what is not.
const WORDS: [&[&str]; 14] = [
    &["zoe", "Quill"],
    &["QUILL", "Zoe"],
    &["44", "113", "496", "0000"],
    &["+44", "113", "4960000"],
    &["0113", "4960000"],
    &["1984", "03", "07"],
    &["19840307"],
    &["03", "07", "1984"],
    &["ab", "1234", "z"],
    &["135", "792"],
    &[": 7e5"],
    &["T10"],
    &["x"],
    &["2026"],
];
const SEPARATORS: [&str; 12] = ["", " ", "-", ", ", ": ", "T", "    ", "        ", "         ", "/", "\"", ".-. "];
