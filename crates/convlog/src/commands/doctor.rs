//! `convlog doctor`: looks at everything that usually goes wrong and says what to do about it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use serde_json::json;

use crate::config;
use crate::failure::Exit;
use crate::remote::Server;
use crate::terminal::{Flow, Paint, Style, columns, print, print_line};

mod damage;
mod local;
mod remote;
mod room;
mod spool;

/// Check the data directory, the server, the key and the spool of this machine
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog doctor
  convlog doctor --data-dir /var/lib/convlog
  CONVLOG_URL=https://logs.example.com CONVLOG_API_KEY=… convlog doctor --project front-desk --json

It changes nothing that starting the server would not change. The exit code is 1 if a check failed.")]
pub(super) struct Doctor {
    /// The server's data directory [default: $XDG_DATA_HOME/convlog, else ~/.local/share/convlog]
    #[arg(long, env = "CONVLOG_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The file with the master key, if the server uses one
    #[arg(long, value_name = "FILE")]
    master_key_file: Option<PathBuf>,
    #[command(flatten)]
    server: Server,
    /// A project to read from
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// As it should be.
    Ok,
    /// Not wrong, but worth knowing.
    Warn,
    /// Wrong.
    Fail,
}

/// What one check found.
#[derive(Debug, Serialize)]
struct Finding {
    check: &'static str,
    state: State,
    detail: String,
    advice: Option<String>,
}

impl Finding {
    fn new(check: &'static str, state: State, detail: impl Into<String>) -> Finding {
        Finding { check, state, detail: detail.into(), advice: None }
    }

    fn ok(check: &'static str, detail: impl Into<String>) -> Finding {
        Finding::new(check, State::Ok, detail)
    }

    fn warn(check: &'static str, detail: impl Into<String>) -> Finding {
        Finding::new(check, State::Warn, detail)
    }

    fn fail(check: &'static str, detail: impl Into<String>) -> Finding {
        Finding::new(check, State::Fail, detail)
    }

    fn advise(mut self, advice: impl Into<String>) -> Finding {
        self.advice = Some(advice.into());
        self
    }
}

impl Doctor {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        let data_dir = config::data_dir(self.data_dir.as_deref());
        let mut findings = local::check(&data_dir, self.master_key_file.as_deref(), self.data_dir.is_some());
        findings.extend(remote::check(&self.server, self.project.as_deref()));
        findings.extend(spool::check());
        findings.extend(spool::adopted(&data_dir));
        findings.push(web_app());
        let failed = findings.iter().any(|finding| finding.state == State::Fail);
        if self.json {
            print_line(&json!({"ok": !failed, "checks": findings}).to_string())?;
        } else {
            print(&render(&findings, paint, columns()))?;
        }
        Ok(if failed { ExitCode::from(Exit::Failed as u8) } else { ExitCode::SUCCESS })
    }
}

/// Says whether a server started from this binary has the web app.
fn web_app() -> Finding {
    const CHECK: &str = "web app";
    if convlog_web::is_placeholder() {
        let detail = "this binary was compiled without the web app; its server shows a page that says so";
        return Finding::warn(CHECK, detail).advise("`make build` builds the app and then the binary with it");
    }
    Finding::ok(CHECK, "included in this binary")
}

fn render(findings: &[Finding], paint: Paint, columns: usize) -> String {
    const WORDS_COLUMN: usize = 24;
    let mut out = String::new();
    for finding in findings {
        let (style, mark) = match finding.state {
            State::Ok => (Style::Good, "ok"),
            State::Warn => (Style::Warn, "warn"),
            State::Fail => (Style::Bad, "fail"),
        };
        let mut flow = Flow::new(paint, columns, WORDS_COLUMN);
        flow.put(style, mark).column(6).put(Style::Strong, finding.check).column(WORDS_COLUMN);
        flow.words(Style::Plain, &finding.detail, usize::MAX);
        flow.end(&mut out);
        if let Some(advice) = &finding.advice {
            let mut flow = Flow::new(paint, columns, WORDS_COLUMN + 2);
            flow.column(WORDS_COLUMN).put(style, "→ ").words(Style::Plain, advice, usize::MAX);
            flow.end(&mut out);
        }
    }
    let count = |state: State| findings.iter().filter(|finding| finding.state == state).count();
    let (failed, warned) = (count(State::Fail), count(State::Warn));
    let (style, verdict) = match (failed, warned) {
        (0, 0) => (Style::Good, "All is well.".to_owned()),
        (0, warned) => (Style::Warn, format!("No check failed; {warned} need attention.")),
        (failed, _) => (Style::Bad, format!("{failed} of {} checks failed.", findings.len())),
    };
    out.push_str(&format!("\n{}\n", paint.paint(style, &verdict)));
    out
}
