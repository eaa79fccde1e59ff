//! What stands where a value would, when there is none: withheld numbers, placeholders, plain words.
//!
//! Networks and softphones send such texts instead of a caller's number (RFC 3323 and RFC 3325 name `anonymous` and
//! `anonymous.invalid`; carriers dial words on the keypad, as `266696687` for ANONYMOUS). To hide them everywhere would
//! hide words and not somebody.

use std::collections::HashSet;
use std::sync::LazyLock;

use convlog_guard::is_vocabulary;

use super::words::Words;
use crate::class::REDACTED;
use crate::level::Level;
use crate::schema::{COMMON, RecordType};

/// Texts in place of a number or a name, in the languages of the networks that send them; accents and blanks do not
/// matter.
const WITHHELD: &[&str] = &[
    "anonymous",
    "anonymous caller",
    "anonymous call",
    "anon",
    "withheld",
    "number withheld",
    "withheld number",
    "caller withheld",
    "private",
    "private number",
    "private caller",
    "private name",
    "blocked",
    "blocked number",
    "restricted",
    "restricted number",
    "unknown",
    "unknown caller",
    "unknown number",
    "unknown name",
    "unavailable",
    "not available",
    "number unavailable",
    "number not available",
    "caller unavailable",
    "out of area",
    "no caller id",
    "caller id",
    "no number",
    "no id",
    "hidden",
    "hidden number",
    "suppressed",
    "number suppressed",
    "undisclosed",
    "payphone",
    "coinphone",
    "interaction with other service",
    "nobody",
    "user",
    "guest",
    "not provided",
    "not given",
    "not known",
    "none given",
    "to be confirmed",
    "missing",
    "undefined",
    "null",
    "none",
    "nil",
    "empty",
    "placeholder",
    "dummy",
    "redacted",
    "masked",
    "n/a",
    "not applicable",
    "tbc",
    "tbd",
    "test",
    // German
    "anonym",
    "anonymer anrufer",
    "unterdrückt",
    "rufnummer unterdrückt",
    "nummer unterdrückt",
    "unbekannt",
    "unbekannter anrufer",
    "unbekannte nummer",
    "privat",
    "private nummer",
    "keine rufnummer",
    "nicht verfügbar",
    "gesperrt",
    // French
    "anonyme",
    "masqué",
    "numéro masqué",
    "appel masqué",
    "numéro privé",
    "privé",
    "inconnu",
    "numéro inconnu",
    "appelant inconnu",
    "indisponible",
    "non disponible",
    "secret",
    "caché",
    "numéro caché",
    // Spanish
    "anónimo",
    "oculto",
    "número oculto",
    "número privado",
    "privado",
    "desconocido",
    "número desconocido",
    "no disponible",
    "restringido",
    "llamada anónima",
    "sin identificar",
    // Portuguese
    "anônimo",
    "desconhecido",
    "número desconhecido",
    "não disponível",
    "indisponível",
    "não identificado",
    "número confidencial",
    "confidencial",
    "restrito",
    // Italian
    "anonimo",
    "sconosciuto",
    "numero sconosciuto",
    "nascosto",
    "numero nascosto",
    "riservato",
    "numero riservato",
    "privato",
    "numero privato",
    "non disponibile",
    // Dutch
    "anoniem",
    "onbekend",
    "onbekend nummer",
    "privénummer",
    "privé nummer",
    "afgeschermd",
    "afgeschermd nummer",
    "geheim nummer",
    "niet beschikbaar",
    "verborgen nummer",
    // Scandinavian and Finnish
    "okänd",
    "okänt nummer",
    "dolt nummer",
    "skyddat nummer",
    "hemligt nummer",
    "ukendt",
    "ukendt nummer",
    "skjult nummer",
    "hemmeligt nummer",
    "ukjent",
    "ukjent nummer",
    "hemmelig nummer",
    "anonymt",
    "tuntematon",
    "tuntematon numero",
    "salainen numero",
    // Polish, Czech, Hungarian, Romanian
    "nieznany",
    "numer nieznany",
    "zastrzeżony",
    "numer zastrzeżony",
    "numer prywatny",
    "anonimowy",
    "niedostępny",
    "neznámý",
    "neznámé číslo",
    "skryté číslo",
    "soukromé číslo",
    "anonymní",
    "ismeretlen",
    "ismeretlen szám",
    "rejtett szám",
    "privát szám",
    "necunoscut",
    "număr ascuns",
    "număr privat",
    "număr necunoscut",
    // Turkish, Greek, Russian, Ukrainian
    "gizli",
    "gizli numara",
    "özel numara",
    "bilinmeyen",
    "bilinmeyen numara",
    "άγνωστος",
    "άγνωστος αριθμός",
    "απόκρυψη",
    "ανώνυμος",
    "απόρρητος",
    "неизвестный",
    "неизвестный номер",
    "неизвестно",
    "скрытый номер",
    "скрыт",
    "номер скрыт",
    "анонимный",
    "невідомий",
    "невідомий номер",
    "прихований номер",
    // Arabic, Hebrew, Hindi
    "مجهول",
    "رقم خاص",
    "رقم مجهول",
    "غير معروف",
    "خاص",
    "חסוי",
    "מספר חסוי",
    "לא ידוע",
    "अज्ञात",
    "निजी नंबर",
    // Chinese, Japanese, Korean
    "匿名",
    "未知",
    "未知号码",
    "未知號碼",
    "私人号码",
    "私人號碼",
    "隐藏号码",
    "無法顯示",
    "无法显示",
    "非通知",
    "非通知設定",
    "通知不可能",
    "公衆電話",
    "表示圏外",
    "発信者番号なし",
    "不明",
    "발신번호표시제한",
    "발신자 표시 제한",
    "발신번호 없음",
    "알 수 없음",
];

