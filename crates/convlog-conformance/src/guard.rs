//! What nobody flagged and the guard found: hidden like what was flagged, and given back with the rule that found it.

use convlog_core::{Finding, GuardPolicy, Identity, KnownPolicy, ParseContext, ProducerId, Record, Timestamp};
use convlog_store::{ErasureValue, Note, Permission, ProjectSettings, Rescanned, Search, Target, VerifiedKey};

use crate::Harness;
use crate::erase::settle;
use crate::world::{self, NOW, World, conversation_id, key, only, producer, record, shown};

fn pairs(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings.iter().map(|finding| (finding.path.as_str(), finding.rule.as_ref())).collect()
}

/// What looks personal is redacted in place, wherever it stands; the original comes back whole.
pub async fn what_the_guard_finds_is_hidden_and_comes_back(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"wrote to ada@canary.example today","by":{"ada@canary.example":1.50}}}"#,
        r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","arguments":{"phone":441134960000,"id":17},"error":{"message":"ada@canary.example is taken"}}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"it is ada@canary.example"}"#,
        r#"{"type":"metric","conversation_id":"c","name":"m","value":["ada@canary.example"]}"#,
        r#"{"type":"conversation","conversation_id":"c","tags":["vip","ada@canary.example"]}"#,
    ])
    .await;
    let view = world.get(&world.reader, "c").await.unwrap();
    let open = shown(Some(&view));
    assert!(!open.contains("canary") && !open.contains("441134960000"), "{open}");
    for part in [
        r#""content":"wrote to [redacted] today""#,
        r#""by":{"[redacted]":1.50}"#,
        r#"{"phone":"[redacted]","id":17}"#,
        r#"{"message":"[redacted] is taken"}"#,
        r#""it is [redacted]""#,
        r#"["vip","[redacted]"]"#,
    ] {
        assert!(open.contains(part), "{part} in {open}");
    }
    let view = world.get(&world.pii_reader, "c").await.unwrap();
    let complete = shown(Some(&view));
    assert_eq!(complete.matches("ada@canary.example").count(), 6 + 1, "{complete}");
    assert!(complete.contains(r#"{"phone":441134960000,"id":17}"#) && !complete.contains("[redacted]"), "{complete}");
    let entry = view.entries().next().unwrap();
    assert_eq!(pairs(&entry.findings), [("/content", "email"), ("/by/ada@canary.example", "email")]);
    let event = view.turns.iter().flat_map(|turn| &turn.events).find(|event| event.id.is_some()).unwrap();
    assert_eq!(pairs(&event.fields.personal), [("/arguments/phone", "phone"), ("/error/message", "email")]);
    assert_eq!(pairs(&view.fields.personal), [("/tags/1", "email")]);
}

/// Each personal place of something merged has the rule by which it was hidden: one that lasts stays with the place,
/// one of the guard goes with the value that it was found in.
pub async fn merged_places_keep_their_rules(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"2025-01-01T10:00:01Z","user_input":"it is ada@canary.example","entities":{"a":"x","b":"ada@canary.example"},"pii":["/entities/a"]}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"2025-01-01T10:00:02Z","user_input":"never mind","entities":{"a":"ada@canary.example","c":"ada@canary.example"},"user_input_dtmf":"1234"}"#,
    ])
    .await;
    let view = world.get(&world.pii_reader, "c").await.unwrap();
    assert_eq!(
        pairs(&view.turns[0].fields.personal),
        [("/entities/a", "sender"), ("/entities/c", "email"), ("/user_input_dtmf", "class")]
    );
    let view = world.get(&world.reader, "c").await.unwrap();
    assert_eq!(view.turns[0].fields.text("user_input").as_deref(), Some("never mind"));
    assert!(view.turns[0].fields.personal.is_empty(), "why something is hidden is not for everyone");
}

