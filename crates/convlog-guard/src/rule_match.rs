//! What a rule found, and which finding stands where several overlap.

use std::ops::Range;

use crate::Rule;

/// A finding in the plain form of a text.
#[derive(Clone, Debug)]
pub(crate) struct RuleMatch {
    pub(crate) range: Range<usize>,
    pub(crate) rule: Rule,
    /// Which check it passed, or which context made it personal: the rest of a sentence that begins "It is".
    pub(crate) why: &'static str,
    /// Whether the name it stands under says what it is, which is surer than its form.
    pub(crate) named: bool,
}

impl RuleMatch {
    /// Makes a finding by form or by the words around it.
    pub(crate) fn new(range: Range<usize>, rule: Rule, why: &'static str) -> RuleMatch {
        RuleMatch { range, rule, why, named: false }
    }

    /// Makes a finding by name.
    pub(crate) fn named(range: Range<usize>, rule: Rule, why: &'static str) -> RuleMatch {
        RuleMatch { range, rule, why, named: true }
    }

    fn rank(&self) -> (bool, u8) {
        let by_form = match self.rule {
            Rule::Secret => 11,
            Rule::Email => 10,
            Rule::Iban => 9,
            Rule::PaymentCard => 8,
            Rule::NationalId | Rule::Reference | Rule::Device | Rule::Location | Rule::Keys => 7,
            Rule::IpAddress => 6,
            Rule::BirthDate => 5,
            Rule::SpokenDigits => 4,
            Rule::Phone => 3,
            Rule::Address => 2,
            Rule::Postcode => 1,
            Rule::Name => 0,
        };
        (self.named, by_form)
    }
}

/// Orders the findings and makes one of those that overlap: it covers them all, and the surest says what it is.
pub(crate) fn settle(mut found: Vec<RuleMatch>) -> Vec<RuleMatch> {
    found.sort_by(|one, other| one.range.start.cmp(&other.range.start).then(other.range.end.cmp(&one.range.end)));
    let mut settled: Vec<RuleMatch> = Vec::with_capacity(found.len());
    for next in found {
        match settled.last_mut() {
            Some(last) if next.range.start < last.range.end => {
                let range = last.range.start..last.range.end.max(next.range.end);
                if next.rank() > last.rank() {
                    *last = next;
                }
                last.range = range;
            }
            _ => settled.push(next),
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_all_that_overlaps_and_keeps_the_surest_rule() {
        let found = vec![
            RuleMatch::new(4..9, Rule::Phone, ""),
            RuleMatch::new(8..12, Rule::Email, ""),
            RuleMatch::named(0..5, Rule::Name, ""),
            RuleMatch::new(12..14, Rule::Iban, ""),
        ];
        let settled: Vec<_> = settle(found).into_iter().map(|one| (one.range, one.rule)).collect();
        assert_eq!(settled, [(0..12, Rule::Name), (12..14, Rule::Iban)]);
    }
}
