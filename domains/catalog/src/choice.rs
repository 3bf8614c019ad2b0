//! Words of the contract as types: column, input and OpenAPI know the same ones.

/// An enum of words that is stored and sent as its word. Another word is refused with the message that the expression
/// makes of it and of the field's path.
macro_rules! choice {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ } else $wrong:expr) => {
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum, serde::Serialize, utoipa::ToSchema,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $($(#[$doc])* #[sea_orm(string_value = $word)] #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// The words of the contract.
            pub const WORDS: [&'static str; [$($word),+].len()] = [$($word),+];

            /// Its word.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fairlead_kernel::FieldValue for $name {
            const KIND: fairlead_kernel::Kind = fairlead_kernel::Kind::Text;

            fn parse(
                value: &serde_json::Value,
                _: &fairlead_kernel::FieldSpec,
                path: &str,
                findings: &mut fairlead_kernel::Findings,
            ) -> Option<Self> {
                let Some(word) = value.as_str() else {
                    findings.errors.add(path, format!("The {path} must be a string."));
                    return None;
                };
                match word.trim() {
                    $($word => Some(Self::$variant),)+
                    other => {
                        let message: fn(&str, &str) -> String = $wrong;
                        findings.errors.add(path, message(path, other));
                        None
                    }
                }
            }

            fn to_value(&self) -> serde_json::Value {
                self.word().into()
            }
        }
    };
}

pub(crate) use choice;

/// The message for a word that is none of them, where the contract documents no other.
pub(crate) fn not_valid(path: &str, _: &str) -> String {
    format!("The selected {} is not valid.", path.replace('_', " "))
}
