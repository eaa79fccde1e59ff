//! Overwriting what the pages of a database keep beside their rows.
//!
//! `secure_delete` overwrites what is deleted. But when SQLite splits or joins pages of a tree, it writes the cells
//! that stay on a page anew, and leaves copies of those that moved in the gap between the page's pointers and its
//! cells. A row that is deleted later is overwritten where it lies then, and not there. The format is that of
//! <https://sqlite.org/fileformat2.html>, section 1.6.

/// Where the header of a page's tree begins on the first page, behind that of the database.
const FIRST_PAGE_OFFSET: usize = 100;

/// Returns a page with nothing but zeros where no row is; nothing where that is so already, or the page is of no tree.
///
/// Pages of other kinds begin with a page number of four bytes, whose first is one of those below in files of 128 GiB
/// and more alone; there, `is_large` keeps the ones in question as they are.
pub(super) fn clean(number: i64, page: &[u8], is_large: bool) -> Option<Vec<u8>> {
    let start = if number == 1 { FIRST_PAGE_OFFSET } else { 0 };
    let header_len = match page.get(start)? {
        2 | 5 if !is_large => 12,
        10 | 13 => 8,
        _ => return None,
    };
    let word = |at: usize| page.get(at..at + 2).map(|bytes| usize::from(u16::from_be_bytes([bytes[0], bytes[1]])));
    let cells = word(start + 3)?;
    // In a page of 64 KiB the number does not fit, and zero stands for it.
    let content = Some(word(start + 5)?).filter(|at| *at > 0).unwrap_or(65_536);
    let gap = start + header_len + 2 * cells;
    if gap > content || content > page.len() {
        return None;
    }
    let mut clean = page.to_vec();
    clean[gap..content].fill(0);
    // Each free block begins with the place of the next and its own length.
    let mut block = word(start + 1)?;
    while block != 0 {
        let (next, len) = (word(block)?, word(block + 2)?);
        if block < content || len < 4 || block + len > page.len() || (next != 0 && next <= block) {
            return None;
        }
        clean[block + 4..block + len].fill(0);
        block = next;
    }
    (clean != page).then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::{Connection, params};

    fn pages(connection: &Connection) -> Vec<(i64, Vec<u8>)> {
        let mut select = connection.prepare("SELECT pgno, data FROM sqlite_dbpage").unwrap();
        let pages = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        pages.map(Result::unwrap).collect()
    }

    fn count(connection: &Connection, text: &str) -> usize {
        let holds = |page: &[u8]| page.windows(text.len()).filter(|part| *part == text.as_bytes()).count();
        pages(connection).iter().map(|(_, page)| holds(page)).sum()
    }

    /// Names of many lengths, in an order that inserts everywhere.
    fn name(number: usize) -> String {
        format!("canary-{:05}-{}", number * 7919 % 5003, "x".repeat(number * 31 % 200))
    }

    /// Makes a table whose pages were split often.
    fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(())).unwrap();
        connection.execute_batch("CREATE TABLE t (name TEXT PRIMARY KEY) WITHOUT ROWID").unwrap();
        for number in 0..5000 {
            connection.execute("INSERT INTO t VALUES (?1)", [name(number)]).unwrap();
        }
        connection
    }

    #[test]
    fn deleted_rows_leave_copies_behind_which_are_overwritten() {
        let connection = database();
        for number in (1..5000).step_by(2) {
            connection.execute("DELETE FROM t WHERE name = ?1", [name(number)]).unwrap();
        }
        let rows = names(&connection).len();
        assert!(count(&connection, "canary-") > rows, "the control: copies are there without us");
        let before: Vec<String> = names(&connection);
        for (number, page) in pages(&connection) {
            if let Some(page) = clean(number, &page, false) {
                let sql = "UPDATE sqlite_dbpage SET data = ?2 WHERE pgno = ?1";
                connection.execute(sql, params![number, page]).unwrap();
            }
        }
        assert_eq!(count(&connection, "canary-"), rows);
        assert!(pages(&connection).iter().all(|(number, page)| clean(*number, page, false).is_none()));
        let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!((found.as_str(), names(&connection)), ("ok", before));
        connection.execute("INSERT INTO t VALUES ('canary-more')", []).unwrap();
        assert_eq!(names(&connection).len(), rows + 1);
    }

    fn names(connection: &Connection) -> Vec<String> {
        let mut select = connection.prepare("SELECT name FROM t ORDER BY name").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn what_is_no_page_of_a_tree_is_left_alone() {
        for page in [vec![0; 4096], vec![0xff; 4096], vec![13; 4096], vec![13, 0, 0, 0, 1], vec![]] {
            assert_eq!(clean(2, &page, false), None);
        }
    }
}
