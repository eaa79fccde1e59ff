//! The segments of paths that name something. Which of them lead anywhere is decided where they are looked up.

use super::{Declared, Id, Text, Token};

pub(crate) const ACCOUNT_ID: Declared<Token> = Declared::new("account_id", Token::TENANT, "The key's account");

pub(crate) const PROJECT_ID: Declared<Token> =
    Declared::new("project_id", Token::TENANT, "The agent, inside the key's account");

pub(crate) const CONVERSATION_ID: Declared<Id> = Declared::new("conversation_id", Id, "The conversation");

pub(crate) const ERASURE_ID: Declared<Text> =
    Declared::new("erasure_id", Text { from: 1, to: 64 }, "The receipt's name");

pub(crate) const FUNCTION_NAME: Declared<Id> = Declared::new("name", Id, "The function's exact name");
