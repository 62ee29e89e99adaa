//! The timeline page: sentence, filter, picture, list.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use super::{Head, context, entry, respond};
use crate::{
    api::PAGE_SIZE,
    data::Hit,
    domain::{
        filter::{Order, Query},
        text::Lang,
    },
    i18n::{capitalised, date, summary, words::words},
    islands::explorer::{ExplorerIsland, PageContext, address},
    server::App,
    timeline::{
        entry::{Shown, summary as summary_of},
        layout, svg,
    },
};

/// Widths for which the server lays the picture out, in pixels: phones, and everything wider. In the browser the island
/// lays it out for the width that it really has.
const WIDTHS: [(&str, f32); 2] = [("narrow", 326.0), ("wide", 704.0)];

/// `GET /en/?…`.
pub fn page(lang: Lang, app: &App, raw: String) -> Response {
    let (query, _) = Query::parse(&raw);
    let path = query.to_string();
    let head = Head {
        lang,
        title: summary::title(&query.filter, lang),
        description: words(lang).description.to_owned(),
        path: if path.is_empty() { path } else { format!("?{path}") },
        listed: true,
        island: true,
    };
    respond(app, StatusCode::OK, head, || {
        provide_context(PageContext { lang, raw });
        let (sentence, results) = results(app, &query, lang);
        view! {
            <h1 class="sentence" id="sentence" aria-live="polite">
                {sentence}
            </h1>
            <ExplorerIsland>{results}</ExplorerIsland>
        }
    })
}

/// The sentence that says what is shown, and below the filter picture and list.
fn results(app: &App, query: &Query, lang: Lang) -> (String, impl IntoView + use<>) {
    let snapshot = &app.snapshot;
    let t = words(lang);
    let mut hits = snapshot.find(&query.filter);
    let entries = snapshot.entries(lang);
    let shown: Vec<Shown> = hits.iter().map(|hit| (&entries[hit.index], hit.in_range)).collect();
    let extent = snapshot.extent();
    let sentence = summary::sentence(&summary_of(&shown), &query.filter, extent, lang);
    let pictures = WIDTHS
        .map(|(class, width)| {
            let placed = layout::place(&shown, &query.filter.lanes(), query.filter.shown_range(extent), width, lang);
            view! { <div class=class inner_html=svg::picture(&placed, lang)></div> }
        })
        .collect_view();
    if query.order == Order::Newest {
        hits.reverse();
    }
    let view = view! {
        <figure class="chart">
            <div id="picture">{pictures}</div>
            <figcaption>{t.in_pictures}</figcaption>
        </figure>
        <section id="list" aria-label=t.events>{list(app, query, &hits, lang)}</section>
        {context::aside(app, &query.filter, lang)}
    };
    (sentence, view)
}

fn list(app: &App, query: &Query, hits: &[Hit], lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
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
    let month = |hit: &Hit| {
        let (year, month, _) = app.snapshot.records[hit.index].event.date.window().anchor.ymd();
        (year, month)
    };
    let months = here
        .chunk_by(|a, b| month(a) == month(b))
        .map(|hits| {
            let (year, number) = month(&hits[0]);
            let mut before = None;
            let items = hits
                .iter()
                .map(|hit| {
                    let record = &app.snapshot.records[hit.index];
                    let date = &record.event.date;
                    let dated = before.replace(date.clone()).as_ref() != Some(date);
                    entry::item(record, hit.in_range, dated, lang)
                })
                .collect_view();
            view! {
                <h2>{capitalised(&date::month(year, number, lang))}</h2>
                <ol class="diary">{items}</ol>
            }
        })
        .collect_view();
    view! { {tools} {months} {pager(query, pages, lang)} }.into_any()
}

/// Order and downloads.
fn tools(query: &Query, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let turned = |order| Query { order, page: 1, ..query.clone() };
    let order = match query.order {
        Order::Newest => {
            view! { <b>{t.newest_first}</b> " · " <a href=address(lang, &turned(Order::Oldest))>{t.oldest_first}</a> }
                .into_any()
        }
        Order::Oldest => {
            view! { <a href=address(lang, &turned(Order::Newest))>{t.newest_first}</a> " · " <b>{t.oldest_first}</b> }
                .into_any()
        }
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
