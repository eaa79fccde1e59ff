//! `convlog projects`: the agents of a tenant, each with its policies.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use convlog_core::{AccountId, KnownPolicy, ProjectId, PromotedField};
use convlog_store::{Control, ErrorKind, GuardPolicy, Project, ProjectRef, ProjectSettings, Quota};
use convlog_store_sqlite::Usage;
use serde_json::{Value, json};

use crate::due::Due;
use crate::events;
use crate::failure::{Exit, Failure};
use crate::local::{self, DataDir, Local};
use crate::terminal::{Paint, Style, Table, columns, print, print_line};

mod shortened;

use shortened::Shortened;

/// Create, list and change projects and their policies; the server may be running
#[derive(Args, Debug)]
pub(super) struct Projects {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Create a project. (The first key for a project also creates it, with the default policies)
    Create(Put),
    List(List),
    /// Change a project's policies; policies that are not given stay unchanged
    #[command(after_help = "Examples:
  convlog projects set --account acme --project front-desk --retention 90d --pii-retention 14d
  convlog projects set --account acme --project front-desk --raise turn.user_input --raise function_event.arguments
  convlog projects set --account acme --project front-desk --entries-per-minute 60000 --bytes-max 20GiB")]
    Set(Put),
}

#[derive(Args, Debug)]
struct Put {
    #[command(flatten)]
    data_dir: DataDir,
    /// The account it belongs to
    #[arg(long, value_parser = local::account, value_name = "ACCOUNT")]
    account: AccountId,
    /// Its id
    #[arg(long, value_parser = local::project, value_name = "PROJECT")]
    project: ProjectId,
    /// What the guard does with personal data that the sender did not flag: `off`, `warn` or `redact` [new projects:
    /// redact]
    #[arg(long, value_parser = guard, value_name = "POLICY")]
    guard: Option<GuardPolicy>,
    /// When one record flags a value as personal, in which other records of the conversation the same value is hidden:
    /// those sent with the same `ingest_key`, those of the same `producer`, or none (`off`) [new projects: ingest_key]
    #[arg(long, value_parser = known, value_name = "SCOPE")]
    known: Option<KnownPolicy>,
    /// How long records are kept: 90d, 2w or forever [new projects: forever]
    #[arg(long, value_parser = retention, value_name = "SPAN")]
    retention: Option<Retention>,
    /// How long personal data is kept, if shorter: 14d, 2w or forever [new projects: as long as its records]
    #[arg(long, value_parser = retention, value_name = "SPAN")]
    pii_retention: Option<Retention>,
    /// The maximum and default lifetime of new keys: 90d, 2w or forever [new projects: forever]. Existing keys keep
    /// their expiry
    #[arg(long, value_parser = retention, value_name = "SPAN")]
    key_lifetime: Option<Retention>,
    /// Maximum number of entries per minute: a number, `unlimited`, or `default` for the server's setting [new
    /// projects: default]
    #[arg(long, value_parser = entries, value_name = "NUMBER")]
    entries_per_minute: Option<Quota>,
    /// Maximum size of its records: 500MiB, 20GiB, `unlimited` or `default` [new projects: default]
    #[arg(long, value_parser = bytes, value_name = "BYTES")]
    bytes_max: Option<Quota>,
    /// A guarded field to treat as personal from now on, as in turn.user_input; can be given several times
    #[arg(long, value_parser = raised, value_name = "TYPE.FIELD")]
    raise: Vec<PromotedField>,
    /// A field to treat as guarded again that --raise made personal; can be given several times
    #[arg(long, value_parser = raised, value_name = "TYPE.FIELD")]
    lower: Vec<PromotedField>,
    /// Show what would be removed under the given policies; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask for confirmation when the given policies would remove something
    #[arg(long)]
    yes: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// List projects with their policies
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

/// For how many days; `None` is for ever.
#[derive(Clone, Copy, Debug)]
struct Retention(Option<u32>);

impl Projects {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        match self.verb {
            Verb::Create(put) => {
                let local = put.data_dir.open()?;
                if find(&local, &put.account, &put.project)?.is_some() {
                    return Err(Failure::new(Exit::Failed, format!("the project {} already exists", put.project))
                        .advise("change it with `convlog projects set`")
                        .into());
                }
                put.apply(&local, None, paint)
            }
            Verb::Set(put) => {
                let local = put.data_dir.open()?;
                let Some(known) = find(&local, &put.account, &put.project)? else {
                    let what = format!("the account {} has no project {}", put.account, put.project);
                    return Err(Failure::new(Exit::NotFound, what)
                        .advise("`convlog projects list` shows the projects, `convlog projects create` creates one")
                        .into());
                };
                put.apply(&local, Some(known), paint)
            }
            Verb::List(list) => list.run(paint),
        }
    }
}

