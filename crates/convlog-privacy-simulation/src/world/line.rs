//! One line of an ingest request, as it stands in either world.

use std::collections::BTreeMap;

use convlog_core::limits::NODES_MAX;
use convlog_core::{Identity, Pointer, ProducerId, RecordType};
use convlog_store::{ConversationPart, MarkRequest, MarkScope};

use super::record::{Writing, entry, fields};
use super::{CONVERSATIONS, EVENTS, HIDDEN_FROM, Secrets, TURNS, Twin};
use crate::inputs::REQUESTS;
use crate::random::Random;

/// One record.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its members but for the identity, without the opening brace.
    members: Twin,
    /// The identity, and nothing for the brace before it. Nothing at all where the request's name gives it.
    identity: String,
    /// The name of the request in which it is sent, alone.
    pub request: Option<&'static str>,
    /// In which of the worlds it is.
    is_in: [bool; 2],
    /// Whether it is a wholly flagged entry.
    pub is_hidden: bool,
    /// What a reader marks in it as soon as it has arrived, where its sender flagged nothing.
    marks: Vec<Marked>,
    /// What several records describe together, of a record that is no entry.
    thing: Option<(RecordType, String)>,
    /// The conversation it is of, and the number under which it is sent.
    conversation: Option<&'static str>,
    number: Option<Identity>,
    /// The same without its flags, and with an identity of its own: what one record of a thing flags, another says openly.
    unflagged: Option<(String, Twin)>,
}

/// What a reader marks in a line.
#[derive(Clone, Debug)]
struct Marked {
    what: MarkedWhat,
    /// Whether the mark is taken back and made again.
    is_made_twice: bool,
}

#[derive(Clone, Debug)]
enum MarkedWhat {
    /// All of an entry.
    Whole,
    Field(Pointer),
    /// A value, another one in each world.
    Value(Twin),
}

/// A longer line has values that were cut before anybody could mark them.
const MARKED_BYTES_MAX: usize = 2_000;

impl Line {
    /// Makes any record.
    pub(crate) fn random(random: &mut Random, raised: &[&str], secrets: &mut Secrets) -> Line {
        let mut writing =
            Writing { random, raised, secrets, pii: Vec::new(), hidden: Vec::new(), out: Twin::default() };
        match writing.random.below(100) {
            0..28 => hidden(&mut writing),
            28..48 => open_log(&mut writing),
            48..50 if !writing.raised.contains(&"log.entry") => valued(&mut writing),
            at => {
                const KINDS: [RecordType; 6] = [
                    RecordType::Conversation,
                    RecordType::Turn,
                    RecordType::FunctionEvent,
                    RecordType::Span,
                    RecordType::Metric,
                    RecordType::Producer,
                ];
                let kind = KINDS[[0, 1, 2, 2, 3, 4, 5, 1][at % 8]];
                record(&mut writing, kind)
            }
        }
    }

    /// Says whether a reader marks what is personal in it.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Returns what is marked in one of the two worlds, with the conversation.
    pub fn marks(&self, world: usize) -> impl Iterator<Item = (&'static str, MarkRequest, bool)> {
        let at = self.conversation.zip(self.number).filter(|_| self.is_in[world]);
        self.marks.iter().filter_map(move |mark| {
            let (conversation, number) = at?;
            let part = match &self.thing {
                None => ConversationPart::Entry(number.public_id()),
                Some((kind, subject)) => ConversationPart::Thing(*kind, subject.clone()),
            };
            let what = match &mark.what {
                MarkedWhat::Whole => MarkScope::Whole,
                MarkedWhat::Field(place) => MarkScope::Field(place.clone()),
                MarkedWhat::Value(twin) => MarkScope::value(if world == 0 { &twin.one } else { &twin.other }),
            };
            Some((conversation, MarkRequest { part, what }, mark.is_made_twice))
        })
    }

    /// Returns the line of one of the two worlds, if it is there.
    #[must_use]
    pub fn of(&self, world: usize) -> Option<String> {
        let members = if world == 0 { &self.members.one } else { &self.members.other };
        self.is_in[world].then(|| format!("{{{}{members}", self.identity))
    }

    /// Returns the line of one of the two worlds that follows it and says the same without the flags, if there is one.
    #[must_use]
    pub fn unflagged(&self, world: usize) -> Option<String> {
        let (identity, members) = self.unflagged.as_ref()?;
        Some(format!("{{{identity}{}", if world == 0 { &members.one } else { &members.other }))
    }
}

