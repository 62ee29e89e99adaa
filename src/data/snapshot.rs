//! The whole record, valid and immutable, and the questions that pages and exports ask of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    check::{LeftOut, Registries},
    compare::Comparison,
};
use crate::{
    domain::{
        confidence::{self, Support},
        date::{Day, InRange},
        event::{Event, Revision, Tie},
        filter::Filter,
        series::Series,
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
    /// Who acts and speaks, and where things happen.
    pub registries: Registries,
    /// Totals over time.
    pub series: Vec<Series>,
    /// Corrections and additions that concern the record as a whole, oldest first.
    pub changes: Vec<Revision>,
    /// The record held against others' data.
    pub comparison: Comparison,
    /// What became of ids that are no event.
    gone: LeftOut,
    by_id: HashMap<String, usize>,
    by_actor: HashMap<String, Takes>,
    by_place: HashMap<String, Vec<usize>>,
    extent: (Day, Day),
    entries: [Vec<Entry>; 2],
}

/// An event and what is derived from it.
pub struct Record {
    /// The event.
    pub event: Event,
    /// People reported killed.
    pub toll: Option<Toll>,
    /// Ties that other events name, seen from there: the event is the one that names this one.
    pub back_links: Vec<Tie>,
    /// How well it is supported.
    pub support: Support,
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

/// Where an actor comes up, as indices into [`Snapshot::records`].
#[derive(Debug, Default)]
pub struct Takes {
    /// Events in which it takes part.
    pub part: Vec<usize>,
    /// Events of which it says something, or is an origin.
    pub voice: Vec<usize>,
}

/// What a snapshot is made of.
pub(super) struct Parts {
    pub events: Vec<Event>,
    pub registries: Registries,
    pub gone: LeftOut,
    pub changes: Vec<Revision>,
    pub series: Vec<Series>,
    pub comparison: Comparison,
}

impl Snapshot {
    pub(super) fn new(id: String, parts: Parts) -> Self {
        let Parts { mut events, registries, gone, changes, series, comparison } = parts;
        events.sort_by_cached_key(|e| {
            let window = e.date.window();
            (window.anchor, window.latest, e.id.clone())
        });
        let mut back_links: BTreeMap<&str, Vec<Tie>> = BTreeMap::new();
        for event in &events {
            for Tie { relation, event: other } in &event.related {
                let back = Tie { relation: *relation, event: event.id.clone() };
                back_links.entry(other).or_default().push(back);
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
                support: confidence::support(&event),
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
        let mut by_actor: HashMap<String, Takes> = HashMap::new();
        let mut by_place: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, Record { event, .. }) in records.iter().enumerate() {
            let part: BTreeSet<&str> =
                event.actors.iter().filter_map(|a| a.actor()).map(|actor| actor.id.as_str()).collect();
            let mut voice: BTreeSet<&str> = event.origins();
            for said in event.statements() {
                voice.insert(&said.by.id);
                voice.extend(said.via.as_ref().map(|via| via.id.as_str()));
            }
            for actor in part {
                by_actor.entry(actor.to_owned()).or_default().part.push(index);
            }
            for actor in voice {
                by_actor.entry(actor.to_owned()).or_default().voice.push(index);
            }
            for place in event.place.iter().flat_map(|place| place.at.chain()) {
                by_place.entry(place.id.clone()).or_default().push(index);
            }
        }
        Self { id, records, registries, series, changes, comparison, gone, by_id, by_actor, by_place, extent, entries }
    }

    /// The record with this id.
    pub fn get(&self, id: &str) -> Option<&Record> {
        self.by_id.get(id).and_then(|index| self.records.get(*index))
    }

    /// The event into which the record with this id was merged.
    pub fn merged_into(&self, id: &str) -> Option<&str> {
        self.gone.merged.get(id).map(String::as_str)
    }

    /// Why the research record with this id is no event.
    pub fn left_out(&self, id: &str) -> Option<&str> {
        self.gone.reasons.get(id).map(String::as_str)
    }

    /// Where an actor comes up.
    pub fn of_actor(&self, id: &str) -> Option<&Takes> {
        self.by_actor.get(id)
    }

    /// The events at a place or within it, oldest first, as indices into [`Snapshot::records`].
    pub fn at_place(&self, id: &str) -> &[usize] {
        self.by_place.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every dated correction, newest first; those of the record as a whole have no event.
    pub fn revisions(&self) -> Vec<(Option<&Event>, &Revision)> {
        let of_events =
            self.records.iter().flat_map(|r| r.event.revisions.iter().map(move |rev| (Some(&r.event), rev)));
        let mut all: Vec<_> = self.changes.iter().map(|rev| (None, rev)).chain(of_events).collect();
        all.sort_by_key(|(_, revision)| std::cmp::Reverse(revision.date.window().anchor));
        all
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
    let mut folded = String::new();
    if let Some(place) = &event.place {
        texts.extend(&place.described);
        for place in place.at.chain() {
            texts.push(&place.name);
            for alias in &place.aliases {
                folded.push_str(&fold(alias));
                folded.push(' ');
            }
        }
    }
    let speakers = event.statements().map(|said| &said.by);
    let actors: Vec<_> = event.actors.iter().filter_map(|a| a.actor()).chain(speakers).collect();
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
        assert!(suspended.event.related.iter().any(|tie| tie.event == plan.event.id));
        assert!(plan.back_links.iter().any(|tie| tie.event == suspended.event.id));
    }
}
