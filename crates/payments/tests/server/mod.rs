//! A server that answers as a test tells it to, in ways that no good server does.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What a client sent.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// `POST /v1/refunds`
    pub line: String,
    /// Lower-case names.
    pub headers: Vec<(String, String)>,
    /// Decoded form fields.
    pub form: Vec<(String, String)>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(at, _)| at == name).map(|(_, value)| value.as_str())
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        self.form.iter().find(|(at, _)| at == name).map(|(_, value)| value.as_str())
    }
}

/// How a server reacts to a request.
pub enum Reply {
    /// Properly.
    Json(u16, serde_json::Value),
    /// With these bytes as the body.
    Body(u16, Vec<u8>),
    /// With these bytes as the whole answer.
    Raw(&'static [u8]),
    /// With a body that does not end.
    Endless,
    /// With a head, and then nothing.
    HeadOnly,
    /// Not at all, keeping the connection.
    Silence,
    /// By closing the connection.
    Close,
}

type Script = Arc<dyn Fn(&Seen) -> Reply + Send + Sync>;

/// Listens on a port of its own.
pub struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub async fn start(script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let (script, log): (Script, _) = (Arc::new(script), seen.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone(), log.clone()));
            }
        });
        Self { port, seen }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// All requests so far, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// An address where nobody listens.
    pub async fn nobody() -> String {
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        format!("http://127.0.0.1:{port}")
    }
}

async fn serve(stream: TcpStream, script: Script, log: Arc<Mutex<Vec<Seen>>>) {
    let mut stream = BufReader::new(stream);
    while let Some(seen) = read(&mut stream).await {
        log.lock().unwrap().push(seen.clone());
        let sent = match script(&seen) {
            Reply::Json(status, body) => stream.write_all(&answer(status, body.to_string().as_bytes())).await,
            Reply::Body(status, body) => stream.write_all(&answer(status, &body)).await,
            Reply::Raw(bytes) => {
                let _ = stream.write_all(bytes).await;
                return;
            }
            Reply::Endless => return endless(stream).await,
            Reply::HeadOnly => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{").await;
                return std::future::pending().await;
            }
            Reply::Silence => return std::future::pending().await,
            Reply::Close => return,
        };
        if sent.is_err() {
            return;
        }
    }
}

async fn endless(mut stream: BufReader<TcpStream>) {
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"id\":\"").await;
    while stream.write_all(&[b'x'; 65536]).await.is_ok() {}
}

fn answer(status: u16, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Seen> {
    let mut seen = Seen::default();
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match (line.trim_end(), line.split_once(':')) {
            ("", _) => break,
            (first, _) if seen.line.is_empty() => seen.line = first.trim_end_matches(" HTTP/1.1").to_owned(),
            (_, Some((name, value))) => {
                seen.headers.push((name.to_lowercase(), value.trim().to_owned()));
            }
            _ => return None,
        }
    }
    let length = seen.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    seen.form = url::form_urlencoded::parse(&body).into_owned().collect();
    Some(seen)
}
