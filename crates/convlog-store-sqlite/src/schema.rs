//! The databases' schemas, as steps forward. A step that was released is never changed.

use rusqlite::{Connection, TransactionBehavior};

/// The steps of `records.db`: step n leads from version n - 1 to n.
pub(crate) const RECORDS: &[&str] = &[
    include_str!("migrations/records/1.sql"),
    include_str!("migrations/records/2.sql"),
    include_str!("migrations/records/3.sql"),
    include_str!("migrations/records/4.sql"),
    include_str!("migrations/records/5.sql"),
    include_str!("migrations/records/6.sql"),
    include_str!("migrations/records/7.sql"),
    include_str!("migrations/records/8.sql"),
    include_str!("migrations/records/9.sql"),
    include_str!("migrations/records/10.sql"),
    include_str!("migrations/records/11.sql"),
];

/// The steps of `control.db`.
pub(crate) const CONTROL: &[&str] = &[
    include_str!("migrations/control/1.sql"),
    include_str!("migrations/control/2.sql"),
    include_str!("migrations/control/3.sql"),
    include_str!("migrations/control/4.sql"),
    include_str!("migrations/control/5.sql"),
    include_str!("migrations/control/6.sql"),
    include_str!("migrations/control/7.sql"),
];

/// The steps of `audit.db`.
pub(crate) const AUDIT: &[&str] = &[
    include_str!("migrations/audit/1.sql"),
    include_str!("migrations/audit/2.sql"),
    include_str!("migrations/audit/3.sql"),
];

/// Why a database could not be brought to the newest version.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It is of a version that these steps do not lead to.
    Newer(u32),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Refusal {
        Refusal::Sqlite(error)
    }
}

/// Says whether a database has taken all of these steps, and no other.
pub(crate) fn is_current(connection: &Connection, steps: &[&str]) -> rusqlite::Result<bool> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(version).is_ok_and(|version| version == steps.len()))
}

/// Takes every step that a database has not taken yet, all in one transaction.
pub(crate) fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), Refusal> {
    let version = |connection: &Connection| connection.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0));
    if version(connection)? as usize == steps.len() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have taken the steps since.
    let found = version(&transaction)?;
    let missing = steps.get(found as usize..).ok_or(Refusal::Newer(found))?;
    for step in missing {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", steps.len() as i64)?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [&str; 3] = ["CREATE TABLE a (x)", "INSERT INTO a VALUES (1)", "ALTER TABLE a RENAME TO b"];

    #[test]
    fn takes_the_missing_steps_and_none_twice() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &STEPS[..1]).unwrap();
        migrate(&mut connection, &STEPS).unwrap();
        migrate(&mut connection, &STEPS).unwrap();
        let rows: i64 = connection.query_row("SELECT count(*) FROM b", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 1);
    }

    #[test]
    fn refuses_a_newer_version_and_leaves_it_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &STEPS).unwrap();
        assert!(matches!(migrate(&mut connection, &STEPS[..2]), Err(Refusal::Newer(3))));
    }

    #[test]
    fn a_step_that_fails_leaves_everything_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &STEPS[..1]).unwrap();
        assert!(migrate(&mut connection, &[STEPS[0], STEPS[1], "no SQL"]).is_err());
        let rows: i64 = connection.query_row("SELECT count(*) FROM a", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0);
    }
}
