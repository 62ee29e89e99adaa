//! The whole record, valid and immutable, and the questions that pages and exports ask of it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, OnceLock},
};

use super::{
    check::{LeftOut, Registries, Registry},
    compare::Comparison,
    said::{self, Spoken, Statement},
};
use crate::{
    domain::{
        confidence::{self, Support},
        date::{Day, InRange},
        event::{Event, Revision, Tie},
        filter::{Clock, Field, FieldError, Order, Problem, Query},
        series::Series,
        text::{Lang, Text, fold},
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
    pub registries: Arc<Registries>,
    /// Totals over time.
    pub series: Arc<[Series]>,
    /// Corrections and additions that concern the record as a whole, oldest first.
    pub changes: Arc<[Revision]>,
    /// The record held against others' data.
    pub comparison: Arc<Comparison>,
    /// What became of ids that are no event.
    gone: Arc<LeftOut>,
    by_id: HashMap<String, usize>,
    by_actor: HashMap<String, Takes>,
    by_place: HashMap<String, Vec<usize>>,
    /// The ids of actors, and of places, by their folded names.
    named: [HashMap<String, String>; 2],
    extent: (Day, Day),
    entries: [Vec<Entry>; 2],
    /// The other clock, made when it is asked for.
    spoken: OnceLock<SpokenEntries>,
}

/// Statements in the order in which they were made, their entries in both languages, and how many have no date.
struct SpokenEntries {
    spoken: Vec<Spoken>,
    undated: usize,
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
    /// Its texts in both languages, folded, for search: headline; names of places, actors and speakers; summary.
    texts: [String; 3],
}

/// An event, or by the other clock a statement, that a filter admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its index in [`Snapshot::entries`].
    pub index: usize,
    /// Index of its event in [`Snapshot::records`].
    pub record: usize,
    /// The statement, by the other clock.
    pub statement: Option<Statement>,
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
    pub registries: Arc<Registries>,
    pub gone: Arc<LeftOut>,
    pub changes: Arc<[Revision]>,
    pub series: Arc<[Series]>,
    pub comparison: Arc<Comparison>,
}

impl Takes {
    /// How many events there are.
    pub fn events(&self) -> usize {
        self.part.iter().chain(&self.voice).collect::<BTreeSet<_>>().len()
    }
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

