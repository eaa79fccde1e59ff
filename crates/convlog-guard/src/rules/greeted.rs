//! Names of those who are greeted or thanked: "Dear Ada,", "Welcome back, Ada!".

use crate::Rule;
use crate::found::Found;
use crate::rules::addressed::{begins, ends_before};
use crate::rules::person::name_at;
use crate::words::Set;

/// What a greeting may go on with before the name.
const MORE: [&[u8]; 5] = [b" you", b" back", b" again", b" so much", b" very much"];
/// Who is greeted without being named.
static NOBODY: Set<64> = Set::of(
    "aboard again all anyone back buddy dear everybody everyone folks friend friends guys home hello hi madam ma'am sir \
     somebody stranger team there to together too world you",
);

/// Appends the name after a greeting, where nothing but a mark or the end follows.
pub(crate) fn at_word(bytes: &[u8], start: usize, end: usize, found: &mut Vec<Found>) {
    if !begins(bytes, start) || !ends_before(found, start) {
        return;
    }
    let mut from = end;
    while let Some(more) = MORE.iter().find(|more| bytes[from..].starts_with(more)) {
        from += more.len();
    }
    from += match &bytes[from..] {
        [b',', b' ', ..] => 2,
        [b' ', ..] => 1,
        _ => return,
    };
    let Some(name) = name_at(bytes, from) else { return };
    let closes =
        matches!(bytes.get(name.range.end), None | Some(b',' | b'!' | b'.' | b'?' | b':' | b'"' | b'\'' | b'\n'));
    if closes && !NOBODY.has_in_any_case(&bytes[name.range.clone()]) {
        found.push(Found::new(name.range, Rule::Name, "a name after a greeting"));
    }
}
