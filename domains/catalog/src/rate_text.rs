//! Rates that the contract shows as text.

use fairlead_kernel::Rate;
use serde::Serializer;

/// A rate as text with no more digits than it needs: `"9"`, `"0.4"`.
pub(crate) fn rate_text<S: Serializer>(rate: &Rate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&rate.decimal().normalize())
}
