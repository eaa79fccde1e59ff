//! The HTTP service: requests in, store out.
