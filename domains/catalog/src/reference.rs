//! Foreign keys of this domain's tables, named so that a violation names the field (rule 10).

use sea_orm::sea_query::{ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement};

/// `column` refers to a row of `to`, which cannot go meanwhile.
pub(crate) fn refers(
    from: &'static str,
    column: &'static str,
    to: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("fk_{from}__{column}")).from(from, column).to(to, "id").to_owned()
}

/// `column` says whose part the row is: it goes with its owner.
pub(crate) fn owned_by(
    from: &'static str,
    column: &'static str,
    to: &'static str,
) -> ForeignKeyCreateStatement {
    refers(from, column, to).on_delete(ForeignKeyAction::Cascade).to_owned()
}
