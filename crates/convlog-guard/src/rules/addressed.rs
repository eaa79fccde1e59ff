//! Names in sentences: after a title, after a word for a person or for names, after what is done with somebody, and where
//! one begins that many are given.

use std::ops::Range;

use crate::Rule;
use crate::found::Found;
use crate::near::{is_letter, lookup};
use crate::view::LETTER;
use crate::words::{self, Says, Set};

const PARTS_MAX: usize = 4;
/// Longer words are no names, and the time stays bounded.
const PART_BYTES_MAX: usize = 24;
/// So many small words may stand between a word that announces a name and the name.
const LINKS_MAX: usize = 7;
const WHY: &str = "a name after what is said of persons only";

/// Appends the name that follows this word, if it is one that names follow or begin with.
pub(crate) fn at_word(bytes: &[u8], start: usize, end: usize, says: Says, found: &mut Vec<Found>) {
    let is_large = bytes[start].is_ascii_uppercase();
    // In small letters, nobody's title; in large ones alone, an abbreviation.
    if says & words::TITLE != 0 && is_large && bytes[start + 1..end].iter().all(u8::is_ascii_lowercase) {
        let from = end + usize::from(bytes.get(end) == Some(&b'.'));
        // "Harbour Dr Springfield" is a street, with a name before it.
        let is_street = says & words::STREET != 0 && from == end && follows_name(bytes, start);
        if let Some((name, _)) = name_after(bytes, from)
            && !is_street
        {
            found.push(Found::new(start..name.end, Rule::Name, "a name after a title"));
        }
        return;
    }
    if says & words::GIVEN != 0 && is_large && !follows_name(bytes, start) {
        given(bytes, start, found);
    }
    if says & words::ROLE != 0 && (!is_large || begins(bytes, start)) {
        linked(bytes, end, is_of_role, 2, found);
    }
    if says & words::SPEAKING != 0
        && let Some(from) = behind(bytes, end)
    {
        linked(bytes, from, is_possessive, 2, found);
    }
    if says & words::NAMED != 0 && (!is_large || begins(bytes, start) || follows_article(bytes, start)) {
        let before = word_before(bytes, start);
        let is_of_contract = [&b"reservation "[..], b"booking ", b"account ", b"policy "]
            .iter()
            .any(|word| bytes[..start].ends_with(word));
        if before & NAMES_OF_NOBODY == 0 || before & words::PERSON != 0 || is_of_contract {
            let is_sure = lookup(&bytes[start..end]) & words::PERSONAL_NAME != 0 || before & words::WHICH_NAME != 0;
            linked(bytes, end, is_of_name, if is_sure { 1 } else { 2 }, found);
        }
    }
}

/// What the word before `name` says where it is the name of a thing.
const NAMES_OF_NOBODY: Says =
    words::THING | words::NAMED_THING | words::ID | words::MEASURE | words::TECHNICAL | words::KEY | words::CODE;

/// Appends a name that begins with one that many are given.
fn given(bytes: &[u8], start: usize, found: &mut Vec<Found>) {
    let is_free = start == 0 || b" ('\"/[,".contains(&bytes[start - 1]);
    if is_free && let Some((name, 2..)) = names_from(bytes, start) {
        found.push(Found::new(name, Rule::Name, "a name that many are given, and another"));
    }
}

/// Appends the names of at least so many words that follow a place over small words of a kind, and those joined to them:
/// "changed from … to …".
fn linked(bytes: &[u8], from: usize, is_link: fn(&[u8]) -> bool, least: usize, found: &mut Vec<Found>) {
    let mut at = from;
    let mut is_first = true;
    for _ in 0..3 {
        let Some((name, parts)) = names_from(bytes, over_links(bytes, at, is_link)) else { return };
        if parts < least || is_first && found.last().is_some_and(|last| last.range.end >= name.end) {
            return;
        }
        at = name.end;
        is_first = false;
        found.push(Found::new(name, Rule::Name, WHY));
        if word_after(bytes, at).is_none_or(|word| !matches!(word, b"to" | b"got" | b"and" | b"not")) {
            return;
        }
    }
}

