//! The rows of `control.db`.

use convlog_core::{AccountId, KnownPolicy, ProjectId, Raised, Timestamp};
use convlog_store::{
    GuardPolicy, KeyId, KeyRecord, NewKey, Permission, Permissions, PiiGrant, Project, ProjectSettings,
    SESSIONS_OF_KEY_MAX, Scope, Session, SessionId,
};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, TransactionBehavior, params};

use crate::failure::{Failure, Result};

const KEY_COLUMNS: &str =
    "id, label, account, scope, permissions, created_at, expires_at, revoked_at, pii_until, pii_reason";

/// Returns the key that meets a condition on one unique column.
pub(super) fn key_by(connection: &Connection, condition: &'static str, value: &dyn ToSql) -> Result<Option<KeyRecord>> {
    let mut select = connection.prepare_cached(&format!("SELECT {KEY_COLUMNS} FROM keys WHERE {condition}"))?;
    select.query_row([value], |row| Ok(key(row))).optional()?.transpose()
}

pub(super) fn keys(connection: &Connection, account: Option<&AccountId>) -> Result<Vec<KeyRecord>> {
    let sql = format!("SELECT {KEY_COLUMNS} FROM keys WHERE ?1 IS NULL OR account = ?1 ORDER BY number");
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map([account.map(AccountId::as_str)], |row| Ok(key(row)))?;
    rows.map(|row| row?).collect()
}

pub(super) fn insert_key(connection: &Connection, new: &NewKey) -> Result<KeyRecord> {
    let number: i64 = connection.query_row("SELECT coalesce(max(number), 0) + 1 FROM keys", [], |row| row.get(0))?;
    let id = KeyId(format!("key_{number}"));
    let scope = match &new.scope {
        Scope::All => None,
        Scope::Projects(projects) => Some(projects.iter().map(ProjectId::as_str).collect::<Vec<_>>().join(" ")),
    };
    let permissions = new.permissions.iter().map(Permission::as_str).collect::<Vec<_>>().join(" ");
    connection.execute(
        "INSERT INTO keys (number, id, hash, label, account, scope, permissions, created_at, expires_at,
             pii_until, pii_reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            number,
            id.0,
            new.hash.0,
            new.label,
            new.account.as_str(),
            scope,
            permissions,
            new.created_at.as_micros(),
            new.expires_at.map(Timestamp::as_micros),
            new.pii_grant.as_ref().map(|grant| grant.until().as_micros()),
            new.pii_grant.as_ref().map(PiiGrant::reason),
        ],
    )?;
    Ok(KeyRecord {
        id,
        label: new.label.clone(),
        account: new.account.clone(),
        scope: new.scope.clone(),
        permissions: new.permissions.clone(),
        pii_grant: new.pii_grant.clone(),
        created_at: new.created_at,
        expires_at: new.expires_at,
        revoked_at: None,
    })
}

/// Stores a session in the place of those that are over, and of one that is not where its key has too many.
pub(super) fn begin_session(connection: &Connection, session: &Session, now: Timestamp) -> Result<()> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    transaction.execute("DELETE FROM sessions WHERE until <= ?1", [now.as_micros()])?;
    transaction.execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE key = ?1 ORDER BY until DESC LIMIT -1 OFFSET ?2)",
        params![session.key.0, SESSIONS_OF_KEY_MAX as i64 - 1],
    )?;
    transaction.execute(
        "INSERT INTO sessions (id, key, until) VALUES (?1, ?2, ?3)",
        params![session.id.0, session.key.0, session.until.as_micros()],
    )?;
    Ok(transaction.commit()?)
}

pub(super) fn has_session(connection: &Connection, id: &SessionId, now: Timestamp) -> Result<bool> {
    let mut select = connection.prepare_cached("SELECT 1 FROM sessions WHERE id = ?1 AND until > ?2")?;
    Ok(select.exists(params![id.0, now.as_micros()])?)
}

pub(super) fn end_session(connection: &Connection, id: &SessionId) -> Result<()> {
    connection.execute("DELETE FROM sessions WHERE id = ?1", [id.0])?;
    Ok(())
}

