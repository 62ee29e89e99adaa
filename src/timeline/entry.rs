//! An event as the timeline needs it: small enough to send all of them to a browser.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        date::{InRange, Shape, Window},
        event::Event,
        filter::Filter,
        text::Lang,
        toll::{Summary, Toll},
        vocabulary::{Country, Kind, Stance},
    },
    i18n,
};

/// An event in one language, without its statements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The event's id.
    pub id: String,
    /// What sort of thing happened.
    pub kind: Kind,
    /// The countries that it concerns.
    pub countries: Vec<Country>,
    /// When.
    pub window: Window,
    /// When, in words; `None` for a plain day, which [`Entry::when`] writes without help.
    pub(super) words: Option<String>,
    /// One line.
    pub headline: String,
    /// People reported killed.
    pub toll: Option<Toll>,
    /// Somebody denies what somebody else says of it.
    pub disputed: bool,
    /// Numbers of the origins of its sources; equal numbers are the same origin.
    pub origins: Vec<u32>,
}

impl Entry {
    /// The event in one language; `numbers` gives each origin's number.
    pub fn new(event: &Event, toll: Option<Toll>, lang: Lang, numbers: &HashMap<&str, u32>) -> Self {
        Self {
            id: event.id.clone(),
            kind: event.kind,
            countries: event.countries.clone(),
            window: event.date.window(),
            words: (event.date.window().shape != Shape::Day).then(|| i18n::date::in_words(&event.date, lang)),
            headline: event.headline.get(lang).to_owned(),
            toll,
            disputed: event.claims.iter().any(|c| c.stance == Stance::Denies && c.answers.is_some()),
            origins: event.origins().iter().filter_map(|o| numbers.get(o).copied()).collect(),
        }
    }

    /// When, in words, in the language that the entry is in.
    pub fn when(&self, lang: Lang) -> String {
        self.words.clone().unwrap_or_else(|| i18n::date::day(self.window.anchor, lang))
    }

    /// An entry of a test: everything else is derived from these.
    #[cfg(test)]
    pub fn sample(
        id: &str,
        kind: Kind,
        countries: &[Country],
        window: Window,
        headline: &str,
        toll: Option<Toll>,
    ) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            countries: countries.to_vec(),
            window,
            words: None,
            headline: headline.to_owned(),
            toll,
            disputed: kind == Kind::Mediation,
            origins: vec![],
        }
    }
}

/// An entry that a filter admits, and how it lies to the filter's range.
pub type Shown<'a> = (&'a Entry, InRange);

/// The entries that a filter admits, its search text aside.
pub fn admitted<'a>(entries: &'a [Entry], filter: &Filter) -> Vec<Shown<'a>> {
    entries.iter().filter_map(|e| Some((e, filter.admits(e.kind, &e.countries, e.window)?))).collect()
}

/// Adds a selection up.
pub fn summary(shown: &[Shown]) -> Summary {
    let mut summary = Summary::default();
    let mut origins: Vec<u32> = Vec::new();
    for (entry, in_range) in shown {
        match in_range {
            InRange::Certain => summary.certain += 1,
            InRange::Possible => summary.possible += 1,
        }
        if let Some(toll) = entry.toll {
            summary.with_toll += 1;
            summary.toll = summary.toll.plus(toll);
        }
        origins.extend_from_slice(&entry.origins);
    }
    origins.sort_unstable();
    origins.dedup();
    summary.origins = u32::try_from(origins.len()).unwrap_or(u32::MAX);
    summary
}
