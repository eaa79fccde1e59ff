//! Non-interference: two worlds on two services, whatever anybody may send, and no answer that tells them apart.

mod pair;
mod play;
mod role;

pub use pair::{Difference, Pair, Tally};
pub use play::Stage;
pub use role::{Role, roles};
