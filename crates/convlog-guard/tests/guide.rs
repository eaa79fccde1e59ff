//! The guide keeps in step with the rules.

use convlog_guard::Rule;

const GUIDE: &str = include_str!("../../../docs/guides/guard.md");

#[test]
fn the_guide_has_each_rule_with_its_sentence_and_no_other() {
    let rows: Vec<&str> = GUIDE.lines().filter(|line| line.starts_with("| `")).collect();
    for (rule, row) in Rule::ALL.into_iter().zip(&rows) {
        assert!(row.starts_with(&format!("| `{rule}` | {} |", rule.doc())), "{rule}: {row}");
    }
    assert_eq!(rows.len(), Rule::ALL.len());
}