        let records: Vec<_> = events
            .into_iter()
            .map(|event| Record {
                toll: toll::of_event(&event),
                texts: texts(&event),
                back_links: back_links.pop().unwrap_or_default(),
                support: confidence::support(&event),
                event,
            })
            .collect();
        let numbers = numbers(&records);
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
        let spoken = OnceLock::new();
        let named = [
            by_name(registries.actors.iter().map(|(actor, _)| (&actor.id, &actor.name, &actor.aliases))),
            by_name(registries.places.iter().map(|(place, _)| (&place.id, &place.name, &place.aliases))),
        ];
        Self {
            id,
            records,
            registries,
            series,
            changes,
            comparison,
            gone,
            by_id,
            by_actor,
            by_place,
            named,
            extent,
            entries,
            spoken,
        }
    }

    /// The record as it stood on the evening of that day.
    #[must_use]
    pub fn as_of(&self, day: Day) -> Self {
        let parts = Parts {
            events: self.records.iter().filter_map(|record| record.event.as_of(day)).collect(),
            registries: Arc::clone(&self.registries),
            gone: Arc::clone(&self.gone),
            changes: Arc::clone(&self.changes),
            series: Arc::clone(&self.series),
            comparison: Arc::clone(&self.comparison),
        };
        Self { extent: self.extent, ..Self::new(self.id.clone(), parts) }
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

    /// What the timeline shows by a clock, oldest first: the events, or their statements.
    pub fn entries(&self, clock: Clock, lang: Lang) -> &[Entry] {
        let entries = match clock {
            Clock::Happened => &self.entries,
            Clock::Said => &self.spoken().entries,
        };
        match lang {
            Lang::En => &entries[0],
            Lang::Fr => &entries[1],
        }
    }

    /// Figures and claims of which nobody knows when they were made: by the other clock they have no place.
    pub fn undated(&self) -> usize {
        self.spoken().undated
    }

    fn spoken(&self) -> &SpokenEntries {
        self.spoken.get_or_init(|| {
            let (spoken, undated) = said::spoken(&self.records);
            let numbers = numbers(&self.records);
            let entries = Lang::ALL.map(|lang| said::entries(&self.records, &spoken, lang, &numbers));
            SpokenEntries { spoken, undated, entries }
        })
    }

    /// Puts the ids of actor and place where their names were typed, and says which of them the record does not have.
    pub fn resolve(&self, query: &mut Query) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut put = |field: Field, value: &mut String, id: Option<String>| {
            let typed = std::mem::take(value);
            match id {
                Some(id) => *value = id,
                None if typed.is_empty() => {}
                None => errors.push(FieldError::new(Some(field), field.name(), &typed, Problem::NotInRecord)),
            }
        };
        let Registries { actors, places } = &*self.registries;
        let filter = &mut query.filter;
        let id = id_of(actors, &self.named[0], &filter.actor);
        put(Field::Actor, &mut filter.actor, id);
        let id = id_of(places, &self.named[1], &filter.place);
        put(Field::Place, &mut filter.place, id);
        errors
    }

    /// What has the words, the actor and the place that a query searches for, best match first, as indices into
    /// [`Snapshot::entries`]; `None` when it searches for nothing.
    pub fn matches(&self, query: &Query) -> Option<Vec<usize>> {
        let filter = &query.filter;
        if !filter.searches() {
            return None;
        }
        let words = filter.words();
        let mut scores = vec![Some(0); self.records.len()];
        for (score, record) in scores.iter_mut().zip(&self.records) {
            *score = words.iter().map(|word| record.score(word)).sum();
        }
        if !filter.place.is_empty() {
            let here: BTreeSet<_> = self.at_place(&filter.place).iter().copied().collect();
            for (_, score) in scores.iter_mut().enumerate().filter(|(index, _)| !here.contains(index)) {
                *score = None;
            }
        }
        if !filter.actor.is_empty() {
            let takes = self.of_actor(&filter.actor);
            let taking: BTreeSet<_> = takes.iter().flat_map(|t| t.part.iter().chain(&t.voice)).copied().collect();
            for (_, score) in scores.iter_mut().enumerate().filter(|(index, _)| !taking.contains(index)) {
                *score = None;
            }
        }
        let mut found: Vec<(u32, usize)> = match query.clock {
            Clock::Happened => {
                scores.iter().enumerate().filter_map(|(index, score)| Some(((*score)?, index))).collect()
            }
            Clock::Said => {
                let spoken = &self.spoken().spoken;
                let by_actor = |spoken: &Spoken| {
                    let said = spoken.statement.said(&self.records.get(spoken.record)?.event)?;
                    let via = said.via.as_ref().is_some_and(|via| via.id == filter.actor);
                    (filter.actor.is_empty() || via || said.by.id == filter.actor).then_some(())
                };
                let score = |spoken: &Spoken| by_actor(spoken).and(scores.get(spoken.record).copied().flatten());
                spoken.iter().enumerate().filter_map(|(index, spoken)| Some((score(spoken)?, index))).collect()
            }
        };
        found.sort_by_key(|(score, index)| (Reverse(*score), Reverse(*index)));
        Some(found.into_iter().map(|(_, index)| index).collect())
    }

    /// What the query's filter admits, oldest first.
    pub fn find(&self, query: &Query) -> Vec<Hit> {
        let mut hits: Vec<_> = self.admitted(query, self.matches(query)).collect();
        hits.sort_by_key(|hit| hit.index);
        hits
    }

    /// The same in the order of the list.
    pub fn listed(&self, query: &Query) -> Vec<Hit> {
        if query.ranked() {
            return self.admitted(query, self.matches(query)).collect();
        }
        let mut hits = self.find(query);
        if query.order != Order::Oldest {
            hits.reverse();
        }
        hits
    }

    /// What a query searches for, oldest first, whatever countries, kinds and dates it asks for.
    pub fn matching(&self, query: &Query, lang: Lang) -> Vec<&Entry> {
        let entries = self.entries(query.clock, lang);
        match self.matches(query) {
            None => entries.iter().collect(),
            Some(mut indices) => {
                indices.sort_unstable();
                indices.into_iter().filter_map(|index| entries.get(index)).collect()
            }
        }
    }

    fn admitted(&self, query: &Query, matches: Option<Vec<usize>>) -> impl Iterator<Item = Hit> {
        let entries = self.entries(query.clock, Lang::En);
        let indices = matches.unwrap_or_else(|| (0..entries.len()).collect());
        let (filter, clock) = (&query.filter, query.clock);
        indices.into_iter().filter_map(move |index| {
            let entry = entries.get(index)?;
            if !(filter.admits_kind(entry.kind) && filter.admits_countries(&entry.countries)) {
                return None;
            }
            let in_range = filter.admits_window(entry.window)?;
            let (record, statement) = match clock {
                Clock::Happened => (index, None),
                Clock::Said => {
                    let spoken = self.spoken().spoken.get(index)?;
                    (spoken.record, Some(spoken.statement))
                }
            };
            Some(Hit { index, record, statement, in_range })
        })
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

impl Record {
    /// How well a folded word fits: a word of the headline best, then one of a name, then one of the summary; the beginning of a
    /// word better than its middle. `None` when it does not occur.
    fn score(&self, word: &str) -> Option<u32> {
        let begins = |text: &str| text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric));
        let of = |(text, weight): (&String, u32)| text.contains(word).then(|| 2 * weight + u32::from(begins(text)));
        self.texts.iter().zip([3, 2, 1]).filter_map(of).max()
    }
}

