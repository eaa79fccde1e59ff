//! The producer: record fast, spool, ship, never hurt the host.
