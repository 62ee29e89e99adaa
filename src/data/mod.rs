//! The curated record: files -> parsed (positions kept) -> checked (all problems) -> [`Snapshot`].
//!
//! There is no other path to the data.

mod check;
pub mod compare;
pub mod file;
pub mod files;
mod parse;
pub mod problem;
pub mod report;
pub mod rule;
mod said;
mod snapshot;

pub use said::Statement;
use snapshot::Parts;
pub use snapshot::{Hit, Record, Snapshot, Takes};

use std::collections::BTreeMap;

use compare::Comparison;
use files::File;
use problem::{Problem, Report};
use rule::Rule;
use sha2::{Digest, Sha256};

/// Paths below the record's directory.
const ACTORS: &str = "actors.toml";
const PLACES: &str = "places.toml";
const REGIONS: &str = "geo/regions.geojson";
const LEFT_OUT: &str = "left-out.toml";
const CHANGES: &str = "changes.toml";
const COUPS: &str = "compare/coups.toml";
const UCDP: &str = "compare/ucdp.csv";

/// Reads and checks the whole record.
///
/// # Errors
/// A report of every problem in every file.
pub fn load(files: &[File]) -> Result<Snapshot, Report> {
    let mut report = Report::default();
    let mut hash = Sha256::new();
    let mut texts = BTreeMap::new();
    for file in files {
        hash.update(&file.path);
        hash.update(&file.bytes);
        match std::str::from_utf8(&file.bytes) {
            Ok(text) => {
                texts.insert(file.path.as_str(), text);
            }
            Err(error) => {
                let message = format!("the file is not UTF-8 text (byte {})", error.valid_up_to() + 1);
                let problem =
                    Problem { rule: Rule::Encoding, span: 0..0, message, hint: "save it as UTF-8".to_owned() };
                report.add(&file.path, &String::from_utf8_lossy(&file.bytes), vec![problem]);
            }
        }
    }
    for registry in [ACTORS, PLACES] {
        if !texts.contains_key(registry) && !files.iter().any(|file| file.path == registry) {
            let message = format!("the registry `{registry}` is missing");
            let hint =
                "the record's directory holds `actors.toml`, `places.toml` and `events/<year>/<id>.toml`".to_owned();
            report.add(registry, "", vec![Problem { rule: Rule::Missing, span: 0..0, message, hint }]);
        }
    }
    let text = |path: &str| texts.get(path).copied().unwrap_or_default();
    let outlines = match texts.get(REGIONS) {
        Some(text) => report.take(REGIONS, text, check::outlines(text)),
        None => check::Outlines::new(),
    };
    let registries = check::Registries {
        actors: report.take(ACTORS, text(ACTORS), check::actors(text(ACTORS))),
        places: report.take(PLACES, text(PLACES), check::places(text(PLACES), &outlines)),
    };

    let (mut checked, mut paths, mut series) = (Vec::new(), Vec::new(), Vec::new());
    for (path, text) in &texts {
        if path.starts_with("events/") {
            if let Some(event) = report.take(path, text, check::event(path, text, &registries)) {
                checked.push(event);
                paths.push(*path);
            }
        } else if path.starts_with("series/") {
            series.extend(report.take(path, text, check::series(path, text, &registries)));
        }
    }
    let changes = report.take(CHANGES, text(CHANGES), check::changes(text(CHANGES)));
    // An event with a problem is unknown to the others: its links would be reported as broken, and are not.
    let mut gone = check::LeftOut::default();
    if report.is_empty() {
        let mut by_path: BTreeMap<&str, Vec<Problem>> = BTreeMap::new();
        for (index, problem) in check::whole(&checked) {
            by_path.entry(paths[index]).or_default().push(problem);
        }
        for (path, problems) in by_path {
            report.add(path, text(path), problems);
        }
        gone = report.take(LEFT_OUT, text(LEFT_OUT), check::left_out(text(LEFT_OUT), &checked));
        let (actors, places) = check::unused(&checked, &series, &registries);
        report.add(ACTORS, text(ACTORS), actors);
        report.add(PLACES, text(PLACES), places);
    }
    let mut comparison = Comparison::default();
    if report.is_empty() {
        let events: Vec<_> = checked.iter().map(|c| &c.event).collect();
        if let Some(text) = texts.get(UCDP) {
            match compare::ucdp(text, &events) {
                Ok(found) => comparison = found,
                Err(problem) => report.add(UCDP, text, vec![problem]),
            }
        }
        comparison.coups = report.take(COUPS, text(COUPS), compare::coups(text(COUPS), &events));
    }
    if !report.is_empty() {
        return Err(report);
    }
    let id = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let events = checked.into_iter().map(|c| c.event).collect();
    let parts = Parts {
        events,
        registries: registries.into(),
        gone: gone.into(),
        changes: changes.into(),
        series: series.into(),
        comparison: comparison.into(),
    };
    Ok(Snapshot::new(id, parts))
}

#[cfg(test)]
mod tests {
    use proptest::{
        collection,
        prelude::*,
        sample::{self, Index},
    };

    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    const ACTORS_TOML: &str = r#"
[ministry]
name = { en = "Ministry", fr = "Ministère" }
type = "state"
"#;

    const PLACES_TOML: &str = r#"
[niger]
name = "Niger"
code = "NE"

[tahoua]
name = "Tahoua"
code = "NE-5"
within = "niger"

[tabatol]
name = "Tabatol"
within = "tahoua"
"#;

    /// A square for Tahoua: 14 to 16 degrees north, 4 to 6 east.
    const REGIONS_GEOJSON: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"iso_3166_2":"NE-5"},
