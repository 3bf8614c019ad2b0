//! Encrypted files in a folder or an S3 bucket.

use std::fmt;
use std::path::Path as FilePath;
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use rand::TryRng;
use rand::rngs::SysRng;

pub use crate::blob_cipher::BlobDamage;
use crate::blob_cipher::{BlobOpener, BlobSealer, HEADER_LENGTH};
use crate::keyring::Keyring;
use crate::token::to_hex;

const ID_LENGTH: usize = 32;
/// Parts of an upload that are under way at once.
const PARTS_AT_ONCE: usize = 2;

/// Names a blob: 32 lower-case hexadecimal characters, random. Nothing else gets in, so an id can
/// never be a path.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BlobId(String);

/// The text is not a blob id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a blob id")]
pub struct InvalidBlobId;

impl FromStr for BlobId {
    type Err = InvalidBlobId;

    fn from_str(text: &str) -> Result<Self, InvalidBlobId> {
        let is_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() == ID_LENGTH && is_hex { Ok(Self(text.to_owned())) } else { Err(InvalidBlobId) }
    }
}

impl BlobId {
    /// A new one.
    ///
    /// # Errors
    /// [`BlobError::NoRandomness`].
    pub fn random() -> Result<Self, BlobError> {
        let mut bytes = [0; ID_LENGTH / 2];
        SysRng.try_fill_bytes(&mut bytes).map_err(|_| BlobError::NoRandomness)?;
        Ok(Self(to_hex(&bytes)))
    }

    /// The text to store in a row.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Spread over 256 folders, which keeps listings of a local folder short.
    fn location(&self) -> Path {
        Path::from_iter([&self.0[..2], &self.0])
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobId({})", self.0)
    }
}

/// Why a blob could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The address of the store cannot be used; says why.
    #[error("file store {address}: {reason}")]
    Address {
        /// As given.
        address: String,
        /// What is wrong.
        reason: String,
    },
    /// There is no such blob.
    #[error("blob {0} does not exist")]
    NotFound(BlobId),
    /// What is stored is not what was put.
    #[error("blob {id}: {damage}")]
    Damaged {
        /// The blob.
        id: BlobId,
        /// How it is damaged.
        damage: BlobDamage,
    },
    /// The folder or bucket failed.
    #[error("file store: {0}")]
    Store(#[source] object_store::Error),
    /// The stream of the content failed; nothing was stored.
    #[error("the content could not be read: {0}")]
    Content(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Beyond 256 TB.
    #[error("the content is too long")]
    TooLong,
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    NoRandomness,
}

/// Stores blobs encrypted under keys of the keyring. Cheap to clone.
#[derive(Clone)]
pub struct BlobStore {
    store: Arc<dyn ObjectStore>,
    keyring: Arc<Keyring>,
}

impl fmt::Debug for BlobStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobStore({})", self.store)
    }
}

impl BlobStore {
    /// Opens the store at `url`:
    /// - `file:data/files` or `file:///var/lib/fairlead/files`: a folder, made (0700) if missing;
    ///   writes are on the disk when they return. The path is taken literally, without %-escapes.
    /// - `s3://bucket/prefix`, with the feature `s3`: credentials, region and endpoint come from the
    ///   `AWS_*` variables (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`,
    ///   `AWS_ENDPOINT`). Nothing is sent before the first use. A lifecycle rule of the bucket should
    ///   end multipart uploads that a crash left unfinished.
    /// - `memory:`: in memory, for tests.
    ///
    /// # Errors
    /// [`BlobError::Address`].
    pub fn open(url: &str, keyring: Arc<Keyring>) -> Result<Self, BlobError> {
        let store = open_store(url)
            .map_err(|reason| BlobError::Address { address: without_credentials(url), reason })?;
        Ok(Self { store, keyring })
    }

    /// Stores a blob and returns its new id.
    ///
    /// # Errors
    /// [`BlobError`]; then nothing is stored.
    pub async fn put(&self, bytes: &[u8]) -> Result<BlobId, BlobError> {
        let id = BlobId::random()?;
        self.put_as(&id, bytes).await?;
        Ok(id)
    }

