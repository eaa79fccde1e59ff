//! Tables, medians and percentiles.

/// Returns the value at `share` (0 to 1) of the sorted sample.
#[must_use]
pub fn percentile(sample: &[f64], share: f64) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = ((sorted.len().saturating_sub(1)) as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

/// Returns the median.
#[must_use]
pub fn median(sample: &[f64]) -> f64 {
    percentile(sample, 0.5)
}

/// How many runs a sample in the order of time is taken for: a percentile of each, and the median of those, so that one
/// hiccup of the machine does not decide.
const RUNS: usize = 5;

/// Returns the median of the percentile at `share` of each of five runs.
#[must_use]
pub fn typical(sample: &[f64], share: f64) -> f64 {
    let runs = sample.chunks(sample.len().div_ceil(RUNS).max(1));
    median(&runs.map(|run| percentile(run, share)).collect::<Vec<_>>())
}

/// Prints rows under a heading, columns aligned.
pub fn print(heading: &[&str], rows: &[Vec<String>]) {
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
        cells.chain([heading[at].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        println!("| {} |", padded.join(" | "));
    };
    line(&mut heading.iter().copied());
    println!("|{}|", widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("|"));
    for row in rows {
        line(&mut row.iter().map(String::as_str));
    }
}

/// Returns a number with a comma at each thousand.
#[must_use]
pub fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digit.is_ascii_digit() {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((percentile(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.99) - 5.0).abs() < f64::EPSILON);
        assert!((typical(&[1.0, 9.0, 2.0, 3.0, 4.0], 0.99) - 3.0).abs() < f64::EPSILON);
        assert_eq!(thousands(1_234_567.4), "1,234,567");
    }
}
