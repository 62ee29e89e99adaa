//! Where things happen: localities within regions within countries.

use std::{iter, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    text::Text,
    vocabulary::{PointSource, Precision},
};

/// A place of the registry, `data/places.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its stable id: the name of its table in the registry.
    pub id: String,
    /// Its name in both languages.
    pub name: Text,
    /// Other names and spellings, for search.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// ISO 3166 code: of a country (`NE`) or of a first-level region (`NE-6`); a locality has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The region or country in which it lies; `None` for a country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Arc<Place>>,
    /// Where on the map; only a locality has a point, and only where something supports one.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
}

/// A point in degrees (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// From where it comes.
    pub point_from: PointSource,
}

/// Where an event happened, and how exactly that is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// The place, or the one near which it happened.
    pub at: Arc<Place>,
    /// How the sources describe it, where that says more than the place's name: "road from Dori to Téra".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described: Option<Text>,
    /// How exactly it is known.
    pub precision: Precision,
}

impl Place {
    /// The place and all that it lies in, from the inside out.
    pub fn chain(&self) -> impl Iterator<Item = &Self> {
        iter::successors(Some(self), |place| place.within.as_deref())
    }

    /// The country in which it lies, or that it is.
    pub fn country(&self) -> &Self {
        self.chain().last().unwrap_or(self)
    }

    /// The first-level region in which it lies, or that it is.
    pub fn region(&self) -> Option<&Self> {
        self.chain().find(|place| place.is_region())
    }

    /// Whether it is a first-level region.
    pub fn is_region(&self) -> bool {
        self.code.is_some() && self.within.is_some()
    }

    /// Whether it is neither a country nor a region.
    pub fn is_locality(&self) -> bool {
        self.code.is_none()
    }
}

impl Location {
    /// How the sources describe it, or else the place's name.
    pub fn name(&self) -> &Text {
        self.described.as_ref().unwrap_or(&self.at.name)
    }
}
