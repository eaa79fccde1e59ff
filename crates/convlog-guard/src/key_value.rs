//! Values within a text that stand under names there: `phone=…`, `Date of birth: …`, `{'caller': '…'}`.

use crate::clue::is_letter;
use crate::key::{Context, Kind};
use crate::lexicon::{
    in_text,
    text::{PARTICLE, SCHEME},
};
use crate::normalize::{LETTER, Normalized};
use crate::text;

/// A value within a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyValue {
    /// Where the value begins.
    pub(crate) start: usize,
    /// Where it ends at the latest.
    pub(crate) end: usize,
    pub(crate) context: Context,
    /// Whether quotes say exactly where it begins and ends.
    pub(crate) is_quoted: bool,
    /// Whether it is personal by its name and ends somewhere behind the usual bounds, at the place given at the latest.
    is_long: bool,
}

const NAME_BYTES_MAX: usize = 48;
/// A value without quotes is looked for so far at most, unless its name announces something personal.
const VALUE_BYTES_MAX: usize = 160;
const POSTCODE_BYTES_MAX: usize = 10;
/// The same for a value in quotes.
const QUOTED_BYTES_MAX: usize = 1024;

/// Returns the values that stand under names, in order.
pub(crate) fn find(view: &Normalized<'_>, text: &str, context: Context) -> Vec<KeyValue> {
    let bytes = view.bytes();
    let mut found: Vec<KeyValue> = Vec::new();
    let mut closers = Closers::default();
    let (mut at, mut secret_end) = (0, 0);
    while let Some(step) = bytes[at..].iter().position(|byte| matches!(byte, b':' | b'=' | b'"' | b'\'' | b'>')) {
        let mark = at + step;
        at = mark + 1;
        if let b'"' | b'\'' = bytes[mark] {
            if let Some(named) = quoted(bytes, mark, context, &mut closers)
                && found.last().is_none_or(|last| !last.is_quoted || last.end <= named.start)
            {
                if let Some(last) = found.last_mut() {
                    last.end = last.end.min(mark).max(last.start);
                }
                at = named.end + 1;
                found.push(named);
            }
            continue;
        }
        let is_arrow = bytes[mark] == b'>' && bytes[..mark].ends_with(b"-");
        if bytes[mark] == b'>' && !is_arrow {
            found.extend(element(bytes, mark, context, &mut closers));
            continue;
        }
        // A sign within a secret is a part of it: `token=abc+def==`, `Authorization: Basic YWRhOmEx=`.
        if let Some(last) = found.last()
            && !last.is_quoted
            && last.context.kind == Kind::Secret
            && last.start < mark
            && mark < secret_end
        {
            continue;
        }
        let Some(mut name) = name_before(bytes, mark - usize::from(is_arrow)) else { continue };
        // `First name: Ada Last name: …`: the value before keeps its first word.
        if let Some(last) = found.last()
            && !last.is_quoted
            && (name.0..name.1).contains(&last.start)
            && let Some(blank) = bytes[last.start..name.1].iter().position(|byte| *byte == b' ')
        {
            name.0 = last.start + blank + 1;
        }
        // `${PASSWORD:?unset}` is put in its place later.
        let is_template = bytes[..name.0].ends_with(b"${");
        if bytes[mark] == b':' && bytes[mark + 1..].starts_with(b"//") || is_template {
            continue;
        }
        let written = &bytes[name.0..name.1];
        // A name in another script is read as it stands.
        let written = if written.contains(&LETTER) {
            &text[view.range(name.0..name.1)]
        } else {
            std::str::from_utf8(written).unwrap_or_default()
        };
        let below = context.below(written);
        let below = if is_input(written) { asked_before(bytes, name.0).unwrap_or(below) } else { below };
        // What stands under a name ends where the next name begins, which only now is known.
        if let Some(last) = found.last_mut()
            && !last.is_quoted
        {
            last.end = last.end.min(name.0).max(last.start);
        }
        if let Some(named) = value_after(bytes, mark, below, &mut closers)
            && found.last().is_none_or(|last| last.end <= named.start)
        {
            if named.context.kind == Kind::Secret && !named.is_quoted {
                secret_end = named.start + secret_len(&bytes[named.start..]);
            }
            found.push(named);
        }
    }
    found.iter_mut().filter(|named| named.is_long).for_each(|named| named.end_long(bytes));
    found
}

/// Says whether a name is of what was put in, of which an error says elsewhere what it should have been.
fn is_input(name: &str) -> bool {
    matches!(name, "input_value" | "input" | "got" | "received" | "value" | "given_value")
}

/// How far before its value an error says what was asked for.
const ASKED_BYTES: usize = 160;

