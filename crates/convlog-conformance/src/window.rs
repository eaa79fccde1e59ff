//! Conversations piece by piece: outlines mark what the whole has, windows meet, and nothing hidden shows in either.

use std::sync::Arc;

use convlog_core::entry::API_RESPONSES_LOGGER;
use convlog_core::view::{Conversation, EntryMark, LogEntry, Outline};
use convlog_core::{Level, PublicId, Timestamp};
use convlog_store::find::EntryPosition;
use convlog_store::records::{Deletion, DeletionScope};
use convlog_store::window::{From, WINDOW_BYTES_MAX, Window};
use convlog_store::{ConversationRef, EntryWindow, ProjectRef, Size, VerifiedKey, Within};

use crate::Harness;
use crate::world::{NOW, World, conversation_id, in_step, producer};

fn log(turn: &str, event: &str, second: u32, level: &str, content: &str, rest: &str) -> String {
    format!(
        r#"{{"type":"log","conversation_id":"c",{turn}{event}"entry":{{"level":"{level}","content":"{content}","timestamp":"2025-01-01T10:00:{second:02}Z"{rest}}}}}"#
    )
}

/// Forty entries of three producers, many at one time, of two functions and of none; every third is hidden where `hidden`.
async fn call(harness: &dyn Harness) -> World {
    filled(World::open(harness).await, true).await
}

