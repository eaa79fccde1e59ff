//! The data directory's own files: its lock, its master key. All are for their owner alone.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use convlog_private_dir::PrivateDir;
use convlog_store::seal::MasterKey;
use zeroize::Zeroizing;

use crate::open_error::OpenError;

const KEY_FILE: &str = "master.key";
const NEXT_KEY_FILE: &str = "master.key.next";
const DRAFT_FILE: &str = "master.key.new";
const LOCK_FILE: &str = "LOCK";

/// Takes the lock that one server has on a data directory; the system gives it back however the server ends.
pub(crate) fn lock(directory: &PrivateDir) -> Result<File, OpenError> {
    let data_dir = directory.path();
    let path = data_dir.join(LOCK_FILE);
    let file = directory.file_or_create(LOCK_FILE).map_err(|error| OpenError::io(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(data_dir.to_owned())),
        Err(TryLockError::Error(error)) => Err(OpenError::io(&path, error)),
    }
}

/// Returns the master key that the directory holds, if it holds one.
pub(crate) fn read_key(data_dir: &Path) -> Result<Option<MasterKey>, OpenError> {
    read(data_dir.join(KEY_FILE))
}

/// Returns the key that is to take its place, if there is one.
pub(crate) fn read_next_key(data_dir: &Path) -> Result<Option<MasterKey>, OpenError> {
    read(data_dir.join(NEXT_KEY_FILE))
}

fn read(path: PathBuf) -> Result<Option<MasterKey>, OpenError> {
    match fs::read_to_string(&path) {
        Ok(text) => {
            let text = Zeroizing::new(text);
            MasterKey::parse(&text).map(Some).map_err(|_| OpenError::BadKeyFile(path))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(OpenError::BadKeyFile(path)),
        Err(error) => Err(OpenError::io(&path, error)),
    }
}

/// Makes a master key and keeps it in the directory, durably, before anything is sealed under it.
pub(crate) fn make_key(data_dir: &Path) -> Result<MasterKey, OpenError> {
    make(data_dir, KEY_FILE)
}

/// Asks for the key in a data directory to be exchanged, whether a server runs on it or not. An exchange that is under way
/// goes on.
///
/// # Errors
/// The directory holds no key, because it is given from outside; or it cannot be written.
pub fn request_rotation(data_dir: &Path) -> Result<(), OpenError> {
    if read_key(data_dir)?.is_none() {
        return Err(OpenError::KeyFromOutside(data_dir.to_owned()));
    }
    match read_next_key(data_dir)? {
        Some(_) => Ok(()),
        None => make(data_dir, NEXT_KEY_FILE).map(drop),
    }
}

/// Says whether an exchange that was asked for has not ended yet.
#[must_use]
pub fn is_rotation_pending(data_dir: &Path) -> bool {
    data_dir.join(NEXT_KEY_FILE).exists()
}

fn make(data_dir: &Path, name: &str) -> Result<MasterKey, OpenError> {
    let key = MasterKey::generate().map_err(|_| OpenError::NoRandomness)?;
    let path = data_dir.join(name);
    let write = || {
        let directory = PrivateDir::open(data_dir)?;
        // Whoever was interrupted may have left one.
        let _ = directory.remove(DRAFT_FILE);
        let mut file = directory.create(DRAFT_FILE)?;
        file.write_all(key.to_text().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        directory.rename(DRAFT_FILE, &directory, name)?;
        File::open(data_dir)?.sync_all()
    };
    write().map_err(|error| OpenError::io(&path, error))?;
    Ok(key)
}

/// Puts the next key in the place of the one in use, which is gone then.
pub(crate) fn promote_next_key(data_dir: &Path) -> Result<(), OpenError> {
    let (path, next) = (data_dir.join(KEY_FILE), data_dir.join(NEXT_KEY_FILE));
    let promote = || {
        fs::rename(&next, &path)?;
        File::open(data_dir)?.sync_all()
    };
    promote().map_err(|error| OpenError::io(&path, error))
}
