use std::net::IpAddr;

use fairlead_kernel::{FieldErrors, Input};
use fairlead_vault::password::PasswordPolicy;
use fairlead_web::Ctx;
use ipnet::IpNet;
use serde::Serialize;
use utoipa::ToSchema;

use super::SettingsGroup;

/// From where and how people sign in.
#[derive(Debug, Clone, PartialEq, Input, Serialize, ToSchema)]
#[schema(as = SecuritySettings)]
pub struct Security {
    /// Networks (CIDR) that the console and the API answer; empty: all.
    pub allowed_networks: Vec<String>,
    /// Characters that a new password must have.
    #[input(default = "8", min = 8, max = 128)]
    pub password_minimum_length: i64,
    /// A session ends so long after its last use.
    #[input(default = "720", min = 5, max = 43200)]
    pub session_lifetime_in_minutes: i64,
    /// Whoever has no second factor must set one up first.
    #[input(default = "false")]
    pub require_totp: bool,
}

impl Security {
    /// The networks, without what is not one.
    pub fn networks(&self) -> Vec<IpNet> {
        self.allowed_networks.iter().filter_map(|text| network(text)).collect()
    }

    /// What a new password must satisfy.
    pub fn password_policy(&self) -> PasswordPolicy {
        PasswordPolicy { minimum_length: usize::try_from(self.password_minimum_length).unwrap_or(8) }
    }

    /// How long a session lives without use.
    pub fn session_lifetime_in_millis(&self) -> i64 {
        self.session_lifetime_in_minutes.saturating_mul(60_000)
    }
}

/// A single address is a network of its own.
fn network(text: &str) -> Option<IpNet> {
    let single = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse::<IpNet>().ok().or_else(single).map(|network| network.trunc())
}

impl SettingsGroup for Security {
    type View = Self;
    const GROUP: &'static str = "security";

    fn view(&self) -> Self {
        self.clone()
    }

    fn check(mut self, ctx: &Ctx, errors: &mut FieldErrors) -> Self {
        for (position, text) in self.allowed_networks.iter_mut().enumerate() {
            match network(text) {
                Some(network) => *text = network.to_string(),
                None => errors.add(
                    format!("allowed_networks.{position}"),
                    "The network must be an address such as 192.0.2.0/24.",
                ),
            }
        }
        let networks = self.networks();
        if !networks.is_empty() && !networks.iter().any(|network| network.contains(&ctx.ip)) {
            errors.add("allowed_networks", format!("The networks must include your own address {}.", ctx.ip));
        }
        self
    }
}
