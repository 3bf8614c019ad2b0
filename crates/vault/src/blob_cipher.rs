//! The encrypted form of a blob: a header, then chunks of 64 KiB, each with its own tag.
//!
//! `"FLB1" | key id (4) | salt (32) | chunk | chunk | ... | last chunk`. The key comes from the stored
//! key, the salt and the blob's id, so it is used for one blob only and the chunk numbers can be the
//! nonces (STREAM, Hoang, Reyhanitabar, Rogaway and Vizár 2015). The last chunk is sealed as the
//! last: cut off, appended, swapped or copied chunks do not open. There is always a last chunk,
//! if need be an empty one.

use aead_stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm::Aes256Gcm;
use rand::TryRng;
use rand::rngs::SysRng;

use crate::keyring::{KeyId, Keyring};

pub(crate) const CHUNK_LENGTH: usize = 64 * 1024;
pub(crate) const HEADER_LENGTH: usize = MAGIC.len() + 4 + SALT_LENGTH;
const MAGIC: &[u8; 4] = b"FLB1";
const SALT_LENGTH: usize = 32;
const TAG_LENGTH: usize = 16;
const SEALED_CHUNK_LENGTH: usize = CHUNK_LENGTH + TAG_LENGTH;

/// Why stored bytes are not the blob.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlobDamage {
    /// Not an encrypted blob, or cut off within its header.
    #[error("the stored file is not an encrypted blob")]
    Malformed,
    /// The key file lacks the key.
    #[error("the stored file needs key {0}, which is not in the key file")]
    UnknownKey(KeyId),
    /// Changed, cut off, or another blob's content.
    #[error("the stored file was changed or cut off")]
    Tampered,
}

fn key_of(keyring: &Keyring, id: KeyId, salt: &[u8], blob_id: &str) -> Option<crate::keyring::SecretKey> {
    keyring.subkey(id, &[b"fairlead blob 1 ", salt, blob_id.as_bytes()])
}

/// Encrypts a blob piece by piece.
pub(crate) struct BlobSealer {
    encryptor: EncryptorBE32<Aes256Gcm>,
    pending: Vec<u8>,
    output: Vec<u8>,
}

impl BlobSealer {
    /// `None` when the operating system gives no random numbers.
    pub(crate) fn new(keyring: &Keyring, blob_id: &str) -> Option<Self> {
        let mut salt = [0; SALT_LENGTH];
        SysRng.try_fill_bytes(&mut salt).ok()?;
        let id = keyring.current_id();
        let key = key_of(keyring, id, &salt, blob_id)?;
        let encryptor = EncryptorBE32::new((&*key).into(), &Default::default());
        Some(Self { encryptor, pending: Vec::new(), output: [&MAGIC[..], &id.0, &salt].concat() })
    }

    /// Takes plaintext; returns what can be written by now. `None` beyond 256 TB.
    pub(crate) fn update(&mut self, mut plaintext: &[u8]) -> Option<Vec<u8>> {
        // A full chunk waits until more comes: it may be the last one.
        while self.pending.len() + plaintext.len() > CHUNK_LENGTH {
            let (now, later) = plaintext.split_at(CHUNK_LENGTH - self.pending.len());
            self.pending.extend_from_slice(now);
            self.output.extend(self.encryptor.encrypt_next(self.pending.as_slice()).ok()?);
            self.pending.clear();
            plaintext = later;
        }
        self.pending.extend_from_slice(plaintext);
        Some(std::mem::take(&mut self.output))
    }

    /// The last bytes to write.
    pub(crate) fn finish(mut self) -> Option<Vec<u8>> {
        self.output.extend(self.encryptor.encrypt_last(self.pending.as_slice()).ok()?);
        Some(self.output)
    }
}

/// Decrypts a blob piece by piece; nothing comes out of a chunk that is not authentic.
pub(crate) struct BlobOpener {
    decryptor: DecryptorBE32<Aes256Gcm>,
    pending: Vec<u8>,
}

impl BlobOpener {
    pub(crate) fn new(keyring: &Keyring, blob_id: &str, header: &[u8]) -> Result<Self, BlobDamage> {
        let rest = header.strip_prefix(MAGIC).ok_or(BlobDamage::Malformed)?;
        let (id, salt) = rest.split_first_chunk::<4>().ok_or(BlobDamage::Malformed)?;
        if salt.len() != SALT_LENGTH {
            return Err(BlobDamage::Malformed);
        }
        let id = KeyId(*id);
        let key = key_of(keyring, id, salt, blob_id).ok_or(BlobDamage::UnknownKey(id))?;
        Ok(Self { decryptor: DecryptorBE32::new((&*key).into(), &Default::default()), pending: Vec::new() })
    }

    /// Takes stored bytes after the header; returns the plaintext that is certain by now.
    pub(crate) fn update(&mut self, mut stored: &[u8]) -> Result<Vec<u8>, BlobDamage> {
        let mut plaintext = Vec::new();
        while self.pending.len() + stored.len() > SEALED_CHUNK_LENGTH {
            let (now, later) = stored.split_at(SEALED_CHUNK_LENGTH - self.pending.len());
            self.pending.extend_from_slice(now);
            let chunk = self.decryptor.decrypt_next(self.pending.as_slice());
            plaintext.extend(chunk.map_err(|_| BlobDamage::Tampered)?);
            self.pending.clear();
            stored = later;
        }
        self.pending.extend_from_slice(stored);
        Ok(plaintext)
    }

