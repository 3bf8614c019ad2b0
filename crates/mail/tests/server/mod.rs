//! The least server that is SMTP (RFC 5321 with STARTTLS and AUTH PLAIN).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};
use tokio_rustls::TlsAcceptor;

/// How a server behaves.
#[derive(Clone, Copy)]
pub struct Script {
    pub starttls: bool,
    pub login: Option<(&'static str, &'static str)>,
    pub recipient_reply: &'static str,
}

impl Default for Script {
    fn default() -> Self {
        Self { starttls: true, login: None, recipient_reply: "250 OK" }
    }
}

/// A mail as it came over the wire.
#[derive(Default, Debug)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
    pub under_tls: bool,
    pub logged_in: bool,
}

/// Listens on a port of its own.
pub struct Server {
    port: u16,
    pub certificate_pem: String,
    mails: Mutex<mpsc::UnboundedReceiver<Received>>,
    login_in_the_clear: Arc<AtomicBool>,
}

impl Server {
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let acceptor = acceptor(&issued);
        let (sender, mails) = mpsc::unbounded_channel();
        let login_in_the_clear = Arc::new(AtomicBool::new(false));
        let seen = login_in_the_clear.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let session =
                    Session { script, mail: Received::default(), sender: sender.clone(), seen: seen.clone() };
                tokio::spawn(session.serve(stream, acceptor.clone()));
            }
        });
        Self { port, certificate_pem: issued.cert.pem(), mails: Mutex::new(mails), login_in_the_clear }
    }

    pub fn url(&self, credentials: &str, query: &str) -> String {
        format!("smtp://{credentials}localhost:{}{query}", self.port)
    }

    /// The next mail that was accepted.
    pub async fn received(&self) -> Received {
        self.mails.lock().await.recv().await.unwrap()
    }

    pub fn saw_login_in_the_clear(&self) -> bool {
        self.login_in_the_clear.load(Ordering::Acquire)
    }

    /// A port that nobody listens on.
    pub async fn unused_port() -> u16 {
        TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
    }
}

fn acceptor(issued: &rcgen::CertifiedKey<rcgen::KeyPair>) -> TlsAcceptor {
    let key = PrivatePkcs8KeyDer::from(issued.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![issued.cert.der().clone()], key.into())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

struct Session {
    script: Script,
    mail: Received,
    sender: mpsc::UnboundedSender<Received>,
    seen: Arc<AtomicBool>,
}

impl Session {
    async fn serve(mut self, mut stream: TcpStream, acceptor: TlsAcceptor) {
        let _ = stream.write_all(b"220 localhost ESMTP\r\n").await;
        if self.talk(&mut stream).await {
            // A client that does not trust the certificate ends here.
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            self.mail.under_tls = true;
            self.talk(&mut stream).await;
        }
    }

    /// True when the client asks for TLS.
    async fn talk(&mut self, stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> bool {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return false;
            }
            let verb = line.split([' ', '\r']).next().unwrap_or_default().to_uppercase();
            let reply = match verb.as_str() {
                "STARTTLS" => "220 go ahead".to_owned(),
                "DATA" => {
                    let _ = stream.write_all(b"354 go on\r\n").await;
                    self.data(&mut stream).await
                }
                _ => self.reply(&verb, line.trim_end()),
            };
            if stream.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() || verb == "QUIT" {
                return false;
            }
            if verb == "STARTTLS" {
                return true;
            }
        }
    }

    fn reply(&mut self, verb: &str, line: &str) -> String {
        let argument = |prefix: &str| line[prefix.len()..].split(' ').next().unwrap_or_default().to_owned();
        match verb {
            "EHLO" => {
                let starttls =
                    if self.script.starttls && !self.mail.under_tls { "250-STARTTLS\r\n" } else { "" };
                let login = if self.script.login.is_some() { "250-AUTH PLAIN\r\n" } else { "" };
                format!("250-localhost\r\n{starttls}{login}250 8BITMIME")
            }
            "AUTH" => self.login(line),
            "MAIL" => {
                self.mail.from = argument("MAIL FROM:");
                "250 OK".into()
            }
            "RCPT" => {
                self.mail.to.push(argument("RCPT TO:"));
                self.script.recipient_reply.into()
            }
            "QUIT" => "221 bye".into(),
            _ => "500 what?".into(),
        }
    }

    fn login(&mut self, line: &str) -> String {
        use base64::Engine;
        if !self.mail.under_tls {
            self.seen.store(true, Ordering::Release);
        }
        let (user, password) = self.script.login.unwrap_or_default();
        let expected = base64::engine::general_purpose::STANDARD.encode(format!("\0{user}\0{password}"));
        self.mail.logged_in = line.strip_prefix("AUTH PLAIN ") == Some(expected.as_str());
        if self.mail.logged_in { "235 welcome".into() } else { "535 no".into() }
    }

    async fn data(&mut self, stream: &mut (impl AsyncBufReadExt + Unpin)) -> String {
        let mut data = Vec::new();
        while !data.ends_with(b"\r\n.\r\n") {
            if stream.read_until(b'\n', &mut data).await.unwrap_or(0) == 0 {
                return "451 cut off".into();
            }
        }
        let data = String::from_utf8_lossy(&data).into_owned();
        let _ = self.sender.send(Received { data, ..std::mem::take(&mut self.mail) });
        "250 OK".into()
    }
}
