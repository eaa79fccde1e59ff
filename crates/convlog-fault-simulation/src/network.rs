//! Producers, a server, and a network between them that does its worst, all by one seed.
//!
//! The producers are real clients with real spools, the server is the real service on the real embedded store; only
//! what is between them is played. A single thread draws from the seed what happens next: which producer logs how much,
//! what becomes of its next request, who ends and how, when the power goes. A request waits until its turn, so the
//! order of everything is the seed's. What the seed does not decide is the clients' and the server's own threads: how
//! long a pause takes, whether a producer's report of itself travels in this batch or the next, and how far a write got
//! when the power goes under it.

pub mod fault;
pub mod link;
pub mod producer;
pub mod scenario;
pub mod server;
mod verdict;
