//! One JSON text: walks its values without building them, and hands each to the rules with what its keys say.

mod members;
mod strings;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::forms::digits::whole_number;
use crate::key::{Context, Kind};
use crate::open_keys::{self, OpenKeys};
use members::{is_label, is_labelled, is_message, is_neutral_name, is_trait};
use strings::{quote_or_escape, unescape};

use crate::scan::{self, Finding};
use crate::text::{self, Ask};
use crate::{ExplainedJsonSpan, JsonSpan, Part};

/// Deeper values are not read: nothing that is kept is as deep.
const DEPTH_MAX: usize = 512;
/// A longer sentence says more than what the value beside it is.
const MESSAGE_BYTES_MAX: usize = 80;
/// Longer values say what the one beside them is only where they are sentences: the rest are ids.
const LABEL_BYTES_MAX: usize = 32;

/// Returns what is personal in a JSON text, in its order.
pub(crate) fn scan(json: &str, context: Context, open: &OpenKeys) -> Vec<ExplainedJsonSpan> {
    let mut walk = Walk { json, at: 0, frames: Vec::new(), found: Vec::new(), open };
    walk.value(context);
    walk.found
}

/// Does the same for members with a comma before each, which no braces enclose.
pub(crate) fn scan_members<'a>(message: &'a str, json: &'a str, open: &'a OpenKeys) -> Vec<ExplainedJsonSpan> {
    let message = Some(message).filter(|message| message.len() <= MESSAGE_BYTES_MAX);
    let mut walk = Walk { json, at: 0, frames: vec![Frame { message, ..Frame::new() }], found: Vec::new(), open };
    while walk.expect(b',').is_some() && walk.member(Context::default()).is_some() {}
    walk.leave();
    walk.found
}

/// An object or array that is being read.
struct Frame<'a> {
    segment: Segment<'a>,
    /// Whether the member that is being read may tell what a member `value` after it is.
    is_label: bool,
    /// What a member `type`, `key` or the like says about a member `value` after it.
    label: Option<Context>,
    /// The sentence that may say what a neutral member after it is.
    message: Option<&'a str>,
    /// Where among the findings a bare name's would stand, with the name's key.
    bare_name: Option<(usize, Cow<'a, str>)>,
    /// Whether a member of the object is a street.
    of_address: bool,
    /// Whether a member of the object describes a person.
    of_person: bool,
    /// Where among the findings those of the first and the last name would stand, with their keys.
    which_names: Vec<(usize, Cow<'a, str>)>,
}

impl Frame<'_> {
    fn new() -> Self {
        Frame {
            segment: Segment::Index(0),
            is_label: false,
            label: None,
            message: None,
            bare_name: None,
            of_address: false,
            of_person: false,
            which_names: Vec::new(),
        }
    }
}

enum Segment<'a> {
    Key(Cow<'a, str>),
    Index(usize),
}

struct Walk<'a> {
    json: &'a str,
    at: usize,
    frames: Vec<Frame<'a>>,
    found: Vec<ExplainedJsonSpan>,
    open: &'a OpenKeys,
}

impl<'a> Walk<'a> {
    /// Reads one value with all below it; `None` where the text is not JSON.
    fn value(&mut self, context: Context) -> Option<()> {
        match self.peek()? {
            b'{' => self.object(context),
            b'[' => self.array(context),
            b'"' => {
                self.at += 1;
                let start = self.at;
                match self.plain_string() {
                    Some(value) => self.string_value(value, Some(value), context),
                    None => {
                        let value = self.escaped_string(start)?;
                        self.string_value(&value, None, context);
                    }
                }
                Some(())
            }
            b'-' | b'0'..=b'9' => {
                let number = whole_number(self.scalar().as_bytes());
                self.judge(std::str::from_utf8(&number).unwrap_or_default(), context, true);
                Some(())
            }
            _ => (!self.scalar().is_empty()).then_some(()),
        }
    }

    fn object(&mut self, context: Context) -> Option<()> {
        self.enter()?;
        while self.peek()? != b'}' {
            self.member(context)?;
            self.separator(b'}')?;
        }
        self.at += 1;
        self.leave()
    }

