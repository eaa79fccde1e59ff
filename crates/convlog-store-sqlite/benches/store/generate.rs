//! Realistic records from a seed: voice calls with turns, function events and log entries.
//!
//! A call has about 58 entries (12 turns of 1.2 function events of 4 entries each), a few calls of one process
//! interleave, a tenth of the entries is personal, and an entry has 0 to 5 fields and about 208 bytes of JSON.

use std::fmt::Write;

use convlog_core::{Identity, ParseContext, ProducerId, Record, Timestamp};

/// Which records a stream has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mix {
    /// Log entries alone.
    Entries,
    /// Those, and the records of their conversations, turns and function events.
    Whole,
}

/// How many calls of one process go on at once.
const CALLS: usize = 3;

const TEMPLATES: [&str; 12] = [
    "Validated inputs",
    "Looking up the booking",
    "quota almost used",
    "balance look-up returned",
    "retrying after a timeout of the upstream",
    "customer record found in the directory",
    "no match for the given reference number",
    "handing over to a person at the front desk",
    "slot filled",
    "calling the booking service",
    "the service answered later than expected",
    "intent recognised with enough confidence",
];

const FIELDS: [(&str, &str); 10] = [
    ("provider", "\"geo\""),
    ("attempt", "2"),
    ("status_code", "409"),
    ("response_time", "0.183"),
    ("validation_passed", "true"),
    ("reference", "\"BK-2041\""),
    ("route", "\"/v2/bookings/search\""),
    ("candidates", "[\"early\",\"late\"]"),
    ("party", "{\"adults\":2,\"children\":1}"),
    ("source", "\"crm\""),
];

const STACK: &str = "Traceback (most recent call last):\\n  File \\\"functions/booking.py\\\", line 42, in search\\n    \
    response = client.get(url, timeout=2)\\n  File \\\"lib/client.py\\\", line 118, in get\\n    raise Timeout(url)\\n\
    lib.client.Timeout: /v2/bookings/search";

/// One process that writes records.
pub(crate) struct Process {
    random: Random,
    mix: Mix,
    producer: ProducerId,
    seq: u64,
    time: i64,
    calls: Vec<Call>,
    /// How many entries it has written, and the bytes of their JSON.
    pub(crate) entries: u64,
    pub(crate) entry_bytes: u64,
    /// The bytes of all lines but for their ids: what a record says.
    pub(crate) line_bytes: u64,
}

struct Call {
    id: String,
    lines: std::vec::IntoIter<Line>,
}

enum Line {
    Entry { turn: String, event: String },
    Other(String),
}

impl Process {
    pub(crate) fn new(seed: u64, mix: Mix) -> Process {
        let mut random = Random(seed);
        let producer = ProducerId::from_bytes(random.bits());
        let time = 1_767_225_600_000_000;
        Process { random, mix, producer, seq: 0, time, calls: Vec::new(), entries: 0, entry_bytes: 0, line_bytes: 0 }
    }

    /// Writes the next record.
    pub(crate) fn next(&mut self) -> (Record, Identity) {
        loop {
            while self.calls.len() < CALLS {
                let call = self.begin_call();
                self.calls.push(call);
            }
            let at = self.random.below(CALLS as u64) as usize;
            self.time += 40_000 + self.random.below(400_000) as i64;
            let Some(line) = self.calls[at].lines.next() else {
                self.calls.swap_remove(at);
                continue;
            };
            let time = Timestamp::from_micros(self.time);
            let id = self.calls[at].id.clone();
            let line = match line {
                Line::Entry { turn, event } => {
                    let entry = self.entry(time);
                    self.entries += 1;
                    self.entry_bytes += entry.len() as u64;
                    format!(
                        "{{\"type\":\"log\",\"conversation_id\":\"{id}\",\"turn_id\":\"{turn}\",\
                         \"function_event_id\":\"{event}\",\"entry\":{entry}}}"
                    )
                }
                Line::Other(rest) => format!("{{\"conversation_id\":\"{id}\",\"timestamp\":\"{time}\",{rest}}}"),
            };
            self.line_bytes += line.len() as u64;
            self.seq += 1;
            let record = Record::parse(&line, &ParseContext::plain(time)).expect("the generator writes good records");
            return (record, Identity { producer: self.producer, seq: self.seq });
        }
    }

