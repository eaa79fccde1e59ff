//! The Python face of convlog-client.