/// Gives each record its identity: a producer, and its place there.
pub(super) fn number(lines: &mut [Line], random: &mut Random) {
    let mut next: BTreeMap<usize, u64> = BTreeMap::new();
    let mut requests = REQUESTS.iter();
    for line in lines {
        // The last producer writes little but what is hidden.
        let producer = if line.is_hidden && random.chance(60) { 3 } else { random.below(3) };
        if line.is_hidden && !line.is_marked() && random.chance(20) {
            // Each name once, or the second record would be taken for the first.
            if let Some(name) = requests.next() {
                line.request = Some(*name);
                continue;
            }
        }
        let seq = next.entry(producer).or_insert(0);
        let mut identity = || {
            *seq += 1;
            (format!(r#""producer":"{:032x}","seq":{seq},"#, producer + 1), *seq)
        };
        let (text, seq) = identity();
        line.identity = text;
        line.number = Some(Identity { producer: ProducerId::from_bytes((producer as u128 + 1).to_be_bytes()), seq });
        if let Some((unflagged, _)) = &mut line.unflagged {
            *unflagged = identity().0;
        }
    }
}

fn finish(writing: Writing<'_>, conversation: Option<&'static str>, is_hidden: bool) -> Line {
    let Writing { mut out, pii, .. } = writing;
    if let Some(conversation) = conversation {
        out.both(&format!(r#","conversation_id":"{conversation}""#));
    }
    if !pii.is_empty() {
        out.both(&format!(r#","pii":{}"#, serde_json::Value::from(pii)));
    }
    out.both("}");
    Line {
        members: out,
        identity: String::new(),
        request: None,
        is_in: [true; 2],
        is_hidden,
        marks: Vec::new(),
        thing: None,
        conversation,
        number: None,
        unflagged: None,
    }
}

fn record(writing: &mut Writing<'_>, kind: RecordType) -> Line {
    let mut writing = writing.again();
    writing.out.both(&format!(r#""type":"{}""#, kind.as_str()));
    let time = writing.time();
    writing.out.both(&format!(r#","timestamp":"{time}""#));
    let subject = fields(&mut writing, kind);
    // Two senders may describe one thing; a mark of it is about all that they say.
    let is_markable = matches!(kind, RecordType::Turn | RecordType::Span | RecordType::FunctionEvent);
    let marks = if is_markable { marks_for_flags(&mut writing) } else { Vec::new() };
    let conversation = (kind != RecordType::Producer).then_some(CONVERSATIONS[writing.random.below(HIDDEN_FROM)]);
    let is_merged = !matches!(kind, RecordType::Metric | RecordType::Log);
    // What is written openly takes its part of what a field may hold: a value that alone fills a field costs what stands
    // beside it, in whichever world it is. A text that is too long is cut by itself.
    let is_small = [&writing.out.one, &writing.out.other].iter().all(|line| line.matches(',').count() < NODES_MAX / 2);
    let unflagged = (is_merged && is_small && !writing.pii.is_empty() && writing.random.chance(40)).then(|| {
        let out = writing.out.clone();
        let again = Writing { out, ..writing.again() };
        (String::new(), finish(again, conversation, false).members)
    });
    let thing = subject.map(|subject| (kind, subject));
    Line { unflagged, marks, thing, ..finish(writing, conversation, false) }
}

fn open_log(writing: &mut Writing<'_>) -> Line {
    let mut writing = writing.again();
    let is_hidden = writing.raised.contains(&"log.entry");
    writing.out.both(r#""type":"log""#);
    let (turn, event) = (writing.random.pick(&TURNS[..4]), writing.random.pick(&EVENTS[..3]));
    if writing.random.chance(75) {
        writing.out.both(&format!(r#","turn_id":"{turn}""#));
    }
    if writing.random.chance(60) {
        writing.out.both(&format!(r#","function_event_id":"{event}""#));
    }
    entry(&mut writing);
    let conversation = CONVERSATIONS[writing.random.below(HIDDEN_FROM)];
    let marks = if is_hidden { Vec::new() } else { marks_for_flags(&mut writing) };
    let mut line = finish(writing, Some(conversation), is_hidden);
    (line.is_hidden, line.marks) = (is_hidden, marks);
    line
}

/// Has a reader mark, now and then, what else its sender would have flagged.
fn marks_for_flags(writing: &mut Writing<'_>) -> Vec<Marked> {
    let is_short = [&writing.out.one, &writing.out.other].iter().all(|line| line.len() <= MARKED_BYTES_MAX);
    if !is_short || !writing.random.chance(30) {
        return Vec::new();
    }
    let mut marks = Vec::new();
    for flag in std::mem::take(&mut writing.pii) {
        let place = Pointer::parse(flag.trim_start_matches("/entry"));
        let what = place.map_or(MarkedWhat::Whole, MarkedWhat::Field);
        marks.push(Marked { what, is_made_twice: writing.random.chance(20) });
    }
    marks
}

/// Makes an entry in which a reader marks a value, another one in each world.
fn valued(writing: &mut Writing<'_>) -> Line {
    let mut writing = writing.again();
    let word = writing.secrets.word(writing.random);
    let (time, level) = (writing.time(), writing.random.pick(&["info", "warning", "error"]));
    let mut write = |before: &str, after: &str| {
        writing.out.both(before);
        writing.out.each(&word);
        writing.out.both(after);
    };
    write(
        &format!(r#""type":"log","entry":{{"level":"{level}","timestamp":"{time}","content":"met "#),
        r#" today","x":["#,
    );
    write(r#"""#, r#"","open"]}"#);
    let conversation = CONVERSATIONS[writing.random.below(HIDDEN_FROM)];
    let is_made_twice = writing.random.chance(30);
    let mut line = finish(writing, Some(conversation), false);
    line.marks.push(Marked { what: MarkedWhat::Value(word), is_made_twice });
    line
}

/// Makes a wholly flagged entry. All of it is another in the other world, its place among the turns too, and it may be
/// missing there.
fn hidden(writing: &mut Writing<'_>) -> Line {
    let mut writing = writing.again();
    let is_marked = writing.random.chance(30);
    let one = hidden_members(&mut writing, is_marked);
    let other = if writing.random.chance(50) { one.clone() } else { hidden_members(&mut writing, is_marked) };
    writing.out = Twin { one, other };
    let is_in = match writing.random.below(10) {
        0..6 => [true, false],
        6..8 => [false, true],
        _ => [true, true],
    };
    let conversation = writing.random.pick(&CONVERSATIONS);
    let is_made_twice = writing.random.chance(30);
    let mut line = finish(writing, Some(conversation), true);
    line.is_in = is_in;
    if is_marked {
        line.marks.push(Marked { what: MarkedWhat::Whole, is_made_twice });
    }
    line
}

/// Makes an entry that nobody flagged.
fn marked_members(writing: &mut Writing<'_>, place: &str, word: &str) -> String {
    let level = writing.random.pick(&["info", "warning", "error"]);
    let (time, far) = (writing.time(), writing.far_time());
    let time = if writing.random.chance(30) { far } else { time };
    let more = ["", r#","logger":"hidden_logger""#, r#","x":1.50,"exception":{"type":"Hidden"}"#];
    let more = writing.random.pick(&more);
    format!(r#""type":"log"{place},"entry":{{"level":"{level}","timestamp":"{time}","content":{word}{more}}}"#)
}

fn hidden_members(writing: &mut Writing<'_>, is_marked: bool) -> String {
    let (turn, event) = (writing.random.pick(&TURNS), writing.random.pick(&EVENTS));
    let place = match writing.random.below(4) {
        0 => String::new(),
        1 => format!(r#","turn_id":"{turn}""#),
        2 => format!(r#","function_event_id":"{event}""#),
        _ => format!(r#","turn_id":"{turn}","function_event_id":"{event}""#),
    };
    let word = writing.secrets.json(writing.random, super::secret::Form::Text).one;
    if is_marked {
        return marked_members(writing, &place, &word);
    }
    let level = writing.random.pick(&["info", "warning", "error"]);
    let (time, far) = (writing.time(), writing.far_time());
    let time = if writing.random.chance(30) { far } else { time };
    let start = format!(r#""type":"log"{place},"entry":{{"level":"{level}","timestamp":"{time}","#);
    match writing.random.below(4) {
        0 => format!(r#"{start}"content":{word}}},"pii":["/entry"]"#),
        1 => format!(r#"{start}"content":{word}}},"pii":["/entry/level"]"#),
        2 => format!(r#"{start}"content":{word},"is_pii":true,"logger":"hidden_logger"}}"#),
        _ => format!(r#"{start}"content":{word},"is_pii":true,"x":{word},"exception":{{"type":"Hidden"}}}}"#),
    }
}
