//! What is sent of a payment method. A number goes on to the processor and nowhere else.

use chrono::NaiveDate;
use fairlead_kernel::{Error, FieldErrors, Input, Result, read};
use fairlead_payments::{AccountType, Address, BankAccount, Card, Instrument, Secret, checks};
use fairlead_reference::{AddressText, normalise_address};
use fairlead_web::JsonBody;

/// Where the bills of a card go: all of it is required of cards, nothing of bank accounts.
#[derive(Input, Clone, Debug, Default, PartialEq)]
pub struct BillingAddress {
    /// Street and number.
    pub line1: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Subdivision, from `/_data/subdivisions/{country}`.
    pub state: Option<String>,
    /// Postal code.
    #[input(max = 32)]
    pub zip: Option<String>,
    /// ISO 3166-1 code of two letters.
    pub country: Option<String>,
}

impl BillingAddress {
    /// The address of a card as it is stored; notes what is missing or wrong.
    pub(crate) fn of_card(&self, errors: &mut FieldErrors) -> Self {
        let fields = [
            ("line1", &self.line1),
            ("city", &self.city),
            ("state", &self.state),
            ("zip", &self.zip),
            ("country", &self.country),
        ];
        for (name, _) in fields.iter().filter(|(_, value)| value.is_none()) {
            errors.add(*name, format!("The {name} field is required."));
        }
        if fields.iter().any(|(_, value)| value.is_none()) {
            return self.clone();
        }
        self.normalised().unwrap_or_else(|problems| {
            problems.into_iter().for_each(|(field, message)| errors.add(field, message));
            self.clone()
        })
    }

    /// The address of a bank account: no bill goes there, so that it is kept as it was given where it is none.
    pub(super) fn of_bank_account(&self) -> Self {
        self.normalised().unwrap_or_else(|_| self.clone())
    }

    fn normalised(&self) -> std::result::Result<Self, Vec<(&'static str, String)>> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let known = normalise_address(&AddressText {
            line1: text(&self.line1),
            city: text(&self.city),
            state: text(&self.state),
            zip: self.zip.clone(),
            country: text(&self.country),
            ..AddressText::default()
        })?;
        Ok(Self {
            line1: Some(known.line1),
            city: Some(known.city),
            state: Some(known.state),
            zip: known.zip,
            country: Some(known.country),
        })
    }

    fn at_processor(&self) -> Address {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Address {
            line1: text(&self.line1),
            city: text(&self.city),
            state: text(&self.state),
            zip: self.zip.clone(),
            country: text(&self.country),
        }
    }
}

/// Body of create.
#[derive(Input)]
pub struct PaymentMethodInput {
    /// `credit card` or `bank account`.
    #[input(one_of = ["credit card", "bank account"])]
    pub r#type: String,
    /// The number of the card or bank account. It goes to the payment processor and is not stored.
    #[input(max = 64)]
    pub account_number: String,
    /// Its last month, 1 to 12; cards only.
    pub expiration_month: Option<i64>,
    /// The year of its last month, four digits; cards only.
    pub expiration_year: Option<i64>,
    /// The code on the back of a card. It goes to the payment processor and is not stored.
    pub cvc: Option<String>,
    /// Nine digits; bank accounts only.
    pub routing_number: Option<String>,
    /// `checking` or `savings`; bank accounts only.
    #[input(one_of = ["checking", "savings"])]
    pub account_type: Option<String>,
    /// The name on the card, or of the account's holder.
    pub name_on_account: String,
    /// Whether invoices are paid with it by themselves; takes the mark from the account's other methods.
    pub auto: bool,
    /// The billing address; required of cards.
    #[input(flatten)]
    pub address: BillingAddress,
}

/// What is kept of the body beside the processor's answer.
#[derive(Clone)]
pub(crate) struct Details {
    pub name_on_account: String,
    pub auto: bool,
    pub address: BillingAddress,
}

/// Reads the body with all its faults at once.
///
/// # Errors
/// 422; no message repeats a number.
pub(super) fn read_method(body: &JsonBody, today: NaiveDate) -> Result<(Instrument, Details)> {
    let reading = read::<PaymentMethodInput>(&body.0);
    let mut errors = reading.findings.errors;
    let read = reading.value.map(|input| match input.r#type.as_str() {
        "bank account" => of_bank_account(input, &mut errors),
        _ => of_card(input, today, &mut errors),
    });
    errors.into_result()?;
    read.ok_or_else(|| Error::Internal("an input without errors has a value".into()))
}

fn of_card(input: PaymentMethodInput, today: NaiveDate, errors: &mut FieldErrors) -> (Instrument, Details) {
    let address = input.address.of_card(errors);
    for (name, value) in
        [("expiration_month", input.expiration_month), ("expiration_year", input.expiration_year)]
    {
        if value.is_none() {
            errors.add(name, format!("The {name} field is required."));
        }
    }
    let card = CardText {
        number: input.account_number,
        month: input.expiration_month.unwrap_or_default(),
        year: input.expiration_year.unwrap_or_default(),
        cvc: input.cvc,
        name: input.name_on_account.clone(),
    };
    let card = card.checked(&address, "account_number", today, errors);
    (Instrument::Card(card), Details { name_on_account: input.name_on_account, auto: input.auto, address })
}

/// A card as it was typed.
pub(crate) struct CardText {
    pub number: String,
    pub month: i64,
    pub year: i64,
    pub cvc: Option<String>,
    pub name: String,
}

impl CardText {
    /// The card for the processor; notes what is wrong with it.
    pub fn checked(
        self,
        address: &BillingAddress,
        number_path: &str,
        today: NaiveDate,
        errors: &mut FieldErrors,
    ) -> Card {
        let card = Card {
            number: Secret::number(self.number),
            expiration_month: u32::try_from(self.month).unwrap_or_default(),
            expiration_year: i32::try_from(self.year).unwrap_or_default(),
            cvc: self.cvc.map(Secret::new),
            name_on_account: self.name,
            address: address.at_processor(),
        };
        let faults = checks::card(&card, number_path, today);
        faults.iter().for_each(|(field, message)| errors.add(field, message));
        card
    }
}

fn of_bank_account(input: PaymentMethodInput, errors: &mut FieldErrors) -> (Instrument, Details) {
    if input.account_type.is_none() {
        errors.add("account_type", "The account_type field is required.");
    }
    if input.routing_number.is_none() {
        errors.add("routing_number", "The routing_number field is required.");
    }
    let account = BankAccount {
        routing_number: input.routing_number.unwrap_or_default(),
        account_number: Secret::number(input.account_number),
        account_type: match input.account_type.as_deref() {
            Some("savings") => AccountType::Savings,
            _ => AccountType::Checking,
        },
        name_on_account: input.name_on_account.clone(),
    };
    let faults = checks::bank_account(&account);
    faults.iter().for_each(|(field, message)| errors.add(field, message));
    let address = input.address.of_bank_account();
    (Instrument::Bank(account), Details { name_on_account: input.name_on_account, auto: input.auto, address })
}
