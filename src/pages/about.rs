//! About the record: how it is made, what it covers, what it lacks.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use super::{Head, link, respond};
use crate::{
    data::{
        compare::Comparison,
        report::{Totals, per_cent},
    },
    domain::{
        event::Event,
        text::Lang,
        vocabulary::{Country, Kind},
    },
    i18n::{colon, date, list, number, semicolon, words::words},
    server::App,
};

/// The text, which an editor can change without knowing Rust.
const fn text(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("about.en.html"),
        Lang::Fr => include_str!("about.fr.html"),
    }
}

/// `GET /en/about`.
pub fn page(lang: Lang, app: &App) -> Response {
    let t = words(lang);
    let head = Head {
        lang,
        title: Some(t.about.to_owned()),
        description: t.description.to_owned(),
        path: "about".to_owned(),
        listed: true,
        island: false,
    };
    respond(app, StatusCode::OK, head, || {
        view! {
            <article class="about">
                <h1>{t.about}</h1>
                <div inner_html=text(lang)></div>
                {coverage(app, lang)}
                {compared(app, lang)}
                <p>
                    <a href=format!("/{lang}/actors")>{t.actors}</a> " · "
                    <a href=format!("/{lang}/places")>{t.places}</a> " · "
                    <a href=format!("/{lang}/context")>{t.context}</a> " · "
                    <a href=format!("/{lang}/changes")>{t.changes}</a>
                </p>
            </article>
        }
    })
}

/// A country's year with fewer events than this is named as thin.
const THIN: usize = 10;

/// The five columns of kinds that the matrix tells apart; everything else is in the last.
const GROUPS: [Option<Kind>; 5] =
    [Some(Kind::Attack), Some(Kind::Coup), Some(Kind::Mediation), Some(Kind::Withdrawal), None];

/// Events per country, kind and year, counted from the record itself, and which years are thin.
fn coverage(app: &App, lang: Lang) -> impl IntoView + use<> {
    let events = || app.snapshot.records.iter().map(|r| &r.event);
    let year = |event: &Event| event.date.window().anchor.year();
    let (first, last) = app.snapshot.extent();
    let years: Vec<i32> = (first.year()..=last.year()).collect();
    let group = |kind: Kind| GROUPS.iter().position(|g| *g == Some(kind)).unwrap_or(GROUPS.len() - 1);
    let count = |country: Country, in_group: Option<usize>, in_year: Option<i32>| {
        events()
            .filter(|e| e.countries.contains(&country))
            .filter(|e| in_group.is_none_or(|g| group(e.kind) == g) && in_year.is_none_or(|y| year(e) == y))
            .count()
    };
    let (title, all, other, note, thin_are) = match lang {
        Lang::En => (
            "What is in it",
            "All",
            "Other kinds",
            "An event that concerns several countries is counted in each of them.",
            "Thin, with fewer than ten events:",
        ),
        Lang::Fr => (
            "Ce qu’il contient",
            "Tous",
            "Autres types",
            "Un événement qui concerne plusieurs pays est compté dans chacun d’eux.",
            "Peu couverts, avec moins de dix événements\u{a0}:",
        ),
    };
    let cell = |n: usize| if n == 0 { "·".to_owned() } else { number(n as u64, lang) };
    let head = years.iter().map(|y| view! { <th scope="col">{*y}</th> }).collect_view();
    let bodies = Country::ALL
        .iter()
        .map(|country| {
            let rows = (0..GROUPS.len())
                .map(Some)
                .chain([None])
                .map(|g| {
                    let name = match g {
                        None => all,
                        Some(g) => GROUPS[g].map_or(other, |kind| kind.name(lang)),
                    };
                    let cells =
                        years.iter().map(|y| view! { <td>{cell(count(*country, g, Some(*y)))}</td> }).collect_view();
                    view! { <tr><th scope="row">{name}</th>{cells}<td>{cell(count(*country, g, None))}</td></tr> }
                })
                .collect_view();
            let span = (years.len() + 2).to_string();
            view! {
                <tbody>
                    <tr><th scope="rowgroup" colspan=span>{country.name(lang)}</th></tr>
                    {rows}
                </tbody>
            }
        })
        .collect_view();
    let thin: Vec<String> = Country::ALL
        .iter()
        .filter_map(|country| {
            let thin: Vec<String> =
                years.iter().filter(|y| count(*country, None, Some(**y)) < THIN).map(ToString::to_string).collect();
            (!thin.is_empty()).then(|| format!("{} {}", country.name(lang), list(&thin, lang)))
        })
        .collect();
    let t = Totals::of(&app.snapshot);
    let [events, sources, origins, figures, claims, ties] =
        [t.events, t.sources, t.origins, t.figures, t.claims, t.ties].map(|n| number(n as u64, lang));
    let [supported, placed] = [t.two_origins, t.with_point].map(|n| per_cent(n, t.events));
    let facts = match lang {
        Lang::En => format!(
            "{events} events with {sources} links to sources, {origins} origins, {figures} figures and {claims} claims; {ties} ties between events. {supported}\u{a0}% of the events rest on two origins or more, and {placed}\u{a0}% have a point on the map."
        ),
        Lang::Fr => format!(
            "{events} événements avec {sources} liens vers des sources, {origins} origines, {figures} chiffres et {claims} déclarations\u{a0}; {ties} liens entre événements. {supported}\u{a0}% des événements reposent sur deux origines ou plus, et {placed}\u{a0}% ont un point sur la carte."
        ),
    };
    view! {
        <section>
            <h2>{title}</h2>
            <p>{facts}" "{note}</p>
            <section class="scroll" tabindex="0" aria-label=title>
                <table class="coverage dense">
                    <thead><tr><td></td>{head}<th scope="col">{all}</th></tr></thead>
                    {bodies}
                </table>
            </section>
            <p>{thin_are}" "{thin.join(&format!("{} ", semicolon(lang)))}"."</p>
        </section>
    }
}

