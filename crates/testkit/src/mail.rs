use std::sync::{Mutex, MutexGuard};

use fairlead_mail::{MailError, MailSettings, Mailer, Message};

/// Keeps mails instead of sending them.
#[derive(Default)]
pub struct MemoryMailer(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    mails: Vec<Message>,
    failure: Option<MailError>,
}

impl MemoryMailer {
    /// The next mail fails like this.
    pub fn fail_next(&self, error: MailError) {
        self.kept().failure = Some(error);
    }

    /// The mails since the last call.
    pub fn take(&self) -> Vec<Message> {
        std::mem::take(&mut self.kept().mails)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[async_trait::async_trait]
impl Mailer for MemoryMailer {
    async fn send(&self, _: &MailSettings, message: &Message) -> Result<(), MailError> {
        let mut kept = self.kept();
        if let Some(error) = kept.failure.take() {
            return Err(error);
        }
        kept.mails.push(message.clone());
        Ok(())
    }
}
