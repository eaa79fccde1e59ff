//! Leaks planted one after the other, each of which has to be found.

fn main() {}
