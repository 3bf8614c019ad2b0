//! What stands behind the charges of invoices, asked of the sources that charged (ADR 0009).

use fairlead_documents::{Format, ItemList};
use fairlead_kernel::Result;
use sea_orm::DatabaseConnection;

use super::frame::Frame;
use crate::ledger::invoices;
use crate::run::sources::{PrintedBill, Writing};

/// The items of these invoices, as far as the settings want them; nothing for invoices that no billing run made.
pub(super) async fn of(
    connection: &DatabaseConnection,
    frame: &Frame,
    invoices: &[&invoices::Model],
) -> Result<Vec<ItemList>> {
    let wanted = frame.house.invoicing.itemisation.as_str();
    let bill =
        |one: &&invoices::Model| Some(PrintedBill { account_id: one.account_id, bill_date: one.bill_date? });
    let bills: Vec<PrintedBill> = invoices.iter().filter_map(bill).collect();
    if wanted == "none" || bills.is_empty() {
        return Ok(Vec::new());
    }
    let locale = frame.house.locale();
    let writing = Writing {
        locale,
        format: Format::new(locale, &frame.house.currency),
        zone: frame.house.application.time_zone(),
        only_charged: wanted == "charged",
    };
    let mut lists = Vec::new();
    for source in frame.house.sources.iter() {
        for (account_id, list) in source.items(connection, &bills, &writing).await? {
            lists.push(named(frame, account_id, list));
        }
    }
    Ok(lists)
}

/// Lists of sub accounts say whose they are.
fn named(frame: &Frame, account_id: i64, list: ItemList) -> ItemList {
    match account_id == frame.account.id {
        true => list,
        false => ItemList { title: format!("{} · {account_id}", list.title), ..list },
    }
}