/// A note of a reader who may see personal data does not make any of it open.
pub async fn a_note_goes_through_the_guard(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[r#"{"type":"conversation","conversation_id":"c","environment":"live"}"#]).await;
    let id = conversation_id("c");
    let note = async |key, policy, at: u8| {
        let text = "call ada@canary.example back";
        let note = Note { project: &world.project, conversation: &id, text, now: NOW, raised: &[], guard: policy };
        let batch = world.pii_reader.note(&note, ProducerId::from_bytes([at; 16])).unwrap();
        world.store.append(batch).await.unwrap();
        world.get(key, "c").await.unwrap().fields.text("note")
    };
    let hidden = note(&world.reader, GuardPolicy::Redact, 0xe0).await;
    assert_eq!(hidden.as_deref(), Some("call [redacted] back"));
    let open = note(&world.reader, GuardPolicy::Off, 0xe1).await;
    assert_eq!(open.as_deref(), Some("call ada@canary.example back"));
}

async fn decide(world: &World, guard: GuardPolicy) {
    let settings = ProjectSettings { guard, ..ProjectSettings::default() };
    world::put_project(&*world.store, world.reader.account(), &world.project, settings).await;
}

/// Sends lines that were read under a policy.
async fn send_under(world: &World, policy: GuardPolicy, lines: &[&str]) {
    let mut batch = world.batch(900);
    for (line, seq) in lines.iter().zip(100..) {
        let record = Record::parse(line, &ParseContext::guarded(Timestamp::default(), policy)).unwrap();
        batch.push(record, Identity { producer: producer(7), seq }).unwrap();
    }
    world.store.append(batch).await.unwrap();
}

async fn rescan(world: &World, dry_run: bool) -> Rescanned {
    let administration = world.admin.administer(&world.project).unwrap();
    assert_eq!(world.store.rescan(&administration, dry_run, NOW).await.unwrap().finished_at, None);
    settle(world, NOW).await;
    world.store.rescanned(&administration).await.unwrap().unwrap()
}

/// What is known to be personal in a conversation is hidden where it stands again without a flag, whichever came first;
/// what is known of one conversation is nothing to another.
pub async fn known_values_are_hidden_wherever_they_stand(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[
        r#"{"type":"log","conversation_id":"c","entry":{"level":"error","content":"zeb quill called","seen":{"how":["Quill, Zeb",1134960000]},"Zeb Quill":1}}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"and Zeb Quill too","in_flow":"greeting","entities":{"who":"x"},"pii":["/entities/who"]}"#,
        r#"{"type":"log","conversation_id":"other","entry":{"level":"info","content":"Zeb Quill"}}"#,
    ])
    .await;
    settle(&world, NOW).await;
    assert!(shown(world.get(&world.reader, "c").await.as_ref()).contains("zeb quill called"), "nobody has said so yet");
    let second = [
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"checked","who":"Zeb Quill","n":3},"pii":["/entry/who"]}"#,
        r#"{"type":"conversation","conversation_id":"c","direction":"inbound","from_number":"+44 113 496 0000"}"#,
        r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","name":"greet","error":{"message":"no ZEB QUILL"}}"#,
    ];
    world.send_as(producer(2), 1, &second).await;
    let complete = shown(world.get(&world.pii_reader, "c").await.as_ref());
    settle(&world, NOW).await;
    let view = world.get(&world.reader, "c").await.unwrap();
    let open = shown(Some(&view));
    let values = open.replace(r#""Zeb Quill":1"#, "");
    assert!(!values.to_lowercase().contains("zeb quill") && !values.contains("1134960000"), "{open}");
    for part in [
        r#""content":"[redacted] called""#,
        r#""seen":{"how":["[redacted]","[redacted]"]},"Zeb Quill":1"#,
        "\"and [redacted] too\"",
        r#"{"message":"no [redacted]"}"#,
        "greeting",
    ] {
        assert!(open.contains(part), "{part} in {open}");
    }
    assert!(shown(world.get(&world.reader, "other").await.as_ref()).contains("Zeb Quill"));
    let view = world.get(&world.pii_reader, "c").await.unwrap();
    let words = |text: &str| text.matches("Zeb Quill").count() + text.matches("zeb quill").count();
    let again = shown(Some(&view));
    assert!(words(&again) >= words(&complete) && again.contains("1134960000"), "it comes back whole: {again}");
    let first = view.entries().find(|entry| entry.entry.content() == "zeb quill called").unwrap();
    assert_eq!(pairs(&first.findings), [("/content", "known"), ("/seen/how/0", "known"), ("/seen/how/1", "known")]);
    let administration = world.admin.administer(&world.project).unwrap();
    let work = world.store.known_work(&administration);
    assert!(work.hidden_rows >= 2 && work.last_at == Some(NOW), "{work:?}");
    settle(&world, NOW).await;
    assert_eq!(world.store.known_work(&administration).hidden_rows, work.hidden_rows, "nothing is hidden twice");
}

