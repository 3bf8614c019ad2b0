//! The key file: one line of format, then one line a key, oldest first.
//!
//! ```text
//! fairlead-keyring 1
//! 1f0c9a77 <32 bytes in base64>
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::keyring::{KeyringError, SecretKey, StoredKey};

const FORMAT_LINE: &str = "fairlead-keyring 1";
const LONGEST_FILE_IN_BYTES: u64 = 64 * 1024;

type Keys = Vec<StoredKey>;

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> KeyringError {
    move |source| KeyringError::Io { path: path.to_owned(), source }
}

pub(crate) fn read_or_create(path: &Path) -> Result<Keys, KeyringError> {
    let folder = parent_of(path);
    DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(io_error(path))?;
    let _lock = lock_folder(&folder).map_err(io_error(path))?;
    if let Some(keys) = read(path)? {
        return Ok(keys);
    }
    let keys = vec![StoredKey::random()?];
    publish(path, &keys).map_err(io_error(path))?;
    Ok(keys)
}

pub(crate) fn append_new_key(path: &Path) -> Result<Keys, KeyringError> {
    let _lock = lock_folder(&parent_of(path)).map_err(io_error(path))?;
    let mut keys = read(path)?.ok_or(io::ErrorKind::NotFound.into()).map_err(io_error(path))?;
    keys.push(StoredKey::random()?);
    publish(path, &keys).map_err(io_error(path))?;
    Ok(keys)
}

fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Keeps processes that start together from making a key each. Freed when the handle closes.
fn lock_folder(folder: &Path) -> io::Result<File> {
    let handle = File::open(folder)?;
    handle.lock()?;
    Ok(handle)
}

fn read(path: &Path) -> Result<Option<Keys>, KeyringError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error(path)(error)),
    };
    let malformed =
        |reason: &str| KeyringError::Malformed { path: path.to_owned(), reason: reason.to_owned() };
    // The open handle is asked, not the path: nobody can swap the file in between.
    let metadata = file.metadata().map_err(io_error(path))?;
    if !metadata.is_file() {
        return Err(malformed("not a regular file"));
    }
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyringError::Permissions { path: path.to_owned(), mode });
    }
    if metadata.len() > LONGEST_FILE_IN_BYTES {
        return Err(malformed("too long for a key file"));
    }
    let mut text = Zeroizing::new(String::with_capacity(metadata.len() as usize + 1));
    file.read_to_string(&mut text).map_err(io_error(path))?;
    parse(&text).map(Some).map_err(|reason| malformed(&reason))
}

/// Errors name the line, never its content.
fn parse(text: &str) -> Result<Keys, String> {
    let mut lines = text.lines().enumerate();
    if lines.next().map(|(_, line)| line) != Some(FORMAT_LINE) {
        return Err(format!("line 1 is not `{FORMAT_LINE}`: not a key file, or of a newer version"));
    }
    let keys = lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| parse_key(line).ok_or(format!("line {} is damaged", index + 1)))
        .collect::<Result<Keys, String>>()?;
    if keys.is_empty() { Err("it holds no key".to_owned()) } else { Ok(keys) }
}

fn parse_key(line: &str) -> Option<StoredKey> {
    let (id, encoded) = line.trim().split_once(' ')?;
    let decoded = Zeroizing::new(STANDARD.decode(encoded).ok()?);
    let bytes: SecretKey = Zeroizing::new(decoded.as_slice().try_into().ok()?);
    let key = StoredKey::new(bytes);
    (key.id.to_string() == id).then_some(key)
}

fn render(keys: &Keys) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(64 + keys.len() * 64));
    text.push_str(FORMAT_LINE);
    for key in keys {
        let encoded = Zeroizing::new(STANDARD.encode(key.bytes.as_slice()));
        text.push_str(&format!("\n{} ", key.id));
        text.push_str(&encoded);
    }
    text.push('\n');
    text
}

/// Writes beside the target and renames, so that a crash leaves the old file or the new one.
fn publish(path: &Path, keys: &Keys) -> io::Result<()> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(format!(".new-{}", keys[keys.len() - 1].id));
    let temporary = path.with_file_name(name);
    let written = write_new(&temporary, keys).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written?;
    File::open(parent_of(path))?.sync_all()
}

