//! What reading a line costs: a log record as the SDK writes it, beside the parse of the same text to a generic value; and
//! what finding its members costs, which is where our own scan is held against `jiter` (docs/adr/0025-jiter.md).

use std::hint::black_box;

use convlog_core::json::leaves_of_members;
use convlog_core::{ParseContext, Record, RecordBuilder, RecordType, Timestamp};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiter::{Jiter, JiterError};

const LOG: &str = r#"{"type":"log","producer":"00112233445566778899aabbccddeeff","seq":123456,"project_id":"front-desk","conversation_id":"CA0123456789abcdef0123456789abcdef","turn_id":"0011223344556677","function_event_id":"6f9619ff-8b86-4011-b42d-00cf4fc964ff","entry":{"level":"info","content":"Validated inputs","is_pii":false,"timestamp":"2025-01-01T10:00:00.123456Z","logger":"conversation_logger","validation_passed":true,"attempt":2,"vendor":"maps_api"}}"#;
const EVENT: &str = r#"{"type":"function_event","producer":"00112233445566778899aabbccddeeff","seq":123456,"timestamp":"2025-01-01T10:00:00.123456Z","project_id":"front-desk","conversation_id":"CA0123456789abcdef0123456789abcdef","turn_id":"0011223344556677","function_event_id":"6f9619ff-8b86-4011-b42d-00cf4fc964ff","name":"check_identity","arguments":{"customer_id":"17","date_of_birth":"1984-03-07"},"started_at":"2025-01-01T10:00:00.123456Z","source":"functions.py:42","pii":["/arguments/date_of_birth"]}"#;

fn parse(c: &mut Criterion) {
    let reading = ParseContext::plain(Timestamp::from_micros(0));
    for (name, line) in [("log", LOG), ("flagged function event", EVENT)] {
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Bytes(line.len() as u64));
        group.bench_function("Record::parse", |b| b.iter(|| Record::parse(black_box(line), &reading)));
        group.bench_function("baseline: serde_json::Value", |b| {
            b.iter(|| serde_json::from_str::<serde_json::Value>(black_box(line)))
        });
        group.bench_function("members", |b| b.iter(|| leaves_of_members(black_box(line), |_| false, |_| {})));
        group.bench_function("baseline: members by jiter", |b| b.iter(|| members_by_jiter(black_box(line)).unwrap()));
        group.finish();
    }
    built(c, &reading);
}

/// The log record made of values instead.
fn built(c: &mut Criterion, reading: &ParseContext<'_>) {
    let build = || {
        let mut record = RecordBuilder::new(RecordType::Log);
        record.set("producer", &"00112233445566778899aabbccddeeff")?.set("seq", &123_456)?;
        record.set("project_id", &"front-desk")?.set("conversation_id", &"CA0123456789abcdef0123456789abcdef")?;
        record.set("turn_id", &"0011223344556677")?;
        record.set("function_event_id", &"6f9619ff-8b86-4011-b42d-00cf4fc964ff")?;
        record.set_in_entry("level", &"info")?.set_in_entry("content", &"Validated inputs")?;
        record.set_in_entry("is_pii", &false)?.set_in_entry("timestamp", &"2025-01-01T10:00:00.123456Z")?;
        record.set_in_entry("logger", &"conversation_logger")?.set_in_entry("validation_passed", &true)?;
        record.set_in_entry("attempt", &2)?.set_in_entry("vendor", &"maps_api")?;
        record.build(reading)
    };
    assert!(build() == Record::parse(LOG, reading), "it is the same record");
    c.bench_function("log/RecordBuilder", |b| b.iter(build));
}

/// Returns where the values of an object stand, and how long all names are, for `jiter` lends a name only until it goes on.
fn members_by_jiter(line: &str) -> Result<(Vec<&str>, usize), JiterError> {
    let mut jiter = Jiter::new(line.as_bytes());
    let (mut values, mut names) = (Vec::with_capacity(16), 0);
    let mut name = jiter.next_object()?.map(str::len);
    while let Some(len) = name {
        names += len;
        let at = jiter.current_index();
        jiter.next_skip()?;
        values.push(&line[at..jiter.current_index()]);
        name = jiter.next_key()?.map(str::len);
    }
    jiter.finish()?;
    Ok((values, names))
}

criterion_group!(benches, parse);
criterion_main!(benches);
