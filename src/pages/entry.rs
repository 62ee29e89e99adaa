//! An event in the list, and the parts that list and event page share.

use leptos::prelude::*;

use crate::{
    data::{Hit, Record, Statement},
    domain::{
        date::InRange,
        event::{Claim, Event, Figure},
        text::Lang,
        vocabulary::Stance,
    },
    i18n::{capitalised, colon, date, number, statement, words::words},
    timeline::{density::Group, svg::symbol},
};

/// Figures that the list shows of an event; the event's page has them all.
const FIGURES: usize = 4;
/// The same for claims.
const CLAIMS: usize = 3;

/// Somebody denies what somebody else says.
pub fn disputed(event: &Event) -> bool {
    event.claims.iter().any(|c| c.stance == Stance::Denies && c.answers.is_some())
}

/// Kind with its shape, and countries.
pub fn kind(event: &Event, lang: Lang) -> impl IntoView + use<> {
    let countries: Vec<_> = event.countries.iter().map(|c| c.name(lang)).collect();
    view! {
        <span class=Group::of(event.kind).class() inner_html=symbol(event.kind, disputed(event))></span>
        {format!(" {} · {}", event.kind.name(lang), countries.join(", "))}
    }
}

/// "5 reports, 1 origin".
pub fn reports(event: &Event, lang: Lang) -> String {
    let (reports, origins) = (event.sources.len() as u64, event.origins().len() as u64);
    let noun = |n: u64, one: &str, many: &str| format!("{}\u{a0}{}", number(n, lang), if n == 1 { one } else { many });
    match lang {
        Lang::En => format!("{}, {}", noun(reports, "report", "reports"), noun(origins, "origin", "origins")),
        Lang::Fr => format!("{}, {}", noun(reports, "article", "articles"), noun(origins, "origine", "origines")),
    }
}

/// "29 soldiers killed: Niger defence ministry, 3 Oct 2023, provisional".
pub fn figure_line(figure: &Figure, lang: Lang) -> impl IntoView + use<> {
    view! {
        <li>
            <b>{statement::figure(figure, lang)}</b>
            {format!("{}{} {}", part(figure, lang), colon(lang), statement::attribution(figure, lang))}
        </li>
    }
}

/// Which part of the event a figure covers: " (at Tillia)".
pub fn part(figure: &Figure, lang: Lang) -> String {
    figure.part.as_ref().map(|part| format!(" ({})", part.get(lang))).unwrap_or_default()
}

/// "Algeria’s foreign ministry, 2 Oct 2023, says: …".
pub fn claim_line(claim: &Claim, lang: Lang) -> impl IntoView + use<> {
    view! {
        <span class="speaker">{statement::speaker(&claim.said, lang)}</span>
        {format!(", {}, ", statement::said(&claim.said, lang))}
        <b class=format!("stance {}", claim.stance.code())>{statement::verb(claim, lang)}</b>
        {format!("{} {}", colon(lang), claim.text.get(lang))}
    }
}

/// The claims that matter most for the list: disputes, then responsibility, then the rest.
fn foremost(event: &Event) -> Vec<&Claim> {
    let answered: Vec<_> = event.claims.iter().filter_map(|c| c.answers.as_deref()).collect();
    let rank = |c: &Claim| {
        let disputed = c.answers.is_some() || c.id.as_deref().is_some_and(|id| answered.contains(&id));
        (!disputed, c.stance != Stance::ClaimsResponsibility)
    };
    let mut claims: Vec<_> = event.claims.iter().collect();
    claims.sort_by_key(|c| rank(c));
    claims.truncate(CLAIMS);
    claims
}

/// An event as an item of the diary, or by the other clock one of its statements.
///
/// `dated`: the date is said; it is left out where it is that of the item before.
pub fn item(record: &Record, hit: &Hit, when: &str, dated: bool, lang: Lang) -> impl IntoView + use<> {
    let event = &record.event;
    let possibly = hit.in_range == InRange::Possible;
    let anchor = hit.statement.map(|statement| format!("#{}", statement.anchor())).unwrap_or_default();
    let body = match hit.statement {
        None => body(event, lang).into_any(),
        Some(statement) => said(event, statement, lang).into_any(),
    };
    view! {
        <li class="entry">
            <p class=if dated { "when" } else { "when again" }>{capitalised(when)}</p>
            <div>
                <p class="kind">
                    {kind(event, lang)}
                    {possibly.then(|| view! { " · " <em>{words(lang).possibly}</em> })}
                </p>
                <h3><a href=format!("/{lang}/event/{}{anchor}", event.id)>{event.headline.get(lang).to_owned()}</a></h3>
                {body}
            </div>
        </li>
    }
}

/// One statement of an event, and when that happened.
fn said(event: &Event, statement: Statement, lang: Lang) -> impl IntoView + use<> {
    let line = match statement {
        Statement::Figure(n) => event.figures.get(n).map(|figure| figure_line(figure, lang).into_any()),
        Statement::Claim(n) => event.claims.get(n).map(|claim| view! { <li>{claim_line(claim, lang)}</li> }.into_any()),
    };
    let when = date::in_words(&event.date, lang);
    view! {
        <ul class="said">{line}</ul>
        <p class="reports">{format!("{}{} {when}", words(lang).by_happened, colon(lang))}</p>
    }
}

/// What an item says below its headline: summary, who says what, how many reports.
pub fn body(event: &Event, lang: Lang) -> impl IntoView + use<> {
    let figures = event.figures.iter().take(FIGURES).map(|f| figure_line(f, lang)).collect_view();
    let claims = foremost(event).into_iter().map(|c| view! { <li>{claim_line(c, lang)}</li> }).collect_view();
    let perpetrators: Vec<_> = event
        .actors
        .iter()
        .filter_map(|a| match a {
            crate::domain::event::Involvement::Perpetrator(p) => Some(statement::perpetrator(p, lang)),
            _ => None,
        })
        .map(|(label, who)| view! { <li>{format!("{label} {who}")}</li> })
        .collect();
    let left = (event.figures.len().saturating_sub(FIGURES) + event.claims.len().saturating_sub(CLAIMS)) as u64;
    let more = (left > 0).then(|| match (left, lang) {
        (1, Lang::En) => ", 1 more statement".to_owned(),
        (n, Lang::En) => format!(", {n} more statements"),
        (1, Lang::Fr) => ", 1 autre déclaration".to_owned(),
        (n, Lang::Fr) => format!(", {n} autres déclarations"),
    });
    view! {
        <p>{event.summary.get(lang).to_owned()}</p>
        <ul class="said">{perpetrators}{figures}{claims}</ul>
        <p class="reports">{reports(event, lang)}{more}</p>
    }
}