/// The number of each origin: equal numbers are the same origin. Those of most events have the smallest, which travel best.
fn numbers(records: &[Record]) -> HashMap<&str, u32> {
    let mut events: BTreeMap<&str, Reverse<u32>> = BTreeMap::new();
    for record in records {
        for origin in record.event.origins() {
            events.entry(origin).or_default().0 += 1;
        }
        for said in record.event.statements() {
            events.entry(&said.by.id).or_default();
        }
    }
    let mut origins: Vec<_> = events.into_iter().collect();
    origins.sort_by_key(|(_, events)| *events);
    origins.into_iter().map(|(id, _)| id).zip(0..).collect()
}

/// Ids by folded name, in every language and form; of two with the same name, the first id has it.
fn by_name<'a>(things: impl Iterator<Item = (&'a String, &'a Text, &'a Vec<String>)>) -> HashMap<String, String> {
    let mut ids = HashMap::new();
    for (id, name, aliases) in things {
        for name in Lang::ALL.map(|lang| name.get(lang)).into_iter().chain(aliases.iter().map(String::as_str)) {
            ids.entry(fold(name)).or_insert_with(|| id.clone());
        }
    }
    ids
}

/// The id that was typed, or whose name was.
fn id_of<T>(registry: &Registry<T>, named: &HashMap<String, String>, typed: &str) -> Option<String> {
    match registry.get(typed) {
        Some(_) => Some(typed.to_owned()),
        None => named.get(&fold(typed)).cloned(),
    }
}

