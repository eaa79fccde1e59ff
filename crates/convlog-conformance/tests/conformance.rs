//! The reference passes its own suite.

use convlog_conformance::memory::Memory;

convlog_conformance::conformance!(Memory::default());
