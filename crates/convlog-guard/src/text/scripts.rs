//! Japanese and Hindi, which are read in their own characters: by the words that announce something, the honorific after a
//! name, the names of families, the postal mark and the regions of an address, dates of birth, digits in words.

mod said;

use std::ops::Range;

use said::hindi;

use crate::Rule;
use crate::key::{JAPANESE, Kind};
use crate::lexicon::{in_text, text::JAPANESE_SURNAME};

/// What is found, in bytes of the text.
pub(crate) struct ScriptMatch {
    pub(crate) range: Range<usize>,
    pub(crate) rule: Rule,
    pub(crate) why: &'static str,
}

const HONORIFICS: [&str; 6] = ["様", "さま", "さん", "氏", "殿", "くん"];
/// Who is spoken to without being named: customers, everybody, persons, those in charge, firms.
const NOBODY: &str = "客皆者神友当社位名方何同人婦氏";
/// What goes on after a family's name where it is the name of a place or a firm.
const PLACES: &str = "都道府県市区町村駅店社会院部課局校園堂屋号線便銀工電商通方面川山寺城島港空";
/// What stands before a name in a record or a sentence.
const NAME_LEADS: [&str; 12] =
    ["名義", "氏名", "お名前", "名前", "担当者", "予約者", "契約者", "患者", "担当", "ご予約", "私は", "わたしは"];
/// What follows a name that somebody says.
const NAME_ENDS: [&str; 9] = ["です", "と申し", "と言い", "といい", "様", "さん", "氏", "から", "でござ"];
const NAME_MAX: usize = 8;
const REGIONS: &str = "都道府県市区町村郡";
/// A code is no longer.
const CODE_MAX: usize = 28;
const ADDRESS_MAX: usize = 60;
/// So many characters may stand between a word and the code that it announces.
const LINKS_MAX: usize = 8;
const ERAS: [&str; 4] = ["昭和", "平成", "大正", "明治"];
const KANJI_NUMBERS: &str = "〇一二三四五六七八九十百千元";
/// Words after which a code follows, besides those that are keys as well.
const ACCOUNTS: [&str; 3] = ["普通", "当座", "口座"];

/// Returns what a text holds.
pub(crate) fn find(text: &str) -> Vec<ScriptMatch> {
    let mut found = Vec::new();
    if text.chars().any(is_cjk) {
        let reader = Reader { text, characters: text.char_indices().collect() };
        reader.read(&mut found);
    }
    if text.contains('\u{901}') || text.chars().any(|character| ('\u{900}'..='\u{97f}').contains(&character)) {
        hindi(text, &mut found);
    }
    found
}

struct Reader<'a> {
    text: &'a str,
    characters: Vec<(usize, char)>,
}

