//! Dates as people write them, so that a date of birth is recognised in another form.

use jiff::civil::Date;

use super::spelling::Domain;

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
        for name in [name, &name[..3]] {
            for day in [format!("{day}"), format!("{day:02}"), format!("{day}{nth}")] {
                forms.push((Domain::Words, format!("{day}{name}{year}")));
                forms.push((Domain::Words, format!("{name}{day}{year}")));
            }
        }
    }
    forms.retain(|(domain, form)| *domain == Domain::Words || form.len() >= super::number::DIGITS_MIN);
    forms.sort_by(|one, other| one.1.cmp(&other.1));
    forms.dedup();
    forms
}

fn dates(value: &str) -> Vec<Date> {
    let is_digit = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_digit());
    let is_before_time =
        |at: &usize| is_digit(value[..*at].chars().next_back()) && is_digit(value[*at + 1..].chars().next());
    let end = value.find(['T', 't']).filter(is_before_time);
    let value = &value[..end.unwrap_or(value.len())];
    let parts: Vec<&str> = value.split(|sign: char| !sign.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else {
        // A time of day may stand behind a blank.
        return match parts.as_slice() {
            [first, second, third, hour, _, ..] if hour.len() == 2 => of_parts(first, second, third),
            _ => Vec::new(),
        };
    };
    of_parts(first, second, third)
}

fn of_parts(first: &str, second: &str, third: &str) -> Vec<Date> {
    let number = |part: &str| part.trim_end_matches(|sign: char| sign.is_ascii_alphabetic()).parse::<i16>().ok();
    let month = |part: &str| {
        let part = part.to_lowercase();
        let at = MONTHS.iter().position(|name| part.len() >= 3 && (*name == part || name[..3] == part));
        at.and_then(|at| i16::try_from(at + 1).ok())
    };
    let dates = if first.len() == 4 {
        vec![(number(first), number(second), number(third))]
    } else if third.len() == 4 {
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
        Date::new(year.filter(|year| *year > 1000)?, part(month?)?, part(day?)?).ok()
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
            ("17/03/1984", vec!["1984-03-17"]),
            ("07.03.1984", vec!["1984-03-07", "1984-07-03"]),
            ("1984-13-07", vec![]),
            ("1984", vec![]),
            ("10 20 30", vec![]),
            ("not a date", vec![]),
        ] {
            let found: Vec<String> = dates(value).iter().map(ToString::to_string).collect();
            assert_eq!(found, expected, "{value}");
        }
    }
}
