//! What conversations, turns and functions write.

use convlog_client::{Client, Conversation, Draft, Ids};
use convlog_core::Level;

use crate::server::Server;
use crate::world::{LONG, config};

#[test]
fn each_thing_is_written_when_it_opens_and_when_it_ends() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let ids = Ids { account_id: Some("acme"), conversation_id: Some("CA42"), ..Ids::default() };
    let conversation = Conversation::open(&client, &ids, br#""channel":"VOICE-SIP""#);
    let turn = conversation.turn(None, br#""user_input":"hello""#);
    let function = conversation.function(Some(&turn), None, br#""name":"crm_upsert","arguments":{"id":17}"#);
    let nested = conversation.function(Some(&turn), Some(&function), br#""name":"inner""#);
    let mut draft = Draft::new();
    draft.begin(Level::Info, "inside", false);
    client.log(nested.context(), Level::Info, &mut draft);
    nested.end(b"");
    function.end(br#""content":"done""#);
    drop(turn);
    conversation.end(br#""ended_by":"caller""#);
    assert_eq!(client.stats().open, 0);
    assert_eq!(client.flush(LONG).records, 0);

    let events = server.values("function_event");
    assert_eq!(events.len(), 4);
    assert_eq!(events[0]["name"], "crm_upsert");
    assert_eq!(events[0]["arguments"]["id"], 17);
    assert_eq!(events[0]["turn_id"].as_str().unwrap().len(), 16);
    assert_eq!(events[0]["account_id"], "acme");
    assert_eq!(events[1]["parent_id"], events[0]["function_event_id"]);
    assert_eq!(events[3]["content"], "done");
    assert!(events[3]["duration_ms"].as_f64().unwrap() >= 0.0 && events[3]["ended_at"].is_string());
    let id = events[0]["function_event_id"].as_str().unwrap();
    assert!(id.len() == 36 && id.as_bytes()[14] == b'4');
    let turns = server.values("turn");
    assert_eq!((turns.len(), &turns[0]["user_input"]), (2, &"hello".into()));
    assert!(turns[1]["ended_at"].is_string(), "a dropped guard ends itself");
    let conversations = server.values("conversation");
    assert_eq!(conversations[0]["channel"], "VOICE-SIP");
    assert_eq!(conversations[1]["ended_by"], "caller");
    assert_eq!(server.values("log")[0]["function_event_id"], events[1]["function_event_id"]);
}

#[test]
fn another_process_goes_on_with_a_conversation_without_starting_it_again() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let ids = Ids { conversation_id: Some("CA42"), ..Ids::default() };
    let conversation = Conversation::attach(&client, &ids, b"");
    conversation.turn(Some("from-a-span"), b"").end(b"");
    conversation.release();
    drop(conversation);
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.values("conversation").len(), 0);
    assert_eq!(server.values("turn")[0]["turn_id"], "from-a-span");
}
