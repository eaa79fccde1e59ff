//! A text as it stands in either world.

/// One text of each world.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Twin {
    /// Of the one.
    pub one: String,
    /// Of the other.
    pub other: String,
}

impl Twin {
    /// Appends the same to both.
    pub fn both(&mut self, text: &str) {
        self.one.push_str(text);
        self.other.push_str(text);
    }

    /// Appends to each its own.
    pub fn each(&mut self, twin: &Twin) {
        self.one.push_str(&twin.one);
        self.other.push_str(&twin.other);
    }

    /// Makes the same text for both.
    #[must_use]
    pub fn same(text: &str) -> Twin {
        Twin { one: text.to_owned(), other: text.to_owned() }
    }
}
