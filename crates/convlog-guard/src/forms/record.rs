//! Records of other systems within a text, whose fields are known by their place: the segments of HL7 about persons.

use crate::Rule;
use crate::rule_match::RuleMatch;

/// How a segment begins, and its fields by number.
type Segment = (&'static [u8], &'static [(usize, Rule)]);

/// The segments about persons, and their fields by number: what each holds.
const SEGMENTS: [Segment; 3] = [
    (
        b"PID|",
        &[
            (2, Rule::Reference),
            (3, Rule::Reference),
            (4, Rule::Reference),
            (5, Rule::Name),
            (6, Rule::Name),
            (7, Rule::BirthDate),
            (9, Rule::Name),
            (11, Rule::Address),
            (13, Rule::Phone),
            (14, Rule::Phone),
            (18, Rule::Reference),
            (19, Rule::NationalId),
            (20, Rule::NationalId),
        ],
    ),
    (b"NK1|", &[(2, Rule::Name), (4, Rule::Address), (5, Rule::Phone), (6, Rule::Phone)]),
    (b"IN1|", &[(16, Rule::Name), (18, Rule::BirthDate), (19, Rule::Address), (36, Rule::Reference)]),
];

/// Appends the fields of the segments in a text.
pub(crate) fn find(bytes: &[u8], found: &mut Vec<RuleMatch>) {
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'|').map(|(at, _)| at);
    let mut end = 0;
    for bar in starts {
        let Some(start) = bar.checked_sub(3).filter(|start| *start >= end) else { continue };
        let Some((_, fields)) = SEGMENTS.iter().find(|(begin, _)| bytes[start..].starts_with(begin)) else { continue };
        let line =
            bytes[start..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(bytes.len(), |len| start + len);
        let mut at = start;
        for (number, field) in bytes[start..line].split(|byte| *byte == b'|').enumerate() {
            let rule = fields.iter().find(|(known, _)| *known == number).map(|(_, rule)| *rule);
            if let Some(rule) = rule.filter(|_| field.iter().any(u8::is_ascii_alphanumeric)) {
                // Of an identifier, what says who gave it out is nobody's.
                let len = if rule == Rule::Reference { field.iter().position(|byte| *byte == b'^') } else { None };
                let to = at + len.unwrap_or(field.len());
                found.push(RuleMatch::named(at..to, rule, "a field of a person's segment of HL7"));
            }
            at += field.len() + 1;
        }
        end = line;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_fields_about_a_person() {
        let text = "MSH|^~\\&|x\rPID|1||4711^^^H^MR||LOVELACE^ADA||18151210|F\rOBX|1|NM|8||7";
        let mut found = Vec::new();
        find(text.as_bytes(), &mut found);
        let parts: Vec<_> = found.into_iter().map(|one| &text[one.range]).collect();
        assert_eq!(parts, ["4711", "LOVELACE^ADA", "18151210"]);
    }
}
