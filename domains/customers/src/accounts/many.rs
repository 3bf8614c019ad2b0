//! Many new accounts at once, for imports: the same rules as for one, with everything that they ask of the database loaded
//! before, and every table written in statements of hundreds of rows.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use fairlead_identity::settings::{self, Billing};
use fairlead_kernel::{Error, FieldErrors, Money, Result};
use fairlead_store::{AuditRow, Rows, Timestamp, Tx, classify, search};
use fairlead_web::App;
use sea_orm::EntityTrait;

use super::Model;
use super::input::NewAccountInput;
use crate::account_addresses::{self, Postal};
use crate::{account_contacts, account_group_members, account_statuses, address_types, calendar};

/// What new accounts depend on.
pub struct NewAccounts {
    statuses: HashMap<i64, account_statuses::Model>,
    billing: Arc<Billing>,
    today: NaiveDate,
    is_account_super_user: bool,
}

/// An account that can be stored.
pub struct NewAccount {
    input: NewAccountInput,
    postal: Postal,
}

/// The ids of what was stored.
#[derive(Debug, Default)]
pub struct StoredAccounts {
    /// Of accounts, in the order in which they came.
    pub accounts: Vec<i64>,
    /// Of their addresses.
    pub addresses: Vec<i64>,
    /// Of their contacts.
    pub contacts: Vec<i64>,
}

