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
    /// When it ended; set only when the process exits normally.
    Open Time ended_at;
    /// When another process found it dead and delivered its records; that process sets this.
    Open Time adopted_at;
    /// The greatest `seq` it has assigned.
    Derived Count last_seq;
    /// How many records it had to drop.
    Derived Count dropped;
    /// How many values it had to shorten.
    Derived Count cut;
    /// Its clock minus the server's, in milliseconds, measured once per process.
    Open Number clock_offset_ms;
    /// Advice for the developer.
    Derived TextList hints;
}
