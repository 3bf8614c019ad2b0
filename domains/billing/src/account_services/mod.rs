//! The services of accounts: what bills with them, until it is removed.
//!
//! | file | what |
//! |---|---|
//! | `table.rs`, `view.rs`, `input.rs`, `metadata.rs` | the row, what is shown of it, what is sent |
//! | `rules.rs` | what may be on which account, and what goes together |
//! | `add.rs`, `update.rs`, `remove.rs`, `packages.rs` | the verbs |
//! | `subject.rs` | the account they act on, its cycle, and how a charge gets on the books |
//! | `prorate.rs` | the rest of a cycle |
//! | `standing.rs` | what the account's own status brings about |
//! | `once.rs`, `adjustments.rs` | what is charged at once, and who adjusted how much |

pub(crate) mod add;
pub(crate) mod adjustments;
mod input;
mod metadata;
mod once;
pub(crate) mod packages;
mod prorate;
pub(crate) mod remove;
mod rules;
pub(crate) mod standing;
pub(crate) mod subject;
pub mod table;
#[cfg(test)]
mod tests;
pub(crate) mod update;
mod view;

use fairlead_web::{Doc, Resource, Routes, read_only};

pub use input::{
    AccountServiceInput, NewAccountPackageInput, NewAccountServiceInput, OwnTerms, RemovalInput,
};
pub use table::{ActiveModel, Column, Entity, Model};
pub use view::{AccountService, AccountServiceView};

/// List and show are those of a declared resource; the rest posts to the ledger too.
pub(crate) fn routes() -> Routes {
    let all = AccountService::PATH;
    let one = format!("{all}/{{{}}}", AccountService::ID);
    let doc = |summary| Doc::new(AccountService::TAG, summary);
    let adding = doc("Add a service to an account").status(201).body::<NewAccountServiceInput>();
    let updating = doc("Update account service").body::<AccountServiceInput>();
    read_only::<AccountService>()
        .post(all, add::create, adding.one::<add::Added>())
        .patch(&one, update::update, updating.one::<AccountServiceView>())
        .delete(&one, remove::delete, doc("Delete account service").body::<RemovalInput>())
        .merge(packages::routes())
        .with(standing::watch())
}
