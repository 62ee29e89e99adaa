//! The record and the site's files are compiled into the binary: build anew when one of them changes.

fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=target/site");
    // `make build` fills it; it has to be there for everything else too.
    if let Err(error) = std::fs::create_dir_all("target/site") {
        println!("cargo::error=cannot create target/site: {error}");
    }
}
