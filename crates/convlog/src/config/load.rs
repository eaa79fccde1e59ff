//! Putting the sources on top of each other.

use std::fmt;

use toml::de::{DeTable, DeValue};

use super::setting::{Origin, Setting, settings};
use super::{Config, Sources, default_data_dir};

/// A configuration, and where each of its values came from.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// The values.
    pub(crate) config: Config,
    /// Where each came from, in the order of [`settings`].
    pub(crate) origins: Vec<Origin>,
}

/// Everything that is wrong with the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problems(pub(crate) Vec<String>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration cannot be used: {}", self.0.join("; "))
    }
}

/// Returns the effective configuration.
///
/// # Errors
/// Every problem of every source, so that one look is enough.
pub(crate) fn load(sources: &Sources) -> Result<Loaded, Problems> {
    let mut problems = Vec::new();
    let file = read_file(sources, &mut problems);
    let mut config = Config::default();
    config.store.sqlite.data_dir = default_data_dir(|name| sources.variable(name).map(str::to_owned));
    let mut origins = Vec::new();
    for setting in settings() {
        let given = find(setting, sources, &file);
        if let Some((origin, text)) = &given
            && let Err(expected) = (setting.set)(&mut config, text.trim())
        {
            let line = file.iter().find(|given| matches!(origin, Origin::File(_)) && given.key == setting.key());
            let line = line.map(|given| format!(", line {}", given.line)).unwrap_or_default();
            problems.push(format!("{} (from {origin}{line}) {expected}", setting.key()));
        }
        origins.push(given.map_or(Origin::Default, |(origin, _)| origin));
    }
    if config.store.master_key.is_some() && config.store.master_key_file.is_some() {
        problems.push("store.master_key and store.master_key_file are both set: set only one of them".to_owned());
    }
    let (previous, previous_file) = (&config.store.master_key_previous, &config.store.master_key_previous_file);
    if previous.is_some() && previous_file.is_some() {
        problems.push(
            "store.master_key_previous and store.master_key_previous_file are both set: set only one of them"
                .to_owned(),
        );
    }
    if (previous.is_some() || previous_file.is_some())
        && config.store.master_key.is_none()
        && config.store.master_key_file.is_none()
    {
        problems.push("a previous master key is set but no new one: set the new one too".to_owned());
    }
    problems.extend(config.adopt.problem().map(str::to_owned));
    problems.extend(unknown_variables(sources));
    if problems.is_empty() { Ok(Loaded { config, origins }) } else { Err(Problems(problems)) }
}

/// What a file says about a setting.
struct InFile {
    key: String,
    text: String,
    /// Where its name stands, from 1.
    line: usize,
}

/// Returns what the strongest source says about a setting.
fn find(setting: &Setting, sources: &Sources, file: &[InFile]) -> Option<(Origin, String)> {
    if let Some((name, value)) = sources.flags.iter().find(|(name, _)| Some(*name) == setting.flag) {
        return Some((Origin::Flag(name), value.clone()));
    }
    for name in [Some(setting.variable()), setting.short_variable.map(str::to_owned)].into_iter().flatten() {
        if let Some(value) = sources.variable(&name) {
            let value = value.to_owned();
            return Some((Origin::Variable(name), value));
        }
    }
    let given = file.iter().find(|given| given.key == setting.key())?;
    Some((Origin::File(sources.file.as_ref()?.0.clone()), given.text.clone()))
}

/// Returns what the file says about each setting, and notes what nobody would look at.
fn read_file(sources: &Sources, problems: &mut Vec<String>) -> Vec<InFile> {
    let Some((path, text)) = &sources.file else { return Vec::new() };
    let path = path.display();
    let line_of = |at: usize| 1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let line = error.span().map(|span| format!(", line {}", line_of(span.start))).unwrap_or_default();
            problems.push(format!("{path}{line} is not TOML: {}", error.message().trim_end()));
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for (section, settings_of_it) in &table {
        let DeValue::Table(members) = settings_of_it.get_ref() else {
            let line = line_of(section.span().start);
            problems.push(format!("{path}, line {line}: {} is outside a [section]", section.get_ref()));
            continue;
        };
        for (name, value) in members {
            let (key, line) = (format!("{}.{}", section.get_ref(), name.get_ref()), line_of(name.span().start));
            match settings().find(|setting| setting.key() == key) {
                None => problems.push(format!("{path}, line {line}: there is no setting {key}")),
                Some(setting) if setting.secret => {
                    let variable = setting.variable();
                    problems
                        .push(format!("{path}, line {line}: {key} is a secret; set it with the variable {variable}"));
                }
                Some(_) => match text_of(value.get_ref()) {
                    Some(text) => found.push(InFile { key, text, line }),
                    None => {
                        let expected = "must be a text, a whole number, true or false";
                        problems.push(format!("{path}, line {line}: {key} {expected}"));
                    }
                },
            }
        }
    }
    found
}

