//! Table of contents of the customer API.

use fairlead_web::{Routes, crud};

use crate::account_addresses::AccountAddress;
use crate::account_contacts::AccountContact;
use crate::account_groups::AccountGroup;
use crate::account_statuses::AccountStatus;
use crate::account_types::AccountType;
use crate::address_types::AddressType;
use crate::call_logs::CallLog;
use crate::custom_fields::CustomField;
use crate::notes::Note;
use crate::task_templates::TaskTemplate;
use crate::tasks::Task;
use crate::template_tasks::TemplateTask;
use crate::{
    accounts, contract_templates, contracts, custom_fields, customer_portal, files, kpi, search, tasks,
};

/// All routes of this domain.
pub fn routes() -> Routes {
    Routes::new()
        .merge(accounts::routes())
        .merge(crud::<AccountAddress>())
        .merge(crud::<AccountContact>())
        .merge(crud::<AccountGroup>())
        .merge(crud::<AccountStatus>())
        .merge(crud::<AccountType>())
        .merge(crud::<AddressType>())
        .merge(crud::<CallLog>())
        .merge(contract_templates::routes())
        .merge(contracts::routes())
        .merge(crud::<CustomField>())
        .merge(custom_fields::value_routes())
        .merge(customer_portal::routes())
        .merge(files::routes())
        .merge(kpi::routes())
        .merge(crud::<Note>())
        .merge(search::routes())
        .merge(crud::<Task>())
        .merge(tasks::routes())
        .merge(crud::<TaskTemplate>())
        .merge(crud::<TemplateTask>())
}
