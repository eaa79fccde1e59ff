//! A service on a free port of the loopback interface.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use convlog_conformance::memory::MemoryStore;
use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_server::{AppFiles, AppState, Config, ServeError, serve_state};
use convlog_store::{KeyId, KeyToken, NewKey, Permission, Permissions, PiiGrant, ProjectSettings, Scope, Store};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Reply, get, post};

/// The project that most tests use, in the account `acme`.
pub(crate) const PROJECT: &str = "front-desk";

/// A running service.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) store: Arc<dyn Store>,
    /// The service's clock, in microseconds.
    pub(crate) now: Arc<AtomicI64>,
    /// May send to [`PROJECT`].
    pub(crate) writer: String,
    /// May read it without `pii`.
    pub(crate) reader: String,
    /// May read it with `pii`.
    pub(crate) pii_reader: String,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<Result<(), ServeError>>>,
}

impl Server {
    pub(crate) async fn start() -> Server {
        Server::start_with(Config::default(), Arc::new(MemoryStore::default())).await
    }

    pub(crate) async fn start_with(config: Config, store: Arc<dyn Store>) -> Server {
        Server::start_as(config, store, |state| state).await
    }

    /// Starts a service that has a web app.
    pub(crate) async fn start_with_app(config: Config, store: Arc<dyn Store>, files: AppFiles) -> Server {
        Server::start_as(config, store, |state| state.with_app(files)).await
    }

    /// Starts a service that is more than a store and its bounds.
    pub(crate) async fn start_as(
        config: Config,
        store: Arc<dyn Store>,
        shape: impl FnOnce(AppState) -> AppState,
    ) -> Server {
        let now = Timestamp::parse("2026-06-03T13:20:00Z").unwrap().as_micros();
        let now = Arc::new(AtomicI64::new(now));
        let clock = Arc::clone(&now);
        let clock = Arc::new(move || Timestamp::from_micros(clock.load(Ordering::Relaxed)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let state = shape(AppState::new(config, Arc::clone(&store), clock));
        let running = tokio::spawn(serve_state(state, listener, async { drop(stopped.await) }));
        let mut server = Server {
            address,
            store,
            now,
            writer: String::new(),
            reader: String::new(),
            pii_reader: String::new(),
            stop: Some(stop),
            running: Some(running),
        };
        assert_eq!(get("/healthz").send(address).await.status, 200);
        server.writer = server.key("acme", PROJECT, &[Permission::Ingest]).await.0;
        server.reader = server.key("acme", PROJECT, &[Permission::Read, Permission::Annotate]).await.0;
        let all = [Permission::Read, Permission::Pii, Permission::Annotate];
        server.pii_reader = server.key("acme", PROJECT, &all).await.0;
        server
    }

    /// Makes a key for one project, or for all with `*`; returns it and its name.
    pub(crate) async fn key(&self, account: &str, project: &str, permissions: &[Permission]) -> (String, KeyId) {
        self.key_with(account, project, permissions, None).await
    }

    /// Makes a key that reads, and what is personal until a time.
    pub(crate) async fn key_until(&self, account: &str, project: &str, until: Timestamp) -> String {
        let grant = PiiGrant::new(until, "of a test").unwrap();
        self.key_with(account, project, &[Permission::Read], Some(grant)).await.0
    }

    async fn key_with(
        &self,
        account: &str,
        project: &str,
        permissions: &[Permission],
        pii_grant: Option<PiiGrant>,
    ) -> (String, KeyId) {
        let token = KeyToken::generate().unwrap();
        let scope = match project {
            "*" => Scope::All,
            name => Scope::Projects(vec![ProjectId::new(name).unwrap()]),
        };
        let new = NewKey {
            hash: token.hash(),
            label: None,
            account: AccountId::new(account).unwrap(),
            scope,
            permissions: Permissions::new(permissions.iter().copied()),
            pii_grant,
            created_at: Timestamp::default(),
            expires_at: None,
        };
        let record = self.store.create_key(new).await.unwrap();
        (token.reveal().to_owned(), record.id)
    }

    pub(crate) async fn put_project(&self, account: &str, project: &str, settings: ProjectSettings) {
        let (account, project) = (AccountId::new(account).unwrap(), ProjectId::new(project).unwrap());
        convlog_conformance::world::put_project(&*self.store, &account, &project, settings).await;
    }

    /// Sends records as the writer.
    pub(crate) async fn ingest(&self, body: impl AsRef<[u8]>) -> Reply {
        post("/v1/ingest", body).key(&self.writer).send(self.address).await
    }

    /// Reads a path with a key.
    pub(crate) async fn read(&self, path: &str, key: &str) -> Reply {
        get(path).key(key).send(self.address).await
    }

    /// Reads a conversation of [`PROJECT`] through the agents API.
    pub(crate) async fn conversation(&self, id: &str, key: &str) -> Reply {
        self.read(&format!("/v1/agents/{PROJECT}/conversations/{id}"), key).await
    }

    /// Moves the service's clock.
    pub(crate) fn wait_seconds(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    /// Asks the service to stop, without waiting for it.
    pub(crate) fn ask_to_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Waits for the service to have stopped.
    pub(crate) async fn stopped(&mut self) {
        self.running.take().expect("not stopped yet").await.unwrap().unwrap();
    }
}
