//! Coordinates: degrees after a word for a place, or two with a comma between.

use std::ops::Range;

use super::{PLATE_AWAY, over_links};
use crate::lexicon::key::LOCATION;
use crate::lexicon::text::PUBLIC_PLACE;
use crate::text::{Shape, Token};

/// Returns the degrees after a word for a place, or on both sides of a comma, with so many decimals that a house is meant.
pub(super) fn location(bytes: &[u8], tokens: &[Token], at: usize) -> Option<Range<usize>> {
    let nearby = &tokens[at.saturating_sub(PLATE_AWAY)..at];
    if nearby.iter().any(|token| token.says(PUBLIC_PLACE)) {
        return None;
    }
    if tokens[at].is(b',') {
        let from =
            (1..=at.min(4)).rev().map(|back| at - back).find(|from| degrees(bytes, tokens, *from, 4) == Some(at))?;
        let to = degrees(bytes, tokens, at + 1, 4)?;
        // Parts of a picture are between nought and one.
        if bytes[tokens[from].start] == b'0' && bytes[tokens[at + 1].start] == b'0' {
            return None;
        }
        let is_exact = tokens[at - 1].len() >= 5 && tokens[to - 1].len() >= 5;
        let is_announced = nearby.iter().any(|token| token.key() & LOCATION != 0);
        return (is_exact || is_announced).then(|| tokens[from].start..tokens[to - 1].end);
    }
    let from = over_links(tokens, at + 1);
    let to = degrees(bytes, tokens, from, 4)?;
    Some(tokens[from].start..tokens[to - 1].end)
}

/// Reads a number of degrees with at least so many decimals; returns the token after it.
fn degrees(bytes: &[u8], tokens: &[Token], from: usize, decimals: usize) -> Option<usize> {
    let from = from + usize::from(tokens.get(from).is_some_and(|sign| sign.is(b'-') || sign.is(b'+')));
    let [whole, point, fraction, ..] = tokens.get(from..)? else { return None };
    let is_degrees = whole.shape == Shape::Number
        && whole.len() <= 3
        && point.is(b'.')
        && !point.has_gap
        && fraction.shape == Shape::Number
        && !fraction.has_gap
        && (decimals..=12).contains(&fraction.len());
    let is_part = bytes.get(fraction.end).is_some_and(|next| *next == b'.' || *next == b'%');
    (is_degrees && !is_part).then_some(from + 3)
}