/// Returns the text of a value that a setting may have.
fn text_of(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number.to_string())
        }
        DeValue::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn unknown_variables(sources: &Sources) -> impl Iterator<Item = String> + '_ {
    let names = sources.variables.iter().map(|(name, _)| name).filter(|name| name.starts_with("CONVLOG__"));
    names
        .filter(|name| settings().all(|setting| setting.variable() != **name))
        .map(|name| format!("there is no setting for the variable {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(file: &str, variables: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Sources {
        Sources {
            file: Some(("convlog.toml".into(), file.to_owned())),
            variables: variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            flags: flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        }
    }

    fn origin(loaded: &Loaded, key: &str) -> String {
        let at = settings().position(|setting| setting.key() == key).unwrap();
        loaded.origins[at].to_string()
    }

    #[test]
    fn a_stronger_source_wins_and_is_named() {
        let file = "[server]\nlisten = '127.0.0.1:1'\nstarter = false\n[log]\nformat = 'json'";
        let variables = [("CONVLOG__SERVER__LISTEN", "127.0.0.1:2"), ("CONVLOG_LOG", "debug"), ("HOME", "/srv/ada")];
        let loaded = load(&sources(file, &variables, &[])).unwrap();
        assert_eq!(loaded.config.server.listen, "127.0.0.1:2");
        assert!(!loaded.config.server.starter);
        assert_eq!(loaded.config.log.filter, "debug");
        assert_eq!(origin(&loaded, "server.listen"), "CONVLOG__SERVER__LISTEN");
        assert_eq!(origin(&loaded, "server.starter"), "convlog.toml");
        assert_eq!(origin(&loaded, "store.data_dir"), "default");
        assert_eq!(loaded.config.store.sqlite.data_dir.to_str(), Some("/srv/ada/.local/share/convlog"));
        let loaded = load(&sources(file, &variables, &[("--listen", "127.0.0.1:3")])).unwrap();
        assert_eq!(
            (loaded.config.server.listen.as_str(), origin(&loaded, "server.listen").as_str()),
            ("127.0.0.1:3", "--listen")
        );
    }

    #[test]
    fn every_problem_comes_out_at_once() {
        let file = "lonely = 1\n[server]\nlisten = '8080'\nport = 1\n[store]\nmaster_key = '00'\n[log]\nformat = []";
        let variables =
            [("CONVLOG__SERVER__LISTN", "x"), ("CONVLOG__LOG__FILTER", "a=b=c"), ("CONVLOG_MASTER_KEY", "s3cret")];
        let problems = load(&sources(file, &variables, &[("--master-key-file", "/k")])).unwrap_err();
        assert_eq!(problems.0.len(), 8, "{problems}");
        assert!(!problems.to_string().contains("s3cret"));
    }

    #[test]
    fn what_is_wrong_in_a_file_is_said_with_its_line() {
        for (file, expected) in [
            ("[server]\n\nlisten = 'nowhere'", "server.listen (from convlog.toml, line 3)"),
            ("# one\n[server]\nprot = 1", "convlog.toml, line 3: there is no setting server.prot"),
            ("lonely = 1", "convlog.toml, line 1: lonely is outside"),
            ("[log]\nformat = 'json'\nfilter = [1]", "convlog.toml, line 3: log.filter must be"),
            ("[store]\nmaster_key = '00'", "convlog.toml, line 2: store.master_key is a secret"),
            ("[server]\nlisten = '127.0.0.1:1'\nlisten == 2", "convlog.toml, line 3 is not TOML"),
            ("[adopt]\r\ninterval_ms = 'soon'", "adopt.interval_ms (from convlog.toml, line 2)"),
            ("[server\n", "convlog.toml, line 1 is not TOML"),
        ] {
            let problems = load(&sources(file, &[], &[])).unwrap_err();
            assert!(problems.0.iter().any(|problem| problem.starts_with(expected)), "{file}: {problems}");
        }
    }

    #[test]
    fn white_space_around_a_value_is_no_part_of_it() {
        let variables = [("CONVLOG_LOG", " debug\n"), ("CONVLOG__SERVER__STARTER", " false ")];
        let loaded = load(&sources("[server]\nlisten = ' 127.0.0.1:1 '", &variables, &[])).unwrap();
        assert_eq!((loaded.config.log.filter.as_str(), loaded.config.server.starter), ("debug", false));
        assert_eq!(loaded.config.server.listen, "127.0.0.1:1");
    }

    #[test]
    fn a_log_filter_is_made_of_levels_and_of_targets_with_one() {
        for good in
            ["info", "WARN", "off", "convlog_server=debug", "warn,hyper=error,convlog=trace", "info,", "convlog_server"]
        {
            let loaded = load(&sources("", &[("CONVLOG_LOG", good)], &[]))
                .unwrap_or_else(|problems| panic!("{good}: {problems}"));
            assert_eq!(loaded.config.log.filter, good);
        }
        for bad in [
            "verbose",
            "inof",
            "warning",
            "convlog=loud",
            "info;debug",
            "info debug",
            "a=b=c",
            "true",
            "info,,dbug",
            "all",
        ] {
            let problems = load(&sources("", &[("CONVLOG_LOG", bad)], &[])).unwrap_err().to_string();
            assert!(problems.contains("log.filter (from CONVLOG_LOG) must be"), "{bad}: {problems}");
        }
    }

    #[test]
    fn an_empty_variable_counts_as_absent() {
        let loaded = load(&sources("", &[("CONVLOG_LOG", ""), ("CONVLOG__SERVER__LISTEN", "")], &[])).unwrap();
        assert_eq!(loaded.config.log.filter, "info");
    }
}
