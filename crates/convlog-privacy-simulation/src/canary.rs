//! Canaries: a value of its own in every place that can be personal, looked for in every byte that leaves a service.

mod known;
mod location;
mod mark;
mod matrix;
mod questions;
mod refused;

pub use known::places_over_time;
pub use location::{CanaryLocation, PROJECT, RAISED, places};
pub use mark::{Canary, found_in};
pub use matrix::{Matrix, Outcome, ROLES, Role};
pub use refused::refused_lines;
