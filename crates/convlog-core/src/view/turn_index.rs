//! Which turn something belongs to, and which number a turn has.

use std::collections::{BTreeMap, BTreeSet};

use crate::timestamp::Timestamp;

/// The turns of a conversation with their numbers, in the order of the numbers.
#[derive(Debug, Default)]
pub(super) struct TurnIndex {
    /// (start, number) of each turn, in the order of the starts.
    by_start: Vec<(Timestamp, u32)>,
    by_id: BTreeMap<String, u32>,
}

/// The greatest number that a record may claim; it leaves room for those that count on from it.
const NUMBER_MAX: u64 = i32::MAX as u64;

impl TurnIndex {
    /// Numbers the turns: a given number stays where it is free; the others follow by (start, id). The hidden ones,
    /// which not every reader knows of, come after all others and take no entries but their own.
    pub(super) fn number(
        turns: Vec<(String, Timestamp, Option<u64>)>,
        hidden: Vec<(String, Timestamp, Option<u64>)>,
    ) -> TurnIndex {
        let mut places = TurnIndex::number_open(turns);
        let mut next = places.by_id.values().max().map_or(1, |last| last.saturating_add(1)).max(1);
        let mut hidden = hidden;
        hidden.sort_by(|left, right| (left.1, &left.0).cmp(&(right.1, &right.0)));
        for (id, ..) in hidden {
            places.by_id.insert(id, next);
            next = next.saturating_add(1);
        }
        places
    }

    fn number_open(turns: Vec<(String, Timestamp, Option<u64>)>) -> TurnIndex {
        let mut turns = turns;
        turns.sort_by(|left, right| (left.1, &left.0).cmp(&(right.1, &right.0)));
        let mut taken: BTreeSet<u32> = BTreeSet::new();
        let mut numbers: Vec<Option<u32>> = Vec::with_capacity(turns.len());
        for (_, _, given) in &turns {
            let given = given.filter(|number| *number <= NUMBER_MAX).and_then(|number| u32::try_from(number).ok());
            // Only the first of two turns that claim a number has it.
            numbers.push(given.filter(|number| taken.insert(*number)));
        }
        let mut places = TurnIndex::default();
        let mut next = 1;
        for ((id, start, _), number) in turns.into_iter().zip(numbers) {
            let number = number.unwrap_or_else(|| {
                while !taken.insert(next) {
                    next += 1;
                }
                next
            });
            if number > 0 {
                next = next.max(number.saturating_add(1));
                places.by_start.push((start, number));
            }
            places.by_id.insert(id, number);
        }
        places
    }

    /// Returns the number of the turn that something belongs to: the turn it names, or else the last that had begun.
    pub(super) fn find(&self, turn: Option<&str>, time: Timestamp) -> u32 {
        if let Some(number) = turn.and_then(|id| self.by_id.get(id)) {
            return *number;
        }
        let begun = self.by_start.partition_point(|(start, _)| *start <= time);
        begun.checked_sub(1).map_or(0, |at| self.by_start[at].1)
    }

    /// Returns the id of each turn, by number.
    pub(super) fn ids(&self) -> BTreeMap<u32, &str> {
        self.by_id.iter().map(|(id, number)| (*number, id.as_str())).collect()
    }

    /// Returns the number of a turn.
    pub(super) fn of(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(turns: &[(&str, i64, Option<u64>)]) -> Vec<(String, u32)> {
        let turns =
            turns.iter().map(|(id, start, given)| ((*id).to_owned(), Timestamp::from_micros(*start), *given)).collect();
        TurnIndex::number(turns, Vec::new()).by_id.into_iter().collect()
    }

    fn expect(pairs: &[(&str, u32)]) -> Vec<(String, u32)> {
        pairs.iter().map(|(id, number)| ((*id).to_owned(), *number)).collect()
    }

    #[test]
    fn counts_by_start_and_then_by_id() {
        assert_eq!(numbers(&[("b", 5, None), ("c", 1, None), ("a", 5, None)]), expect(&[("a", 2), ("b", 3), ("c", 1)]));
    }

    #[test]
    fn keeps_given_numbers_and_counts_on_from_them() {
        assert_eq!(
            numbers(&[("a", 1, Some(4)), ("b", 2, None), ("c", 3, Some(5))]),
            expect(&[("a", 4), ("b", 6), ("c", 5)])
        );
        assert_eq!(numbers(&[("a", 1, None), ("b", 2, Some(2))]), expect(&[("a", 1), ("b", 2)]));
    }

    #[test]
    fn two_turns_never_share_a_number() {
        assert_eq!(numbers(&[("a", 1, Some(1)), ("b", 2, Some(1))]), expect(&[("a", 1), ("b", 2)]));
        assert_eq!(numbers(&[("a", 1, Some(0)), ("b", 2, Some(0))]), expect(&[("a", 0), ("b", 1)]));
        let most = u64::from(u32::MAX);
        assert_eq!(numbers(&[("a", 1, Some(most)), ("b", 2, None)]), expect(&[("a", 1), ("b", 2)]));
        let last = NUMBER_MAX as u32;
        assert_eq!(numbers(&[("a", 1, Some(NUMBER_MAX)), ("b", 2, None)]), expect(&[("a", last), ("b", last + 1)]));
    }

    #[test]
    fn what_names_no_turn_belongs_to_the_last_that_had_begun() {
        let places = TurnIndex::number(
            vec![("a".into(), Timestamp::from_micros(10), None), ("b".into(), Timestamp::from_micros(20), None)],
            Vec::new(),
        );
        let find = |time| places.find(None, Timestamp::from_micros(time));
        assert_eq!((find(9), find(10), find(19), find(99)), (0, 1, 1, 2));
        assert_eq!(places.find(Some("a"), Timestamp::from_micros(99)), 1);
    }
}
