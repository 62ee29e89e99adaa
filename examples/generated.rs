//! Invented events for `make bench`: the record's own, repeated on other days until there are enough. Never shipped.
//!
//! `generated COUNT DIR` writes `DIR/COUNT.bin`, a bundle as the server sends it, and `DIR/COUNT.json`, the same events for
//! other timelines.

use std::{error::Error, fs, path::PathBuf};

use sahel_timeline::{
    api::Bundle,
    data::{files, load},
    domain::{date::Day, filter::Clock, text::Lang},
    timeline::packed::Packed,
};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(count), Some(dir)) = (args.next(), args.next().map(PathBuf::from)) else {
        return Err("usage: generated COUNT DIR".into());
    };
    let count: usize = count.parse()?;
    let snapshot = load(&files::embedded()).map_err(|report| report.render("data", false))?;
    let (first, last) = snapshot.extent();
    let real = snapshot.entries(Clock::Happened, Lang::En);
    // The first round is the record itself; the others are shifted, each by another number of days.
    let mut entries: Vec<_> = (0..count)
        .map(|n| {
            let mut entry = real[n % real.len()].clone();
            let shift = i32::try_from(n / real.len() * 97 % 1_400).unwrap_or(0);
            let window = &mut entry.window;
            let fits = window.latest.0 + shift <= last.0;
            let by = if fits { shift } else { shift - (window.latest.0 - first.0) / 2 - shift };
            for day in [&mut window.earliest, &mut window.latest, &mut window.anchor] {
                *day = Day(day.0 + by);
            }
            entry.id = format!("{}-{n}", entry.id);
            entry
        })
        .collect();
    entries.sort_by_key(|entry| (entry.window.anchor, entry.window.latest));
    let items: Vec<_> = entries
        .iter()
        .map(|entry| {
            json!({
                "id": entry.id,
                "start": entry.window.earliest.to_string(),
                "end": (entry.window.latest > entry.window.earliest).then(|| entry.window.latest.to_string()),
                "content": entry.headline,
                "group": entry.countries.first().map(|country| country.code()),
            })
        })
        .collect();
    fs::create_dir_all(&dir)?;
    fs::write(dir.join(format!("{count}.json")), serde_json::to_vec(&items)?)?;
    let bundle = Bundle { snapshot: snapshot.id.clone(), extent: (first, last), entries: Packed::new(&entries) };
    fs::write(dir.join(format!("{count}.bin")), postcard::to_allocvec(&bundle)?)?;
    Ok(())
}
