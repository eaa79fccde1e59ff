//! Erasing with a real process that is killed in the middle, judged by the bytes of the files.
//!
//! This has its own main because it starts itself as the process that is killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use convlog_conformance::World;
use convlog_conformance::world::{conversation_id, everything, producer, record};
use convlog_core::{Identity, Timestamp};
use convlog_store::seal::{DataKey, MasterKey, SealContext};
use convlog_store::{AdminGrant, ErasureState, ErasureValue, Outcome, Target};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};
use memchr::memmem::Finder;
use rusqlite::Connection;

/// How many conversations there are; two thirds are erased. So many that pages are joined while rows go, which leaves
/// copies of rows that go later.
const CONVERSATIONS: usize = 300;
const ENTRIES: usize = 30;
/// How often the process is killed before it may end, and after how many steps more each time.
const KILLS: usize = 6;
const STEPS: usize = 30;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--data-dir") {
        Some(at) => runtime.block_on(purge_slowly(Path::new(&arguments[at + 1]))),
        None => runtime.block_on(nothing_is_left_after_the_purge_whenever_it_is_killed()),
    }
}

async fn open(data_dir: &Path) -> World {
    let store = SqliteStore::open(SqliteConfig::new(data_dir), None).unwrap();
    World::in_project(Arc::new(store), "front-desk").await
}

fn authority(world: &World) -> AdminGrant {
    world.admin.administer(&world.project).unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_micros(1_000_000_000)
}

/// The process that is killed: it purges, and says so after each step.
async fn purge_slowly(data_dir: &Path) {
    let world = open(data_dir).await;
    println!("ready");
    while world.store.maintain(now()).await.unwrap() {
        println!("step");
    }
    println!("done");
}

fn id(number: usize) -> String {
    // In an order that goes into the indexes everywhere, and so long that their pages are split: what was moved then
    // leaves copies behind.
    format!("canary-id-{:04}-{}", number.wrapping_mul(2_654_435_761) % 9973, "x".repeat(200))
}

/// What is erased is the caller's of an even number, by id, and of a number divisible by three by who called.
fn person(number: usize) -> String {
    format!("Canary Person {number:03}")
}

/// Somebody who is not flagged anywhere.
fn friend(number: usize) -> String {
    format!("canary-friend-{number:03}")
}

