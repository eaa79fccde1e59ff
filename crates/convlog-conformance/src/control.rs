//! Keys and projects.

use convlog_core::{AccountId, KnownPolicy, NotPersonal, ProjectId, PromotedField, Timestamp};
use convlog_store::key::Refused;
use convlog_store::{
    AddedRule, DocumentKind, ErrorKind, GuardPolicy, KeyHash, KeyId, KeyToken, NewKey, Permission, Permissions,
    PiiGrant, Project, ProjectSettings, Quota, RuleId, SESSIONS_OF_KEY_MAX, Scope, Session, SessionId, verify,
};

use crate::Harness;
use crate::world::{self, NOW, only};

fn new_key(token: &KeyToken, scope: Scope, expires_at: Option<Timestamp>) -> NewKey {
    NewKey {
        hash: token.hash(),
        label: Some("of a test".into()),
        account: AccountId::new("acme").unwrap(),
        scope,
        permissions: Permissions::new([Permission::Read, Permission::Ingest]),
        pii_grant: None,
        created_at: Timestamp::from_micros(5),
        expires_at,
    }
}

/// A key works until it is revoked, and only that key.
pub async fn keys_are_found_listed_and_revoked(harness: &dyn Harness) {
    let store = harness.open().await;
    let (one, other) = (KeyToken::generate().unwrap(), KeyToken::generate().unwrap());
    let record = store.create_key(new_key(&one, only("front-desk"), None)).await.unwrap();
    store.create_key(new_key(&other, Scope::All, None)).await.unwrap();
    assert!(store.create_key(new_key(&one, Scope::All, None)).await.is_err(), "a key is stored once");
    let verified = verify(&*store, &one, NOW).await.unwrap().unwrap();
    assert_eq!((verified.id(), verified.account().as_str()), (&record.id, "acme"));
    assert!(
        verified.allows(Permission::Read) && verified.allows(Permission::Ingest) && !verified.allows(Permission::Pii)
    );
    assert_eq!(verify(&*store, &KeyToken::new("convlog_nothing"), NOW).await.unwrap().unwrap_err(), Refused::Unknown);
    let listed = store.keys(Some(&AccountId::new("acme").unwrap())).await.unwrap();
    assert_eq!(listed.iter().filter(|key| **key == record).count(), 1);
    assert_eq!(listed.len(), 2);
    assert!(store.keys(Some(&AccountId::new("other").unwrap())).await.unwrap().is_empty());
    assert_eq!(store.revoke_key(&record.id, NOW).await.unwrap().unwrap().revoked_at, Some(NOW));
    let again = store.revoke_key(&record.id, Timestamp::from_micros(NOW.as_micros() + 1)).await.unwrap();
    assert_eq!(again.unwrap().revoked_at, Some(NOW));
    assert_eq!(verify(&*store, &one, NOW).await.unwrap().unwrap_err(), Refused::Revoked(record.id));
    assert!(verify(&*store, &other, NOW).await.unwrap().is_ok());
    assert!(store.revoke_key(&convlog_store::KeyId("nothing".into()), NOW).await.unwrap().is_none());
}

/// A key stops by itself at its time.
pub async fn an_expired_key_opens_nothing(harness: &dyn Harness) {
    let store = harness.open().await;
    let token = KeyToken::generate().unwrap();
    let record = store.create_key(new_key(&token, Scope::All, Some(NOW))).await.unwrap();
    let before = Timestamp::from_micros(NOW.as_micros() - 1);
    assert!(verify(&*store, &token, before).await.unwrap().is_ok());
    assert_eq!(verify(&*store, &token, NOW).await.unwrap().unwrap_err(), Refused::Expired(record.id));
}

/// Authority over a project takes the permission for it and a scope that reaches the project.
pub async fn authority_takes_permission_and_reach(harness: &dyn Harness) {
    let store = harness.open().await;
    let [mine, other] = ["front-desk", "sales"].map(|id| ProjectId::new(id).unwrap());
    let admin = world::key(&*store, "acme", only("front-desk"), &[Permission::Admin]).await;
    let granted = admin.administer(&mine).unwrap();
    assert_eq!((granted.account(), granted.project(), granted.key()), (admin.account(), &mine, admin.id()));
    assert_eq!(admin.administer(&other), None);
    let rest = [Permission::Ingest, Permission::Read, Permission::Pii];
    assert_eq!(world::key(&*store, "acme", Scope::All, &rest).await.administer(&mine), None);
}

