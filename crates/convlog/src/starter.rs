//! What a first start makes: a project, its keys, and a few words on how to use them.

use std::fmt::Write;
use std::path::Path;

use anyhow::Result;
use convlog_core::{AccountId, ProjectId};
use convlog_store::{Control, KeyRecord, KeyToken, NewKey, Permission, Permissions, Scope};

use crate::local::now;

const ACCOUNT: &str = "local";
const PROJECT: &str = "demo";

/// The keys of a first start, which are shown this once.
#[derive(Debug)]
pub(crate) struct Starter {
    ingest: KeyToken,
    read: KeyToken,
    /// Only where it was asked for: what is printed ends up in logs.
    read_personal: Option<KeyToken>,
    /// What was made.
    made: Vec<KeyRecord>,
}

/// Makes a project and its keys in a store that has neither any project nor any key; else `None`.
pub(crate) async fn make(control: &dyn Control, with_personal: bool) -> Result<Option<Starter>> {
    if !control.keys(None).await?.is_empty() || !control.projects(None).await?.is_empty() {
        return Ok(None);
    }
    let mut made = Vec::new();
    let ingest = create(control, "starter: send", &[Permission::Ingest], &mut made).await?;
    let read = create(control, "starter: read", &[Permission::Read, Permission::Annotate], &mut made).await?;
    let read_personal = match with_personal {
        false => None,
        true => {
            let all = [Permission::Read, Permission::Pii, Permission::Annotate];
            Some(create(control, "starter: read all", &all, &mut made).await?)
        }
    };
    Ok(Some(Starter { ingest, read, read_personal, made }))
}

async fn create(
    control: &dyn Control,
    label: &str,
    permissions: &[Permission],
    made: &mut Vec<KeyRecord>,
) -> Result<KeyToken> {
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
    made.push(control.create_key(key).await?);
    Ok(token)
}

impl Starter {
    /// Returns the keys that were made.
    pub(crate) fn made(&self) -> &[KeyRecord] {
        &self.made
    }

    /// Returns the words for whoever started the server on a data directory.
    pub(crate) fn welcome(&self, url: &str, data_dir: &Path) -> String {
        let (ingest, read) = (self.ingest.reveal(), self.read.reveal());
        let (count, personal) = match &self.read_personal {
            Some(key) => ("three", format!("  to also read personal data   {}", key.reveal())),
            None => (
                "two",
                format!(
                    "Neither key can read personal data. Create one that can with\n\n  convlog keys create --account \
                    {ACCOUNT} --project {PROJECT} --permissions read,pii --data-dir {}",
                    data_dir.display()
                ),
            ),
        };
        let mut text = String::new();
        // NOTE: writing to a String does not fail.
        let _ = write!(
            text,
            "\
This data directory is new, so convlog created the account {ACCOUNT} with the project {PROJECT}, and {count} keys. They are shown only once; `convlog keys` creates others.

  to send                      {ingest}
  to read                      {read}
{personal}

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

Open {url} in a browser and log in with the key to read; the API is described at {url}/docs
"
        );
        text
    }
}
