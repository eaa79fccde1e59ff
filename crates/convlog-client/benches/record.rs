//! What one record costs, beside what nothing, a clock and a checksum cost.

use std::hint::black_box;
use std::time::Duration;

use convlog_client::{Client, Config, Context, Draft, Ids};
use convlog_core::Level;
use criterion::{Criterion, criterion_group, criterion_main};

fn started(spool: &std::path::Path) -> (Client, Context) {
    let client = Client::start(Config { spool_dir: Some(spool.to_owned()), ..Config::default() });
    let place = client.context(&Ids {
        project_id: Some("front-desk"),
        conversation_id: Some("CA42c2dcf1ac5e8a28eaf7b9e8b1f2ad33"),
        turn_id: Some("8f14e45fceea167a"),
        function_event_id: Some("6f9619ff-8b86-4d01-b42d-00cf4fc964ff"),
        ..Ids::default()
    });
    (client, place)
}

fn fields(draft: &mut Draft, count: usize) {
    draft.begin(Level::Info, "CRM upsert failed", false);
    for (key, value) in [("status", 409), ("attempt", 2)] {
        draft.key(key);
        draft.int(black_box(value));
    }
    draft.key("retriable");
    draft.bool(true);
    for key in ["region", "provider", "queue", "route", "cause"].iter().take(count - 3) {
        draft.key(key);
        draft.string(black_box("eu-west-1 primary"));
    }
}

fn record(criterion: &mut Criterion) {
    let spool = tempfile::tempdir().unwrap();
    let (client, place) = started(spool.path());
    let mut group = criterion.benchmark_group("record");
    group.measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_secs(1));
    group.bench_function("baseline/monotonic_clock", |bench| bench.iter(std::time::Instant::now));
    group.bench_function("baseline/crc32_of_250_bytes", |bench| {
        let bytes = [7u8; 250];
        bench.iter(|| crc32fast::hash(black_box(&bytes)));
    });
    let mut draft = Draft::new();
    for count in [3, 8] {
        group.bench_function(format!("draft/{count}_fields"), |bench| bench.iter(|| fields(&mut draft, count)));
        group.bench_function(format!("log/{count}_fields"), |bench| {
            bench.iter(|| {
                fields(&mut draft, count);
                client.log(&place, Level::Info, &mut draft);
            });
        });
    }
    client.set_level(None);
    group.bench_function("log/level_off", |bench| bench.iter(|| client.log(&place, Level::Info, &mut draft)));
    group.finish();
    let stats = client.stats();
    eprintln!("recorded {} stalls {} dropped {}", stats.recorded, stats.stalls, stats.dropped);
}

criterion_group!(benches, record);
criterion_main!(benches);
