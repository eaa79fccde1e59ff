//! Gathers what is embedded: the built app where there is one, a page that says how to build it where there is none.
//!
//! It builds nothing itself: cargo would then need Node and the network, and so would whoever only works on the crates.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let gathered = PathBuf::from(variable("OUT_DIR")?).join("app");
    let built = here.join("../../web/dist");
    // NOTE: cargo takes a path that is not there for one that always changes, and would compile the binary anew each
    // time. An empty folder is cheaper.
    fs::create_dir_all(&built)?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=placeholder");
    println!("cargo::rerun-if-changed={}", built.display());
    println!("cargo::rustc-check-cfg=cfg(placeholder)");
    if gathered.exists() {
        fs::remove_dir_all(&gathered)?;
    }
    if built.join("index.html").is_file() {
        return copy(&built, &gathered);
    }
    println!("cargo::rustc-cfg=placeholder");
    copy(&here.join("placeholder"), &gathered)
}

fn variable(name: &str) -> io::Result<String> {
    std::env::var(name).map_err(io::Error::other)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
