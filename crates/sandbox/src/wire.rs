//! Connections that can be told to fail: what no HTTP answer can do has to be done to the socket.
//!
//! Every server listens through [`Wires`]; a handler finds its own connection as
//! `ConnectInfo<Peer>`. A connection does as it was told when hyper next writes to it, so a closed
//! or reset one has carried no byte of the answer.

use axum::body::{Body, Bytes};
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use futures_util::stream::{self, StreamExt};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// What a connection does with what is written to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    /// Carries it.
    #[default]
    Carry,
    /// Drops it and says that it has ended: FIN.
    Close,
    /// Drops it, and the connection: RST.
    Reset,
    /// Carries what is written already, then ends: FIN.
    Cut,
}

/// The other end of a connection, and the switch at this end.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Who called.
    pub address: SocketAddr,
    order: Arc<Mutex<Order>>,
}

impl Peer {
    fn tell(&self, order: Order) {
        *self.order.lock().unwrap_or_else(PoisonError::into_inner) = order;
    }

    /// The answer about to be written is never sent: FIN instead.
    pub fn close(&self) {
        self.tell(Order::Close);
    }

    /// The answer about to be written is never sent: RST instead.
    pub fn reset(&self) {
        self.tell(Order::Reset);
    }

    /// A body that ends the connection halfway. The answer has to promise the whole of it in its
    /// `Content-Length`.
    pub fn half(&self, whole: &Bytes) -> Body {
        let half = whole.slice(..whole.len() / 2);
        let peer = self.clone();
        let cut = stream::poll_fn(move |_| {
            // Asked for more: the first half has been handed over, and is flushed next.
            peer.tell(Order::Cut);
            Poll::Pending
        });
        Body::from_stream(stream::iter([Ok::<_, io::Error>(half)]).chain(cut))
    }
}

impl Connected<IncomingStream<'_, Wires>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Wires>) -> Self {
        Self { address: *stream.remote_addr(), order: Arc::clone(&stream.io().order) }
    }
}

/// A listener whose connections have a [`Peer`].
#[derive(Debug)]
pub struct Wires(pub TcpListener);

impl Listener for Wires {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Wire { stream, order: Arc::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection. Ends when dropped, which hyper does on the first error.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    order: Arc<Mutex<Order>>,
}

impl Wire {
    /// Ends the connection if that is the order, or if it is to be cut and all is written.
    fn obey(&mut self, cx: &mut Context<'_>, all_written: bool) -> Poll<io::Result<()>> {
        let order = *self.order.lock().unwrap_or_else(PoisonError::into_inner);
        match order {
            Order::Carry => return Poll::Ready(Ok(())),
            Order::Cut if !all_written => return Poll::Ready(Ok(())),
            Order::Reset => self.stream.set_zero_linger()?,
            Order::Close | Order::Cut => {
                std::task::ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
            }
        }
        Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        std::task::ready!(self.obey(cx, false))?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        std::task::ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.obey(cx, true)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
