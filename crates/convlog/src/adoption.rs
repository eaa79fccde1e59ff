//! Taking in what dead processes left in a spool on this machine.
//!
//! Belongs here: when, and what is said about it. How records travel is the client's business: they come through the
//! server's own door with a key, so that there is no second way in that would have to know keys, projects, classes and
//! the guard.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use convlog_client::{Secret, Shipment, ship_directory_with_progress};
use convlog_private_dir::{PrivateDir, Refusal};

use crate::config::Adopt;
use crate::failure::{Exit, Failure};
use crate::local::now;

mod tally;

pub(crate) use tally::{Tallies, Tally};

/// The longest that one directory may keep the others waiting.
const ROUND: Duration = Duration::from_secs(60);

/// Directories that are looked after, and the key for what is in them.
#[derive(Debug)]
pub(crate) struct Adoption {
    directories: Vec<PathBuf>,
    key: Secret,
    interval: Duration,
    age_max: Duration,
}

impl Adoption {
    /// Returns what is configured; nothing without a directory.
    ///
    /// # Errors
    /// A directory or the key's file cannot be read.
    pub(crate) fn configured(config: &Adopt) -> Result<Option<Adoption>, Failure> {
        if config.spool_dirs.is_empty() {
            return Ok(None);
        }
        for directory in &config.spool_dirs {
            PrivateDir::open(directory).map_err(|error| cannot_use(directory, &error, Exit::Usage))?;
        }
        let key = match (&config.key, &config.key_file) {
            (Some(key), _) => key.reveal().to_owned(),
            (None, Some(path)) => fs::read_to_string(path).map_err(|error| {
                Failure::new(Exit::Usage, format!("cannot read the key from {}: {error}", path.display()))
                    .advise("check the path and that this user may read it")
            })?,
            (None, None) => String::new(),
        };
        let key = Secret::new(key.trim());
        let (directories, interval) = (config.spool_dirs.clone(), config.interval);
        let age_max = Duration::from_secs(u64::from(config.spool_days_max) * 24 * 3600);
        Ok(Some(Adoption { directories, key, interval, age_max }))
    }

    /// Looks again and again, beside the server that listens here, until the process ends. What comes of it is counted in
    /// the data directory.
    ///
    /// # Errors
    /// There can be no thread for it.
    pub(crate) fn begin(self, address: SocketAddr, data_dir: &Path) -> std::io::Result<()> {
        let url = format!("http://{}", reachable(address));
        let mut tallies = Tallies::read(data_dir);
        let look = move || {
            let mut said = vec![None; self.directories.len()];
            loop {
                for (directory, said) in self.directories.iter().zip(&mut said) {
                    let key = Some(self.key.clone());
                    let shipment = ship_directory_with_progress(directory, &url, key, ROUND, self.age_max, &mut |_| {});
                    tell(directory, &shipment, said);
                    if let Err(error) = tallies.add(directory, &shipment, now()) {
                        tracing::warn!(%error, "cannot write the counts of imported spool records into the data \
                            directory");
                    }
                }
                thread::sleep(self.interval);
            }
        };
        thread::Builder::new().name("convlog-adopt".to_owned()).spawn(look).map(drop)
    }
}

/// Says what was done, and a problem once for as long as it stays the same.
fn tell(directory: &Path, shipment: &Shipment, said: &mut Option<String>) {
    let directory = directory.display();
    let Shipment { producers, records, duplicate, rejected, erased, held, held_released, corrupt, torn, .. } = shipment;
    if *records > 0 || *corrupt > 0 || *held_released > 0 {
        tracing::info!(
            %directory, producers, records, duplicate, rejected, erased, held, held_released, corrupt, torn,
            "imported the records that dead processes left in a spool"
        );
    }
    let Shipment { expired, dead_letters_expired, .. } = shipment;
    if *expired + *dead_letters_expired > 0 {
        tracing::warn!(%directory, expired, dead_letters_expired, "deleted undelivered records from a spool because \
            they were too old");
    }
    let problem = if shipment.complete { None } else { shipment.last_error.as_ref().map(|error| error.code.clone()) };
    if problem != *said
        && let Some(code) = &problem
    {
        let unreadable = shipment.unreadable;
        tracing::warn!(%directory, code, unreadable, "cannot import all records of a spool; the rest stays there");
    }
    *said = problem;
}

/// Says why a spool directory cannot be used; a refusal ends with the command that mends it.
pub(crate) fn cannot_use(spool_dir: &Path, error: &std::io::Error, otherwise: Exit) -> Failure {
    if Refusal::of(error).is_some() {
        return Failure::new(Exit::Refused, format!("the spool directory cannot be trusted: {error}"));
    }
    Failure::new(otherwise, format!("cannot read the spool directory {}: {error}", spool_dir.display()))
        .advise("use the directory that the producers use as CONVLOG_SPOOL_DIR, and run as the same user")
}

/// Returns the address under which this process reaches its own server.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
