//! The real embedded store on a watched directory, and what was promised by its answers.

pub mod calls;
pub mod checker;
pub mod nth;
pub mod power;
pub mod promise;
pub mod stage;
pub mod work;
