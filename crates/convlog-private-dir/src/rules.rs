//! What may be used: pure questions about who owns something and who may write to it.

use std::io;
use std::path::Path;

use rustix::fs::{FileType, Stat};
use rustix::process::geteuid;

use crate::private_group;
use crate::refusal::Refusal;

const STICKY: u32 = 0o1000;
const OTHERS_WRITE: u32 = 0o002;
const GROUP_WRITES: u32 = 0o020;
/// All that anybody but the owner may do.
pub(crate) const OTHERS: u32 = 0o077;

pub(crate) fn mode(stat: &Stat) -> u32 {
    stat.st_mode & 0o7777
}

/// Whether somebody else may write to it. An access list that lets others write shows as a group that may.
fn others_write(stat: &Stat) -> bool {
    let mode = mode(stat);
    mode & OTHERS_WRITE != 0 || (mode & GROUP_WRITES != 0 && !private_group::is_ours_alone(stat.st_gid))
}

/// Whether its owner is us, or root, whom nothing keeps out anyway.
fn is_trusted(owner: u32) -> bool {
    owner == geteuid().as_raw() || owner == 0 || private_group::is_unmapped(owner)
}

/// A directory on the way: whoever may write to it can put something else in the place of what lies in it, unless it is
/// sticky; then only owners can, who are asked about in turn.
pub(crate) fn parent(stat: &Stat, path: &Path) -> io::Result<()> {
    let (path, us) = (path.to_owned(), geteuid().as_raw());
    if !is_trusted(stat.st_uid) {
        return Err(Refusal::ForeignParent { path, owner: stat.st_uid, us }.into());
    }
    if others_write(stat) && mode(stat) & STICKY == 0 {
        return Err(Refusal::WritableParent { path, mode: mode(stat) }.into());
    }
    Ok(())
}

/// A link on the way, in a directory where nobody else can replace it.
pub(crate) fn link(stat: &Stat, path: &Path) -> io::Result<()> {
    if is_trusted(stat.st_uid) {
        return Ok(());
    }
    Err(Refusal::ForeignLink { path: path.to_owned(), owner: stat.st_uid }.into())
}

/// A directory that is used.
pub(crate) fn directory(stat: &Stat, path: &Path) -> io::Result<()> {
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::Directory => {}
        FileType::Symlink => return Err(Refusal::Link(path.to_owned()).into()),
        _ => return Err(Refusal::NotADirectory(path.to_owned()).into()),
    }
    owned(stat, path)
}

/// A file that is used.
pub(crate) fn file(stat: &Stat, path: &Path) -> io::Result<()> {
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => {}
        FileType::Symlink => return Err(Refusal::Link(path.to_owned()).into()),
        _ => return Err(Refusal::NotAFile(path.to_owned()).into()),
    }
    owned(stat, path)?;
    let names = stat.st_nlink;
    // None is a file that was removed a moment ago.
    if names > 1 {
        return Err(Refusal::HardLinked { path: path.to_owned(), names }.into());
    }
    Ok(())
}

fn owned(stat: &Stat, path: &Path) -> io::Result<()> {
    let (path, us) = (path.to_owned(), geteuid().as_raw());
    // Root is no exception: what another user may change can lead anywhere.
    if stat.st_uid != us {
        return Err(Refusal::Foreign { path, owner: stat.st_uid, us }.into());
    }
    if others_write(stat) {
        return Err(Refusal::Writable { path, mode: mode(stat) }.into());
    }
    Ok(())
}
