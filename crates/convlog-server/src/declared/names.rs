//! The segments of paths that name something. Which of them lead anywhere is decided where they are looked up.

use super::{Declared, Id, Number, Text, Token, parameters};

const ACCOUNT_ID: Declared<Token> = Declared::new("account_id", Token::TENANT, "The key's account");

const PROJECT_ID: Declared<Token> = Declared::new("project_id", Token::TENANT, "The agent, inside the key's account");

const CONVERSATION_ID: Declared<Id> = Declared::new("conversation_id", Id, "The conversation");

const MARK_ID: Declared<Text> = Declared::new("mark_id", Text { from: 1, to: 64 }, "The mark");

const RULE_ID: Declared<Number> =
    Declared::new("rule_id", Number { from: 1, to: u32::MAX as u64, default: None }, "The rule");

const ERASURE_ID: Declared<Text> = Declared::new("erasure_id", Text { from: 1, to: 64 }, "The receipt's id");

pub(crate) const FUNCTION_NAME: Declared<Id> = Declared::new("name", Id, "The function's exact name");

parameters!(InTenant: [ACCOUNT_ID.in_path(), PROJECT_ID.in_path()]);
parameters!(InProject: [PROJECT_ID.in_path()]);
parameters!(InConversation: [PROJECT_ID.in_path(), CONVERSATION_ID.in_path()]);
parameters!(InMark: [PROJECT_ID.in_path(), CONVERSATION_ID.in_path(), MARK_ID.in_path()]);
parameters!(InFunction: [PROJECT_ID.in_path(), FUNCTION_NAME.in_path()]);
parameters!(InRule: [PROJECT_ID.in_path(), RULE_ID.in_path()]);
parameters!(InErasure: [PROJECT_ID.in_path(), ERASURE_ID.in_path()]);
