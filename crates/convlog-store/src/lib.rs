//! What a store promises: traits, visibility, sealing, the in-memory reference and the conformance suite.