impl Reader<'_> {
    fn read(&self, found: &mut Vec<ScriptMatch>) {
        let mut at = 0;
        while at < self.characters.len() {
            let step = self.address(at).map(|to| (to, Rule::Address, "written like a Japanese address"));
            let step =
                step.or_else(|| self.plate(at).map(|to| (to, Rule::Device, "written like a Japanese number plate")));
            let step = step.or_else(|| {
                self.born(at).map(|to| (to, Rule::BirthDate, "a date, and a word beside it says of birth"))
            });
            let step = step
                .or_else(|| self.full_name(at).map(|to| (to, Rule::Name, "a name of Japanese families with another")));
            if let Some((to, rule, why)) = step {
                found.push(ScriptMatch { range: self.bytes(at..to), rule, why });
                at = to;
                continue;
            }
            if let Some((to, rule, why)) = self.said(at) {
                found.push(ScriptMatch { range: self.bytes(at..to), rule, why });
                at = to;
                continue;
            }
            if let Some((range, rule)) = self.announced(at) {
                found.push(ScriptMatch { range: self.bytes(range), rule, why: "announced by the word before it" });
            }
            if let Some(name) = self.before_honorific(at) {
                found.push(ScriptMatch {
                    range: self.bytes(name),
                    rule: Rule::Name,
                    why: "a name before an honorific",
                });
            }
            at += 1;
        }
    }

    fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| self.characters.get(at).map_or(self.text.len(), |(place, _)| *place);
        place(range.start)..place(range.end)
    }

    fn get(&self, at: usize) -> Option<char> {
        self.characters.get(at).map(|(_, character)| *character)
    }

    fn starts_with(&self, at: usize, word: &str) -> bool {
        self.characters.get(at).is_some_and(|(place, _)| self.text[*place..].starts_with(word))
    }

    /// Returns how many characters follow each other from a place that are such.
    fn run(&self, from: usize, most: usize, is: impl Fn(char) -> bool) -> usize {
        (from..from + most).take_while(|at| self.get(*at).is_some_and(&is)).count()
    }

    fn before_honorific(&self, at: usize) -> Option<Range<usize>> {
        if !HONORIFICS.iter().any(|honorific| self.starts_with(at, honorific)) {
            return None;
        }
        let len = (1..=at.min(NAME_MAX + 1)).take_while(|back| self.get(at - back).is_some_and(in_name)).count();
        let names_nobody = at.checked_sub(1).and_then(|last| self.get(last)).is_some_and(|last| NOBODY.contains(last));
        let is_more = self.get(at + 1).is_some_and(|next| next == '々' || next == '子' || next == '式');
        if !(1..=NAME_MAX).contains(&len) || names_nobody || is_more {
            return None;
        }
        // "望月 健吾様"
        let family = at.checked_sub(len + 1).filter(|blank| matches!(self.get(*blank), Some(' ' | '\u{3000}')));
        let family = family.and_then(|blank| {
            let len = (1..=blank.min(4)).take_while(|back| self.get(blank - back).is_some_and(in_name)).count();
            (len > 0).then_some(blank - len)
        });
        Some(family.unwrap_or(at - len)..at)
    }

    /// Reads a family's name with another after it, where signs, ends or what people say set it apart.
    fn full_name(&self, from: usize) -> Option<usize> {
        if from > 0 && self.get(from - 1).is_some_and(is_kanji) && !self.follows_lead(from) {
            return None;
        }
        let family = (2..=3).rev().find(|len| {
            let range = self.bytes(from..from + len);
            from + len <= self.characters.len() && in_text(self.text[range].as_bytes()) & JAPANESE_SURNAME != 0
        })?;
        let at = from + family;
        let has_blank = matches!(self.get(at), Some(' ' | '\u{3000}'));
        let given = at + usize::from(has_blank);
        let is_honorific = HONORIFICS.iter().any(|honorific| self.starts_with(given, honorific));
        let kanji = if is_honorific { 0 } else { self.run(given, 3, is_kanji) };
        let kana = if kanji == 0 && !is_honorific { self.run(given, 5, is_kana) } else { 0 };
        let to = given + kanji + kana;
        if self.get(given).is_some_and(|next| PLACES.contains(next)) || self.get(to).is_some_and(is_kanji) {
            return None;
        }
        let is_said = NAME_ENDS.iter().any(|end| self.starts_with(to, end));
        let is_led = self.follows_lead(from)
            || from > 0 && self.get(from - 1).is_some_and(|before| "=:：\"'「".contains(before));
        let is_last_place = self.get(to - 1).is_some_and(|last| PLACES.contains(last));
        // "田中太郎様" ends before the honorific.
        let to = if kanji > 1 && self.get(to - 1) == Some('様') { to - 1 } else { to };
        match (has_blank, kanji + kana) {
            (true, 1..) => (!is_last_place).then_some(to),
            (false, 1..) => ((is_led || is_said) && !is_last_place).then_some(to),
            (_, 0) => (is_led && (is_said || !self.get(at).is_some_and(in_name))).then_some(at),
        }
    }

    fn follows_lead(&self, from: usize) -> bool {
        let before = &self.text[self.bytes(from.saturating_sub(LINKS_MAX)..from)];
        let before = before.trim_end_matches([' ', '\u{3000}', ':', '：', 'は', 'の', '=']);
        NAME_LEADS.iter().any(|lead| before.ends_with(lead))
    }

    /// Returns what a word announces that begins here: a code with digits, or a name.
    fn announced(&self, at: usize) -> Option<(Range<usize>, Rule)> {
        if let Some(lead) = NAME_LEADS[..4].iter().find(|lead| self.starts_with(at, lead)) {
            let from = self.over_links(at + lead.chars().count());
            let len = self.run(from, NAME_MAX, in_name);
            let more = from + len + 1;
            let blank = matches!(self.get(from + len), Some(' ' | '\u{3000}')) && self.get(more).is_some_and(in_name);
            let len = if blank { len + 1 + self.run(more, NAME_MAX, in_name) } else { len };
            return (len > 1).then_some((from..from + len, Rule::Name));
        }
        let is_account = ACCOUNTS.iter().find(|word| self.starts_with(at, word));
        let (rule, len, digits_min) = match is_account {
            Some(word) => (Rule::Iban, word.chars().count(), 6),
            None => {
                let (word, kind) = JAPANESE.iter().find(|(word, _)| self.starts_with(at, word))?;
                let (rule, least) = rule(*kind)?;
                (rule, word.chars().count(), least)
            }
        };
        let from = self.over_links(at + len);
        let is_code =
            |next: char| next.is_ascii_alphanumeric() || next == '-' || next == '－' || ('０'..='９').contains(&next);
        let mut len = self.run(from, CODE_MAX, is_code);
        // "8800 4127 7731"
        while len > 0
            && len < CODE_MAX
            && self.get(from + len) == Some(' ')
            && self.get(from + len + 1).is_some_and(|next| next.is_ascii_digit())
        {
            len += 1 + self.run(from + len + 1, CODE_MAX, is_code);
        }
        let digits = (from..from + len).filter(|at| self.get(*at).is_some_and(|digit| digit.is_numeric())).count();
        (digits >= digits_min).then_some((from..from + len, rule))
    }

    fn over_links(&self, from: usize) -> usize {
        let is_link = |next: char| {
            matches!(
                next,
                ' ' | '\u{3000}'
                    | ':'
                    | '：'
                    | '='
                    | 'は'
                    | 'が'
                    | 'を'
                    | 'と'
                    | 'し'
                    | 'て'
                    | 'の'
                    | '番'
                    | '号'
                    | '「'
            )
        };
        from + self.run(from, LINKS_MAX, is_link)
    }

    /// Reads an address: it goes through a region, and ends after the last digit or the like.
    fn address(&self, from: usize) -> Option<usize> {
        let first = self.get(from)?;
        let has_mark = first == '〒';
        if !has_mark && !is_kanji(first) {
            return None;
        }
        let (mut region, mut digits, mut end) = (false, 0, None);
        for at in from..from + ADDRESS_MAX {
            let Some(next) = self.get(at) else { break };
            let is_digit = next.is_ascii_digit() || ('０'..='９').contains(&next);
            let is_joint = matches!(next, '-' | '−' | '－' | '‐' | ' ' | '\u{3000}' | 'の' | 'ノ' | 'ヶ' | 'ケ');
            if !(is_digit || is_joint || in_name(next) || at == from) {
                break;
            }
            region |= REGIONS.contains(next) && at > from;
            digits += usize::from(is_digit);
            let is_number =
                KANJI_NUMBERS.contains(next) || matches!(next, '丁' | '目' | '番' | '地' | '号' | '室' | '階');
            if is_digit && (region || has_mark) || is_number && region && digits + at > from + 6 {
                end = Some(at + 1);
            }
        }
        let is_street = end.is_some_and(|end| end - from >= 6);
        // "3件", "2名": what is counted is no house.
        let counts = end.and_then(|end| self.get(end)).is_some_and(|next| "件名人回円年月日時分秒台本".contains(next));
        end.filter(|_| is_street && !counts && (region && digits > 0 || has_mark && digits >= 7))
    }

    /// Reads "品川 300 あ 12-34".
    fn plate(&self, from: usize) -> Option<usize> {
        let over_blank = |at: usize| at + usize::from(matches!(self.get(at), Some(' ' | '\u{3000}')));
        let region = self.run(from, 4, is_kanji);
        let class_from = over_blank(from + region);
        let class = self.run(class_from, 3, |next| next.is_ascii_digit());
        let kana = over_blank(class_from + class);
        let is_kana = self.get(kana).is_some_and(|next| ('あ'..='ん').contains(&next));
        let number = over_blank(kana + 1);
        let len = self.run(number, 5, |next| next.is_ascii_digit() || matches!(next, '-' | '・'));
        (region > 0 && class >= 2 && is_kana && len >= 2).then_some(number + len)
    }

    /// Reads a date by year, month and day, beside a word for birth.
    fn born(&self, from: usize) -> Option<usize> {
        let era = ERAS.iter().find(|era| self.starts_with(from, era)).map_or(0, |era| era.chars().count());
        let is_number =
            |next: char| next.is_ascii_digit() || ('０'..='９').contains(&next) || KANJI_NUMBERS.contains(next);
        let mut at = from + era;
        for unit in ['年', '月', '日'] {
            let len = self.run(at, 6, is_number);
            if len == 0 || self.get(at + len) != Some(unit) {
                return None;
            }
            at += len + 1;
        }
        let end = self.bytes(at..at).start;
        let after = self.text[end..].chars().take(6).collect::<String>();
        let before = &self.text[self.bytes(from.saturating_sub(2 * LINKS_MAX)..from)];
        let is_born = era > 0
            || after.contains('生')
            || ["生年月日", "誕生日", "生まれ"].iter().any(|word| before.contains(word));
        is_born.then_some(at)
    }
}

