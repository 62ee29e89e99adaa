//! The timeline page: sentence, filter, picture, list.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use super::{Head, context, entry, filter_bar::FilterBar, respond};
use crate::{
    api::PAGE_SIZE,
    data::{Hit, Snapshot},
    domain::{
        date::TypedDate,
        filter::{Clock, FieldError, Order, Problem, Query},
        text::Lang,
    },
    i18n::{capitalised, date, number, summary, words::words},
    islands::explorer::{ExplorerIsland, address},
    server::App,
    timeline::{
        entry::{selected, shown, summary as summary_of},
        layout, overview,
        scale::Scale,
        svg,
    },
};

/// Widths for which the server lays the picture out, in pixels: phones, and everything wider. In the browser the island
/// lays it out for the width that it really has.
const WIDTHS: [(&str, f32); 2] = [("narrow", 326.0), ("wide", 704.0)];

/// `GET /en/?…`.
pub fn page(lang: Lang, app: &App, raw: &str) -> Response {
    let (mut query, mut errors) = Query::parse(raw);
    errors.extend(app.snapshot.resolve(&mut query));
    // Which names are no filter does not matter: the page with this note can be kept, whoever made them up.
    let stranger = errors.iter().any(|error| error.problem == Problem::Unknown);
    errors.retain(|error| error.problem != Problem::Unknown);
    let path = query.to_string();
    // What was typed stands in the form only when something is wrong with it.
    let raw = if errors.is_empty() { &path } else { raw };
    errors.extend(stranger.then(|| FieldError::new(None, "", "", Problem::Unknown)));
    let app = app.known(&query.filter);
    let snapshot = &*app.snapshot;
    let head = Head {
        lang,
        title: summary::title(&query.filter, lang),
        description: words(lang).description.to_owned(),
        path: if path.is_empty() { String::new() } else { format!("?{path}") },
        listed: true,
        island: true,
    };
    let matching = snapshot.matching(&query, lang);
    let selected = selected(&matching, &query.filter);
    let sentence = summary::sentence(&summary_of(&shown(&selected, &query.filter)), &query, snapshot.extent(), lang);
    let bar = FilterBar { lang, raw, query: &query, errors: &errors, snapshot, matching: &matching };
    respond(&app, StatusCode::OK, head, || {
        let t = words(lang);
        let (overviews, lanes) = pictures(&selected, &query, snapshot, lang);
        let (form, presets, switches) = (bar.view(), bar.presets(), bar.switches());
        let notes = notes(snapshot, &query, lang);
        let list = list(snapshot, &query, lang);
        let context = context::aside(&app, &query.filter, lang);
        view! {
            <h1 class="sentence" id="sentence" aria-live="polite">
                {sentence}
            </h1>
            <ExplorerIsland>
                {form}
                <div id="notes">{notes}</div>
                <figure class="chart" id="chart">
                    <div class="controls">
                        {presets}
                        {switches}
                        <p class="buttons" id="buttons" hidden>
                            <button type="button" data-do="earlier" aria-label=t.earlier title=t.earlier>"←"</button>
                            <button type="button" data-do="later" aria-label=t.later title=t.later>"→"</button>
                            <button type="button" data-do="out" aria-label=t.zoom_out title=t.zoom_out>"−"</button>
                            <button type="button" data-do="in" aria-label=t.zoom_in title=t.zoom_in>"+"</button>
                            <button type="button" data-do="all">{t.whole_period}</button>
                        </p>
                    </div>
                    <div id="overview" data-from=t.handle_from data-to=t.handle_to>{overviews}</div>
                    <div id="lanes" role="group" aria-label=t.timeline aria-describedby="lanes-help">{lanes}</div>
                    <figcaption>
                        {t.in_pictures}
                        <details id="help" hidden>
                            <summary>{t.how_to_move}</summary>
                            {t.wheel_help}" "<span id="lanes-help">{t.timeline_help}</span>
                        </details>
                    </figcaption>
                </figure>
                <section id="list" aria-label=t.events>{list}</section>
                {context}
            </ExplorerIsland>
        }
    })
}

/// The overview and the lanes, for each of the widths.
fn pictures(
    selected: &[&crate::timeline::entry::Entry],
    query: &Query,
    snapshot: &Snapshot,
    lang: Lang,
) -> (impl IntoView + use<>, impl IntoView + use<>) {
    let (first, last) = snapshot.extent();
    let (from, to) = query.filter.shown_range((first, last));
    let (whole, shown) = (Scale::new(first.min(from), last.max(to)), Scale::new(from, to));
    let zoomed = |from, to| {
        let filter = crate::domain::filter::Filter {
            from: Some(TypedDate::Day(from)),
            to: Some(TypedDate::Day(to)),
            ..query.filter.clone()
        };
        address(lang, &Query { filter, ..query.first_page() })
    };
    let overviews = WIDTHS.map(|(class, width)| {
        let placed = overview::place(selected, &whole, &shown, query.measure, width, lang);
        view! { <div class=class inner_html=svg::overview(&placed)></div> }
    });
    let lanes = WIDTHS.map(|(class, width)| {
        let placed = layout::place(selected, &query.filter.lanes(), &shown, width, lang);
        let canvas = svg::Canvas { lang, zoomed: &zoomed, width: None };
        view! { <div class=class inner_html=svg::lanes(&placed, &canvas)></div> }
    });
    (overviews.into_iter().collect_view(), lanes.into_iter().collect_view())
}

