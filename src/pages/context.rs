//! Totals over time, as dated context beside the events.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use super::{Head, link, respond};
use crate::{
    domain::{
        date::Day,
        filter::Filter,
        series::{Area, Series},
        text::Lang,
    },
    i18n::{capitalised, colon, date, number, words::words},
    server::App,
};

/// `GET /en/context`.
pub fn page(lang: Lang, app: &App) -> Response {
    let t = words(lang);
    let head = Head {
        lang,
        title: Some(t.context.to_owned()),
        description: t.context_lead.to_owned(),
        path: "context".to_owned(),
        listed: true,
        island: false,
    };
    respond(app, StatusCode::OK, head, || {
        let sections = app.snapshot.series.iter().map(|series| section(series, lang)).collect_view();
        view! {
            <article class="about">
                <h1>{t.context}</h1>
                <p class="lead">{t.context_lead}</p>
                {sections}
            </article>
        }
    })
}

fn section(series: &Series, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let mut days: Vec<Day> = series.areas.iter().flat_map(|area| area.points.iter().map(|(day, _)| *day)).collect();
    days.sort_unstable();
    days.dedup();
    let head =
        series.areas.iter().map(|a| view! { <th scope="col">{a.place.name.get(lang).to_owned()}</th> }).collect_view();
    let value = |area: &Area, day: Day| {
        area.points.iter().find(|(at, _)| *at == day).map_or_else(|| "–".to_owned(), |(_, n)| number(*n, lang))
    };
    let rows = days
        .iter()
        .rev()
        .map(|day| {
            let cells = series.areas.iter().map(|area| view! { <td>{value(area, *day)}</td> }).collect_view();
            view! { <tr><th scope="row">{date::day(*day, lang)}</th>{cells}</tr> }
        })
        .collect_view();
    let name = series.name.get(lang).to_owned();
    let source = &series.source;
    let source_name = source.title.clone().unwrap_or_else(|| source.publisher.clone());
    view! {
        <section>
            <h2>{capitalised(&name)}</h2>
            <p>
                {t.method}{colon(lang)}" "{series.method.get(lang).to_owned()}" "{link::actor(&series.by, lang)}", "
                <a href=source.url.clone() rel="external">{source_name}</a>"."
            </p>
            {series.note.as_ref().map(|note| view! { <p class="note">{note.get(lang).to_owned()}</p> })}
            <section class="scroll" tabindex="0" aria-label=name.clone()>
                <table class="coverage">
                    <thead><tr><td></td>{head}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        </section>
    }
}

/// The last totals within a filter's dates, for the front page: one line a series.
pub fn aside(app: &App, filter: &Filter, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let (_, until) = filter.shown_range(app.snapshot.extent());
    let shown = filter.lanes();
    let lines: Vec<_> = app
        .snapshot
        .series
        .iter()
        .filter_map(|series| {
            let values: Vec<_> = series
                .areas
                .iter()
                .filter(|area| shown.iter().any(|country| area.place.code.as_deref() == Some(country.code())))
                .filter_map(|area| {
                    let (day, n) = area.points.iter().rev().find(|(day, _)| *day <= until)?;
                    let name = area.place.name.get(lang);
                    Some(format!("{name}{} {} ({})", colon(lang), number(*n, lang), date::day(*day, lang)))
                })
                .collect();
            let name = capitalised(series.name.get(lang));
            let by = series.by.name.get(lang).to_owned();
            (!values.is_empty())
                .then(|| view! { <li><b>{name}</b>{format!(" ({by}){} {}", colon(lang), values.join(", "))}</li> })
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <aside class="context" aria-label=t.context>
                <h2>{t.context}</h2>
                <ul class="brief">{lines}</ul>
                <p class="note"><a href=format!("/{lang}/context")>{t.context_lead}</a></p>
            </aside>
        }
    })
}
