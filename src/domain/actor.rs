//! Who acts and who speaks.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{date::EventDate, text::Text, vocabulary::ActorType};

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
    /// Id of the actor of which it is a part, or to which it belongs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// When it was formed, or began to act under this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<EventDate>,
    /// When it was dissolved, or gave up this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<EventDate>,
}

#[cfg(test)]
impl Actor {
    /// An actor of a test.
    pub fn sample(id: &str, kind: ActorType) -> Self {
        let name = Text { en: id.to_owned(), fr: id.to_owned() };
        Self { id: id.to_owned(), name, kind, aliases: vec![], parent: None, from: None, to: None }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}