fn find(local: &Local, account: &AccountId, id: &ProjectId) -> Result<Option<Project>> {
    let projects = local.ask(|control| control.projects(Some(account)))?;
    Ok(projects.into_iter().find(|project| project.id == *id))
}

impl Put {
    fn apply(self, local: &Local, before: Option<Project>, paint: Paint) -> Result<ExitCode> {
        let is_new = before.is_none();
        let held = before.unwrap_or_else(|| Project::new(self.account, self.project, local::now()));
        let known = held.settings.clone();
        let mut settings = known.clone();
        settings.guard = self.guard.unwrap_or(settings.guard);
        settings.known = self.known.unwrap_or(settings.known);
        settings.retention_days = self.retention.map_or(settings.retention_days, |days| days.0);
        settings.pii_retention_days = self.pii_retention.map_or(settings.pii_retention_days, |days| days.0);
        settings.key_lifetime_days = self.key_lifetime.map_or(settings.key_lifetime_days, |days| days.0);
        settings.entries_per_minute = self.entries_per_minute.unwrap_or(settings.entries_per_minute);
        settings.bytes_max = self.bytes_max.unwrap_or(settings.bytes_max);
        settings.raised.retain(|field| !self.lower.contains(field));
        for field in self.raise {
            if !settings.raised.contains(&field) {
                settings.raised.push(field);
            }
        }
        if let (Some(records), Some(personal)) = (settings.retention_days, settings.pii_retention_days)
            && personal > records
        {
            let what = format!(
                "personal data cannot be kept for {personal} days, because its records are removed after {records} days"
            );
            return Err(Failure::new(Exit::Usage, what).advise("choose a --pii-retention that is not longer").into());
        }
        let project = Project { settings, ..held };
        let due = Due::of(local, &self.data_dir.path(), vec![project.clone()])?;
        let due = Shortened::of(due, &known, &project.settings);
        if !self.json {
            due.show(paint)?;
        }
        if self.dry_run {
            return shown(&project, &due, &json!({"dry_run": true}), self.json, paint);
        }
        due.ensure_wanted(self.yes)?;
        let project =
            local.ask(|control| control.put_project(project.clone())).map_err(|error| changed(error, &project))?;
        let before = (!is_new).then_some(&known);
        events::policy_changed(&project, before, local::now()).map_or(Ok(()), |event| local.note(event))?;
        shown(&project, &due, &json!({}), self.json, paint)
    }
}

/// Says what to do where somebody else has changed a project since it was looked at.
fn changed(error: anyhow::Error, project: &Project) -> anyhow::Error {
    match error.downcast_ref::<convlog_store::Error>() {
        Some(store) if store.kind() == ErrorKind::Conflict => {
            let what = format!(
                "the project {} was changed by somebody else at the same time; this change was not made",
                project.id
            );
            Failure::new(Exit::Failed, what).advise("check `convlog projects list`, and run the command again").into()
        }
        _ => error,
    }
}

