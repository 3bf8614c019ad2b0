use futures_util::stream;

use super::*;

fn ring() -> Arc<Keyring> {
    Arc::new(Keyring::from_bytes([7; 32]))
}

fn folder() -> (tempfile::TempDir, BlobStore) {
    let root = tempfile::tempdir().expect("folder");
    let store = BlobStore::open(&format!("file:{}/files", root.path().display()), ring()).expect("opens");
    (root, store)
}

fn sample(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n * 31 % 251) as u8).collect()
}

/// All files below a folder.
fn files(root: &FilePath) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn is_damaged<T>(result: Result<T, BlobError>) -> bool {
    matches!(result, Err(BlobError::Damaged { .. }))
}

#[tokio::test]
async fn puts_gets_and_deletes_in_a_folder_and_in_memory() {
    let (_root, local) = folder();
    for store in [local, BlobStore::open("memory:", ring()).expect("opens")] {
        for length in [0, 1, 65_536, 3_000_000] {
            let id = store.put(&sample(length)).await.expect("stored");
            assert_eq!(store.get(&id).await.expect("read"), sample(length), "{length} in {store:?}");
            store.delete(&id).await.expect("deleted");
            assert!(matches!(store.get(&id).await, Err(BlobError::NotFound(missing)) if missing == id));
            store.delete(&id).await.expect("deleted already");
        }
    }
}

#[tokio::test]
async fn streams_in_and_out() {
    let (root, store) = folder();
    let content = sample(20_000_000);
    let pieces: Vec<Result<Bytes, std::io::Error>> =
        content.chunks(700_001).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let id = store.put_stream(stream::iter(pieces)).await.expect("stored");
    assert_eq!(store.get(&id).await.expect("read"), content);
    let lengths: Vec<usize> = store
        .get_stream(&id)
        .await
        .expect("found")
        .map_ok(|piece| piece.len())
        .try_collect()
        .await
        .expect("read");
    assert!(lengths.len() > 100, "in {} pieces", lengths.len());
    assert_eq!(files(root.path()).len(), 1, "nothing else is left behind");
}

#[tokio::test]
async fn a_stream_that_fails_stores_nothing() {
    let (root, store) = folder();
    let pieces = vec![Ok(Bytes::from(sample(12_000_000))), Err(std::io::Error::other("connection lost"))];
    let error = store.put_stream(stream::iter(pieces)).await.expect_err("fails");
    assert!(matches!(error, BlobError::Content(_)), "{error:?}");
    assert_eq!(files(root.path()), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn what_lies_in_the_folder_is_private_and_not_readable() {
    use std::os::unix::fs::PermissionsExt;
    let (root, store) = folder();
    let content = b"a contract with a name in it".repeat(10);
    let id = store.put(&content).await.expect("stored");
    let mode = std::fs::metadata(root.path().join("files")).expect("folder").permissions().mode();
    assert_eq!(mode & 0o7777, 0o700);
    let path = files(root.path()).pop().expect("one file");
    assert!(path.ends_with(format!("{}/{id}", &id.as_str()[..2])));
    let stored = std::fs::read(path).expect("read");
    assert!(!stored.windows(8).any(|part| part == b"contract"));
}

#[tokio::test]
async fn damage_is_noticed() {
    let (root, store) = folder();
    let id = store.put(&sample(200_000)).await.expect("stored");
    let path = files(root.path()).pop().expect("one file");
    let good = std::fs::read(&path).expect("read");
    let chunk = 65_536 + 16;
    let mut flipped = good.clone();
    flipped[100_000] ^= 1;
    for bad in [&flipped[..], &good[..40 + 2 * chunk], &good[..good.len() - 1], &good[..40], &good[..10], b""]
    {
        std::fs::write(&path, bad).expect("written");
        assert!(is_damaged(store.get(&id).await), "{} bytes", bad.len());
    }
    std::fs::write(&path, &good).expect("written");
    assert_eq!(store.get(&id).await.expect("whole again"), sample(200_000));
}

#[tokio::test]
async fn another_blobs_content_or_another_key_does_not_open() {
    let (root, store) = folder();
    let first = store.put(b"first").await.expect("stored");
    let path = files(root.path()).pop().expect("one file");
    let second = store.put(b"second").await.expect("stored");
    let other = root.path().join("files").join(&second.as_str()[..2]).join(second.as_str());
    std::fs::copy(other, path).expect("copied");
    assert!(is_damaged(store.get(&first).await));
    let stranger = BlobStore { keyring: Arc::new(Keyring::from_bytes([8; 32])), ..store.clone() };
    let error = stranger.get(&second).await.expect_err("refused");
    assert!(matches!(error, BlobError::Damaged { damage: BlobDamage::UnknownKey(_), .. }), "{error}");
}

#[tokio::test]
async fn old_blobs_open_after_a_rotation() {
    let root = tempfile::tempdir().expect("folder");
    let key = root.path().join("key");
    let url = format!("file:{}", root.path().join("files").display());
    let before = BlobStore::open(&url, Arc::new(Keyring::open_or_create(&key).expect("key"))).expect("opens");
    let id = before.put(b"old").await.expect("stored");
    let after = BlobStore::open(&url, Arc::new(Keyring::rotate(&key).expect("key"))).expect("opens");
    assert_eq!(after.get(&id).await.expect("read"), b"old");
    let new = after.put(b"new").await.expect("stored");
    assert!(is_damaged(before.get(&new).await), "sealed with the new key");
}

#[test]
fn ids_are_never_paths() {
    let good = "0123456789abcdef0123456789abcdef";
    assert_eq!(good.parse::<BlobId>().expect("valid").to_string(), good);
    for bad in [
        "",
        "../../../../../../etc/passwd/aaa",
        "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "0123456789abcdef/123456789abcdef",
        "0123456789abcdef0123456789abcde\0",
        "０123456789abcdef0123456789abc",
    ] {
        assert_eq!(bad.parse::<BlobId>(), Err(InvalidBlobId), "{bad}");
    }
}

#[test]
fn addresses_that_cannot_be_used_are_explained() {
    for url in ["", "files", "file:", "file://", "ftp://x/y", "http://x", "memory", "file:/dev/null/x"] {
        let error = BlobStore::open(url, ring()).expect_err(url);
        assert!(matches!(&error, BlobError::Address { address, .. } if address == url), "{error}");
    }
    let error = BlobStore::open("xs3://key:hunter2@bucket", ring()).expect_err("refused");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
}

#[cfg(not(feature = "s3"))]
#[test]
fn without_the_feature_s3_is_refused() {
    let error = BlobStore::open("s3://bucket/prefix", ring()).expect_err("refused");
    assert!(error.to_string().contains("no support for S3"), "{error}");
}

#[cfg(feature = "s3")]
#[path = "blobs_s3_tests.rs"]
mod s3;
