//! The console is embedded; without a build of it the folder must still exist.

fn main() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../console/dist");
    if let Err(error) = std::fs::create_dir_all(folder) {
        println!("cargo::warning=cannot make {folder}: {error}");
    }
    println!("cargo::rerun-if-changed={folder}");
}
