//! `convlog serve`: the server.

use std::io::{ErrorKind, Write, stdout};
use std::net::{IpAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use convlog_server::{AppState, WebAsset, system_clock};
use convlog_store::seal::{MasterKey, MasterKeys};
use convlog_store::{Actor, Control, KeyRecord, SecurityLog};
use convlog_store_sqlite::{SecurityFiles, SqliteStore};
use tokio::signal::unix::{SignalKind, signal};

use crate::adoption::Adoption;
use crate::config::{self, Config, Secret, Sources};
use crate::failure::{Exit, Failure};
use crate::starter::Starter;
use crate::{events, limits, local, logging, starter};

/// Start the server
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog serve
  convlog serve --data-dir /var/lib/convlog --listen 127.0.0.1:9000 --config /etc/convlog.toml
  convlog serve --adopt-spool /var/spool/convlog --adopt-key-file /etc/convlog-ingest.key

The first start on an empty data directory creates a project and keys, and prints them once. On SIGTERM or SIGINT the
server finishes the requests in flight and stops; a second signal stops it at once. `convlog config print` shows the
effective configuration; docs/reference/config.md lists all settings.")]
pub(super) struct Serve {
    #[command(flatten)]
    pub(super) flags: Flags,
}

/// The settings that have a flag. Those that are absent come from the environment, a file, or the defaults.
#[derive(Args, Debug)]
pub(super) struct Flags {
    /// The data directory; CONVLOG_DATA_DIR [default: $XDG_DATA_HOME/convlog, else ~/.local/share/convlog]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The address to listen on; port 0 selects a free port [default: 127.0.0.1:8080]
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,
    /// A file with the master key, or the key itself in CONVLOG_MASTER_KEY [default: one created in the data directory]
    #[arg(long, value_name = "FILE")]
    master_key_file: Option<PathBuf>,
    /// Import the records that dead processes of this user left in this spool directory; can be given several times
    #[arg(long, value_name = "DIR")]
    adopt_spool: Vec<PathBuf>,
    /// A file with the API key to import them with, which decides their account and projects; or the key itself in
    /// CONVLOG_ADOPT_KEY
    #[arg(long, value_name = "FILE")]
    adopt_key_file: Option<PathBuf>,
    /// A configuration file in TOML
    #[arg(long, env = "CONVLOG_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Do not create a project and keys on the first start
    #[arg(long)]
    no_starter: bool,
    /// On the first start also create and print a key that can read personal data
    #[arg(long)]
    starter_pii: bool,
    /// The log level on stderr: error, warn, info, debug, trace or off; CONVLOG_LOG [default: info]
    #[arg(long, value_name = "FILTER")]
    log: Option<String>,
    /// The log format: auto, human or json [default: auto]
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
}

impl Flags {
    /// Puts the flags, the environment and the file together.
    pub(super) fn load(&self) -> Result<config::Loaded, Failure> {
        let text = |path: &PathBuf| path.to_string_lossy().into_owned();
        let adopted = self.adopt_spool.iter().map(text).collect::<Vec<_>>().join(":");
        let given = [
            ("--data-dir", self.data_dir.as_ref().map(text)),
            ("--listen", self.listen.clone()),
            ("--master-key-file", self.master_key_file.as_ref().map(text)),
            ("--adopt-spool", (!adopted.is_empty()).then_some(adopted)),
            ("--adopt-key-file", self.adopt_key_file.as_ref().map(text)),
            ("--no-starter", self.no_starter.then(|| "false".to_owned())),
            ("--starter-pii", self.starter_pii.then(|| "true".to_owned())),
            ("--log", self.log.clone()),
            ("--log-format", self.log_format.clone()),
        ];
        let flags = given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let sources = Sources::read(self.config.as_deref(), flags)?;
        config::load(&sources).map_err(|problems| {
            Failure::new(Exit::Usage, problems.to_string()).advise("`convlog reference config` lists the settings")
        })
    }
}

impl Serve {
    pub(super) fn run(self) -> Result<ExitCode> {
        let mut config = self.flags.load()?.config;
        logging::start(&config.log);
        let (room, bounds) = (limits::room_for_connections()?, &mut config.server.limits);
        if room < bounds.connections_max {
            tracing::warn!("the limit of open files of this process allows only {room} connections at once");
            bounds.connections_max = room;
        }
        limits::warn_of_short_files();
        // Before the data directory is touched: a start that fails for the address leaves nothing behind.
        let listener = listen(&config.server.listen)?;
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            tracing::warn!(
                "listening on {address}, which other machines can reach, without TLS: keys and records are sent \
                unencrypted unless a TLS proxy is in front"
            );
        }
        let adoption = Adoption::configured(&config.adopt)?;
        let master_keys = master_keys(&config)?;
        let store = SqliteStore::open_with(config.store.sqlite.clone(), master_keys)
            .map_err(|error| local::cannot_open(&error))?;
        for notice in store.notices() {
            if notice.is_loss() { tracing::error!("{notice}") } else { tracing::warn!("{notice}") }
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(serve(config, store, adoption, listener))?;
        Ok(ExitCode::SUCCESS)
    }
}

async fn serve(config: Config, store: SqliteStore, adoption: Option<Adoption>, listener: TcpListener) -> Result<()> {
    let address = listener.local_addr()?;
    let url = format!("http://{address}");
    let shutdown = until_asked_to_stop()?;
    let server = &config.server;
    let starter = if server.starter { starter::make(&store, server.starter_pii).await? } else { None };
    let security = store.security_log();
    let made = starter.as_ref().map(Starter::made).unwrap_or_default();
    note_start(&security, &config, &store, made, address.ip()).await?;
    {
        let mut out = stdout().lock();
        if let Some(starter) = &starter {
            writeln!(out, "{}", starter.welcome(&url, &config.store.sqlite.data_dir))?;
        }
        writeln!(out, "convlog {} is ready at {url}", env!("CARGO_PKG_VERSION"))?;
        out.flush()?;
    }
    let data_dir = config.store.sqlite.data_dir.display().to_string();
    tracing::info!(%address, data_dir, "ready");
    if convlog_web::is_placeholder() {
        tracing::warn!("this binary was compiled without the web app; `make build` builds one with it");
    }
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    if let Some(adoption) = adoption {
        adoption.begin(address, &config.store.sqlite.data_dir).context("cannot import spools")?;
    }
    let state = AppState::new(config.server.limits, Arc::new(store), system_clock()).with_app(app_file);
    let state = state.with_security_log(Arc::new(security));
    convlog_server::serve_state(state, listener, shutdown).await.context("the server failed")?;
    tracing::info!("stopped");
    Ok(())
}

/// Tells the logs of the start. A server that cannot write to its security log does not start: later nobody would notice.
async fn note_start(
    security: &SecurityFiles,
    config: &Config,
    store: &SqliteStore,
    made: &[KeyRecord],
    address: IpAddr,
) -> Result<()> {
    let modes = events::unusual_modes(config, address, &store.projects(None).await?, made);
    if !modes.is_empty() {
        tracing::warn!(modes = modes.join(", "), "started with unusual settings");
    }
    let mut told = vec![events::server_started(&modes, local::now())];
    for (at, key) in made.iter().enumerate() {
        // They are all of one project, which the first of them has made.
        told.extend(if at == 0 { events::key_and_projects(key, &[]) } else { vec![events::key_created(key)] });
    }
    for event in told {
        security.append(&event.by(Actor::Server)).map_err(|error| {
            Failure::new(Exit::Unreachable, format!("{:#}", anyhow::Error::from(error)))
                .advise("the server does not start without a security log: make the file writable")
        })?;
    }
    Ok(())
}

/// Hands a file of the web app to the server. Neither knows the other, so that a change of the one does not compile the
/// other anew.
fn app_file(path: &str) -> Option<WebAsset> {
    let convlog_web::File { bytes, brotli, gzip, content_type, immutable, hash } = convlog_web::file(path)?;
    Some(WebAsset { bytes, brotli, gzip, content_type, immutable, hash })
}

/// Returns what ends when the process is asked to stop; asked twice, it does not wait for anybody.
fn until_asked_to_stop() -> Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping; waiting for requests in flight");
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            std::process::exit(i32::from(Exit::Failed as u8));
        });
    })
}

