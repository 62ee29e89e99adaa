//! The registries: who acts and speaks, and where things happen.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use geo::{Contains, Distance, Euclidean, Geometry};
use geojson::GeoJson;

use super::{Check, TOP, is_slug, unknown};
use crate::{
    data::{
        file::{ActorsFile, PlaceEntry, PlacesFile, Word},
        parse::{Parsed, parse},
        problem::Problem,
        rule::Rule,
    },
    domain::{
        actor::Actor,
        place::{Place, Point},
    },
};

/// Outlines of regions are simplified, and villages lie on borders: a point this near to its region is in it, in
/// degrees (about 12 km).
const NEAR: f64 = 0.11;

/// Things with an id, and where each stands in its file.
pub struct Registry<T> {
    entries: BTreeMap<String, (Arc<T>, Range<usize>)>,
}

impl<T> Default for Registry<T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new() }
    }
}

impl<T> Registry<T> {
    /// The one with this id.
    pub fn get(&self, id: &str) -> Option<Arc<T>> {
        self.entries.get(id).map(|(item, _)| Arc::clone(item))
    }

    /// Every id, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Every one, in the order of the ids, with its place in the file.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<T>, &Range<usize>)> {
        self.entries.values().map(|(item, span)| (item, span))
    }
}

/// Both registries.
#[derive(Default)]
pub struct Registries {
    /// Who acts and speaks.
    pub actors: Registry<Actor>,
    /// Where things happen.
    pub places: Registry<Place>,
}

/// The outlines of regions, by ISO 3166-2 code.
pub type Outlines = BTreeMap<String, Geometry<f64>>;

/// Reads the registry of actors.
pub fn actors(text: &str) -> (Registry<Actor>, Vec<Problem>) {
    let Parsed { value, left_out, problems } = parse::<ActorsFile>(text);
    let registries = Registries::default();
    let mut check = Check { registries: &registries, left_out: &left_out, problems };
    let mut actors = Registry::default();
    let mut parents = Vec::new();
    for (id, entry) in value.map(|file| file.0).unwrap_or_default() {
        let span = entry.span();
        let entry = entry.into_inner();
        check.slug(&id, &span);
        let name = check.required(entry.name, "name", &span).and_then(|name| check.text(name));
        let kind = check.required(entry.kind, "type", &span);
        let parent = entry.parent.map(|parent| {
            let parent_id = parent.get().clone();
            parents.push((id.clone(), parent));
            parent_id
        });
        if let (Some(name), Some(kind)) = (name, kind) {
            let actor =
                Actor { id: id.clone(), name, kind, aliases: entry.aliases, parent, from: entry.from, to: entry.to };
            actors.entries.insert(id, (Arc::new(actor), span));
        }
    }
    let mut named = BTreeMap::new();
    for (actor, span) in actors.iter() {
        let first = named.entry(&actor.name.en).or_insert(&actor.id);
        if *first != &actor.id {
            let message = format!("`{first}` has this name too");
            check.problem(
                Rule::Twice,
                span.clone(),
                message,
                "one actor, one entry: keep one id, or tell the names apart",
            );
        }
    }
    for (id, parent) in parents {
        let mut above = actors.get(parent.get());
        if above.is_none() {
            let ids: Vec<_> = actors.ids().collect();
            check.problems.push(unknown(Rule::UnknownActor, "actor", parent.get(), &parent.span(), &ids));
        }
        let mut steps = 0;
        while let Some(actor) = above {
            steps += 1;
            if actor.id == id || steps > actors.entries.len() {
                check.problem(
                    Rule::Loop,
                    parent.span(),
                    "the actor is above itself",
                    "name the body of which it is a part",
                );
                break;
            }
            above = actor.parent.as_ref().and_then(|parent| actors.get(parent));
        }
    }
    (actors, check.problems)
}

/// Reads the outlines of regions, `geo/regions.geojson`.
pub fn outlines(text: &str) -> (Outlines, Vec<Problem>) {
    let unreadable = |message: String| {
        let hint = "a GeoJSON collection of features with `iso_3166_2` among their properties".to_owned();
        vec![Problem { rule: Rule::Syntax, span: TOP, message, hint }]
    };
    let collection = match text.parse::<GeoJson>() {
        Ok(GeoJson::FeatureCollection(collection)) => collection,
        Ok(_) => return (Outlines::new(), unreadable("this is not a collection of features".to_owned())),
        Err(error) => return (Outlines::new(), unreadable(error.to_string())),
    };
    let outlines = collection
        .features
        .into_iter()
        .filter_map(|feature| {
            let code = feature.property("iso_3166_2")?.as_str()?.to_owned();
            Some((code, Geometry::try_from(feature.geometry?).ok()?))
        })
        .collect();
    (outlines, Vec::new())
}

