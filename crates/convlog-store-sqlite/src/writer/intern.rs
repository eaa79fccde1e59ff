//! Names that many rows repeat, as whole numbers.

use convlog_core::{AccountId, ProjectId};
use rusqlite::{Connection, OptionalExtension, ToSql, params};

use super::recent::Recent;
use crate::failure::Result;

const NAMES_MAX: usize = 4096;

/// The projects and loggers at hand.
pub(super) struct Names {
    projects: Recent<String, i64>,
    loggers: Recent<String, i64>,
    scratch: String,
}

impl Names {
    pub(super) fn new() -> Names {
        Names { projects: Recent::new(NAMES_MAX), loggers: Recent::new(NAMES_MAX), scratch: String::new() }
    }

    /// Returns a project's number.
    pub(super) fn project(&mut self, connection: &Connection, account: &AccountId, project: &ProjectId) -> Result<i64> {
        self.scratch.clear();
        // Neither id can hold a slash.
        self.scratch.extend([account.as_str(), "/", project.as_str()]);
        if let Some(number) = self.projects.get_mut(self.scratch.as_str()) {
            return Ok(*number);
        }
        let names = params![account.as_str(), project.as_str()];
        let select = "SELECT id FROM projects WHERE account = ?1 AND name = ?2";
        let insert = "INSERT INTO projects (account, name) VALUES (?1, ?2)";
        let number = find_or_insert(connection, select, insert, names)?;
        self.projects.insert(self.scratch.clone(), number);
        Ok(number)
    }

    /// Returns a logger's number.
    pub(super) fn logger(&mut self, connection: &Connection, name: &str) -> Result<i64> {
        if let Some(number) = self.loggers.get_mut(name) {
            return Ok(*number);
        }
        let select = "SELECT id FROM loggers WHERE name = ?1";
        let insert = "INSERT INTO loggers (name) VALUES (?1)";
        let number = find_or_insert(connection, select, insert, params![name])?;
        self.loggers.insert(name.to_owned(), number);
        Ok(number)
    }

    pub(super) fn settle(&mut self) {
        self.projects.settle();
        self.loggers.settle();
    }

    pub(super) fn clear(&mut self) {
        self.projects.clear();
        self.loggers.clear();
    }
}

/// Returns the number of the row with these names, which is made if need be.
pub(super) fn find_or_insert(connection: &Connection, select: &str, insert: &str, names: &[&dyn ToSql]) -> Result<i64> {
    let found = connection.prepare_cached(select)?.query_row(names, |row| row.get(0)).optional()?;
    Ok(match found {
        Some(number) => number,
        None => connection.prepare_cached(insert)?.insert(names)?,
    })
}