    /// Stores a blob under an id that was made for it and noted down before, so that it can be found and
    /// removed when whatever was to refer to it never came to be.
    ///
    /// # Errors
    /// [`BlobError`]; then nothing is stored.
    pub async fn put_as(&self, id: &BlobId, bytes: &[u8]) -> Result<(), BlobError> {
        let mut sealer = BlobSealer::new(&self.keyring, id.as_str()).ok_or(BlobError::NoRandomness)?;
        let mut sealed = Vec::with_capacity(bytes.len() + bytes.len() / 4096 + 128);
        for piece in bytes.chunks(1 << 20) {
            sealed.extend(sealer.update(piece).ok_or(BlobError::TooLong)?);
            // A large blob must not keep other requests of this thread waiting.
            tokio::task::yield_now().await;
        }
        sealed.extend(sealer.finish().ok_or(BlobError::TooLong)?);
        self.store.put(&id.location(), sealed.into()).await.map_err(BlobError::Store).map(drop)
    }

    /// Stores a blob of any length with a few MB of memory and returns its new id.
    ///
    /// # Errors
    /// [`BlobError`], [`BlobError::Content`] when the stream fails; then nothing is stored.
    pub async fn put_stream<E>(
        &self,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<BlobId, BlobError>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let id = BlobId::random()?;
        self.put_stream_as(&id, content).await?;
        Ok(id)
    }

    /// [`Self::put_stream`] under an id that was made for it, as in [`Self::put_as`].
    ///
    /// # Errors
    /// [`BlobError`], [`BlobError::Content`] when the stream fails; then nothing is stored.
    pub async fn put_stream_as<E>(
        &self,
        id: &BlobId,
        content: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), BlobError>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let sealer = BlobSealer::new(&self.keyring, id.as_str()).ok_or(BlobError::NoRandomness)?;
        let upload = self.store.put_multipart(&id.location()).await.map_err(BlobError::Store)?;
        let mut upload = WriteMultipart::new(upload);
        match send(&mut upload, sealer, content).await {
            Ok(()) => upload.finish().await.map(drop).map_err(BlobError::Store),
            Err(error) => {
                // The first error matters; parts that stay behind are invisible.
                let _ = upload.abort().await;
                Err(error)
            }
        }
    }

    /// The whole content, checked to the end.
    ///
    /// # Errors
    /// [`BlobError`].
    pub async fn get(&self, id: &BlobId) -> Result<Vec<u8>, BlobError> {
        let mut stream = std::pin::pin!(self.get_stream(id).await?);
        let mut content = Vec::new();
        while let Some(piece) = stream.try_next().await? {
            content.extend_from_slice(&piece);
        }
        Ok(content)
    }

    /// The content in pieces. Each piece is authentic when it comes, but that the blob is complete is
    /// known only at the end: the last item is an error when it was cut off, and whoever passes
    /// pieces on must then break the connection off instead of ending it well.
    ///
    /// # Errors
    /// [`BlobError`], at once when the blob is missing.
    pub async fn get_stream(
        &self,
        id: &BlobId,
    ) -> Result<impl Stream<Item = Result<Bytes, BlobError>> + Send + 'static, BlobError> {
        let stored = self.store.get(&id.location()).await.map_err(|error| not_found(id, error))?;
        let reader = Reader {
            keyring: Arc::clone(&self.keyring),
            id: id.clone(),
            header: Vec::with_capacity(HEADER_LENGTH),
            opener: None,
        };
        let state = (stored.into_stream(), Some(reader));
        Ok(futures_util::stream::try_unfold(state, |(mut stored, reader)| async move {
            let Some(mut reader) = reader else { return Ok(None) };
            while let Some(piece) = stored.try_next().await.map_err(BlobError::Store)? {
                let plaintext = reader.read(&piece)?;
                if !plaintext.is_empty() {
                    return Ok(Some((Bytes::from(plaintext), (stored, Some(reader)))));
                }
            }
            reader.finish().map(|plaintext| Some((Bytes::from(plaintext), (stored, None))))
        }))
    }

    /// Deletes a blob; one that does not exist is deleted already.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn delete(&self, id: &BlobId) -> Result<(), BlobError> {
        match self.store.delete(&id.location()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(BlobError::Store(error)),
        }
    }
}