/// A key with a grant reads what is personal until its time and goes on without; the reason is kept.
pub async fn reading_personal_data_ends_at_its_time(harness: &dyn Harness) {
    let token = KeyToken::generate().unwrap();
    let grant = PiiGrant::new(NOW, "a complaint").unwrap();
    {
        let store = harness.open().await;
        let new = NewKey { pii_grant: Some(grant.clone()), ..new_key(&token, only("front-desk"), None) };
        assert_eq!(store.create_key(new).await.unwrap().pii_grant, Some(grant.clone()));
    }
    let store = harness.open().await;
    let project = ProjectId::new("front-desk").unwrap();
    let before = verify(&*store, &token, Timestamp::from_micros(NOW.as_micros() - 1)).await.unwrap().unwrap();
    assert!(before.allows(Permission::Pii) && before.visibility_for(&project).unwrap().sees_personal());
    assert_eq!(before.pii_grant(), Some(&grant));
    let after = verify(&*store, &token, NOW).await.unwrap().unwrap();
    assert!(!after.allows(Permission::Pii) && !after.visibility_for(&project).unwrap().sees_personal());
    assert!(after.allows(Permission::Read) && after.pii_grant().is_none());
    assert_eq!(store.keys(None).await.unwrap()[0].pii_grant, Some(grant));
}

