use std::net::IpAddr;

use fairlead_kernel::{Error, Result};
use fairlead_vault::password::{HashSlot, PasswordError, PasswordWorkers};
use fairlead_vault::throttle::{LoginKey, LoginThrottle};

/// Checks passwords: a few at a time, and fewer for those who guess.
pub(crate) struct Logins {
    pub(crate) workers: PasswordWorkers,
    throttle: LoginThrottle,
}

/// Somebody tries a password.
#[derive(Clone, Copy)]
pub(crate) struct Attempt<'a> {
    pub(crate) username: &'a str,
    pub(crate) password: &'a str,
    /// Of the user, if there is one with that name.
    pub(crate) stored_hash: Option<&'a str>,
    pub(crate) ip: IpAddr,
    pub(crate) unix_seconds: u64,
}

impl Attempt<'_> {
    fn key(&self) -> LoginKey {
        LoginKey::new(self.username, Some(self.ip))
    }
}

/// The password was right. While this is held, no parallel guess at a second factor overtakes the counter.
pub(crate) struct Proven<'a> {
    logins: &'a Logins,
    key: LoginKey,
    unix_seconds: u64,
    _slot: HashSlot<'a>,
}

impl Proven<'_> {
    /// Nothing more was asked for, or it was right, too.
    pub(crate) fn succeeded(self) {
        self.logins.throttle.succeeded(&self.key);
    }

    /// The second factor was wrong.
    pub(crate) fn failed(self) {
        self.logins.throttle.failed(&self.key, self.unix_seconds);
    }
}

impl Logins {
    pub(crate) fn new(workers: PasswordWorkers) -> Self {
        Self { workers, throttle: LoginThrottle::default() }
    }

    /// `None`: the password is wrong, which is counted.
    ///
    /// # Errors
    /// 429 after too many wrong ones.
    pub(crate) async fn check(&self, attempt: Attempt<'_>) -> Result<Option<Proven<'_>>> {
        let key = attempt.key();
        let slot = self.workers.slot().await.map_err(hashing)?;
        let allowed = self.throttle.check(&key, attempt.unix_seconds);
        allowed.map_err(|retry_after_seconds| Error::Throttled { retry_after_seconds })?;
        if !slot.verify(attempt.stored_hash, attempt.password).await.map_err(hashing)? {
            self.throttle.failed(&key, attempt.unix_seconds);
            return Ok(None);
        }
        Ok(Some(Proven { logins: self, key, unix_seconds: attempt.unix_seconds, _slot: slot }))
    }

    /// The hash of a new password.
    pub(crate) async fn hash(&self, password: &str) -> Result<String> {
        self.workers.hash(password).await.map_err(hashing)
    }
}

pub(crate) fn hashing(error: PasswordError) -> Error {
    Error::internal(error)
}

pub(crate) fn wrong_login() -> Error {
    Error::Unauthorized("The username or password is wrong.".into())
}
