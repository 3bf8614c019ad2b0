use chrono::NaiveDate;
use fairlead_billing_math::allocation::FundId;
use fairlead_billing_math::ledger::{Balances, Ledger, NewInvoice, Paid, Refused};
use fairlead_kernel::Money;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::values::cents;

/// What can happen. An index chooses among what is there.
#[derive(Clone, Debug)]
enum Step {
    Debit(Index, i64, i64),
    Discount(Index, i64),
    Pay(Index, i64, bool),
    Invoice(Index, u32, bool),
    Link(Index, Index),
    Apply(Index, Index),
    AutoApply(Index),
    ReverseCredit(Index, Index),
    ReversePayment(Index),
    Refund(Index),
    Void(Index),
    Delete(Index),
    Freeze(Index, bool),
}

fn step() -> impl Strategy<Value = Step> {
    use Step::{
        Apply, AutoApply, Debit, Delete, Discount, Freeze, Invoice, Link, Pay, Refund, ReverseCredit,
        ReversePayment, Void,
    };
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), 1_i64..20_000, 0_i64..2_000).prop_map(|(account, amount, taxes)| Debit(account, amount, taxes)),
        1 => (at(), 1_i64..5_000).prop_map(|(account, amount)| Discount(account, amount)),
        2 => (at(), 1_i64..30_000, any::<bool>()).prop_map(|(account, amount, card)| Pay(account, amount, card)),
        3 => (at(), 1_u32..=28, any::<bool>()).prop_map(|(account, day, auto)| Invoice(account, day, auto)),
        2 => (at(), at()).prop_map(|(child, master)| Link(child, master)),
        2 => (at(), at()).prop_map(|(fund, invoice)| Apply(fund, invoice)),
        2 => at().prop_map(AutoApply),
        1 => (at(), at()).prop_map(|(invoice, credit)| ReverseCredit(invoice, credit)),
        1 => at().prop_map(ReversePayment),
        1 => at().prop_map(Refund),
        1 => at().prop_map(Void),
        1 => at().prop_map(Delete),
        1 => (at(), any::<bool>()).prop_map(|(invoice, frozen)| Freeze(invoice, frozen)),
    ]
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, day).unwrap()
}

/// A ledger with what the test itself knows of it.
#[derive(Clone)]
struct World {
    ledger: Ledger,
    /// A master, two children and a grandchild.
    accounts: Vec<i64>,
    invoices: Vec<i64>,
    deposits: Vec<(i64, i64)>,
    funds: Vec<FundId>,
    /// Everything charged less everything given and paid, in hundredths, by plain addition.
    position: i64,
}

impl World {
    fn new() -> Self {
        let mut ledger = Ledger::default();
        let master = ledger.open_account(None).unwrap();
        let child = ledger.open_account(Some(master)).unwrap();
        let other = ledger.open_account(Some(master)).unwrap();
        let grandchild = ledger.open_account(Some(child)).unwrap();
        let accounts = vec![master, child, other, grandchild];
        Self { ledger, accounts, invoices: Vec::new(), deposits: Vec::new(), funds: Vec::new(), position: 0 }
    }

    fn after(steps: &[Step]) -> Self {
        let mut world = Self::new();
        for step in steps {
            let before = world.ledger.clone();
            if world.take(step).is_err() {
                assert_eq!(world.ledger, before, "{step:?} was refused and changed something");
            }
        }
        world
    }

    /// Takes a step; an error also where there is nothing to choose from.
    fn take(&mut self, step: &Step) -> Result<(), Refused> {
        let ledger = &mut self.ledger;
        let invoice = |at: &Index| pick(at, &self.invoices);
        match step {
            Step::Debit(account, amount, taxes) => {
                ledger.debit(*account.get(&self.accounts), cents(*amount), cents(*taxes))?;
                self.position += amount + taxes;
            }
            Step::Discount(account, amount) => {
                let id = ledger.discount(*account.get(&self.accounts), cents(*amount))?;
                self.funds.push(FundId::Discount(id));
                self.position -= amount;
            }
            Step::Pay(account, amount, card) => {
                let paid = if *card { Paid::ByProcessor } else { Paid::ByHand };
                let id = ledger.pay(*account.get(&self.accounts), cents(*amount), paid)?;
                self.deposits.push((id, *amount));
                self.funds.push(FundId::Deposit(id));
                self.position -= amount;
            }
            Step::Invoice(account, due, automatic) => {
                let account = *account.get(&self.accounts);
                let debits = ledger.uninvoiced(account);
                let new = NewInvoice { debits, date: day(1), due_date: day(*due), automatic: *automatic };
                self.invoices.push(ledger.invoice(account, &new)?);
            }
            Step::Link(child, master) => ledger.link(invoice(child)?, invoice(master)?)?,
            Step::Apply(fund, at) => {
                ledger.apply(pick(fund, &self.funds)?, invoice(at)?, day(20))?;
            }
            Step::AutoApply(account) => {
                ledger.auto_apply(*account.get(&self.accounts), day(20))?;
            }
            Step::ReverseCredit(at, credit) => {
                let credits = ledger.credits_on(invoice(at)?);
                ledger.reverse_credit(pick(credit, &credits)?)?;
            }
            Step::ReversePayment(at) => {
                let (id, amount) = pick(at, &self.deposits)?;
                ledger.reverse_payment(id)?;
                self.position += amount;
            }
            Step::Refund(at) => {
                let (id, amount) = pick(at, &self.deposits)?;
                ledger.refund(id)?;
                self.position += amount;
            }
            Step::Void(at) => {
                let id = invoice(at)?;
                let paid = ledger.credits_on(id);
                let mut unpaid = ledger.clone();
                for credit in paid {
                    // A void invoice refuses, and so does voiding it again.
                    unpaid.reverse_credit(credit)?;
                }
                let charged = unpaid.remaining_due(id).scaled();
                let discounts = ledger.void(id, day(20))?;
                self.funds.extend(discounts.into_iter().map(FundId::Discount));
                self.position -= charged;
            }
            Step::Delete(at) => {
                let id = invoice(at)?;
                ledger.delete(id)?;
                self.invoices.retain(|it| *it != id);
            }
            Step::Freeze(at, frozen) => ledger.freeze(invoice(at)?, *frozen)?,
        }
        Ok(())
    }

