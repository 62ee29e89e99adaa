//! The smaller files: what was left out, changes of the record as a whole, series of totals.

use std::collections::BTreeMap;

use super::{Check, Checked, Registries, TOP, unknown};
use crate::{
    data::{
        file::{ChangesFile, LeftOutFile, SeriesFile},
        parse::{Parsed, parse},
        problem::Problem,
        rule::Rule,
    },
    domain::{
        event::Revision,
        series::{Area, Series},
    },
};

/// What became of ids that are no event.
#[derive(Debug, Default)]
pub struct LeftOut {
    /// Id = the event into which it was merged.
    pub merged: BTreeMap<String, String>,
    /// Id = why it is no event.
    pub reasons: BTreeMap<String, String>,
}

/// Reads `left-out.toml`.
pub fn left_out(text: &str, events: &[Checked]) -> (LeftOut, Vec<Problem>) {
    let Parsed { value, problems, .. } = parse::<LeftOutFile>(text);
    let mut problems = problems;
    let file = value.unwrap_or_default();
    let ids: Vec<&str> = events.iter().map(|c| c.event.id.as_str()).collect();
    let mut problem = |rule, span, message: String, hint: &str| {
        problems.push(Problem { rule, span, message, hint: hint.to_owned() });
    };
    for (old, word) in file.merged.iter().chain(&file.left_out) {
        if ids.contains(&old.as_str()) {
            let message = format!("`{old}` is an event of the record");
            problem(Rule::LeftOut, word.span(), message, "take the line out, or the event");
        }
        if word.get().trim().is_empty() {
            problem(Rule::LeftOut, word.span(), format!("nothing says why `{old}` is left out"), "give the reason");
        }
    }
    let reasons = file.left_out.into_iter().map(|(old, word)| (old, word.into_inner())).collect();
    let mut gone = LeftOut { merged: BTreeMap::new(), reasons };
    for (old, word) in file.merged {
        if ids.contains(&word.get().as_str()) {
            gone.merged.insert(old, word.into_inner());
        } else {
            problems.push(unknown(Rule::LeftOut, "event", word.get(), &word.span(), &ids));
        }
    }
    (gone, problems)
}

/// Reads `changes.toml`.
pub fn changes(text: &str) -> (Vec<Revision>, Vec<Problem>) {
    let Parsed { value, left_out, problems } = parse::<ChangesFile>(text);
    let registries = Registries::default();
    let mut check = Check { registries: &registries, left_out: &left_out, problems };
    let changes = check.revisions(value.unwrap_or_default().changes);
    (changes, check.problems)
}

/// Reads `series/<id>.toml`.
pub fn series(path: &str, text: &str, registries: &Registries) -> (Option<Series>, Vec<Problem>) {
    let Parsed { value, left_out, problems } = parse::<SeriesFile>(text);
    let mut check = Check { registries, left_out: &left_out, problems };
    let id = path.trim_end_matches(".toml").rsplit('/').next().unwrap_or_default().to_owned();
    let series = value.and_then(|file| check.series(id, file));
    (series, check.problems)
}

impl Check<'_> {
    fn series(&mut self, id: String, file: SeriesFile) -> Option<Series> {
        let name = self.required(file.name, "name", &TOP).and_then(|name| self.text(name));
        let method = self.required(file.method, "method", &TOP).and_then(|method| self.text(method));
        let note = file.note.and_then(|note| self.text(note));
        let by = self.required(file.by, "by", &TOP).and_then(|by| self.actor(by));
        let source = self
            .required(file.source, "source", &TOP)
            .and_then(|at| self.source(at, &mut std::collections::BTreeSet::new()));
        let areas = self.required(file.areas, "areas", &TOP)?;
        let span = areas.span();
        let mut found = Vec::new();
        for (area, values) in areas.into_inner() {
            let Some(place) = self.registries.places.get(&area).filter(|place| !place.is_locality()) else {
                let ids: Vec<_> = self.registries.places.ids().collect();
                self.problems.push(unknown(Rule::UnknownPlace, "country or region", &area, &span, &ids));
                continue;
            };
            let mut points = Vec::new();
            for (date, value) in values {
                match date.parse::<crate::domain::date::TypedDate>() {
                    Ok(date) => points.push((date.last_day(), value)),
                    Err(()) => self.problem(
                        Rule::Series,
                        span.clone(),
                        format!("`{date}` is not a date"),
                        "a day `2023-12-31`, a month or a year: the end of it counts",
                    ),
                }
            }
            points.sort_unstable();
            if points.is_empty() || points.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                let message = format!("the series of `{area}` has no value, or two for one day");
                self.problem(Rule::Series, span.clone(), message, "one value a date");
            }
            found.push(Area { place, points });
        }
        Some(Series { id, name: name?, method: method?, note, by: by?, source: source?, areas: found })
    }
}