    fn begin_call(&mut self) -> Call {
        let id = self.random.uuid();
        let mut lines = Vec::new();
        let whole = self.mix == Mix::Whole;
        let mut other = |line: String| {
            if whole {
                lines.push(Line::Other(line));
            }
        };
        other(
            "\"type\":\"conversation\",\"environment\":\"live\",\"channel\":\"VOICE-SIP\",\"direction\":\"inbound\",\
             \"from_number\":\"+44 7700 900123\",\"to_number\":\"+44 113 496 0000\",\"language\":\"en-GB\",\
             \"variant_id\":\"v1\",\"variant_name\":\"Front desk\""
                .to_owned(),
        );
        for number in 1..=8 + self.random.below(9) {
            let turn = self.random.uuid();
            let start = format!(
                "\"type\":\"turn\",\"turn_id\":\"{turn}\",\"number\":{number},\
                 \"user_input\":\"I would like to move my table to eight, please\""
            );
            let end = format!(
                "\"type\":\"turn\",\"turn_id\":\"{turn}\",\"latency\":0.81,\
                 \"agent_response\":\"Of course, let me see what is free at eight\",\"is_silence\":false"
            );
            if whole {
                lines.push(Line::Other(start));
            }
            for _ in 0..1 + u64::from(self.random.below(5) == 0) {
                let event = self.random.uuid();
                let head = format!("\"type\":\"function_event\",\"function_event_id\":\"{event}\"");
                if whole {
                    lines.push(Line::Other(format!(
                        "{head},\"turn_id\":\"{turn}\",\"name\":\"search_bookings\",\
                         \"arguments\":{{\"party\":2,\"at\":\"20:00\"}},\"source\":\"booking.py:42\""
                    )));
                }
                for _ in 0..2 + self.random.below(5) {
                    lines.push(Line::Entry { turn: turn.clone(), event: event.clone() });
                }
                if whole {
                    lines.push(Line::Other(format!(
                        "{head},\"duration_ms\":183.2,\"content\":\"There are two tables at eight.\""
                    )));
                }
            }
            if whole {
                lines.push(Line::Other(end));
            }
        }
        if whole {
            lines.push(Line::Other(
                "\"type\":\"conversation\",\"ended_at\":\"2026-01-01T01:00:00Z\",\"ended_by\":\"caller\"".to_owned(),
            ));
        }
        Call { id, lines: lines.into_iter() }
    }

    fn entry(&mut self, time: Timestamp) -> String {
        let random = &mut self.random;
        let level = match random.below(100) {
            0..80 => "info",
            80..95 => "warning",
            _ => "error",
        };
        let is_pii = random.below(10) == 0;
        let template = TEMPLATES[random.skewed(TEMPLATES.len() as u64) as usize];
        let number = random.below(10_000);
        let mut out = format!(
            "{{\"level\":\"{level}\",\"content\":\"{template} {number}\",\"is_pii\":{is_pii},\
             \"timestamp\":\"{time}\",\"logger\":\"conversation_logger\""
        );
        let first = random.below(FIELDS.len() as u64) as usize;
        for at in 0..random.below(6) as usize {
            let (name, value) = FIELDS[(first + at) % FIELDS.len()];
            let _ = write!(out, ",\"{name}\":{value}");
        }
        if level == "error" && random.below(10) == 0 {
            let _ = write!(out, ",\"exception\":{{\"type\":\"Timeout\",\"stacktrace\":\"{STACK}\"}}");
        }
        out.push('}');
        out
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// Returns small numbers more often than great ones.
    fn skewed(&mut self, bound: u64) -> u64 {
        let (one, other) = (self.below(bound), self.below(bound));
        one.min(other)
    }

    fn bits(&mut self) -> [u8; 16] {
        let mut bits = [0; 16];
        bits[..8].copy_from_slice(&self.next().to_le_bytes());
        bits[8..].copy_from_slice(&self.next().to_le_bytes());
        bits
    }

    fn uuid(&mut self) -> String {
        let digits = ProducerId::from_bytes(self.bits()).to_string();
        format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
    }
}
