//! Names of values in Japanese.

use super::Kind;

/// What is asked for in Japanese, by what its key or the words before it hold; the longer first.
pub(crate) const JAPANESE: &[(&str, Kind)] = &[
    ("電話", Kind::Phone),
    ("携帯", Kind::Phone),
    ("発信者番号", Kind::Phone),
    ("郵便番号", Kind::Postcode),
    ("住所", Kind::Address),
    ("生年月日", Kind::BirthDate),
    ("誕生日", Kind::BirthDate),
    ("メール", Kind::Email),
    ("カード番号", Kind::Card),
    ("口座番号", Kind::Iban),
    ("マイナンバー", Kind::National),
    ("免許証", Kind::National),
    ("旅券番号", Kind::National),
    ("保険証", Kind::Reference),
    ("被保険者", Kind::Reference),
    ("記号番号", Kind::Reference),
    ("診察券", Kind::Reference),
    ("会員番号", Kind::Reference),
    ("顧客番号", Kind::Reference),
    ("証券番号", Kind::Reference),
    ("お客様番号", Kind::Reference),
    ("車両番号", Kind::Device),
    ("車台番号", Kind::Device),
    ("暗証番号", Kind::Pin),
    ("認証コード", Kind::Pin),
    ("確認コード", Kind::Pin),
    ("パスワード", Kind::Secret),
    ("入力番号", Kind::Keys),
    ("押下", Kind::Keys),
    ("氏名", Kind::Name),
    ("名前", Kind::Name),
    ("名義", Kind::Name),
    ("者名", Kind::Name),
    ("様名", Kind::Name),
    ("フリガナ", Kind::Name),
];

/// Returns what a name in Japanese announces.
pub(super) fn japanese(name: &str) -> Option<Kind> {
    JAPANESE.iter().find(|(part, _)| name.contains(part)).map(|(_, kind)| *kind)
}
