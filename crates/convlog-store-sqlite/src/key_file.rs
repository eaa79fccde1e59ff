//! The data directory's own files: the directory itself, its lock, its master key. All are for their owner alone.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use convlog_store::seal::MasterKey;
use zeroize::Zeroizing;

use crate::open_error::OpenError;

const KEY_FILE: &str = "master.key";
const NEXT_KEY_FILE: &str = "master.key.next";
const DRAFT_FILE: &str = "master.key.new";
const LOCK_FILE: &str = "LOCK";

/// Makes the data directory, unless it is there.
pub(crate) fn make_directory(path: &Path) -> Result<(), OpenError> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(OpenError::NotADirectory(path.to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let made: Vec<&Path> = path.ancestors().take_while(|folder| !is_there(folder)).collect();
            let make = || {
                DirBuilder::new().recursive(true).mode(0o700).create(path)?;
                // A directory that is not in its parent after a power cut takes everything along.
                made.iter().try_for_each(|folder| File::open(parent(folder))?.sync_all())
            };
            make().map_err(|error| OpenError::io(path, error))
        }
        Err(error) => Err(OpenError::io(path, error)),
    }
}

fn is_there(folder: &Path) -> bool {
    // An empty path is where a relative one begins.
    folder.as_os_str().is_empty() || folder.exists()
}

fn parent(folder: &Path) -> &Path {
    folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes an empty file that only its owner may read, unless it is there. SQLite gives its other files the same mode.
pub(crate) fn make_private(path: &Path) -> Result<File, OpenError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    options.open(path).map_err(|error| OpenError::io(path, error))
}

/// Takes the lock that one server has on a data directory; the system gives it back however the server ends.
pub(crate) fn lock(data_dir: &Path) -> Result<File, OpenError> {
    let path = data_dir.join(LOCK_FILE);
    let file = make_private(&path)?;
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

/// Says whether a key is to take the place of the one in use.
pub(crate) fn has_next_key(data_dir: &Path) -> bool {
    data_dir.join(NEXT_KEY_FILE).exists()
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

/// Makes a key that is to take the place of the one in use.
pub(crate) fn make_next_key(data_dir: &Path) -> Result<(), OpenError> {
    make(data_dir, NEXT_KEY_FILE).map(drop)
}

fn make(data_dir: &Path, name: &str) -> Result<MasterKey, OpenError> {
    let key = MasterKey::generate().map_err(|_| OpenError::NoRandomness)?;
    let (path, draft) = (data_dir.join(name), data_dir.join(DRAFT_FILE));
    let write = || {
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(key.to_text().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
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
