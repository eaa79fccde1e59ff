//! A `convlog serve` of our own: an empty folder, a free port, and an end.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use tempfile::TempDir;

use crate::process::{GRACE, capture, end_family};
use crate::project::Project;

const READY_LIMIT: Duration = Duration::from_secs(30);

/// A running server; it ends when this is dropped, unless it is kept.
#[derive(Debug)]
pub(crate) struct Server {
    /// Nothing once it was kept or stopped.
    child: Option<Child>,
    /// Nothing once it was kept.
    scratch: Option<TempDir>,
    folder: PathBuf,
    address: String,
    url: String,
}

#[derive(Debug, Deserialize)]
struct CreatedKey {
    key: String,
}

impl Server {
    /// Starts a server on an empty folder and waits until it is ready; settings are given as variables of its
    /// environment.
    pub(crate) fn start(project: &Project, settings: &[(&str, &str)]) -> Result<Self> {
        let parent = project.path("target/demo");
        fs::create_dir_all(&parent).with_context(|| format!("cannot make {}", parent.display()))?;
        let scratch = tempfile::Builder::new().prefix("run-").tempdir_in(parent)?;
        let folder = scratch.path().to_path_buf();
        let address = free_address()?;
        let log = File::create(folder.join("server.log"))?;
        let mut command = project.command(project.binary());
        command.args(["serve", "--listen", &address, "--data-dir"]).arg(folder.join("data"));
        command.envs(settings.iter().copied());
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
        let child = command.spawn().context("cannot start the server")?;
        let url = format!("http://{address}");
        let mut server = Self { child: Some(child), scratch: Some(scratch), folder, address, url };
        server.wait_until_ready(project)?;
        Ok(server)
    }

    /// Returns where it listens, `http://HOST:PORT`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the folder that goes away with it.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes an API key beside the running server.
    pub(crate) fn key(&self, project: &Project, account: &str, agent: &str, permissions: &str) -> Result<String> {
        let mut command = project.command(project.binary());
        command.args([
            "keys",
            "create",
            "--new",
            "--account",
            account,
            "--project",
            agent,
            "--permissions",
            permissions,
            "--json",
        ]);
        command.arg("--data-dir").arg(self.folder.join("data"));
        let printed = capture(project, &mut command, Duration::from_secs(30))?;
        let created: CreatedKey = serde_json::from_str(&printed).context("`keys create --json` printed no key")?;
        Ok(created.key)
    }

    /// Leaves it running and returns its process id.
    pub(super) fn keep(mut self) -> u32 {
        if let Some(scratch) = self.scratch.take() {
            let _ = scratch.keep();
        }
        self.child.take().map_or(0, |child| child.id())
    }

    /// Ends it and removes its folder.
    pub(crate) fn stop(mut self) -> Result<()> {
        self.end();
        self.scratch.take().map_or(Ok(()), TempDir::close).context("cannot remove the demo's folder")
    }

    fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            end_family(&mut child, GRACE);
        }
    }

    fn wait_until_ready(&mut self, project: &Project) -> Result<()> {
        let started = Instant::now();
        while !is_ready(&self.address) {
            let gone = self.child.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None)));
            if gone || project.interrupted() || started.elapsed() > READY_LIMIT {
                let log = fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
                bail!("the server did not get ready; it said:\n{log}");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// Returns an address of the loopback interface that nobody listens on.
fn free_address() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("cannot find a free port")?;
    Ok(listener.local_addr()?.to_string())
}

/// Asks `/readyz` once. Whatever goes wrong means that it is not ready yet.
fn is_ready(address: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(answer.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers one request with `status_line`, and returns what was asked of it.
    fn ask(status_line: &'static str) -> (bool, String) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let read = stream.read(&mut request).unwrap();
            stream.write_all(status_line.as_bytes()).unwrap();
            String::from_utf8_lossy(&request[..read]).into_owned()
        });
        (is_ready(&address), server.join().unwrap())
    }

    #[test]
    fn is_ready_when_readyz_says_so() {
        let (ready, asked) = ask("HTTP/1.1 200 OK\r\n\r\n");
        assert!(ready && asked.starts_with("GET /readyz "), "{asked}");
    }

    #[test]
    fn is_not_ready_while_readyz_refuses_or_nobody_listens() {
        assert!(!ask("HTTP/1.1 503 Service Unavailable\r\n\r\n").0);
        assert!(!is_ready(&free_address().unwrap()));
    }
}
