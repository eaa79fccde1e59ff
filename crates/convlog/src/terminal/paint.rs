//! Colours: when there are any, and which.

use std::io::{IsTerminal, stdout};

use clap::ValueEnum;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set or TERM is "dumb".
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Nothing special.
    Plain,
    /// A heading, a name.
    Strong,
    /// Beside the point.
    Quiet,
    /// It went well.
    Good,
    /// Worth a look.
    Warn,
    /// It went wrong.
    Bad,
    /// A function.
    Function,
    /// The caller's words.
    Caller,
    /// Personal data, shown to whoever may see it.
    Personal,
}

impl Style {
    /// Returns the parameters of the "select graphic rendition" sequence (ECMA-48, 8.3.117); of the 16 colours that
    /// every theme defines, so that light and dark backgrounds both work.
    const fn parameters(self) -> &'static str {
        match self {
            Style::Plain => "",
            Style::Strong => "1",
            Style::Quiet => "2",
            Style::Good => "32",
            Style::Warn => "33",
            Style::Bad => "1;31",
            Style::Function => "36",
            Style::Caller => "34",
            Style::Personal => "35",
        }
    }
}

/// Colours text, or leaves it alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    enabled: bool,
}

impl Paint {
    /// Decides for standard output. `variable` reads the environment.
    pub(crate) fn new(choice: ColorChoice, variable: impl Fn(&str) -> Option<String>) -> Paint {
        let set = |name| variable(name).is_some_and(|value| !value.is_empty());
        let enabled = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                stdout().is_terminal() && !set("NO_COLOR") && variable("TERM").as_deref() != Some("dumb")
            }
        };
        Paint { enabled }
    }

    /// Never colours.
    #[cfg(test)]
    pub(crate) const fn none() -> Paint {
        Paint { enabled: false }
    }

    /// Returns the text in the colour of its style.
    pub(crate) fn paint(self, style: Style, text: &str) -> String {
        if self.enabled && style != Style::Plain && !text.is_empty() {
            format!("\x1b[{}m{text}\x1b[0m", style.parameters())
        } else {
            text.to_owned()
        }
    }
}
