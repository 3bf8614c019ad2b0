use fairlead_kernel::Result;

use super::say;
use crate::cli::UserAction;
use crate::config::Config;
use crate::platform;

/// Creates a user, sets a password or makes a token.
pub async fn run(config: &Config, action: UserAction) -> Result<()> {
    let app = platform::open(config).await?;
    fairlead_store::migrate(&app.db, platform::migrations()).await?;
    match action {
        UserAction::Create { username, email, name, role_id } => {
            let name = name.unwrap_or_else(|| username.clone());
            let (password, made_up) = password();
            fairlead_identity::create_user(&app.db, &username, &name, &email, role_id, &password).await?;
            announce(&format!("The user {username} was created"), &password, made_up);
        }
        UserAction::Password { username } => {
            let (password, made_up) = password();
            fairlead_identity::set_password(&app.db, &username, &password).await?;
            announce(&format!("The password of {username} was set"), &password, made_up);
        }
        UserAction::Token { username, name } => {
            say(&fairlead_identity::create_token(&app.db, &username, &name).await?);
        }
        UserAction::ResetSecondFactor { username } => {
            fairlead_identity::reset_second_factor(&app.db, &username).await?;
            say(&format!("The second factor of {username} is off"));
        }
        UserAction::AllowAllNetworks => {
            fairlead_identity::allow_all_networks(&app.db).await?;
            say("All networks are allowed");
        }
    }
    Ok(())
}

/// From FAIRLEAD_USER_PASSWORD, because a flag would show in the process list; else made up.
fn password() -> (String, bool) {
    match std::env::var("FAIRLEAD_USER_PASSWORD") {
        Ok(password) => (password, false),
        Err(_) => (fairlead_identity::random_password(), true),
    }
}

fn announce(what: &str, password: &str, made_up: bool) {
    match made_up {
        true => say(&format!("{what} with the password {password} (shown only now)")),
        false => say(what),
    }
}
