//! Texts in which what is to be found stands between `«` and `»`.

use convlog_guard::{Rule, scan_text};

/// Says which parts of a text a rule found.
fn parts(text: &str, rule: Rule) -> Vec<&str> {
    scan_text(text).into_iter().filter(|found| found.rule == rule).map(|found| &text[found.range]).collect()
}

/// Checks texts in which the part between `«` and `»` is to be found, by this rule and nothing else by any.
pub(crate) fn finds(rule: Rule, texts: &[&str]) {
    for marked in texts {
        let text = marked.replace(['«', '»'], "");
        let expected: Vec<&str> = marked.split('«').skip(1).filter_map(|rest| rest.split('»').next()).collect();
        assert_eq!(parts(&text, rule), expected, "{marked}");
        assert_eq!(scan_text(&text).len(), expected.len(), "{marked}");
    }
}

/// Checks texts in which nothing is personal.
pub(crate) fn leaves(texts: &[&str]) {
    for text in texts {
        assert_eq!(scan_text(text), [], "{text}");
    }
}