fn listen(address: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).map_err(|error| {
        let failure = |what: String| Failure::new(Exit::Unreachable, what);
        match error.kind() {
            ErrorKind::AddrInUse => failure(format!("another program already listens on {address}"))
                .advise("stop it, or choose another address with --listen (port 0 selects a free port)"),
            ErrorKind::PermissionDenied => failure(format!("this user has no permission to listen on {address}"))
                .advise("choose a port of 1024 or above with --listen"),
            _ => failure(format!("cannot listen on {address}: {error}"))
                .advise("use an address of this machine with --listen, as in 127.0.0.1:8080"),
        }
    })
}

/// Returns the master keys that were given.
pub(super) fn master_keys(config: &Config) -> Result<MasterKeys, Failure> {
    let store = &config.store;
    let current = master_key(store.master_key.as_ref(), store.master_key_file.as_deref(), "CONVLOG_MASTER_KEY")?;
    let previous = (store.master_key_previous.as_ref(), store.master_key_previous_file.as_deref());
    let previous = master_key(previous.0, previous.1, "CONVLOG_MASTER_KEY_PREVIOUS")?;
    Ok(MasterKeys { current, previous })
}

fn master_key(given: Option<&Secret>, file: Option<&Path>, name: &str) -> Result<Option<MasterKey>, Failure> {
    let usage = |what: String| Failure::new(Exit::Usage, what);
    let parse = |text: &str, whence: &str| {
        MasterKey::parse(text).map_err(|error| {
            usage(format!("{whence} is not a master key: {error}"))
                .advise("`openssl rand -hex 32` creates one for a new directory")
        })
    };
    if let Some(key) = given {
        return parse(key.reveal(), name).map(Some);
    }
    let Some(path) = file else { return Ok(None) };
    let text = read_secret(path)?;
    parse(&text, &path.display().to_string()).map(Some)
}

fn read_secret(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        Failure::new(Exit::Usage, format!("cannot read the master key from {}: {error}", path.display()))
            .advise("check the path and that this user may read it")
    })
}
