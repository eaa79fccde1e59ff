//! The real server on the real store: started, stopped, and cut off from its power with what it had not yet synced.

use std::io::{BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use convlog_core::Timestamp;
use convlog_privacy_simulation::random::Random;
use convlog_server::{AppState, Config, serve_state, system_clock};
use convlog_store::{Control, KeyToken, NewKey, Permission};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::broken_promise::{self, BrokenPromise};
use crate::disk::Disk;
use crate::disk::sim_disk::{CrashMode, SimDisk};
use crate::message::Message;
use crate::store::power::SECTORS;
use crate::store::stage::{Said, Stage, new_key, open, words};

const PATIENCE: Duration = Duration::from_secs(30);

/// A server and the disk it stands on.
#[derive(Debug)]
pub struct Server {
    directory: TempDir,
    disk: Arc<Disk>,
    broken_promise: Option<BrokenPromise>,
    /// What its clock is ahead of everybody else's.
    ahead_secs: i64,
    token: KeyToken,
    key: NewKey,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    runtime: Runtime,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Server {
    /// Starts one on an empty directory.
    ///
    /// # Errors
    /// It does not start.
    pub fn start(ahead_secs: i64, broken_promise: Option<BrokenPromise>) -> Said<Server> {
        let (token, key) = new_key("producers", &[Permission::Ingest])?;
        let (directory, disk) = watched()?;
        broken_promise::on_disk(broken_promise, &disk);
        let mut server = Server { directory, disk, broken_promise, ahead_secs, token, key, running: None };
        server.run(true)?;
        Ok(server)
    }

    /// Returns the key that producers send with.
    #[must_use]
    pub fn key(&self) -> &str {
        self.token.reveal()
    }

    fn run(&mut self, is_first: bool) -> Said<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(words)?;
        let store =
            Arc::new(open(self.directory.path()).map_err(|error| format!("it does not open: {}", words(error)))?);
        let (address, stop, serving) = runtime.block_on(async {
            if is_first {
                store.create_key(self.key.clone()).await.map_err(words)?;
            } else if store.find_key(&self.token.hash()).await.map_err(words)?.is_none() {
                return Err("the producers' key was acknowledged and is gone".to_owned());
            }
            let listener = TcpListener::bind("127.0.0.1:0").await.map_err(words)?;
            let address = listener.local_addr().map_err(words)?;
            let (clock, ahead) = (system_clock(), self.ahead_secs * 1_000_000);
            let clock = Arc::new(move || Timestamp::from_micros(clock().as_micros() + ahead));
            let (stop, stopped) = oneshot::channel();
            let state = AppState::new(
                Config::default(),
                broken_promise::with_broken_promise(self.broken_promise, store),
                clock,
            );
            let serving = tokio::spawn(async move {
                let stopped = async { drop(stopped.await) };
                drop(serve_state(state, listener, stopped).await);
            });
            Ok((address, stop, serving))
        })?;
        self.running = Some(Running { runtime, address, stop, serving });
        Ok(())
    }

    /// Stops it in good order.
    ///
    /// # Errors
    /// It broke down.
    pub fn stop(&mut self) -> Said<()> {
        let Some(Running { runtime, stop, serving, .. }) = self.running.take() else { return Ok(()) };
        let _ = stop.send(());
        runtime.block_on(serving).map_err(words)
    }

    /// Stops it in good order and starts it again.
    ///
    /// # Errors
    /// It does not start.
    pub fn restart(&mut self) -> Said<()> {
        self.stop()?;
        self.run(false)
    }

    /// Takes its power away and starts it on what that may leave of its disk.
    ///
    /// # Errors
    /// It does not start.
    pub fn cut_power(&mut self, random: &mut Random) -> Said<()> {
        // What it does from here on is not on the disk any more.
        let log = self.disk.log();
        self.disk.unwatch();
        if let Some(running) = self.running.take() {
            running.runtime.shutdown_timeout(PATIENCE);
        }
        let mut sim_disk = SimDisk::new(SECTORS[random.below(SECTORS.len())]);
        log.iter().for_each(|event| sim_disk.happen(event));
        (self.directory, self.disk) = watched()?;
        broken_promise::on_disk(self.broken_promise, &self.disk);
        let crash = CrashMode::ALL[random.below(CrashMode::ALL.len())];
        sim_disk.leave(self.directory.path(), crash, random).map_err(words)?;
        self.run(false).map_err(|why| format!("after a power cut ({crash:?}): {why}"))
    }

    /// Hands a request over; nothing waits for the answer.
    ///
    /// # Errors
    /// It is not there.
    pub fn hand(&self, bytes: &[u8]) -> Said<TcpStream> {
        let address = self.running.as_ref().ok_or("the server does not run")?.address;
        let mut stream = TcpStream::connect(address).map_err(words)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(words)?;
        stream.write_all(bytes).map_err(words)?;
        Ok(stream)
    }

    /// Hands over a request that ends too early.
    ///
    /// # Errors
    /// It is not there.
    pub fn hand_half(&self, request: &Message) -> Said<()> {
        let bytes = request.to_bytes();
        let stream = self.hand(&bytes[..bytes.len() / 2])?;
        stream.shutdown(Shutdown::Write).map_err(words)?;
        // Whatever it says, nobody hears it; but it has said it before anything else happens.
        let _ = Message::read(&mut BufReader::new(&stream));
        Ok(())
    }

    /// Returns its answer to a request, by its own clock.
    ///
    /// # Errors
    /// It does not answer, or does not take everything in.
    pub fn ask(&self, request: &Message) -> Said<Message> {
        let stream = self.hand(&request.to_bytes())?;
        let answer = Message::read(&mut BufReader::new(&stream)).map_err(words)?;
        let mut answer = answer.ok_or("the server does not answer")?;
        if !answer.first_line().ends_with("200 OK") {
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            return Err(format!("the server says {}: {body}", answer.first_line()));
        }
        // HTTP's own header comes from the machine's clock, wherever the service has its own from.
        let date = answer.header("date").and_then(|date| httpdate::parse_http_date(date).ok());
        let date = date.ok_or("the server does not say its time")?;
        answer.set_header("date", &httpdate::fmt_http_date(shifted(date, self.ahead_secs)));
        Ok(answer)
    }

    /// Opens what it left, to read.
    ///
    /// # Errors
    /// It does not open.
    pub async fn left(&self) -> Said<Stage> {
        Stage::set(Arc::new(open(self.directory.path()).map_err(words)?)).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.disk.unwatch();
        if let Some(running) = self.running.take() {
            running.runtime.shutdown_timeout(PATIENCE);
        }
    }
}

fn watched() -> Said<(TempDir, Arc<Disk>)> {
    let directory = tempfile::tempdir_in(crate::memory()).map_err(words)?;
    let disk = Disk::watch(directory.path());
    Ok((directory, disk))
}

fn shifted(time: SystemTime, secs: i64) -> SystemTime {
    let by = Duration::from_secs(secs.unsigned_abs());
    if secs < 0 { time - by } else { time + by }
}
