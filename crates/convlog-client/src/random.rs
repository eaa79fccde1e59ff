//! Random bits: who this process is, and under which names.

use std::sync::OnceLock;

use data_encoding::HEXLOWER;

/// Returns what this process was begun by: 128 secret bits as 32 hexadecimal digits, which a fork keeps.
#[must_use]
pub fn process_origin() -> &'static str {
    static ORIGIN: OnceLock<String> = OnceLock::new();
    ORIGIN.get_or_init(|| HEXLOWER.encode(&random::<16>()))
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if getrandom::fill(&mut bytes).is_err() {
        // A machine without randomness: time and address still tell two processes of it apart.
        let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos()
            ^ (u128::from(std::process::id()) << 64)
            ^ (&raw const bytes).addr() as u128;
        for (byte, mixed) in bytes.iter_mut().zip(seed.to_le_bytes().into_iter().cycle()) {
            *byte = mixed;
        }
    }
    bytes
}
