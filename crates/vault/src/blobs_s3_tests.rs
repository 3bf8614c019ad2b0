//! Against a small stand-in for S3 on the loopback interface, which keeps what it is sent.

use std::collections::HashMap;
use std::sync::Mutex;

use object_store::aws::AmazonS3Builder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

type Objects = Arc<Mutex<HashMap<String, Vec<u8>>>>;

async fn start() -> (String, Objects) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
    let address = format!("http://{}", listener.local_addr().expect("address"));
    let objects = Objects::default();
    let kept = objects.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, kept.clone()));
        }
    });
    (address, objects)
}

/// One request a connection: enough of HTTP to put, get and delete an object.
async fn serve(mut stream: TcpStream, objects: Objects) {
    let mut request = Vec::new();
    let head_length = loop {
        if let Some(at) = request.windows(4).position(|part| part == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut request).await.expect("read") == 0 {
            return;
        }
    };
    let head = String::from_utf8_lossy(&request[..head_length]).to_ascii_lowercase();
    let header =
        |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(|v| v.trim().to_owned());
    let length = header("content-length:").and_then(|value| value.parse().ok()).unwrap_or(0);
    while request.len() < head_length + length {
        stream.read_buf(&mut request).await.expect("read");
    }
    let signed = header("authorization:").is_some_and(|value| value.starts_with("aws4-hmac-sha256"));
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default().to_owned());
    let (status, body) = match (signed, method) {
        (false, _) => ("403 Forbidden", Vec::new()),
        (_, "put") => {
            objects.lock().expect("lock").insert(path, request[head_length..].to_vec());
            ("200 OK", Vec::new())
        }
        (_, "get") => match objects.lock().expect("lock").get(&path) {
            Some(object) => ("200 OK", object.clone()),
            None => ("404 Not Found", Vec::new()),
        },
        _ => {
            // The client deletes with a list, even a single object.
            let body = String::from_utf8_lossy(&request[head_length..]);
            let key = body.split("<Key>").nth(1).and_then(|rest| rest.split("</Key>").next()).expect("a key");
            objects.lock().expect("lock").remove(&format!("/bucket/{key}"));
            (
                "200 OK",
                format!("<DeleteResult><Deleted><Key>{key}</Key></Deleted></DeleteResult>").into_bytes(),
            )
        }
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nETag: \"1\"\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.into_bytes(), body].concat()).await.expect("written");
}

#[tokio::test]
async fn a_bucket_keeps_encrypted_blobs_below_the_prefix() {
    let (endpoint, objects) = start().await;
    let builder = AmazonS3Builder::new()
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_region("us-east-1")
        .with_access_key_id("test")
        .with_secret_access_key("test");
    let bucket = open_bucket_with("s3://bucket/some/prefix", builder).expect("opens");
    let store = BlobStore { store: bucket, keyring: ring() };
    let id = store.put(&sample(100_000)).await.expect("stored");
    let path = format!("/bucket/some/prefix/{}/{id}", &id.as_str()[..2]);
    assert_eq!(objects.lock().expect("lock").keys().cloned().collect::<Vec<_>>(), [path]);
    assert_eq!(store.get(&id).await.expect("read"), sample(100_000));
    store.delete(&id).await.expect("deleted");
    assert!(objects.lock().expect("lock").is_empty());
    assert!(matches!(store.get(&id).await, Err(BlobError::NotFound(_))));
}

#[test]
fn addresses_that_cannot_be_used_are_explained() {
    for url in ["s3:", "s3://", "s3:bucket", "s3:///prefix"] {
        assert!(matches!(BlobStore::open(url, ring()), Err(BlobError::Address { .. })), "{url}");
    }
    let error = BlobStore::open("s3://key:hunter2@bucket/x", ring()).expect_err("refused");
    assert!(error.to_string().contains("AWS_*") && !error.to_string().contains("hunter2"), "{error}");
}
