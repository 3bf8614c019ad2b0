use fairlead_kernel::Error;
use sea_orm::{DbErr, RuntimeErr};

/// Classifies a database failure once (rule 10): unique and foreign key violations become messages on the field that the
/// constraint is named after (`uq_table__field`, `fk_table__field`), busy and serialization failures become
/// [`Error::Busy`], which a transaction retries; the rest is internal.
pub fn classify(error: DbErr) -> Error {
    let text = error.to_string();
    if let Some(source) = sqlx_error(&error) {
        if let sqlx::Error::PoolTimedOut = source {
            return Error::Busy;
        }
        if let Some(database) = source.as_database_error() {
            let code = database.code().unwrap_or_default().into_owned();
            // SQLite 5/6 (and extended 261, 517): busy, locked. PostgreSQL 40001, 40P01, 55P03: serialization, deadlock, lock.
            if matches!(code.as_str(), "5" | "6" | "261" | "517" | "40001" | "40P01" | "55P03") {
                return Error::Busy;
            }
            if database.is_unique_violation() {
                return taken(database.constraint().unwrap_or(&text));
            }
            if database.is_foreign_key_violation() {
                return linked(database.constraint());
            }
        }
    }
    Error::Internal(text)
}

/// As [`classify`], for the deletion of a row: the only foreign keys that it can violate are those of rows that refer to it.
pub(crate) fn classify_delete(error: DbErr) -> Error {
    let violated = sqlx_error(&error).and_then(sqlx::Error::as_database_error);
    match violated.is_some_and(|database| database.is_foreign_key_violation()) {
        true => Error::Refused("This is in use and cannot be deleted.".into()),
        false => classify(error),
    }
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => Some(inner),
        DbErr::ConnectionAcquire(_) => Some(&sqlx::Error::PoolTimedOut),
        _ => None,
    }
}

/// `UNIQUE constraint failed: index 'uq_account_groups__name'`, `... failed: accounts.id` or a bare constraint name.
fn taken(constraint: &str) -> Error {
    let name = constraint.trim_end_matches(['\'', ')']);
    let field = match name.rsplit_once("__") {
        Some((_, field)) => field,
        None if name.ends_with("_pkey") => "id",
        None => name.rsplit(['.', ' ']).next().unwrap_or("id"),
    };
    Error::field(field, format!("The {} has already been taken.", field.replace('_', " ")))
}

/// A violated `fk_table__field` names the field whose target has just gone; without a name something still points here.
fn linked(constraint: Option<&str>) -> Error {
    match constraint.and_then(|name| name.rsplit_once("__")) {
        Some((_, field)) => {
            Error::field(field, format!("The selected {} is not valid.", field.replace('_', " ")))
        }
        None => {
            Error::Conflict("Something else still refers to this item, or refers to one that is gone.".into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violated_unique_constraint_names_its_field() {
        for constraint in [
            "uq_account_groups__name",
            "UNIQUE constraint failed: index 'uq_account_groups__name'",
            "UNIQUE constraint failed: account_groups.name",
        ] {
            let Error::Invalid(errors) = taken(constraint) else { panic!("{constraint}") };
            assert_eq!(errors.get("name"), Some("The name has already been taken."), "{constraint}");
        }
        let Error::Invalid(errors) = taken("accounts_pkey") else { panic!() };
        assert!(errors.get("id").is_some());
    }
}
