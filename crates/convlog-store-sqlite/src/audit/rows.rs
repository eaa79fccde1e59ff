//! The rows of `audit.db`.

use convlog_core::{ConversationId, Timestamp};
use convlog_store::audit::RecordedAccess;
use convlog_store::{Access, AccessPage, AccessQuery, KeyId, PiiGrant, ProjectRef, Recorded, Searched};
use data_encoding::HEXLOWER;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::failure::{Failure, Result};

/// Adds a record.
pub(super) fn insert(connection: &Connection, access: &Access) -> Result<()> {
    let numbered = "INSERT INTO projects (account, name, last) VALUES (?1, ?2, 1) \
                    ON CONFLICT (account, name) DO UPDATE SET last = last + 1 RETURNING id, last";
    let names = params![access.account.as_str(), access.project.as_str()];
    let (project, number): (i64, i64) =
        connection.prepare_cached(numbered)?.query_row(names, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let insert = "INSERT INTO accesses (project, number, time, key, key_label, pii_until, pii_reason, by_session, method, \
                  route, correlation_id, part, status, conversation_count, conversations, hidden_count, hidden, searched, \
                  marked) \
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
    connection.prepare_cached(insert)?.execute(params![
        project,
        number,
        access.time.as_micros(),
        access.key.0,
        access.key_label,
        access.grant.as_ref().map(|grant| grant.until().as_micros()),
        access.grant.as_ref().map(PiiGrant::reason),
        access.by_session,
        access.method,
        access.route,
        access.correlation_id,
        access.part,
        access.status,
        access.notes.conversation_count as i64,
        joined(&access.notes.conversations),
        access.notes.hidden_count as i64,
        joined(&access.notes.hidden),
        access.notes.searched.iter().map(searched_line).collect::<String>(),
        access.notes.marked.iter().map(|what| format!("{what}\n")).collect::<String>(),
    ])?;
    Ok(())
}

/// Reads a page.
pub(super) fn page(connection: &Connection, of: &ProjectRef, query: &AccessQuery) -> Result<AccessPage> {
    let mut select = connection.prepare_cached("SELECT id FROM projects WHERE account = ?1 AND name = ?2")?;
    let number: Option<i64> =
        select.query_row([of.account.as_str(), of.project.as_str()], |row| row.get(0)).optional()?;
    let Some(number) = number else { return Ok(AccessPage::default()) };
    let sql = "SELECT number, time, key, key_label, pii_until, pii_reason, by_session, method, route, correlation_id, \
               part, status, conversation_count, conversations, hidden_count, hidden, searched, marked \
               FROM accesses WHERE project = ?1 AND number < ?2 ORDER BY number DESC";
    let after = query.after.and_then(|after| i64::try_from(after).ok()).unwrap_or(i64::MAX);
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params![number, after])?;
    let (mut page, mut looks, mut last) = (AccessPage::default(), 0, None);
    while let Some(row) = rows.next()? {
        if page.accesses.len() == query.limit as usize || looks == query.scan_limit {
            page.next = last;
            break;
        }
        let number = row.get::<_, i64>(0)?.unsigned_abs();
        (looks, last) = (looks + 1, Some(number));
        let access = access(row, of)?;
        if query.lets_through(&access) {
            page.accesses.push(Recorded { number, access });
        }
    }
    Ok(page)
}

fn access(row: &Row<'_>, of: &ProjectRef) -> Result<Access> {
    let until = row.get::<_, Option<i64>>(4)?.map(Timestamp::from_micros);
    let reason: Option<String> = row.get(5)?;
    let grant = until.map(|until| PiiGrant::new(until, &reason.unwrap_or_default())).transpose();
    Ok(Access {
        time: Timestamp::from_micros(row.get(1)?),
        account: of.account.clone(),
        project: of.project.clone(),
        key: KeyId(row.get(2)?),
        key_label: row.get(3)?,
        grant: grant.map_err(|_| Failure::Row("pii_reason"))?,
        by_session: row.get(6)?,
        method: row.get(7)?,
        route: row.get(8)?,
        correlation_id: row.get(9)?,
        part: row.get(10)?,
        status: row.get(11)?,
        notes: RecordedAccess {
            conversation_count: row.get::<_, i64>(12)?.unsigned_abs(),
            conversations: split(row.get_ref(13)?.as_str()?)?,
            hidden_count: row.get::<_, i64>(14)?.unsigned_abs(),
            hidden: split(row.get_ref(15)?.as_str()?)?,
            searched: row.get_ref(16)?.as_str()?.lines().map(searched).collect::<Result<_>>()?,
            marked: row.get_ref(17)?.as_str()?.lines().map(str::to_owned).collect(),
        },
    })
}

fn joined(ids: &[ConversationId]) -> String {
    ids.iter().flat_map(|id| [id.as_str(), "\n"]).collect()
}

fn split(ids: &str) -> Result<Vec<ConversationId>> {
    ids.split_terminator('\n').map(|id| ConversationId::new(id).map_err(|_| Failure::Row("conversations"))).collect()
}

fn searched_line(searched: &Searched) -> String {
    format!("{} {}\n", searched.kind, HEXLOWER.encode_display(&searched.hash))
}

fn searched(line: &str) -> Result<Searched> {
    let read = || {
        let (kind, digits) = line.split_once(' ')?;
        let hash = HEXLOWER.decode(digits.as_bytes()).ok()?.try_into().ok()?;
        Some(Searched { kind: kind.to_owned(), hash })
    };
    read().ok_or(Failure::Row("searched"))
}
