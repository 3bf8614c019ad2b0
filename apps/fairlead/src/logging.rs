use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// Logs to standard error. Nothing that is logged holds personal data: routes are templates, failures are causes.
pub fn start(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first subscriber.
    let _ = match config.json_logs {
        true => builder.json().try_init(),
        false => builder.with_target(false).try_init(),
    };
}
