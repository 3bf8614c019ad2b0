//! Names that the contract wants unique in words of its own.

use fairlead_kernel::{FieldErrors, Result};
use fairlead_store::classify;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Select};

/// Notes `The name must be unique.` when one of `others` has this name, without regard to case. The unique index behind
/// `column` stays the judge of two requests at once.
pub(crate) async fn must_be_unique<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    others: Select<E>,
    column: impl ColumnTrait,
    name: &str,
    errors: &mut FieldErrors,
) -> Result<()>
where
    E::Model: Sync,
{
    let lower = |name: Expr| Expr::expr(Func::lower(name));
    let same = lower(Expr::col(column.as_column_ref())).eq(lower(Expr::val(name)));
    if others.filter(same).count(connection).await.map_err(classify)? > 0 {
        errors.add("name", "The name must be unique.");
    }
    Ok(())
}
