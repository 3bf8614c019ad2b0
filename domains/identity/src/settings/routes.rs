use std::marker::PhantomData;

use fairlead_web::{Allowed, Answer, Ctx, Doc, Failure, JsonBody, Permission, Routes};

use super::{Application, Billing, Company, Geocoder, Mail, Security, SettingsGroup, store};

/// One line a group.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(group::<Application>())
        .merge(group::<Billing>())
        .merge(group::<Company>())
        .merge(group::<Geocoder>())
        .merge(group::<Mail>())
        .merge(group::<Security>())
}

struct Read<G>(PhantomData<G>);

impl<G: SettingsGroup> Permission for Read<G> {
    const RESOURCE: &'static str = G::READ;
    const ACTION: &'static str = "read";
}

struct Update;

impl Permission for Update {
    const RESOURCE: &'static str = "settings";
    const ACTION: &'static str = "update";
}

/// GET and PATCH `/system/<name>` of a group.
pub fn group<G: SettingsGroup>() -> Routes {
    let path = format!("/system/{}", G::GROUP);
    let doc = |verb: &str| match G::OWN {
        true => Doc::own("System", format!("{verb} {} settings", G::GROUP)),
        false => Doc::new("System", format!("{verb} {} settings", G::GROUP)),
    };
    Routes::new().get(&path, show::<G>, doc("Show").one::<G::View>()).patch(
        &path,
        update::<G>,
        doc("Update").body::<G>().one::<G::View>(),
    )
}

async fn show<G: SettingsGroup>(ctx: Allowed<Read<G>>) -> Result<Answer, Failure> {
    Answer::single(&store::load::<G>(&ctx.app, ctx.db().read()).await?.view())
}

async fn update<G: SettingsGroup>(ctx: Allowed<Update>, body: JsonBody) -> Result<Answer, Failure> {
    let (ctx, body): (&Ctx, _) = (&ctx, &body.0);
    let group = ctx.write(|tx| async move { store::update::<G>(&tx, ctx, body).await }).await?;
    Answer::ok(&group.view())
}
