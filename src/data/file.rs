//! The shape of an event file, as a curator writes it. [`super::check`] turns it into an event.
//!
//! Fields that must be there are optional here: the check reports what is missing, with all other problems.
//! The documentation comments become the descriptions in `data/event.schema.json`.

use std::{collections::BTreeMap, ops::Range};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::domain::{
    date::EventDate,
    vocabulary::{ActorType, Basis, Country, Kind, Precision, Role, Stance, Status, What, Who},
};

/// A value and where it stands in its file.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct At<T>(toml::Spanned<T>);

impl<T> At<T> {
    /// The value.
    pub fn get(&self) -> &T {
        self.0.get_ref()
    }

    /// The value, without its place.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }

    /// Its bytes in the file.
    pub fn span(&self) -> Range<usize> {
        self.0.span()
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }

    fn inline_schema() -> bool {
        T::inline_schema()
    }
}

/// A string with its place.
pub type Word = At<String>;

/// One event. The name of the file is the event's id, for ever.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Sahel Timeline: event")]
pub struct EventFile {
    /// What sort of thing happened.
    #[schemars(required)]
    pub kind: Option<Kind>,
    /// The countries of the record that it concerns.
    #[schemars(required, length(min = 1))]
    pub countries: Option<At<Vec<Country>>>,
    /// When, as an uncertain date; the hull of `dates`, where there are any.
    #[schemars(required)]
    pub date: Option<At<EventDate>>,
    /// It sums up single events of the record (a campaign, a report's period): its toll is never added to theirs.
    #[serde(default)]
    pub umbrella: bool,
    /// Ids of related events.
    #[serde(default)]
    pub related: Vec<Word>,
    /// One line, at most 90 characters (French: 100), without a final full stop.
    #[schemars(required)]
    pub headline: Option<At<TextFile>>,
    /// One to three sentences, in our own words.
    #[schemars(required)]
    pub summary: Option<At<TextFile>>,
    /// What nobody said, in words for the reader.
    pub not_known: Option<At<TextFile>>,
    /// Where.
    pub place: Option<At<PlaceFile>>,
    /// Who took part.
    #[serde(default)]
    pub actors: Vec<At<ActorFile>>,
    /// Only where speakers differ on the date: each one's own.
    #[serde(default)]
    pub dates: Vec<At<DateFile>>,
    /// Numbers, each as somebody's statement.
    #[serde(default)]
    pub figures: Vec<At<FigureFile>>,
    /// Statements that are not numbers.
    #[serde(default)]
    pub claims: Vec<At<ClaimFile>>,
    /// The pages that say so.
    #[schemars(required, length(min = 1))]
    pub sources: Option<Vec<At<SourceFile>>>,
}

/// A text in English and French.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextFile {
    /// English.
    #[schemars(required)]
    pub en: Option<Word>,
    /// French.
    #[schemars(required)]
    pub fr: Option<Word>,
}

/// A name: one string where both languages write it alike, else `{ en = "…", fr = "…" }`.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
pub enum NameFile {
    /// The same in both languages.
    Same(Word),
    /// Different.
    Each(At<TextFile>),
}

// Not `derive(untagged)`: that loses positions and unknown keys.
impl<'de> Deserialize<'de> for NameFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = toml::Spanned::<toml::Value>::deserialize(deserializer)?;
        let span = value.span();
        match value.into_inner() {
            toml::Value::String(name) => Ok(Self::Same(At(toml::Spanned::new(span, name)))),
            toml::Value::Table(mut table) => {
                let mut take = |key: &str| match table.remove(key) {
                    None => Ok(None),
                    Some(toml::Value::String(name)) => Ok(Some(At(toml::Spanned::new(span.clone(), name)))),
                    Some(_) => Err(serde::de::Error::custom(format!("`{key}` is not a string"))),
                };
                let text = TextFile { en: take("en")?, fr: take("fr")? };
                match table.keys().next() {
                    Some(key) => Err(serde::de::Error::unknown_field(key, &["en", "fr"])),
                    None => Ok(Self::Each(At(toml::Spanned::new(span, text)))),
                }
            }
            other => Err(serde::de::Error::custom(format!(
                "a name is a string, or `{{ en = \"…\", fr = \"…\" }}`, not {}",
                other.type_str()
            ))),
        }
    }
}

/// Where an event happened.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceFile {
    /// The place's name.
    #[schemars(required)]
    pub name: Option<NameFile>,
    /// The first-level region.
    pub admin1: Option<NameFile>,
    /// ISO 3166-1 alpha-2 code of the country in which the place lies.
    #[schemars(required)]
    pub country: Option<Word>,
    /// How exactly the place is known.
    #[schemars(required)]
    pub precision: Option<Precision>,
    /// Degrees north; only together with `lon`, and only where something supports a point.
    pub lat: Option<At<f64>>,
    /// Degrees east.
    pub lon: Option<At<f64>>,
}

/// Who took part. Who carried out an attack (`role = "perpetrator"`) is a statement: `basis` says on what it rests.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActorFile {
    /// As what.
    #[schemars(required)]
    pub role: Option<Role>,
    /// For a perpetrator: on what it rests.
    pub basis: Option<At<Basis>>,
    /// Id of the registry `actors.toml`; left out only for `not-named`.
    pub actor: Option<Word>,
    /// For `attributed`, `suspected` and `not-named`: who says so.
    pub by: Option<Word>,
}

