//! The vocabulary of convlog.
pub mod level;
pub mod limits;
pub mod timestamp;
pub use level::Level;
pub use timestamp::Timestamp;
