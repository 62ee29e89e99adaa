//! Rules that need the whole record: links, duplicates, and what nothing uses.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{Check, Checked, Registries, unknown};
use crate::{
    data::{problem::Problem, rule::Rule},
    domain::{
        event::{Event, Involvement, Perpetrator, Said},
        series::Series,
        vocabulary::ActorType,
    },
};

/// Events that rest on one page are looked at together when they lie at most this many days apart.
const SHARED_SOURCE_DAYS: i32 = 30;
/// The same for nearly equal headlines.
const NEAR_HEADLINE_DAYS: i32 = 10;
/// From this likeness on, two headlines are nearly equal (1 is equal).
const NEAR_HEADLINE: f64 = 0.85;

/// Checks what events say of each other; problems by the index of the event.
pub fn whole(events: &[Checked]) -> Vec<(usize, Problem)> {
    let ids: BTreeSet<&str> = events.iter().map(|c| c.event.id.as_str()).collect();
    let claims: BTreeSet<String> = events
        .iter()
        .flat_map(|c| c.event.claims.iter().filter_map(|claim| Some(format!("{}#{}", c.event.id, claim.id.as_ref()?))))
        .collect();
    let mut problems = Vec::new();
    for (index, checked) in events.iter().enumerate() {
        for (tie, span) in checked.event.related.iter().zip(&checked.ties) {
            if tie.event == checked.event.id || !ids.contains(tie.event.as_str()) {
                let candidates: Vec<&str> = ids.iter().copied().collect();
                problems.push((index, unknown(Rule::UnknownEvent, "event", &tie.event, span, &candidates)));
            }
        }
        for (id, span) in &checked.answers {
            if !claims.contains(id) {
                let candidates: Vec<&str> = claims.iter().map(String::as_str).collect();
                problems.push((index, unknown(Rule::UnknownClaim, "claim", id, span, &candidates)));
            }
        }
    }
    duplicates(events, &mut problems);
    problems
}

/// How many days lie between two events; none when they overlap.
fn apart(a: &Event, b: &Event) -> i32 {
    let (a, b) = (a.date.window(), b.date.window());
    (a.earliest.0 - b.latest.0).max(b.earliest.0 - a.latest.0).max(0)
}

fn tied(a: &Checked, b: &Checked) -> bool {
    let names = |a: &Checked, b: &Checked| {
        let prefix = format!("{}#", b.event.id);
        a.event.related.iter().any(|tie| tie.event == b.event.id)
            || a.answers.iter().any(|(id, _)| id.starts_with(&prefix))
    };
    names(a, b) || names(b, a)
}

fn duplicates(events: &[Checked], problems: &mut Vec<(usize, Problem)>) {
    let tie = |id: &str| format!("merge the two, or tie this one to `{id}` under `[related]`");
    let mut pages: BTreeMap<&str, Vec<(usize, &Range<usize>)>> = BTreeMap::new();
    for (index, checked) in events.iter().enumerate() {
        for (source, span) in checked.event.sources.iter().zip(&checked.urls) {
            // A dataset or an encyclopedia has many events on one page.
            if source.origin.iter().all(|origin| origin.kind == ActorType::Reference) {
                continue;
            }
            pages.entry(&source.url).or_default().push((index, span));
        }
    }
    let mut reported = BTreeSet::new();
    for users in pages.values() {
        for (position, (index, span)) in users.iter().enumerate() {
            for (other, _) in &users[..position] {
                let (a, b) = (&events[*index], &events[*other]);
                if index == other {
                    let message = "the event names this page twice".to_owned();
                    let hint = "name it once; statements can share a source".to_owned();
                    problems.push((*index, Problem { rule: Rule::Twice, span: (*span).clone(), message, hint }));
                } else if apart(&a.event, &b.event) <= SHARED_SOURCE_DAYS
                    && !tied(a, b)
                    && reported.insert((*index, *other))
                {
                    let message = format!("`{}`, near in time, rests on the same page", b.event.id);
                    let hint = tie(&b.event.id);
                    problems.push((*index, Problem { rule: Rule::SharedSource, span: (*span).clone(), message, hint }));
                }
            }
        }
    }
    for (index, a) in events.iter().enumerate() {
        for b in &events[..index] {
            if apart(&a.event, &b.event) <= NEAR_HEADLINE_DAYS
                && strsim::normalized_levenshtein(&a.event.headline.en, &b.event.headline.en) >= NEAR_HEADLINE
                && !tied(a, b)
            {
                let message = format!("`{}` has nearly the same headline, and is near in time", b.event.id);
                let (span, hint) = (a.headline.clone(), tie(&b.event.id));
                problems.push((index, Problem { rule: Rule::NearHeadline, span, message, hint }));
            }
        }
    }
}