/// Returns the rule for a code that is announced as of a kind, and how many digits it has at least.
fn rule(kind: Kind) -> Option<(Rule, usize)> {
    Some(match kind {
        Kind::Phone => (Rule::Phone, 8),
        Kind::Postcode => (Rule::Postcode, 7),
        Kind::Card => (Rule::PaymentCard, 12),
        Kind::Iban => (Rule::Iban, 6),
        Kind::National => (Rule::NationalId, 6),
        Kind::Reference => (Rule::Reference, 4),
        Kind::Device => (Rule::Device, 4),
        Kind::Pin => (Rule::Secret, 3),
        Kind::Secret => (Rule::Secret, 1),
        Kind::Keys => (Rule::Keys, 1),
        _ => return None,
    })
}

fn is_cjk(character: char) -> bool {
    is_kanji(character) || is_kana(character)
}

fn is_kanji(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '々')
}

fn is_kana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}')
}

/// Kanji, and katakana with its long mark.
fn in_name(character: char) -> bool {
    is_kanji(character) || matches!(character, '\u{30a1}'..='\u{30fa}' | 'ー')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|one| &text[one.range]).collect()
    }

    #[test]
    fn finds_names_by_what_stands_beside_them() {
        assert_eq!(found("田中様から着信"), ["田中"]);
        assert_eq!(found("高橋 花子、2名"), ["高橋 花子"]);
        assert_eq!(found("名義 タカハシ ハナコ を登録"), ["タカハシ ハナコ"]);
        for text in ["お客様", "皆さん", "石川県の店", "山口駅前"] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn finds_addresses_plates_dates_and_codes() {
        assert_eq!(found("〒100-0001 東京都千代田区千代田1-1。"), ["〒100-0001 東京都千代田区千代田1-1"]);
        assert_eq!(found("品川 300 あ 12-34 です"), ["品川 300 あ 12-34"]);
        assert_eq!(found("昭和三十三年四月十二日生まれ"), ["昭和三十三年四月十二日"]);
        assert_eq!(found("会員番号は 0048-2219 です"), ["0048-2219"]);
        assert_eq!(found("千代田区で3件"), Vec::<&str>::new());
    }

    #[test]
    fn hears_names_and_digits_in_hindi() {
        assert_eq!(found("मेरा नाम सुनीता कुमारी है"), ["सुनीता कुमारी"]);
        assert_eq!(found("नंबर एक दो तीन चार पाँच है"), ["एक दो तीन चार पाँच"]);
    }
}
