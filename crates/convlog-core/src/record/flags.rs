//! What a sender says is personal in a record, and what becomes of it where that cannot be followed.
//!
//! INVARIANT: a flag never costs a record and never hides less than its sender meant. One that leads nowhere, is none of
//! the forms, or stands in the wrong place hides everything that can be hidden, and the sender is told.

use serde_json::Value;

use super::keys::{given, shown_name};
use crate::finding::UNCLEAR_FLAG;
use crate::json::{Members, Raw};
use crate::known::KnownPii;
use crate::limits::POINTERS_MAX;
use crate::pointer::Pointer;
use crate::rejection::Rejection;
use crate::schema::{COMMON, RecordType};

/// The flags of one record.
pub(super) struct Flags {
    /// Places in the record.
    pub(super) pointers: Vec<Pointer>,
    /// Whether everything is to be hidden, because a flag could not be followed.
    pub(super) is_unclear: bool,
    /// What the sender knows to be personal in the conversation and found in this record.
    pub(super) known: KnownPii,
}

impl Flags {
    /// Reads what stands beside the fields of a record.
    ///
    /// # Errors
    /// A key that is no flag stands twice, so nobody knows which of its values is meant.
    pub(super) fn read(
        kind: RecordType,
        members: &Members<'_>,
        notes: &mut Vec<Rejection>,
    ) -> Result<Flags, Rejection> {
        let mut flags = Flags { pointers: Vec::new(), is_unclear: false, known: KnownPii::default() };
        match members.get("pii").map(|raw| pointers(raw)) {
            None => {}
            Some(Some(pointers)) => flags.pointers = pointers,
            Some(None) => flags.doubt("pii", PII, notes),
        }
        match given(members, "pii_values").map(|raw| serde_json::from_str::<Vec<String>>(raw.get())) {
            None => {}
            Some(Ok(values)) => flags.known = KnownPii::of(&values),
            Some(Err(_)) => flags.doubt("pii_values", "give a list of texts", notes),
        }
        flags.read_unknown(kind, members, notes);
        if members.repeated().is_some() {
            if let Some(name) = members.repeated_of(|name| !speaks_of_flags(name)) {
                let reason = "the record contains the key twice; send it once";
                return Err(Rejection::field("invalid_field", shown_name(name), reason));
            }
            flags.doubt("pii", "given twice; send it once", notes);
        }
        Ok(flags)
    }

    /// Looks for flags among the keys that are no fields of the record, which are not stored.
    fn read_unknown(&mut self, kind: RecordType, members: &Members<'_>, notes: &mut Vec<Rejection>) {
        let is_known = |name: &str| COMMON.iter().any(|(common, _)| *common == name) || kind.field(name).is_some();
        let (mut unknown, mut seems_flag) = (0, false);
        for (name, raw) in members.list.iter().filter(|(name, _)| !is_known(name)) {
            unknown += 1;
            seems_flag |= speaks_of_flags(name) && raw.get() != "false";
        }
        if unknown > 0 {
            let reason = format!(
                "unknown fields of a {} record, not stored: {unknown}; docs/reference/fields.md lists the fields",
                kind.as_str()
            );
            notes.push(Rejection::line("unknown_field", reason));
        }
        if seems_flag {
            self.doubt(
                "is_pii",
                "flag an entry with `is_pii` in the entry, other values with `pii`, a list of JSON pointers",
                notes,
            );
        }
    }

    fn doubt(&mut self, field: &'static str, advice: &str, notes: &mut Vec<Rejection>) {
        self.is_unclear = true;
        notes.push(unclear(field, advice));
    }
}

/// What `pii` has to be.
const PII: &str = "give a list of at most 1024 JSON pointers (RFC 6901), such as [\"/entry/phone\"]";

/// Makes the note about a flag that could not be followed.
pub(crate) fn unclear(field: &'static str, advice: &str) -> Rejection {
    let reason =
        format!("invalid flag, so the whole record is hidden from readers without the permission `pii`: {advice}");
    Rejection::field(UNCLEAR_FLAG, field, reason)
}

/// Reads the value of `pii`; `None` where it is no list of well-formed pointers.
fn pointers(raw: Raw<'_>) -> Option<Vec<Pointer>> {
    if raw.get() == "false" {
        return Some(Vec::new());
    }
    let texts: Vec<String> = serde_json::from_str(raw.get()).ok()?;
    if texts.len() > POINTERS_MAX {
        return None;
    }
    texts.iter().map(|text| Pointer::parse(text)).collect()
}

/// Says whether there is a value at each place; what lies inside another place need not be there.
pub(super) fn lead_somewhere(places: &[Pointer], value: &Value) -> bool {
    let is_outermost = |place: &&Pointer| !places.iter().any(|other| other != *place && other.covers(place));
    places.iter().filter(is_outermost).all(|place| value.pointer(place.as_str()).is_some())
}

/// Says whether a key of a record is, or may be meant as, a flag of whatever kind.
pub(super) fn speaks_of_flags(name: &str) -> bool {
    name.as_bytes().windows(3).any(|part| part.eq_ignore_ascii_case(b"pii"))
}
