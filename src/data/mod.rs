//! The curated record: files -> parsed (positions kept) -> checked (all problems) -> [`Snapshot`].
//!
//! There is no other path to the data.

mod check;
pub mod file;
pub mod files;
mod parse;
pub mod problem;
mod snapshot;

pub use snapshot::{Hit, Record, Snapshot};

use files::File;
use problem::{Problem, Report};
use sha2::{Digest, Sha256};

/// The registry's path below the record's directory.
const ACTORS: &str = "actors.toml";

/// Reads and checks the whole record.
///
/// # Errors
/// A report of every problem in every file.
pub fn load(files: &[File]) -> Result<Snapshot, Report> {
    let mut report = Report::default();
    let mut hash = Sha256::new();
    let mut texts = Vec::new();
    for file in files {
        hash.update(&file.path);
        hash.update(&file.bytes);
        match std::str::from_utf8(&file.bytes) {
            Ok(text) => texts.push((file.path.as_str(), text)),
            Err(error) => {
                let message = format!("the file is not UTF-8 text (byte {})", error.valid_up_to() + 1);
                let problem = Problem { code: "encoding", span: 0..0, message, hint: "save it as UTF-8".to_owned() };
                report.add(&file.path, &String::from_utf8_lossy(&file.bytes), vec![problem]);
            }
        }
    }

    let Some((_, registry)) = texts.iter().find(|(path, _)| *path == ACTORS) else {
        let message = "the registry of actors is missing".to_owned();
        let hint = "the record's directory holds `actors.toml` and `events/<year>/<id>.toml`".to_owned();
        report.add(ACTORS, "", vec![Problem { code: "missing", span: 0..0, message, hint }]);
        return Err(report);
    };
    let (actors, problems) = check::actors(registry);
    report.add(ACTORS, registry, problems);

    let mut checked = Vec::new();
    let mut sources = Vec::new();
    for (path, text) in texts.iter().filter(|(path, _)| path.starts_with("events/")) {
        let (event, problems) = check::event(path, text, &actors);
        report.add(path, text, problems);
        if let Some(event) = event {
            checked.push(event);
            sources.push((*path, *text));
        }
    }
    // An event with a problem is unknown to the others: its links would be reported as broken, and are not.
    if report.is_empty() {
        for (index, problem) in check::links(&checked) {
            let (path, text) = sources[index];
            report.add(path, text, vec![problem]);
        }
    }
    if !report.is_empty() {
        return Err(report);
    }
    let id = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Ok(Snapshot::new(id, checked.into_iter().map(|c| c.event).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    const ACTORS_TOML: &str = r#"
[ministry]
name = { en = "Ministry", fr = "Ministère" }
type = "state"
"#;

    #[test]
    fn the_embedded_record_is_valid() {
        let snapshot = load(&files::embedded()).map_err(|report| report.render("data", false));
        assert!(snapshot.is_ok(), "{}", snapshot.err().unwrap_or_default());
    }

    #[test]
    fn the_committed_schemas_are_the_generated_ones() {
        for (name, schema) in file::schemas() {
            let committed = std::fs::read_to_string(format!("data/{name}")).unwrap_or_default();
            assert_eq!(committed, schema, "data/{name} is stale: run `make schemas`");
        }
    }

    /// Every problem of a broken file is reported, each with its line.
    #[test]
    fn a_broken_file_gets_every_problem() {
        let files = [
            file("actors.toml", ACTORS_TOML),
            file("events/2023/ne-2023-10-01-broken.toml", include_str!("testdata/ne-2023-10-01-broken.toml")),
        ];
        let report = load(&files).err().map(|report| report.render("data", false)).unwrap_or_default();
        insta::assert_snapshot!(report);
    }

    #[test]
    fn a_record_without_its_registry_says_so() {
        let report = load(&[]).err().map(|report| report.render("", false)).unwrap_or_default();
        assert!(report.contains("the registry of actors is missing"), "{report}");
    }
}
