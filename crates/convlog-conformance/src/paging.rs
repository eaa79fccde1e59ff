//! Pages of a list.

use convlog_store::{Order, Query};

use crate::Harness;
use crate::world::{World, everything, ids, producer};

async fn calls(world: &World, from: u64, count: u64, second: impl Fn(u64) -> u64) {
    let lines: Vec<String> = (from..from + count)
        .map(|n| {
            format!(
                r#"{{"type":"conversation","conversation_id":"c{n:03}","started_at":"2025-01-01T10:00:{:02}Z"}}"#,
                second(n)
            )
        })
        .collect();
    world.send_as(producer(1), from + 1, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

/// Following the cursor, or the offset, visits every row once, in either order.
pub async fn pages_meet_without_gap_or_overlap(harness: &dyn Harness) {
    let world = World::open(harness).await;
    calls(&world, 0, 25, |n| n % 7).await;
    for order in [Order::NewestFirst, Order::OldestFirst] {
        let whole = Query { order, ..everything() };
        let page = world.list(&world.reader, &whole).await;
        let expected: Vec<String> = ids(&page).iter().map(|id| (*id).to_owned()).collect();
        assert_eq!((expected.len(), page.next), (25, None));
        let (mut by_cursor, mut by_offset, mut after) = (Vec::new(), Vec::new(), None);
        for round in 0..9 {
            let page = world.list(&world.reader, &Query { after: after.clone(), limit: 3, ..whole.clone() }).await;
            by_cursor.extend(ids(&page).iter().map(|id| (*id).to_owned()));
            let page = Query { offset: round * 3, limit: 3, ..whole.clone() };
            by_offset.extend(ids(&world.list(&world.reader, &page).await).iter().map(|id| (*id).to_owned()));
            let page = world.list(&world.reader, &Query { after: after.clone(), limit: 3, ..whole.clone() }).await;
            after = page.next;
            assert_eq!(after.is_none(), round == 8);
        }
        assert_eq!(by_cursor, expected);
        assert_eq!(by_offset, expected);
    }
}

/// Rows that come in while somebody pages shift nothing behind the cursor.
pub async fn a_cursor_is_stable_under_writes(harness: &dyn Harness) {
    let world = World::open(harness).await;
    calls(&world, 0, 6, |n| n * 2).await;
    let first = world.list(&world.reader, &Query { limit: 3, ..everything() }).await;
    assert_eq!(ids(&first), ["c005", "c004", "c003"]);
    calls(&world, 6, 1, |_| 30).await;
    let second = world.list(&world.reader, &Query { limit: 3, after: first.next, ..everything() }).await;
    assert_eq!(ids(&second), ["c002", "c001", "c000"]);
}

/// Calls that began at the same moment have an order.
pub async fn equal_starts_are_told_apart_by_id(harness: &dyn Harness) {
    let world = World::open(harness).await;
    calls(&world, 0, 4, |_| 5).await;
    assert_eq!(ids(&world.list(&world.reader, &everything()).await), ["c003", "c002", "c001", "c000"]);
    let page = world.list(&world.reader, &Query { limit: 2, ..everything() }).await;
    let rest = world.list(&world.reader, &Query { after: page.next, ..everything() }).await;
    assert_eq!(ids(&rest), ["c001", "c000"]);
}
