//! The binary as its users meet it: started as a process, asked over HTTP, read on stdout and stderr.

mod adopt;
mod audit;
mod canary;
mod config;
mod damage;
mod directory;
mod doctor;
mod earlier;
mod erase;
mod get;
mod get_pieces;
mod guard;
mod keys;
mod limits;
mod list;
mod pressure;
mod process;
mod projects;
mod quotas;
mod records;
mod reference;
mod retention;
mod security;
mod serve;
mod session;
mod ship;
