//! A request.

use axum::http::Method;

/// A request, to be sent any number of times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its method.
    pub method: Method,
    /// Its path and query string.
    pub path: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

impl Question {
    /// Asks for a path.
    #[must_use]
    pub fn get(path: impl Into<String>) -> Question {
        Question { method: Method::GET, path: path.into(), headers: Vec::new(), body: String::new() }
    }

    /// Posts a body.
    #[must_use]
    pub fn post(path: impl Into<String>, body: impl Into<String>) -> Question {
        Question { method: Method::POST, body: body.into(), ..Question::get(path) }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Question {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Returns a header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// Adds a key; an empty one is none.
    #[must_use]
    pub fn with_key(self, key: &str) -> Question {
        if key.is_empty() { self } else { self.with_header("x-api-key", key) }
    }

    /// Says in one line what is asked, without the key.
    #[must_use]
    pub fn in_words(&self) -> String {
        let path: String = self.path.chars().take(300).collect();
        format!("{} {path}", self.method)
    }
}

/// Escapes a text for a path or a query string.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