async fn send<E>(
    upload: &mut WriteMultipart,
    mut sealer: BlobSealer,
    content: impl Stream<Item = Result<Bytes, E>>,
) -> Result<(), BlobError>
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut content = std::pin::pin!(content);
    while let Some(piece) = content.next().await {
        let piece = piece.map_err(|error| BlobError::Content(error.into()))?;
        let sealed = sealer.update(&piece).ok_or(BlobError::TooLong)?;
        upload.wait_for_capacity(PARTS_AT_ONCE).await.map_err(BlobError::Store)?;
        upload.write(&sealed);
    }
    upload.write(&sealer.finish().ok_or(BlobError::TooLong)?);
    Ok(())
}

struct Reader {
    keyring: Arc<Keyring>,
    id: BlobId,
    header: Vec<u8>,
    opener: Option<BlobOpener>,
}

impl Reader {
    fn read(&mut self, piece: &[u8]) -> Result<Vec<u8>, BlobError> {
        let (start, rest) = piece.split_at(piece.len().min(HEADER_LENGTH - self.header.len()));
        self.header.extend_from_slice(start);
        if self.opener.is_none() && self.header.len() == HEADER_LENGTH {
            let opener = BlobOpener::new(&self.keyring, self.id.as_str(), &self.header);
            self.opener = Some(opener.map_err(|damage| self.damaged(damage))?);
        }
        match &mut self.opener {
            Some(opener) => opener.update(rest).map_err(|damage| self.damaged(damage)),
            None => Ok(Vec::new()),
        }
    }

    fn finish(mut self) -> Result<Vec<u8>, BlobError> {
        let opener = self.opener.take().ok_or(self.damaged(BlobDamage::Malformed))?;
        opener.finish().map_err(|damage| self.damaged(damage))
    }

    fn damaged(&self, damage: BlobDamage) -> BlobError {
        BlobError::Damaged { id: self.id.clone(), damage }
    }
}

fn not_found(id: &BlobId, error: object_store::Error) -> BlobError {
    match error {
        object_store::Error::NotFound { .. } => BlobError::NotFound(id.clone()),
        other => BlobError::Store(other),
    }
}

/// Somebody may write keys into the address; they must not reach a log.
fn without_credentials(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}...{}", &url[..scheme + 3], &url[at..]),
        _ => url.to_owned(),
    }
}

fn open_store(url: &str) -> Result<Arc<dyn ObjectStore>, String> {
    if let Some(path) = url.strip_prefix("file:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return open_folder(path).map(|store| Arc::new(store) as _);
    }
    if url == "memory:" {
        return Ok(Arc::new(InMemory::new()));
    }
    if url.starts_with("s3:") {
        return open_bucket(url);
    }
    Err("expected file:<folder> or s3://<bucket>/<prefix>".to_owned())
}

fn open_folder(path: &str) -> Result<LocalFileSystem, String> {
    use std::os::unix::fs::DirBuilderExt;
    if path.is_empty() {
        return Err("the folder is missing after file:".to_owned());
    }
    let folder = FilePath::new(path);
    let created = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    created.map_err(|error| error.to_string())?;
    let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| error.to_string())?;
    Ok(store.with_fsync(true))
}

#[cfg(not(feature = "s3"))]
fn open_bucket(_url: &str) -> Result<Arc<dyn ObjectStore>, String> {
    Err("this build has no support for S3".to_owned())
}

#[cfg(feature = "s3")]
fn open_bucket(url: &str) -> Result<Arc<dyn ObjectStore>, String> {
    open_bucket_with(url, object_store::aws::AmazonS3Builder::from_env())
}

#[cfg(feature = "s3")]
fn open_bucket_with(
    url: &str,
    builder: object_store::aws::AmazonS3Builder,
) -> Result<Arc<dyn ObjectStore>, String> {
    let parsed = url::Url::parse(url).map_err(|error| error.to_string())?;
    let bucket =
        parsed.host_str().filter(|host| !host.is_empty()).ok_or("the bucket is missing after s3://")?;
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err("credentials belong into the AWS_* variables, not into the address".to_owned());
    }
    let prefix = Path::from_url_path(parsed.path()).map_err(|error| error.to_string())?;
    // The HTTP client takes the provider of the process; without one it would not start.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let store = builder.with_bucket_name(bucket).build().map_err(|error| error.to_string())?;
    Ok(Arc::new(object_store::prefix::PrefixStore::new(store, prefix)))
}

#[cfg(test)]
#[path = "blobs_tests.rs"]
mod tests;
