//! The layer in front of the router that leaks where it is told to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use convlog_server::{AppState, Config, router};
use convlog_store::{Permission, Scope, Store};
use http_body_util::BodyExt;

use super::Leak;
use super::pii_reader::{Hidden, PiiReader, Unrecorded};
use super::shape::{Parts, veiled};
use crate::intercepted_store::InterceptedStore;
use crate::service::Service;
use crate::world::ACCOUNT;

/// The leak of one service.
#[derive(Clone, Default)]
pub struct Leaks(Arc<Mutex<Planted>>);

#[derive(Default)]
struct Planted {
    pii_reader: Option<PiiReader>,
    leak: Option<Leak>,
    /// The project whose secrets get out.
    project: String,
    /// What is hidden there, once somebody has looked.
    hidden: Option<Hidden>,
}

impl Leaks {
    /// Makes a service that leaks when it is told to.
    pub async fn before(store: Arc<dyn Store>) -> (Service, Leaks) {
        let mut service = Service::new(Arc::clone(&store));
        let unrecorded = Arc::new(InterceptedStore::new(store, Unrecorded));
        let pii_reader = PiiReader {
            router: router(AppState::new(Config::default(), unrecorded, service.clock())),
            whole: service.new_key(ACCOUNT, Scope::All, &PiiReader::permissions()).await,
            open: service.new_key(ACCOUNT, Scope::All, &[Permission::Read]).await,
        };
        let leaks = Leaks(Arc::new(Mutex::new(Planted { pii_reader: Some(pii_reader), ..Planted::default() })));
        service.put_before(|router| router.layer(from_fn_with_state(leaks.clone(), layer)));
        (service, leaks)
    }

    /// Lets the service leak from now on what is hidden in a project, or no more.
    pub fn plant(&self, leak: Option<Leak>, project: &str) {
        let mut planted = self.lock();
        planted.hidden = planted.hidden.take().filter(|_| planted.project == project);
        (planted.leak, planted.project) = (leak, project.to_owned());
    }

    fn lock(&self) -> MutexGuard<'_, Planted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the leak of a resource, if that leaks, and who knows what is hidden.
    fn of_resource(&self, request: &Request) -> Option<(Leak, PiiReader)> {
        let planted = self.lock();
        let leak = planted.leak.clone()?;
        let route = request.extensions().get::<MatchedPath>()?;
        let is_it = leak.operation.path == route.as_str()
            && request.method().as_str().eq_ignore_ascii_case(&leak.operation.method);
        Some((leak, planted.pii_reader.clone()?)).filter(|_| is_it)
    }

    async fn hidden(&self, pii_reader: &PiiReader) -> Hidden {
        let (known, project) = {
            let planted = self.lock();
            (planted.hidden.clone(), planted.project.clone())
        };
        match known {
            Some(hidden) => hidden,
            None => {
                let hidden = pii_reader.look(&project).await;
                self.lock().hidden = Some(hidden.clone());
                hidden
            }
        }
    }
}

impl std::fmt::Debug for Leaks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leaks").finish_non_exhaustive()
    }
}

/// Answers as the router does, but for the leak.
async fn layer(State(leaks): State<Leaks>, request: Request, next: Next) -> Response {
    let Some((leak, pii_reader)) = leaks.of_resource(&request) else { return next.run(request).await };
    let (path, method) = (request.uri().to_string(), request.method().clone());
    let (mut head, body) = next.run(request).await.into_parts();
    let media = head.headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let media = media.to_owned();
    let mut body = whole(body, &media).await;
    let hidden = leaks.hidden(&pii_reader).await;
    let is_refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&head.status);
    if is_refused && method == Method::GET {
        // Where nobody without the permission is given anything, the leak is to be given it.
        let (status, given) = pii_reader.get(&path, &pii_reader.whole).await;
        if status == 200 && media.starts_with("application/json") {
            head.status = StatusCode::OK;
            body = veiled(&given, &hidden.open);
        }
    }
    let answers = &leak.operation.answers;
    Parts { status: &mut head.status, media: &media, answers, body: &mut body }.leak(leak.kind, &hidden);
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(body))
}

/// Reads a body; of a stream what comes first.
pub(super) async fn whole(mut body: Body, media: &str) -> Vec<u8> {
    if media.starts_with("text/event-stream") {
        let first = body.frame().await.and_then(Result::ok).and_then(|frame| frame.into_data().ok());
        return first.unwrap_or_default().to_vec();
    }
    body.collect().await.map(|body| body.to_bytes().to_vec()).unwrap_or_default()
}