    fn member(&mut self, context: Context) -> Option<()> {
        self.expect(b'"')?;
        let start = self.at;
        let key = match self.plain_string() {
            Some(key) => Cow::Borrowed(key),
            None => Cow::Owned(self.escaped_string(start)?),
        };
        self.expect(b':')?;
        let finding = scan::scan_key(&key);
        // Yes and no are nobody's.
        if finding.is_none() && matches!(self.peek()?, b't' | b'f') {
            self.frames.last_mut()?.is_label = false;
            return (!self.scalar().is_empty()).then_some(());
        }
        let (below, traits) = context.read(&key);
        let (is_label, is_trait) = (is_label(&key), is_trait(&key));
        let frame = self.frames.last_mut()?;
        // By the member before it: `{"type": "phone", "value": "…"}`.
        let is_name_of = |label: &Context| label.kind.is_person() && below.kind == Kind::BareName;
        let below = frame.label.filter(|label| is_labelled(&key) || is_name_of(label)).unwrap_or(below);
        let is_neutral =
            matches!(below.kind, Kind::Unknown | Kind::Plain | Kind::Number | Kind::WhichName | Kind::Keys);
        // Where a shop is, everybody may know.
        let is_public = below.kind == Kind::Location
            && self.frames.iter().any(|frame| frame.message.is_some_and(text::is_of_public_place));
        let below = if is_public { Context::default() } else { below };
        let message = self.frames.iter().rev().find_map(|frame| frame.message);
        let frame = self.frames.last_mut()?;
        let whole_message = message;
        let message = message.filter(|_| is_neutral && (traits.is_neutral || is_neutral_name(&key)));
        let below = message.and_then(Context::announced_by).unwrap_or(below);
        let below = match whole_message {
            Some(message) if traits.is_of_street && matches!(below.kind, Kind::Unknown | Kind::Plain) => {
                below.in_address(message).unwrap_or(below)
            }
            _ => below,
        };
        // `{"logradouro": …, "numero": "230"}`
        let below = if frame.of_address && traits.is_number { Context::house() } else { below };
        frame.of_address |= matches!(below.kind, Kind::Address | Kind::AddressPart);
        frame.of_person |= below.kind.is_of_person() || is_trait;
        frame.is_label = is_label;
        frame.segment = Segment::Key(key);
        if let Some(Finding { rule, why, .. }) = finding {
            self.found.push(ExplainedJsonSpan { place: self.place(Part::Key, rule), reason: why, is_lifted: false });
        }
        self.value(below)
    }

    fn array(&mut self, context: Context) -> Option<()> {
        self.enter()?;
        let mut index = 0;
        while self.peek()? != b']' {
            self.frames.last_mut()?.segment = Segment::Index(index);
            self.value(context)?;
            self.separator(b']')?;
            index += 1;
        }
        self.at += 1;
        self.leave()
    }

    fn enter(&mut self) -> Option<()> {
        self.at += 1;
        self.frames.push(Frame::new());
        (self.frames.len() <= DEPTH_MAX).then_some(())
    }

    fn leave(&mut self) -> Option<()> {
        let which_names = std::mem::take(&mut self.frames.last_mut()?.which_names);
        if which_names.len() > 1 {
            for (added, (at, key)) in which_names.into_iter().enumerate() {
                self.frames.last_mut()?.segment = Segment::Key(key);
                let found = self.a_name("one of two names of a person");
                self.found.insert(at + added, found);
            }
        }
        let frame = self.frames.last_mut()?;
        if let (true, Some((at, key))) = (frame.of_person, frame.bare_name.take()) {
            // The object turned out to describe a person, so the name in it is theirs.
            frame.segment = Segment::Key(key);
            let found = self.a_name("written like a name, beside other things of a person");
            self.found.insert(at, found);
        }
        self.frames.pop().map(|_| ())
    }

    /// Reads a string, which is also given as it stands in the text where it has no escapes.
    fn string_value(&mut self, value: &str, plain: Option<&'a str>, context: Context) {
        let before = self.found.len();
        self.judge(value, context, false);
        let Some(frame) = self.frames.last_mut() else { return };
        let Segment::Key(key) = &frame.segment else { return };
        let is_candidate = self.found.len() == before
            && (context.kind == Kind::BareName
                || context.kind == Kind::Person && matches!(key.as_ref(), "nom" | "nome" | "nombre" | "naam"));
        if is_candidate && text::may_be_name(value.as_bytes()) {
            frame.bare_name = Some((before, key.clone()));
        }
        if context.kind == Kind::WhichName && self.found.len() == before && text::is_name(value.as_bytes(), Ask::Any) {
            frame.which_names.push((before, key.clone()));
        }
        // What is personal must not decide what of other values is hidden.
        if value.len() <= MESSAGE_BYTES_MAX && self.found.len() == before && is_message(key) {
            frame.message = plain;
        }
        if frame.is_label && (value.len() <= LABEL_BYTES_MAX || value.contains(' ')) {
            let is_of_talk = matches!(key.as_ref(), "slot" | "entity" | "entity_group" | "question" | "prompt");
            let label = match Context::default().below(value) {
                // What an agent asks for is the name of whom it talks with.
                Context { kind: Kind::BareName, .. } if is_of_talk => Context::default().below("person"),
                label => label,
            };
            // `{"type": "customer", "name": "phone"}` is about a telephone.
            if label.kind.is_announced() && frame.label.is_none_or(|known| known.kind.is_person()) {
                frame.label = Some(label);
            }
        }
    }

