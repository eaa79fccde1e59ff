//! What a first start makes: a project, its keys, and a few words on how to use them.

use std::fmt::Write;

use anyhow::Result;
use convlog_core::{AccountId, ProjectId};
use convlog_store::{Control, KeyToken, NewKey, Permission, Permissions, Scope};

use crate::local::now;

const ACCOUNT: &str = "local";
const PROJECT: &str = "demo";

/// The keys of a first start, which are shown this once.
#[derive(Debug)]
pub(crate) struct Starter {
    ingest: KeyToken,
    read: KeyToken,
    read_personal: KeyToken,
}

/// Makes a project and its keys in a store that has neither any project nor any key; else `None`.
pub(crate) async fn make(control: &dyn Control) -> Result<Option<Starter>> {
    if !control.keys(None).await?.is_empty() || !control.projects(None).await?.is_empty() {
        return Ok(None);
    }
    let ingest = create(control, "starter: send", &[Permission::Ingest]).await?;
    let read = create(control, "starter: read", &[Permission::Read, Permission::Annotate]).await?;
    let read_personal =
        create(control, "starter: read all", &[Permission::Read, Permission::Pii, Permission::Annotate]).await?;
    Ok(Some(Starter { ingest, read, read_personal }))
}

async fn create(control: &dyn Control, label: &str, permissions: &[Permission]) -> Result<KeyToken> {
    let token = KeyToken::generate()?;
    let key = NewKey {
        hash: token.hash(),
        label: Some(label.to_owned()),
        account: AccountId::new(ACCOUNT)?,
        scope: Scope::Projects(vec![ProjectId::new(PROJECT)?]),
        permissions: Permissions::new(permissions.iter().copied()),
        pii_grant: None,
        created_at: now(),
        expires_at: None,
    };
    control.create_key(key).await?;
    Ok(token)
}

impl Starter {
    /// Returns the words for whoever started the server.
    pub(crate) fn welcome(&self, url: &str) -> String {
        let (ingest, read, read_personal) = (self.ingest.reveal(), self.read.reveal(), self.read_personal.reveal());
        let mut text = String::new();
        // NOTE: writing to a String does not fail.
        let _ = write!(
            text,
            "\
This data directory is new, so here is something to begin with: the account {ACCOUNT} with the project {PROJECT},
and three keys. They are shown this once; `convlog keys` makes others.

  to send                      {ingest}
  to read                      {read}
  to read personal data too    {read_personal}

Send from Python:

  export CONVLOG_URL={url} CONVLOG_API_KEY={ingest}

  from convlog import Conversation
  conv = Conversation(\"hello\", project_id=\"{PROJECT}\")
  conv.log.info(\"Hello\", answer=42); conv.end()

or from anywhere:

  curl \"$CONVLOG_URL/v1/ingest\" -H \"x-api-key: $CONVLOG_API_KEY\" --data-binary \\
    '{{\"type\":\"log\",\"conversation_id\":\"hello\",\"entry\":{{\"level\":\"info\",\"content\":\"Hello\",\"answer\":42}}}}'

Read it back:

  export CONVLOG_API_KEY={read} CONVLOG_PROJECT_ID={PROJECT}
  convlog list
  convlog get hello

In a browser it is at {url} (log in with a key to read); the API is described at {url}/docs
"
        );
        text
    }
}
