//! Making two worlds smaller while they can still be told apart.

use crate::campaign::{Difference, Pair};
use crate::world::World;

/// After so many tries the worlds are small enough.
const TRIES_MAX: usize = 120;

/// Returns the smallest worlds found that still differ in the answer to the question; nothing where the question shows
/// no difference once everything has arrived.
pub async fn shrink(pair: &Pair, found: &Difference) -> Option<World> {
    let mut world = World::of(found.seed);
    pair.ask_of(&world, found).await.err()?;
    let mut share = world.len().div_ceil(2);
    let mut tries = 0;
    while share > 0 && tries < TRIES_MAX {
        let mut from = 0;
        while from < world.len() && tries < TRIES_MAX {
            let smaller = world.without(from..from + share);
            tries += 1;
            match pair.ask_of(&smaller, found).await {
                Err(_) => world = smaller,
                Ok(()) => from += share,
            }
        }
        share /= 2;
    }
    Some(world)
}

/// Writes the lines of both worlds, one under the other.
#[must_use]
pub fn in_words(world: &World) -> String {
    let short = |line: Option<String>| {
        let line = line.unwrap_or_else(|| "(nothing)".to_owned());
        let end = (0..=line.len().min(600)).rev().find(|at| line.is_char_boundary(*at));
        line[..end.unwrap_or_default()].to_owned()
    };
    let lines = world.batches.iter().flat_map(|batch| &batch.lines);
    lines.map(|line| format!("one:   {}\nother: {}\n", short(line.of(0)), short(line.of(1)))).collect()
}
