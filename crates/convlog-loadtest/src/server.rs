//! The real binary as a process of its own.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http::Connection;

/// A running server. Dropping it ends it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// How long it took from its start until it was ready.
    pub started_in: Duration,
}

/// Returns the built binary.
#[must_use]
pub fn binary() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/release/convlog")
}

impl Server {
    /// Starts a server on a data directory and waits until it is ready.
    ///
    /// # Errors
    /// The binary is missing (`make build` makes it) or did not get ready.
    pub fn start(data_dir: &Path) -> Result<Server> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let started = Instant::now();
        let child = Command::new(binary())
            .args(["serve", "--no-starter", "--listen", &address, "--data-dir"])
            .arg(data_dir)
            .env("CONVLOG__SERVER__SERVER_TIMING", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start target/release/convlog; run `make build` first")?;
        let mut server = Server { child, address, started_in: Duration::ZERO };
        while !server.is_ready() {
            if started.elapsed() > Duration::from_secs(60) || server.child.try_wait()?.is_some() {
                bail!("the server did not get ready");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        server.started_in = started.elapsed();
        Ok(server)
    }

    fn is_ready(&self) -> bool {
        let ask = || Connection::open(&self.address, "")?.get("/readyz");
        ask().is_ok_and(|answer| answer.status == 200)
    }

    /// Returns the memory the process holds at this moment, in bytes.
    ///
    /// # Errors
    /// The process is gone.
    pub fn resident_bytes(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
        let kilobytes: u64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
        Ok(kilobytes * 1024)
    }

    /// Returns the processor time that the process has had so far.
    ///
    /// # Errors
    /// The process is gone.
    pub fn processor_time(&self) -> Result<Duration> {
        processor_time(&self.child.id().to_string())
    }

    /// Ends it in good order and waits.
    ///
    /// # Errors
    /// It does not end.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let asked = Instant::now();
        while self.child.try_wait()?.is_none() {
            if asked.elapsed() > Duration::from_secs(30) {
                bail!("the server does not end");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the processor time that a process has had so far; `self` is this one.
///
/// # Errors
/// The process is gone.
pub fn processor_time(process: &str) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name may hold anything but ends with the last bracket.
    let (_, rest) = stat.rsplit_once(')').context("no name")?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    // Linux counts it in hundredths of a second, on every machine that convlog runs on.
    Ok(Duration::from_millis(ticks * 10))
}

/// Makes a key for the project `bench`.
///
/// # Errors
/// The command failed.
pub fn key(data_dir: &Path, permissions: &str) -> Result<String> {
    key_of(data_dir, "acme", "bench", permissions)
}

/// Makes a key for a project.
///
/// # Errors
/// The command failed.
pub fn key_of(data_dir: &Path, account: &str, project: &str, permissions: &str) -> Result<String> {
    let output = Command::new(binary())
        .args(["keys", "create", "--new", "--json", "--account", account, "--project", project])
        .args(["--permissions", permissions, "--data-dir"])
        .arg(data_dir)
        .output()?;
    let made: serde_json::Value = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("keys create: {}", String::from_utf8_lossy(&output.stderr)))?;
    Ok(made["key"].as_str().context("no key")?.to_owned())
}

/// Returns how many bytes the files below a directory take.
///
/// # Errors
/// It cannot be read.
pub fn disk_bytes(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for file in fs::read_dir(folder)? {
        let file = file?;
        bytes += if file.file_type()?.is_dir() { disk_bytes(&file.path())? } else { file.metadata()?.len() };
    }
    Ok(bytes)
}
