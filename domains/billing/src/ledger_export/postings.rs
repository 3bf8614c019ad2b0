//! What is posted, as SQL: one row a line, debits above zero and credits below, in the language of both databases.

use super::range::Range;
use sea_orm::DbBackend;

/// When something is posted.
enum When {
    /// At an instant of this column.
    At(&'static str),
    /// On the day of this column.
    On(&'static str),
}

/// What makes lines.
struct Source {
    /// SQL of the number of its [`Kind`](super::routes::Kind).
    kind: &'static str,
    /// Tables; the first one is joined to the days.
    from: &'static str,
    only: &'static str,
    id: &'static str,
    when: When,
    account: &'static str,
    invoice: &'static str,
    description: &'static str,
    postings: &'static [Posting],
}

/// A line of it.
struct Posting {
    /// SQL of its place in the entry.
    place: &'static str,
    /// SQL of its role: a field of [`LedgerCodes`](super::LedgerCodes).
    role: &'static str,
    /// SQL of the id of its service's code.
    code: &'static str,
    /// SQL of the amount: above zero is debited, below zero credited.
    amount: &'static str,
    /// SQL of the account, where it is not that of the source.
    account: Option<&'static str>,
}

impl Posting {
    const fn new(place: &'static str, role: &'static str, code: &'static str, amount: &'static str) -> Self {
        Self { place, role, code, amount, account: None }
    }

    const fn of_fund(self) -> Self {
        Self { account: Some(OWNER_OF_FUND), ..self }
    }
}

const NONE: &str = "cast(null as bigint)";
const REVENUE: &str = "case when s.application = 'credit' then 'discounts' else 'revenue' end";
const CASH: &str = "case when p.type in ('cash', 'check', 'wire', 'other') then 'undeposited_funds' else 'processor_clearing' end";
const PAID_BY: &str = "p.type || coalesce(' ' || p.reference, '')";
const OF_INVOICE: &str = "'Invoice ' || cast(c.invoice_id as text)";
/// A discount that takes a debit back is the work of voiding.
const DISCOUNT_KIND: &str =
    "case when exists (select 1 from debits v where v.discount_id = d.id) then 3 else 2 end";
/// A master's funds may pay the invoices of its sub accounts.
const OWNER_OF_FUND: &str = "coalesce((select f.account_id from deposits f where f.id = c.deposit_id), \
     (select f.account_id from discounts f where f.id = c.discount_id))";
const REVERSAL_KIND: &str = "case when exists (select 1 from payment_attempts a where a.payment_id = p.id \
     and a.kind = 'refund' and a.state = 'approved') then 8 else 7 end";

const DEBIT: Source = Source {
    kind: "1",
    from: "debits d join services s on s.id = d.service_id",
    only: "1 = 1",
    id: "d.id",
    when: When::At("d.date"),
    account: "d.account_id",
    invoice: NONE,
    description: "d.description",
    postings: &[
        Posting::new("0", "'receivable'", NONE, "d.amount + d.tax_amount"),
        Posting::new("1", REVENUE, "s.general_ledger_code_id", "-d.amount"),
    ],
};

const TAX_OF_DEBIT: Source = Source {
    from: "debits d cross join line_taxes t",
    only: "t.debit_id = d.id",
    description: "t.description",
    postings: &[Posting::new("t.id + 1", "'taxes_payable'", NONE, "-t.amount")],
    ..DEBIT
};

const DISCOUNT: Source = Source {
    kind: DISCOUNT_KIND,
    from: "discounts d join services s on s.id = d.service_id",
    postings: &[
        Posting::new("0", "'unapplied_funds'", NONE, "-(d.amount + d.tax_amount)"),
        Posting::new("1", REVENUE, "s.general_ledger_code_id", "d.amount"),
    ],
    ..DEBIT
};

const TAX_OF_DISCOUNT: Source = Source {
    kind: DISCOUNT_KIND,
    from: "discounts d cross join line_taxes t",
    only: "t.discount_id = d.id",
    description: "t.description",
    postings: &[Posting::new("t.id + 1", "'taxes_payable'", NONE, "t.amount")],
    ..DEBIT
};

const PAYMENT: Source = Source {
    kind: "4",
    from: "payments p",
    only: "p.success",
    id: "p.id",
    when: When::At("p.date"),
    account: "p.account_id",
    invoice: NONE,
    description: PAID_BY,
    postings: &[
        Posting::new("0", CASH, NONE, "p.amount"),
        Posting::new("1", "'unapplied_funds'", NONE, "-p.amount"),
    ],
};

const PAYMENT_REVERSAL: Source = Source {
    kind: REVERSAL_KIND,
    only: "p.success and p.reversed",
    when: When::On("p.reversed_at"),
    postings: &[
        Posting::new("0", "'unapplied_funds'", NONE, "p.amount"),
        Posting::new("1", CASH, NONE, "-p.amount"),
    ],
    ..PAYMENT
};

const CREDIT: Source = Source {
    kind: "5",
    from: "credits c",
    only: "1 = 1",
    id: "c.id",
    when: When::At("c.date"),
    account: "c.account_id",
    invoice: "c.invoice_id",
    description: OF_INVOICE,
    postings: &[
        Posting::new("0", "'unapplied_funds'", NONE, "c.amount").of_fund(),
        Posting::new("1", "'receivable'", NONE, "-c.amount"),
    ],
};

const CREDIT_REVERSAL: Source = Source {
    kind: "6",
    only: "c.void",
    when: When::At("c.voided_at"),
    postings: &[
        Posting::new("0", "'receivable'", NONE, "c.amount"),
        Posting::new("1", "'unapplied_funds'", NONE, "-c.amount").of_fund(),
    ],
    ..CREDIT
};

const SOURCES: [Source; 8] =
    [DEBIT, TAX_OF_DEBIT, DISCOUNT, TAX_OF_DISCOUNT, PAYMENT, PAYMENT_REVERSAL, CREDIT, CREDIT_REVERSAL];

/// `with days .., lines ..`: every line of the range.
pub(super) fn with_lines(backend: DbBackend, range: &Range) -> String {
    let selects: Vec<String> = SOURCES
        .iter()
        .flat_map(|source| source.postings.iter().map(|posting| select(source, posting, range)))
        .collect();
    format!(
        "with days (day, from_ms, until_ms) as (values {}), lines as ({})",
        days(backend, range),
        selects.join(" union all ")
    )
}

/// The days with the instants at which they begin and end, which no database knows for all time zones.
fn days(backend: DbBackend, range: &Range) -> String {
    let cast = if backend == DbBackend::Postgres { ("::date", "::bigint") } else { ("", "") };
    let row = |(day, from, until)| format!("('{day}'{}, {from}{}, {until}{})", cast.0, cast.1, cast.1);
    range.days().map(row).collect::<Vec<_>>().join(", ")
}

/// `cross join` keeps SQLite from looking through all days for every row instead of through an index for every day.
fn select(source: &Source, posting: &Posting, range: &Range) -> String {
    let Source { kind, from, only, id, account, invoice, description, .. } = source;
    let Posting { place, role, code, amount, .. } = posting;
    let account = posting.account.unwrap_or(account);
    let when = match source.when {
        When::On(column) => format!("{column} = y.day"),
        When::At(column) => {
            let (from, until) = range.instants();
            format!(
                "{column} >= y.from_ms and {column} < y.until_ms and {column} >= {from} and {column} < {until}"
            )
        }
    };
    let of_account = range.account_id.map(|id| format!(" and {account} = {id}")).unwrap_or_default();
    format!(
        "select y.day as day, cast({kind} as bigint) as kind, {id} as id, cast({place} as bigint) as place, \
         {account} as account_id, {role} as role, {code} as code_id, {amount} as amount, \
         {description} as description, {invoice} as invoice_id \
         from days y cross join {from} where {when} and {only} and {amount} <> 0{of_account}"
    )
}
