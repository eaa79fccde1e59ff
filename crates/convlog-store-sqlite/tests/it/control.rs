//! Keys and projects beside a running server.

use std::sync::Arc;

use convlog_conformance::world::{NOW, key, only};
use convlog_core::{AccountId, ProjectId};
use convlog_store::{Control, KeyToken, NewKey, Permission, Permissions, Project, Scope, verify};
use convlog_store_sqlite::SqliteControl;

use super::open;

#[tokio::test]
async fn a_key_made_beside_a_running_server_works_at_once_and_so_does_its_revocation() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path()).unwrap();
    let control = SqliteControl::open(directory.path()).unwrap();
    let token = KeyToken::generate().unwrap();
    let new = NewKey {
        hash: token.hash(),
        label: Some("command line".into()),
        account: AccountId::new("acme").unwrap(),
        scope: Scope::All,
        permissions: Permissions::new([Permission::Read]),
        pii_grant: None,
        created_at: NOW,
        expires_at: None,
    };
    let made = control.create_key(new).await.unwrap();
    let verified = verify(&store, &token, NOW).await.unwrap().unwrap();
    assert_eq!(verified.id(), &made.id);
    control.revoke_key(&made.id, NOW).await.unwrap().unwrap();
    assert!(verify(&store, &token, NOW).await.unwrap().is_err());
}

#[tokio::test]
async fn keys_can_be_made_before_the_first_start() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path().join("data");
    let control = SqliteControl::open(&data_dir).unwrap();
    key(&control, "acme", only("front-desk"), &[Permission::Ingest]).await;
    let store = open(&data_dir).unwrap();
    assert_eq!(store.keys(None).await.unwrap().len(), 1);
    assert_eq!(store.projects(None).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_write_at_once_both_succeed() {
    let directory = tempfile::tempdir().unwrap();
    let controls = [(); 2].map(|()| Arc::new(SqliteControl::open(directory.path()).unwrap()));
    let tasks: Vec<_> = (0..40)
        .map(|n| {
            let control = Arc::clone(&controls[n % 2]);
            tokio::spawn(async move {
                let (account, project) = (AccountId::new("acme").unwrap(), ProjectId::new(format!("p{n}")).unwrap());
                key(&*control, "acme", only("front-desk"), &[Permission::Read]).await;
                control.put_project(Project::new(account, project, NOW)).await.unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(controls[0].keys(None).await.unwrap().len(), 40);
    assert_eq!(controls[1].projects(None).await.unwrap().len(), 41);
}
