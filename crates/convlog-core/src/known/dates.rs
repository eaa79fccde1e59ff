//! Dates as people write them, so that a date of birth is recognised in another form.

use jiff::civil::Date;

use super::domain::Domain;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The years that dates of somebody's life lie in; other digits are no year.
const YEARS: std::ops::Range<i16> = 1850..2150;

/// Returns the forms of a value that is a date, or a date with a time of day behind it; nothing for any other.
///
/// Where day and month could be either, both are taken for what they might be: too much is hidden rather than too little.
pub(super) fn forms(value: &str) -> Vec<(Domain, String)> {
    let mut forms = Vec::new();
    for date in dates(value.trim()) {
        let (year, month, day) = (date.year(), date.month(), date.day());
        let number = |text: String| (Domain::Number, text.trim_start_matches('0').to_owned());
        forms.push(number(format!("{year:04}{month:02}{day:02}")));
        forms.push(number(format!("{day:02}{month:02}{year:04}")));
        forms.push(number(format!("{month:02}{day:02}{year:04}")));
        forms.push(number(format!("{day}{month}{year:04}")));
        forms.push(number(format!("{month}{day}{year:04}")));
        forms.push(number(format!("{year:04}{month}{day}")));
        let name = MONTHS[usize::from(month.unsigned_abs()) - 1];
        let nth = match day {
            1 | 21 | 31 => "st",
            2 | 22 => "nd",
            3 | 23 => "rd",
            _ => "th",
        };
        let short = if name == "september" { "sept" } else { &name[..3] };
        for name in [name, short, &name[..3]] {
            for day in [format!("{day}"), format!("{day:02}"), format!("{day}{nth}"), format!("{day}{nth}of")] {
                forms.push((Domain::Words, format!("{day}{name}{year}")));
                forms.push((Domain::Words, format!("{name}{day}{year}")));
            }
        }
        forms.push((Domain::Words, format!("{year}年{month}月{day}日")));
        forms.push((Domain::Words, format!("{year}年{month:02}月{day:02}日")));
    }
    forms.retain(|(domain, form)| *domain == Domain::Words || form.len() >= super::number::DIGITS_MIN);
    forms.sort_by(|one, other| one.1.cmp(&other.1));
    forms.dedup();
    forms
}

fn dates(value: &str) -> Vec<Date> {
    let is_digit = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_digit());
    let is_before_time =
        |at: usize| is_digit(value[..at].chars().next_back()) && is_digit(value[at + 1..].chars().next());
    let end = value.match_indices(['T', 't']).map(|(at, _)| at).find(|at| is_before_time(*at));
    let value = &value[..end.unwrap_or(value.len())];
    let is_between = |sign: char| !sign.is_alphanumeric() || matches!(sign, '年' | '月' | '日');
    let parts: Vec<&str> = value.split(is_between).filter(|part| !part.is_empty() && !is_beside_a_date(part)).collect();
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [whole, time @ ..] if whole.len() == 8 && are_digits(whole) && time.iter().all(|part| are_digits(part)) => {
            let year_first = of_parts(&whole[..4], &whole[4..6], &whole[6..]);
            [year_first, of_parts(&whole[..2], &whole[2..4], &whole[4..])].concat()
        }
        [first, second, third] => of_parts(first, second, third),
        // A time of day may stand behind a blank.
        [first, second, third, hour, _, ..] if hour.len() <= 2 && are_digits(hour) => of_parts(first, second, third),
        _ => Vec::new(),
    }
}

/// Says whether a word stands beside the parts of a date: `Sunday, the 7th of March 1984 at 10:00`.
fn is_beside_a_date(word: &str) -> bool {
    let word = word.to_lowercase();
    matches!(word.as_str(), "the" | "of" | "at" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")
        || word.ends_with("day")
}

fn of_parts(first: &str, second: &str, third: &str) -> Vec<Date> {
    let number = |part: &str| part.trim_end_matches(|sign: char| sign.is_ascii_alphabetic()).parse::<i16>().ok();
    let month = |part: &str| {
        let part = part.to_lowercase();
        let at = MONTHS.iter().position(|name| part.len() >= 3 && name.starts_with(&part));
        at.and_then(|at| i16::try_from(at + 1).ok())
    };
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let dates = if is_year(first) {
        vec![(number(first), number(second), number(third))]
    } else if is_year(third) {
        let year = number(third);
        match (month(first), month(second)) {
            (Some(month), _) => vec![(year, Some(month), number(second))],
            (_, Some(month)) => vec![(year, Some(month), number(first))],
            _ => vec![(year, number(second), number(first)), (year, number(first), number(second))],
        }
    } else {
        Vec::new()
    };
    let date = |(year, month, day): (Option<i16>, Option<i16>, Option<i16>)| {
        let part = |part: i16| i8::try_from(part).ok();
        Date::new(year.filter(|year| YEARS.contains(year))?, part(month?)?, part(day?)?).ok()
    };
    let mut dates: Vec<Date> = dates.into_iter().filter_map(date).collect();
    dates.dedup();
    dates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_in_the_forms_that_people_write() {
        for (value, expected) in [
            ("1984-03-07", vec!["1984-03-07"]),
            ("1984-03-07T00:00:00Z", vec!["1984-03-07"]),
            ("1984-03-07 10:11:12", vec!["1984-03-07"]),
            ("7 March 1984", vec!["1984-03-07"]),
            ("Mar 7th, 1984", vec!["1984-03-07"]),
            ("July 05, 1984", vec!["1984-07-05"]),
            ("5 June 1984", vec!["1984-06-05"]),
            ("17/03/1984", vec!["1984-03-17"]),
            ("07.03.1984", vec!["1984-03-07", "1984-07-03"]),
            ("20101213", vec!["2010-12-13"]),
            ("12132010", vec!["2010-12-13"]),
            ("20101213 10:11", vec!["2010-12-13"]),
            ("20101213T101112Z", vec!["2010-12-13"]),
            ("12 Oct 2010T10:11", vec!["2010-10-12"]),
            ("Tuesday, the 7th of Sept 1984 at 9:30", vec!["1984-09-07"]),
            ("1984年3月7日", vec!["1984-03-07"]),
            ("40711208", vec![]),
            ("07700900", vec![]),
            ("1984-13-07", vec![]),
            ("1750-03-07", vec![]),
            ("20101213 Mill Road", vec![]),
            ("1984", vec![]),
            ("10 20 30", vec![]),
            ("not a date", vec![]),
        ] {
            let found: Vec<String> = dates(value).iter().map(ToString::to_string).collect();
            assert_eq!(found, expected, "{value}");
        }
    }
}