/// Returns where the small words end that only lead on to a name.
fn over_links(bytes: &[u8], from: usize, is_link: fn(&[u8]) -> bool) -> usize {
    let mut at = from;
    if bytes[at..].starts_with(b"'s") {
        at += 2;
    }
    for _ in 0..LINKS_MAX {
        let marks = bytes[at..].iter().take(3).take_while(|byte| b" ,(".contains(byte)).count();
        let word = &bytes[at + marks..];
        let len = word.iter().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
        let small = &word[..len];
        at += marks;
        if marks == 0 || len == 0 || small[0].is_ascii_uppercase() || !is_link(small) {
            break;
        }
        at += len;
    }
    at
}

fn is_possessive(word: &[u8]) -> bool {
    static LINKS: Set<32> = Set::of("the my his her our their your mr mrs ms a as");
    LINKS.has(word) || lookup(word) & (words::ROLE | words::PERSON) != 0
}

fn is_of_role(word: &[u8]) -> bool {
    const LINKS: &str = "is was to named called identified verified located as with name identity for informed mit namens con nombre chamado \
        ist heist heisst es est e se llama heet heter";
    static SET: Set<64> = Set::of(LINKS);
    SET.has(word)
}

fn is_of_name(word: &[u8]) -> bool {
    const LINKS: &str = "is was are reads on the account file card booking record reservation ticket order policy profile given as of in \
        for found mismatch expected got changed change from to updated listed registered provided by caller customer guest \
        patient heard recorded stated said should be under does not match lautet ist des der kunden del cliente es di do da \
        du client est van de klant e pan with a same confirmed corrected recognised recognized spelled captured";
    static SET: Set<256> = Set::of(LINKS);
    SET.has(word)
}

/// Returns where "spoke with" or "behalf of" ends.
fn behind(bytes: &[u8], end: usize) -> Option<usize> {
    let word = word_after(bytes, end)?;
    static LEADING: Set<32> = Set::of("with to of by as from for under himself herself themselves myself");
    LEADING.has(word).then_some(end + 1 + word.len())
}

/// Returns the word of small letters after a blank.
fn word_after(bytes: &[u8], end: usize) -> Option<&[u8]> {
    let rest = bytes.get(end..)?;
    let rest = rest.strip_prefix(b",").unwrap_or(rest).strip_prefix(b" ")?;
    let len = rest.iter().take(PART_BYTES_MAX).take_while(|byte| byte.is_ascii_lowercase()).count();
    Some(&rest[..len])
}

/// Says what the word before a place says.
fn word_before(bytes: &[u8], start: usize) -> Says {
    let before = bytes[..start].trim_ascii_end();
    let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    lookup(&before[before.len() - len..])
}

/// Says whether a sentence begins at a place.
fn begins(bytes: &[u8], start: usize) -> bool {
    match bytes[..start] {
        [] => true,
        [.., mark, b' '] => b".:;!?]-|>".contains(&mark),
        [.., last] => b"\"'([".contains(&last),
    }
}

/// German writes its nouns large: "auf den Namen".
fn follows_article(bytes: &[u8], start: usize) -> bool {
    let before = &bytes[..start];
    [&b" den "[..], b" dem ", b" der ", b" mit ", b" als "].iter().any(|article| before.ends_with(article))
}

fn follows_name(bytes: &[u8], start: usize) -> bool {
    let before = bytes[..start].trim_ascii_end();
    let len = before.iter().rev().take(PART_BYTES_MAX).take_while(|byte| is_letter(**byte)).count();
    len > 0 && before.len() < start && before[before.len() - len].is_ascii_uppercase() && before.len() > len
}

/// Returns the words with capitals after a blank and how many they are, unless one of them is no part of a person's name.
fn name_after(bytes: &[u8], from: usize) -> Option<(Range<usize>, usize)> {
    (bytes.get(from) == Some(&b' ')).then(|| names_from(bytes, from + 1)).flatten()
}

