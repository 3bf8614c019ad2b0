//! A change of the bill day: bill dates move to the new day, and what lies between is charged or given back.

use chrono::{Datelike, NaiveDate};
use fairlead_billing_math::calendar::MonthDay;
use fairlead_kernel::{Error, Result};
use sea_orm::ActiveValue::Set;
use sea_orm::IntoActiveModel;

use crate::account_services::subject::Subject;

/// Moves the bill dates of the account's services to `bill_day`, prorated where that is asked for; gives the account's new next
/// bill date, which the caller stores.
///
/// # Errors
/// 422 when an amount does not fit; those of the database.
pub(super) async fn change(
    subject: &Subject<'_>,
    bill_day: i64,
    prorate: Option<bool>,
) -> Result<Option<NaiveDate>> {
    let day = u32::try_from(bill_day).ok().and_then(MonthDay::new);
    let day = day.ok_or_else(|| Error::Internal(format!("{bill_day} is no bill day")))?;
    let today = subject.by.day.today;
    let account_date = subject.account.next_bill_date.and_then(|date| moved(date, day, today));
    for (row, service) in &subject.services().await? {
        let own = row.next_bill_date.filter(|date| *date > today);
        let own_date = own.and_then(|date| moved(date, day, today));
        if let Some(date) = own_date.or(account_date)
            && subject.by.prorates(prorate)
        {
            subject.bill_date_moved(service, row, date).await?;
        }
        if own_date.is_some() && own_date != own {
            let mut change = row.clone().into_active_model();
            change.next_bill_date = Set(own_date);
            subject.tx.update(row, change).await?;
        }
    }
    Ok(account_date)
}

/// The bill date with another day: in the same month, unless that is past.
fn moved(date: NaiveDate, day: MonthDay, today: NaiveDate) -> Option<NaiveDate> {
    let same_month = date.with_day(day.get())?;
    if same_month >= today { Some(same_month) } else { day.on_or_after(today) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_date_stays_in_its_month_unless_that_is_past() {
        let date = |text: &str| -> NaiveDate { text.parse().unwrap() };
        for (bill_date, day, today, expected) in [
            ("2026-04-01", 20, "2026-03-15", "2026-04-20"),
            ("2026-04-20", 1, "2026-03-15", "2026-04-01"),
            ("2026-03-28", 20, "2026-03-15", "2026-03-20"),
            ("2026-03-28", 15, "2026-03-15", "2026-03-15"),
            ("2026-03-28", 14, "2026-03-15", "2026-04-14"),
            ("2026-02-01", 20, "2026-03-15", "2026-03-20"),
            ("2026-12-28", 5, "2026-12-15", "2027-01-05"),
            ("2027-01-01", 28, "2026-03-15", "2027-01-28"),
        ] {
            let day = MonthDay::new(day).unwrap();
            assert_eq!(
                moved(date(bill_date), day, date(today)),
                Some(date(expected)),
                "{bill_date} {}",
                day.get()
            );
        }
    }
}
