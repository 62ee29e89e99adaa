//! What page and browser share of the explorer: filter bar, timeline, list.
//!
//! The server makes the whole of it as plain HTML with a GET form. In the browser the island takes it over
//! ([`browser`](super::browser)): nothing is rendered anew, so the bundle needs no views.

use leptos::prelude::*;

use crate::{
    domain::{
        filter::{Clock, Field, Filter, Measure, Query},
        text::Lang,
    },
    i18n::{colon, summary, words::words},
    timeline::svg::escape,
};

/// The address of a list in one language.
pub fn address(lang: Lang, query: &Query) -> String {
    let query = query.to_string();
    if query.is_empty() { format!("/{lang}/") } else { format!("/{lang}/?{query}") }
}

/// The filter bar, the timeline and the list, which the server has drawn.
#[island]
pub fn ExplorerIsland(
    /// All of it.
    children: Children,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    super::browser::start();
    children()
}

/// What is on, each with a link that takes it off.
///
/// `name` gives the names of actors and places by their ids.
pub fn chips(query: &Query, name: impl Fn(Field, &str) -> String, lang: Lang) -> String {
    let t = words(lang);
    let mut out = String::new();
    let mut chip = |text: &str, without: Query| {
        out.push_str(&format!(
            "<a href=\"{}\">{}<span aria-hidden=\"true\"> ×</span><span class=\"unseen\"> ({})</span></a> ",
            escape(&address(lang, &without.first_page())),
            escape(text),
            t.take_off
        ));
    };
    let without = |change: fn(&mut Query)| {
        let mut query = query.clone();
        change(&mut query);
        query
    };
    let filter = &query.filter;
    for country in filter.countries.iter() {
        let mut rest = query.clone();
        rest.filter.countries.remove(country);
        chip(country.name(lang), rest);
    }
    for kind in filter.kinds.iter() {
        let mut rest = query.clone();
        rest.filter.kinds.remove(kind);
        chip(kind.name(lang), rest);
    }
    let labelled = |label: &str, value: &str| format!("{label}{} {value}", colon(lang));
    if !filter.actor.is_empty() {
        chip(&labelled(t.actor, &name(Field::Actor, &filter.actor)), without(|q| q.filter.actor.clear()));
    }
    if !filter.place.is_empty() {
        chip(&labelled(t.place, &name(Field::Place, &filter.place)), without(|q| q.filter.place.clear()));
    }
    if let Some(dates) = summary::dates(filter, lang) {
        let open = |q: &mut Query| (q.filter.from, q.filter.to) = (None, None);
        chip(&dates, without(open));
    }
    if !filter.text.is_empty() {
        chip(&labelled(t.search, &filter.text), without(|q| q.filter.text.clear()));
    }
    if let Some(day) = filter.as_of {
        chip(&labelled(t.as_of, &summary::typed(day, lang)), without(|q| q.filter.as_of = None));
    }
    if query.clock == Clock::Said {
        chip(t.by_said, without(|q| q.clock = Clock::Happened));
    }
    if query.measure == Measure::Killed {
        chip(t.by_killed, without(|q| q.measure = Measure::Events));
    }
    if query.filter != Filter::default() {
        out.push_str(&format!("<a class=\"clear\" href=\"{}\">{}</a>", address(lang, &Query::default()), t.clear));
    }
    out
}
