//! Where rows are, and the cursors that say so outside.

use convlog_store::Cursor;

use crate::failure::{Failure, Result};

/// The tables that have rows of conversations, in the order in which these are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    Entries,
    Hidden,
    Records,
}

impl Table {
    pub(crate) const ALL: [Table; 3] = [Table::Entries, Table::Hidden, Table::Records];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Table::Entries => "entries",
            Table::Hidden => "hidden_entries",
            Table::Records => "records",
        }
    }

    /// What is read of it behind what all have. The last columns, from this one on, make a version of a row.
    pub(super) const fn columns(self) -> (&'static str, usize) {
        match self {
            Table::Entries => ("turn, event, hints, time, level, logger, form, content, extras", 10),
            Table::Hidden => ("turn, event, hints", 7),
            Table::Records => ("time, kind, subject, fields, flags", 7),
        }
    }
}

/// Where a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowPosition {
    pub(super) table: Table,
    pub(super) row: i64,
}

impl RowPosition {
    pub(super) const FIRST: RowPosition = RowPosition { table: Table::Entries, row: 0 };

    /// Returns the cursor of an entry or of a record that is not behind one.
    pub(crate) fn cursor_of(entry: i64, record: i64) -> Cursor {
        let (table, row) = if record > 0 { (Table::Records, record) } else { (Table::Entries, entry) };
        RowPosition { table, row }.cursor()
    }

    pub(super) fn cursor(self) -> Cursor {
        let mut bytes = vec![self.table as u8];
        bytes.extend(self.row.to_be_bytes());
        Cursor(bytes)
    }

    pub(super) fn read(cursor: &Cursor) -> Result<RowPosition> {
        let (table, row) = cursor.0.split_first().ok_or(Failure::Row("cursor"))?;
        let table = Table::ALL.get(usize::from(*table)).copied().ok_or(Failure::Row("cursor"))?;
        Ok(RowPosition { table, row: i64::from_be_bytes(row.try_into().map_err(|_| Failure::Row("cursor"))?) })
    }
}

/// Returns the cursor of whole numbers.
pub(crate) fn cursor<const N: usize>(numbers: [i64; N]) -> Cursor {
    Cursor(numbers.into_iter().flat_map(i64::to_be_bytes).collect())
}

/// Returns the whole numbers of a cursor.
pub(crate) fn numbers<const N: usize>(cursor: &Cursor) -> Result<[i64; N]> {
    let mut numbers = [0; N];
    let (words, rest) = cursor.0.as_chunks::<8>();
    if words.len() != N || !rest.is_empty() {
        return Err(Failure::Row("cursor"));
    }
    numbers.iter_mut().zip(words).for_each(|(number, word)| *number = i64::from_be_bytes(*word));
    Ok(numbers)
}

/// Returns the whole number of a cursor; of none, what is before the first.
pub(crate) fn number(cursor: Option<&Cursor>) -> Result<i64> {
    cursor.map_or(Ok([0]), numbers::<1>).map(|[number]| number)
}
