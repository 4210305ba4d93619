//! Starting and stopping the six servers.

use crate::app::{App, Origins};
use crate::error::Refusal;
use crate::options::Options;
use crate::shop::Shop;
use crate::statics::{Deployment, Site};
use crate::store::{Store, StoreError};
use crate::wire::{Peer, Wires};
use crate::{api, control, demo, observe, shop, statics, vendors, webhooks, zift};
use axum::routing::get;
use axum::{Router, middleware};
use std::net::SocketAddr;
use std::sync::Arc;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The sandbox could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// An address is taken, or not ours.
    #[error("could not listen at {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The database could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The shop's HTTP client, or that of the webhooks, could not be made.
    #[error("could not make an HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// A started sandbox. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    origins: Origins,
    halt: watch::Sender<()>,
    servers: JoinSet<()>,
}

impl Running {
    /// Where the servers answer.
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// Stops taking requests, finishes those at hand, and ends.
    pub async fn stop(mut self) {
        // Fails only when every server has ended already.
        let _ = self.halt.send(());
        while self.servers.join_next().await.is_some() {}
    }

    /// Goes on until a server ends, which none does by itself.
    pub async fn ended(&mut self) {
        self.servers.join_next().await;
    }
}

/// Starts the six servers. They answer as soon as this returns.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let [shop_port, checkout_port, api_port, zift_port, frames_port, vendors_port] =
        options.ports.numbers();
    let (shop_listener, shop) = listen(SocketAddr::new(options.bind, shop_port)).await?;
    let (checkout_listener, checkout) =
        listen(SocketAddr::new(options.bind, checkout_port)).await?;
    let (api_listener, api) = listen(SocketAddr::new(options.bind, api_port)).await?;
    let (zift_listener, zift) = listen(SocketAddr::new(options.bind, zift_port)).await?;
    let (frames_listener, frames) = listen(SocketAddr::new(options.bind, frames_port)).await?;
    let (vendors_listener, vendors) = listen(SocketAddr::new(options.bind, vendors_port)).await?;
    let origins = Origins { shop, checkout, api, zift, frames, vendors };

    let store = Store::open(&options.storage)?;
    store.write(demo::seed).await?;
    let (halt, ending) = watch::channel(());
    let app = Arc::new(App::new(store, origins.clone(), ending.clone()));

    let mut servers = JoinSet::new();
    servers.spawn(serve(api_listener, api_router(Arc::clone(&app)), ending.clone()));
    servers.spawn(serve(zift_listener, zift_router(Arc::clone(&app)), ending.clone()));
    let apple_pay = app.apple_pay.subscribe();
    let (clock, client) = (app.clock.clone(), webhooks::client()?);
    servers.spawn(webhooks::deliver(Arc::clone(&app), client, options.pace));
    let vendors = vendors::router().merge(health()).with_state(Arc::clone(&app));
    servers.spawn(serve(vendors_listener, vendors, ending.clone()));
    let deployment = Deployment { origins: origins.clone(), pace: options.pace, apple_pay };
    let checkout = Site::checkout(&options.dist, deployment.clone(), Arc::clone(&app));
    servers.spawn(serve(checkout_listener, statics::checkout(checkout), ending.clone()));
    let frames = Site::frames(&options.dist, deployment, app);
    servers.spawn(serve(frames_listener, statics::frames(frames), ending.clone()));
    let shop = shop::router(Shop::new(origins.clone(), options.dist, clock, options.pace)?);
    servers.spawn(serve(shop_listener, shop, ending));
    Ok(Running { origins, halt, servers })
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, String), StartError> {
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, format!("http://{address}")))
}

async fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<()>) {
    let service = router.into_make_service_with_connect_info::<Peer>();
    let stop = async move {
        // An error means that `Running` was dropped.
        let _ = stopped.changed().await;
    };
    if let Err(error) = axum::serve(Wires(listener), service).with_graceful_shutdown(stop).await {
        tracing::error!(%error, "a server ended");
    }
}

fn api_router(app: Arc<App>) -> Router {
    api::router()
        .merge(control::router())
        .merge(health())
        .fallback(|| async { Refusal::UnknownRoute })
        .method_not_allowed_fallback(|| async { Refusal::UnknownMethod })
        .layer(middleware::from_fn_with_state(Arc::clone(&app), observe::api))
        .with_state(app)
}

fn zift_router(app: Arc<App>) -> Router {
    zift::router()
        .merge(health())
        .fallback(|| async { Refusal::UnknownRoute })
        .method_not_allowed_fallback(|| async { Refusal::UnknownMethod })
        .layer(middleware::from_fn_with_state(Arc::clone(&app), observe::zift))
        .with_state(app)
}

/// `GET /health`: 200 as soon as the server answers. Every origin has it.
pub fn health<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/health", get(|| async { "ok" }))
}
