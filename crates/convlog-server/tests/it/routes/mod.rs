//! One file for each file of `src/routes`.

mod agents;
mod conversations_v1;
mod conversations_v3;
mod erasures;
mod guard;
mod health;
mod ingest;
mod openapi;
mod review;
mod rules;
