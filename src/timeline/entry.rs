//! An event as the timeline needs it: small enough to send all of them to a browser.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        date::{Day, InRange, Shape, Window},
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
    /// Ids of other events of which something is denied here.
    pub answers: Vec<String>,
    /// Numbers of the origins of its sources, ascending; equal numbers are the same origin.
    pub origins: Vec<u32>,
}

impl Entry {
    /// The event in one language; `numbers` gives each origin's number.
    pub fn new(event: &Event, toll: Option<Toll>, lang: Lang, numbers: &HashMap<&str, u32>) -> Self {
        let denials = || event.claims.iter().filter(|claim| claim.stance == Stance::Denies);
        let answered = || denials().filter_map(|claim| claim.answers.as_deref());
        let mut origins: Vec<u32> = event.origins().iter().filter_map(|o| numbers.get(o).copied()).collect();
        origins.sort_unstable();
        Self {
            id: event.id.clone(),
            kind: event.kind,
            countries: event.countries.clone(),
            window: event.date.window(),
            words: (event.date.window().shape != Shape::Day).then(|| i18n::date::in_words(&event.date, lang)),
            headline: event.headline.get(lang).to_owned(),
            toll,
            disputed: answered().next().is_some(),
            answers: answered().filter_map(|claim| Some(claim.split_once('#')?.0.to_owned())).collect(),
            origins,
        }
    }

    /// Gives it another date.
    #[cfg(feature = "ssr")]
    pub fn set_date(&mut self, date: &crate::domain::date::EventDate, lang: Lang) {
        self.window = date.window();
        self.words = (self.window.shape != Shape::Day).then(|| i18n::date::in_words(date, lang));
    }

    /// When, in words, in the language that the entry is in.
    pub fn when(&self, lang: Lang) -> String {
        self.words.clone().unwrap_or_else(|| i18n::date::day(self.window.anchor, lang))
    }

    /// The moment at which it is marked, in days: the middle of an unknown day's window, the first day of what lasted.
    pub fn moment(&self) -> f64 {
        let Window { earliest, latest, shape, .. } = self.window;
        let latest = if shape == Shape::Span { earliest } else { latest };
        f64::midpoint(f64::from(earliest.0), f64::from(latest.0) + 1.0)
    }

    /// The day of [`Entry::moment`].
    #[allow(clippy::cast_possible_truncation)]
    pub fn mark_day(&self) -> Day {
        Day(self.moment().floor() as i32)
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
            answers: vec![],
            origins: vec![],
        }
    }
}

/// An entry in the dates of a filter, and how it lies to them.
pub type Shown<'a> = (&'a Entry, InRange);

/// The entries that a filter admits at any time, what has to be searched for aside.
pub fn selected<'a>(matching: &[&'a Entry], filter: &Filter) -> Vec<&'a Entry> {
    let admits = |e: &&Entry| filter.admits_kind(e.kind) && filter.admits_countries(&e.countries);
    matching.iter().copied().filter(admits).collect()
}

/// Those of them within its dates.
pub fn shown<'a>(selected: &[&'a Entry], filter: &Filter) -> Vec<Shown<'a>> {
    selected.iter().filter_map(|e| Some((*e, filter.admits_window(e.window)?))).collect()
}

/// How many events each choice of the filter would show, its other parts as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// In the order of [`Country::ALL`].
    pub countries: [u32; Country::ALL.len()],
    /// In the order of [`Kind::ALL`].
    pub kinds: [u32; Kind::ALL.len()],
}

/// Counts among the entries that the search admits.
pub fn counts(matching: &[&Entry], filter: &Filter) -> Counts {
    let mut counts = Counts { countries: [0; Country::ALL.len()], kinds: [0; Kind::ALL.len()] };
    for entry in matching.iter().filter(|entry| filter.admits_window(entry.window).is_some()) {
        if filter.admits_kind(entry.kind) {
            for country in &entry.countries {
                counts.countries[*country as usize] += 1;
            }
        }
        if filter.admits_countries(&entry.countries) {
            counts.kinds[entry.kind as usize] += 1;
        }
    }
    counts
}

/// Adds a selection up.
pub fn summary(shown: &[Shown]) -> Summary {
    let mut summary = Summary::default();
    // One bit an origin: tens of thousands of entries are added up within a frame.
    let mut origins: Vec<u64> = Vec::new();
    for (entry, in_range) in shown {
        match in_range {
            InRange::Certain => summary.certain += 1,
            InRange::Possible => summary.possible += 1,
        }
        if let Some(toll) = entry.toll {
            summary.with_toll += 1;
            summary.toll = summary.toll.plus(toll);
        }
        for origin in &entry.origins {
            let word = *origin as usize / 64;
            if origins.len() <= word {
                origins.resize(word + 1, 0);
            }
            origins[word] |= 1 << (origin % 64);
        }
    }
    summary.origins = origins.iter().map(|word| word.count_ones()).sum();
    summary
}
