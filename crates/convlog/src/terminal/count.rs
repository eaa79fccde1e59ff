//! How many there are of something, in words.

/// Returns a number with the name of one thing, or of several: `1 record`, `2 records`.
pub(crate) fn counted(number: u64, one: &str) -> String {
    let ending = match one {
        _ if number == 1 => "",
        _ if one.ends_with('s') => "es",
        _ => "s",
    };
    format!("{number} {one}{ending}")
}
