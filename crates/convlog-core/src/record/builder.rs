//! A record made of fields, for a door whose records are no lines of JSON.
//!
//! Each value is written once, as stores keep it, and its place remembered, so that nothing is parsed. From there on the
//! record is read as a line is: with the same classes, limits, notes and errors.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use bytestring::ByteString;
use serde::Serialize;

use super::keys::shown_name;
use super::{ParseContext, Record, Rejection, check_len};
use crate::json::{List, Members, Raw, push_string};
use crate::schema::RecordType;

/// Makes a record of fields.
#[derive(Clone, Debug)]
pub struct RecordBuilder {
    record: Object,
    entry: Option<Object>,
}

impl RecordBuilder {
    /// Begins a record of a type.
    #[must_use]
    pub fn new(kind: RecordType) -> RecordBuilder {
        let mut record = Object::new();
        record.push("type", |json| push_string(json, kind.as_str()));
        RecordBuilder { record, entry: None }
    }

    /// Gives one of the record's keys a value: those common to all records and those of its type, as on the wire.
    ///
    /// A number that JSON does not have (infinite, or none at all) is written as `null`; a door that meets such renders
    /// it first.
    ///
    /// # Errors
    /// The value has no JSON form, because a key in it is no text.
    pub fn set(&mut self, name: &str, value: &impl Serialize) -> Result<&mut RecordBuilder, Rejection> {
        self.record.set(name, value)?;
        Ok(self)
    }

    /// Gives one of the keys of a log record's entry a value: a fixed one, or one of the caller's.
    ///
    /// # Errors
    /// As for [`set`](RecordBuilder::set).
    pub fn set_in_entry(&mut self, name: &str, value: &impl Serialize) -> Result<&mut RecordBuilder, Rejection> {
        self.entry.get_or_insert_with(Object::new).set(name, value)?;
        Ok(self)
    }

    /// Checks the record and splits it by class, as [`Record::read`] does with a line.
    ///
    /// # Errors
    /// As for [`Record::parse`].
    pub fn build(self, reading: &ParseContext<'_>) -> Result<Record, Rejection> {
        let RecordBuilder { mut record, entry } = self;
        let entry = entry.map(Object::finish);
        let entry_at = entry.as_ref().map(|(json, _)| record.push("entry", |out| out.push_str(json)));
        let (json, places) = record.finish();
        check_len(&json)?;
        let line = ByteString::from(json);
        let entry = entry.zip(entry_at).map(|((_, places), at)| list(&line, places, at));
        let members = Members::written(list(&line, places, 0), entry, line.contains('\\'));
        Record::of_members(&line, members, reading).or_else(|why| Record::read_mended(&line, reading, why))
    }
}

/// An object as far as it is written, and the places of its members.
#[derive(Clone, Debug)]
struct Object {
    json: String,
    places: Vec<MemberSpan>,
}

/// Where a member stands.
#[derive(Clone, Debug)]
struct MemberSpan {
    name: Name,
    value: Range<usize>,
}

#[derive(Clone, Debug)]
enum Name {
    /// As it is written.
    At(Range<usize>),
    /// It is written with escapes.
    Escaped(String),
}

impl Object {
    fn new() -> Object {
        // Most have no more than this.
        Object { json: String::with_capacity(512), places: Vec::with_capacity(16) }
    }

    fn set(&mut self, name: &str, value: &impl Serialize) -> Result<(), Rejection> {
        let (before, mut written) = (self.json.len(), Ok(()));
        self.push(name, |json| written = serde_json::to_writer(Appended(json), value));
        written.map_err(|_| {
            self.json.truncate(before);
            self.places.pop();
            let reason = "its value cannot be written as JSON; keys of objects must be text";
            Rejection::field("invalid_field", shown_name(name), reason)
        })
    }

    /// Appends a member; returns where its value begins.
    fn push(&mut self, name: &str, write: impl FnOnce(&mut String)) -> usize {
        self.json.push(if self.json.is_empty() { '{' } else { ',' });
        let name_at = self.json.len();
        push_string(&mut self.json, name);
        let name_at = name_at + 1..self.json.len() - 1;
        let name = if self.json[name_at.clone()] == *name { Name::At(name_at) } else { Name::Escaped(name.to_owned()) };
        self.json.push(':');
        let start = self.json.len();
        write(&mut self.json);
        self.places.push(MemberSpan { name, value: start..self.json.len() });
        start
    }

    fn finish(self) -> (String, Vec<MemberSpan>) {
        let Object { mut json, places } = self;
        json.push_str(if json.is_empty() { "{}" } else { "}" });
        (json, places)
    }
}

/// A text that grows by what is written to it.
struct Appended<'a>(&'a mut String);

impl io::Write for Appended<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData)?;
        self.0.push_str(text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns the members at these places of an object that begins at `from`.
fn list(line: &str, places: Vec<MemberSpan>, from: usize) -> List<'_> {
    let part = |at: Range<usize>| &line[from + at.start..from + at.end];
    let member = |MemberSpan { name, value }| {
        let name = match name {
            Name::At(at) => Cow::Borrowed(part(at)),
            Name::Escaped(name) => Cow::Owned(name),
        };
        (name, Raw::written(part(value)))
    };
    places.into_iter().map(member).collect()
}
