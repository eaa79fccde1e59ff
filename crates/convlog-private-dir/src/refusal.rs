//! Why something is not used, in sentences that end with the command that mends it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a directory or a file is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A directory or file is another user's.
    #[error(
        "{} belongs to another user (uid {owner}); run as that user, or, if you trust its contents, as root: chown \
        -R {us} {}",
        path.display(), Quoted(path)
    )]
    Foreign {
        /// Which.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
        /// Who asks.
        us: u32,
    },
    /// Other users may write to a directory or file of ours.
    #[error(
        "other users can change {} (mode {mode:04o}); check its contents, then remove their access: chmod go-rwx {}",
        path.display(), Quoted(path)
    )]
    Writable {
        /// Which.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A directory on the way is another user's, and not root's.
    #[error(
        "the parent directory {} belongs to another user (uid {owner}), who can replace its contents; choose a \
        directory elsewhere, or, as root: chown {us} {}", path.display(), Quoted(path)
    )]
    ForeignParent {
        /// Which.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
        /// Who asks.
        us: u32,
    },
    /// Other users may replace what lies in a directory on the way.
    #[error(
        "other users can replace the contents of the parent directory {} (mode {mode:04o}); choose a directory \
        elsewhere, or remove their access: chmod go-w {}",
        path.display(), Quoted(path)
    )]
    WritableParent {
        /// Which.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A link on the way is another user's.
    #[error("the symbolic link {} belongs to another user (uid {owner}); remove it: rm {}", path.display(), Quoted(path))]
    ForeignLink {
        /// Which.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
    },
    /// A link stands where a file or a directory should be.
    #[error(
        "{} is a symbolic link; replace it by its target: cp -a --remove-destination \"$(readlink -f {})\" {}",
        .0.display(), Quoted(.0), Quoted(.0)
    )]
    Link(PathBuf),
    /// Something else stands where a directory should be.
    #[error("{} is not a directory; remove it: rm {}", .0.display(), Quoted(.0))]
    NotADirectory(PathBuf),
    /// A FIFO, a device or the like stands where a file should be.
    #[error("{} is not a regular file; remove it: rm -r {}", .0.display(), Quoted(.0))]
    NotAFile(PathBuf),
    /// A file has further names, which may be elsewhere and other users'.
    #[error(
        "{} has {names} names (hard links); give it a copy of its own: cp -p {quoted} {quoted}.copy && mv {quoted}.copy \
         {quoted}", path.display(), quoted = Quoted(path)
    )]
    HardLinked {
        /// Which.
        path: PathBuf,
        /// How many names it has.
        names: u64,
    },
}

impl Refusal {
    /// Returns the refusal that an error stands for, if it is one.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<&Refusal> {
        error.get_ref()?.downcast_ref()
    }
}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> io::Error {
        io::Error::new(io::ErrorKind::PermissionDenied, refusal)
    }
}

/// A path as a shell reads it.
struct Quoted<'a>(&'a Path);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string_lossy();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+,:@%".contains(&byte);
        if text.bytes().all(is_plain) { f.write_str(&text) } else { write!(f, "'{}'", text.replace('\'', r"'\''")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_takes_any_path() {
        let mode = |path: &str| Refusal::Writable { path: path.into(), mode: 0o777 }.to_string();
        assert!(mode("/var/spool/convlog-1").ends_with(": chmod go-rwx /var/spool/convlog-1"));
        assert!(mode("/a b/it's").ends_with(r": chmod go-rwx '/a b/it'\''s'"), "{}", mode("/a b/it's"));
    }

    #[test]
    fn survives_the_way_through_an_error() {
        let refusal = Refusal::NotADirectory("/x".into());
        let error = io::Error::from(refusal.clone());
        assert_eq!((Refusal::of(&error), error.to_string()), (Some(&refusal), refusal.to_string()));
        assert_eq!(Refusal::of(&io::Error::from_raw_os_error(2)), None);
    }
}
