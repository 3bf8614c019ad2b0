use fairlead_documents::{Accent, Locale, Paper};
use fairlead_identity::settings::{Application, SettingsGroup};
use fairlead_kernel::{FieldErrors, Input};
use fairlead_web::Ctx;
use serde::Serialize;
use utoipa::ToSchema;

/// What stands on invoices and statements beside the books, and how it looks.
#[derive(Debug, Clone, PartialEq, Input, Serialize, ToSchema)]
#[schema(as = InvoicingSettings)]
pub struct Invoicing {
    /// `a4` or `letter`; null: as the country of the application prints.
    #[input(one_of = ["a4", "letter"])]
    pub paper: Option<String>,
    /// The language of documents and of mails to customers, `en`, `es` or `fr`; null: that of the application.
    #[input(one_of = ["en", "es", "fr"])]
    pub locale: Option<String>,
    /// The colour of the company, `#1f5fbf`; null: the built-in one.
    #[input(max = 7)]
    pub accent: Option<String>,
    /// The company's number with the tax office.
    pub tax_id: Option<String>,
    /// What else the law wants below the company's address: register, court, directors. One line each.
    #[input(max = 1000)]
    pub registration: Option<String>,
    /// `summary`: taxes are added up below the charges; `per_line`: each charge shows its own beside that.
    #[input(default = "\"summary\"", one_of = ["summary", "per_line"])]
    pub tax_display: String,
    /// Whether open invoices that are not paid by themselves end with a slip to send with a payment.
    #[input(default = "true")]
    pub payment_slip: bool,
    /// Calls and the like on invoices and statements, one by one: `charged` those that cost something, `all` also those that
    /// the plan includes, `none` no list.
    #[input(default = "\"charged\"", one_of = ["none", "charged", "all"])]
    pub itemisation: String,
    /// Where payments are sent to, on that slip. One line each; null: the company's address.
    #[input(max = 1000)]
    pub remit_to: Option<String>,
    /// The bank and the account that deposit slips name, one line each; null: a line to write on.
    #[input(max = 1000)]
    pub deposit_to: Option<String>,
}

impl Invoicing {
    /// The paper to print on.
    pub fn paper(&self, application: &Application) -> Paper {
        match self.paper.as_deref() {
            Some("a4") => Paper::A4,
            Some("letter") => Paper::Letter,
            _ => paper_of(&application.country),
        }
    }

    /// The language to write in.
    pub fn locale(&self, application: &Application) -> Locale {
        Locale::from_tag(self.locale.as_deref().unwrap_or(&application.locale))
    }

    /// The colour of the company.
    pub fn accent(&self) -> Accent {
        self.accent.as_deref().and_then(Accent::parse).unwrap_or_default()
    }

    /// Whether each charge shows its own taxes.
    pub fn shows_taxes_per_line(&self) -> bool {
        self.tax_display == "per_line"
    }
}

/// The lines of a text that are not blank.
pub(crate) fn lines(text: Option<&str>) -> Vec<String> {
    let lines = text.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// North America and a few others print on Letter.
fn paper_of(country: &str) -> Paper {
    const LETTER: [&str; 12] = ["US", "CA", "MX", "CL", "CO", "CR", "GT", "NI", "PA", "PH", "PR", "SV"];
    if LETTER.contains(&country) { Paper::Letter } else { Paper::A4 }
}

impl SettingsGroup for Invoicing {
    type View = Self;
    const GROUP: &'static str = "invoicing";

    fn view(&self) -> Self {
        self.clone()
    }

    fn check(self, _: &Ctx, errors: &mut FieldErrors) -> Self {
        if self.accent.as_deref().is_some_and(|accent| Accent::parse(accent).is_none()) {
            errors.add("accent", "The accent must be a colour as in #1f5fbf.");
        }
        self
    }
}