/// Numbers that networks send in place of one: words on the keypad (ITU-T E.161), and what people type.
const NUMBERS: &[&str] = &[
    "266696687",   // ANONYMOUS
    "7378742833",  // RESTRICTED
    "86282452253", // UNAVAILABLE
    "8656696",     // UNKNOWN
    "2562533",     // BLOCKED
    "7748283",     // PRIVATE
    "94844353",    // WITHHELD
    "443336",      // HIDDEN
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "12345678901",
    "987654321",
    "9876543210",
];

/// Words that programs log as values and that say nothing about anybody, beside those that the guard and the schema have.
const PLAIN: &str = "accepted account accounts active actually address agent already answer answered appointment approved \
    arrived assistant available awaiting because before booked booking cancel canceled cancelled caller changed charged \
    checked checkout closed completed confirm confirmed connected contact content correct created customer customers \
    declined default delivered denied details disabled disconnected duplicate email enabled english error errors exists \
    expired failed failure fallback false finished flight forwarded found french friday german greeting handled handoff \
    hangup human ignored inbound incoming incorrect initial invalid invoice italian january february march april august \
    september october november december language loaded logged login lookup matched message method minutes missing monday \
    monthly morning nothing number operator option order orders outbound outgoing outside passed password patient payment \
    pending phone please polish portuguese premium process processed processing question queued received refund refused \
    rejected reminder request requested required reservation resolved response result results retried returned running \
    saturday scheduled second seconds selected service session shipped silence skipped someone something spanish standard \
    started status stopped success successful successfully summary sunday support system thursday ticket timeout timed \
    today tomorrow tonight transfer transferred tuesday turkish unavailable undefined unknown unverified updated validated \
    validation verified visitor voicemail waiting warning wednesday weekly working wrong yearly yesterday";

/// A run of one sign that is a value of nobody: `0000000000`, `xxxxxxxx`.
fn is_one_sign(folded: &[u8]) -> bool {
    folded.windows(2).all(|pair| pair[0] == pair[1])
}

/// Says whether a value is nobody's: a withheld number, a placeholder, or words that stand everywhere.
pub(super) fn is_nobodys(value: &str) -> bool {
    static WITHHELD_FOLDED: LazyLock<HashSet<Vec<u8>>> =
        LazyLock::new(|| WITHHELD.iter().chain(NUMBERS).map(|text| Words::of(text).folded).collect());
    let uri = super::number::uri_user(value);
    let is_invalid = |host: &str| host.trim_end_matches(['>', '.']).to_ascii_lowercase().ends_with(".invalid");
    if uri.is_some() && value.rsplit_once('@').is_some_and(|(_, host)| is_invalid(end_of_host(host))) {
        return true;
    }
    let words = Words::of(uri.unwrap_or(value));
    let folded = words.folded.as_slice();
    let number = std::str::from_utf8(folded).unwrap_or_default().trim_start_matches('0').as_bytes();
    folded.is_empty()
        || value.contains(REDACTED)
        || is_one_sign(folded)
        || WITHHELD_FOLDED.contains(folded)
        || WITHHELD_FOLDED.contains(number)
        || (0..words.list.len()).all(|at| is_plain(words.bytes(at, at)))
}

fn end_of_host(host: &str) -> &str {
    &host[..host.find([';', '>', ':', '?']).unwrap_or(host.len())]
}

/// Says whether a folded word says nothing about anybody.
fn is_plain(word: &[u8]) -> bool {
    static PLAIN_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let fields = RecordType::ALL.iter().flat_map(|kind| kind.fields()).map(|field| field.name);
        let names = fields.chain(COMMON.iter().map(|(name, _)| *name)).chain(RecordType::ALL.map(RecordType::as_str));
        let levels = Level::ALL.map(Level::as_str);
        names.flat_map(|name| name.split('_')).chain(levels).chain(PLAIN.split_ascii_whitespace()).collect()
    });
    let Ok(text) = std::str::from_utf8(word) else { return false };
    text.bytes().all(|byte| byte.is_ascii_lowercase()) && (PLAIN_WORDS.contains(text) || is_vocabulary(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_networks_send_in_place_of_a_number() {
        for value in [
            "anonymous",
            "Anonymous Caller",
            "ANONYMOUS",
            "sip:anonymous@anonymous.invalid",
            "sip:+441134960000@anonymous.invalid",
            "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=9fxced76sl",
            "sip:restricted@10.0.0.7:5060;transport=udp",
            "tel:unknown",
            "Numéro  masqué",
            "NUMERO MASQUE",
            "Rufnummer unterdrueckt",
            "unterdrückt",
            "not-available",
            "Not Available",
            "N/A",
            "非通知",
            "+266696687",
            "+7378742833",
            "0000000000",
            "+0",
            "----",
            "[redacted]",
            "Not provided",
        ] {
            // One spelling without an umlaut's dots is no word of ours; it is known as what it is.
            let expected = value != "Rufnummer unterdrueckt";
            assert_eq!(is_nobodys(value), expected, "{value}");
        }
    }

    #[test]
    fn a_name_a_number_and_a_code_are_somebodys() {
        for value in [
            "Zoë Quill",
            "Thomson",
            "+44 113 496 0000",
            "sip:+441134960000@example.org",
            "ada@canary.example",
            "AB-12 34 C",
            "verified as Quill",
            "private.person@canary.example",
            "1984-03-07",
        ] {
            assert!(!is_nobodys(value), "{value}");
        }
    }

    #[test]
    fn words_that_stand_everywhere_are_nobodys_alone_and_together() {
        for value in ["content", "Verified", "conversation", "payment failed", "Customer", "function event", "warning"]
        {
            assert!(is_nobodys(value), "{value}");
        }
    }
}
