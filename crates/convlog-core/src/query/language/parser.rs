//! Reading a query as people write it.
//!
//! ```text
//! query     = all *( "OR" all )
//! all       = term *( [ "AND" ] term )
//! term      = [ "-" / "NOT" ] ( "(" query ")" / condition / words )
//! condition = name ":" ( value / "(" value *( [ "," / "OR" ] value ) ")" )
//! name      = part *( "." part )          ; a part with other signs stands in quotation marks
//! value     = "*" / [ ">" / ">=" / "<" / "<=" / "=" / "~" ] text / [ text ] ".." [ text ] / text "*" / "*" text "*"
//! words     = text [ "*" ]                ; in quotation marks: one after the other
//! ```

use std::borrow::Cow;

use super::super::condition::Condition;
use super::TextError;
use super::times::Asked;
use super::value::{Named, Order, Reason, Wanted, words_alone};
use crate::limits::QUERY_DEPTH_MAX;

pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    asked: &'a Asked,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, asked: &'a Asked) -> Parser<'a> {
        Parser { text, at: 0, asked }
    }

    /// Reads the whole text.
    pub(super) fn whole(mut self) -> Result<Condition, TextError> {
        self.skip_blanks();
        if self.rest().is_empty() {
            return Ok(Condition::All(Vec::new()));
        }
        let condition = self.any(1)?;
        if self.rest().starts_with(')') {
            return Err(self.error(
                self.at,
                self.at + 1,
                "this bracket closes none; take it away, or put it in quotation marks",
            ));
        }
        Ok(condition)
    }

    fn any(&mut self, depth: usize) -> Result<Condition, TextError> {
        let mut parts = vec![self.all(depth)?];
        while self.takes_word("OR") {
            parts.push(self.all(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::Any(parts) })
    }

    fn all(&mut self, depth: usize) -> Result<Condition, TextError> {
        let mut parts = Vec::new();
        loop {
            self.skip_blanks();
            if self.takes_word("AND") {
                continue;
            }
            if self.rest().is_empty() || self.rest().starts_with(')') || self.is_at_word("OR") {
                break;
            }
            parts.push(self.term(depth)?);
        }
        match parts.len() {
            0 => Err(self.error(self.at, self.at + 1, "a condition is missing here; OR and brackets need one")),
            1 => Ok(parts.remove(0)),
            _ => Ok(Condition::All(parts)),
        }
    }

    fn term(&mut self, depth: usize) -> Result<Condition, TextError> {
        if depth >= QUERY_DEPTH_MAX {
            let reason = format!("nest brackets and negations at most {QUERY_DEPTH_MAX} deep");
            return Err(self.error(self.at, self.at + 1, reason));
        }
        if self.takes_word("NOT") || self.takes_minus() {
            self.skip_blanks();
            if self.rest().is_empty() {
                return Err(self.error(self.at, self.at, "a condition is missing behind the negation"));
            }
            return Ok(Condition::Not(Box::new(self.term(depth + 1)?)));
        }
        if self.takes("(") {
            let opened = self.at - 1;
            let condition = self.any(depth + 1)?;
            if !self.takes(")") {
                return Err(self.error(opened, opened + 1, "this bracket is not closed; add )"));
            }
            return Ok(condition);
        }
        self.condition_or_words()
    }

    fn condition_or_words(&mut self) -> Result<Condition, TextError> {
        let start = self.at;
        let mut parts = Vec::new();
        let is_quoted = loop {
            let is_quoted = self.rest().starts_with('"');
            let part = if is_quoted { self.quoted()? } else { Cow::Borrowed(self.run(is_name_sign)) };
            parts.push(part.into_owned());
            if !self.takes(".") {
                break is_quoted;
            }
        };
        let is_name = parts.iter().all(|part| !part.is_empty()) && !self.rest().starts_with("://");
        let is_number = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if is_name && !is_number && self.takes(":") {
            let (from, to) = (start, self.at - 1);
            let named = Named::find(&parts).map_err(|reason| self.error(from, to, reason))?;
            return self.values(&named, start);
        }
        if is_quoted && parts.len() == 1 {
            let begins = self.takes("*");
            let words = if begins { format!("{}*", parts[0]) } else { parts.remove(0) };
            return self.words(start, &words);
        }
        self.at = start;
        let words = self.run(|sign| !is_end_of_words(sign)).to_owned();
        if words.is_empty() {
            return Err(self.error(start, start + 1, "this sign means nothing here; put it in quotation marks"));
        }
        self.words(start, &words)
    }

    fn words(&self, start: usize, text: &str) -> Result<Condition, TextError> {
        let condition = words_alone(text);
        super::Predicate::new(condition.clone()).map_err(|error| self.error(start, self.at, error.reason))?;
        Ok(condition)
    }

    /// Reads what stands behind the colon: a value, or several in brackets.
    fn values(&mut self, named: &Named, start: usize) -> Result<Condition, TextError> {
        if !self.takes("(") {
            return self.value(named, start, false);
        }
        let opened = self.at - 1;
        let mut conditions = Vec::new();
        loop {
            self.skip_blanks();
            if self.takes(",") || self.takes_word("OR") {
                continue;
            }
            if self.rest().is_empty() {
                return Err(self.error(opened, opened + 1, "this bracket is not closed; add )"));
            }
            if self.takes(")") {
                break;
            }
            conditions.push(self.value(named, self.at, true)?);
        }
        match conditions.len() {
            0 => Err(self.error(opened, self.at, "give at least one value between the brackets")),
            1 => Ok(conditions.remove(0)),
            _ => Ok(Condition::Any(conditions)),
        }
    }

    fn value(&mut self, named: &Named, start: usize, is_in_list: bool) -> Result<Condition, TextError> {
        let wanted = self.wanted(is_in_list)?;
        let Some(wanted) = wanted else {
            return Err(self.error(start, self.at, "give a value right behind the colon, or * for any"));
        };
        named.condition(&wanted, self.asked).map_err(|reason| self.error(start, self.at, reason))
    }

    /// Reads what a value has to be like; `None` where there is no value.
    fn wanted(&mut self, is_in_list: bool) -> Result<Option<Wanted<'a>>, TextError> {
        let orders = [(">=", Order::AtLeast), ("<=", Order::AtMost), (">", Order::Greater), ("<", Order::Less)];
        if let Some((_, order)) = orders.into_iter().find(|(sign, _)| self.takes(sign)) {
            return Ok(self.text(is_in_list)?.map(|(text, _)| Wanted::Than(order, text)));
        }
        if self.takes("~") {
            return Ok(self.text(is_in_list)?.map(|(text, _)| Wanted::Holds(text)));
        }
        self.takes("=");
        let Some((text, is_quoted)) = self.text(is_in_list)? else { return Ok(None) };
        if is_quoted {
            let begins = self.takes("*");
            return Ok(Some(if begins { Wanted::Begins(text) } else { Wanted::Is(text, true) }));
        }
        Ok(Some(unquoted(text)))
    }

    /// Reads a text, and says whether it stood in quotation marks.
    fn text(&mut self, is_in_list: bool) -> Result<Option<(Cow<'a, str>, bool)>, TextError> {
        if self.rest().starts_with('"') {
            return self.quoted().map(|text| Some((text, true)));
        }
        let text = self.run(|sign| !(is_end_of_words(sign) || (is_in_list && sign == ',')));
        Ok((!text.is_empty()).then_some((Cow::Borrowed(text), false)))
    }

    /// Reads a text in quotation marks, in which `\"` and `\\` stand for themselves.
    fn quoted(&mut self) -> Result<Cow<'a, str>, TextError> {
        let opened = self.at;
        self.at += 1;
        let from = self.at;
        let mut text = None::<String>;
        loop {
            let plain = self.run(|sign| sign != '"' && sign != '\\');
            if let Some(text) = &mut text {
                text.push_str(plain);
            }
            if self.takes("\"") {
                return Ok(text.map_or(Cow::Borrowed(&self.text[from..self.at - 1]), Cow::Owned));
            }
            let escaped = self.rest().chars().nth(1);
            let Some(sign) = escaped else {
                self.at = self.text.len();
                return Err(self.error(opened, opened + 1, "this quotation mark is not closed; add another"));
            };
            let so_far = &self.text[from..self.at];
            text.get_or_insert_with(|| so_far.to_owned()).push(sign);
            self.at += 1 + sign.len_utf8();
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.run(char::is_whitespace);
    }

    /// Takes as many signs as are of a kind.
    fn run(&mut self, is_of_kind: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|sign| !is_of_kind(sign)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn takes(&mut self, sign: &str) -> bool {
        let is_there = self.rest().starts_with(sign);
        self.at += if is_there { sign.len() } else { 0 };
        is_there
    }

    /// Takes a sign of negation, which stands right before what it negates.
    fn takes_minus(&mut self) -> bool {
        let is_there = self
            .rest()
            .strip_prefix('-')
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with(char::is_whitespace));
        is_there && self.takes("-")
    }

    fn is_at_word(&self, word: &str) -> bool {
        let behind = self.rest().strip_prefix(word);
        behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(is_end_of_words))
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.is_at_word(word) && self.takes(word)
    }

    /// Makes an error about the bytes from one to another.
    fn error(&self, from: usize, to: usize, reason: impl Into<Reason>) -> TextError {
        let characters = |at: usize| self.text.char_indices().take_while(|(index, _)| *index < at).count();
        TextError { from: characters(from), to: characters(to).max(characters(from)), reason: reason.into() }
    }
}

/// Reads what a value outside of quotation marks has to be like.
fn unquoted(text: Cow<'_, str>) -> Wanted<'_> {
    let own = |part: &str| (!part.is_empty()).then(|| Cow::Owned(part.to_owned()));
    if text == "*" {
        return Wanted::Any;
    }
    if let Some((from, to)) = text.split_once("..")
        && (from.len() + to.len() > 0)
    {
        return Wanted::Between(own(from), own(to));
    }
    match (text.strip_prefix('*'), text.strip_suffix('*')) {
        (Some(_), Some(_)) => Wanted::Holds(Cow::Owned(text[1..text.len() - 1].to_owned())),
        (None, Some(begin)) => Wanted::Begins(Cow::Owned(begin.to_owned())),
        _ => Wanted::Is(text, false),
    }
}

fn is_name_sign(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '-' | '$' | '@' | '/')
}

fn is_end_of_words(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '(' | ')' | '"')
}
