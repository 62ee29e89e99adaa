//! What was corrected in the record: a page, and an Atom feed of the same.

use atom_syndication::{ContentBuilder, EntryBuilder, Feed, FeedBuilder, FixedDateTime, LinkBuilder, TextBuilder};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use leptos::prelude::*;

use super::{Head, link, respond};
use crate::{
    domain::{
        date::Day,
        event::{Event, Revision},
        text::Lang,
    },
    i18n::{capitalised, date, words::words},
    server::App,
};

/// Entries of the feed.
const FEED: usize = 100;

/// `GET /en/changes`.
pub fn page(lang: Lang, app: &App) -> Response {
    let t = words(lang);
    let head = Head {
        lang,
        title: Some(t.changes.to_owned()),
        description: t.changes_lead.to_owned(),
        path: "changes".to_owned(),
        listed: true,
        island: false,
    };
    respond(app, StatusCode::OK, head, || {
        let revisions = app.snapshot.revisions();
        let days = revisions
            .chunk_by(|a, b| day(a.1) == day(b.1))
            .map(|revisions| {
                let title = revisions.first().map(|(_, r)| capitalised(&date::in_words(&r.date, lang)));
                let items = revisions
                    .iter()
                    .map(|(event, revision)| {
                        let what = match event {
                            Some(event) => link::event(event, lang).into_any(),
                            None => view! { <b>{t.whole_record}</b> }.into_any(),
                        };
                        view! { <li>{what}<br/>{revision.text.get(lang).to_owned()}</li> }
                    })
                    .collect_view();
                view! { <h2>{title}</h2><ul class="changes">{items}</ul> }
            })
            .collect_view();
        view! {
            <article class="about">
                <h1>{t.changes}</h1>
                <p class="lead">{t.changes_lead}" "<a href=format!("/{lang}/changes.atom") type="application/atom+xml">{t.changes_feed}</a></p>
                {days}
            </article>
        }
    })
}

fn day(revision: &Revision) -> Day {
    revision.date.window().anchor
}

/// `GET /en/changes.atom`: the newest corrections.
pub fn feed(lang: Lang, app: &App) -> Response {
    let t = words(lang);
    let revisions = app.snapshot.revisions();
    let address = |event: Option<&Event>| match event {
        Some(event) => format!("{}/{lang}/event/{}", app.base_url, event.id),
        None => format!("{}/{lang}/changes", app.base_url),
    };
    let own = format!("{}/{lang}/changes.atom", app.base_url);
    let to = |href: String, rel: &str| LinkBuilder::default().href(href).rel(rel).build();
    // Two corrections of one event on one day are told apart by their number on it.
    let mut numbers = std::collections::HashMap::new();
    let entries: Vec<_> = revisions
        .iter()
        .take(FEED)
        .map(|(event, revision)| {
            let number = numbers.entry((event.map(|e| e.id.as_str()), day(revision))).or_insert(0);
            *number += 1;
            let title = event.map_or(t.whole_record, |event| event.headline.get(lang));
            EntryBuilder::default()
                .id(format!("{}#{}-{number}", address(*event), revision.date))
                .title(title)
                .updated(noon(day(revision)))
                .link(to(address(*event), "alternate"))
                .content(
                    ContentBuilder::default()
                        .value(revision.text.get(lang).to_owned())
                        .content_type("text".to_owned())
                        .build(),
                )
                .build()
        })
        .collect();
    let feed: Feed = FeedBuilder::default()
        .lang(lang.code().to_owned())
        .id(own.clone())
        .title(format!("{} – {}", t.site, t.changes))
        .subtitle(TextBuilder::default().value(t.changes_lead.to_owned()).build())
        .author(atom_syndication::PersonBuilder::default().name(t.site.to_owned()).build())
        .updated(revisions.first().map_or_else(FixedDateTime::default, |(_, r)| noon(day(r))))
        .links(vec![to(own, "self"), to(format!("{}/{lang}/changes", app.base_url), "alternate")])
        .entries(entries)
        .build();
    ([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed.to_string()).into_response()
}

/// A correction has a day and no hour; Atom wants one.
fn noon(day: Day) -> FixedDateTime {
    let (year, month, day) = day.ymd();
    NaiveDate::from_ymd_opt(year, month, day)
        .and_then(|date| date.and_hms_opt(12, 0, 0))
        .map(|time| time.and_utc().fixed_offset())
        .unwrap_or_default()
}
