//! Leaks, brought in from outside: what shows that a leak would be found.
//!
//! A service can be told to leak in one resource in one way. A layer in front of the real router then looks at what
//! somebody with the permission is given, and lets a little of it into the answer of somebody without: a value, that
//! something is there, how much of it, an order, or where something ends. Which leaks a resource can have follows from
//! the description of its answers, so that a new one has its leaks from the day it is declared.

mod kind;
mod layer;
mod pii_reader;
mod shape;

pub use kind::Kind;
pub use layer::Leaks;

use crate::description::{Operation, operations};

/// One leak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// The resource that leaks.
    pub operation: Operation,
    /// In which way.
    pub kind: Kind,
}

impl Leak {
    /// Returns every leak that the service's resources can have.
    #[must_use]
    pub fn all() -> Vec<Leak> {
        let leaks = |operation: Operation| {
            let kinds = Kind::ALL.into_iter().filter(|kind| kind.is_possible(&operation)).collect::<Vec<_>>();
            kinds.into_iter().map(move |kind| Leak { operation: operation.clone(), kind })
        };
        operations().into_iter().flat_map(leaks).collect()
    }
}

impl std::fmt::Display for Leak {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} of {}", self.kind, self.operation.name())
    }
}