    fn all_balances(&self) -> Vec<Balances> {
        self.accounts.iter().map(|account| self.ledger.balances(*account).unwrap()).collect()
    }

    /// Every balance there is: of accounts, of invoices with their children, of funds.
    fn everything(&self) -> (Vec<Balances>, Vec<(Money, Money)>, Vec<Money>) {
        let ledger = &self.ledger;
        let due = |id: &i64| (ledger.remaining_due(*id), ledger.child_remaining_due(*id).unwrap());
        let left = |fund: &FundId| ledger.amount_remaining(*fund);
        (self.all_balances(), self.invoices.iter().map(due).collect(), self.funds.iter().map(left).collect())
    }
}

fn pick<T: Copy>(at: &Index, among: &[T]) -> Result<T, Refused> {
    if among.is_empty() { Err(Refused::Missing) } else { Ok(*at.get(among)) }
}

fn history() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 0..80)
}

proptest! {
    #[test]
    fn what_was_charged_is_paid_or_due_and_nothing_is_below_zero(steps in history()) {
        let world = World::after(&steps);
        let balances = world.all_balances();
        let uninvoiced: i64 = balances.iter().map(|it| it.balance_total.scaled() - it.balance_due.scaled()).sum();
        let available: i64 = balances.iter().map(|it| it.available_funds.scaled()).sum();
        // The master's balance has those of all others in it.
        prop_assert_eq!(balances[0].balance_due.scaled() + uninvoiced - available, world.position);

        let (_, invoices, funds) = world.everything();
        prop_assert!(invoices.iter().all(|(due, of_children)| *due >= Money::ZERO && *of_children >= Money::ZERO));
        prop_assert!(funds.iter().all(|left| *left >= Money::ZERO));
        let due: i64 = invoices.iter().map(|(due, _)| due.scaled()).sum();
        prop_assert_eq!(balances[0].balance_due.scaled(), due, "children roll up");
        let left: i64 = funds.iter().map(|left| left.scaled()).sum();
        prop_assert_eq!(available, left);
    }

    #[test]
    fn a_payment_and_its_reversal_restore_every_balance(
        steps in history(), account in any::<Index>(), amount in 1_i64..50_000, refund in any::<bool>(),
    ) {
        let mut world = World::after(&steps);
        let before = world.everything();
        let paid = if refund { Paid::ByProcessor } else { Paid::ByHand };
        let deposit = world.ledger.pay(*account.get(&world.accounts), cents(amount), paid).unwrap();
        for invoice in world.invoices.clone() {
            let _ = world.ledger.apply(FundId::Deposit(deposit), invoice, day(20));
        }
        if refund { world.ledger.refund(deposit).unwrap() } else { world.ledger.reverse_payment(deposit).unwrap() }
        prop_assert_eq!(world.everything(), before);
    }

    #[test]
    fn applied_credits_and_their_reversal_restore_every_balance(steps in history(), account in any::<Index>()) {
        let mut world = World::after(&steps);
        let before = world.everything();
        for credit in world.ledger.auto_apply(*account.get(&world.accounts), day(20)).unwrap() {
            world.ledger.reverse_credit(credit).unwrap();
        }
        prop_assert_eq!(world.everything(), before);
    }

    #[test]
    fn a_manual_invoice_and_its_deletion_restore_every_balance(steps in history(), account in any::<Index>()) {
        let mut world = World::after(&steps);
        let account = *account.get(&world.accounts);
        world.ledger.debit(account, cents(1_000), cents(80)).unwrap();
        let before = world.everything();
        let debits = world.ledger.uninvoiced(account);
        let new = NewInvoice { debits, date: day(1), due_date: day(10), automatic: false };
        let invoice = world.ledger.invoice(account, &new).unwrap();
        for fund in world.funds.clone() {
            let _ = world.ledger.apply(fund, invoice, day(20));
        }
        world.ledger.delete(invoice).unwrap();
        prop_assert_eq!(world.everything(), before);
    }

    #[test]
    fn a_void_invoice_stays_at_zero_and_frees_what_had_paid_it(steps in history(), at in any::<Index>(), later in history()) {
        let mut world = World::after(&steps);
        let Ok(invoice) = pick(&at, &world.invoices) else { return Ok(()) };
        let paid = world.ledger.credits_on(invoice).len();
        if world.ledger.void(invoice, day(20)).is_ok() && paid > 0 {
            prop_assert!(world.funds.iter().any(|fund| world.ledger.amount_remaining(*fund) > Money::ZERO));
        }
        prop_assert_eq!(world.ledger.remaining_due(invoice), Money::ZERO);
        for step in later {
            let _ = world.take(&step);
        }
        prop_assert_eq!(world.ledger.remaining_due(invoice), Money::ZERO);
    }
}
