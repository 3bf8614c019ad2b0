//! What tests are made of: an application on either database with a clock that is moved, actors as values, and answers
//! that say what was expected when it was not so.
//!
//! ```ignore
//! on_both! {
//!     async fn a_taken_name_is_refused(t) {
//!         t.admin().post("/system/account_groups", json!({"name": "Late"})).await.created();
//!         t.admin().post("/system/account_groups", json!({"name": "late"})).await.invalid(&["name"]);
//!     }
//! }
//! ```

mod actor;
mod answer;
mod app;
mod database;
mod mail;

pub use actor::{Client, TestUsers};
pub use answer::TestAnswer;
pub use app::{Setup, TestApp};
pub use database::TestDatabase;
pub use fairlead_mail::{MailError, Message};
pub use fairlead_store::Backend;
pub use mail::MemoryMailer;
pub use {serde_json, serde_json::json, tokio};

/// Defines each test twice: on SQLite and on PostgreSQL. The calling module has a function
/// `fn setup() -> fairlead_testkit::Setup` in scope.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($t:ident) $body:block)*) => {
        $(
            $(#[$meta])*
            mod $name {
                use super::*;

                async fn run(backend: $crate::Backend) {
                    let $t = $crate::TestApp::start(backend, setup()).await;
                    let outcome: () = $body;
                    $t.stop().await;
                    outcome
                }

                #[test]
                fn sqlite() {
                    $crate::run_test(run($crate::Backend::Sqlite));
                }

                #[test]
                fn postgres() {
                    $crate::run_test(run($crate::Backend::Postgres));
                }
            }
        )*
    };
}

/// Runs a test's future on two threads.
pub fn run_test(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts")
        .block_on(test);
}