/// What others' lists have, and where the numbers do not meet.
fn compared(app: &App, lang: Lang) -> impl IntoView + use<> {
    let Comparison { coups, deadliest, ucdp, found, meeting: (meeting, both) } = &*app.snapshot.comparison;
    let n = |n: usize| number(n as u64, lang);
    let explained: Vec<_> = coups.iter().filter_map(|coup| Some((coup, coup.explained.as_ref()?))).collect();
    let (title, first) = match lang {
        Lang::En => (
            "Held against others’ data",
            format!(
                "Two academic lists of coups, the Cline Center’s (v2.1.2) and Powell and Thyne’s (to 2025), have {} entries for the three countries since 2012; the record has {} of them as a coup or an attempt.",
                n(coups.len()),
                n(coups.len() - explained.len())
            ),
        ),
        Lang::Fr => (
            "Comparé aux données d’autrui",
            format!(
                "Deux listes universitaires de coups d’État, celle du Cline Center (v2.1.2) et celle de Powell et Thyne (jusqu’à 2025), comptent {} entrées pour les trois pays depuis 2012\u{a0}; le recueil en a {} comme coup d’État ou tentative.",
                n(coups.len()),
                n(coups.len() - explained.len())
            ),
        ),
    };
    let exceptions = explained
        .into_iter()
        .map(|(coup, why)| {
            let event = coup.event.as_deref().and_then(|id| app.snapshot.get(id)).map(|r| link::event(&r.event, lang));
            view! { <li>{date::in_words(&coup.date, lang)}", "{coup.country.name(lang)}{colon(lang)}" "{why.get(lang).to_owned()}" "{event}</li> }
        })
        .collect_view();
    let missed: Vec<_> = deadliest.iter().filter(|m| m.event.is_none()).collect();
    let second = match lang {
        Lang::En => format!(
            "The Uppsala Conflict Data Program (UCDP: GED 24.1 for Burkina Faso 2016–2023, candidate events for 2025 with ten deaths or more, and for February 2026) has {} events; {} of them lie within two days and 40 km of one of ours. The record has {} of the {} deadliest. Of {} with numbers on both sides, the ranges of deaths meet in {}. UCDP counts the dead of both sides, and its candidate figures are provisional.",
            n(*ucdp),
            n(*found),
            n(deadliest.len() - missed.len()),
            n(deadliest.len()),
            n(*both),
            n(*meeting)
        ),
        Lang::Fr => format!(
            "L’Uppsala Conflict Data Program (UCDP\u{a0}: GED 24.1 pour le Burkina Faso de 2016 à 2023, événements provisoires de 2025 d’au moins dix morts et de février 2026) compte {} événements\u{a0}; {} d’entre eux se situent à moins de deux jours et de 40 km d’un des nôtres. Le recueil a {} des {} plus meurtriers. Sur {} qui ont des chiffres des deux côtés, les fourchettes de morts se recoupent pour {}. L’UCDP compte les morts des deux camps, et ses chiffres provisoires changent encore.",
            n(*ucdp),
            n(*found),
            n(deadliest.len() - missed.len()),
            n(deadliest.len()),
            n(*both),
            n(*meeting)
        ),
    };
    let lacking = match lang {
        Lang::En => "Not in the record, for want of a page to cite, or told as part of another event",
        Lang::Fr => "Absents du recueil, faute de page à citer, ou racontés dans un autre événement",
    };
    let rows = missed
        .iter()
        .map(|m| {
            let (row, (start, _)) = (&m.row, m.row.days());
            let country = row.country().map(|c| c.name(lang)).unwrap_or_default();
            let place = if row.place.is_empty() { country.to_owned() } else { format!("{}, {country}", row.place) };
            let dead = match lang {
                Lang::En => format!("{} dead", n(row.best as usize)),
                Lang::Fr => format!("{} morts", n(row.best as usize)),
            };
            view! { <li>{format!("{}, {place}{} {dead} (UCDP {} {})", date::day(start, lang), colon(lang), row.release, row.id)}</li> }
        })
        .collect_view();
    view! {
        <section>
            <h2>{title}</h2>
            <p>{first}</p>
            <ul class="brief">{exceptions}</ul>
            <p>{second}</p>
            {(!missed.is_empty()).then(|| view! {
                <details>
                    <summary>{format!("{lacking} ({})", n(missed.len()))}</summary>
                    <ul class="brief">{rows}</ul>
                </details>
            })}
        </section>
    }
}