impl NewAccounts {
    /// Loads it. To be asked before the transaction begins.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn open(app: &App, is_account_super_user: bool) -> Result<Self> {
        let statuses = account_statuses::Entity::find().all(app.db.read()).await.map_err(classify)?;
        Ok(Self {
            statuses: statuses.into_iter().map(|status| (status.id, status)).collect(),
            billing: settings::cached::<Billing>(app).await?,
            today: calendar::today(app).await?,
            is_account_super_user,
        })
    }

    /// Applies the rules that ask nothing more of the database. Ids of types and groups are the caller's business.
    ///
    /// # Errors
    /// One message a field of the body.
    pub fn check(&self, input: NewAccountInput) -> Result<NewAccount, FieldErrors> {
        let mut errors = FieldErrors::new();
        let postal = input.address.normalise(&mut errors);
        input.contact.check(&mut errors);
        if !input.account.sub_accounts.is_empty() {
            errors.add("sub_accounts", "Sub accounts cannot be imported.");
        }
        match self.statuses.get(&input.account.account_status_id) {
            None => errors.add("account_status_id", "The selected account status id is not valid."),
            Some(status) if status.account_super_user_only && !self.is_account_super_user => {
                errors.add("account_status_id", "This status requires account super user permissions.");
            }
            Some(_) => {}
        }
        if input.account.next_bill_date.is_some_and(|date| date.day() > 28) {
            errors.add("next_bill_date", "The day of the next bill date may not be greater than 28.");
        }
        match postal {
            Some(postal) if errors.is_empty() => Ok(NewAccount { input, postal }),
            _ => Err(errors),
        }
    }

    /// Stores accounts with their addresses, contacts, groups, search terms and audit rows. Before the first of them,
    /// [`Tx::skip_ids`] must have been told the largest id that any of them brings along.
    ///
    /// # Errors
    /// 422 when an id was taken meanwhile; those of the database.
    pub async fn insert(&self, tx: &Tx, accounts: Vec<NewAccount>) -> Result<StoredAccounts> {
        let missing = accounts.iter().filter(|one| one.input.id.is_none()).count() as i64;
        let mut given = tx.reserve_ids("accounts", missing).await?.into_iter();
        let count = accounts.len() as i64;
        let address_ids = tx.reserve_ids("account_addresses", count).await?;
        let contact_ids = tx.reserve_ids("account_contacts", count).await?;
        let mut made = Made::default();
        for (position, one) in accounts.iter().enumerate() {
            let id = one.input.id.or_else(|| given.next());
            let id = id.ok_or_else(|| Error::Internal("an account without an id".into()))?;
            made.accounts.push(self.account(id, one, tx.now()));
            made.addresses.push(one.postal.stored(
                address_ids[position],
                id,
                address_types::PHYSICAL,
                tx.now(),
            ));
            made.contacts.push(account_contacts::primary(
                contact_ids[position],
                id,
                &one.input.contact_name,
                &one.input.contact,
                tx.now(),
            ));
            made.groups.extend(groups(id, &one.input.account.account_groups));
        }
        self.write(tx, &made).await?;
        let accounts = made.accounts.iter().map(|row| row.id).collect();
        Ok(StoredAccounts { accounts, addresses: address_ids, contacts: contact_ids })
    }

    fn account(&self, id: i64, one: &NewAccount, now: Timestamp) -> Model {
        let input = &one.input.account;
        let active = self.statuses.get(&input.account_status_id).is_some_and(|status| status.active);
        let terms = self.billing.terms_of(input.account_type_id);
        let bill_day = input.next_bill_date.map_or(terms.bill_day, |date| i64::from(date.day()));
        let next = match input.next_bill_date {
            None if active => calendar::next_on_day(bill_day, self.today),
            sent => sent,
        };
        Model {
            id,
            name: input.name.clone(),
            account_type_id: input.account_type_id,
            account_status_id: input.account_status_id,
            parent_account_id: None,
            bill_day,
            next_bill_date: next,
            due_days: terms.due_days,
            grace_days: terms.grace_days,
            grace_until: None,
            months_to_bill: terms.months_to_bill,
            tax_exempt: false,
            print_invoice: terms.print_invoice,
            separate_invoice_day_enabled: terms.separate_invoice_day_enabled,
            invoice_day: terms.invoice_day,
            auto_pay_days: terms.auto_pay_days,
            bill_mode: terms.bill_mode.clone(),
            auto_pay_day: terms.auto_pay_day.clone(),
            due_days_day: terms.due_days_day.clone(),
            switch_status_after_delinquency: terms.switch_status_after_delinquency,
            days_of_delinquency_for_status_switch: terms.days_of_delinquency_for_status_switch,
            delinquency_account_status_id: terms.delinquency_account_status_id,
            balance_due: Money::ZERO,
            balance_total: Money::ZERO,
            available_funds: Money::ZERO,
            delinquent: false,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    async fn write(&self, tx: &Tx, made: &Made) -> Result<()> {
        tx.insert_rows(Rows::of_models("accounts", &made.accounts)).await?;
        tx.insert_rows(Rows::of_models("account_addresses", &made.addresses)).await?;
        tx.insert_rows(Rows::of_models("account_contacts", &made.contacts)).await?;
        tx.insert_rows(Rows::of_models("account_group_members", &made.groups)).await?;
        let mut changes = Rows::of(
            "account_status_changes",
            &["account_id", "to_account_status_id", "activated", "created_at"],
        );
        for row in &made.accounts {
            if self.statuses.get(&row.account_status_id).is_some_and(|status| status.active) {
                changes.push([row.id.into(), row.account_status_id.into(), true.into(), tx.now().into()]);
            }
        }
        tx.insert_rows(changes).await?;
        made.remember(tx).await?;
        made.accounts.iter().for_each(|row| tx.audit(AuditRow::created("accounts", row)));
        made.addresses.iter().for_each(|row| tx.audit(AuditRow::created("account_addresses", row)));
        made.contacts.iter().for_each(|row| tx.audit(AuditRow::created("account_contacts", row)));
        tx.flush_audit().await
    }
}

#[derive(Default)]
struct Made {
    accounts: Vec<Model>,
    addresses: Vec<account_addresses::Model>,
    contacts: Vec<account_contacts::Model>,
    groups: Vec<account_group_members::Model>,
}

impl Made {
    async fn remember(&self, tx: &Tx) -> Result<()> {
        let ids: Vec<String> = self.accounts.iter().map(|row| row.id.to_string()).collect();
        let texts: Vec<Vec<String>> = self.contacts.iter().map(|row| row.search_texts()).collect();
        let accounts = self.accounts.iter().zip(&ids);
        let accounts = accounts.map(|(row, id)| ("accounts", row.id, row.id, vec![row.name.as_str(), id]));
        let addresses = self.addresses.iter().map(|row| {
            let texts = [Some(&row.line1), row.line2.as_ref(), Some(&row.city), row.zip.as_ref()];
            let texts = texts.into_iter().flatten().map(String::as_str).collect();
            ("account_addresses", row.id, row.account_id, texts)
        });
        let contacts = self.contacts.iter().zip(&texts).map(|(row, texts)| {
            ("account_contacts", row.id, row.account_id, texts.iter().map(String::as_str).collect())
        });
        search::add_many(tx, accounts.chain(addresses).chain(contacts)).await
    }
}

fn groups(account_id: i64, ids: &[i64]) -> Vec<account_group_members::Model> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter()
        .map(|account_group_id| account_group_members::Model { account_id, account_group_id })
        .collect()
}