    /// The rest of the plaintext. Fails when the end is missing.
    pub(crate) fn finish(self) -> Result<Vec<u8>, BlobDamage> {
        self.decryptor.decrypt_last(self.pending.as_slice()).map_err(|_| BlobDamage::Tampered)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring() -> Keyring {
        Keyring::from_bytes([7; 32])
    }

    fn seal(plaintext: &[u8], step: usize) -> Vec<u8> {
        let mut sealer = BlobSealer::new(&ring(), "id").expect("sealer");
        let mut stored = Vec::new();
        for piece in plaintext.chunks(step) {
            stored.extend(sealer.update(piece).expect("sealed"));
        }
        stored.extend(sealer.finish().expect("sealed"));
        stored
    }

    fn open_as(id: &str, stored: &[u8], step: usize) -> Result<Vec<u8>, BlobDamage> {
        let header = stored.get(..HEADER_LENGTH).ok_or(BlobDamage::Malformed)?;
        let mut opener = BlobOpener::new(&ring(), id, header)?;
        let mut plaintext = Vec::new();
        for piece in stored[HEADER_LENGTH..].chunks(step) {
            plaintext.extend(opener.update(piece)?);
        }
        plaintext.extend(opener.finish()?);
        Ok(plaintext)
    }

    fn open(stored: &[u8]) -> Result<Vec<u8>, BlobDamage> {
        open_as("id", stored, 100_000)
    }

    fn sample(length: usize) -> Vec<u8> {
        (0..length).map(|n| (n * 31 % 251) as u8).collect()
    }

    #[test]
    fn sizes_around_the_chunks() {
        for chunks in 0..4 {
            for around in -1..=1 {
                let Ok(length) = usize::try_from(chunks * CHUNK_LENGTH as i64 + around) else { continue };
                let plaintext = sample(length);
                let stored = seal(&plaintext, 10_000);
                assert_eq!(open(&stored).expect("opens"), plaintext, "{length} bytes");
                let tags = length.div_ceil(CHUNK_LENGTH).max(1) * TAG_LENGTH;
                assert_eq!(stored.len(), HEADER_LENGTH + length + tags, "{length} bytes");
            }
        }
    }

    #[test]
    fn cut_off_at_a_chunk_or_anywhere_fails() {
        let stored = seal(&sample(3 * CHUNK_LENGTH), 100_000);
        for chunks in 0..3 {
            let cut = HEADER_LENGTH + chunks * SEALED_CHUNK_LENGTH;
            assert_eq!(open(&stored[..cut]), Err(BlobDamage::Tampered), "{chunks} chunks left");
        }
        assert_eq!(open(&stored[..stored.len() - 1]), Err(BlobDamage::Tampered));
        assert_eq!(open(&stored[..20]), Err(BlobDamage::Malformed));
        assert_eq!(open(b""), Err(BlobDamage::Malformed));
    }

    #[test]
    fn swapped_repeated_appended_or_foreign_chunks_fail() {
        let stored = seal(&sample(3 * CHUNK_LENGTH), 100_000);
        let (header, body) = stored.split_at(HEADER_LENGTH);
        let chunks: Vec<&[u8]> = body.chunks(SEALED_CHUNK_LENGTH).collect();
        let other = seal(&sample(3 * CHUNK_LENGTH), 100_000);
        let foreign = &other[HEADER_LENGTH..HEADER_LENGTH + SEALED_CHUNK_LENGTH];
        for arrangement in [
            vec![chunks[1], chunks[0], chunks[2]],
            vec![chunks[0], chunks[0], chunks[1], chunks[2]],
            vec![chunks[0], chunks[2]],
            vec![chunks[0], chunks[1], chunks[2], chunks[2]],
            vec![chunks[0], chunks[1], chunks[2], b"x"],
            vec![foreign, chunks[1], chunks[2]],
        ] {
            assert_eq!(open(&[header, &arrangement.concat()].concat()), Err(BlobDamage::Tampered));
        }
        assert_eq!(open(&[header, &chunks.concat()].concat()), Ok(sample(3 * CHUNK_LENGTH)));
        assert_eq!(open_as("another id", &stored, 1000), Err(BlobDamage::Tampered));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_size_in_any_steps(length in 0..200_000usize, sealing in 1..100_000usize, opening in 1..100_000usize) {
            let plaintext = sample(length);
            prop_assert_eq!(open_as("id", &seal(&plaintext, sealing), opening), Ok(plaintext));
        }

        #[test]
        fn any_flipped_bit_fails(length in 0..150_000usize, bit: prop::sample::Index) {
            let mut stored = seal(&sample(length), 100_000);
            let bit = bit.index(stored.len() * 8);
            stored[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(open(&stored).is_err());
        }
    }
}