async fn fill(world: &World) {
    for seq in 0..ENTRIES {
        let mut batch = world.batch(900);
        for conversation in 0..CONVERSATIONS {
            let (id, caller) = (id(conversation), person(conversation));
            let written = format!("canary-open-{conversation:03} {}", "words ".repeat(seq));
            let entry = |content: &str, more: &str| {
                format!(
                    r#"{{"type":"log","conversation_id":"{id}","turn_id":"canary-turn-{conversation:03}","entry":{{"level":"info","content":"{content}"{more}}}}}"#
                )
            };
            let line = match seq {
                0 => format!(
                    r#"{{"type":"conversation","conversation_id":"{id}","direction":"inbound","from_number":"{caller}","channel":"canary-channel-{conversation:03}"}}"#
                ),
                // Nothing that stands elsewhere, or it would be known there and hidden.
                1 => entry("flagged", r#","is_pii":true"#),
                2 if conversation % 3 == 0 => {
                    entry(&written, &format!(r#","note":"call {} back""#, friend(conversation)))
                }
                3 => format!(
                    r#"{{"type":"turn","conversation_id":"{id}","turn_id":"canary-turn-{conversation:03}","user_input":"canary-said-{conversation:03}"}}"#
                ),
                _ => entry(&written, ""),
            };
            let identity = Identity { producer: producer(1), seq: (seq * CONVERSATIONS + conversation) as u64 + 1 };
            batch.push(record(&line), identity).unwrap();
        }
        let outcomes = world.store.append(batch).await.unwrap();
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Stored));
    }
}

fn is_erased(conversation: usize) -> bool {
    conversation.is_multiple_of(2) || conversation.is_multiple_of(3)
}

/// Everything that is in the files of a directory.
struct Files {
    bytes: Vec<Vec<u8>>,
    /// What begins there as canaries do, in order.
    canaries: Vec<Vec<u8>>,
}

const CANARY: &[u8] = b"canary-";
const CANARY_BYTES_MAX: usize = 300;

impl Files {
    fn read(data_dir: &Path) -> Files {
        let files = std::fs::read_dir(data_dir).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
        let bytes: Vec<Vec<u8>> = files.collect();
        let finder = Finder::new(CANARY);
        let begun = bytes
            .iter()
            .flat_map(|file| finder.find_iter(file).map(|at| file[at..file.len().min(at + CANARY_BYTES_MAX)].to_vec()));
        let mut canaries: Vec<Vec<u8>> = begun.collect();
        canaries.sort();
        Files { bytes, canaries }
    }

    /// Returns how often a canary stands in the files.
    fn count(&self, canary: &str) -> usize {
        assert!(canary.as_bytes().starts_with(CANARY) && canary.len() <= CANARY_BYTES_MAX);
        let from = self.canaries.partition_point(|text| text.as_slice() < canary.as_bytes());
        self.canaries[from..].iter().take_while(|text| text.starts_with(canary.as_bytes())).count()
    }

    fn hold(&self, wanted: &[u8]) -> bool {
        let finder = Finder::new(wanted);
        self.bytes.iter().any(|bytes| finder.find(bytes).is_some())
    }
}

/// The texts of a conversation that stand open in the files.
fn canaries(conversation: usize) -> Vec<String> {
    let mut texts: Vec<String> =
        ["open", "turn", "said", "channel"].iter().map(|kind| format!("canary-{kind}-{conversation:03}")).collect();
    texts.push(id(conversation));
    if conversation.is_multiple_of(3) {
        texts.push(friend(conversation));
    }
    texts
}

/// Returns the wrapped data key of a conversation, and something sealed under it that holds its caller's number.
fn sealed(data_dir: &Path, conversation: usize) -> (Vec<u8>, Vec<u8>, Identity) {
    let database = Connection::open(data_dir.join("records.db")).unwrap();
    let sql = "SELECT wrapped, sealed, seq FROM conversations \
               JOIN conversation_keys ON conversation_keys.conversation = conversations.id \
               JOIN records ON records.conversation = conversations.id WHERE name = ?1 AND kind = 1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?));
    let (wrapped, sealed, seq) = database.query_row(sql, [id(conversation)], read).unwrap();
    (wrapped, sealed, Identity { producer: producer(1), seq: seq as u64 })
}

async fn nothing_is_left_after_the_purge_whenever_it_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path();
    let world = open(data_dir).await;
    fill(&world).await;
    drop(world);
    let keys: Vec<_> = (0..CONVERSATIONS).map(|conversation| sealed(data_dir, conversation)).collect();
    // The control: what is open stands in the bytes, and what is sealed opens and holds the number.
    let files = Files::read(data_dir);
    for (conversation, known) in keys.iter().enumerate() {
        for text in canaries(conversation) {
            assert!(files.count(&text) > 0, "{text}");
        }
        let (wrapped, sealed, _) = known;
        assert!(files.hold(wrapped) && files.hold(sealed));
        assert!(opened(data_dir, conversation, known).contains(&person(conversation)));
    }
    let world = open(data_dir).await;
    for conversation in (0..CONVERSATIONS).filter(|conversation| is_erased(*conversation)) {
        let target = match conversation.is_multiple_of(2) {
            true => Target::Conversation(conversation_id(&id(conversation))),
            false => Target::Value(ErasureValue::new(&person(conversation)).unwrap()),
        };
        world.store.erase(&authority(&world), &target, now()).await.unwrap();
    }
    drop(world);
    for kill in 0..KILLS {
        kill_after(data_dir, 2 + kill * STEPS);
    }
    let world = open(data_dir).await;
    while world.store.maintain(now()).await.unwrap() {}
    let receipts = world.store.receipts(&authority(&world), 1000).await.unwrap();
    assert!(receipts.iter().all(|receipt| receipt.state == ErasureState::Purged));
    let found = receipts.iter().map(|receipt| receipt.conversations).sum::<u64>();
    let erased = (0..CONVERSATIONS).filter(|conversation| is_erased(*conversation)).count();
    let left = world.list(&world.pii_reader, &everything()).await;
    assert_eq!((found as usize, left.total), (erased, Some((CONVERSATIONS - erased) as u64)));
    // Once while the store is open, and once when it was closed.
    check(data_dir, &keys);
    drop(world);
    check(data_dir, &keys);
    println!("{erased} of {CONVERSATIONS} conversations erased over {KILLS} kills, and nothing of them is left");
}

fn check(data_dir: &Path, keys: &[(Vec<u8>, Vec<u8>, Identity)]) {
    let files = Files::read(data_dir);
    for (conversation, (wrapped, sealed, _)) in keys.iter().enumerate() {
        let left: Vec<usize> = canaries(conversation).iter().map(|text| files.count(text)).collect();
        let rest = (files.hold(wrapped), files.hold(sealed));
        if is_erased(conversation) {
            assert!(left.iter().all(|count| *count == 0), "conversation {conversation}: {left:?}");
            assert_eq!(rest, (false, false), "conversation {conversation}");
        } else {
            assert!(left.iter().all(|count| *count > 0), "conversation {conversation}: {left:?}");
            assert_eq!(rest, (true, true), "conversation {conversation}");
        }
    }
}

fn opened(data_dir: &Path, conversation: usize, (wrapped, sealed, identity): &(Vec<u8>, Vec<u8>, Identity)) -> String {
    let master = MasterKey::parse(&std::fs::read_to_string(data_dir.join("master.key")).unwrap()).unwrap();
    let account = convlog_core::AccountId::new("acme").unwrap();
    let project = convlog_core::ProjectId::new("front-desk").unwrap();
    let id = conversation_id(&id(conversation));
    let place = SealContext { account: &account, project: &project, conversation: &id };
    let key: DataKey = master.unwrap_data_key(&place, wrapped).unwrap();
    key.open(&place, *identity, sealed).unwrap().json
}

/// Starts the process and kills it after so many lines.
fn kill_after(data_dir: &Path, lines: usize) {
    let mut process = Command::new(std::env::current_exe().unwrap());
    let mut process = process.arg("--data-dir").arg(data_dir).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(process.stdout.take().unwrap()).lines();
    for _ in 0..lines {
        if output.next().is_none_or(|line| line.unwrap() == "done") {
            break;
        }
    }
    process.kill().unwrap();
    process.wait().unwrap();
}
