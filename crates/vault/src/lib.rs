#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod blob_cipher;
pub mod blobs;
pub mod bounded;
pub mod credential_cache;
pub mod filename;
pub mod image;
mod keyfile;
pub mod keyring;
pub mod password;
pub mod throttle;
pub mod token;
pub mod totp;

pub use bounded::BoundedBlocking;
pub use keyring::{Keyring, KeyringError, OpenError};

/// Random numbers of the operating system, for everything here that takes an `rng`.
///
/// It panics when the system has no randomness to give: nothing secret can be made then.
pub type OsRng = rand::rand_core::UnwrapErr<rand::rngs::SysRng>;

/// The random number generator to pass outside of tests.
pub fn os_rng() -> OsRng {
    rand::rand_core::UnwrapErr(rand::rngs::SysRng)
}
