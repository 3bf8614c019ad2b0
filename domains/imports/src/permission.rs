//! Who may do what with imports: their list and details, the steps of an import, taking one back; and for each type to
//! import and export it, which is asked again before anything is written.

use std::marker::PhantomData;

use fairlead_kernel::{Error, Result};
use fairlead_web::{Ctx, Permission};

use crate::importer::{Importer, Type};
use crate::table::Model;
use crate::types;

macro_rules! permissions {
    ($($name:ident $action:literal $doc:literal),*) => {
        $(
            #[doc = $doc]
            pub struct $name;

            impl Permission for $name {
                const RESOURCE: &'static str = "data_imports";
                const ACTION: &'static str = $action;
            }
        )*
    };
}

permissions!(
    See "read" "May see imports, and the rows of types that they may import.",
    Use "create" "May go through the steps of an import of their own.",
    Undo "undo" "May take imports back.",
    Drop "delete" "May remove imports from the list."
);

/// May import things of one type.
pub struct Import<I>(PhantomData<I>);

impl<I: Importer> Permission for Import<I> {
    const RESOURCE: &'static str = I::PERMISSION;
    const ACTION: &'static str = "create";
}

/// 403 unless the actor may import the type.
pub fn require(ctx: &Ctx, kind: &Type) -> Result<()> {
    if kind.allows(&ctx.actor) {
        return Ok(());
    }
    let also =
        kind.also_needs.map(|(resource, action)| format!(" and {resource}.{action}")).unwrap_or_default();
    let message = format!("This requires the permission {}.create{also}.", kind.permission);
    Err(Error::Forbidden(message.into()))
}

/// The type of an import whose rows the actor may see.
///
/// # Errors
/// 403.
pub fn of_import(ctx: &Ctx, import: &Model) -> Result<&'static Type> {
    let kind = types::named(&import.r#type)?;
    require(ctx, kind).map(|()| kind)
}

/// The type of an import that is the actor's own.
///
/// # Errors
/// 403.
pub fn own(ctx: &Ctx, import: &Model) -> Result<&'static Type> {
    if import.user_id != ctx.actor.user_id {
        return Err(Error::Forbidden("This import is somebody else's.".into()));
    }
    of_import(ctx, import)
}