    /// Adds what the rules say about one scalar value.
    fn judge(&mut self, value: &str, context: Context, is_number: bool) {
        // `{"party": {"name": "party", …}}` repeats its own key.
        if context.kind == Kind::Name && self.is_own_key(value) {
            return;
        }
        let found = scan::scan(value, context, is_number);
        if found.is_empty() {
            return;
        }
        let is_open = self.stands_open();
        let own = if is_open { scan::scan(value, Context::default(), is_number) } else { Vec::new() };
        let (found, lifted) = if is_open { open_keys::lift(found, own) } else { (found, Vec::new()) };
        for (Finding { range, rule, why }, is_lifted) in
            found.into_iter().map(|found| (found, false)).chain(lifted.into_iter().map(|lifted| (lifted, true)))
        {
            let all = is_number || range == (0..value.len());
            let part = if all { Part::Whole } else { Part::Within(range) };
            self.found.push(ExplainedJsonSpan { place: self.place(part, rule), reason: why, is_lifted });
        }
    }

    /// Returns what is found of the value of the member that is being read, as the name of a person.
    fn a_name(&self, reason: &'static str) -> ExplainedJsonSpan {
        let place = self.place(Part::Whole, crate::Rule::Name);
        ExplainedJsonSpan { place, reason, is_lifted: self.stands_open() }
    }

    /// Says whether the nearest key above the value that is being read is one of which somebody said that it is not
    /// personal.
    fn stands_open(&self) -> bool {
        let keys = self.frames.iter().rev().filter(|_| !self.open.is_empty());
        let key = keys.filter_map(|frame| match &frame.segment {
            Segment::Key(key) => Some(key),
            Segment::Index(_) => None,
        });
        key.into_iter().next().is_some_and(|key| self.open.has(key))
    }

    /// Says whether a value is the key of the object that it stands in.
    fn is_own_key(&self, value: &str) -> bool {
        let parent = self.frames.len().checked_sub(2).map(|parent| &self.frames[parent].segment);
        matches!(parent, Some(Segment::Key(key)) if key == value)
    }

    fn place(&self, part: Part, rule: crate::Rule) -> JsonSpan {
        let mut pointer = String::new();
        for frame in &self.frames {
            match &frame.segment {
                Segment::Key(key) => {
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                Segment::Index(index) => _ = write!(pointer, "/{index}"),
            }
        }
        JsonSpan { pointer, part, rule }
    }

    /// Returns the next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.json.as_bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Passes over a comma, or stays before the end of the container.
    fn separator(&mut self, end: u8) -> Option<()> {
        let next = self.peek()?;
        if next == end { Some(()) } else { self.expect(b',') }
    }

    /// Reads a number or a word.
    fn scalar(&mut self) -> &'a str {
        let rest = &self.json[self.at..];
        let ends =
            |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t' | b'"' | b':' | b'[' | b'{');
        let end = rest.bytes().position(|byte| ends(&byte)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Reads a string that holds no escapes; goes on to its first escape where it does.
    #[inline]
    fn plain_string(&mut self) -> Option<&'a str> {
        let start = self.at;
        let json = self.json;
        self.at += quote_or_escape(&json.as_bytes()[start..])?;
        if json.as_bytes()[self.at] != b'"' {
            return None;
        }
        self.at += 1;
        json.get(start..self.at - 1)
    }

    /// Reads a string from its first escape on; it began at `start`.
    #[cold]
    fn escaped_string(&mut self, start: usize) -> Option<String> {
        loop {
            match self.json.as_bytes().get(self.at)? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let text = unescape(self.json.get(start..self.at)?);
        self.at += 1;
        Some(text)
    }
}