/// Reads the registry of places. A place is known once what it lies in is known, in whatever order they stand.
pub fn places(text: &str, outlines: &Outlines) -> (Registry<Place>, Vec<Problem>) {
    let Parsed { value, left_out, problems } = parse::<PlacesFile>(text);
    let registries = Registries::default();
    let mut check = Check { registries: &registries, left_out: &left_out, problems };
    let mut places = Registry::default();
    let mut waiting: Vec<_> = value.map(|file| file.0).unwrap_or_default().into_iter().collect();
    for (id, entry) in &waiting {
        check.slug(id, &entry.span());
    }
    let ids: Vec<String> = waiting.iter().map(|(id, _)| id.clone()).collect();
    let mut outline_of = BTreeMap::new();
    loop {
        let before = waiting.len();
        for (id, entry) in std::mem::take(&mut waiting) {
            let ready = entry.get().within.as_ref().is_none_or(|within| places.get(within.get()).is_some());
            if ready {
                let span = entry.span();
                let place = check.place(id.clone(), entry.into_inner(), &span, &places, outlines, &mut outline_of);
                places.entries.extend(place.map(|place| (id, (Arc::new(place), span))));
            } else {
                waiting.push((id, entry));
            }
        }
        if waiting.len() == before {
            break;
        }
    }
    let known: Vec<&str> = ids.iter().map(String::as_str).collect();
    for (_, entry) in &waiting {
        if let Some(within) = &entry.get().within {
            if known.contains(&within.get().as_str()) {
                let hint = "name the region or country in which it lies";
                check.problem(
                    Rule::Loop,
                    within.span(),
                    "the place lies within itself, or in one with a problem",
                    hint,
                );
            } else {
                check.problems.push(unknown(Rule::UnknownPlace, "place", within.get(), &within.span(), &known));
            }
        }
    }
    (places, check.problems)
}

impl Check<'_> {
    fn slug(&mut self, id: &str, span: &Range<usize>) {
        if !is_slug(id) {
            let hint = "lower-case letters, digits and hyphens";
            self.problem(Rule::Id, span.clone(), format!("`{id}` is not an id"), hint);
        }
    }

    fn place(
        &mut self,
        id: String,
        entry: PlaceEntry,
        span: &Range<usize>,
        places: &Registry<Place>,
        outlines: &Outlines,
        outline_of: &mut BTreeMap<String, String>,
    ) -> Option<Place> {
        let name = self.required(entry.name, "name", span).and_then(|name| self.name(name));
        let within = entry.within.as_ref().and_then(|within| places.get(within.get()));
        if within.is_none() && entry.code.is_none() {
            let hint = "add `within`: the id of its region or country";
            self.problem(Rule::Missing, span.clone(), "nothing says where the place lies", hint);
        }
        if let Some(code) = &entry.code {
            self.code(code, within.as_deref());
            let outline = entry.outline.as_ref().unwrap_or(code);
            outline_of.insert(id.clone(), outline.get().clone());
            if entry.outline.is_some() && !outlines.is_empty() && !outlines.contains_key(outline.get()) {
                let codes: Vec<_> = outlines.keys().map(String::as_str).collect();
                self.problems.push(unknown(Rule::UnknownPlace, "outline", outline.get(), &outline.span(), &codes));
            }
        }
        let point = match (&entry.lat, &entry.lon) {
            (Some(lat), Some(lon)) => {
                for (value, limit, name) in [(lat, 90.0, "latitude"), (lon, 180.0, "longitude")] {
                    if !(-limit..=limit).contains(value.get()) {
                        self.problem(
                            Rule::Coordinates,
                            value.span(),
                            format!("{} is not a {name}", value.get()),
                            format!("degrees from -{limit} to {limit}"),
                        );
                    }
                }
                if entry.code.is_some() {
                    let message = "a region or a country has no point";
                    self.problem(Rule::Coordinates, lat.span(), message, "take `lat` and `lon` out");
                }
                let point = geo::Point::new(*lon.get(), *lat.get());
                let region = within.as_deref().and_then(Place::region);
                if let Some(region) = region
                    && let Some(outline) = outline_of.get(&region.id).and_then(|code| outlines.get(code))
                    && !near(outline, point)
                {
                    self.problem(
                        Rule::OutsideRegion,
                        lat.span(),
                        format!("the point lies outside {}", region.name.en),
                        "correct the point or the region; a gazetteer has both",
                    );
                }
                let from = self.required(entry.point_from, "point_from", span);
                from.map(|point_from| Point { lat: *lat.get(), lon: *lon.get(), point_from })
            }
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => {
                let hint = "add the other, or take this out";
                self.problem(Rule::Coordinates, one.span(), "a point needs `lat` and `lon`", hint);
                None
            }
        };
        Some(Place { id, name: name?, aliases: entry.aliases, code: entry.code.map(Word::into_inner), within, point })
    }

    /// `NE` for a country, `NE-6` for a region within it.
    fn code(&mut self, code: &Word, within: Option<&Place>) {
        let country = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        let fits = match (within, code.get().split_once('-')) {
            (None, None) => country(code.get()),
            (Some(above), Some((prefix, rest))) => above.code.as_deref() == Some(prefix) && !rest.is_empty(),
            _ => false,
        };
        if !fits {
            self.problem(
                Rule::Country,
                code.span(),
                format!("`{}` is not the code of a country, or of a region of the one that it lies in", code.get()),
                "two capital letters such as `NE`, or `NE-6` within `NE`",
            );
        }
    }
}

fn near(outline: &Geometry<f64>, point: geo::Point<f64>) -> bool {
    outline.contains(&point) || Euclidean.distance(outline, &Geometry::Point(point)) <= NEAR
}