/// Headline; names of place, of everybody who acts or speaks; summary: in both languages, folded.
fn texts(event: &Event) -> [String; 3] {
    let in_both = |text: &Text| Lang::ALL.map(|lang| fold(text.get(lang))).join(" ");
    let mut names = Vec::new();
    if let Some(place) = &event.place {
        names.extend(place.described.iter().map(in_both));
        for place in place.at.chain() {
            names.push(in_both(&place.name));
            names.extend(place.aliases.iter().map(|alias| fold(alias)));
        }
    }
    let speakers = event.statements().map(|said| &said.by);
    let mut seen = BTreeSet::new();
    for actor in event.actors.iter().filter_map(|a| a.actor()).chain(speakers) {
        if seen.insert(&actor.id) {
            names.push(in_both(&actor.name));
            names.extend(actor.aliases.iter().map(|alias| fold(alias)));
        }
    }
    [in_both(&event.headline), names.join(" "), in_both(&event.summary)]
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
            filter::Filter,
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
                ..Filter::default()
            };
            let query = Query { filter, ..Query::default() };
            let expected: Vec<_> = record()
                .records
                .iter()
                .enumerate()
                .filter(|(_, r)| countries.is_empty() || r.event.countries.iter().any(|c| countries.contains(c)))
                .filter(|(_, r)| kinds.is_empty() || kinds.contains(&r.event.kind))
                .filter(|(_, r)| fold(word).split(' ').all(|w| r.texts.iter().any(|text| text.contains(w))))
                .filter_map(|(index, r)| {
                    Some(Hit { index, record: index, statement: None, in_range: day_by_day(&r.event, from, to)? })
                })
                .collect();
            prop_assert_eq!(record().find(&query), expected);
        }
    }

    fn ids(query: &str) -> Vec<String> {
        let (mut query, errors) = Query::parse(query);
        assert_eq!(errors, []);
        assert_eq!(record().resolve(&mut query), []);
        record().listed(&query).iter().map(|hit| record().records[hit.record].event.id.clone()).collect()
    }

    #[test]
    fn a_search_folds_accents_and_puts_the_best_match_first() {
        for search in ["q=Inates", "q=INATÈS", "q=inates"] {
            assert!(ids(search)[0].contains("inates"), "{search}");
        }
        let newest = ids("q=inates&order=newest");
        assert_eq!(newest.len(), ids("q=inates").len());
        assert!(newest.is_sorted_by_key(|id| std::cmp::Reverse(record().get(id).unwrap().event.date.window().anchor)));
    }

    #[test]
    fn actors_and_places_are_found_by_id_and_by_name() {
        let named = ids("actor=Group+for+the+Support+of+Islam+and+Muslims");
        assert_eq!(named, ids("actor=jnim"));
        assert!(named.len() > 100);
        assert!(ids("place=Tillab%C3%A9ri").iter().all(|id| id.starts_with("ne-") || id.starts_with("aes-")));
        let mut query = Query::parse("actor=nobody").0;
        assert_eq!(record().resolve(&mut query)[0].problem, Problem::NotInRecord);
        assert_eq!(query, Query::default());
    }

    #[test]
    fn by_the_other_clock_a_statement_stands_on_its_own_day() {
        let (query, _) = Query::parse("clock=said&country=NE&from=2023-10-03&to=2023-10-03");
        let hits = record().find(&query);
        assert!(!hits.is_empty());
        let day = Day::from_ymd(2023, 10, 3).unwrap();
        for hit in hits {
            let said = hit.statement.unwrap().said(&record().records[hit.record].event).unwrap();
            let window = said.said.as_ref().unwrap().window();
            assert!(window.earliest <= day && day <= window.latest, "{window:?}");
        }
    }

    #[test]
    fn as_of_4_october_2023_what_was_said_later_is_not_there() {
        let then = record().as_of(Day::from_ymd(2023, 10, 4).unwrap());
        let ambush = then.get("ne-2023-10-02-tabatol-ambush").unwrap();
        let later = record().get("ne-2023-10-02-tabatol-ambush").unwrap();
        assert!(ambush.event.claims.len() < later.event.claims.len());
        assert!(then.get("ne-2023-10-09-algeria-suspends-mediation").is_none());
        assert_eq!(then.extent(), record().extent());
    }

    #[test]
    fn links_between_events_go_both_ways() {
        let suspended = record().get("ne-2023-10-09-algeria-suspends-mediation").unwrap();
        let plan = record().get("ne-2023-08-29-algeria-six-month-plan").unwrap();
        assert!(suspended.event.related.iter().any(|tie| tie.event == plan.event.id));
        assert!(plan.back_links.iter().any(|tie| tie.event == suspended.event.id));
    }
}