/// Entries of the registries that nothing names: problems of `actors.toml`, and of `places.toml`.
pub fn unused(events: &[Checked], series: &[Series], registries: &Registries) -> (Vec<Problem>, Vec<Problem>) {
    let mut actors: BTreeSet<&str> = BTreeSet::new();
    let mut places: BTreeSet<&str> = BTreeSet::new();
    for Checked { event, .. } in events {
        for Said { by, via, .. } in event.statements() {
            actors.insert(&by.id);
            actors.extend(via.as_ref().map(|via| via.id.as_str()));
        }
        for involvement in &event.actors {
            actors.extend(involvement.actor().map(|actor| actor.id.as_str()));
            if let Involvement::Perpetrator(
                Perpetrator::Attributed { by, .. } | Perpetrator::Suspected { by, .. } | Perpetrator::NotNamed { by },
            ) = involvement
            {
                actors.insert(&by.id);
            }
        }
        actors.extend(event.sources.iter().flat_map(|s| &s.origin).map(|actor| actor.id.as_str()));
        places.extend(event.place.iter().flat_map(|place| place.at.chain()).map(|place| place.id.as_str()));
    }
    for series in series {
        actors.insert(&series.by.id);
        actors.extend(series.source.origin.iter().map(|actor| actor.id.as_str()));
        places.extend(series.areas.iter().map(|area| area.place.id.as_str()));
    }
    actors.extend(registries.actors.iter().filter_map(|(actor, _)| actor.parent.as_deref()));
    let problem = |span: &Range<usize>, what: &str, id: &str| Problem {
        rule: Rule::Unused,
        span: span.clone(),
        message: format!("no event names the {what} `{id}`"),
        hint: "take it out, or name it where it belongs".to_owned(),
    };
    let idle_actors = registries.actors.iter().filter(|(actor, _)| !actors.contains(actor.id.as_str()));
    // A region without an event is still a region.
    let idle_places =
        registries.places.iter().filter(|(place, _)| place.is_locality() && !places.contains(place.id.as_str()));
    (
        idle_actors.map(|(actor, span)| problem(span, "actor", &actor.id)).collect(),
        idle_places.map(|(place, span)| problem(span, "place", &place.id)).collect(),
    )
}

impl Check<'_> {
    /// Every source carries something, and none is older than what it reports.
    pub(super) fn uses(&mut self, event: &Event, tables: &[Range<usize>]) {
        let said: Vec<&Said> = event.statements().collect();
        let earliest = event.date.window().earliest;
        for (source, span) in event.sources.iter().zip(tables) {
            let carries: Vec<&&Said> = said.iter().filter(|said| said.sources.contains(&source.id)).collect();
            if carries.is_empty() && !event.told_by.contains(&source.id) {
                self.problem(
                    Rule::UnusedSource,
                    span.clone(),
                    format!("nothing uses the source `{}`", source.id),
                    "name it under the figure, claim or date that it carries, or in `sources` of `[summary]`",
                );
            }
            let Some(published) = source.published.as_ref().map(|date| date.window().latest) else { continue };
            let announces =
                carries.iter().any(|said| said.said.as_ref().is_some_and(|day| day.window().earliest <= published));
            if published < earliest && !announces {
                self.problem(
                    Rule::EarlySource,
                    span.clone(),
                    format!("the page is of {published}, and the event of {earliest} or later"),
                    "correct `published`, or use the page for a statement that was `said` before the event",
                );
            }
        }
    }
}
