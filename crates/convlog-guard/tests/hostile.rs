//! Input that is written to cost time or to break something: time grows with the length and no faster, ranges stand on
//! characters, and nothing panics.

use std::time::{Duration, Instant};

use convlog_guard::{Match, Part, scan_json, scan_named, scan_text};
use proptest::prelude::*;

/// What hostile texts are made of: each has a rule that would go on reading.
const PIECES: &[&str] = &[
    "0",
    "7",
    "1 ",
    "1-",
    "(1)",
    "+1",
    "+44 7700 900123",
    "00",
    "0044",
    "4111 ",
    "4111111111111111",
    "123-45-6789",
    "12/",
    "1.2.3.4.",
    "1:2:3:",
    "::",
    "ab:cd:",
    "@",
    "a@",
    "@a.b",
    "a@b.co",
    ".a",
    "aa.",
    "GB82 ",
    "DE89",
    "AB12",
    "AB 12 34 ",
    "X1",
    "eyJ",
    "eyJa.b.",
    "sk_live_",
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----",
    "://",
    "a:b@",
    "Bearer ",
    "bearer a1B2c3D4e5",
    "name=",
    "phone: ",
    "phone '",
    "\"",
    "'",
    "password=",
    "password='",
    "password=\"",
    "token='a",
    "secret=`",
    "<password>",
    "<pin>1</",
    "address is Road 1 ",
    "address A1",
    "%25",
    "\\\\\\\"",
    "address: ",
    "dob=",
    "born ",
    "March ",
    "twenty ",
    "nineteen ",
    "one ",
    "double ",
    "zero ",
    "my name is ",
    "Ada ",
    "de ",
    "von ",
    "%",
    "%2",
    "%2B",
    "%C3",
    "%C3%A9",
    "%ff",
    "\\",
    "\\u",
    "\\u0031",
    "\\ud800",
    "\\\"",
    "\u{200b}",
    "\u{301}",
    "\u{ff11}",
    "\u{660}",
    "\u{966}",
    "\u{1d7d8}",
    "7\u{200b}7",
    "7\u{ad}",
    "1\u{a0}",
    "\u{2011}",
    "\u{e9}",
    "\u{df}",
    "\u{4f50}",
    "\u{20e3}",
    "\u{1f600}",
    " ",
    "  ",
    "\n",
    "\t",
    "\0",
    "\u{feff}",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    "=",
    ":",
    "#",
    "postcode ",
    "SW1A 1AA",
    "order ",
    "id ",
    "number ",
];

/// A generator of our own, so that a failing text can be named by its seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn text(&mut self, pieces: usize) -> String {
        let repeats = self.below(3) == 0;
        let (one, other) = (self.below(PIECES.len()), self.below(PIECES.len()));
        let piece = |dice: &mut Dice| match (repeats, dice.below(2)) {
            (true, 0) => PIECES[one],
            (true, _) => PIECES[other],
            (false, _) => PIECES[dice.below(PIECES.len())],
        };
        (0..pieces).map(|_| piece(self)).collect()
    }
}

fn check(text: &str, found: &[Match]) {
    let mut end = 0;
    for Match { range, .. } in found {
        assert!(range.start >= end && range.start < range.end && range.end <= text.len(), "{range:?} in {text:?}");
        assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end), "{range:?} in {text:?}");
        end = range.end;
    }
}

#[test]
fn reads_twelve_thousand_hostile_texts() {
    for seed in 0..12_000 {
        let mut dice = Dice(seed);
        let len = 1 + dice.below(40);
        let text = dice.text(len);
        check(&text, &scan_text(&text));
        let name = ["phone", "password", "address", "order_id", "customer", "dob", "name", "ssn"][dice.below(8)];
        check(&text, &scan_named(name, &text));
        let json = serde_json::json!({name: &text, text.clone(): [{ "value": &text }]}).to_string();
        for place in scan_json(&json) {
            if let Part::Within(range) = place.part {
                assert!(text.get(range).is_some_and(|part| !part.is_empty()), "seed {seed}");
            }
        }
    }
}

/// How long one scan keeps a processor busy, at best: what else the machine does must not count.
fn time(scan: impl Fn()) -> Duration {
    let now = || {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or_default())
    };
    let once = || {
        let begun = now();
        scan();
        now() - begun
    };
    (0..2).map(|_| once()).min().unwrap_or_default()
}

/// Twice the text may take twice the time, and as much again for caches; a square would take four times as much on every
/// doubling, so over four doublings 256 times instead of 16.
#[test]
fn takes_time_in_proportion_to_the_length() {
    let (short, doublings) = (1 << 14, 4);
    let mut units: Vec<String> = PIECES.iter().map(|piece| (*piece).to_owned()).collect();
    units.extend((0..16).map(|seed| Dice(seed).text(5)));
    for unit in units {
        let text = |len: usize| unit.repeat(len / unit.len() + 1);
        let (small, large) = (text(short), text(short << doublings));
        let base = time(|| drop(scan_text(&small))).max(Duration::from_micros(50));
        let grown = time(|| drop(scan_text(&large)));
        assert!(grown < base * (4 << doublings), "{unit:?}: {base:?} grew to {grown:?}");
    }
}

#[test]
fn reads_lines_of_four_mebibytes() {
    let limit = Duration::from_secs(30);
    let len = 4 << 20;
    let digits = "7".repeat(len);
    let hidden = "7\u{200b}".repeat(len / 4);
    let deep = format!("{}{}", r#"{"phone":["#.repeat(64), "]}".repeat(64));
    let wide = format!("[{}1]", r#"{"a":"+442079460018"},"#.repeat(len / 22));
    let escaped = format!(r#"{{"phone":"{}"}}"#, r"\u0030".repeat(len / 6));
    let begun = Instant::now();
    assert_eq!(scan_text(&digits), []);
    check(&hidden, &scan_text(&hidden));
    assert_eq!(scan_json(&deep), []);
    assert_eq!(scan_json(&wide).len(), len / 22);
    drop(scan_json(&escaped));
    drop(scan_json(&"[".repeat(len)));
    drop(scan_json(&"\"".repeat(len)));
    drop(scan_json(&"{\"a\":".repeat(len / 5)));
    assert!(begun.elapsed() < limit, "{:?}", begun.elapsed());
}

#[test]
fn finds_what_lies_128_levels_deep() {
    let nested = format!("{}\"+442079460018\"{}", r#"{"a":["#.repeat(64), "]}".repeat(64));
    let found = scan_json(&nested);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].pointer, "/a/0".repeat(64));
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let text = prop_oneof![any::<String>(), proptest::sample::select(PIECES).prop_map(str::to_owned)];
    let leaf = prop_oneof![
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        text.clone().prop_map(Into::into),
        Just(serde_json::Value::Null),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::vec((text.clone(), inner), 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn every_range_stands_on_characters_in_order(text in any::<String>(), name in "[a-z_]{0,20}") {
        check(&text, &scan_text(&text));
        check(&text, &scan_named(&name, &text));
    }

    #[test]
    fn every_place_leads_to_a_value(json in any_json()) {
        let text = json.to_string();
        for place in scan_json(&text) {
            let value = json.pointer(&place.pointer);
            prop_assert!(value.is_some(), "{} in {text}", place.pointer);
            if let (Some(serde_json::Value::String(value)), Part::Within(range)) = (value, place.part) {
                prop_assert!(value.get(range).is_some());
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        drop(scan_json(&text));
        drop(scan_json(&format!("{{\"{text}")));
    }
}
