use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;

/// More is not worth reading for the sake of a connection.
const LEFTOVER_LIMIT_IN_BYTES: usize = 64 * 1024;
/// For somebody who announced a body and does not send it.
const LEFTOVER_TIME: Duration = Duration::from_secs(2);

/// What an answer leaves unread of a request's body.
///
/// HTTP/1 has no next request on a connection before the body of this one is over, so hyper closes a connection whose
/// body nobody read (an unknown route, a method that is not allowed, an operation that takes nothing). A client that
/// keeps connections and sends head and body apart would then lose its next request. Small rests are therefore read
/// before the answer goes out (RFC 9112, section 9.3).
pub(crate) struct Leftover(Arc<Mutex<Option<Body>>>);

impl Leftover {
    /// Watches the body of `request`; nothing to watch when it has none, or when it waits for a `100 Continue` that it
    /// will not get.
    pub(crate) fn watch(request: Request) -> (Request, Option<Self>) {
        if request.body().is_end_stream() || waits_to_be_asked(request.headers()) {
            return (request, None);
        }
        let rest = Arc::new(Mutex::new(None));
        let watched = request.map(|body| Body::new(Watched { body, rest: Arc::clone(&rest) }));
        (watched, Some(Self(rest)))
    }

    /// Reads what is left, when it is little and comes soon. Errors are those of the connection, which ends with them.
    pub(crate) async fn read(self) {
        let rest = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(body) = rest {
            let _ = tokio::time::timeout(LEFTOVER_TIME, skip(body)).await;
        }
    }
}

async fn skip(mut body: Body) {
    let mut read_in_bytes = 0;
    while let Some(Ok(frame)) = body.frame().await {
        read_in_bytes += frame.data_ref().map_or(0, Bytes::len);
        if read_in_bytes > LEFTOVER_LIMIT_IN_BYTES {
            return;
        }
    }
}

fn waits_to_be_asked(headers: &HeaderMap) -> bool {
    headers.get(header::EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

/// A body that is handed back when it is dropped before its end.
struct Watched {
    body: Body,
    rest: Arc<Mutex<Option<Body>>>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let small = self.body.size_hint().lower() <= LEFTOVER_LIMIT_IN_BYTES as u64;
        if small && !self.body.is_end_stream() {
            let body = std::mem::take(&mut self.body);
            *self.rest.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::StreamExt;
    use futures_util::stream;

    use super::*;

    /// How many of `pieces` of a body, of a kilobyte each, are read when the operation takes none of them.
    async fn read_of(pieces: usize, expect: Option<&str>) -> usize {
        let read = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&read);
        let body = Body::from_stream(stream::iter(0..pieces).map(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Infallible>(Bytes::from_static(&[b' '; 1024]))
        }));
        let mut request = Request::new(body);
        if let Some(expect) = expect {
            request.headers_mut().insert(header::EXPECT, expect.parse().unwrap());
        }
        let (request, leftover) = Leftover::watch(request);
        drop(request);
        if let Some(leftover) = leftover {
            leftover.read().await;
        }
        read.load(Ordering::Relaxed)
    }

    #[tokio::test]
    async fn a_small_rest_is_read() {
        assert_eq!(read_of(1, None).await, 1);
        assert_eq!(read_of(64, None).await, 64);
    }

    #[tokio::test]
    async fn a_large_rest_is_given_up() {
        assert_eq!(read_of(10_000, None).await, 65);
    }

    #[tokio::test]
    async fn a_body_that_waits_to_be_asked_for_is_left() {
        assert_eq!(read_of(1, Some("100-continue")).await, 0);
    }

    #[tokio::test]
    async fn a_body_that_was_read_leaves_nothing() {
        let (request, leftover) = Leftover::watch(Request::new(Body::from("{}")));
        let bytes = request.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(&bytes[..], b"{}");
        assert!(leftover.unwrap().0.lock().unwrap().is_none());
    }
}