/// What a reader must know of a view that is not the usual one.
fn notes(snapshot: &Snapshot, query: &Query, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let as_of = query.filter.as_of.map(|_| view! { <p class="note">{t.as_of_note}</p> });
    let undated = (query.clock == Clock::Said).then(|| {
        let count = number(snapshot.undated() as u64, lang);
        view! { <p class="note">{format!("{} {count}.", t.undated)}</p> }
    });
    view! { {as_of}{undated} }
}

fn list(snapshot: &Snapshot, query: &Query, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let hits = snapshot.listed(query);
    if hits.is_empty() {
        return view! {
            <p class="none">{t.none}" "{t.none_hint}" "<a href=format!("/{lang}/")>{t.none_link}</a>"."</p>
        }
        .into_any();
    }
    let pages = hits.len().div_ceil(PAGE_SIZE);
    let page = query.page as usize;
    let tools = tools(query, lang);
    if page > pages {
        return view! {
            {tools}
            <p class="none">{t.no_such_page}" "<a href=address(lang, &query.first_page())>{t.first_page}</a>"."</p>
        }
        .into_any();
    }
    let here = &hits[(page - 1) * PAGE_SIZE..(page * PAGE_SIZE).min(hits.len())];
    let entries = snapshot.entries(query.clock, lang);
    let anchor = |hit: &Hit| entries[hit.index].window.anchor;
    let month = |hit: &Hit| (anchor(hit).year(), anchor(hit).ymd().1);
    // The best matches stand in no order of time.
    let months = here
        .chunk_by(|a, b| query.ranked() || month(a) == month(b))
        .map(|hits| {
            let (year, number) = month(&hits[0]);
            let heading =
                if query.ranked() { t.best_first.to_owned() } else { capitalised(&date::month(year, number, lang)) };
            let mut before = None;
            let items = hits
                .iter()
                .map(|hit| {
                    let when = entries[hit.index].when(lang);
                    let dated = before.replace(when.clone()).as_ref() != Some(&when);
                    entry::item(&snapshot.records[hit.record], hit, &when, dated, lang)
                })
                .collect_view();
            view! {
                <h2>{heading}</h2>
                <ol class="diary">{items}</ol>
            }
        })
        .collect_view();
    view! { {tools} {months} {pager(query, pages, lang)} }.into_any()
}

/// Order and downloads.
fn tools(query: &Query, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let choice = |order: Order, label: &'static str| {
        let to = Query { order, ..query.first_page() };
        let (usual, here) = (Query::parse(&to.to_string()).0.order, query.order);
        if usual == here {
            view! { <b>{label}</b> }.into_any()
        } else {
            view! { <a href=address(lang, &to)>{label}</a> }.into_any()
        }
    };
    let best = (!query.filter.text.is_empty()).then(|| view! { {choice(Order::Usual, t.best_first)} " · " });
    let order = view! {
        {best} {choice(Order::Newest, t.newest_first)} " · " {choice(Order::Oldest, t.oldest_first)}
    };
    let filter = query.filter.to_string();
    let file = |kind: &str| format!("/data/events.{kind}{}{filter}", if filter.is_empty() { "" } else { "?" });
    view! {
        <p class="tools">
            <span>{order}</span>
            <span>{t.download}" "<a href=file("csv") download="sahel-timeline.csv">"CSV"</a>" "<a href=file("json")>"JSON"</a></span>
        </p>
    }
}

fn pager(query: &Query, pages: usize, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let to = |page: usize| address(lang, &Query { page: u32::try_from(page).unwrap_or(1), ..query.clone() });
    let page = query.page as usize;
    let links = (1..=pages)
        .map(|n| {
            if n == page {
                view! { <li><b aria-current="page">{n}</b></li> }.into_any()
            } else {
                view! { <li><a href=to(n)>{n}</a></li> }.into_any()
            }
        })
        .collect_view();
    (pages > 1).then(|| {
        view! {
            <nav class="pager" aria-label=t.pages>
                {(page > 1).then(|| view! { <a rel="prev" href=to(page - 1)>{t.previous}</a> })}
                <ol>{links}</ol>
                {(page < pages).then(|| view! { <a rel="next" href=to(page + 1)>{t.next}</a> })}
            </nav>
        }
    })
}
