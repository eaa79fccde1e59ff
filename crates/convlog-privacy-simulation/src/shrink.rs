//! Making two worlds smaller while they can still be told apart.

use crate::campaign::{Difference, Pair, Tally};
use crate::world::World;

/// After so many tries the worlds are small enough.
const TRIES_MAX: usize = 80;

/// Returns the smallest worlds found in whose play something differs, and what does; nothing where playing them once more
/// shows no difference.
pub async fn shrink(pair: &Pair, found: &Difference, questions: usize) -> Option<(World, Difference)> {
    let mut world = World::of(found.seed);
    let replay = async |world: &World| pair.replay(world, questions, &mut Tally::default()).await.err();
    let mut last = replay(&world).await?;
    let mut share = world.len().div_ceil(2);
    let mut tries = 0;
    while share > 0 && tries < TRIES_MAX {
        let mut from = 0;
        while from < world.len() && tries < TRIES_MAX {
            let smaller = world.without(from..from + share);
            tries += 1;
            match replay(&smaller).await {
                Some(difference) => (world, last) = (smaller, difference),
                None => from += share,
            }
        }
        share /= 2;
    }
    Some((world, *last))
}

/// Writes what was found: the lines of both worlds one under the other, what was sent meanwhile, and the difference.
#[must_use]
pub fn in_words(world: &World, difference: &Difference) -> String {
    let short = |line: &str| {
        let end = (0..=line.len().min(600)).rev().find(|at| line.is_char_boundary(*at));
        line[..end.unwrap_or_default()].to_owned()
    };
    let mut text = String::new();
    for line in world.batches.iter().flat_map(|batch| &batch.lines) {
        let of = |at| line.of(at).map_or_else(|| "(nothing)".to_owned(), |line| short(&line));
        text.push_str(&format!("one:   {}\nother: {}\n", of(0), of(1)));
        if let (Some(one), Some(other)) = (line.unflagged(0), line.unflagged(1)) {
            text.push_str(&format!("one:   {}\nother: {}\n", short(&one), short(&other)));
        }
    }
    for sent in &difference.sent {
        text.push_str(&format!("sent:  {}\n", short(sent)));
    }
    format!("{text}{difference}")
}