/// Returns what the nearest word before a place asks for: `password` of "1 validation error for Login password …".
fn asked_before(bytes: &[u8], at: usize) -> Option<Context> {
    let before = &bytes[at.saturating_sub(ASKED_BYTES)..at];
    let words = before.rsplit(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_'));
    let asked = words.filter_map(|word| std::str::from_utf8(word).ok()).map(|word| Context::default().below(word));
    asked.into_iter().find(|context| context.kind.is_announced() && !context.kind.is_person())
}

/// Where the quotes and elements end that are longer than usual. Values are met in order, so each place is looked for once
/// and the time stays linear.
#[derive(Default)]
struct Closers([Option<usize>; 4]);

impl Closers {
    /// Returns where the next closing sign of this kind stands, at or after a place that is not before those asked for
    /// earlier.
    fn next(&mut self, bytes: &[u8], from: usize, sign: u8) -> Option<usize> {
        let known = match sign {
            b'"' => &mut self.0[0],
            b'\'' => &mut self.0[1],
            b'`' => &mut self.0[2],
            _ => &mut self.0[3],
        };
        if known.is_none_or(|known| known < from) {
            *known = Some((from..bytes.len()).find(|at| closes(bytes, *at, sign)).unwrap_or(bytes.len()));
        }
        known.filter(|known| *known < bytes.len())
    }
}

/// Returns the quoted value that begins here right after a word for what it is: `for address '…'`, `find_customer('…')`,
/// `('address', '…')`.
fn quoted(bytes: &[u8], mark: usize, context: Context, closers: &mut Closers) -> Option<KeyValue> {
    let is_opening =
        matches!(bytes[..mark], [.., b' ' | b'(' | b',']) && bytes.get(mark + 1).is_some_and(|next| *next != b' ');
    let before = bytes[..mark].trim_ascii_end();
    let (before, from) = if let Some(pair) = before.strip_suffix(b",") {
        quoted_name(pair, bytes[mark])?
    } else {
        let before = before.strip_suffix(b"(").unwrap_or(before);
        let blanks = before.iter().rev().take(NAME_BYTES_MAX).enumerate().filter(|(_, byte)| **byte == b' ');
        let floor = before.len().saturating_sub(NAME_BYTES_MAX);
        (before, blanks.map(|(at, _)| before.len() - at).nth(1).unwrap_or(floor))
    };
    if !is_opening || !before.last().is_some_and(|byte| is_letter(*byte)) {
        return None;
    }
    let name = std::str::from_utf8(&before[from..]).unwrap_or_default();
    let context = context.below(name);
    if !context.kind.is_announced() {
        return None;
    }
    Some(KeyValue::quoted(mark + 1..closers.next(bytes, mark + 1, bytes[mark])?, context))
}

/// Returns a text that ends in a word in quotes, without the last of them, and where the word begins; not of a word that is
/// a value itself.
fn quoted_name(text: &[u8], quote: u8) -> Option<(&[u8], usize)> {
    let text = text.strip_suffix(&[quote])?;
    let is_part = |byte: &&u8| is_letter(**byte) || byte.is_ascii_digit() || matches!(**byte, b'_' | b'-');
    let from = text.len() - text.iter().rev().take(NAME_BYTES_MAX).take_while(is_part).count();
    let before = text[..from].strip_suffix(&[quote])?;
    matches!(before.trim_ascii_end(), [] | [.., b'(' | b'[' | b',']).then_some((text, from))
}

/// Returns what an element of XML holds, whose opening tag ends here: `<ns:name lang="en">…</ns:name>`.
fn element(bytes: &[u8], mark: usize, context: Context, closers: &mut Closers) -> Option<KeyValue> {
    let before = &bytes[mark.saturating_sub(NAME_BYTES_MAX)..mark];
    let tag = &before[before.iter().rposition(|byte| *byte == b'<')? + 1..];
    let name = tag.split(|byte| *byte == b' ').next()?;
    let name = &name[name.iter().rposition(|byte| *byte == b':').map_or(0, |at| at + 1)..];
    let is_name = name.first().is_some_and(|first| is_letter(*first)) && !tag.ends_with(b"/");
    let end = closers.next(bytes, mark + 1, b'<')?;
    if !is_name || end == mark + 1 || bytes.get(end + 1) != Some(&b'/') {
        return None;
    }
    let context = context.below(std::str::from_utf8(name).ok()?);
    let is_near = end - mark <= VALUE_BYTES_MAX;
    (is_near || context.kind.is_personal()).then(|| KeyValue::quoted(mark + 1..end, context))
}

/// Returns the name that ends before a mark.
fn name_before(bytes: &[u8], mark: usize) -> Option<(usize, usize)> {
    let floor = mark.saturating_sub(NAME_BYTES_MAX);
    let mut end = mark;
    let closes =
        |byte: u8| matches!(byte, b' ' | b'"' | b'\'' | b'`' | b'*' | b']') || byte == b')' && bytes[mark] == b'=';
    while end > floor && closes(bytes[end - 1]) {
        end -= 1;
    }
    let is_quoted = end < mark && matches!(bytes[end], b'"' | b'\'');
    let spaces = if bytes[mark] == b':' || is_quoted { 3 } else { 0 };
    let mut start = end;
    let mut seen = 0;
    while start > floor {
        let byte = bytes[start - 1];
        seen += usize::from(byte == b' ');
        let is_part = is_letter(byte) || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'.' | b' ');
        // `CALLERID(num)=`
        let is_part = is_part || byte == b'(' && bytes[end] == b')';
        if !is_part || seen > spaces {
            break;
        }
        start -= 1;
    }
    // A property of a vCard has its parameters between name and colon: `ADR;TYPE=home:`.
    if bytes[mark] == b':' && start > floor && bytes[start - 1] == b'=' {
        let parameters = |byte: &u8| is_letter(*byte) || byte.is_ascii_digit() || b";=,-_".contains(byte);
        let property = start - bytes[floor..start].iter().rev().take_while(|byte| parameters(byte)).count();
        if let Some(len) = bytes[property..start].iter().position(|byte| *byte == b';').filter(|len| *len > 0) {
            return Some((property, property + len));
        }
    }
    while start < end && !is_letter(bytes[start]) && bytes[start] != b'_' {
        start += 1;
    }
    (start < end).then_some((start, end))
}

