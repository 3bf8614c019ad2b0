use fairlead_kernel::{Error, Result};

/// A kind of mail to customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An invoice with its PDF; the subject is the invoice.
    Invoice,
    /// A receipt; the subject is the payment.
    PaymentReceipt,
    /// The day after an invoice was due; the subject is the invoice.
    InvoiceOverdue,
    /// The account became delinquent; the subject is the invoice that made it so.
    AccountDelinquent,
    /// An automatic payment was declined; the subject is the payment.
    AutoPayDeclined,
    /// The card that pays by itself expires next month; the subject is the payment method, the occasion that month.
    CardExpires,
    /// Four fifths of the cap are used; the subject is the usage history.
    UsageNearCap,
    /// All of the cap is used; the subject is the usage history.
    UsageAtCap,
    /// Capacity was bought; the subject is the top off.
    TopOff,
}

/// A name that texts of a kind can contain, what it stands for, and a sample.
pub(super) type Variable = (&'static str, &'static str, &'static str);

/// What every text can name.
const COMMON: [Variable; 7] = [
    ("company_name", "The company", "Example Fibre"),
    ("company_phone_number", "The company's telephone number", "+1 217 555 0100"),
    ("company_email_address", "The company's mail address", "billing@example.com"),
    ("company_website", "The company's website", "https://www.example.com"),
    ("account_id", "The number of the account", "1207"),
    ("account_name", "The name of the account", "Marigold Bakery"),
    ("contact_name", "The name of the contact who gets the mail", "Mary Gold"),
];

const INVOICE: [Variable; 5] = [
    ("invoice_id", "The number of the invoice", "10482"),
    ("invoice_date", "The date of the invoice", "2026-11-01"),
    ("due_date", "The last day to pay it", "2026-11-11"),
    ("invoice_total", "What was charged, with taxes and sub accounts", "115.46"),
    ("amount_due", "What is still due on it", "107.96"),
];
const PAYMENT: [Variable; 4] = [
    ("payment_id", "The number of the payment", "5550"),
    ("payment_amount", "How much was paid", "107.96"),
    ("payment_date", "When it was paid", "2026-11-03"),
    ("payment_type", "How it was paid, in words", "card"),
];
const BALANCE: [Variable; 1] = [("balance_due", "What the account owes", "107.96")];
const USAGE: [Variable; 2] = [
    ("data_used", "Data used in the present period", "800 GB"),
    ("data_cap", "Data that the present period includes", "1,000 GB"),
];
const TOP_OFF: [Variable; 1] = [("data_added", "Data that was added to the present period", "50 GB")];

/// Ids of `/_data/email_categories`.
const FINANCIAL: i64 = 2;
const SERVICE_RELATED: i64 = 4;

impl Kind {
    /// All, in the order in which their texts are listed.
    pub const ALL: [Kind; 9] = [
        Kind::Invoice,
        Kind::PaymentReceipt,
        Kind::InvoiceOverdue,
        Kind::AccountDelinquent,
        Kind::AutoPayDeclined,
        Kind::CardExpires,
        Kind::UsageNearCap,
        Kind::UsageAtCap,
        Kind::TopOff,
    ];

    /// Its name in rows, paths and settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::PaymentReceipt => "payment_receipt",
            Self::InvoiceOverdue => "invoice_overdue",
            Self::AccountDelinquent => "account_delinquent",
            Self::AutoPayDeclined => "auto_pay_declined",
            Self::CardExpires => "card_expires",
            Self::UsageNearCap => "usage_near_cap",
            Self::UsageAtCap => "usage_at_cap",
            Self::TopOff => "top_off",
        }
    }

    /// The kind of this name.
    ///
    /// # Errors
    /// 404.
    pub fn named(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(Error::no_such_item)
    }

    /// The category of mail that a contact must want to get it.
    pub fn category(self) -> i64 {
        match self {
            Self::UsageNearCap | Self::UsageAtCap | Self::TopOff => SERVICE_RELATED,
            _ => FINANCIAL,
        }
    }

    /// What its texts can name.
    pub(super) fn variables(self) -> Vec<Variable> {
        let own: &[Variable] = match self {
            Self::Invoice | Self::InvoiceOverdue => &INVOICE,
            Self::PaymentReceipt | Self::AutoPayDeclined => &PAYMENT,
            Self::AccountDelinquent => &BALANCE,
            Self::CardExpires => &[],
            Self::UsageNearCap | Self::UsageAtCap => &USAGE,
            Self::TopOff => &TOP_OFF,
        };
        COMMON.iter().chain(own).copied().collect()
    }
}
