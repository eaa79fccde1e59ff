//! The service over real sockets, with the in-memory store behind it. `routes` mirrors the paths.

mod app;
mod audit;
mod bad_input;
mod commands;
mod connection;
mod doors;
mod gate;
mod keys;
mod live;
mod model;
mod quotas;
mod routes;
mod session;
mod world;
