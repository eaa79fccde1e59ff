//! What must hold when storage, machine or network fails, in short; the campaign goes on with other seeds.

mod broken_promise;
mod calls;
mod network;
mod nth;
mod power;
mod spool;
