//! What the columns of an import can hold.

use fairlead_tabular::{Content, Field as Column};
use serde::Serialize;
use utoipa::ToSchema;

/// How the text of a cell becomes the value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As it is.
    Text,
    /// A whole number.
    Integer,
    /// A number or an amount: `$1,234.50` is 1234.50.
    Decimal,
    /// `2026-03-15` or `3/15/2026`.
    Date,
    /// Yes or no.
    Flag,
    /// Texts with semicolons between them.
    Texts,
    /// The id or the name of a row of this table, which has the name in this column.
    One(&'static str, &'static str),
    /// Several of them with semicolons between them.
    Some(&'static str, &'static str),
}

impl Kind {
    /// As it is shown.
    fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Date => "date",
            Self::Flag => "boolean",
            Self::Texts => "texts",
            Self::One(..) => "reference",
            Self::Some(..) => "references",
        }
    }

    /// The table and the column of the names that it refers to.
    pub fn refers_to(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::One(table, name) | Self::Some(table, name) => Some((table, name)),
            _ => None,
        }
    }
}

/// One of them.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its names, and what its values look like.
    pub column: Column,
    /// Where it stands in the body that the API takes for such a thing: `phone_numbers.work.number`.
    pub path: &'static str,
    /// How its cells are read.
    pub kind: Kind,
    /// Whether a column must hold it.
    pub required: bool,
    /// What it says.
    pub help: &'static str,
    /// A value, for templates.
    pub example: &'static str,
}

impl Field {
    /// A field that may be left out.
    pub const fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        let content = match kind {
            Kind::Integer => Content::Integer,
            Kind::Decimal => Content::Decimal,
            Kind::Date => Content::Date,
            Kind::Flag => Content::Flag,
            _ => Content::Text,
        };
        let column = Column { name, label, aliases: &[], content };
        Self { column, path: name, kind, required: false, help: "", example: "" }
    }

    /// That must be there.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// What else people call it.
    pub const fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.column.aliases = aliases;
        self
    }

    /// What it looks like, where its kind does not tell.
    pub const fn looks(mut self, content: Content) -> Self {
        self.column.content = content;
        self
    }

    /// Where it stands in the body.
    pub const fn at(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    /// What it says, and a value.
    pub const fn says(mut self, help: &'static str, example: &'static str) -> Self {
        self.help = help;
        self.example = example;
        self
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.column.name
    }
}

/// A field as it is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DataImportField)]
pub struct FieldView {
    /// Its name in mappings, templates and errors.
    name: &'static str,
    /// What people call it.
    label: &'static str,
    /// `text`, `integer`, `decimal`, `date`, `boolean`, `texts`, `reference` or `references`.
    kind: &'static str,
    /// Whether a column must hold it.
    required: bool,
    /// What it says.
    description: &'static str,
    /// A value.
    example: &'static str,
    /// Other headers that it is known by.
    aliases: &'static [&'static str],
}

impl From<&Field> for FieldView {
    fn from(field: &Field) -> Self {
        let Column { name, label, aliases, .. } = field.column;
        let kind = field.kind.word();
        Self {
            name,
            label,
            kind,
            required: field.required,
            description: field.help,
            example: field.example,
            aliases,
        }
    }
}
