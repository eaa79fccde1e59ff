//! Automation that needs an if.
fn main() {}
