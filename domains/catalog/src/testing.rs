use fairlead_testkit::Setup;

/// The catalogue API with test users, on top of the domains below it.
pub(crate) fn setup() -> Setup {
    let mut migrations = fairlead_identity::migrations();
    migrations.extend(fairlead_customers::migrations());
    migrations.extend(crate::migrations());
    let routes = fairlead_identity::routes().merge(fairlead_customers::routes()).merge(crate::routes());
    Setup::new(routes, migrations)
}
