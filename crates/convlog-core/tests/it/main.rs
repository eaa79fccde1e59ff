//! What holds for any record and any set of records, tried with random ones.

mod builder;
mod flags;
mod guard;
mod mending;
mod mutation;
mod non_interference;
mod not_personal;
mod places;
mod tenants;
