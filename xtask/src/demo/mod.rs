//! The demo: a server on a free port, the example agent talking through a scripted call, and what two readers see.
//!
//! Here belong the order of the show and what is printed around it. The agent is `examples/front_desk`, and the views
//! are those of `convlog get`.

mod server;
mod tally;
mod verdict;

use std::io::{BufRead, IsTerminal};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::Args;

use crate::build;
use crate::process::{capture, run as run_command};
use crate::project::Project;
pub(crate) use server::Server;
use tally::Tally;

const AGENT: &str = "examples/front_desk";
const ACCOUNT: &str = "acme";
const PROJECT: &str = "front-desk";
/// The caller's number, from a range that no telephone has.
const CALLER: &str = "+447700900123";
const WITH: &str = "A reader with the permission pii sees";
const WITHOUT: &str = "A reader without it sees";
const GET_LIMIT: Duration = Duration::from_secs(30);
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
    let server = Server::start(project, &[])?;
    let conversation = play(project, &server)?;
    let with = server.key(project, ACCOUNT, PROJECT, "read,pii,annotate")?;
    let without = server.key(project, ACCOUNT, PROJECT, "read")?;
    show(project, &server, WITH, &with, &conversation)?;
    show(project, &server, WITHOUT, &without, &conversation)?;
    let tally = |key| Tally::of(&capture(project, get(project, &server, key, &conversation).arg("--json"), GET_LIMIT)?);
    println!("\n{}", Tally::compare(&tally(&with)?, &tally(&without)?));

    let page = format!("{}/{PROJECT}/conversations/{conversation}", server.url());
    if options.keep {
        println!("\nThe server goes on. In a browser the call is at\n\n  {page}\n");
        println!("Log in with {without},\nor with {with}, which sees personal data too. In a terminal:\n");
        println!("  export CONVLOG_URL={} CONVLOG_PROJECT_ID={PROJECT}", server.url());
        println!("  export CONVLOG_API_KEY={without}");
        println!("  target/release/convlog list");
        println!("  target/release/convlog get {conversation}");
        println!(
            "  curl -H \"x-api-key: $CONVLOG_API_KEY\" $CONVLOG_URL/v1/agents/{PROJECT}/conversations/{conversation}"
        );
        println!("\nThe API is described at {}/docs. To end it and remove what it stored:\n", server.url());
        let folder = server.folder().display().to_string();
        println!("  kill {}; rm -r {folder}", server.keep());
        return Ok(());
    }
    let url = server.url().to_owned();
    linger(project, &url, &page, &without, &conversation);
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
    println!("\n=== {heading}:\n");
    // With our own output, so that on a terminal it has the terminal's width and colours.
    run_command(project, &mut get(project, server, key, conversation), GET_LIMIT)
}

/// Returns the command that prints the conversation for the owner of `key`.
fn get(project: &Project, server: &Server, key: &str, conversation: &str) -> Command {
    let mut get = project.command(project.binary());
    get.args(["get", conversation, "--project", PROJECT]).env("CONVLOG_URL", server.url()).env("CONVLOG_API_KEY", key);
    get
}

/// Gives somebody at a terminal a minute to look around; without one there is nobody to wait for.
fn linger(project: &Project, url: &str, page: &str, key: &str, conversation: &str) {
    println!("\nIn a browser the call is at {page}");
    if !std::io::stdin().is_terminal() {
        println!("while the server runs, which `make demo KEEP=1` leaves running.");
        return;
    }
    println!("(log in with {key}).");
    println!("\nThe same over HTTP, from another terminal:");
    println!("  curl -H 'x-api-key: {key}' {url}/v1/agents/{PROJECT}/conversations/{conversation}");
    println!("\nThe server stays for {} s (with KEEP=1 it would go on); press Enter to end it now.", LINGER.as_secs());
    let (pressed, key) = mpsc::channel();
    thread::spawn(move || pressed.send(std::io::stdin().lock().read_line(&mut String::new()).is_ok()));
    let started = Instant::now();
    while started.elapsed() < LINGER && !project.interrupted() && key.recv_timeout(Duration::from_millis(100)).is_err()
    {
    }
}
