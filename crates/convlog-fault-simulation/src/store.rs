//! The real embedded store on a watched directory, and what was promised by its answers.

pub mod ack_ledger;
pub mod calls;
pub mod checker;
pub mod nth;
pub mod power;
pub mod stage;
pub mod work;
