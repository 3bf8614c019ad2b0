//! Fairlead as a process of its own, as it is shipped.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::data;

pub struct Fairlead {
    pub url: String,
    pub database_path: PathBuf,
    child: Child,
}

impl Fairlead {
    /// Migrates, fills in `accounts` accounts, starts, and waits until it is healthy.
    pub async fn start(folder: &Path, accounts: i64) -> Self {
        std::fs::create_dir_all(folder).expect("a folder");
        let database_path = folder.join("fairlead.db");
        let done = command(folder).arg("migrate").output().expect("fairlead migrate runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        data::fill(&database_path, accounts).await;
        let port = free_port();
        let child = command(folder)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("fairlead serve starts");
        let fairlead = Self { url: format!("http://127.0.0.1:{port}"), database_path, child };
        fairlead.wait(port).await;
        fairlead
    }

    async fn wait(&self, port: u16) {
        for _ in 0..600 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("fairlead does not answer");
    }
}

impl Drop for Fairlead {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fairlead"));
    command
        .env("FAIRLEAD_DATA_DIR", folder)
        .env("FAIRLEAD_ADMIN_PASSWORD", "bench-password")
        .env("FAIRLEAD_LOG", "warn")
        .env_remove("FAIRLEAD_DATABASE");
    command
}

fn free_port() -> u16 {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    socket.local_addr().expect("an address").port()
}

/// Resident memory of a server on an empty database that has answered one request.
pub async fn idle_memory_in_mb(folder: &Path) -> u64 {
    let fairlead = Fairlead::start(folder, 0).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let status = std::fs::read_to_string(format!("/proc/{}/status", fairlead.child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().unwrap_or_default();
    kilobytes / 1024
}