/// Makes a project with the default policies, unless it is there.
pub(super) fn make_project(connection: &Connection, account: &AccountId, id: &ProjectId, now: Timestamp) -> Result<()> {
    let guard = GuardPolicy::default().as_str();
    let insert = "INSERT OR IGNORE INTO projects (account, id, created_at, guard, raised) VALUES (?1, ?2, ?3, ?4, '')";
    connection.execute(insert, params![account.as_str(), id.as_str(), now.as_micros(), guard])?;
    Ok(())
}

/// Stores a project's settings; returns when it was made.
pub(super) fn put_project(connection: &Connection, project: &Project) -> Result<Timestamp> {
    let settings = &project.settings;
    let raised: Vec<String> = settings.raised.iter().cloned().map(String::from).collect();
    let created_at = connection.query_row(
        "INSERT INTO projects (account, id, created_at, guard, raised, retention_days, pii_retention_days, known,
             key_lifetime_days)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT DO UPDATE SET guard = excluded.guard, raised = excluded.raised,
             retention_days = excluded.retention_days, pii_retention_days = excluded.pii_retention_days,
             known = excluded.known, key_lifetime_days = excluded.key_lifetime_days
         RETURNING created_at",
        params![
            project.account.as_str(),
            project.id.as_str(),
            project.created_at.as_micros(),
            settings.guard.as_str(),
            raised.join(" "),
            settings.retention_days,
            settings.pii_retention_days,
            settings.known.as_str(),
            settings.key_lifetime_days,
        ],
        |row| row.get(0),
    )?;
    Ok(Timestamp::from_micros(created_at))
}

pub(super) fn projects(connection: &Connection, account: Option<&AccountId>) -> Result<Vec<Project>> {
    let mut select = connection.prepare_cached(
        "SELECT account, id, created_at, guard, raised, retention_days, pii_retention_days, known, key_lifetime_days
         FROM projects WHERE ?1 IS NULL OR account = ?1 ORDER BY account, id",
    )?;
    let rows = select.query_map([account.map(AccountId::as_str)], |row| Ok(project(row)))?;
    rows.map(|row| row?).collect()
}

fn project(row: &Row<'_>) -> Result<Project> {
    let raised = row.get_ref(4)?.as_str().map_err(|_| Failure::Row("raised"))?;
    let raised: Option<Vec<Raised>> = raised.split_whitespace().map(Raised::parse).collect();
    let settings = ProjectSettings {
        guard: GuardPolicy::parse(&row.get::<_, String>(3)?).ok_or(Failure::Row("guard"))?,
        known: KnownPolicy::parse(&row.get::<_, String>(7)?).ok_or(Failure::Row("known"))?,
        // What a newer convlog has raised and this one does not know must not be read as "not raised".
        raised: raised.ok_or(Failure::Row("raised"))?,
        retention_days: row.get(5)?,
        pii_retention_days: row.get(6)?,
        key_lifetime_days: row.get(8)?,
    };
    Ok(Project {
        account: account(row.get(0)?)?,
        id: ProjectId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("project"))?,
        created_at: Timestamp::from_micros(row.get(2)?),
        settings,
    })
}

fn account(text: String) -> Result<AccountId> {
    AccountId::new(text).map_err(|_| Failure::Row("account"))
}

fn key(row: &Row<'_>) -> Result<KeyRecord> {
    let time = |at| row.get::<_, Option<i64>>(at).map(|time| time.map(Timestamp::from_micros));
    let scope = match row.get::<_, Option<String>>(3)? {
        None => Scope::All,
        Some(names) => {
            let projects: std::result::Result<Vec<ProjectId>, _> =
                names.split(' ').filter(|name| !name.is_empty()).map(ProjectId::new).collect();
            Scope::Projects(projects.map_err(|_| Failure::Row("scope"))?)
        }
    };
    let permissions: Option<Vec<Permission>> =
        row.get::<_, String>(4)?.split_whitespace().map(Permission::parse).collect();
    let reason: Option<String> = row.get(9)?;
    let grant = time(8)?.map(|until| PiiGrant::new(until, &reason.unwrap_or_default()));
    Ok(KeyRecord {
        id: KeyId(row.get(0)?),
        label: row.get(1)?,
        account: account(row.get(2)?)?,
        scope,
        permissions: Permissions::new(permissions.ok_or(Failure::Row("permissions"))?),
        pii_grant: grant.transpose().map_err(|_| Failure::Row("pii_reason"))?,
        created_at: time(5)?.unwrap_or_default(),
        expires_at: time(6)?,
        revoked_at: time(7)?,
    })
}
