//! Traffic like that of real agents, the same for the same seed.
//!
//! A conversation has 12 turns with 1.2 function events each and 4 log entries a function event; ten conversations of a
//! producer run at the same time. Of the entries 80 % are info, 15 % warning, 5 % error; 10 % are flagged as personal;
//! messages come from 400 templates with a long tail, extras from a fixed set of names, 0 to 5 of them; one error in
//! ten carries a stack trace. An entry is 208 bytes of JSON on average.

use std::fmt::Write;

/// A small random generator (SplitMix64), so that the traffic is the same on every machine.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Begins a sequence.
    #[must_use]
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// Returns the next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// Returns a number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.bits() % bound
    }
}

const WORDS: [&str; 40] = [
    "lookup",
    "customer",
    "booking",
    "slot",
    "timeout",
    "retry",
    "confirmed",
    "address",
    "balance",
    "ledger",
    "transfer",
    "intent",
    "validated",
    "inputs",
    "missing",
    "upstream",
    "provider",
    "answered",
    "cached",
    "verified",
    "rejected",
    "queue",
    "handoff",
    "language",
    "fallback",
    "summary",
    "partial",
    "order",
    "delivery",
    "window",
    "shipping",
    "policy",
    "account",
    "session",
    "started",
    "finished",
    "attempt",
    "quota",
    "limit",
    "reached",
];

const EXTRAS: [(&str, &[&str]); 12] = [
    ("attempt", &["1", "2", "3"]),
    ("validation_passed", &["true", "false"]),
    ("status", &["200", "404", "409", "503"]),
    ("provider", &["\"maps_api\"", "\"geo\"", "\"crm\"", "\"ledger\""]),
    ("latency_ms", &["12.5", "88.25", "431.0", "7.75"]),
    ("retriable", &["true", "false"]),
    ("customer_id", &["\"17\"", "\"182044\"", "\"90331\""]),
    ("reason", &["\"not_found\"", "\"out_of_hours\"", "\"rate_limited\""]),
    ("left", &["5", "40", "133"]),
    ("region", &["\"euw-1\"", "\"us-1\""]),
    ("step", &["\"collect_date\"", "\"confirm\"", "\"offer_slots\""]),
    ("items", &["[1,2,3]", "{\"a\":1,\"b\":[true,null]}"]),
];

/// One conversation that is going on.
#[derive(Clone, Debug)]
struct Call {
    id: String,
    turn: u64,
    turn_id: String,
    event_id: String,
    entries_left: u64,
}

/// The records of one producer.
#[derive(Debug)]
pub struct Traffic {
    random: Random,
    producer: String,
    seq: u64,
    time_micros: u64,
    calls: Vec<Call>,
    templates: Vec<String>,
    with_structure: bool,
    /// How many bytes of entry JSON were made.
    pub entry_bytes: u64,
    /// How many entries were made.
    pub entries: u64,
}

const CALLS_AT_ONCE: usize = 10;
const TURNS: u64 = 12;

impl Traffic {
    /// Begins the traffic of a producer; `with_structure` adds conversation, turn and function event records.
    #[must_use]
    pub fn new(seed: u64, with_structure: bool) -> Traffic {
        let mut words = Random::new(42);
        let templates = (0..400).map(|_| message(&mut words)).collect();
        let mut random = Random::new(seed);
        let producer = format!("{:016x}{:016x}", random.bits(), random.bits());
        let mut traffic = Traffic {
            random,
            producer,
            seq: 0,
            time_micros: 1_760_000_000_000_000 + seed * 1_000_000,
            calls: Vec::new(),
            templates,
            with_structure,
            entry_bytes: 0,
            entries: 0,
        };
        traffic.calls = (0..CALLS_AT_ONCE).map(|_| traffic.call()).collect();
        traffic
    }

    /// Appends the next entry, and whatever structure begins or ends with it; returns its conversation's id.
    pub fn push_entry(&mut self, out: &mut String) -> String {
        self.time_micros += 200 + self.random.below(2_000);
        let at = self.random.below(CALLS_AT_ONCE as u64) as usize;
        let mut call = self.calls[at].clone();
        if call.entries_left == 0 {
            self.advance(&mut call, out);
        }
        call.entries_left -= 1;
        self.push_log(&call, out);
        let id = call.id.clone();
        self.calls[at] = call;
        id
    }

    /// Returns a batch of `entries` entries as NDJSON.
    pub fn batch(&mut self, entries: usize) -> String {
        let mut out = String::with_capacity(entries * 450);
        for _ in 0..entries {
            self.push_entry(&mut out);
        }
        out
    }

    fn call(&mut self) -> Call {
        Call {
            id: format!("CA{:016x}{:016x}", self.random.bits(), self.random.bits()),
            turn: 0,
            turn_id: String::new(),
            event_id: String::new(),
            entries_left: 0,
        }
    }