/// What is sent once a value is known, or together with what makes it known, is hidden before it is committed.
pub async fn known_values_are_hidden_before_anybody_reads_them(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world
        .send(&[
            r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"about Zeb Quill"}}"#,
            r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","who":"Zeb Quill"},"pii":["/entry/who"]}"#,
        ])
        .await;
    let second = [r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"QUILL, Zeb"}"#];
    world.send_as(producer(2), 1, &second).await;
    drop(world);
    let world = World::open(harness).await;
    let open = shown(world.get(&world.reader, "c").await.as_ref());
    assert!(open.contains("about [redacted]") && !open.to_lowercase().contains("quill"), "{open}");
}

/// A value is compared only with what was sent with the key that made it known: whoever has another learns nothing by
/// writing guesses, before or after, nor by notes.
pub async fn what_another_key_sends_is_never_compared(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let other = key(&*world.store, "acme", only("front-desk"), &[Permission::Ingest]).await;
    let send = async |key: &VerifiedKey, producer_id, lines: &[&str]| {
        let mut batch = key.begin_batch(NOW).unwrap();
        for (line, seq) in lines.iter().zip(1..) {
            batch.push(record(line), Identity { producer: producer_id, seq }).unwrap();
        }
        world.store.append(batch).await.unwrap();
    };
    let guess = |at| {
        format!(r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"guess {at} Zeb Quill"}}}}"#)
    };
    send(&other, producer(8), &[&guess(1)]).await;
    let flagged = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","who":"Zeb Quill"},"pii":["/entry/who"]}"#;
    send(&world.writer, producer(1), &[flagged]).await;
    send(&other, producer(9), &[&guess(2)]).await;
    send(&world.writer, producer(2), &[&guess(3)]).await;
    let id = conversation_id("c");
    let note = Note {
        project: &world.project,
        conversation: &id,
        text: "guess 4 Zeb Quill",
        now: NOW,
        raised: &[],
        guard: GuardPolicy::Redact,
    };
    world.store.append(world.pii_reader.note(&note, ProducerId::from_bytes([7; 16])).unwrap()).await.unwrap();
    settle(&world, NOW).await;
    let open = shown(world.get(&world.reader, "c").await.as_ref());
    for part in ["guess 1 Zeb Quill", "guess 2 Zeb Quill", "guess 3 [redacted]", "guess 4 Zeb Quill"] {
        assert!(open.contains(part), "{part} in {open}");
    }
    rescan(&world, false).await;
    assert_eq!(shown(world.get(&world.reader, "c").await.as_ref()), open, "reading again compares with nothing more");
}

