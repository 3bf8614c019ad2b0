use fairlead_kernel::{FieldSpec, Input, Reader};
use serde_json::{Map, Value};

/// The body of resources that are only read.
pub struct NoInput;

impl Input for NoInput {
    const NAME: &'static str = "NoInput";

    fn fields() -> &'static [FieldSpec] {
        &[]
    }
    fn read(_: &mut Reader<'_>) -> Option<Self> {
        Some(Self)
    }
    fn to_map(&self) -> Map<String, Value> {
        Map::new()
    }
}
