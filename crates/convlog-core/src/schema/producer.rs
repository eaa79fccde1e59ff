//! The fields of a producer.

use super::field::fields;

fields! {
    /// The machine it runs on.
    Open Id host;
    /// Its process id there.
    Open Count pid;
    /// The SDK and its version.
    Open Id sdk;
    /// The language runtime and its version.
    Open Id runtime;
    /// When it started.
    Open Time started_at;
    /// When it ended, which it says only when it ends in good order.
    Open Time ended_at;
    /// When another process found it dead and delivered what it left; that process says so in its name.
    Open Time adopted_at;
    /// The greatest `seq` it has given out.
    Derived Count last_seq;
    /// How many records it had to drop.
    Derived Count dropped;
    /// How many values it had to cut.
    Derived Count cut;
    /// Its clock minus the server's, in milliseconds, measured once per process.
    Open Number clock_offset_ms;
    /// What its developer may want to do differently.
    Derived TextList hints;
}
