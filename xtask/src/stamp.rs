//! Remembering of what something was made, so that it is not made again from the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// A running hash over files and values.
#[derive(Debug, Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    /// Adds bytes, with their length so that neighbours cannot run into one another.
    pub(crate) fn with(mut self, bytes: &[u8]) -> Self {
        self.0.update(bytes.len().to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds the names and contents of all `files`.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub(crate) fn with_files(mut self, files: &[PathBuf]) -> Result<Self> {
        for file in files {
            let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            self = self.with(file.as_os_str().as_encoded_bytes()).with(&bytes);
        }
        Ok(self)
    }

    /// Returns the hash in hexadecimal.
    pub(crate) fn finish(self) -> String {
        HEXLOWER.encode(&self.0.finalize())
    }
}

/// A small file that holds the digest of what something was made of.
#[derive(Debug)]
pub(crate) struct Stamp(PathBuf);

impl Stamp {
    /// Names the file; it need not exist.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Says whether the thing was made of exactly this.
    pub(crate) fn matches(&self, digest: &str) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|known| known.trim() == digest)
    }

    /// Remembers `digest`.
    pub(crate) fn write(&self, digest: &str) -> Result<()> {
        fs::write(&self.0, format!("{digest}\n")).with_context(|| format!("cannot write {}", self.0.display()))
    }
}

/// Returns the files below `folder` in a fixed order, leaving out folders named in `skip` and what tools leave behind.
pub(crate) fn files_below(folder: &Path, skip: &[&str]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') || skip.contains(&name.as_ref()) {
                continue;
            }
            if entry.file_type()?.is_dir() { open.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_matches_what_was_written_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = Stamp::new(folder.path().join("stamp"));
        assert!(!stamp.matches("a"));
        stamp.write("a").unwrap();
        assert!(stamp.matches("a"));
        assert!(!stamp.matches("b"));
    }

    #[test]
    fn neighbouring_values_do_not_run_into_one_another() {
        let one = Digest::default().with(b"ab").with(b"c").finish();
        let other = Digest::default().with(b"a").with(b"bc").finish();
        assert_ne!(one, other);
    }

    #[test]
    fn lists_files_in_order_and_leaves_out_the_skipped() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b", "a/x", "skipped/y", ".hidden/z"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let files = files_below(folder.path(), &["skipped"]).unwrap();
        assert_eq!(files, [folder.path().join("a/x"), folder.path().join("b")]);
    }
}
