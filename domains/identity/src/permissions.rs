//! Every key that a role can hold: one for each resource and action that is routed, and a few that stand alone.

use std::collections::BTreeMap;

use fairlead_web::{Actor, Allowed, Answer, App, Ctx, Doc, Failure, Read, Routes};
use serde::Serialize;
use utoipa::ToSchema;

use crate::roles::Role;

/// Keys that no route asks for by itself.
const ALONE: [(&str, &str, &str); 3] = [
    ("*", "read", "See everything, also what later versions add"),
    (
        "account_super_user",
        "act",
        "Account super user: change billing dates, choose prorating, set restricted statuses, edit call logs",
    ),
    ("ticket_super_user", "act", "Ticket super user: see and change the tickets of every group"),
];

/// A key that a role can hold.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Permission)]
pub(crate) struct View {
    /// `accounts.read`
    key: String,
    /// `accounts`
    resource: String,
    /// `read`
    action: String,
    /// What it allows, in words.
    description: String,
}

impl View {
    pub(crate) fn key(&self) -> &str {
        &self.key
    }
}

/// Sorted by resource and action.
pub(crate) fn all(app: &App) -> Vec<View> {
    let routed = app.operations().iter().filter_map(|operation| operation.permission);
    let mut keys: BTreeMap<(&str, &str), String> =
        routed.map(|(resource, action)| ((resource, action), describe(resource, action))).collect();
    keys.extend(ALONE.map(|(resource, action, text)| ((resource, action), text.to_owned())));
    keys.into_iter()
        .map(|((resource, action), description)| View {
            key: format!("{resource}.{action}"),
            resource: resource.to_owned(),
            action: action.to_owned(),
            description,
        })
        .collect()
}

fn describe(resource: &str, action: &str) -> String {
    let what = resource.replace('_', " ");
    match action {
        "read" => format!("See {what}"),
        "create" => format!("Add {what}"),
        "update" => format!("Change {what}"),
        "delete" => format!("Delete {what}"),
        other => format!("{what}: {}", other.replace('_', " ")),
    }
}

/// Whether the actor holds every one of `keys`.
pub(crate) fn holds_all(actor: &Actor, keys: &[String]) -> bool {
    let holds =
        |key: &String| key.split_once('.').is_some_and(|(resource, action)| actor.may(resource, action));
    keys.iter().all(holds)
}

/// The keys that the actor holds, with `*.read` spelt out.
pub(crate) fn held_by(ctx: &Ctx) -> Vec<String> {
    let all = all(&ctx.app).into_iter();
    all.filter(|view| ctx.actor.may(&view.resource, &view.action)).map(|view| view.key).collect()
}

pub(crate) fn routes() -> Routes {
    Routes::new().get("/permissions", list, Doc::own("Roles", "List: permission").many::<View>())
}

async fn list(ctx: Allowed<Read<Role>>) -> Result<Answer, Failure> {
    Answer::whole(&all(&ctx.app))
}
