//! What has a form or a check digit, or a word that announces it: one file a kind. `numbers` hands groups of digits to those
//! that read digits, `words` hands them what begins with a word.

pub(crate) mod announced;
pub(crate) mod birth_date;
mod card;
mod check;
pub(crate) mod digits;
pub(crate) mod email;
pub(crate) mod iban;
pub(crate) mod ip;
mod national;
pub(crate) mod numbers;
mod phone;
mod postcode;
pub(crate) mod record;
pub(crate) mod secret;
pub(crate) mod words;

pub(crate) use national::is_pan;

use crate::Rule;

/// Reads a number that nothing else is said of: a card's, or a telephone's with its country's code or in a country's usual
/// length.
pub(crate) fn bare_number(value: &[u8]) -> Option<Rule> {
    let cluster = digits::next_cluster(value, 0, Vec::new())?;
    let all = cluster.groups.len();
    let starts = cluster.groups[0].start == usize::from(value.first() == Some(&b'+'));
    if !starts || cluster.end() != value.len() {
        return None;
    }
    if card::read(&cluster, 0, crate::clue::Clue::Nothing).is_some_and(|(to, _)| to == all) {
        return Some(Rule::PaymentCard);
    }
    phone::is_whole(&cluster).then_some(Rule::Phone)
}
