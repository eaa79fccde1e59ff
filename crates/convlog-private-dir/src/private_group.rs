//! Groups that nobody else is in, and owners that have no number here.
//!
//! Where each user has a group of his own, new directories are often writable for that group; and a volume is often given
//! to a container by a group that was made up for it. Nobody else gets in by either.

use std::fs;
use std::io::ErrorKind;

use rustix::fs::Gid;
use rustix::process::{getegid, geteuid, getgroups};

/// Whether we are in a group, and the lists of this machine have nobody else in it.
pub(crate) fn is_ours_alone(group: u32) -> bool {
    let is_in = getegid().as_raw() == group || getgroups().is_ok_and(|groups| groups.contains(&Gid::from_raw(group)));
    let (Some(users), Some(groups)) = (read("/etc/passwd"), read("/etc/group")) else { return false };
    is_in && has_nobody_but(group, geteuid().as_raw(), &users, &groups)
}

/// Returns a list of this machine; empty where there is none, as in a container with nothing but a program.
fn read(path: &str) -> Option<String> {
    match fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == ErrorKind::NotFound => Some(String::new()),
        Err(_) => None,
    }
}

/// Whether nobody but one user is in a group, by passwd(5) and group(5).
fn has_nobody_but(group: u32, user: u32, users: &str, groups: &str) -> bool {
    let mut ours = None;
    for line in users.lines() {
        let parts: Vec<&str> = line.split(':').collect();
        let [name, _, uid, gid, ..] = parts[..] else { continue };
        if uid.parse() == Ok(user) {
            ours = Some(name);
        } else if gid.parse() == Ok(group) {
            return false;
        }
    }
    groups.lines().all(|line| {
        let parts: Vec<&str> = line.split(':').collect();
        let [_, _, gid, members] = parts[..] else { return true };
        gid.parse() != Ok(group) || members.split(',').all(|name| name.is_empty() || Some(name) == ours)
    })
}

/// Whether an owner is one of outside of our user namespace, where root of outside is shown so.
pub(crate) fn is_unmapped(owner: u32) -> bool {
    let overflow = fs::read_to_string("/proc/sys/kernel/overflowuid");
    let is_overflow = overflow.is_ok_and(|number| number.trim().parse() == Ok(owner));
    is_overflow && fs::read_to_string("/proc/self/uid_map").is_ok_and(|map| !is_mapped(owner, &map))
}

/// Whether a number is one of ours, by the map of a user namespace (user_namespaces(7)).
fn is_mapped(owner: u32, map: &str) -> bool {
    map.lines().any(|line| {
        let numbers: Vec<u64> = line.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let [inside, _, count] = numbers[..] else { return true };
        (inside..inside + count).contains(&u64::from(owner))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/sh\nada:x:1000:1000::/:/bin/sh\nbob:x:1001:100::/:/bin/sh\n";

    #[test]
    fn a_group_of_ones_own_is_ours_alone_and_a_shared_one_is_not() {
        let alone = |group, groups| has_nobody_but(group, 1000, USERS, groups);
        assert!(alone(1000, "root:x:0:\nada:x:1000:\n"));
        assert!(alone(1000, "ada:x:1000:ada\n"));
        assert!(!alone(1000, "ada:x:1000:ada,bob\n"), "a member");
        assert!(!alone(100, "users:x:100:ada\n"), "somebody's first group");
        assert!(alone(5000, "root:x:0:\n"), "a number that no list has");
        assert!(!alone(0, "root:x:0:\n"));
    }

    #[test]
    fn root_of_outside_has_no_number_inside() {
        assert!(is_mapped(65_534, "         0          0 4294967295\n"));
        assert!(!is_mapped(65_534, "         0       1000          1\n"));
        assert!(is_mapped(65_534, "0 100000 65536\n"));
    }
}
