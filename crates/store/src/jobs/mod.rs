//! The durable queue and the schedules, on both databases. A job is written in the transaction of what causes it
//! (rule 5), runs at least once, and so must be idempotent. After its last attempt it is dead and waits for a person;
//! after [`fairlead_kernel::Error::Refused`] at once, because another try would meet the same verdict.

mod queue;
mod schedule;
mod worker;

pub use queue::{Enqueue, Lane, delete, retry};
pub use schedule::Schedule;
pub use worker::{Handler, Progress, Worker, handler};

/// `background_jobs`
pub mod entity {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    use crate::Timestamp;

    /// One job.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "background_jobs")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// Which handler runs it.
        pub kind: String,
        /// What the handler gets. Ids, never secrets.
        #[serde(skip)]
        pub payload: Json,
        /// queued, running, done or dead.
        pub state: String,
        /// Tries so far.
        pub attempts: i64,
        /// Tries before it is dead.
        pub max_attempts: i64,
        /// Units done.
        pub progress_done: i64,
        /// Units in all; 0 while unknown.
        pub progress_total: i64,
        /// Why the last try failed.
        pub last_error: Option<String>,
        /// Whose turn it is among jobs that are due: the smaller number's.
        #[serde(skip)]
        pub priority: i64,
        /// Not before.
        pub run_at: Timestamp,
        /// While running: until when the worker that has it is believed alive.
        #[serde(skip)]
        pub locked_until: Option<Timestamp>,
        /// When it was enqueued.
        pub created_at: Timestamp,
        /// When the last try began.
        pub started_at: Option<Timestamp>,
        /// When it was done or died.
        pub finished_at: Option<Timestamp>,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `background_schedules`
pub mod schedule_entity {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    use crate::Timestamp;

    /// One schedule.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "background_schedules")]
    pub struct Model {
        /// The kind of job it enqueues.
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        /// Cron expression, five fields, UTC.
        pub cron: String,
        /// When it is due next.
        pub next_run_at: Timestamp,
        /// When it was due last.
        pub last_run_at: Option<Timestamp>,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
