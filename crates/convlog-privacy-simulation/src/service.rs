//! A service on a store, with a clock of its own, asked with a socket between or without.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::Body;
use axum::http::{Method, Request};
use axum::{Router, http};
use convlog_core::{AccountId, ConversationId, ProjectId, Timestamp};
use convlog_server::{AppState, Clock, Config, router, serve_state};
use convlog_store::{
    KeyToken, MarkRequest, NewKey, NotMarked, Permission, Permissions, Project, ProjectSettings, Scope, Store, verify,
};
use http_body_util::BodyExt;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::answer::Answer;
use crate::http::ask as http_ask;
use crate::question::Question;
use crate::world::{ACCOUNT, BEGINNING};

/// A service.
#[derive(Clone)]
pub struct Service {
    /// The store it stands on.
    pub store: Arc<dyn Store>,
    /// What it answers by.
    pub state: AppState,
    router: Router,
    /// Where it listens, if it does.
    address: Option<SocketAddr>,
    now: Arc<AtomicI64>,
}

impl Service {
    /// Makes a service of a store. Its clock stands at the beginning of every world.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Service {
        let now = Arc::new(AtomicI64::new(BEGINNING));
        let state = AppState::new(Config::default(), Arc::clone(&store), clock(&now));
        Service { router: router(state.clone()), store, state, address: None, now }
    }

    /// Returns its clock.
    pub(crate) fn clock(&self) -> Clock {
        clock(&self.now)
    }

    /// Puts something in front of the router; from now on everybody who asks without a socket comes by it.
    pub(crate) fn put_before(&mut self, before: impl FnOnce(Router) -> Router) {
        self.router = before(std::mem::take(&mut self.router));
    }

    /// Lets the service listen on a free port of the loopback interface; from now on it is asked there.
    ///
    /// # Errors
    /// There is no port.
    pub async fn listening(mut self) -> std::io::Result<Service> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        self.address = Some(listener.local_addr()?);
        tokio::spawn(serve_state(self.state.clone(), listener, std::future::pending()));
        Ok(self)
    }

    /// Moves the clock on.
    pub fn wait_secs(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// Sets the clock to the beginning of every world.
    pub fn rewind(&self) {
        self.now.store(BEGINNING, Ordering::SeqCst);
    }

    /// Makes a project.
    pub async fn put_project(&self, account: &str, project: &str, settings: ProjectSettings) {
        let (account, project) = (AccountId::new(account).unwrap(), ProjectId::new(project).unwrap());
        let held = self.store.projects(Some(&account)).await.unwrap().into_iter().find(|held| held.id == project);
        let held = held.unwrap_or_else(|| Project::new(account, project, Timestamp::default()));
        self.store.put_project(Project { settings, ..held }).await.unwrap();
    }

    /// Makes a key known here that was drawn elsewhere, so that two services can have the same.
    pub async fn put_key(&self, token: &KeyToken, account: &str, scope: Scope, permissions: &[Permission]) {
        let key = NewKey {
            hash: token.hash(),
            label: Some("a reader".to_owned()),
            account: AccountId::new(account).unwrap(),
            scope,
            permissions: Permissions::new(permissions.iter().copied()),
            pii_grant: None,
            created_at: Timestamp::default(),
            expires_at: None,
        };
        self.store.create_key(key).await.unwrap();
    }

    /// Makes a key, and returns what its holder shows.
    pub async fn new_key(&self, account: &str, scope: Scope, permissions: &[Permission]) -> String {
        let token = KeyToken::generate().unwrap();
        self.put_key(&token, account, scope, permissions).await;
        token.reveal().to_owned()
    }

    /// Does what is done over time until there is nothing left to do.
    pub async fn tend(&self) {
        let now = Timestamp::from_micros(self.now.load(Ordering::SeqCst));
        while self.store.maintain(now).await.unwrap() {}
    }

    /// Sends records to a project of the account of every world, under the name of a request where one is given; panics
    /// where any of them is refused, but for a conversation that was erased.
    pub async fn ingest(&self, key: &str, project: &str, lines: &[String], request: Option<&str>) {
        if lines.is_empty() {
            return;
        }
        let member = format!(r#"{{"account_id":"{ACCOUNT}","project_id":"{project}","#);
        let body: String = lines.iter().map(|line| line.replacen('{', &member, 1) + "\n").collect();
        let mut question = Question::post("/v1/ingest", body).with_key(key);
        if let Some(name) = request {
            question = question.with_header("idempotency-key", name);
        }
        let answer = self.ask(&question).await;
        let report: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let refused = report["errors"].as_array().map_or(&[][..], Vec::as_slice);
        let is_taken = answer.status < 300 || answer.status == 422;
        assert!(is_taken && refused.iter().all(|refused| refused["code"] == "erased"), "{} {report}", answer.status);
    }

    /// Marks what is personal in a conversation, beside the API: that somebody does is no part of what is compared. A
    /// conversation that was erased has nothing to mark; panics where anything else is not marked.
    pub async fn mark(&self, key: &str, project: &str, conversation: &str, wanted: &MarkRequest, is_made_twice: bool) {
        let now = Timestamp::from_micros(self.now.load(Ordering::SeqCst));
        let key = verify(&*self.store, &KeyToken::new(key), now).await.unwrap().unwrap();
        let (project, id) = (ProjectId::new(project).unwrap(), ConversationId::new(conversation).unwrap());
        let marker = key.marker(&project, &id).unwrap();
        for round in 0..=u8::from(is_made_twice) {
            match self.store.mark(&marker, wanted, now).await.unwrap() {
                Ok(mark) if round == 0 && is_made_twice => {
                    self.store.unmark(&marker, &mark.id).await.unwrap();
                }
                Ok(_) | Err(NotMarked::NoPart) => {}
                Err(why) => panic!("{why:?}: {wanted:?}"),
            }
        }
    }

    /// Asks, and returns what comes while it comes.
    pub async fn open(&self, question: &Question) -> http::Response<Body> {
        let mut request = Request::builder().method(question.method.clone()).uri(&question.path);
        for (name, value) in &question.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(question.body.clone())).unwrap();
        // INVARIANT: a router answers everything, with an error where need be.
        TowerToHyperService::new(self.router.clone()).call(request).await.unwrap()
    }

    /// Asks; of a stream it takes only what comes first.
    pub async fn ask(&self, question: &Question) -> Answer {
        if let Some(address) = self.address {
            return http_ask(address, question).await.unwrap();
        }
        let response = self.open(question).await;
        let (parts, mut body) = response.into_parts();
        let is_stream = parts.headers.get(http::header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if is_stream && question.method != Method::HEAD {
            let first = body.frame().await.and_then(Result::ok);
            first.and_then(|frame| frame.into_data().ok()).unwrap_or_default().to_vec()
        } else {
            // A file that breaks off is as short as what of it came.
            body.collect().await.map(|body| body.to_bytes().to_vec()).unwrap_or_else(|_| b"(broken off)".to_vec())
        };
        let head: String =
            parts.headers.iter().map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap_or("?"))).collect();
        Answer { status: parts.status.as_u16(), head, body }
    }
}

fn clock(now: &Arc<AtomicI64>) -> Clock {
    let now = Arc::clone(now);
    Arc::new(move || Timestamp::from_micros(now.load(Ordering::SeqCst)))
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}