fn write_new(path: &Path, keys: &Keys) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(render(keys).as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::{Keyring, KeyringError};

    use super::*;

    fn mode_of(path: &Path) -> u32 {
        fs::metadata(path).expect("exists").permissions().mode() & 0o7777
    }

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("chmod");
    }

    #[test]
    fn creates_a_private_file_in_a_private_folder_and_reads_it_again() {
        let root = tempfile::tempdir().expect("folder");
        let path = root.path().join("secrets/fairlead.key");
        let sealed = Keyring::open_or_create(&path).expect("created").seal("p", "kept");
        assert_eq!(mode_of(&path), 0o600);
        assert_eq!(mode_of(path.parent().expect("folder")), 0o700);
        let again = Keyring::open_or_create(&path).expect("read");
        assert_eq!(&**again.open("p", &sealed).expect("opens"), b"kept");
        assert_eq!(fs::read_dir(path.parent().expect("folder")).expect("list").count(), 1);
    }

    #[test]
    fn refuses_a_file_that_others_may_read() {
        let root = tempfile::tempdir().expect("folder");
        let path = root.path().join("key");
        Keyring::open_or_create(&path).expect("created");
        for mode in [0o640, 0o604, 0o660, 0o601] {
            chmod(&path, mode);
            let error = Keyring::open_or_create(&path).expect_err("refused");
            assert!(matches!(error, KeyringError::Permissions { mode: found, .. } if found == mode));
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
        chmod(&path, 0o400);
        assert!(Keyring::open_or_create(&path).is_ok());
    }

    #[test]
    fn rotation_appends_and_old_values_still_open() {
        let root = tempfile::tempdir().expect("folder");
        let path = root.path().join("key");
        assert!(Keyring::rotate(&path).is_err(), "nothing to rotate yet");
        let first = Keyring::open_or_create(&path).expect("created");
        let old = first.seal("p", "old");
        let second = Keyring::rotate(&path).expect("rotated");
        assert_eq!(second.key_ids()[0], first.key_ids()[0]);
        assert_eq!(second.key_ids().len(), 2);
        assert_eq!(mode_of(&path), 0o600);
        let new = second.seal("p", "new");
        let reread = Keyring::open_or_create(&path).expect("read");
        assert_eq!(&**reread.open("p", &old).expect("old key"), b"old");
        assert_eq!(&**reread.open("p", &new).expect("new key"), b"new");
        assert!(first.open("p", &new).is_err());
        assert!(reread.is_outdated(&old) && !reread.is_outdated(&new));
    }

    #[test]
    fn starting_together_gives_one_key() {
        let root = tempfile::tempdir().expect("folder");
        let path = root.path().join("key");
        let ids: HashSet<String> = std::thread::scope(|scope| {
            let start = || Keyring::open_or_create(&path).expect("opens").key_ids()[0].to_string();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
            threads.into_iter().map(|thread| thread.join().expect("ran")).collect()
        });
        assert_eq!(ids.len(), 1);
    }

    #[test]
    fn damage_is_an_error_that_shows_no_key_and_replaces_nothing() {
        let root = tempfile::tempdir().expect("folder");
        let path = root.path().join("key");
        Keyring::open_or_create(&path).expect("created");
        let good = fs::read_to_string(&path).expect("text");
        let secret = good.lines().nth(1).and_then(|line| line.split(' ').nth(1)).expect("key").to_owned();
        let mut swapped: Vec<u8> = good.clone().into_bytes();
        let index = good.len() - 10;
        swapped[index] = if swapped[index] == b'A' { b'B' } else { b'A' };
        let swapped = String::from_utf8(swapped).expect("text");
        let cases =
            ["", "fairlead-keyring 1\n", "fairlead-keyring 2\n", "x", &swapped, &good[..good.len() - 9]];
        for text in cases {
            fs::write(&path, text).expect("written");
            let error = Keyring::open_or_create(&path).expect_err(text);
            assert!(matches!(error, KeyringError::Malformed { .. }), "{error:?}");
            assert!(!format!("{error:?} {error}").contains(&secret[..20]));
            assert_eq!(fs::read_to_string(&path).expect("text"), text);
        }
        fs::remove_file(&path).expect("removed");
        fs::create_dir(&path).expect("folder");
        assert!(Keyring::open_or_create(&path).is_err());
    }
}
