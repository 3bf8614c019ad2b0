#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod ach;
mod brand;
pub mod checks;
mod currency;
mod error;
mod instrument;
pub mod nacha;
mod processor;
mod safe_text;
mod sandbox;
mod secret;
mod stripe;

pub use ach::Ach;
pub use brand::Brand;
pub use currency::Currency;
pub use error::PaymentError;
pub use instrument::{AccountType, Address, BankAccount, Card, Instrument};
pub use processor::{Charge, Expiration, Outcome, Processor, Refund, StoredMethod, Tokenized};
pub use sandbox::Sandbox;
pub use secret::Secret;
pub use stripe::Stripe;