"geometry":{"type":"Polygon","coordinates":[[[4,14],[6,14],[6,16],[4,16],[4,14]]]}}]}"#;

    /// The problems of some files, as `check` prints them.
    fn problems(files: &[File]) -> String {
        load(files).err().map(|report| report.render("data", false)).unwrap_or_default()
    }

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
        insta::assert_snapshot!(problems(&[
            file("actors.toml", ACTORS_TOML),
            file("places.toml", PLACES_TOML),
            file("events/2023/ne-2023-10-01-broken.toml", include_str!("testdata/ne-2023-10-01-broken.toml")),
        ]));
    }

    /// What can be read, and breaks the rules of the house.
    #[test]
    fn a_careless_file_gets_every_problem() {
        insta::assert_snapshot!(problems(&[
            file("actors.toml", ACTORS_TOML),
            file("places.toml", PLACES_TOML),
            file("events/2023/ne-2023-10-02-careless.toml", include_str!("testdata/ne-2023-10-02-careless.toml")),
        ]));
    }

    #[test]
    fn places_lie_where_they_say() {
        let places = format!(
            "{PLACES_TOML}\n{}",
            r#"
[near]
name = "On the line"
within = "tahoua"
lat = 16.1
lon = 5.0
point_from = "geonames"

[far]
name = "In another region"
within = "tahoua"
lat = 13.0
lon = 2.0
point_from = "geonames"

[half]
name = "Half a point"
within = "tahua"
lat = 15.0

[loop]
name = "Within itself"
within = "loop"
"#
        );
        insta::assert_snapshot!(problems(&[
            file("actors.toml", ACTORS_TOML),
            file("places.toml", &places),
            file("geo/regions.geojson", REGIONS_GEOJSON),
        ]));
    }

    /// Two events that rest on one page, with nearly one headline, are one event told twice or must be tied.
    #[test]
    fn duplicates_are_found_unless_they_are_tied() {
        let event = |village: &str, tie: &str| {
            format!(
                r#"
kind = "attack"
countries = ["NE"]
date = "2023-10-02"
{tie}
[headline]
en = "Soldiers killed in an ambush near the village of {village}"
fr = "Des militaires tués dans une embuscade près du village de {village}"
[summary]
en = "A unit was attacked."
fr = "Une unité a été attaquée."
sources = ["afp"]
[place]
at = "tabatol"
precision = "area"
[[sources]]
id = "afp"
url = "https://www.afp.com/a-page"
publisher = "AFP"
lang = "en"
origin = ["ministry"]
"#
            )
        };
        let record = |tie: &str| {
            problems(&[
                file("actors.toml", ACTORS_TOML),
                file("places.toml", PLACES_TOML),
                file("left-out.toml", "[merged]\nne-2023-10-02-c = \"ne-2023-10-02-d\"\n"),
                file("events/2023/ne-2023-10-02-a.toml", &event("Alpha", "")),
                file("events/2023/ne-2023-10-02-b.toml", &event("Aleph", tie)),
            ])
        };
        let untied = record("");
        assert!(untied.contains("[shared-source]") && untied.contains("[near-headline]"), "{untied}");
        assert!(untied.contains("[left-out]"), "{untied}");
        let tied = record("[related]\nsame-operation = [\"ne-2023-10-02-a\"]");
        assert!(!tied.contains("[shared-source]") && !tied.contains("[near-headline]"), "{tied}");
    }

    proptest! {
        /// A file as a hurried hand leaves it is read, or every problem is reported with its place.
        #[test]
        fn a_spoilt_file_is_read_or_reported(
            edits in collection::vec((any::<Index>(), 0_usize..60, spoilt()), 1..5)
        ) {
            let mut text: Vec<char> = include_str!("testdata/ne-2023-10-02-careless.toml").chars().collect();
            for (at, length, put) in edits {
                let start = at.index(text.len() + 1);
                let end = (start + length).min(text.len());
                text.splice(start..end, put.chars());
            }
            let text: String = text.into_iter().collect();
            let path = "events/2023/ne-2023-10-02-spoilt.toml";
            let report = problems(&[
                file("actors.toml", ACTORS_TOML),
                file("places.toml", PLACES_TOML),
                file(path, &text),
            ]);
            prop_assert!(report.is_empty() || report.contains("data/"), "{report}");
        }
    }

    /// What gets into files by mistake.
    fn spoilt() -> impl Strategy<Value = String> {
        const MISTAKES: &[&str] = &[
            "",
            "\"",
            "'",
            "\"\"\"",
            "[",
            "]",
            "{",
            "}",
            "=",
            ",",
            ".",
            "\n",
            "\r\n",
            "#",
            "\\",
            "\0",
            "\u{feff}",
            "é",
            "\u{1f4a9}",
            "[[figures]]\n",
            "[headline]\n",
            "true",
            "-1",
            "99999999999999999999",
            "1e400",
            "nan",
            "2023-13-45",
            "[..]",
            "/",
        ];
        prop_oneof![sample::select(MISTAKES).prop_map(str::to_owned), ".{0,8}"]
    }

    #[test]
    fn two_actors_have_two_names() {
        let again = ACTORS_TOML.replace("[ministry]", "[the-ministry]");
        let report =
            problems(&[file("actors.toml", &format!("{ACTORS_TOML}{again}")), file("places.toml", PLACES_TOML)]);
        assert!(report.contains("`ministry` has this name too"), "{report}");
    }

    #[test]
    fn a_record_without_its_registry_says_so() {
        let report = problems(&[]);
        assert!(report.contains("the registry `actors.toml` is missing"), "{report}");
    }
}
