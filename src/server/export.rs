//! `/data/events.json` and `/data/events.csv`: the events of a filter, for analysts and other programs.

use axum::{
    Json,
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::App;
use crate::{
    api::{self, ApiError, Listed},
    domain::{
        confidence,
        event::{Involvement, Perpetrator},
        text::Lang,
        toll,
    },
    i18n::statement,
};

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(self)).into_response()
    }
}

/// All events of the filter as JSON.
pub async fn json(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, ApiError> {
    let (app, query) = api::strict(&app, query.as_deref().unwrap_or_default())?;
    Ok(Json(api::list(&app, &query)).into_response())
}

/// The columns of the CSV export, and what stands in them.
type Column = (&'static str, fn(&Listed) -> String);

const COLUMNS: &[Column] =
    &[
        ("id", |e| e.event.id.clone()),
        ("kind", |e| e.event.kind.code().to_owned()),
        ("countries", |e| join(e.event.countries.iter().map(|c| c.code()))),
        ("date", |e| e.event.date.to_string()),
        ("earliest", |e| e.event.date.window().earliest.to_string()),
        ("latest", |e| e.event.date.window().latest.to_string()),
        ("in_range", |e| {
            if e.in_range == crate::domain::date::InRange::Certain { "certain" } else { "possible" }.to_owned()
        }),
        ("headline_en", |e| e.event.headline.en.clone()),
        ("headline_fr", |e| e.event.headline.fr.clone()),
        ("summary_en", |e| e.event.summary.en.clone()),
        ("summary_fr", |e| e.event.summary.fr.clone()),
        ("place", |e| e.event.place.as_ref().map(|p| p.name().en.clone()).unwrap_or_default()),
        ("place_id", |e| e.event.place.as_ref().map(|p| p.at.id.clone()).unwrap_or_default()),
        ("region", |e| e.event.place.as_ref().and_then(|p| Some(p.at.region()?.name.en.clone())).unwrap_or_default()),
        ("place_country", |e| e.event.place.as_ref().and_then(|p| p.at.country().code.clone()).unwrap_or_default()),
        ("place_precision", |e| e.event.place.as_ref().map(|p| p.precision.code().to_owned()).unwrap_or_default()),
        ("lat", |e| point(e, |p| p.lat)),
        ("lon", |e| point(e, |p| p.lon)),
        ("perpetrators", |e| join(e.event.actors.iter().filter_map(perpetrator))),
        ("actors", |e| join(e.event.actors.iter().filter_map(|a| Some(a.actor()?.id.clone())))),
        ("killed_low", |e| toll::of_event(&e.event).map(|t| t.low.to_string()).unwrap_or_default()),
        ("killed_high", |e| toll::of_event(&e.event).map(|t| t.high.to_string()).unwrap_or_default()),
        ("figures", |e| {
            join(
                e.event
                    .figures
                    .iter()
                    .map(|f| format!("{} ({})", statement::figure(f, Lang::En), statement::attribution(f, Lang::En))),
            )
        }),
        ("claims", |e| {
            join(e.event.claims.iter().map(|c| {
                format!("{} {}: {}", statement::speaker(&c.said, Lang::En), c.stance.name(Lang::En), c.text.en)
            }))
        }),
        ("confidence", |e| confidence::support(&e.event).confidence.code().to_owned()),
        ("sources", |e| join(e.event.sources.iter().map(|s| s.url.clone()))),
        ("origins", |e| join(e.event.origins())),
        ("url", |e| e.url.clone()),
    ];

/// All events of the filter as CSV, one row an event; lists inside a cell are parted by ` | `.
pub async fn csv(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, ApiError> {
    let (app, query) = api::strict(&app, query.as_deref().unwrap_or_default())?;
    let list = api::list(&app, &query);
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let mut rows = || -> csv::Result<()> {
        writer.write_record(COLUMNS.iter().map(|(name, _)| *name))?;
        for event in &list.events {
            writer.write_record(COLUMNS.iter().map(|(_, cell)| plain(cell(event))))?;
        }
        Ok(())
    };
    rows().unwrap_or_default();
    let body = writer.into_inner().unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sahel-timeline.csv\""),
    ];
    Ok((headers, body).into_response())
}

fn join<S: Into<String>>(parts: impl IntoIterator<Item = S>) -> String {
    parts.into_iter().map(Into::into).collect::<Vec<String>>().join(" | ")
}

fn point(event: &Listed, of: fn(crate::domain::place::Point) -> f64) -> String {
    event.event.place.as_ref().and_then(|p| p.at.point).map(|p| of(p).to_string()).unwrap_or_default()
}

fn perpetrator(involvement: &Involvement) -> Option<String> {
    let Involvement::Perpetrator(p) = involvement else {
        return None;
    };
    Some(match p {
        Perpetrator::Claimed { actor } => format!("{actor} (claimed)"),
        Perpetrator::Acknowledged { actor } => format!("{actor} (acknowledged)"),
        Perpetrator::Attributed { actor, by } => format!("{actor} (attributed by {by})"),
        Perpetrator::Suspected { actor, by } => format!("{actor} (suspected by {by})"),
        Perpetrator::NotNamed { by } => format!("not named by {by}"),
    })
}

/// A cell that a spreadsheet will not take for a formula.
fn plain(cell: String) -> String {
    let number = cell.parse::<f64>().is_ok();
    if !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}
