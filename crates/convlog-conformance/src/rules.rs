//! What a project says is not personal: shown and hidden again in what is stored, and by whom that can be said.

use convlog_core::{NotPersonal, Timestamp};
use convlog_store::{AddedRule, Permission, RuleMaker};

use crate::Harness;
use crate::erase::settle;
use crate::world::{NOW, World, key, only, shown};

/// Lines with the name of an agent, of which one is in a function.
const LINES: [&str; 3] = [
    r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","name":"greet","arguments":{"agent_name":"Ada Lovelace"}}"#,
    r#"{"type":"log","conversation_id":"c","function_event_id":"f","entry":{"level":"info","content":"x","agent_name":"Peter Jones"}}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","agent_name":"Jane Taylor","to":"ada@canary.example"}}"#,
];

fn rule(function: Option<&str>) -> NotPersonal {
    NotPersonal { key: "agent_name".into(), function: function.map(str::to_owned) }
}

async fn maker(world: &World) -> RuleMaker {
    let all = [Permission::Read, Permission::Pii, Permission::Admin];
    let key = key(&*world.store, "acme", only(world.project.as_str()), &all).await;
    key.rule_maker(&world.project).unwrap()
}

async fn add(world: &World, function: Option<&str>) -> AddedRule {
    let added = world.store.add_rule(&maker(world).await, &rule(function), NOW).await.unwrap().unwrap();
    settle(world, NOW).await;
    added
}

/// Says which of the names a reader of what is open has.
async fn names(world: &World) -> [bool; 3] {
    let open = shown(world.get(&world.reader, "c").await.as_ref());
    assert!(!open.contains("canary"), "a form stays hidden: {open}");
    ["Ada Lovelace", "Peter Jones", "Jane Taylor"].map(|name| open.contains(name))
}

/// A rule shows what the guard hid under its key, in the function that it names or everywhere, until it is removed.
pub async fn a_rule_shows_what_is_stored_until_it_is_removed(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&LINES).await;
    assert_eq!(names(&world).await, [false; 3]);
    let maker = maker(&world).await;
    let estimate = world.store.estimate_rule(&maker, &rule(None)).await.unwrap();
    let counted = (estimate.conversations, estimate.rows, estimate.values, estimate.is_whole);
    assert_eq!(counted, (1, 3, 3, true));
    let in_function = add(&world, Some("greet")).await;
    assert_eq!(names(&world).await, [true, true, false]);
    let everywhere = add(&world, None).await;
    assert_eq!(names(&world).await, [true; 3]);
    assert_eq!((everywhere.shows_rows, in_function.shows_rows), (1, 2));
    let listed = world.store.rules(maker.admin_grant()).await.unwrap();
    assert_eq!(listed, [in_function.clone(), everywhere.clone()]);
    for (removed, left) in [(everywhere, [true, true, false]), (in_function, [false; 3])] {
        let told = world.store.remove_rule(maker.admin_grant(), removed.id, NOW).await.unwrap();
        assert_eq!(told, Some(removed.clone()));
        settle(&world, NOW).await;
        assert_eq!(names(&world).await, left);
        assert_eq!(world.store.remove_rule(maker.admin_grant(), removed.id, NOW).await.unwrap(), None);
    }
}

/// What another record of the conversation makes known stays hidden under the key of a rule.
pub async fn what_is_known_stays_hidden_under_a_rule(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&LINES).await;
    let flagged = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","who":"Peter Jones"},"pii":["/entry/who"]}"#;
    world.send_as(crate::world::producer(2), 1, &[flagged]).await;
    settle(&world, NOW).await;
    // Of what is read again nothing is shown in between either.
    world.store.add_rule(&maker(&world).await, &rule(None), NOW).await.unwrap().unwrap();
    loop {
        let goes_on = world.store.maintain(NOW).await.unwrap();
        assert!(!shown(world.get(&world.reader, "c").await.as_ref()).contains("Peter Jones"));
        if !goes_on {
            break;
        }
    }
    assert_eq!(names(&world).await, [true, false, true]);
}

/// Who shows something has to be able to see it, and to administer.
pub async fn only_who_reads_all_and_administers_makes_rules(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let (read, pii, admin) = (Permission::Read, Permission::Pii, Permission::Admin);
    for (permissions, may) in [
        (vec![read, pii, admin], true),
        (vec![read, admin], false),
        (vec![pii, admin], false),
        (vec![read, pii], false),
        (vec![admin], false),
    ] {
        let made = key(&*world.store, "acme", only(world.project.as_str()), &permissions).await;
        assert_eq!(made.rule_maker(&world.project).is_some(), may, "{permissions:?}");
    }
    let elsewhere = key(&*world.store, "acme", only("elsewhere"), &[read, pii, admin]).await;
    assert!(elsewhere.rule_maker(&world.project).is_none());
}

/// Whoever ends between changing the rules and beginning to read again loses nothing, and what was read under the rules of
/// before a moment after the change is read again a minute later.
pub async fn a_rescan_for_rules_is_begun_by_itself_and_once_more_later(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&LINES).await;
    let admin_grant = world.admin.administer(&world.project).unwrap();
    let mut project = world.store.projects(None).await.unwrap().into_iter().find(|it| it.id == world.project).unwrap();
    let added = add(&world, None).await;
    project = world.store.projects(None).await.unwrap().into_iter().find(|it| it.id == project.id).unwrap();
    project.settings.not_personal.retain(|it| it.id != added.id);
    project.settings.rules_edition += 1;
    project.settings.rules_changed_at = Some(NOW);
    world.store.put_project(project).await.unwrap();
    settle(&world, NOW).await;
    assert_eq!(names(&world).await, [false; 3]);
    let began = world.store.rescanned(&admin_grant).await.unwrap().unwrap().started_at;
    let later = Timestamp::from_micros(NOW.as_micros() + 61_000_000);
    for at in [later, Timestamp::from_micros(later.as_micros() + 61_000_000)] {
        settle(&world, at).await;
        let last = world.store.rescanned(&admin_grant).await.unwrap().unwrap();
        assert!(last.started_at == later && last.finished_at.is_some() && began == NOW, "{last:?}");
    }
}
