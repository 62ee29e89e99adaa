//! Where the record's files come from: compiled into the binary, or a directory.

use std::{fs, io, path::Path};

use rust_embed::RustEmbed;

/// The record as it was when the binary was built.
#[derive(RustEmbed)]
#[folder = "data/"]
#[include = "*.toml"]
#[include = "geo/*.geojson"]
#[include = "compare/*.csv"]
struct Embedded;

/// One file: its path below the record's directory, with `/`, and its bytes.
pub struct File {
    /// Path, such as `events/2023/ne-2023-10-02-tabatol-ambush.toml`.
    pub path: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

/// The files compiled into the binary.
pub fn embedded() -> Vec<File> {
    let mut files: Vec<_> = Embedded::iter()
        .filter_map(|path| Embedded::get(&path).map(|f| File { path: path.into_owned(), bytes: f.data.into_owned() }))
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// All `.toml`, `.geojson` and `.csv` files below a directory.
///
/// # Errors
/// When the directory or a file in it cannot be read; the message names it.
pub fn in_directory(directory: &Path) -> io::Result<Vec<File>> {
    fn walk(directory: &Path, prefix: &str, files: &mut Vec<File>) -> io::Result<()> {
        let named = |e: io::Error, path: &Path| io::Error::new(e.kind(), format!("{}: {e}", path.display()));
        for entry in fs::read_dir(directory).map_err(|e| named(e, directory))? {
            let entry = entry.map_err(|e| named(e, directory))?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            // Editors leave hidden files behind.
            if name.starts_with('.') {
                continue;
            }
            let below = format!("{prefix}{name}");
            if path.is_dir() {
                walk(&path, &format!("{below}/"), files)?;
            } else if [".toml", ".geojson", ".csv"].iter().any(|kind| name.ends_with(kind)) {
                let bytes = fs::read(&path).map_err(|e| named(e, &path))?;
                files.push(File { path: below, bytes });
            }
        }
        Ok(())
    }
    let mut files = Vec::new();
    walk(directory, "", &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}