/// Returns where the value after a mark begins, and where it ends at the latest.
fn value_after(bytes: &[u8], mark: usize, context: Context, closers: &mut Closers) -> Option<KeyValue> {
    let mut start = mark + 1;
    while matches!(bytes.get(start), Some(b' ' | b'>' | b'=')) && start < mark + 4 {
        start += 1;
    }
    // `SecretStr('…')`, `datetime.date(…)`: what is in the brackets is the value.
    let call =
        bytes[start..].iter().take(32).take_while(|byte| is_letter(**byte) || matches!(byte, b'.' | b'_')).count();
    if call > 0 && bytes.get(start + call) == Some(&b'(') {
        start += call + 1;
        let len = bytes[start..].iter().take(VALUE_BYTES_MAX).position(|byte| *byte == b')');
        if let (Some(len), false) = (len, matches!(bytes.get(start), Some(b'"' | b'\'' | b'`'))) {
            return Some(KeyValue::quoted(start..start + len, context));
        }
    }
    let mut first = *bytes.get(start)?;
    // `Key (full_name)=(…)`
    if first == b'(' && bytes[mark] == b'=' {
        start += 1;
        if let Some(len) = bytes[start..].iter().take(VALUE_BYTES_MAX).position(|byte| *byte == b')') {
            return Some(KeyValue::quoted(start..start + len, context));
        }
        first = *bytes.get(start)?;
    }
    if let b'"' | b'\'' | b'`' = first {
        start += 1;
        let ceiling = if context.kind.is_personal() { bytes.len() } else { bytes.len().min(start + QUOTED_BYTES_MAX) };
        let end = closers.next(bytes, start, first).map_or(ceiling, |end| end.min(ceiling));
        return Some(KeyValue::quoted(start..end, context));
    }
    let len_max = if context.kind == Kind::Postcode { POSTCODE_BYTES_MAX } else { VALUE_BYTES_MAX };
    let ceiling = bytes.len().min(start + len_max);
    let end = (start..ceiling).find(|at| ends(bytes, start, *at, context.kind));
    let is_long = end.is_none() && context.kind.is_personal() && context.kind != Kind::Postcode;
    let end = end.unwrap_or(if is_long { bytes.len() } else { ceiling });
    (start < end).then_some(KeyValue { start, end, context, is_quoted: false, is_long })
}

/// Says whether a value without quotes, which began at `start`, ends here.
fn ends(bytes: &[u8], start: usize, at: usize, kind: Kind) -> bool {
    match bytes[at] {
        b'\n' | b';' | b'|' | b'<' | b'&' | b'"' | b'{' | b'}' => true,
        b']' => bytes[start] == b'[',
        b' ' | b',' => kind.is_technical() || kind == Kind::Pin && at > start,
        b'.' | b'?' | b'!' => matches!(bytes.get(at + 1), Some(b' ')) && !is_initial(bytes, at),
        _ => false,
    }
}

/// Says whether the dot here is that of a single letter or a short word: `J. Doe`, `St. John`.
fn is_initial(bytes: &[u8], dot: usize) -> bool {
    let word = bytes[..dot].iter().rev().take(5).take_while(|byte| is_letter(**byte)).count();
    (1..=4).contains(&word)
}

impl KeyValue {
    fn quoted(range: std::ops::Range<usize>, context: Context) -> KeyValue {
        KeyValue { start: range.start, end: range.end, context, is_quoted: true, is_long: false }
    }