/// Returns the words with capitals from a place on and how many they are, unless one of them is no part of a person's name.
fn names_from(bytes: &[u8], start: usize) -> Option<(Range<usize>, usize)> {
    let (mut at, mut end, mut parts) = (start, start, 0);
    while parts < PARTS_MAX {
        let rest = bytes.get(at..)?;
        let is_part = |byte: &&u8| is_letter(**byte) || matches!(**byte, b'\'' | b'-');
        let mut len = rest.iter().take(PART_BYTES_MAX + 1).take_while(is_part).count();
        let is_large = rest.first().is_some_and(|first| first.is_ascii_uppercase() || *first == LETTER);
        if !is_large || len == 0 {
            // The small words within names belong to them if another part follows.
            let word = &rest[..len];
            if parts > 0 && PARTICLES.has(word) && rest.get(len) == Some(&b' ') && at > end {
                at += len + 1;
                continue;
            }
            break;
        }
        while rest[..len].ends_with(b"'") {
            len -= 1;
        }
        if rest[..len].ends_with(b"'s") {
            len -= 2;
        }
        let word = &rest[..len];
        let goes_on = rest.get(len).is_some_and(|next| b"_/:=(@".contains(next) || next.is_ascii_digit());
        let has_small = word.iter().any(|byte| byte.is_ascii_lowercase() || *byte == LETTER);
        let is_initial = len == 1;
        if len > PART_BYTES_MAX || goes_on || !(has_small || is_initial) || is_of_thing(word) {
            return None;
        }
        parts += 1;
        at += len + usize::from(is_initial && rest.get(1) == Some(&b'.'));
        if !is_initial {
            end = at;
        }
        if bytes.get(at) != Some(&b' ') {
            break;
        }
        at += 1;
    }
    (end > start).then_some((start..end, parts))
}

static PARTICLES: Set<64> =
    Set::of("van von der den de del la las los da das do dos di du bin bint al el le y e zu ter ten af");

/// Says whether a word with a capital names a thing, a firm or a day instead of somebody.
pub(crate) fn is_of_thing(word: &[u8]) -> bool {
    const THINGS: &str = "access ag airlines airways alliance analytics and annual api ask bank bar basic bv bv cafe care center \
        centre check club co college company connect corp corporation council data day de delivery desk details digital \
        direct education engagement experience facing feedback first flow foods form foundation friday from fund funds \
        gmbh gold group health help history holdings home hospital hub inc info insights insurance intake international \
        is journey kitchen labs lifetime limited list live llc logistics loyalty lounge ltd management media monday \
        network not notes notice of office online onboarding operations or outreach owned pay payments pizza platform \
        plus points portal premium pro profile profiles program programme receipt relations relationship research \
        restaurant retention review reviews sa sales satisfaction saturday saved segment segments self service services \
        settings setup silver site social solutions spa sources status store subscription success sunday support survey \
        system systems team tech technologies terms the threads thursday tier to touch travel trust tuesday type union \
        united university update us value via view voucher wait wallet wednesday when wifi will with word zone \
        again angry authority benefits billing business calling cancelled central certificate closed code \
        completed confirmed customer default deluxe dental dinner discount double edition encrypt enterprise error \
        exception expired express failed final flight front general global green handler internal job kafka line loan lunch \
        machine main manager master mode next now offer open order page pending period plan policy private process \
        provided public queue rate ready red reminder report request required retry root room savings scheduled search \
        secure security server session shop single smart spam standard started suite summary table task test there \
        ticket time today tomorrow tool transfer transferred unit upgrade vacuum verified version very visa voice world \
        your";
    static SET: Set<1024> = Set::of(THINGS);
    let harmless =
        words::MONTH | words::CALL | words::PAPER | words::GIVEN | SPOKEN | words::PAIRED | words::STREET_FIRST;
    let says = lookup(word);
    says & words::GIVEN == 0 && says & !harmless != 0 || SET.has_in_any_case(word)
}

/// What is said in digits may be a name: Seven, Otto.
const SPOKEN: Says = words::SAID_DIGIT | words::SAID_PAIR | words::SAID_BETWEEN;
