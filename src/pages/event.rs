//! One event, and everything that anybody said of it.

use std::collections::BTreeMap;

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use super::{Head, entry, not_found, respond};
use crate::{
    data::{Record, Snapshot},
    domain::{
        event::{Amount, Claim, Event, Figure, Measure, Place, Said, Source},
        text::Lang,
        vocabulary::Precision,
    },
    i18n::{capitalised, colon, date, list, statement, words::words},
    server::App,
};

/// `GET /en/event/<id>`.
pub fn page(lang: Lang, app: &App, id: &str) -> Response {
    let Some(record) = app.snapshot.get(id) else {
        return not_found::page(lang, app, id);
    };
    let event = &record.event;
    let head = Head {
        lang,
        title: Some(event.headline.get(lang).to_owned()),
        description: event.summary.get(lang).to_owned(),
        path: format!("event/{id}"),
        listed: true,
        island: false,
    };
    respond(app, StatusCode::OK, head, || article(app, record, lang))
}

fn article(app: &App, record: &Record, lang: Lang) -> impl IntoView + use<> {
    let event = &record.event;
    let t = words(lang);
    let actors = event
        .actors
        .iter()
        .map(|involvement| {
            let (role, who) = statement::involvement(involvement, lang);
            view! { <li>{format!("{role}{} {who}", colon(lang))}</li> }
        })
        .collect_view();
    let by_speaker = event
        .dates
        .iter()
        .map(|d| {
            let note = d.note.as_ref().map(|note| format!(" ({})", note.get(lang))).unwrap_or_default();
            view! { <li><b>{date::in_words(&d.date, lang)}</b>{format!("{} {}{note}", colon(lang), statement::speaker(&d.said, lang))}" "{sources(event, &d.said)}</li> }
        })
        .collect_view();
    view! {
        <article class="event">
            <p class="kind">{entry::kind(event, lang)}</p>
            <h1>{event.headline.get(lang).to_owned()}</h1>
            <p class="lead">{event.summary.get(lang).to_owned()}</p>
            {event.umbrella.then(|| view! { <p class="note">{t.covers_others}</p> })}
            <dl class="facts">
                <dt>{t.when}</dt>
                <dd>
                    {capitalised(&date::in_words(&event.date, lang))}
                    {(!event.dates.is_empty()).then(|| view! { <p>{t.when_by_speaker}</p><ul>{by_speaker}</ul> })}
                </dd>
                {event.place.as_ref().map(|p| view! { <dt>{t.where_}</dt><dd>{place(p, lang)}</dd> })}
                {(!event.actors.is_empty()).then(|| view! { <dt>{t.who}</dt><dd><ul>{actors}</ul></dd> })}
                {event.not_known.as_ref().map(|text| view! { <dt>{t.not_known}</dt><dd>{text.get(lang).to_owned()}</dd> })}
            </dl>
            <section>
                <h2>{t.who_says_what}</h2>
                {claims(event, &app.snapshot, lang)}
            </section>
            <section>
                <h2>{t.figures}</h2>
                {figures(event, lang)}
            </section>
            <section>
                <h2>{t.sources}</h2>
                <p class="note">{capitalised(&entry::reports(event, lang))}". "{t.copies}</p>
                {by_origin(event, lang)}
            </section>
            {related(app, record, lang)}
            <section>
                <h2>{t.cite}</h2>
                <p class="cite">{cite(app, event, lang)}</p>
            </section>
            <p><a href=format!("/{lang}/")>{t.back}</a></p>
        </article>
    }
}

fn place(place: &Place, lang: Lang) -> String {
    let mut names = vec![place.name.get(lang).to_owned()];
    names.extend(place.admin1.as_ref().map(|a| a.get(lang).to_owned()).filter(|a| *a != names[0]));
    let mut out = names.join(", ");
    if !matches!(place.precision, Precision::Country) {
        out.push_str(&format!(" ({}", place.precision.name(lang)));
        match place.point {
            Some(p) => {
                let point = format!("{:.2}, {:.2}", p.lat, p.lon);
                out.push_str(&format!("{} {point})", crate::i18n::semicolon(lang)));
            }
            None => out.push(')'),
        }
    }
    out
}

