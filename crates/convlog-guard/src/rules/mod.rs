//! The rules: one file each.

pub(crate) mod email;
