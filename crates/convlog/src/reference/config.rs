//! `config.md`: every setting of the server.

use std::fmt::Write;

use super::cell;
use crate::config::settings;

const INTRODUCTION: &str = "\
# Configuration of the server

A setting takes its value from the first of these that has one: a flag of `convlog serve`, the variable
`CONVLOG__SECTION__NAME`, a shorter variable where there is one, the TOML file of `--config` (or `CONVLOG_CONFIG`), the
default. `convlog config print` shows every value in effect and where it came from. Unknown settings in the file or among
the variables are errors; the server reports all errors of the configuration together and does not start.

```toml
[server]
listen = \"127.0.0.1:9000\"

[log]
format = \"json\"
```

Commands that read over HTTP take `CONVLOG_URL`, `CONVLOG_API_KEY` and `CONVLOG_PROJECT_ID`; see [cli.md](cli.md).
";

/// Returns the page.
#[must_use]
pub fn config() -> String {
    let mut page = INTRODUCTION.to_owned();
    let mut section = "";
    for setting in settings() {
        if setting.section != section {
            section = setting.section;
            // NOTE: writing to a String does not fail.
            let _ = write!(
                page,
                "\n## `[{section}]`\n\n| setting | default | variable | flag | meaning |\n|---|---|---|---|---|\n"
            );
        }
        let short = setting.short_variable.map(|name| format!(", `{name}`")).unwrap_or_default();
        let flag = setting.flag.map(|flag| format!("`{flag}`")).unwrap_or_default();
        let (name, default, variable) = (setting.name, setting.default, setting.variable());
        let _ = writeln!(page, "| `{name}` | {default} | `{variable}`{short} | {flag} | {} |", cell(setting.doc));
    }
    page
}
