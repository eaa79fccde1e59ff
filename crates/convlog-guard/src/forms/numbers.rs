//! Everything that is digits in groups: which of the rules reads it.

use std::borrow::Cow;

use super::{birth_date, card, ip, national, phone, postcode};
use crate::Rule;
use crate::clue::Clue;
use crate::forms::digits::{Cluster, is_word, next_cluster, whole_number};
use crate::input::Input;
use crate::rule_match::RuleMatch;

/// Appends the numbers of persons.
pub(crate) fn find(input: &Input<'_>, found: &mut Vec<RuleMatch>) {
    let mut from = 0;
    let mut groups = Vec::new();
    while let Some(cluster) = next_cluster(input.bytes, from, groups) {
        from = cluster.next_from();
        read(input, &cluster, found);
        if matches!(input.bytes.get(cluster.end()), Some(b'e' | b'E')) && cluster.begins(0) {
            read_exponent(input, &cluster, found);
        }
        groups = cluster.groups;
    }
}

/// Reads the number that a cluster ends in with its exponent (`4.1111e15`), as programs write long ones.
fn read_exponent(input: &Input<'_>, cluster: &Cluster<'_>, found: &mut Vec<RuleMatch>) {
    let last = cluster.groups.len() - 1;
    let has_fraction = last > 0 && cluster.between(last - 1) == b".";
    let start = cluster.groups[if has_fraction { last - 1 } else { last }].start;
    let sign = cluster.end() + 1;
    let digits = sign + usize::from(matches!(input.bytes.get(sign), Some(b'+' | b'-')));
    let end =
        digits + input.bytes[digits.min(input.bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if end == digits || input.bytes.get(end).is_some_and(|next| is_word(*next)) {
        return;
    }
    let Cow::Owned(number) = whole_number(&input.bytes[start..end]) else { return };
    let mut context = input.context;
    context.kind = input.kind(start);
    let mut inside = Vec::new();
    find(&Input { bytes: &number, context, named: &[] }, &mut inside);
    found.extend(inside.first().map(|one| RuleMatch::new(start..end, one.rule, one.why)));
}

fn read(input: &Input<'_>, cluster: &Cluster<'_>, found: &mut Vec<RuleMatch>) {
    // What begins within a word goes on as a part of it: the groups of an account number, of a serial number.
    let mut clue = (!cluster.begins(0) && !phone::has_plus(cluster, 0)).then_some(Clue::Technical);
    let mut at = 0;
    while at < cluster.groups.len() {
        let start = cluster.groups[at].start;
        let mut clue_here = || *clue.get_or_insert_with(|| input.clue(cluster.groups[0].start, cluster.end()));
        let (to, judged) = one(cluster, at, &mut clue_here);
        if let Some((rule, why)) = judged {
            let end = cluster.groups[to - 1].end;
            let range = match rule {
                Rule::Phone => phone::start(cluster, at)..phone::extension(cluster.bytes, end),
                _ => start..end,
            };
            found.push(RuleMatch::new(range, rule, why));
        }
        at = to;
    }
}

/// Reads a number that begins at a group; returns the group after its last, and why it is one.
type Reader = fn(&Cluster<'_>, usize, Clue) -> Option<(usize, &'static str)>;
type Judged = Option<(Rule, &'static str)>;

/// Reads what begins at a group; returns the group to go on with.
fn one(cluster: &Cluster<'_>, at: usize, clue: &mut impl FnMut() -> Clue) -> (usize, Judged) {
    if ip::is_dotted(cluster, at) {
        if let Some(why) = ip::read(cluster, at, clue()) {
            return (at + 4, Some((Rule::IpAddress, why)));
        }
        // The host of an end of a call.
        if cluster.bytes[..cluster.groups[at].start].ends_with(b"@") {
            return (at + 4, None);
        }
        if cluster.groups.len() == 4
            && !cluster.has_shape(at, &[2, 3, 3])
            && !cluster.has_shape(at, &[3, 4, 4, 2])
            && cluster.groups[at].len() < 4
            && !matches!(clue(), Clue::Phone | Clue::Call)
        {
            return (at + 4, None);
        }
    }
    if let Some(to) = birth_date::in_digits(cluster, at) {
        let is_born = cluster.begins(at)
            && (clue() == Clue::Born || birth_date::is_born_on(cluster.bytes, cluster.groups[at].start));
        return (to, is_born.then_some((Rule::BirthDate, birth_date::WHY)));
    }
    let ahead: usize = cluster.groups[at..].iter().take(16).map(|group| group.len()).sum();
    if ahead < 4 || cluster.groups[at].len() > 20 {
        return (at + 1, None);
    }
    if ahead < 7 && clue() != Clue::Postcode {
        return (at + 1, None);
    }
    let clue = clue();
    if clue == Clue::Born && cluster.groups[at].len() == 8 && cluster.begins(at) && cluster.ends(at + 1) {
        let is_date = cluster.digits(at, at + 1).is_some_and(|digits| birth_date::is_compact(&digits));
        return (at + 1, is_date.then_some((Rule::BirthDate, birth_date::WHY)));
    }
    if clue == Clue::Postcode
        && let Some((to, why)) = postcode::read(cluster, at)
    {
        return (to, Some((Rule::Postcode, why)));
    }
    let readers: [(Rule, Reader); 3] =
        [(Rule::PaymentCard, card::read), (Rule::NationalId, national::read), (Rule::Phone, phone::read)];
    for (rule, read) in readers {
        // A plus makes it a telephone number, whatever its digits would be without.
        if rule != Rule::Phone
            && at == 0
            && phone::start(cluster, 0) < cluster.groups[0].start
            && clue != Clue::Card
            && cluster.bytes[phone::start(cluster, 0)] == b'+'
        {
            continue;
        }
        if let Some((to, why)) = read(cluster, at, clue) {
            return (to, Some((rule, why)));
        }
    }
    (at + 1, None)
}