    /// Finds the end of a long value, once it is known where the next one begins.
    fn end_long(&mut self, bytes: &[u8]) {
        let beyond = self.start + VALUE_BYTES_MAX..self.end;
        self.end = beyond.into_iter().find(|at| ends(bytes, self.start, *at, self.context.kind)).unwrap_or(self.end);
    }

    /// Returns the part of the value that a value of its kind would take, for one without quotes.
    pub(crate) fn extent(&self, bytes: &[u8]) -> (usize, usize) {
        let value = &bytes[self.start..self.end];
        let len = if self.is_quoted {
            value.len()
        } else {
            match self.context.kind {
                Kind::Name | Kind::BareName | Kind::Person | Kind::Someone | Kind::Caller => {
                    name_len(value).max(written_len(value))
                }
                Kind::Secret => secret_len(value),
                Kind::Keys => until(value, b" ,)]}'"),
                Kind::Pin | Kind::AddressPart => until(value, b" ,)]}'"),
                Kind::National | Kind::Postcode => until(value, b",)]}'"),
                Kind::Iban | Kind::Reference | Kind::Device => code_len(&value[..until(value, b",)]}'")]),
                Kind::Email | Kind::Phone | Kind::EndOfCall | Kind::Card => until(value, b",]}'"),
                Kind::Address | Kind::Destination => until(value, b"]}"),
                _ => until(value, b",)]}'"),
            }
        };
        let trimmed = value[..len].trim_ascii_end();
        let trimmed = trimmed.strip_suffix(b".").or(trimmed.strip_suffix(b",")).unwrap_or(trimmed);
        (self.start, self.start + trimmed.len())
    }
}

fn until(value: &[u8], marks: &[u8]) -> usize {
    value.iter().position(|byte| marks.contains(byte)).unwrap_or(value.len())
}

/// A code goes on while its words have digits or are a few capitals.
fn code_len(value: &[u8]) -> usize {
    let mut len = 0;
    for word in value.split_inclusive(|byte| *byte == b' ') {
        let letters = word.trim_ascii_end();
        let is_part =
            word.iter().any(u8::is_ascii_digit) || letters.len() <= 4 && letters.iter().all(u8::is_ascii_uppercase);
        if !is_part && len > 0 {
            break;
        }
        len += word.len();
    }
    len
}

/// A secret ends at a blank, unless its first word says which scheme it follows, or is a plain word: what is said of a
/// password goes on to the next comma.
fn secret_len(value: &[u8]) -> usize {
    let first = until(value, b" ");
    let is_scheme = in_text(&value[..first]) & SCHEME != 0 && value.len() > first + 1;
    let scheme = if is_scheme { first + 1 } else { 0 };
    let len = scheme + until(&value[scheme..], b" ,)]}'");
    let is_said = first > 2 && value[..first].iter().all(u8::is_ascii_alphabetic) && value[0].is_ascii_uppercase();
    let number =
        value[len..].strip_prefix(b" ").map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count());
    if is_said && number > 0 { len + 1 + number } else { len }
}

/// A name goes on while its words begin with capitals, over the small ones within it.
pub(crate) fn name_len(value: &[u8]) -> usize {
    let limit = until(value, b",)]}'=:/");
    let mut len = until(&value[..limit], b" ");
    let mut at = len;
    if value[..len].ends_with(b".") && !is_title(&value[..len]) {
        return len - 1;
    }
    for _ in 0..6 {
        let Some(rest) = value[at..limit].strip_prefix(b" ") else { break };
        let word = &rest[..until(rest, b" ")];
        at += 1 + word.len();
        if word.first().is_some_and(|first| first.is_ascii_uppercase() || *first == crate::normalize::LETTER) {
            len = at;
            if word.ends_with(b".") && !is_title(word) {
                break;
            }
        } else if in_text(word) & PARTICLE == 0 {
            break;
        }
    }
    len
}

/// Returns the length of a name at the beginning of a value that is turned or in small letters.
fn written_len(value: &[u8]) -> usize {
    let tokens = text::tokens(value);
    text::name_at(&tokens, 0, text::Ask::Any).map_or(0, |name| tokens[name.to - 1].end)
}

/// Says whether a dot after this word abbreviates it instead of ending a sentence: `Dr.`, `J.`, `Dipl.-Ing.`.
fn is_title(word: &[u8]) -> bool {
    word.len() <= 5 || word[..word.len() - 1].contains(&b'.')
}

/// Says whether a sign closes here what one of its kind began: an apostrophe that a word goes on after does not.
fn closes(bytes: &[u8], at: usize, sign: u8) -> bool {
    bytes[at] == sign && !(sign == b'\'' && bytes.get(at + 1).is_some_and(|next| is_letter(*next)))
}