/// Links to the pages that carry a statement.
fn sources(event: &Event, said: &Said) -> impl IntoView + use<> {
    let links: Vec<_> = said
        .sources
        .iter()
        .filter_map(|id| event.source(id))
        .map(|s| view! { <a href=s.url.clone() rel="external">{s.publisher.clone()}</a> })
        .collect();
    view! { <span class="links">{links}</span> }
}

/// The claims in the order in which they were made, answers under what they answer.
fn claims(event: &Event, snapshot: &Snapshot, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    if event.claims.is_empty() {
        return view! { <p class="note">{t.no_claims}</p> }.into_any();
    }
    let mut ordered: Vec<&Claim> = event.claims.iter().collect();
    ordered.sort_by_key(|c| c.said.said.as_ref().map_or(i32::MAX, |d| d.window().anchor.0));
    let inside = |c: &Claim| {
        c.answers.as_deref().is_some_and(|id| event.claims.iter().any(|other| other.id.as_deref() == Some(id)))
    };
    let threads =
        ordered.iter().filter(|c| !inside(c)).map(|c| thread(event, snapshot, c, &ordered, lang)).collect_view();
    view! { <ul class="claims">{threads}</ul> }.into_any()
}

fn thread(event: &Event, snapshot: &Snapshot, claim: &Claim, all: &[&Claim], lang: Lang) -> AnyView {
    let t = words(lang);
    let answers: Vec<_> = claim
        .id
        .as_deref()
        .map(|id| all.iter().filter(|c| c.answers.as_deref() == Some(id)).collect())
        .unwrap_or_default();
    let answers: Vec<_> = answers.into_iter().map(|c| thread(event, snapshot, c, all, lang)).collect();
    // A claim in another event is named and linked.
    let elsewhere =
        claim.answers.as_deref().and_then(|id| id.split_once('#')).and_then(|(id, _)| snapshot.get(id)).map(|record| {
            view! { <p class="note">{capitalised(t.answers)}{colon(lang)}" "{link(&record.event, lang)}</p> }
        });
    let undated = claim.said.said.is_none().then(|| view! { <span class="note">" ("{t.date_not_known}")"</span> });
    view! {
        <li class=format!("claim {}", claim.stance.code())>
            <p>{entry::claim_line(claim, lang)}"."{undated}" "{sources(event, &claim.said)}</p>
            {elsewhere}
            {(!answers.is_empty()).then(|| view! { <ul>{answers}</ul> })}
        </li>
    }
    .into_any()
}

/// One row a statement, each against the scale of the largest of its table.
fn figures(event: &Event, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    if event.figures.is_empty() {
        return view! { <p class="note">{t.figures_none}</p> }.into_any();
    }
    let bounds = |amount: &Amount| match *amount {
        Amount::Value(n) | Amount::About(n) | Amount::AtLeast(n) | Amount::MoreThan(n) => Some((n, n)),
        Amount::UpTo(n) => Some((0, n)),
        Amount::Between(a, b) => Some((a, b)),
        Amount::Words(_) => None,
    };
    // Soldiers and civilians killed share a scale; assailants have their own.
    let same = |a: &Figure, b: &Figure| match (&a.measure, &b.measure) {
        (Measure::People { who, what }, Measure::People { who: other, what: same }) => {
            what == same && who.is_victim() == other.is_victim()
        }
        (a, b) => a == b,
    };
    let rows = event
        .figures
        .iter()
        .map(|figure| {
            let largest = event
                .figures
                .iter()
                .filter(|f| same(f, figure))
                .filter_map(|f| bounds(&f.amount))
                .map(|(_, b)| b)
                .max();
            let alone = event.figures.iter().filter(|f| same(f, figure)).count() < 2;
            let bar = bounds(&figure.amount).zip(largest).filter(|_| !alone).map(|((low, high), largest)| {
                let open = matches!(figure.amount, Amount::AtLeast(_) | Amount::MoreThan(_));
                range_bar(low, high, largest, open)
            });
            view! {
                <tr>
                    <th scope="row">{statement::figure(figure, lang)}{entry::part(figure, lang)}</th>
                    <td>{statement::attribution(figure, lang)}" "{sources(event, &figure.said)}</td>
                    <td class="scale" inner_html=bar.unwrap_or_default()></td>
                </tr>
            }
        })
        .collect_view();
    view! { <table class="figures"><tbody>{rows}</tbody></table> }.into_any()
}