/// Prints a project, with what its policies would remove.
fn shown(project: &Project, due: &Shortened, more: &Value, json: bool, paint: Paint) -> Result<ExitCode> {
    if json {
        let mut object = serde_json::to_value(project)?;
        object["would_remove"] = due.as_json();
        for (name, value) in more.as_object().into_iter().flatten() {
            object[name] = value.clone();
        }
        print_line(&object.to_string())?;
    } else {
        print_table(std::slice::from_ref(project), None, paint)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl List {
    fn run(self, paint: Paint) -> Result<ExitCode> {
        let projects = self.data_dir.open()?.ask(|control| control.projects(self.account.as_ref()));
        let projects = projects?;
        let usage = Usage::of(&self.data_dir.path());
        // What the projects are is told also where records cannot be read.
        let usage = usage.inspect_err(|error| eprintln!("convlog: {}", local::cannot_open(error))).ok();
        if self.json {
            let listed = projects.iter().map(|project| {
                let mut object = serde_json::to_value(project)?;
                object["stored_bytes"] = json!(stored(usage.as_ref(), project));
                Ok(object)
            });
            print_line(&serde_json::to_string(&listed.collect::<Result<Vec<Value>>>()?)?)?;
        } else if projects.is_empty() {
            print_line("There is no project yet. Create one with: convlog projects create --account A --project P")?;
        } else {
            print_table(&projects, usage.as_ref(), paint)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Returns how many bytes a project's records take. Nothing is said of a directory of which nobody has counted them yet.
fn stored(usage: Option<&Usage>, project: &Project) -> Option<u64> {
    let is_its = |of: &ProjectRef| of.account == project.account && of.project == project.id;
    let stored = usage?.stored.as_ref()?;
    Some(stored.iter().find(|(of, _)| is_its(of)).map_or(0, |(_, bytes)| *bytes))
}

fn print_table(projects: &[Project], usage: Option<&Usage>, paint: Paint) -> std::io::Result<()> {
    let mut headings = vec!["ACCOUNT", "PROJECT", "GUARD", "KNOWN", "KEPT", "PII KEPT", "KEYS"];
    headings.extend(usage.map(|_| "STORED"));
    headings.extend(["QUOTA", "RAISED", "CREATED"]);
    let mut table = Table::new(&headings);
    for project in projects {
        let settings = &project.settings;
        let days =
            |days: Option<u32>, otherwise: &str| days.map_or(otherwise.to_owned(), |days| format!("{days} days"));
        let raised: Vec<String> = settings.raised.iter().cloned().map(String::from).collect();
        let mut cells = vec![
            (Style::Plain, project.account.to_string()),
            (Style::Strong, project.id.to_string()),
            (
                if settings.guard == GuardPolicy::Redact { Style::Good } else { Style::Warn },
                settings.guard.as_str().to_owned(),
            ),
            (
                if settings.known == KnownPolicy::Off { Style::Warn } else { Style::Plain },
                settings.known.as_str().to_owned(),
            ),
            (Style::Plain, days(settings.retention_days, "for ever")),
            (Style::Plain, days(settings.pii_retention_days, "as records")),
            (Style::Plain, days(settings.key_lifetime_days, "for ever")),
        ];
        let bytes = stored(usage, project).map_or("unknown".to_owned(), local::about_bytes);
        cells.extend(usage.map(|_| (Style::Plain, bytes)));
        cells.extend([
            (Style::Plain, quotas(settings)),
            (Style::Plain, raised.join(",")),
            (Style::Quiet, project.created_at.to_string()[..16].replace('T', " ")),
        ]);
        table.row(cells);
    }
    print(&table.render(paint, columns()))
}

/// Returns what a project has of limits of its own.
fn quotas(settings: &ProjectSettings) -> String {
    let entries = match settings.entries_per_minute {
        Quota::Default => None,
        quota => Some(format!("{quota}/min")),
    };
    let bytes = match settings.bytes_max {
        Quota::Default => None,
        Quota::Unlimited => Some("unlimited bytes".to_owned()),
        Quota::AtMost(bytes) => Some(local::bytes_text(bytes)),
    };
    let own: Vec<String> = entries.into_iter().chain(bytes).collect();
    if own.is_empty() { "default".to_owned() } else { own.join(", ") }
}

fn entries(text: &str) -> Result<Quota, String> {
    Quota::parse(text).ok_or_else(|| "give a whole number above zero, unlimited or default".to_owned())
}

fn bytes(text: &str) -> Result<Quota, String> {
    let number = local::bytes(text).map(|bytes| bytes.to_string());
    Quota::parse(number.as_deref().unwrap_or(text))
        .ok_or_else(|| "give a size, as in 500MiB, 20GiB or 1048576, or unlimited or default".to_owned())
}

fn guard(text: &str) -> Result<GuardPolicy, String> {
    GuardPolicy::parse(text).ok_or_else(|| "use off, warn or redact".to_owned())
}

fn known(text: &str) -> Result<KnownPolicy, String> {
    KnownPolicy::parse(text).ok_or_else(|| "use ingest_key, producer or off".to_owned())
}

fn retention(text: &str) -> Result<Retention, String> {
    local::days(text).map(Retention)
}

fn raised(text: &str) -> Result<PromotedField, String> {
    PromotedField::parse(text).ok_or_else(|| {
        "only a guarded field can be raised, as in turn.user_input; docs/reference/fields.md lists them".to_owned()
    })
}
