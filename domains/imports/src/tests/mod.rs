mod accounts;
mod flow;
mod left_out;
mod outcomes;
mod voice;

use axum::body::Body;
use axum::http::Method;
use fairlead_testkit::{Setup, TestApp, json, serde_json::Value};

/// The API of imports and of what can be imported.
fn setup() -> Setup {
    let mut migrations = fairlead_identity::migrations();
    migrations.extend(fairlead_customers::migrations());
    migrations.extend(fairlead_catalog::migrations());
    migrations.extend(fairlead_billing::migrations());
    migrations.extend(fairlead_voice::migrations());
    migrations.extend(crate::migrations());
    let routes = fairlead_identity::routes()
        .merge(fairlead_customers::routes())
        .merge(fairlead_catalog::routes())
        .merge(fairlead_billing::routes())
        .merge(fairlead_voice::routes())
        .merge(crate::routes());
    let mut jobs = fairlead_identity::jobs();
    jobs.extend(crate::jobs());
    Setup { jobs, schedules: crate::schedules(), ..Setup::new(routes, migrations) }
}

/// The test users are all user 1: here that is somebody whom background work finds.
async fn user(t: &TestApp) {
    fairlead_identity::ensure_admin(&t.app.db, Some("correct horse battery 1")).await.expect("a user");
}

/// A draft.
async fn draft(t: &TestApp, kind: &str) -> String {
    draft_with(t, kind, json!({})).await
}

/// A draft with extra fields.
async fn draft_with(t: &TestApp, kind: &str, options: Value) -> String {
    user(t).await;
    let draft = t.admin().post(&format!("/data_imports/{kind}"), options).await.created();
    format!("/data_imports/{}", draft["id"])
}

/// A draft with this file, read and matched.
async fn uploaded(t: &TestApp, kind: &str, filename: &str, content: impl Into<Vec<u8>>) -> String {
    uploaded_with(t, kind, json!({}), filename, content).await
}

/// The same of a type with extra fields.
async fn uploaded_with(
    t: &TestApp,
    kind: &str,
    options: Value,
    filename: &str,
    content: impl Into<Vec<u8>>,
) -> String {
    let path = draft_with(t, kind, options).await;
    let target = format!("{path}/file?filename={filename}");
    t.admin().send(Method::POST, &target, Body::from(content.into())).await.status(202);
    t.run_jobs().await;
    path
}

/// The import after it was started and carried out.
async fn imported(t: &TestApp, path: &str) -> Value {
    t.admin().post(&format!("{path}/start"), json!({})).await.status(202);
    t.run_jobs().await;
    t.admin().get(path).await.ok()
}

/// A file of accounts with these rows: name and zip.
fn accounts(rows: &[(&str, &str)]) -> String {
    let mut text =
        "Customer,Account type,Account status,Address,City,State,Zip,Country,Contact,Email\n".to_owned();
    for (name, zip) in rows {
        text +=
            &format!("{name},Residential,Active,615 N 6th St,Sheboygan,WI,{zip},US,{name},ada@example.com\n");
    }
    text
}
