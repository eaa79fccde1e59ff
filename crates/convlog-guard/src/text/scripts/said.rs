//! What is said in Japanese and Hindi: digits, names, keys, the blocks of a town.

use super::{KANJI_NUMBERS, LINKS_MAX, NAME_MAX, Reader, ScriptMatch, in_name, is_kanji};
use crate::Rule;

const PRESSED: [&str; 5] = ["を押しました", "を押した", "が押され", "を押され", "を押下"];
const HINDI_NAME: &str = "नाम";
const HINDI_DIGITS: [&str; 15] =
    ["शून्य", "एक", "दो", "तीन", "चार", "पाँच", "पांच", "छह", "छः", "छ", "सात", "आठ", "नौ", "ज़ीरो", "जीरो"];

impl Reader<'_> {
    /// Reads digits that are said one by one, a name before "と申します", a key that was pressed, blocks of a town.
    pub(super) fn said(&self, at: usize) -> Option<(usize, Rule, &'static str)> {
        const DIGITS: [&str; 14] = [
            "キュー",
            "ゼロ",
            "イチ",
            "ニ",
            "サン",
            "ヨン",
            "シ",
            "ゴ",
            "ロク",
            "ナナ",
            "シチ",
            "ハチ",
            "キュウ",
            "ク",
        ];
        let (mut to, mut count) = (at, 0);
        while let Some(digit) = DIGITS.iter().find(|digit| self.starts_with(to, digit)) {
            to += digit.chars().count();
            count += 1;
            to += usize::from(
                matches!(self.get(to), Some('、' | ' ' | 'の'))
                    && DIGITS.iter().any(|digit| self.starts_with(to + 1, digit)),
            );
        }
        let before = &self.text[self.bytes(at.saturating_sub(LINKS_MAX)..at)];
        let is_code = ["コード", "番号", "暗証", "カード", "電話"].iter().any(|word| before.contains(word));
        if count >= 7 || count >= 4 && is_code {
            return Some((to, Rule::SpokenDigits, "digits said one by one"));
        }
        let key = self.run(at, 4, |next| next.is_ascii_digit() || matches!(next, '#' | '*'));
        let pressed = at + key + usize::from(matches!(self.get(at + key), Some('番')));
        if key > 0 && PRESSED.iter().any(|end| self.starts_with(pressed, end)) {
            return Some((at + key, Rule::Keys, "keys that were pressed"));
        }
        let name = self.run(at, NAME_MAX, in_name);
        let begins = at == 0 || !self.get(at - 1).is_some_and(in_name);
        if begins && name > 0 && ["と申し", "と言いま", "といいま"].iter().any(|end| self.starts_with(at + name, end))
        {
            return Some((at + name, Rule::Name, "a name before what one is called by"));
        }
        // "見本町五の十二の三"
        let town = self.run(at, 6, |next| is_kanji(next) && !KANJI_NUMBERS.contains(next));
        let is_town = town > 1 && self.get(at + town - 1).is_some_and(|last| "町村区市".contains(last));
        let is_number = |next: char| {
            KANJI_NUMBERS.contains(next)
                || next.is_ascii_digit()
                || matches!(next, 'の' | '番' | '丁' | '目' | '地' | '-')
        };
        let numbers = self.run(at + town, 16, is_number);
        let is_block = is_town && numbers > 2 && self.get(at + town).is_some_and(|first| first != 'の');
        let joints = (at + town..at + town + numbers)
            .filter(|at| matches!(self.get(*at), Some('の' | '-' | '番' | '丁')))
            .count();
        let has_end = self.get(at + town + numbers - usize::from(numbers > 0)) == Some('の');
        (begins && is_block && joints > 1 && !has_end).then_some((
            at + town + numbers,
            Rule::Address,
            "written like a Japanese address",
        ))
    }
}

/// Appends the name after "my name is" and numbers in words.
pub(super) fn hindi(text: &str, found: &mut Vec<ScriptMatch>) {
    if let Some(at) = text.find(HINDI_NAME) {
        let from = at + HINDI_NAME.len();
        let words: Vec<&str> = text[from..].split(' ').filter(|word| !word.is_empty()).take(4).collect();
        let len = words.iter().position(|word| word.starts_with('ह') && word.chars().count() <= 3).unwrap_or_default();
        if (1..4).contains(&len)
            && let (Some(first), Some(last)) = (words.first(), words.get(len - 1))
        {
            let start = first.as_ptr() as usize - text.as_ptr() as usize;
            let end = last.as_ptr() as usize - text.as_ptr() as usize + last.len();
            found.push(ScriptMatch { range: start..end, rule: Rule::Name, why: "a name after what one is called by" });
        }
    }
    let (mut start, mut end, mut count) = (0, 0, 0);
    let mut at = 0;
    for word in text.split_inclusive(' ').chain([""]) {
        let plain = word.trim_matches([' ', ',', '।']);
        if HINDI_DIGITS.contains(&plain) {
            if count == 0 {
                start = at;
            }
            count += 1;
            end = at + plain.len();
        } else {
            if count >= 4 {
                found.push(ScriptMatch { range: start..end, rule: Rule::SpokenDigits, why: "digits said one by one" });
            }
            count = 0;
        }
        at += word.len();
    }
}
