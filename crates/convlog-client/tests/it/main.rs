//! The producer against real files, real processes and a real server on loopback.

mod ages;
mod damage;
mod foreign;
mod plain;
mod refusals;
mod server;
mod shipping;
mod spool;
mod stress;
mod turns;
mod world;
