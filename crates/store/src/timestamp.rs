use chrono::{DateTime, NaiveDateTime, Utc};
use fairlead_kernel::DATETIME_FORMAT;
use sea_orm::DeriveValueType;
use serde::{Serialize, Serializer};

/// An instant as both databases store it: milliseconds since 1970 in UTC, one integer that sorts.
/// On the wire it is `YYYY-MM-DD HH:MM:SS` in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant with its time zone; instants outside chrono's range become 1970.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp_millis())
    }
}

impl From<NaiveDateTime> for Timestamp {
    fn from(instant: NaiveDateTime) -> Self {
        Self(instant.and_utc().timestamp_millis())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.to_utc().format(DATETIME_FORMAT))
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("YYYY-MM-DD HH:MM:SS in UTC"))
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {}
