//! Who acts and who speaks.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{text::Text, vocabulary::ActorType};

/// An actor of the registry, `data/actors.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Its stable id: the name of its table in the registry.
    pub id: String,
    /// Its name in both languages.
    pub name: Text,
    /// What sort of actor it is.
    #[serde(rename = "type")]
    pub kind: ActorType,
    /// Other names, for search.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}
