//! The whole record, valid and immutable, and the questions that pages and exports ask of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    domain::{
        date::{Day, InRange},
        event::Event,
        filter::Filter,
        text::{Lang, fold},
        toll::{self, Toll},
    },
    timeline::entry::Entry,
};

/// All data of one moment.
pub struct Snapshot {
    /// Identifies the contents: hexadecimal, from a hash over all files.
    pub id: String,
    /// The events in time, oldest first.
    pub records: Vec<Record>,
    by_id: HashMap<String, usize>,
    extent: (Day, Day),
    entries: [Vec<Entry>; 2],
}

/// An event and what is derived from it.
pub struct Record {
    /// The event.
    pub event: Event,
    /// People reported killed.
    pub toll: Option<Toll>,
    /// Ids of events that name this one as related.
    pub back_links: Vec<String>,
    /// Its texts in both languages, folded, for search.
    haystack: String,
}

/// An event that a filter admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its index in [`Snapshot::records`].
    pub index: usize,
    /// Certainly or possibly.
    pub in_range: InRange,
}

impl Snapshot {
    pub(super) fn new(id: String, mut events: Vec<Event>) -> Self {
        events.sort_by_cached_key(|e| {
            let window = e.date.window();
            (window.anchor, window.latest, e.id.clone())
        });
        let mut back_links: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for event in &events {
            for other in &event.related {
                back_links.entry(other).or_default().push(event.id.clone());
            }
        }
        let mut back_links: Vec<_> =
            events.iter().map(|e| back_links.remove(e.id.as_str()).unwrap_or_default()).collect();
        back_links.reverse();

        let origins: BTreeSet<String> = events.iter().flat_map(|e| e.origins()).map(str::to_owned).collect();
        let numbers: HashMap<&str, u32> = origins.iter().map(String::as_str).zip(0..).collect();
        let records: Vec<_> = events
            .into_iter()
            .map(|event| Record {
                toll: toll::of_event(&event),
                haystack: haystack(&event),
                back_links: back_links.pop().unwrap_or_default(),
                event,
            })
            .collect();
        let entries =
            Lang::ALL.map(|lang| records.iter().map(|r| Entry::new(&r.event, r.toll, lang, &numbers)).collect());
        let by_id = records.iter().enumerate().map(|(index, r)| (r.event.id.clone(), index)).collect();
        let windows = || records.iter().map(|r| r.event.date.window());
        // An empty record has an extent too.
        let extent = (
            windows().map(|w| w.earliest).min().unwrap_or(Day(1)),
            windows().map(|w| w.latest).max().unwrap_or(Day(1)),
        );
        Self { id, records, by_id, extent, entries }
    }

    /// The record with this id.
    pub fn get(&self, id: &str) -> Option<&Record> {
        self.by_id.get(id).and_then(|index| self.records.get(*index))
    }

    /// The events in their compact form, in the order of [`Snapshot::records`].
    pub fn entries(&self, lang: Lang) -> &[Entry] {
        match lang {
            Lang::En => &self.entries[0],
            Lang::Fr => &self.entries[1],
        }
    }

    /// The events that the filter admits, oldest first.
    pub fn find(&self, filter: &Filter) -> Vec<Hit> {
        let words = filter.words();
        self.records
            .iter()
            .enumerate()
            .filter_map(|(index, record)| {
                let event = &record.event;
                let in_range = filter.admits(event.kind, &event.countries, event.date.window())?;
                words.iter().all(|word| record.haystack.contains(word.as_str())).then_some(Hit { index, in_range })
            })
            .collect()
    }

    /// The first and the last day on which anything may have happened.
    pub fn extent(&self) -> (Day, Day) {
        self.extent
    }

    /// How many sources all events have together.
    pub fn sources(&self) -> usize {
        self.records.iter().map(|r| r.event.sources.len()).sum()
    }
}

/// Headline, summary, place and everybody who acts or speaks, in both languages.
fn haystack(event: &Event) -> String {
    let mut texts = vec![&event.headline, &event.summary];
    if let Some(place) = &event.place {
        texts.push(&place.name);
        texts.extend(&place.admin1);
    }
    let speakers = event.figures.iter().map(|f| &f.said).chain(event.claims.iter().map(|c| &c.said));
    let actors: Vec<_> = event.actors.iter().filter_map(|a| a.actor()).chain(speakers.map(|said| &said.by)).collect();
    let mut folded = String::new();
    let mut seen = BTreeSet::new();
    for actor in actors {
        if seen.insert(&actor.id) {
            texts.push(&actor.name);
            for alias in &actor.aliases {
                folded.push_str(&fold(alias));
                folded.push(' ');
            }
        }
    }
    for text in texts {
        for lang in Lang::ALL {
            folded.push_str(&fold(text.get(lang)));
            folded.push(' ');
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use proptest::{prelude::*, sample::subsequence};

    use super::*;
    use crate::{
        data::{files, load},
        domain::{
            date::{Shape, TypedDate},
            vocabulary::{Country, Kind},
        },
    };

    fn record() -> &'static Snapshot {
        static RECORD: OnceLock<Snapshot> = OnceLock::new();
        RECORD.get_or_init(|| load(&files::embedded()).map_err(|r| r.render("data", false)).unwrap())
    }

    /// How an event lies to a range, day by day.
    fn day_by_day(event: &Event, from: Day, to: Day) -> Option<InRange> {
        let window = event.date.window();
        let days: Vec<bool> = (window.earliest.0..=window.latest.0).map(|d| (from.0..=to.0).contains(&d)).collect();
        let certain = match window.shape {
            Shape::Span if !window.soft => days.iter().any(|inside| *inside),
            _ => days.iter().all(|inside| *inside),
        };
        match (certain, days.iter().any(|inside| *inside)) {
            (true, _) => Some(InRange::Certain),
            (false, true) => Some(InRange::Possible),
            (false, false) => None,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn a_filter_finds_what_a_naive_scan_finds(
            countries in subsequence(Country::ALL.to_vec(), 0..=3),
            kinds in subsequence(Kind::ALL.to_vec(), 0..=4),
            start in 734_500..739_900i32,
            length in prop_oneof![0..10i32, 0..4_000i32],
            word in prop::sample::select(vec!["", "niger", "TÉRA", "jnim", "wagner attack", "no such word at all"]),
        ) {
            let (from, to) = (Day(start), Day(start + length));
            let filter = Filter {
                countries: countries.iter().copied().collect(),
                kinds: kinds.iter().copied().collect(),
                from: Some(TypedDate::Day(from)),
                to: Some(TypedDate::Day(to)),
                text: word.to_owned(),
            };
            let expected: Vec<_> = record()
                .records
                .iter()
                .enumerate()
                .filter(|(_, r)| countries.is_empty() || r.event.countries.iter().any(|c| countries.contains(c)))
                .filter(|(_, r)| kinds.is_empty() || kinds.contains(&r.event.kind))
                .filter(|(_, r)| fold(word).split(' ').all(|w| r.haystack.contains(w)))
                .filter_map(|(index, r)| Some(Hit { index, in_range: day_by_day(&r.event, from, to)? }))
                .collect();
            prop_assert_eq!(record().find(&filter), expected);
        }
    }

    #[test]
    fn links_between_events_go_both_ways() {
        let suspended = record().get("ne-2023-10-09-algeria-suspends-mediation").unwrap();
        let plan = record().get("ne-2023-08-29-algeria-six-month-plan").unwrap();
        assert!(suspended.event.related.contains(&plan.event.id));
        assert!(plan.back_links.contains(&suspended.event.id));
    }
}