    /// Begins the next function event, one time in six within the same turn, or the next turn, or the next call.
    fn advance(&mut self, call: &mut Call, out: &mut String) {
        if call.turn > 0 {
            self.push(
                out,
                call,
                &format!(
                    r#""type":"function_event","function_event_id":"{}","duration_ms":{}"#,
                    call.event_id,
                    self.time_micros % 900
                ),
            );
        }
        if call.turn >= TURNS {
            self.push(out, call, &format!(r#""type":"conversation","ended_at":"{}","ended_by":"caller""#, self.time()));
            *call = self.call();
        }
        if call.turn == 0 {
            let start = format!(
                r#""type":"conversation","started_at":"{}","environment":"live","channel":"VOICE-SIP","direction":"inbound","from_number":"+4477009{:05}","to_number":"+441134960000""#,
                self.time(),
                self.time_micros % 100_000
            );
            self.push(out, call, &start);
        }
        if call.turn == 0 || self.random.below(6) > 0 {
            call.turn += 1;
            call.turn_id = format!("{:016x}", self.random.bits());
            let words = &self.templates[self.random.0 as usize % 400];
            let turn = format!(
                r#""type":"turn","turn_id":"{}","number":{},"started_at":"{}","user_input":"{words}""#,
                call.turn_id,
                call.turn,
                self.time()
            );
            self.push(out, call, &turn);
        }
        call.event_id = self.uuid();
        call.entries_left = 2 + self.random.below(5);
        let event = format!(
            r#""type":"function_event","function_event_id":"{}","turn_id":"{}","name":"function_{}","arguments":{{"customer_id":"17"}},"started_at":"{}""#,
            call.event_id,
            call.turn_id,
            self.random.0 % 24,
            self.time()
        );
        self.push(out, call, &event);
    }

    fn push(&mut self, out: &mut String, call: &Call, members: &str) {
        if !self.with_structure {
            return;
        }
        self.seq += 1;
        let (producer, seq, id, time) = (&self.producer, self.seq, &call.id, self.time());
        let _ = writeln!(
            out,
            r#"{{"producer":"{producer}","seq":{seq},"timestamp":"{time}","project_id":"bench","conversation_id":"{id}",{members}}}"#
        );
    }

    fn push_log(&mut self, call: &Call, out: &mut String) {
        self.seq += 1;
        let _ = write!(
            out,
            r#"{{"type":"log","producer":"{}","seq":{},"project_id":"bench","conversation_id":"{}","turn_id":"{}","function_event_id":"{}","entry":"#,
            self.producer, self.seq, call.id, call.turn_id, call.event_id
        );
        let begin = out.len();
        self.push_entry_json(out);
        self.entry_bytes += (out.len() - begin) as u64;
        self.entries += 1;
        out.push_str("}\n");
    }

    fn push_entry_json(&mut self, out: &mut String) {
        let dice = self.random.below(100);
        let level = if dice < 80 {
            "info"
        } else if dice < 95 {
            "warning"
        } else {
            "error"
        };
        // The square of a uniform number makes the first templates far more frequent than the last.
        let uniform = self.random.below(400);
        let template = (uniform * uniform / 400) as usize;
        let flagged = self.random.below(10) == 0;
        let time = self.time();
        let _ = write!(
            out,
            r#"{{"level":"{level}","content":"{}","is_pii":{flagged},"timestamp":"{time}","logger":"conversation_logger""#,
            self.templates[template]
        );
        let (first, count) = (self.random.below(12), self.random.below(6));
        for at in 0..count {
            let (name, values) = EXTRAS[((first + at) % 12) as usize];
            let value = values[self.random.below(values.len() as u64) as usize];
            let _ = write!(out, ",\"{name}\":{value}");
        }
        if level == "error" && self.random.below(10) == 0 {
            out.push_str(r#","exception":{"type":"TimeoutError","message":"the read operation timed out","stacktrace":"Traceback (most recent call last):\n  File \"functions/look_up.py\", line 42, in look_up\n    response = session.get(url, timeout=2)\n  File \"requests/sessions.py\", line 602, in get\n    return self.request(\"GET\", url, **kwargs)\nTimeoutError: the read operation timed out\n","causes":[]}"#);
        }
        out.push('}');
    }

    fn uuid(&mut self) -> String {
        let (high, low) = (self.random.bits(), self.random.bits());
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff
        )
    }

    /// The traffic's own clock as RFC 3339: days from a fixed first day, which never leaves its month in a bench.
    fn time(&self) -> String {
        // 1 760 000 000 is 2025-10-09T08:53:20Z.
        let since = self.time_micros - 1_760_000_000_000_000 + (8 * 3600 + 53 * 60 + 20) * 1_000_000;
        let (seconds, micros) = (since / 1_000_000, since % 1_000_000);
        let (day, second) = (9 + seconds / 86_400, seconds % 86_400);
        format!("2025-10-{day:02}T{:02}:{:02}:{:02}.{micros:06}Z", second / 3600, second / 60 % 60, second % 60)
    }
}

fn message(random: &mut Random) -> String {
    let count = 3 + random.below(6);
    let words: Vec<&str> = (0..count).map(|_| WORDS[random.below(40) as usize]).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_same_for_the_same_seed_and_of_the_size_it_says() {
        let mut traffic = Traffic::new(1, false);
        let batch = traffic.batch(20_000);
        assert_eq!(batch, Traffic::new(1, false).batch(20_000));
        assert_ne!(batch, Traffic::new(2, false).batch(20_000));
        let mean = traffic.entry_bytes / traffic.entries;
        assert!((200..216).contains(&mean), "{mean}");
        for line in batch.lines().take(1000) {
            assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
        }
    }
}
