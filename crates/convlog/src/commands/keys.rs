//! `convlog keys`: who may send and who may read.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{ArgGroup, Args, Subcommand};
use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::{
    Control, EventKind, KeyId, KeyRecord, KeyToken, NewKey, Permission, Permissions, PiiGrant, Project, Scope,
    SecurityEvent,
};
use serde_json::{Value, json};

use crate::events;
use crate::failure::{Exit, Failure};
use crate::local::{self, DataDir, Local};
use crate::terminal::{Paint, Style, Table, columns, print, print_line};

/// How many names are shown beside one that is not there.
const OTHERS_SHOWN: usize = 8;

/// Create, list and revoke API keys; the server may be running
#[derive(Args, Debug)]
pub(super) struct Keys {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Create(Create),
    List(List),
    Revoke(Revoke),
}

/// Create a key, which is shown only once. The first key also creates its account and project; later, --new creates
/// those that do not exist
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog keys create --account acme --project front-desk --permissions ingest --label \"phone agents\"
  convlog keys create --account acme --all-projects --permissions read,pii --expires 30d --json
  convlog keys create --account acme --project front-desk --permissions read --pii-until 2026-12-01 --reason \"a complaint, case 17\"
  convlog keys create --account acme --project night-desk --new --permissions ingest", group = ArgGroup::new("scope").required(true))]
