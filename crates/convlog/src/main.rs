//! The convlog binary.
fn main() {}
