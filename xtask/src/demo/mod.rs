//! The demo: a server on a free port, the example agent talking through a scripted call, and what two readers see.
//!
//! Here belong the order of the show and what is printed around it. The agent is `examples/front_desk`, and the views
//! are those of `convlog get`: nothing here knows a record.

mod server;
mod verdict;

use std::io::{BufRead, IsTerminal};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::Args;

use crate::build;
use crate::process::{capture, run as run_command};
use crate::project::Project;
use server::Server;

const AGENT: &str = "examples/front_desk";
const ACCOUNT: &str = "acme";
const PROJECT: &str = "front-desk";
/// The caller's number, from a range that no telephone has.
const CALLER: &str = "+447700900123";
const WITH: &str = "A reader with the permission pii sees";
const WITHOUT: &str = "A reader without it sees";
/// How long the server stays for somebody at a terminal who presses no key.
const LINGER: Duration = Duration::from_secs(60);

/// What `make demo` can be told.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Leaves the server running.
    #[arg(long)]
    keep: bool,
}

/// Builds what is needed and plays the demo on this terminal.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    build::run(project)?;
    let server = Server::start(project)?;
    let conversation = play(project, &server)?;
    let reader = server.key(project, ACCOUNT, PROJECT, "read,pii")?;
    show(project, &server, WITH, &reader, &conversation)?;
    let stranger = server.key(project, ACCOUNT, PROJECT, "read")?;
    show(project, &server, WITHOUT, &stranger, &conversation)?;

    let url = server.url().to_owned();
    println!("\nThe same over HTTP:");
    println!("  curl -H 'x-api-key: {stranger}' {url}/v1/agents/{PROJECT}/conversations/{conversation}");
    if options.keep {
        println!("\nThe server goes on at {url}; end it with: kill {}", server.keep());
        return Ok(());
    }
    linger(project, &url);
    server.stop()
}

/// Plays the demo as somebody without a terminal would, and checks that both readers got their view.
pub(crate) fn check(project: &Project) -> Result<()> {
    let printed = capture(project, project.command("make").arg("demo"), Duration::from_mins(5))?;
    println!("{printed}");
    verdict::judge(&printed, WITH, WITHOUT, CALLER)
}

/// Lets the agent talk through its call and returns the conversation's id.
fn play(project: &Project, server: &Server) -> Result<String> {
    let key = server.key(project, ACCOUNT, PROJECT, "ingest")?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?;
    let conversation = format!("demo-{}", now.as_secs());
    println!("\nThe agent talks through a call:\n");
    let arguments = [AGENT, "--conversation", &conversation, "--caller", CALLER];
    let mut agent = project.venv("python", &arguments);
    agent.env("CONVLOG_URL", server.url()).env("CONVLOG_API_KEY", key);
    agent.env("CONVLOG_SPOOL_DIR", server.folder().join("spool"));
    run_command(project, &mut agent, Duration::from_mins(1))?;
    Ok(conversation)
}

/// Prints the conversation as the owner of `key` sees it.
fn show(project: &Project, server: &Server, heading: &str, key: &str, conversation: &str) -> Result<()> {
    let mut get = project.command(project.binary());
    get.args(["get", conversation, "--project", PROJECT]).env("CONVLOG_URL", server.url()).env("CONVLOG_API_KEY", key);
    let view = capture(project, &mut get, Duration::from_secs(30))?;
    println!("\n=== {heading}:\n\n{view}");
    Ok(())
}

/// Gives somebody at a terminal a minute to look around; without one there is nobody to wait for.
fn linger(project: &Project, url: &str) {
    if !std::io::stdin().is_terminal() {
        return;
    }
    println!("\nThe server stays at {url} for {} s; press Enter to end it now.", LINGER.as_secs());
    let (pressed, key) = mpsc::channel();
    thread::spawn(move || pressed.send(std::io::stdin().lock().read_line(&mut String::new()).is_ok()));
    let started = Instant::now();
    while started.elapsed() < LINGER && !project.interrupted() && key.recv_timeout(Duration::from_millis(100)).is_err()
    {
    }
}
