//! A record with one event file of any bytes: it is read, or every problem is reported with its place; no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sahel_timeline::data::{self, files::File};

const ACTORS: &str = r#"
[afp]
name = "AFP"
type = "media"

[niger-defence-ministry]
name = { en = "Niger defence ministry", fr = "Ministère nigérien de la Défense" }
type = "state"
"#;

const PLACES: &str = r#"
[niger]
name = "Niger"
code = "NE"

[tahoua-region]
name = "Tahoua"
code = "NE-5"
within = "niger"
"#;

fuzz_target!(|bytes: &[u8]| {
    let file = |path: &str, bytes: &[u8]| File { path: path.to_owned(), bytes: bytes.to_vec() };
    let files = [
        file("actors.toml", ACTORS.as_bytes()),
        file("events/2023/ne-2023-10-02-fuzz.toml", bytes),
        file("places.toml", PLACES.as_bytes()),
    ];
    match data::load(&files) {
        Ok(snapshot) => assert_eq!(snapshot.records.len(), 1),
        Err(report) => assert!(report.render("data", false).contains(report.first().split(": ").next().unwrap())),
    }
});
