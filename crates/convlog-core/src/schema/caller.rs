//! Whose number is whose: which fields of a conversation say how the caller is reached.
//!
//! The one place that knows; the rest asks it (`xtask/src/tidy/homes.rs`).

/// The field that says which way a call went.
pub const DIRECTION: &str = "direction";

/// The fields of a conversation that may say how the caller is reached.
pub const CALLER_SIDE: [&str; 3] = [CONTACT, CALLING, CALLED];

const CONTACT: &str = "contact";
const CALLING: &str = "from_number";
const CALLED: &str = "to_number";

/// Which way a call went, seen from the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The caller called.
    Inbound,
    /// The caller was called.
    Outbound,
}

impl Direction {
    /// Reads the field's text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Direction> {
        match text {
            "inbound" => Some(Direction::Inbound),
            "outbound" => Some(Direction::Outbound),
            _ => None,
        }
    }

    /// Reads the words of telephony: `INBOUND`, `In-Bound`, `outbound-api`, `Outgoing call`, `inboundPhoneCall`.
    ///
    /// Which side's number is personal hangs on it, so a word that is not plainly one of the two is neither.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Direction> {
        let word = word.to_ascii_lowercase();
        let parts: Vec<&str> =
            word.split(|letter: char| !letter.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
        let goes = |way: &str, on: [&str; 2]| {
            let is_whole = |part: &&str| on.iter().any(|on| part.contains(&format!("{way}{on}")));
            let is_apart = |pair: &[&str]| pair[0] == way && on.iter().any(|on| pair[1].starts_with(on));
            parts == [way] || parts.iter().any(is_whole) || parts.windows(2).any(is_apart)
        };
        match (goes("in", ["bound", "coming"]), goes("out", ["bound", "going"])) {
            (true, false) => Some(Direction::Inbound),
            (false, true) => Some(Direction::Outbound),
            _ => None,
        }
    }

    /// Returns the field's text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
        }
    }

    /// Reads the field's JSON as senders write it.
    pub(crate) fn parse_json(json: &str) -> Option<Direction> {
        Direction::parse(json.strip_prefix('"')?.strip_suffix('"')?)
    }
}

/// Returns the field with the caller's number. A call of which nobody says which way it went was called in.
#[must_use]
pub const fn callers_number(direction: Option<Direction>) -> &'static str {
    match direction {
        Some(Direction::Outbound) => CALLED,
        Some(Direction::Inbound) | None => CALLING,
    }
}

/// Returns the fields that say how the caller is reached, the first that is there first.
#[must_use]
pub const fn reached_by(direction: Option<Direction>) -> [&'static str; 2] {
    [CONTACT, callers_number(direction)]
}

/// Says whether a field is known to hold the number of the agent, which is nobody's secret. While nobody says which way
/// a call went, neither number is.
#[must_use]
pub fn is_of_agent(field: &str, direction: Option<Direction>) -> bool {
    let is_number = field == CALLING || field == CALLED;
    is_number && direction.is_some() && field != callers_number(direction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Class;
    use crate::schema::RecordType;

    #[test]
    fn a_number_is_the_agents_only_where_the_direction_says_so() {
        let of_agent = |direction| CALLER_SIDE.map(|field| is_of_agent(field, direction));
        assert_eq!(of_agent(Direction::parse("inbound")), [false, false, true]);
        assert_eq!(of_agent(Direction::parse("outbound")), [false, true, false]);
        assert_eq!(of_agent(Direction::parse("sideways")), [false; 3]);
    }

    #[test]
    fn only_the_exact_words_are_directions() {
        assert_eq!(Direction::parse_json("\"outbound\""), Some(Direction::Outbound));
        for other in ["outbound", "\"outbound", "\"Outbound\"", "\"\\u006futbound\"", "null", "\"\"", ""] {
            assert_eq!(Direction::parse_json(other), None, "{other}");
        }
    }

    #[test]
    fn telephonys_own_words_are_read_and_what_is_not_plain_is_neither() {
        for word in [
            "INBOUND",
            " incoming ",
            "inbound-dial",
            "Inbound Call",
            "inboundPhoneCall",
            "In",
            "In-Bound",
            "call: in_coming",
        ] {
            assert_eq!(Direction::of_word(word), Some(Direction::Inbound), "{word}");
        }
        for word in [
            "outbound-api",
            "OUTGOING",
            "outbound_dial",
            "Outbound-Dial",
            "outboundPhoneCall",
            "out",
            "OUT BOUND",
            "Out-going",
        ] {
            assert_eq!(Direction::of_word(word), Some(Direction::Outbound), "{word}");
        }
        let of_both = ["inbound/outbound", "in-bound or out-bound", "in out"];
        let of_none =
            ["", "-", "transfer", "trunking-originating", "MT", "webCall", "internal", "both", "main boundary"];
        for word in of_both.into_iter().chain(of_none) {
            assert_eq!(Direction::of_word(word), None, "{word}");
        }
        for direction in [Direction::Inbound, Direction::Outbound] {
            assert_eq!(Direction::parse(direction.as_str()), Some(direction));
        }
    }

    #[test]
    fn how_the_caller_is_reached_is_personal() {
        for name in CALLER_SIDE {
            assert_eq!(RecordType::Conversation.field(name).map(|field| field.class), Some(Class::Personal), "{name}");
        }
        assert!(RecordType::Conversation.field(DIRECTION).is_some());
        let known = [None, Some(Direction::Inbound), Some(Direction::Outbound)];
        assert!(known.into_iter().flat_map(reached_by).all(|name| CALLER_SIDE.contains(&name)));
    }
}
