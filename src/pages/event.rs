//! One event, and everything that anybody said of it.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use leptos::prelude::*;

use super::{Head, entry, link, not_found, respond};
use crate::{
    data::{Record, Snapshot, Statement},
    domain::{
        actor::Actor,
        event::{Amount, Claim, Event, Figure, Involvement, Measure, Perpetrator, Source},
        filter::{Field, Query},
        place::Location,
        text::Lang,
        vocabulary::Precision,
    },
    i18n::{capitalised, colon, date, list, semicolon, statement, summary, words::words},
    server::App,
};

/// `GET /en/event/<id>`; with `?as_of=2023-10-04`, as it was known on that evening.
pub fn page(lang: Lang, app: &App, id: &str, raw: &str) -> Response {
    let filter = Query::parse(raw).0.filter;
    let app = &app.known(&filter);
    let Some(record) = app.snapshot.get(id) else {
        return match app.snapshot.merged_into(id) {
            Some(event) => Redirect::permanent(&format!("/{lang}/event/{event}")).into_response(),
            None => not_found::page(lang, app, id),
        };
    };
    let event = &record.event;
    let head = Head {
        lang,
        title: Some(event.headline.get(lang).to_owned()),
        description: event.summary.get(lang).to_owned(),
        path: match filter.as_of {
            Some(day) => format!("event/{id}?{}={day}", Field::AsOf.name()),
            None => format!("event/{id}"),
        },
        listed: filter.as_of.is_none(),
        island: false,
    };
    let as_of = filter.as_of.map(|day| {
        let t = words(lang);
        let then = summary::typed(day, lang);
        view! { <p class="note">{format!("{} {then}. {} ", t.as_of, t.as_of_note)}<a href=format!("/{lang}/event/{id}")>{t.as_now}</a></p> }
    });
    respond(app, StatusCode::OK, head, || view! { {as_of}{article(app, record, lang)} })
}

