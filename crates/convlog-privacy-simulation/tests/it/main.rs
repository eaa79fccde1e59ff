//! What is proved about the gate, as much of it as fits into every run of the suite.

mod alike;
mod canary;
mod leaks;
mod non_interference;
