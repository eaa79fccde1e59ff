//! The files of the web app, embedded in the binary.
//!
//! This crate knows which files there are and their types; the server decides who gets them, with which headers. The
//! files are those in `web/dist` at compile time; if there are none, a page that says how to build them.

use std::collections::HashMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

/// The folder that the build script gathered.
static APP: Dir<'_> = include_dir!("$OUT_DIR/app");

/// Every file by its path. They are hashed when the first one is asked for, which takes milliseconds.
static FILES: LazyLock<HashMap<&'static str, File>> = LazyLock::new(|| {
    let mut files = HashMap::new();
    collect(&APP, &mut files);
    files
});

/// Where the bundler puts the files whose names hold a hash of their content.
const HASHED: &str = "assets/";

/// One file of the app.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its content.
    pub bytes: &'static [u8],
    /// The same, packed with Brotli, where that is worth it.
    pub brotli: Option<&'static [u8]>,
    /// The same, packed with gzip, where that is worth it.
    pub gzip: Option<&'static [u8]>,
    /// What it is.
    pub content_type: &'static str,
    /// Whether another content would have another name.
    pub immutable: bool,
    /// The SHA-256 of its content.
    pub hash: [u8; 32],
}

/// Returns the file at a path such as `index.html` or `assets/app-1a2b3c.js`, without a leading slash.
///
/// Packed forms come with their file and have no path of their own.
#[must_use]
pub fn file(path: &str) -> Option<File> {
    FILES.get(path).copied()
}

/// Says whether there was no built app when this was compiled.
#[must_use]
pub const fn is_placeholder() -> bool {
    cfg!(placeholder)
}

fn collect(folder: &'static Dir<'static>, files: &mut HashMap<&'static str, File>) {
    for file in folder.files() {
        let path = file.path().to_str().unwrap_or_default();
        let Some(content_type) = content_type(path) else { continue };
        let packed = |extension: &str| APP.get_file(format!("{path}.{extension}")).map(include_dir::File::contents);
        let found = File {
            bytes: file.contents(),
            brotli: packed("br"),
            gzip: packed("gz"),
            content_type,
            immutable: path.starts_with(HASHED),
            hash: Sha256::digest(file.contents()).into(),
        };
        files.insert(path, found);
    }
    folder.dirs().for_each(|folder| collect(folder, files));
}

/// Returns what a file is by its name; `None` for what no browser asks for.
fn content_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_a_page_to_begin_with() {
        let page = file("index.html").unwrap();
        assert_eq!((page.content_type, page.immutable), ("text/html; charset=utf-8", false));
        assert!(page.bytes.starts_with(b"<!doctype html>"));
        assert_eq!(is_placeholder(), String::from_utf8_lossy(page.bytes).contains("make build"));
    }

    #[test]
    fn has_nothing_outside_its_folder_and_no_packed_form_of_its_own() {
        for path in ["", "/", "nothing.js", "../build.rs", "../../Cargo.toml", "index.html.br", "index.html.gz"] {
            assert!(file(path).is_none(), "{path}");
        }
    }
}