/// `GET /en/event/<id>/card`: what the timeline shows of an event beside its mark.
pub fn card(lang: Lang, app: &App, id: &str, raw: &str) -> Response {
    let app = app.known(&Query::parse(raw).0.filter);
    let Some(record) = app.snapshot.get(id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let html = Owner::new().with(|| entry::body(&record.event, lang).to_html());
    Html(html).into_response()
}

fn article(app: &App, record: &Record, lang: Lang) -> impl IntoView + use<> {
    let event = &record.event;
    let t = words(lang);
    let actors = event.actors.iter().map(|i| involvement(i, lang)).collect_view();
    let by_speaker = event
        .dates
        .iter()
        .map(|d| {
            let note = d.note.as_ref().map(|note| format!(" ({})", note.get(lang))).unwrap_or_default();
            view! { <li><b>{date::in_words(&d.date, lang)}</b>{format!("{} {}{note}", colon(lang), statement::speaker(&d.said, lang))}" "{sources(event, &d.said.sources)}</li> }
        })
        .collect_view();
    view! {
        <article class="event">
            <p class="kind">{entry::kind(event, lang)}</p>
            <h1>{event.headline.get(lang).to_owned()}</h1>
            <p class="lead">{event.summary.get(lang).to_owned()}</p>
            {told_by(event, lang)}
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
                <p>
                    {t.confidence}{colon(lang)}" "<b>{record.support.confidence.name(lang)}</b>". "
                    {statement::support(&record.support, lang)}" "
                    <a href=format!("/{lang}/about#confidence")>{t.how_confidence}</a>
                </p>
                {by_origin(event, lang)}
            </section>
            {related(app, record, lang)}
            {revisions(event, lang)}
            <section>
                <h2>{t.cite}</h2>
                <p class="cite">{cite(app, event, lang)}</p>
            </section>
            <p><a href=format!("/{lang}/")>{t.back}</a></p>
        </article>
    }
}

/// Name, region and country, each with its page, and how exactly it is known.
fn place(location: &Location, lang: Lang) -> impl IntoView + use<> {
    let place = &location.at;
    let described = location.described.as_ref().map(|text| format!("{} – ", text.get(lang)));
    // Many a region is called after its town.
    let chain: Vec<_> = place
        .chain()
        .filter(|above| above.id == place.id || above.name != place.name)
        .enumerate()
        .map(|(i, place)| view! { {(i > 0).then_some(", ")}{link::place(place, lang)} })
        .collect();
    let mut known = Vec::new();
    if location.precision != Precision::Country {
        known.push(location.precision.name(lang).to_owned());
    }
    known.extend(place.point.map(|p| format!("{:.2}, {:.2}", p.lat, p.lon)));
    let known = (!known.is_empty()).then(|| format!(" ({})", known.join(&format!("{} ", semicolon(lang)))));
    view! { {described}{chain}{known} }
}

/// Who took part and as what, each with its page; a perpetrator with what that rests on.
fn involvement(involvement: &Involvement, lang: Lang) -> impl IntoView + use<> {
    let (label, _) = statement::involvement(involvement, lang);
    let speaker = |actor: &Actor| {
        let (before, after) = match lang {
            Lang::En => ("by ", ""),
            Lang::Fr => ("(source\u{a0}: ", ")"),
        };
        view! { {before}{link::actor(actor, lang)}{after} }
    };
    let comma = if lang == Lang::En { ", " } else { " " };
    let who = match involvement {
        Involvement::Perpetrator(Perpetrator::Attributed { actor, by } | Perpetrator::Suspected { actor, by }) => {
            view! { {link::actor(actor, lang)}{comma}{speaker(by)} }.into_any()
        }
        Involvement::Perpetrator(Perpetrator::NotNamed { by }) => {
            view! { {if lang == Lang::En { "not named " } else { "non désignés " }}{speaker(by)} }.into_any()
        }
        other => other.actor().map(|actor| link::actor(actor, lang)).into_any(),
    };
    view! { <li>{label}{colon(lang)}" "{who}</li> }
}

/// Links to the pages that carry a statement.
fn sources(event: &Event, ids: &[String]) -> impl IntoView + use<> {
    let links: Vec<_> = ids
        .iter()
        .filter_map(|id| event.source(id))
        .map(|s| view! { <a href=s.url.clone() rel="external">{s.publisher.clone()}</a> })
        .collect();
    view! { <span class="links">{links}</span> }
}

/// The pages that tell the event as the summary does.
fn told_by(event: &Event, lang: Lang) -> impl IntoView + use<> {
    let links = sources(event, &event.told_by);
    (!event.told_by.is_empty()).then(|| view! { <p class="note">{words(lang).told_by}{colon(lang)}" "{links}</p> })
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
            view! { <p class="note">{capitalised(t.answers)}{colon(lang)}" "{link::event(&record.event, lang)}</p> }
        });
    let quote = claim
        .quote
        .as_ref()
        .map(|quote| view! { <blockquote lang=quote.lang.clone()>{quote.text.clone()}</blockquote> });
    let number = event.claims.iter().position(|other| std::ptr::eq(other, claim));
    let anchor = number.map(|n| Statement::Claim(n).anchor());
    view! {
        <li class=format!("claim {}", claim.stance.code()) id=anchor>
            <p>{entry::claim_line(claim, lang)}". "{sources(event, &claim.said.sources)}</p>
            {quote}
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
    // All people killed share a scale, whoever they are: a dot further to the right is a larger number.
    let same = |a: &Figure, b: &Figure| match (&a.measure, &b.measure) {
        (Measure::People { what, .. }, Measure::People { what: same, .. }) => what == same,
        (a, b) => a == b,
    };
    let rows = event
        .figures
        .iter()
        .enumerate()
        .map(|(n, figure)| {
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
                <tr id=Statement::Figure(n).anchor()>
                    <th scope="row">{statement::figure(figure, lang)}{entry::part(figure, lang)}</th>
                    <td>{statement::attribution(figure, lang)}" "{sources(event, &figure.said.sources)}</td>
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

/// Ties to other events, from both ends, by what ties them.
fn related(app: &App, record: &Record, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let own = record.event.related.iter().map(|tie| (tie.relation.name(lang), tie));
    let others = record.back_links.iter().map(|tie| (tie.relation.seen_from_the_other(lang), tie));
    let mut groups: Vec<(&str, Vec<&Event>)> = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, tie) in own.chain(others) {
        let Some(other) = app.snapshot.get(&tie.event).filter(|_| seen.insert(&tie.event)) else { continue };
        match groups.iter_mut().find(|(group, _)| *group == name) {
            Some((_, events)) => events.push(&other.event),
            None => groups.push((name, vec![&other.event])),
        }
    }
    let empty = groups.is_empty();
    let groups = groups
        .into_iter()
        .map(|(name, mut events)| {
            events.sort_by_key(|e| e.date.window().anchor);
            let items = events.iter().map(|e| view! { <li>{link::dated(e, lang)}</li> }).collect_view();
            view! { <h3>{name}</h3><ul class="brief">{items}</ul> }
        })
        .collect_view();
    (!empty).then(|| view! { <section><h2>{t.related}</h2>{groups}</section> })
}

fn revisions(event: &Event, lang: Lang) -> impl IntoView + use<> {
    let items = event
        .revisions
        .iter()
        .rev()
        .map(|r| view! { <li><b>{date::in_words(&r.date, lang)}</b>{colon(lang)}" "{r.text.get(lang).to_owned()}</li> })
        .collect_view();
    (!event.revisions.is_empty()).then(|| {
        view! { <section><h2>{words(lang).revisions}</h2><ul class="brief">{items}</ul></section> }
    })
}

fn cite(app: &App, event: &Event, lang: Lang) -> String {
    let (headline, url) = (event.headline.get(lang), format!("{}/{lang}/event/{}", app.base_url, event.id));
    match lang {
        Lang::En => format!("“{headline}”, Sahel Timeline, record {}, {url}", app.snapshot.id),
        Lang::Fr => format!("«\u{a0}{headline}\u{a0}», Sahel Timeline, données {}, {url}", app.snapshot.id),
    }
}
