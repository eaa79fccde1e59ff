//! What stands before, within or after what is personal in a sentence: one table.
//!
//! A pattern is a row of items. `@HEADING` is a word under that heading of `lexicon/sentences.txt`, a word is that word or one
//! of several with bars between, any other sign is that sign. `?` after an item: it may be missing; `*`: up to four times.
//! What is in braces is what is found:
//!
//! | capture | what |
//! |---|---|
//! | `{ANY}` | a name however it is written, also in small letters |
//! | `{TWO}` | a name of two words, or one that is a name and nothing else |
//! | `{KNOWN}` | a name with a part that people are given or families have |
//! | `{GIVEN}` | a name that begins with one that people are given, and nothing else |
//! | `{STRANGE}` | a word with a capital that is in no list, or a name and nothing else |
//! | `{HEARD}` | a name of two or three words in small letters |
//! | `{ONE}` | a name in small letters that is nothing else |
//! | `{HOUSE}` | the name of a house, a comma and a street |
//! | `{LETTERS}` | letters said one by one |
//! | `{TOWNS}` | towns whose first letters are meant |
//! | `{SPOKEN}` | at least four digits that are said |
//! | `{PASSWORD}` | letters with digits or signs among them, without a blank |
//! | `{QUOTED}` | what stands in quotes |
//! | `{CODE}` | four to eight digits, or a short code with digits |
//! | `{LINES}` | words with capitals and numbers, to where they end |
//! | `{PLACE}` | a number and words with capitals, in either order |

use crate::Rule;

/// The patterns of a sentence, by what they find.
pub(super) const PATTERNS: &[(Rule, &str, &[&str])] = &[
    (
        Rule::Name,
        "a name after what one is called by",
        &[
            "@NAMED is|es|ist|est|e|lautet|was|as|to|at|: ,? {ANY}",
            "@NAMED ' s {ANY}",
            "@NAMED @LINK* {TWO}",
            "@CALLED {ANY}",
            "@INTRO by {ANY}",
            "@NAMED {STRANGE}",
            "@AM @POSSESSIVE? {HEARD}",
            "@INTRODUCES @LINK* {TWO}",
            "@AM {ONE}",
            "@INTRODUCES {ONE}",
            "@AM {KNOWN}",
            "@NAMED @LINK* {LETTERS}",
            "@NAMED @LINK* :|,? {TOWNS}",
            "@SPELLED @LINK* :|,? {TOWNS}",
            "@SPELLED @LINK* as|like|:|,? {LETTERS}",
        ],
    ),
    (
        Rule::Name,
        "a name after a title",
        &["@TITLE .? @TITLE? .? {ANY}", "@TITLE_LETTER . {TWO}", "@OF_LETTER / o {TWO}"],
    ),
    (
        Rule::Name,
        "a name after a word for a person",
        &[
            "@ROLE @LINK* @TITLE? .? {TWO}",
            "@ROLE :|=|,|(|'|\"|-|# {TWO}",
            "@ROLE @LINK : {TWO}",
            "@SURE_ROLE @LINK* {STRANGE}",
        ],
    ),
    (
        Rule::Name,
        "a name after what is done for, with or by somebody",
        &[
            "@DEALT @OF @POSSESSIVE? @ROLE? {GIVEN}",
            "@DEALT @TOWARDS @POSSESSIVE? @ROLE? {TWO}",
            "@DEALT :? @POSSESSIVE? @PREPOSITION @NAMED @PREPOSITION {TWO}",
            "@TREATED @POSSESSIVE? @ROLE? {TWO}",
            "@UNDER @PREPOSITION? {STRANGE}",
            "@DEALT @UNDER @POSSESSIVE? {STRANGE}",
            "@CLOSING , {ANY}",
            "@CLOSING @PREPOSITION? {KNOWN}",
        ],
    ),
    (
        Rule::Name,
        "a name after a greeting",
        &[
            "@GREETING you|back|again|dia|tag|morgen|dias|tardes|tarde|noches|noite|abend|so? much|herr|frau? ,? {ANY} @END",
        ],
    ),
    (
        Rule::Secret,
        "a code that is used once, announced as one",
        &["@CODE de|a|para|per un|uso|solo|usage|utilisation solo|unico|unique? uso|usage? @LINK* :|,? {CODE}"],
    ),
    (
        Rule::Secret,
        "what follows a word for a password, written as one",
        &["@PASSWORD @WORD* :|=|-? {PASSWORD}", "@PASSWORD @WORD* {QUOTED}"],
    ),
    (
        Rule::Address,
        "a number and words with capitals, after what is done at an address",
        &[
            "@LIVES @LINK* @PREPOSITION* @POSSESSIVE? :? {PLACE}",
            "@LIVES @LINK* @PREPOSITION* @NEAR? {HOUSE}",
            "@NEAR {HOUSE}",
            "@LIVES is|es|ist|est|e|lautet|to|as :? {LINES}",
            "@ADDRESSES @LINK* :? {LINES}",
            "@ADDRESSES @WORD* :? {LINES}",
        ],
    ),
];