/// A dot for a number, a line for a range, an arrow for "at least".
#[allow(clippy::cast_precision_loss)]
fn range_bar(low: u64, high: u64, largest: u64, open: bool) -> String {
    let x = |n: u64| format!("{:.1}%", 4.0 + n as f64 / largest.max(1) as f64 * 84.0);
    let (a, b) = (x(low), x(high));
    let arrow = if open {
        format!(r#"<svg x="{b}" y="8" overflow="visible"><path d="M3-4l5 4-5 4"/></svg>"#)
    } else {
        String::new()
    };
    format!(
        r#"<svg class="range" width="100%" height="16" aria-hidden="true"><line x1="4%" x2="88%" y1="8" y2="8"/><line class="span" x1="{a}" x2="{b}" y1="8" y2="8"/><circle cx="{a}" cy="8" r="4"/><circle class="high" cx="{b}" cy="8" r="4"/>{arrow}</svg>"#
    )
}

fn by_origin(event: &Event, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let mut groups: BTreeMap<Vec<String>, Vec<&Source>> = BTreeMap::new();
    for source in &event.sources {
        let names = source.origin.iter().map(|o| o.name.get(lang).to_owned()).collect();
        groups.entry(names).or_default().push(source);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, pages)| std::cmp::Reverse(pages.len()));
    groups
        .into_iter()
        .map(|(names, pages)| {
            let pages = pages
                .into_iter()
                .map(|s| {
                    let title = s.title.clone().unwrap_or_else(|| s.publisher.clone());
                    let published = s.published.as_ref().map(|d| format!(", {}", date::short(d, lang))).unwrap_or_default();
                    view! {
                        <li>
                            <a href=s.url.clone() rel="external" hreflang=s.lang.clone() lang=s.lang.clone()>{title}</a>
                            {format!(", {}{published} ({})", s.publisher, s.lang)}
                        </li>
                    }
                })
                .collect_view();
            view! { <h3>{format!("{}{} {}", t.origin, colon(lang), list(&names, lang))}</h3><ul class="sources">{pages}</ul> }
        })
        .collect_view()
}

fn link(event: &Event, lang: Lang) -> impl IntoView + use<> {
    view! { <a href=format!("/{lang}/event/{}", event.id)>{event.headline.get(lang).to_owned()}</a> }
}

fn related(app: &App, record: &Record, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let mut ids: Vec<_> = record.event.related.iter().chain(&record.back_links).collect();
    ids.sort();
    ids.dedup();
    let mut events: Vec<_> = ids.into_iter().filter_map(|id| app.snapshot.get(id)).map(|r| &r.event).collect();
    events.sort_by_key(|e| e.date.window().anchor);
    let items = events
        .iter()
        .map(|e| view! { <li>{link(e, lang)}<span class="note">{format!(" {}", date::in_words(&e.date, lang))}</span></li> })
        .collect_view();
    (!events.is_empty()).then(|| view! { <section><h2>{t.related}</h2><ul>{items}</ul></section> })
}

fn cite(app: &App, event: &Event, lang: Lang) -> String {
    let (headline, url) = (event.headline.get(lang), format!("{}/{lang}/event/{}", app.base_url, event.id));
    match lang {
        Lang::En => format!("“{headline}”, Sahel Timeline, record {}, {url}", app.snapshot.id),
        Lang::Fr => format!("«\u{a0}{headline}\u{a0}», Sahel Timeline, données {}, {url}", app.snapshot.id),
    }
}