/// One speaker's date.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DateFile {
    /// The date that this speaker gives, or the window that it leaves.
    #[schemars(required)]
    pub date: Option<At<EventDate>>,
    /// Who says it: id of the registry.
    #[schemars(required)]
    pub by: Option<Word>,
    /// For speakers without a name: the outlet to which they spoke.
    pub via: Option<Word>,
    /// The person or office inside the body that spoke.
    pub voice: Option<NameFile>,
    /// When it was said.
    pub said: Option<EventDate>,
    /// Ids of the sources below that carry it.
    #[schemars(required, length(min = 1))]
    pub sources: Option<Vec<Word>>,
    /// What to add in words.
    pub note: Option<At<TextFile>>,
}

/// A number as somebody's statement: who said it, of whom, how many. Exactly one of `value`, `about`,
/// `at_least`, `more_than`, `up_to`, `min` with `max`, and `words`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureFile {
    /// Of whom.
    pub who: Option<At<Who>>,
    /// What happened to them.
    pub what: Option<At<What>>,
    /// For anything but persons, instead of `who` and `what`: a plural noun.
    pub label: Option<At<TextFile>>,
    /// Exactly this many.
    pub value: Option<At<u64>>,
    /// About this many.
    pub about: Option<At<u64>>,
    /// This many or more.
    pub at_least: Option<At<u64>>,
    /// More than this many.
    pub more_than: Option<At<u64>>,
    /// This many or fewer.
    pub up_to: Option<At<u64>>,
    /// From this many (with `max`).
    pub min: Option<At<u64>>,
    /// To this many (with `min`).
    pub max: Option<At<u64>>,
    /// In words only: "several dozen".
    pub words: Option<At<TextFile>>,
    /// Which part of the event the number covers; left out for the whole.
    pub part: Option<At<TextFile>>,
    /// Who says it: id of the registry. The first speaker, not the outlet that repeats it.
    #[schemars(required)]
    pub by: Option<Word>,
    /// For speakers without a name: the outlet to which they spoke.
    pub via: Option<Word>,
    /// The person or office inside the body that spoke.
    pub voice: Option<NameFile>,
    /// When it was said.
    pub said: Option<EventDate>,
    /// How far its speaker has gone with it.
    pub status: Option<Status>,
    /// Ids of the sources below that carry it.
    #[schemars(required, length(min = 1))]
    pub sources: Option<Vec<Word>>,
}

/// A statement that is not a number.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimFile {
    /// A name inside the event, for claims that answer it.
    pub id: Option<Word>,
    /// What the claim does.
    #[schemars(required)]
    pub stance: Option<Stance>,
    /// Who says it: id of the registry.
    #[schemars(required)]
    pub by: Option<Word>,
    /// For speakers without a name: the outlet to which they spoke.
    pub via: Option<Word>,
    /// The person or office inside the body that spoke.
    pub voice: Option<NameFile>,
    /// When it was said.
    pub said: Option<EventDate>,
    /// The claim that it answers: an id in this file, or `<event>#<id>`.
    pub answers: Option<Word>,
    /// Ids of the sources below that carry it.
    #[schemars(required, length(min = 1))]
    pub sources: Option<Vec<Word>>,
    /// What was said, in indirect speech, without a final full stop.
    #[schemars(required)]
    pub text: Option<At<TextFile>>,
}

/// A page that can be opened.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// A short name inside the event, such as `afp`.
    #[schemars(required)]
    pub id: Option<Word>,
    /// Its address; never a bare home page.
    #[schemars(required)]
    pub url: Option<Word>,
    /// The page's own title, where it is known.
    pub title: Option<String>,
    /// Whose page it is; say so when it is a copy.
    #[schemars(required)]
    pub publisher: Option<Word>,
    /// When it was published.
    pub published: Option<EventDate>,
    /// Language of the page, such as `fr`.
    #[schemars(required)]
    pub lang: Option<Word>,
    /// Ids of those from whom the information really comes: the ministry, not the five outlets that repeat it.
    #[schemars(required, length(min = 1))]
    pub origin: Option<Vec<Word>>,
}

/// The registry of actors: a table each, named by the actor's id.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(title = "Sahel Timeline: actors")]
#[serde(transparent)]
pub struct ActorsFile(pub BTreeMap<String, At<ActorEntry>>);

/// An actor.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActorEntry {
    /// Its name in both languages.
    #[schemars(required)]
    pub name: Option<At<TextFile>>,
    /// What sort of actor it is.
    #[serde(rename = "type")]
    #[schemars(required)]
    pub kind: Option<ActorType>,
    /// Other names, for search.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// The JSON Schemas of the data files, each with the name under which it is committed in `data/`.
pub fn schemas() -> Vec<(&'static str, String)> {
    fn pretty<T: JsonSchema>() -> String {
        let schema = schemars::schema_for!(T);
        // A schema is plain JSON; printing it cannot fail.
        serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
    }
    vec![("event.schema.json", pretty::<EventFile>()), ("actors.schema.json", pretty::<ActorsFile>())]
}
