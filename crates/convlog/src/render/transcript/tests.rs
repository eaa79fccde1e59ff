use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::render::pieces::TurnsPage;

/// Where the level of a line stands that no call is around.
const LEVEL_COLUMN: usize = 16;

/// A call: its turn, the call it names as the one around it, when it begins and how long it takes.
type Called = (u32, Option<usize>, i64, Option<i64>);

/// An entry: its time, and the call or the turn that it names.
type Logged = (i64, Option<usize>, Option<u32>);

fn time(millis: i64) -> String {
    Timestamp::from_micros(millis * 1000).to_string()
}

fn event(id: usize, (_, parent, start, took): &Called) -> Value {
    let parent = parent.map(|parent| format!("f{parent}"));
    let status = if took.is_some() { "ended" } else { "live" };
    json!({"id": format!("f{id}"), "name": format!("call_{id}"), "status": status, "started_at": time(*start),
        "ended_at": took.map(|took| time(start + took)), "duration_ms": took,
        "fields": {"parent_id": parent, "content": format!("result {id}")}})
}

fn turn(number: u32, began: i64, calls: &[Called]) -> Value {
    let of_turn = calls.iter().enumerate().filter(|(_, (turn, ..))| *turn == number);
    let events: Vec<Value> = of_turn.map(|(id, call)| event(id, call)).collect();
    json!({"number": number, "id": format!("t{number}"), "started_at": time(began), "events": events,
        "fields": {"user_input": number.is_multiple_of(2).then(|| format!("said {number}"))}})
}

/// Shows a conversation whose turns are read so many at a time.
fn shown(begun: &[i64], calls: &[Called], entries: &[Logged], at_once: usize) -> String {
    let turns: Vec<Value> =
        begun.iter().enumerate().map(|(number, began)| turn(number as u32, *began, calls)).collect();
    let outline: Outline = serde_json::from_value(json!({"turns": turns})).unwrap();
    let mut story = Transcript::new(Paint::none(), 120, EntryFilter::default());
    story.learn(&outline);
    let read = |story: &mut Transcript, until| {
        while let Some(number) = story.advance(until) {
            let number = number as usize;
            let next = (number + at_once < turns.len()).then_some(number + at_once);
            let page = json!({"turns": turns[number..next.unwrap_or(turns.len())], "next": next});
            let page: TurnsPage = serde_json::from_value(page).unwrap();
            story.add_turns(page.turns, page.next);
        }
    };
    let mut ordered: Vec<(usize, &Logged)> = entries.iter().enumerate().collect();
    ordered.sort_by_key(|(_, (time, ..))| *time);
    for (id, (at, call, turn)) in ordered {
        let entry = json!({"timestamp": time(*at), "level": "info", "content": format!("line {id}")});
        let placed = json!({"id": id.to_string(), "entry": entry, "turn_id": turn.map(|turn| format!("t{turn}")),
            "event_id": call.map(|call| format!("f{call}"))});
        let placed: PlacedEntry = serde_json::from_value(placed).unwrap();
        read(&mut story, placed.time().unwrap());
        story.entry(&placed);
    }
    read(&mut story, Timestamp::from_micros(i64::MAX));
    story.end(&outline);
    story.take()
}

/// Returns in which line each text stands that must stand in just one.
fn places(text: &str, of: impl Fn(usize) -> String, count: usize) -> Vec<usize> {
    let only = |what: String| {
        let found: Vec<usize> =
            text.lines().enumerate().filter(|(_, line)| line.contains(&what)).map(|(at, _)| at).collect();
        assert_eq!(found.len(), 1, "{what:?} stands in {found:?} of\n{text}");
        found[0]
    };
    (0..count).map(|number| only(of(number))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever the clocks and the names say: calls may be inside themselves, end before they begin, name turns to come.
    #[test]
    fn everything_is_shown_once_and_each_line_under_the_name_of_its_call(
        begun in proptest::collection::vec(0i64..50, 1..5),
        calls in proptest::collection::vec((0u32..5, proptest::option::of(0usize..4), 0i64..50,
            proptest::option::of(-5i64..30)), 0..4),
        entries in proptest::collection::vec((0i64..60, proptest::option::of(0usize..5), proptest::option::of(0u32..6)), 0..40),
        at_once in 1usize..4,
    ) {
        let calls: Vec<Called> = calls.into_iter().filter(|(turn, ..)| (*turn as usize) < begun.len()).collect();
        let text = shown(&begun, &calls, &entries, at_once).lines().map(|line| format!("{line} \n")).collect::<String>();
        places(&text, |number| format!("Turn {number} "), begun.len());
        places(&text, |number| format!("said {} ", 2 * number), begun.len().div_ceil(2));
        let begins = places(&text, |id| format!("call_{id}("), calls.len()).len();
        prop_assert_eq!(begins, calls.len());
        places(&text, |id| format!("result {id} "), calls.len());
        let lines = places(&text, |id| format!("line {id} "), entries.len());
        let all: Vec<&str> = text.lines().collect();
        // No call is inside more than all others.
        let deepest = all.iter().filter_map(|line| line.find('ƒ')).max().unwrap_or(0);
        prop_assert!(deepest <= 2 * calls.len().max(1), "{}", text);
        for (id, at) in lines.into_iter().enumerate() {
            let begins = ["ƒ", "outside any function", "Turn "];
            let names_a_call = |line: &str| begins.iter().any(|begin| line.starts_with(begin));
            // The name that a line stands under is the nearest one above it that is not indented more than its own would be.
            let indent = 2 + all[at].find("info").unwrap() - LEVEL_COLUMN;
            let heading = all[..at].iter().map(|line| (line.len() - line.trim_start().len(), line.trim_start())).rfind(
                |(column, line)| *column <= indent && names_a_call(line),
            );
            let above = all[at - 1].trim_start();
            let is_indented_as_above = all[at - 1].find("info") >= all[at].find("info") || !above.starts_with(['+', '-']);
            prop_assert!(is_indented_as_above, "line {} hangs below another line in\n{}", id, text);
            let expected = match entries[id].1 {
                Some(call) if call < calls.len() => format!("ƒ call_{call}"),
                Some(call) => format!("ƒ f{call}"),
                None => "outside any function".to_owned(),
            };
            prop_assert!(heading.is_some_and(|(_, line)| line.starts_with(&expected)), "line {} in\n{}", id, text);
        }
    }
}