/// Where a project wishes it, a value is compared with what its producer sends alone, and what shares its origin.
pub async fn known_values_may_follow_their_producer(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let settings = ProjectSettings { known: KnownPolicy::Producer, ..ProjectSettings::default() };
    world::put_project(&*world.store, world.reader.account(), &world.project, settings).await;
    let origin = "0123456789abcdef0123456789abcdef";
    let line = |origin: &str, rest: &str| {
        format!(r#"{{"type":"log","conversation_id":"c"{origin},"entry":{{"level":"info",{rest}}}"#)
    };
    let with_origin = format!(r#","origin":"{origin}""#);
    let sent = [
        (1, line("", r#""content":"x","who":"Zeb Quill"},"pii":["/entry/who"]"#)),
        (1, line("", r#""content":"same, Zeb Quill"}"#)),
        (2, line("", r#""content":"other, Zeb Quill"}"#)),
        (3, line(&with_origin, r#""content":"x","who":"Ada Kestrel"},"pii":["/entry/who"]"#)),
        (4, line(&with_origin, r#""content":"fork, ada kestrel"}"#)),
        (5, line("", r#""content":"stranger, ada kestrel"}"#)),
    ];
    for (seq, (sender, line)) in (1..).zip(sent) {
        let mut batch = world.batch(900);
        batch.push(record(&line), Identity { producer: producer(sender), seq }).unwrap();
        batch.compare_known(|_| KnownPolicy::Producer);
        world.store.append(batch).await.unwrap();
    }
    settle(&world, NOW).await;
    let open = shown(world.get(&world.reader, "c").await.as_ref());
    for part in ["same, [redacted]", "other, Zeb Quill", "fork, [redacted]", "stranger, ada kestrel"] {
        assert!(open.contains(part), "{part} in {open}");
    }
}

/// Where the guard may not hide, what is known is not hidden either.
pub async fn known_values_stay_where_the_guard_only_warns(harness: &dyn Harness) {
    let world = World::open(harness).await;
    decide(&world, GuardPolicy::Warn).await;
    let lines = [
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"Zeb Quill called"}}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","who":"Zeb Quill"},"pii":["/entry/who"]}"#,
    ];
    send_under(&world, GuardPolicy::Warn, &lines).await;
    settle(&world, NOW).await;
    assert!(shown(world.get(&world.reader, "c").await.as_ref()).contains("Zeb Quill called"));
}

/// A rescan makes old rows what they would be under the policy of now, both ways; what was flagged stays hidden.
pub async fn a_rescan_applies_the_policy_of_now(harness: &dyn Harness) {
    let world = World::open(harness).await;
    decide(&world, GuardPolicy::Off).await;
    let lines = [
        r#"{"type":"log","conversation_id":"c","entry":{"level":"error","content":"to ada@canary.example","n":1.50}}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"flagged","who":"kestrel 7"},"pii":["/entry/who"]}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"kestrel 7","is_pii":true}}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"it is ada@canary.example","user_input_dtmf":"kestrel 7"}"#,
        r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","error":{"message":"ada@canary.example"}}"#,
        r#"{"type":"conversation","conversation_id":"d","note":"ada@canary.example","environment":"live"}"#,
        r#"{"type":"log","conversation_id":"e","entry":{"level":"info","content":"nothing"}}"#,
    ];
    send_under(&world, GuardPolicy::Off, &lines).await;
    settle(&world, NOW).await;
    let all = async |key| {
        let mut out = String::new();
        for id in ["c", "d", "e"] {
            out.push_str(&shown(world.get(key, id).await.as_ref()));
        }
        out
    };
    let rows = async || {
        let (sight, search) = (world.sight(&world.reader), Search { limit: 9, ..Search::default() });
        let found = world.store.search(&sight, &search, NOW);
        found.await.unwrap().rows.iter().map(|row| (row.conversation.id.clone(), row.counts)).collect::<Vec<_>>()
    };
    let (before, counts) = (all(&world.reader).await, rows().await);
    assert_eq!(before.matches("canary").count(), 4, "{before}");
    decide(&world, GuardPolicy::Redact).await;
    let counted = rescan(&world, true).await;
    assert_eq!((counted.rows_read, counted.rows_changed, counted.dry_run), (6, 4, true));
    assert_eq!(all(&world.reader).await, before, "it only counts");
    let done = rescan(&world, false).await;
    assert_eq!((done.rows_read, done.rows_changed, done.conversations_done), (6, 4, 3), "{done:?}");
    let hidden = all(&world.reader).await;
    assert!(!hidden.contains("canary") && hidden.contains("to [redacted]"), "{hidden}");
    assert!(!hidden.contains("kestrel"), "{hidden}");
    assert_eq!(rows().await, counts, "what is derived stays");
    let complete = all(&world.pii_reader).await;
    assert!(complete.contains("to ada@canary.example") && complete.contains(r#"rule: "email""#), "{complete}");
    assert_eq!(rescan(&world, false).await.rows_read, 0, "nothing is old any more");
    decide(&world, GuardPolicy::Off).await;
    rescan(&world, false).await;
    assert_eq!(all(&world.reader).await, before, "and back");
}

/// What was hidden over time, by a rescan or as a known value, is looked up like what was hidden on arrival: erasing by
/// value has it when the request returns.
pub async fn what_was_hidden_over_time_is_erased_at_once(harness: &dyn Harness) {
    let world = World::open(harness).await;
    decide(&world, GuardPolicy::Off).await;
    let lines = [
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"to ada@canary.example"}}"#,
        r#"{"type":"turn","conversation_id":"d","turn_id":"t","user_input":"it is ada@canary.example"}"#,
    ];
    send_under(&world, GuardPolicy::Off, &lines).await;
    decide(&world, GuardPolicy::Redact).await;
    rescan(&world, false).await;
    let administration = world.admin.administer(&world.project).unwrap();
    let target = Target::Value(ErasureValue::new("ada@canary.example").unwrap());
    assert_eq!(world.store.erase(&administration, &target, NOW).await.unwrap().conversations, 2);
    // A known value stands in another spelling, which is a look-up of its own.
    world
        .send(&[
            r#"{"type":"log","conversation_id":"e","entry":{"level":"info","content":"x","who":"+44 113 496 0000"},"pii":["/entry/who"]}"#,
            r#"{"type":"log","conversation_id":"e","entry":{"level":"info","content":"x","n":1134960000}}"#,
        ])
        .await;
    settle(&world, NOW).await;
    assert!(!shown(world.get(&world.reader, "e").await.as_ref()).contains("1134960000"));
    let target = Target::Value(ErasureValue::new("1134960000").unwrap());
    assert_eq!(world.store.erase(&administration, &target, NOW).await.unwrap().conversations, 1);
}
