//! Running the binary in a world of its own: an empty home, an environment with nothing else in it, loopback only.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// How long anything may take before a test gives up on it.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// A directory that is somebody's home.
pub(crate) struct Home(TempDir);

/// What a finished command left.
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Home {
    pub(crate) fn new() -> Home {
        Home(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The data directory that all commands of a test share.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Returns the command with this home and nothing else in its environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_convlog"));
        command.args(arguments).env_clear().current_dir(self.path());
        command.env("HOME", self.path()).env("CONVLOG_DATA_DIR", self.data_dir());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Returns the command as it runs after a script of the shell that mounts something which nobody else sees. Where the
    /// kernel forbids namespaces it ends at once and says why: there is no other way to have such file systems.
    pub(crate) fn inside(&self, script: &str, arguments: &[&str]) -> Command {
        self.behind(&["unshare", "--map-root-user", "--mount"], script, arguments)
    }

    /// Returns the command as it runs after a script of the shell, which may set limits.
    pub(crate) fn after(&self, script: &str, arguments: &[&str]) -> Command {
        self.behind(&["env"], script, arguments)
    }

    fn behind(&self, program: &[&str], script: &str, arguments: &[&str]) -> Command {
        let inner = self.command(arguments);
        let mut command = Command::new(program[0]);
        command.args(&program[1..]).args(["sh", "-c", &format!(r#"{script} && exec "$@""#), "sh"]);
        command.arg(inner.get_program()).args(inner.get_args());
        let variables: Vec<_> = inner.get_envs().filter_map(|(name, value)| Some((name, value?))).collect();
        command.env_clear().envs(variables).envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.current_dir(self.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, &[])
    }

    /// Runs a command with some variables to its end.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Done {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        finish(command.spawn().unwrap())
    }

    /// Makes a key and returns it with its id.
    pub(crate) fn key(&self, permissions: &str) -> (String, String) {
        let arguments = [
            "keys",
            "create",
            "--new",
            "--account",
            "acme",
            "--project",
            "front-desk",
            "--permissions",
            permissions,
            "--json",
        ];
        let made = self.run(&arguments).json();
        (made["key"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned())
    }
}

impl Done {
    /// Returns stdout as JSON; the command must have succeeded.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// Returns the line of a failure; the command must have failed with this code. It is the last one: the client that a
    /// command delivers with says before what keeps records from being taken.
    pub(crate) fn failure(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{} {}", self.stdout, self.stderr);
        let mut lines = self.stderr.lines().filter(|line| line.starts_with("convlog: "));
        lines.next_back().unwrap_or_else(|| panic!("nothing was said: {}", self.stderr))
    }
}

/// Waits for the end of a command.
pub(crate) fn finish(mut child: Child) -> Done {
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reader = thread::spawn(move || {
        let mut text = String::new();
        err.read_to_string(&mut text).map(|_| text)
    });
    let out_reader = thread::spawn(move || {
        let mut text = String::new();
        out.read_to_string(&mut text).map(|_| text)
    });
    let code = wait(&mut child).code();
    Done { code, stdout: out_reader.join().unwrap().unwrap(), stderr: reader.join().unwrap().unwrap() }
}

fn wait(child: &mut Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begun.elapsed() > LIMIT {
            let _ = child.kill();
            panic!("the command did not end");
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    /// Where it listens, as it said itself.
    pub(crate) url: String,
    /// Everything it printed on stdout until it was ready.
    pub(crate) welcome: String,
    errors: Option<thread::JoinHandle<()>>,
    said: Arc<Mutex<String>>,
}

impl Server {
    /// Starts a server on the home's data directory and waits until it says that it is ready.
    pub(crate) fn start(home: &Home, arguments: &[&str]) -> Server {
        Server::start_with(home, arguments, &[])
    }

    /// The same with some variables.
    pub(crate) fn start_with(home: &Home, arguments: &[&str], variables: &[(&str, &str)]) -> Server {
        let mut command = home.command(&["serve"]);
        command.envs(variables.iter().copied());
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.args(arguments.iter().map(OsStr::new));
        Server::begin(command)
    }

    /// Starts a server on a small file system of its own, which nobody else sees and which goes with it. `filler` is a file
    /// there that takes so many bytes. `then` is what the shell does before it becomes the server, whose program is `$1`.
    pub(crate) fn start_on_small_disk(home: &Home, bytes: usize, filler: (&str, usize), then: &str) -> Server {
        std::fs::create_dir(home.data_dir()).unwrap();
        let script = format!(
            r#"mount -t tmpfs -o size={bytes},mode=0700 none "$CONVLOG_DATA_DIR" &&
            head -c {} /dev/zero > "$CONVLOG_DATA_DIR/{}" && {then}"#,
            filler.1, filler.0
        );
        Server::begin(home.inside(&script, &["serve", "--listen", "127.0.0.1:0"]))
    }

    /// Starts a server by a command of the caller's.
    pub(crate) fn begin(mut command: Command) -> Server {
        let mut child = command.spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let said = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&said);
        let errors = thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                heard.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let mut server = Server { child, url: String::new(), welcome: String::new(), errors: Some(errors), said };
        server.wait_until_ready(stdout);
        server
    }

    fn wait_until_ready(&mut self, stdout: ChildStdout) {
        let (lines, printed) = mpsc::channel();
        thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| lines.send(line))
        });
        loop {
            let Ok(line) = printed.recv_timeout(LIMIT) else {
                let said = self.stop().1;
                panic!("the server did not get ready: {} {said}", self.welcome)
            };
            self.welcome.push_str(&line);
            self.welcome.push('\n');
            if let Some((_, url)) = line.split_once(" is ready at ") {
                url.clone_into(&mut self.url);
                return;
            }
        }
    }

    /// Sends records and returns the answer.
    pub(crate) fn ingest(&self, key: &str, records: &str) -> Value {
        let mut answer =
            agent().post(format!("{}/v1/ingest", self.url)).header("x-api-key", key).send(records).unwrap();
        serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
    }

    /// Sends records and returns the status, the answer and what `Retry-After` says.
    pub(crate) fn try_ingest(&self, key: &str, records: &str) -> (u16, Value, Option<String>) {
        let request = agent().post(format!("{}/v1/ingest", self.url)).header("x-api-key", key);
        let mut answer = request.send(records).unwrap();
        let wait = answer.headers().get("retry-after").map(|wait| wait.to_str().unwrap().to_owned());
        let body = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), serde_json::from_str(&body).unwrap(), wait)
    }

    /// Returns the process's id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Returns a line of the process's memory status in KiB (proc(5)).
    pub(crate) fn memory_kib(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Asks for a path without a key and returns head and body as text.
    pub(crate) fn page(&self, path: &str) -> String {
        let mut answer = agent().get(format!("{}{path}", self.url)).call().unwrap();
        let head = format!("{:?}", answer.headers());
        let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap();
        format!("{head}\n{}", String::from_utf8_lossy(&body))
    }

    /// Asks for a path and returns the status.
    pub(crate) fn status(&self, key: &str, path: &str) -> u16 {
        self.ask(key, path).0
    }

    /// Asks for a path and returns the status and the body.
    pub(crate) fn ask(&self, key: &str, path: &str) -> (u16, String) {
        let mut answer = agent().get(format!("{}{path}", self.url)).header("x-api-key", key).call().unwrap();
        let body = answer.body_mut().with_config().limit(1 << 30).read_to_string().unwrap();
        (answer.status().as_u16(), body)
    }

    /// Kills the server, which has no time for anything.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        wait(&mut self.child);
    }

    /// Returns what it said on stderr so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Asks the server to stop with SIGTERM; returns its exit code and what it said on stderr.
    pub(crate) fn stop(&mut self) -> (Option<i32>, String) {
        // The child was not waited for, so its id is still its own.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let code = wait(&mut self.child).code();
        if let Some(errors) = self.errors.take() {
            errors.join().unwrap();
        }
        (code, self.said())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(LIMIT)).build().into()
}