/// A key for which nobody says when it expires does so after the shortest lifetime of its projects; none works for longer.
pub async fn keys_expire_as_their_projects_say(harness: &dyn Harness) {
    let store = harness.open().await;
    let account = AccountId::new("acme").unwrap();
    for (project, days) in [("front-desk", Some(30)), ("sales", Some(7)), ("night", None)] {
        let settings = ProjectSettings { key_lifetime_days: days, ..ProjectSettings::default() };
        world::put_project(&*store, &account, &ProjectId::new(project).unwrap(), settings).await;
    }
    let days = |days: i64| Timestamp::from_micros(5 + days * 24 * 60 * 60 * 1_000_000);
    let make = async |scope: Scope, expires_at: Option<Timestamp>| {
        store.create_key(new_key(&KeyToken::generate().unwrap(), scope, expires_at)).await.map(|key| key.expires_at)
    };
    assert_eq!(make(only("front-desk"), None).await.unwrap(), Some(days(30)));
    assert_eq!(make(only("night"), None).await.unwrap(), None);
    assert_eq!(make(only("new"), None).await.unwrap(), None);
    let both = Scope::Projects(["front-desk", "sales"].map(|id| ProjectId::new(id).unwrap()).to_vec());
    assert_eq!(make(both.clone(), None).await.unwrap(), Some(days(7)));
    assert_eq!(make(Scope::All, None).await.unwrap(), Some(days(7)));
    assert_eq!(make(both.clone(), Some(days(3))).await.unwrap(), Some(days(3)));
    assert_eq!(make(both.clone(), Some(days(7))).await.unwrap(), Some(days(7)));
    let later = Timestamp::from_micros(days(7).as_micros() + 1);
    assert_eq!(make(both, Some(later)).await.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(make(only("night"), Some(later)).await.unwrap(), Some(later));
    let other = NewKey {
        account: AccountId::new("other").unwrap(),
        ..new_key(&KeyToken::generate().unwrap(), Scope::All, None)
    };
    assert_eq!(store.create_key(other).await.unwrap().expires_at, None, "another account has policies of its own");
}

/// A session is under way until it ends or somebody ends it, also after a restart; a key has only so many.
pub async fn sessions_end_for_good(harness: &dyn Harness) {
    let session = |number: u64, key: u8, until: i64| {
        let mut id = [0; 32];
        id[..8].copy_from_slice(&number.to_le_bytes());
        let until = Timestamp::from_micros(NOW.as_micros() + until);
        Session { id: SessionId(id), key: KeyHash([key; 32]), until }
    };
    let (one, other, short) = (session(1, 1, 50), session(2, 1, 60), session(3, 1, 1));
    {
        let store = harness.open().await;
        for session in [one, other, short] {
            store.begin_session(session, NOW).await.unwrap();
        }
        assert!(store.has_session(&one.id, NOW).await.unwrap() && store.has_session(&short.id, NOW).await.unwrap());
        store.end_session(&one.id).await.unwrap();
        assert!(!store.has_session(&one.id, NOW).await.unwrap());
        store.end_session(&one.id).await.unwrap();
    }
    let store = harness.open().await;
    assert!(!store.has_session(&one.id, NOW).await.unwrap());
    assert!(store.has_session(&other.id, NOW).await.unwrap());
    assert!(!store.has_session(&short.id, Timestamp::from_micros(NOW.as_micros() + 1)).await.unwrap());
    for number in 10..10 + SESSIONS_OF_KEY_MAX as u64 {
        store.begin_session(session(number, 1, 100 + number as i64), NOW).await.unwrap();
        store.begin_session(session(number + 10_000, 2, 100), NOW).await.unwrap();
    }
    assert!(!store.has_session(&other.id, NOW).await.unwrap(), "it would have ended first");
    assert!(store.has_session(&session(10, 1, 0).id, NOW).await.unwrap());
    assert!(store.has_session(&session(10_010, 2, 0).id, NOW).await.unwrap(), "another key's are not concerned");
    let kept = async || store.list_documents(DocumentKind::Session, "").await.unwrap().len();
    let (before, far) = (kept().await, Timestamp::from_micros(NOW.as_micros() + 1_000_000));
    assert_eq!(before, 2 * SESSIONS_OF_KEY_MAX);
    for number in 0..40 {
        store.begin_session(session(number + 20_000, 3, 2_000_000), far).await.unwrap();
    }
    assert_eq!(kept().await, 40, "what is over is forgotten over time");
}

/// The first key for a project makes the project; settings that exist stay.
pub async fn a_key_makes_its_projects(harness: &dyn Harness) {
    let store = harness.open().await;
    let account = AccountId::new("acme").unwrap();
    store.create_key(new_key(&KeyToken::generate().unwrap(), only("made"), None)).await.unwrap();
    let made = store.projects(Some(&account)).await.unwrap();
    assert_eq!(made.iter().map(|project| project.id.as_str()).collect::<Vec<_>>(), ["made"]);
    assert_eq!(made[0].settings, ProjectSettings::default());
    let settings = ProjectSettings { retention_days: Some(30), ..ProjectSettings::default() };
    world::put_project(&*store, &account, &ProjectId::new("made").unwrap(), settings.clone()).await;
    store.create_key(new_key(&KeyToken::generate().unwrap(), only("made"), None)).await.unwrap();
    assert_eq!(store.projects(Some(&account)).await.unwrap()[0].settings, settings);
}

/// Of two who change a project at once, the one who comes second learns that it is not any more what was read, and the
/// change of the first stays.
pub async fn a_change_of_policies_undoes_no_other(harness: &dyn Harness) {
    let store = harness.open().await;
    let (account, id) = (AccountId::new("acme").unwrap(), ProjectId::new("front-desk").unwrap());
    let read = world::put_project(&*store, &account, &id, ProjectSettings::default()).await;
    let with = |settings| Project { settings, ..read.clone() };
    let kept = with(ProjectSettings { retention_days: Some(30), ..ProjectSettings::default() });
    let guarded = with(ProjectSettings { guard: GuardPolicy::Redact, ..ProjectSettings::default() });
    store.put_project(kept.clone()).await.unwrap();
    assert_eq!(store.put_project(guarded).await.unwrap_err().kind(), ErrorKind::Conflict);
    let made_anew = Project::new(account.clone(), id, NOW);
    assert_eq!(store.put_project(made_anew).await.unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(store.projects(Some(&account)).await.unwrap()[0].settings, kept.settings);
}

fn added_rule(id: u32, function: Option<&str>) -> AddedRule {
    AddedRule {
        id: RuleId(id),
        rule: NotPersonal { key: "agent_name".into(), function: function.map(str::to_owned) },
        added_by: KeyId("key_1".into()),
        added_at: NOW,
        shows_rows: 7,
        shows_conversations: 2,
        is_whole: id == 1,
    }
}

/// Every setting comes back, also after a restart.
pub async fn project_settings_are_kept(harness: &dyn Harness) {
    let account = AccountId::new("acme").unwrap();
    let settings = ProjectSettings {
        guard: GuardPolicy::Warn,
        known: KnownPolicy::Producer,
        raised: vec![PromotedField::parse("turn.user_input").unwrap(), PromotedField::parse("log.entry").unwrap()],
        retention_days: Some(90),
        pii_retention_days: Some(7),
        key_lifetime_days: Some(30),
        entries_per_minute: Quota::AtMost(600),
        bytes_max: Quota::Unlimited,
        not_personal: vec![added_rule(1, None), added_rule(2, Some("greet"))],
        rules_edition: 3,
        rules_changed_at: Some(NOW),
    };
    {
        let store = harness.open().await;
        let project = ProjectId::new("front-desk").unwrap();
        let made = world::put_project(&*store, &account, &project, settings.clone()).await;
        assert_eq!((made.created_at, &made.settings), (NOW, &settings));
        let another = ProjectId::new("another").unwrap();
        world::put_project(&*store, &account, &another, ProjectSettings::default()).await;
    }
    let store = harness.open().await;
    let listed = store.projects(None).await.unwrap();
    assert_eq!(listed.iter().map(|project| project.id.as_str()).collect::<Vec<_>>(), ["another", "front-desk"]);
    assert_eq!(listed[1].settings, settings);
    assert!(store.projects(Some(&AccountId::new("other").unwrap())).await.unwrap().is_empty());
    store.ready().await.unwrap();
}