async fn filled(world: World, hidden: bool) -> World {
    let described = [
        r#"{"type":"conversation","conversation_id":"c","timestamp":"2025-01-01T10:00:00Z"}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t1","timestamp":"2025-01-01T10:00:01Z","user_input":"hello"}"#,
        r#"{"type":"function_event","conversation_id":"c","turn_id":"t1","function_event_id":"f","name":"book","timestamp":"2025-01-01T10:00:01Z","arguments":{"to":"0113 496 0999"}}"#,
    ];
    world.send_as(producer(9), 1, &described).await;
    for n in 0..40_u32 {
        let place = [
            (r#""turn_id":"t1","#, r#""function_event_id":"f","#),
            (r#""turn_id":"t2","#, ""),
            ("", r#""function_event_id":"g","#),
            ("", ""),
        ][n as usize % 4];
        let level = ["info", "info", "warning", "info", "error"][n as usize % 5];
        let flag = if hidden && n % 3 == 0 { r#","is_pii":true"# } else { "" };
        if n % 3 == 0 && !hidden {
            continue;
        }
        let line = log(place.0, place.1, n / 8, level, &format!("entry {n}"), flag);
        world.send_as(producer(1 + (n * 7 % 3) as u8), u64::from(n) + 1, &[&line]).await;
    }
    world
}

async fn window(world: &World, key: &VerifiedKey, window: &Window) -> EntryWindow {
    world.store.window(&world.sight(key), &conversation_id("c"), window).await.unwrap().unwrap()
}

async fn outline(world: &World, key: &VerifiedKey, id: &str) -> Option<Outline> {
    world.store.outline(&world.sight(key), &conversation_id(id), NOW).await.unwrap()
}

fn contents(window: &EntryWindow) -> Vec<String> {
    window.entries.iter().map(|found| found.logged.entry.content()).collect()
}

/// All entries of a view in the order of the calls.
fn in_order(view: &Conversation) -> Vec<&LogEntry> {
    let mut entries: Vec<&LogEntry> = view.entries().collect();
    entries.sort_by_key(|logged| (logged.entry.time, logged.identity));
    entries
}

/// Whichever the size and the direction, windows meet without gap or overlap and hold what the whole conversation holds.
pub async fn windows_meet_without_gap_or_overlap(harness: &dyn Harness) {
    let world = call(harness).await;
    for key in [&world.reader, &world.pii_reader] {
        let view = world.get(key, "c").await.unwrap();
        let expected: Vec<_> = in_order(&view).iter().map(|logged| (logged.id(), logged.entry.content())).collect();
        assert_eq!(expected.len(), if std::ptr::eq(key, &world.reader) { 26 } else { 40 });
        for (limit, scan_limit) in [(1, 10_000), (3, 10_000), (7, 2), (500, 5), (500, 10_000)] {
            let walk = Window { limit, scan_limit, ..Window::default() };
            let (mut onwards, mut from) = (Vec::new(), From::Start);
            loop {
                let found = window(&world, key, &Window { from, ..walk.clone() }).await;
                onwards.extend(found.entries.iter().map(|found| (found.logged.id(), found.logged.entry.content())));
                let Some(later) = found.later else { break };
                from = From::After(later);
            }
            let (mut backwards, mut from) = (Vec::new(), From::End);
            loop {
                let found = window(&world, key, &Window { from, ..walk.clone() }).await;
                let ids = found.entries.iter().rev().map(|found| (found.logged.id(), found.logged.entry.content()));
                backwards.extend(ids);
                let Some(earlier) = found.earlier else { break };
                from = From::Before(earlier);
            }
            backwards.reverse();
            assert_eq!(onwards, expected, "{limit} {scan_limit}");
            assert_eq!(backwards, expected, "{limit} {scan_limit}");
        }
    }
}

/// What a window says of an entry is what the whole conversation says of it.
pub async fn a_window_shows_entries_as_the_whole_does(harness: &dyn Harness) {
    let world = call(harness).await;
    let flagged = log("", "", 7, "info", "flagged in part", r#","who":"somebody","n":1"#);
    let flagged = flagged.replace("}}", r#"},"pii":["/entry/who"]}"#);
    world.send_as(producer(5), 1, &[&flagged]).await;
    for key in [&world.reader, &world.pii_reader] {
        let view = world.get(key, "c").await.unwrap();
        let shown = |logged: &LogEntry| format!("{:?} {:?}", logged.entry.to_json(), logged.findings);
        let expected: Vec<String> = in_order(&view).into_iter().map(shown).collect();
        let found = window(&world, key, &Window::default()).await;
        assert_eq!(found.entries.iter().map(|found| shown(&found.logged)).collect::<Vec<_>>(), expected);
    }
    let found = window(&world, &world.reader, &Window { from: From::End, limit: 1, ..Window::default() }).await;
    assert!(found.entries[0].logged.entry.to_json().contains(r#""who":"[redacted]""#));
    assert!(!found.opened.sealed);
    let found = window(&world, &world.pii_reader, &Window { from: From::End, limit: 1, ..Window::default() }).await;
    assert!(found.opened.sealed && !found.opened.existence);
}

/// A filter lets through what it says, and a window around an entry or a time has both sides of it.
pub async fn windows_are_filtered_and_placed(harness: &dyn Harness) {
    let world = filled(World::open(harness).await, false).await;
    let key = &world.reader;
    let all = contents(&window(&world, key, &Window::default()).await);
    let numbers = |found: EntryWindow| -> Vec<u32> {
        contents(&found).iter().map(|content| content["entry ".len()..].parse().unwrap()).collect()
    };
    let of = async |window: Window| numbers(self::window(&world, key, &window).await);
    let errors = of(Window { level: Level::Error, ..Window::default() }).await;
    assert!(!errors.is_empty() && errors.iter().all(|n| n % 5 == 4), "{errors:?}");
    let grave = of(Window { level: Level::Warning, ..Window::default() }).await;
    assert!(grave.len() > errors.len() && grave.iter().all(|n| matches!(n % 5, 2 | 4)), "{grave:?}");
    let of_event = of(Window { event: Some("g".into()), ..Window::default() }).await;
    assert!(!of_event.is_empty() && of_event.iter().all(|n| n % 4 == 2), "{of_event:?}");
    let of_turn = of(Window { turn: Some("t1".into()), ..Window::default() }).await;
    assert!(!of_turn.is_empty() && of_turn.iter().all(|n| n % 4 == 0), "{of_turn:?}");
    let outside = of(Window { outside: true, ..Window::default() }).await;
    assert!(!outside.is_empty() && outside.iter().all(|n| n % 4 == 1 || n % 4 == 3), "{outside:?}");
    assert_eq!(of(Window { text: Some("ENTRY 17".into()), ..Window::default() }).await, [17]);
    assert_eq!(of(Window { event: Some("none".into()), ..Window::default() }).await, [0_u32; 0]);
    let view = world.get(key, "c").await.unwrap();
    let order = in_order(&view);
    let around =
        window(&world, key, &Window { from: From::Around(order[10].id()), limit: 6, ..Window::default() }).await;
    assert_eq!(contents(&around), all[7..13]);
    assert_eq!(around.earlier, Some(EntryPosition::of(order[7])));
    assert_eq!(around.later, Some(EntryPosition::of(order[12])));
    for (at, logged) in order.iter().enumerate() {
        let graver = |at: &usize| order[*at].entry.level >= Level::Warning;
        let mut expected: Vec<usize> = (0..at).rev().filter(graver).take(2).collect();
        expected.reverse();
        let left = 4 - expected.len();
        expected.extend((at..order.len()).filter(graver).take(left));
        let expected: Vec<String> = expected.into_iter().map(|at| all[at].clone()).collect();
        let around = Window { from: From::Around(logged.id()), level: Level::Warning, limit: 4, ..Window::default() };
        assert_eq!(contents(&window(&world, key, &around).await), expected, "around {}", all[at]);
    }
    let time = order[10].entry.time;
    let at = window(&world, key, &Window { from: From::At(time), limit: 2, ..Window::default() }).await;
    let first = order.iter().position(|logged| logged.entry.time >= time).unwrap();
    assert_eq!(contents(&at), all[first - 1..first + 1]);
    let beyond = Timestamp::from_micros(time.as_micros() + 3_600_000_000);
    let at = window(&world, key, &Window { from: From::At(beyond), limit: 4, ..Window::default() }).await;
    assert_eq!((contents(&at), at.later), (all[all.len() - 2..].to_vec(), None));
    let none = "0123456789abcdef0123456789abcdef";
    let gone = Window { from: From::Around(PublicId::parse(none).unwrap()), ..Window::default() };
    assert_eq!(contents(&window(&world, key, &gone).await), [""; 0]);
}

/// Hidden entries lengthen, shorten, order and end nothing for whoever may not see them, and cannot be found.
pub async fn what_is_hidden_bounds_no_window(harness: &dyn Harness) {
    let store = harness.open().await;
    let with = filled(World::in_project(Arc::clone(&store), "with").await, true).await;
    let without = filled(World::in_project(store, "without").await, false).await;
    let shape = |found: EntryWindow| {
        (contents(&found), found.earlier.map(|at| at.time), found.later.map(|at| at.time), found.opened)
    };
    for from in [From::Start, From::End, From::At(Timestamp::from_micros(1_735_725_602_500_000))] {
        for (limit, scan_limit) in [(1, 1), (2, 3), (5, 10_000), (500, 4), (500, 10_000)] {
            for level in Level::ALL {
                let asked = Window { from, limit, scan_limit, level, ..Window::default() };
                let (one, other) =
                    (window(&with, &with.reader, &asked).await, window(&without, &without.reader, &asked).await);
                assert_eq!(shape(one), shape(other), "{asked:?}");
            }
        }
    }
    let everything = window(&with, &with.pii_reader, &Window::default()).await;
    let hidden = everything.entries.iter().find(|found| found.logged.entry.is_pii).unwrap();
    let around = Window { from: From::Around(hidden.logged.id()), ..Window::default() };
    assert_eq!(contents(&window(&with, &with.reader, &around).await), [""; 0]);
    assert!(!contents(&window(&with, &with.pii_reader, &around).await).is_empty());
    let text = Window { text: Some(hidden.logged.entry.content()), ..Window::default() };
    assert_eq!(contents(&window(&with, &with.reader, &text).await), [""; 0]);
    let outlines = (outline(&with, &with.reader, "c").await, outline(&without, &without.reader, "c").await);
    assert_eq!(format!("{:?}", outlines.0), format!("{:?}", outlines.1));
}

/// An outline has the turns, events, spans and metrics of the whole, and marks each of its entries.
pub async fn an_outline_marks_what_the_whole_has(harness: &dyn Harness) {
    let world = call(harness).await;
    for key in [&world.reader, &world.pii_reader] {
        let (view, outline) = (world.get(key, "c").await.unwrap(), outline(&world, key, "c").await.unwrap());
        let unversioned = |mark: &EntryMark| EntryMark { version: 0, ..*mark };
        assert_eq!(skeleton(&outline, unversioned), skeleton(&view, marked));
    }
    let opened = outline(&world, &world.pii_reader, "c").await.unwrap().opened;
    assert!(opened.sealed && !opened.existence);
    assert!(outline(&world, &world.reader, "none").await.is_none());
    let lone = log("", "", 1, "info", "x", r#","is_pii":true"#)
        .replace(r#""conversation_id":"c""#, r#""conversation_id":"h""#);
    world.send_as(producer(6), 1, &[&lone]).await;
    assert!(outline(&world, &world.reader, "h").await.is_none());
    assert!(
        world
            .store
            .window(&world.sight(&world.reader), &conversation_id("h"), &Window::default())
            .await
            .unwrap()
            .is_none()
    );
    assert!(outline(&world, &world.pii_reader, "h").await.unwrap().opened.existence);
}

fn marked(logged: &LogEntry) -> EntryMark {
    let is_hidden = logged.entry.is_pii || logged.findings.iter().any(|finding| finding.path.is_empty());
    let (time, level) = (logged.entry.time, logged.entry.level);
    let is_response = logged.entry.logger == API_RESPONSES_LOGGER;
    EntryMark { identity: logged.identity, time, level, is_hidden, is_response, version: 0 }
}

/// Writes everything of a view but what its entries say.
fn skeleton<E>(view: &Conversation<E>, mark: impl Fn(&E) -> EntryMark) -> String {
    let mut text = format!("{:?} {:?} {:?} {:?}\n", view.fields, view.started_at, view.status, view.metrics);
    for turn in &view.turns {
        text += &format!("{:?} {} {:?} {:?} {:?}\n", turn.id, turn.number, turn.started_at, turn.fields, turn.spans);
        for event in &turn.events {
            let marks: Vec<EntryMark> = event.entries.iter().map(&mark).collect();
            let (fields, outcome) = (&event.fields, event.outcome);
            text +=
                &format!("{:?} {:?} {fields:?} {:?} {outcome:?} {marks:?}\n", event.id, event.started_at, event.status);
        }
    }
    text
}

/// A long conversation is read piece by piece while it grows, and what was erased of it is in no piece any more.
pub async fn pieces_follow_what_arrives_and_what_goes(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let line = |n: u32| {
        let flag = if n.is_multiple_of(50) { r#","is_pii":true"# } else { "" };
        log("", "", n % 60, "info", &format!("entry {n}"), flag)
    };
    let mut sent = 0;
    for upto in [3_000, 3_001, 4_500] {
        let lines: Vec<String> = (sent..upto).map(line).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        world.send_as(producer(1), u64::from(sent) + 1, &lines).await;
        sent = upto;
        for (key, expected) in [(&world.reader, upto - upto.div_ceil(50)), (&world.pii_reader, upto)] {
            counted(&world, key, expected as usize).await;
        }
    }
    let of = ConversationRef {
        of: ProjectRef { account: world.reader.account().clone(), project: world.project.clone() },
        id: conversation_id("c"),
    };
    let deletion = |part| vec![Deletion { of: of.clone(), part, unless_since: None }];
    // Its personal parts go, while whoever sees all has just read them.
    assert_eq!(world.store.delete(deletion(DeletionScope::Personal)).await.unwrap(), [true]);
    world.tend(in_step(NOW)).await;
    let open = (sent - sent.div_ceil(50)) as usize;
    counted(&world, &world.reader, open).await;
    counted(&world, &world.pii_reader, open).await;
    assert_eq!(world.store.delete(deletion(DeletionScope::Whole)).await.unwrap(), [true]);
    assert!(outline(&world, &world.pii_reader, "c").await.is_none());
}

async fn counted(world: &World, key: &VerifiedKey, expected: usize) {
    let found = outline(world, key, "c").await.unwrap();
    assert_eq!(found.entries().count(), expected);
    let (mut seen, mut from) = (0, From::End);
    loop {
        let page = window(world, key, &Window { from, ..Window::default() }).await;
        seen += page.entries.len();
        let Some(earlier) = page.earlier else { break };
        from = From::Before(earlier);
    }
    assert_eq!(seen, expected);
}

/// What an outline marks can be read, in whatever order it is asked for; what is hidden or gone is left out.
pub async fn what_is_marked_can_be_read(harness: &dyn Harness) {
    let world = call(harness).await;
    let all = outline(&world, &world.pii_reader, "c").await.unwrap();
    let mut marks: Vec<EntryMark> = all.entries().copied().collect();
    marks.reverse();
    for (key, count) in [(&world.reader, 26), (&world.pii_reader, 40)] {
        let sight = world.sight(key);
        let found = world.store.marked_entries(&sight, &conversation_id("c"), &marks).await.unwrap().unwrap();
        let view = world.get(key, "c").await.unwrap();
        let shown =
            |logged: &LogEntry| format!("{:?} {:?} {:?}", logged.identity, logged.entry.to_json(), logged.hints);
        let wanted = marks.iter().filter_map(|mark| view.entries().find(|logged| logged.identity == mark.identity));
        assert_eq!(found.entries.iter().map(shown).collect::<Vec<_>>(), wanted.map(shown).collect::<Vec<_>>());
        assert_eq!(found.entries.len(), count);
        assert_eq!(found.opened.sealed, std::ptr::eq(key, &world.pii_reader));
        assert_eq!(found.followed, marks.len());
        let size = world.store.size(&sight, &conversation_id("c")).await.unwrap().unwrap();
        assert_eq!(size.entries, count as u64);
        assert!(size.bytes > 0);
        assert_eq!(world.store.size(&sight, &conversation_id("none")).await.unwrap(), None);
        let within = async |id: &str, most: Size| {
            world.store.conversation_within(&sight, &conversation_id(id), most, NOW).await.unwrap()
        };
        let enough = Size { entries: 100, bytes: 100_000 };
        assert!(matches!(within("c", enough).await, Within::Whole(found) if found.entries().count() == count));
        assert!(matches!(within("c", Size { bytes: 500, ..enough }).await, Within::Larger));
        assert!(matches!(within("c", Size { entries: 5, ..enough }).await, Within::Larger));
        assert!(matches!(within("none", enough).await, Within::Gone));
        let none = world.store.marked_entries(&sight, &conversation_id("none"), &marks).await.unwrap();
        assert!(none.is_none(), "the conversation itself is not there");
    }
}

/// However long single entries are, what is given at once is bounded, and the size says how long they are to whoever sees
/// them.
pub async fn long_entries_come_a_few_at_a_time(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let text = "x".repeat(30_000);
    let lines: Vec<String> = (0..100).map(|n| log("", "", n % 60, "info", &format!("{n} {text}"), "")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    world.send_as(producer(1), 1, &lines).await;
    let sight = world.sight(&world.reader);
    let size = world.store.size(&sight, &conversation_id("c")).await.unwrap().unwrap();
    assert!(size.bytes > 3_000_000, "{size:?}");
    let hidden: Vec<String> = lines.iter().map(|line| line.replace("}}", r#","is_pii":true}}"#)).collect();
    let hidden: Vec<&str> = hidden.iter().map(String::as_str).collect();
    world.send_as(producer(2), 1, &hidden).await;
    let after = world.store.size(&sight, &conversation_id("c")).await.unwrap().unwrap();
    assert_eq!(after, size, "what is hidden adds nothing");
    let pii_reader = world.store.size(&world.sight(&world.pii_reader), &conversation_id("c")).await.unwrap().unwrap();
    assert!(pii_reader.bytes > 6_000_000 && pii_reader.entries == 200, "{pii_reader:?}");
    let marks: Vec<EntryMark> = outline(&world, &world.reader, "c").await.unwrap().entries().copied().collect();
    let (mut left, mut read) = (&marks[..], 0);
    while !left.is_empty() {
        let found = world.store.marked_entries(&sight, &conversation_id("c"), left).await.unwrap().unwrap();
        let bytes: usize = found.entries.iter().map(|logged| logged.entry.json_len()).sum();
        assert!(found.followed > 0 && bytes < WINDOW_BYTES_MAX + 32_000, "{bytes}");
        read += found.entries.len();
        left = &left[found.followed..];
    }
    assert_eq!(read, 100);
    let first = window(&world, &world.reader, &Window::default()).await;
    assert!(first.entries.len() < 50 && first.later.is_some(), "{}", first.entries.len());
}

/// Where the entry of a position has gone, the window goes on: with what lay at its time rather than behind it.
pub async fn a_window_goes_on_where_its_entry_has_gone(harness: &dyn Harness) {
    let world = call(harness).await;
    let all = window(&world, &world.pii_reader, &Window::default()).await;
    let visible = window(&world, &world.reader, &Window::default()).await;
    // To this reader an entry that is hidden is one that is gone.
    let gone = all.entries.iter().find(|found| found.logged.entry.is_pii).unwrap();
    let position = EntryPosition::of(&gone.logged);
    let behind = window(&world, &world.reader, &Window { from: From::After(position), ..Window::default() }).await;
    let expected: Vec<String> = visible
        .entries
        .iter()
        .filter(|found| found.logged.entry.time >= position.time)
        .map(|found| found.logged.entry.content())
        .collect();
    assert_eq!(contents(&behind), expected);
}