struct Create {
    #[command(flatten)]
    data_dir: DataDir,
    /// The account it belongs to
    #[arg(long, value_parser = local::account, value_name = "ACCOUNT")]
    account: AccountId,
    /// A project the key has access to; can be given several times
    #[arg(long, value_parser = local::project, value_name = "PROJECT", group = "scope")]
    project: Vec<ProjectId>,
    /// Access to every project of the account, including future ones
    #[arg(long, group = "scope")]
    all_projects: bool,
    /// Create the account or the projects if they do not exist. Without it, an unknown name is an error, so that a
    /// typing mistake creates nothing
    #[arg(long)]
    new: bool,
    /// Its permissions: `ingest` (send records), `read` (read what is not personal), `pii` (with `read`: also read
    /// personal data), `annotate` (write notes and, with `pii`, mark personal data), `admin` (administer keys and
    /// projects)
    #[arg(long, value_delimiter = ',', required = true, value_parser = permission, value_name = "P,P,…")]
    permissions: Vec<Permission>,
    /// A description of what the key is for
    #[arg(long)]
    label: Option<String>,
    /// When it expires, from now: 30d, 12h, 45m [default: as the policies of its projects say, or never]. A time longer
    /// than a policy allows is an error
    #[arg(long, value_parser = local::micros, value_name = "SPAN")]
    expires: Option<i64>,
    /// Until when it can also read personal data, as a date or a time (RFC 3339; a date begins at midnight UTC);
    /// afterwards only --permissions apply
    #[arg(long, requires = "reason", value_parser = local::time, value_name = "TIME")]
    pii_until: Option<Timestamp>,
    /// Why it may read personal data; every audit record of this key repeats the reason
    #[arg(long, requires = "pii_until", value_name = "TEXT")]
    reason: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// List keys; the secret keys themselves are not shown
#[derive(Args, Debug)]
struct List {
    #[command(flatten)]
    data_dir: DataDir,
    /// Only those of this account
    #[arg(long, value_parser = local::account, value_name = "ACCOUNT")]
    account: Option<AccountId>,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
}

/// Revoke a key: it stops working within a second
#[derive(Args, Debug)]
struct Revoke {
    #[command(flatten)]
    data_dir: DataDir,
    /// Its id, as `keys list` shows it
    #[arg(value_name = "ID")]
    id: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Keys {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        match self.verb {
            Verb::Create(create) => create.run(paint),
            Verb::List(list) => list.run(paint),
            Verb::Revoke(revoke) => revoke.run(paint),
        }
    }
}

impl Create {
    fn run(self, paint: Paint) -> Result<ExitCode> {
        let permissions = Permissions::new(self.permissions);
        if permissions.allow(Permission::Pii) && !permissions.allow(Permission::Read) {
            return Err(Failure::new(Exit::Usage, "a key with `pii` needs `read` too")
                .advise("use --permissions read,pii")
                .into());
        }
        let now = local::now();
        let grant = self.pii_until.zip(self.reason).map(|(until, reason)| grant(until, &reason, &permissions, now));
        let token = KeyToken::generate()?;
        let key = NewKey {
            hash: token.hash(),
            label: self.label,
            account: self.account,
            scope: if self.all_projects { Scope::All } else { Scope::Projects(self.project) },
            permissions,
            pii_grant: grant.transpose()?,
            created_at: now,
            expires_at: self.expires.map(|span| Timestamp::from_micros(now.as_micros().saturating_add(span))),
        };
        let local = self.data_dir.make()?;
        let projects = local.ask(|control| control.projects(Some(&key.account)))?;
        let reached = projects.iter().filter(|project| key.reaches(project));
        key.expiry(reached.map(|project| &project.settings)).map_err(|beyond| {
            Failure::new(Exit::Usage, beyond.to_string()).advise(
                "use a shorter --expires or none, or change the policy with `convlog projects set --key-lifetime`",
            )
        })?;
        let made = missing(&local, &key, &projects)?;
        if !self.new {
            made.refuse_beside_others()?;
        }
        let record = local.ask(|control| control.create_key(key))?;
        let told = events::key_and_projects(&record, &projects).into_iter().try_for_each(|event| local.note(event));
        told.context("the key was not printed, so nobody can use it")?;
        made.say();
        if may_probe(&record) {
            eprintln!("{PROBES}");
        }
        if self.json {
            let mut shown = as_json(&record, now);
            shown.insert("key".to_owned(), json!(token.reveal()));
            print_line(&Value::Object(shown).to_string())?;
            return Ok(ExitCode::SUCCESS);
        }
        print_line(&paint.paint(Style::Strong, token.reveal()))?;
        let mut table = Table::new(&HEADINGS);
        table.row(cells(&record, now));
        let hint = paint.paint(Style::Quiet, "Store it now: it is not shown again. It is active from now on.");
        print_line(&format!("\n{}\n{hint}", table.render(paint, columns())))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What a new key names and nobody has made yet.
struct Missing {
    /// The account, where it is not there; the accounts that are.
    account: Option<(AccountId, Vec<String>)>,
    /// The projects that are not there.
    projects: Vec<ProjectId>,
    /// The projects of the account that are there.
    others: Vec<String>,
}

/// Looks for what a key names, among the account's projects that are there and whatever other accounts have.
fn missing(local: &Local, key: &NewKey, projects: &[Project]) -> Result<Missing> {
    let mut accounts: Vec<String> = Vec::new();
    accounts
        .extend(local.ask(|control| control.projects(None))?.into_iter().map(|project| project.account.to_string()));
    accounts.extend(local.ask(|control| control.keys(None))?.into_iter().map(|key| key.account.to_string()));
    accounts.sort();
    accounts.dedup();
    let is_there = accounts.iter().any(|account| account == key.account.as_str());
    let named = match &key.scope {
        Scope::All => &[][..],
        Scope::Projects(named) => named,
    };
    let mut missing = named.to_vec();
    missing.retain(|id| projects.iter().all(|project| project.id != *id));
    Ok(Missing {
        account: (!is_there).then(|| (key.account.clone(), accounts)),
        projects: missing,
        others: projects.iter().map(|project| project.id.to_string()).collect(),
    })
}

impl Missing {
    /// Refuses what is likely a slip of a name.
    fn refuse_beside_others(&self) -> Result<()> {
        let (what, others) = match (&self.account, self.projects.first()) {
            (Some((account, others)), _) if !others.is_empty() => (format!("account {account}"), others),
            (None, Some(project)) if !self.others.is_empty() => {
                (format!("project {project} in this account"), &self.others)
            }
            _ => return Ok(()),
        };
        let shown: Vec<&str> = others.iter().take(OTHERS_SHOWN).map(String::as_str).collect();
        let more = if others.len() > OTHERS_SHOWN { ", …" } else { "" };
        let message = format!("there is no {what}; those that exist: {}{more}", shown.join(", "));
        Err(Failure::new(Exit::Usage, message).advise("correct the name, or use --new to create it").into())
    }

    /// Says what was made with the key.
    fn say(&self) {
        let account = self.account.iter().map(|(account, _)| format!("the account {account}"));
        let projects = self.projects.iter().map(|project| format!("the project {project}"));
        let made: Vec<String> = account.chain(projects).collect();
        if !made.is_empty() {
            eprintln!("convlog also created {}.", made.join(" and "));
        }
    }
}

impl List {
    fn run(self, paint: Paint) -> Result<ExitCode> {
        let local = self.data_dir.open()?;
        let keys = local.ask(|control| control.keys(self.account.as_ref()))?;
        let now = local::now();
        if self.json {
            let keys: Vec<Value> = keys.iter().map(|key| Value::Object(as_json(key, now))).collect();
            print_line(&Value::Array(keys).to_string())?;
        } else if keys.is_empty() {
            print_line(
                "There is no key yet. Create one with: convlog keys create --account A --project P --permissions \
                ingest",
            )?;
        } else {
            let mut table = Table::new(&HEADINGS);
            keys.iter().for_each(|key| table.row(cells(key, now)));
            print(&table.render(paint, columns()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Revoke {
    fn run(self, paint: Paint) -> Result<ExitCode> {
        let local = self.data_dir.open()?;
        let now = local::now();
        let id = KeyId(self.id);
        let Some(record) = local.ask(|control| control.revoke_key(&id, now))? else {
            return Err(Failure::new(Exit::NotFound, format!("there is no key with the id {id}"))
                .advise("`convlog keys list` shows the ids; the id is not the secret key")
                .into());
        };
        local.note(
            SecurityEvent::new(EventKind::KeyRevoked, now).key(&record.id).scope(&record.account, &record.scope),
        )?;
        if self.json {
            print_line(&Value::Object(as_json(&record, now)).to_string())?;
        } else {
            let revoked = paint.paint(Style::Bad, "Revoked");
            print_line(&format!("{revoked} {id}: it no longer works."))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What is said of a key that sends and reads, and may not see what is personal.
const PROBES: &str = "\
convlog: warning: this key can send and read but has no permission `pii`. Whoever has it can guess personal values: \
    a value that was flagged elsewhere is hidden in what the key sends. Do not give it to readers; create one key \
that sends, and another that reads.";

fn may_probe(key: &KeyRecord) -> bool {
    let allow = |permission| key.permissions.allow(permission);
    allow(Permission::Ingest) && allow(Permission::Read) && !allow(Permission::Pii)
}

/// Makes what lets a key read personal data for a while, if that makes sense beside its permissions.
fn grant(until: Timestamp, reason: &str, permissions: &Permissions, now: Timestamp) -> Result<PiiGrant, Failure> {
    let usage = |what: &str, advice: &str| Failure::new(Exit::Usage, what.to_owned()).advise(advice.to_owned());
    if permissions.allow(Permission::Pii) {
        return Err(usage(
            "a key with the permission `pii` can always read personal data, so --pii-until has no effect",
            "use --permissions read --pii-until …",
        ));
    }
    if !permissions.allow(Permission::Read) {
        return Err(usage("a key with --pii-until needs the permission `read`", "use --permissions read"));
    }
    let grant = PiiGrant::new(until, reason).map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
    if !grant.is_in_force(now) {
        return Err(usage("--pii-until is in the past", "give a time in the future"));
    }
    Ok(grant)
}

const HEADINGS: [&str; 9] =
    ["ID", "ACCOUNT", "PROJECTS", "PERMISSIONS", "PII UNTIL", "STATE", "CREATED", "EXPIRES", "LABEL"];

fn cells(key: &KeyRecord, now: Timestamp) -> [(Style, String); 9] {
    let day = |time: Timestamp| time.to_string()[..16].replace('T', " ");
    let state = state(key, now);
    let state_style = if state == "active" { Style::Good } else { Style::Quiet };
    let projects = match &key.scope {
        Scope::All => "all".to_owned(),
        Scope::Projects(projects) => projects.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    };
    [
        (Style::Strong, key.id.to_string()),
        (Style::Plain, key.account.to_string()),
        (Style::Plain, projects),
        (Style::Plain, permissions(key).join(",")),
        (Style::Warn, key.pii_grant.as_ref().map(|grant| day(grant.until())).unwrap_or_default()),
        (state_style, state.to_owned()),
        (Style::Quiet, day(key.created_at)),
        (Style::Quiet, key.expires_at.map_or_else(|| "never".to_owned(), day)),
        (Style::Plain, key.label.clone().unwrap_or_default()),
    ]
}

fn as_json(key: &KeyRecord, now: Timestamp) -> serde_json::Map<String, Value> {
    let (projects, all_projects) = match &key.scope {
        Scope::All => (Vec::new(), true),
        Scope::Projects(projects) => (projects.iter().map(ToString::to_string).collect(), false),
    };
    let object = json!({
        "id": key.id,
        "account": key.account,
        "projects": projects,
        "all_projects": all_projects,
        "permissions": permissions(key),
        "pii_until": key.pii_grant.as_ref().map(PiiGrant::until),
        "pii_reason": key.pii_grant.as_ref().map(PiiGrant::reason),
        "label": key.label,
        // The former word; programs read it until the next release.
        "state": match state(key, now) {
            "active" => "in force",
            other => other,
        },
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
    });
    object.as_object().cloned().unwrap_or_default()
}

fn permissions(key: &KeyRecord) -> Vec<&'static str> {
    key.permissions.iter().map(Permission::as_str).collect()
}

fn state(key: &KeyRecord, now: Timestamp) -> &'static str {
    if key.revoked_at.is_some() {
        "revoked"
    } else if key.expires_at.is_some_and(|expiry| expiry <= now) {
        "expired"
    } else {
        "active"
    }
}

fn permission(text: &str) -> Result<Permission, String> {
    Permission::parse(text).ok_or_else(|| "use ingest, read, pii, annotate or admin".to_owned())
}
