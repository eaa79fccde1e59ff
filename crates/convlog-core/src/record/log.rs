//! A log record: its entry, split by class.

use bytestring::ByteString;
use serde_json::Value;

use super::flags::{Flags, lead_somewhere};
use super::policy::Policy;
use crate::entry::{Entry, RawEntry};
use crate::finding::{Finding, Original, UNCLEAR_FLAG};
use crate::guard::GuardPolicy;
use crate::hint::Hint;
use crate::level::Level;
use crate::pointer::Pointer;
use crate::redaction::Redaction;
use crate::rejection::Rejection;
use crate::schema::RecordType;
use crate::schema::log::{API_RESPONSES_LOGGER, FIXED_KEYS};
use crate::timestamp::Timestamp;

/// A log record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The turn in which the call was made.
    pub turn: Option<ByteString>,
    /// The function event in which the call was made.
    pub event: Option<ByteString>,
    /// When the call was made.
    pub time: Timestamp,
    /// What every reader may see; nothing when the whole entry is personal.
    pub open: Option<Entry>,
    /// The entry as it came, when any of it is personal.
    pub original: Option<Original>,
    /// The version of the guard's rules that the open part was made by; 0 where the guard hides nothing.
    pub guard: u32,
    /// What the sender points out about the calling line. It shares the entry's part: whoever may not see all of the
    /// entry is not told.
    pub hints: Vec<Hint>,
}

/// What is personal in an API response, whoever sends it: the fields that `conv.log_api_response` writes.
const API_RESPONSE_PERSONAL: [&str; 4] = ["error", "query", "request_body", "response_body"];

impl Log {
    /// Returns how bad the entry is, also where all of it is personal.
    #[must_use]
    pub fn level(&self) -> Level {
        let of_original = |original: &Original| Entry::of_original(&original.json, self.time).ok();
        let hidden = || self.original.as_ref().and_then(of_original).map(|entry| entry.level);
        self.open.as_ref().map(|open| open.level).or_else(hidden).unwrap_or(Level::Info)
    }

    /// Splits an entry by what its sender flagged, by the class of its fields and by what the guard finds.
    pub(super) fn classify(
        turn: Option<ByteString>,
        event: Option<ByteString>,
        mut given: RawEntry,
        flags: &Flags,
        terms: &mut Policy<'_>,
    ) -> Result<Log, Rejection> {
        let guard = terms.guard.mark();
        let hints = Vec::new();
        let mut log = Log { turn, event, time: given.entry.time, open: None, original: None, guard, hints };
        let Flagged { places, value, is_whole } = flagged(&given, flags, terms)?;
        let mut findings: Vec<Finding> = places.iter().map(|place| finding(place, "sender")).collect();
        let mut hidden = Redaction::of(&places);
        for place in personal_by_class(&given.entry) {
            let mut places = Vec::new();
            given.places(&place, &mut places);
            findings.extend(places.iter().map(|place| finding(place, "class")));
            places.iter().for_each(|place| hidden.add_whole(place));
        }
        let by_project = terms.raised.iter().any(|raised| raised.is(RecordType::Log, "entry"));
        if is_whole || by_project {
            let rule = if is_whole { "sender" } else { "project" };
            findings.retain(|finding| !finding.path.is_empty());
            findings.insert(0, Finding { path: String::new(), rule: rule.into() });
            log.original = Some(Original::new(given.cut_json()?, findings));
            return Ok(log);
        }
        let open = terms.guard.rules.keys(terms.function);
        let found = given.guarded(terms.guard.policy, open, terms.known, &hidden);
        terms.needs_function(log.event.is_some() && terms.function.is_none(), &found);
        if terms.guard.policy == GuardPolicy::Redact {
            terms.hide(&found, &mut hidden, &mut findings);
        } else {
            terms.warn("/entry", &found);
        }
        if !hidden.is_empty() {
            log.original = Some(Original::new(given.cut_json()?, findings));
            let value = value.map_or_else(|| given.entry.to_value(), Ok)?;
            given.entry.redact(value, &mut hidden);
        }
        given.cut()?;
        log.open = Some(given.entry);
        Ok(log)
    }
}

/// What a sender flagged in an entry.
struct Flagged {
    /// Relative to the entry.
    places: Vec<Pointer>,
    /// The entry's value, where the places were looked up in it.
    value: Option<Value>,
    /// Whether the entry is to be hidden as a whole.
    is_whole: bool,
}

fn flagged(given: &RawEntry, flags: &Flags, terms: &mut Policy<'_>) -> Result<Flagged, Rejection> {
    let mut flagged = Flagged { places: Vec::new(), value: None, is_whole: given.entry.is_pii || flags.is_unclear };
    let mut is_unclear = flags.is_unclear || given.has_odd_flag;
    if given.has_odd_flag {
        terms.doubt("entry.is_pii", "give is_pii as true or false");
    }
    for pointer in &flags.pointers {
        match pointer.within_member().filter(|_| pointer.member().as_deref() == Some("entry")) {
            Some(inside) => given.places(&inside, &mut flagged.places),
            None => {
                is_unclear = true;
                terms.doubt("pii", "the pointers of a log record begin with /entry");
            }
        }
    }
    flagged.is_whole |= is_unclear || flagged.places.iter().any(is_whole);
    if !flagged.is_whole && !flagged.places.is_empty() {
        let value = given.entry.to_value()?;
        if !lead_somewhere(&flagged.places, &value) {
            (flagged.is_whole, is_unclear) = (true, true);
            flagged.places.retain(|place| value.pointer(place.as_str()).is_some());
            terms.doubt("pii", "each pointer must lead to a value of the entry");
        }
        flagged.value = Some(value);
    }
    if is_unclear {
        terms.reach(UNCLEAR_FLAG);
    }
    Ok(flagged)
}

fn finding(place: &Pointer, rule: &'static str) -> Finding {
    Finding { path: place.as_str().to_owned(), rule: rule.into() }
}

/// A fixed key other than the content cannot be hidden by itself, so the flag hides the entry.
fn is_whole(place: &Pointer) -> bool {
    place.member().is_none_or(|name| name != "content" && FIXED_KEYS.contains(&name.as_ref()))
}

fn personal_by_class(entry: &Entry) -> Vec<Pointer> {
    if entry.logger != API_RESPONSES_LOGGER {
        return Vec::new();
    }
    let json = entry.to_json();
    let Ok(members) = crate::json::Members::parse(&json) else { return Vec::new() };
    let present = |name: &&str| members.get(name).is_some_and(|raw| !crate::json::is_null(raw));
    API_RESPONSE_PERSONAL.iter().copied().filter(present).map(Pointer::to_member).collect()
}
