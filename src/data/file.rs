//! The shape of an event file, as a curator writes it. [`super::check`] turns it into an event.
//!
//! Fields that must be there are optional here: the check reports what is missing, with all other problems.
//! The documentation comments become the descriptions in `data/event.schema.json`.

use std::{collections::BTreeMap, ops::Range};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::domain::{
    date::EventDate,
    text::Text,
    vocabulary::{ActorType, Basis, Country, Kind, PointSource, Precision, Role, Stance, Status, What, Who},
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
    /// Ties to other events: what ties them, and their ids.
    #[serde(default)]
    pub related: RelatedFile,
    /// One line, at most 90 characters (French: 100), without a final full stop.
    #[schemars(required)]
    pub headline: Option<At<TextFile>>,
    /// One to three sentences, in our own words.
    #[schemars(required)]
    pub summary: Option<At<SummaryFile>>,
    /// What nobody said, in words for the reader.
    pub not_known: Option<At<TextFile>>,
    /// Where.
    pub place: Option<At<LocationFile>>,
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
    /// What was corrected, and why; oldest first.
    #[serde(default)]
    pub revisions: Vec<At<RevisionFile>>,
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

/// One to three sentences, and who tells them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SummaryFile {
    /// English.
    #[schemars(required)]
    pub en: Option<Word>,
    /// French.
    #[schemars(required)]
    pub fr: Option<Word>,
    /// Ids of the sources below that tell it so, as far as they carry no figure, claim or date.
    #[serde(default)]
    pub sources: Vec<Word>,
}

/// A correction, with its day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevisionFile {
    /// The day on which it was made.
    #[schemars(required)]
    pub date: Option<At<EventDate>>,
    /// What changed, and why.
    #[schemars(required)]
    pub text: Option<At<TextFile>>,
}

/// A speaker's own words.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteFile {
    /// The words, without quotation marks.
    #[schemars(required)]
    pub text: Option<Word>,
    /// The language in which they stand, such as `fr`.
    #[schemars(required)]
    pub lang: Option<Word>,
}

/// Ties to other events, read as "this event ... those".
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct RelatedFile {
    /// It is a part of those: a battle of a campaign, an attack of a wave.
    pub part_of: Vec<Word>,
    /// Another act of the same operation, at about the same time.
    pub same_operation: Vec<Word>,
    /// It was done in retaliation for those, by somebody's statement.
    pub retaliation_for: Vec<Word>,
    /// It begins or completes what those announced or decided.
    pub carries_out: Vec<Word>,
    /// A trial, inquiry or sentence after those.
    pub trial_of: Vec<Word>,
    /// It answers or denies what was said in those.
    pub answers: Vec<Word>,
    /// It undoes, lifts or suspends those.
    pub reverses: Vec<Word>,
    /// It is a consequence of those, by somebody's statement.
    pub follows_from: Vec<Word>,
    /// Worth reading beside those.
    pub see_also: Vec<Word>,
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
pub struct LocationFile {
    /// Id of the registry `places.toml`: the place, or the one near which it happened.
    #[schemars(required)]
    pub at: Option<Word>,
    /// How the sources describe it, where that says more than the place's name.
    pub described: Option<NameFile>,
    /// How exactly the place is known.
    #[schemars(required)]
    pub precision: Option<At<Precision>>,
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
    /// Its speaker's own words.
    pub quote: Option<At<QuoteFile>>,
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
    /// The actor of which it is a part, or to which it belongs.
    pub parent: Option<Word>,
    /// When it was formed, or began to act under this name.
    pub from: Option<EventDate>,
    /// When it was dissolved, or gave up this name.
    pub to: Option<EventDate>,
}

/// The registry of places: a table each, named by the place's id.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(title = "Sahel Timeline: places")]
#[serde(transparent)]
pub struct PlacesFile(pub BTreeMap<String, At<PlaceEntry>>);

/// A locality, a first-level region or a country.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceEntry {
    /// Its name.
    #[schemars(required)]
    pub name: Option<NameFile>,
    /// Other names and spellings, for search.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// ISO 3166 code of a country (`NE`) or of a region (`NE-6`); a locality has none.
    pub code: Option<Word>,
    /// For a region without an outline in `geo/regions.geojson`: the code of the region whose outline contains it.
    pub outline: Option<Word>,
    /// The region or country in which it lies; a country lies in none.
    pub within: Option<Word>,
    /// Degrees north; only together with `lon`, and only where something supports a point.
    pub lat: Option<At<f64>>,
    /// Degrees east.
    pub lon: Option<At<f64>>,
    /// From where the point comes.
    pub point_from: Option<PointSource>,
}

/// `left-out.toml`: what became of research records that are no event under their own id.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(title = "Sahel Timeline: left out")]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LeftOutFile {
    /// Old id = the event into which it was merged. The old address leads to that event.
    pub merged: BTreeMap<String, Word>,
    /// Id = why it is no event.
    pub left_out: BTreeMap<String, Word>,
}

/// `changes.toml`: corrections and additions that concern the record as a whole.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(title = "Sahel Timeline: changes")]
#[serde(deny_unknown_fields, default)]
pub struct ChangesFile {
    /// Oldest first.
    pub changes: Vec<At<RevisionFile>>,
}

/// `series/<id>.toml`: a total over time, with its method and source. Never an event.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(title = "Sahel Timeline: series")]
#[serde(deny_unknown_fields)]
pub struct SeriesFile {
    /// What it counts.
    #[schemars(required)]
    pub name: Option<At<TextFile>>,
    /// How it was counted.
    #[schemars(required)]
    pub method: Option<At<TextFile>>,
    /// Who says so: id of the registry.
    #[schemars(required)]
    pub by: Option<Word>,
    /// Where it can be read.
    #[schemars(required)]
    pub source: Option<At<SourceFile>>,
    /// What to know about single values.
    pub note: Option<At<TextFile>>,
    /// Id of the country or region = date = value.
    #[schemars(required)]
    pub areas: Option<At<BTreeMap<String, BTreeMap<String, u64>>>>,
}

/// `compare/coups.toml`: coups, attempts and plots as academic lists have them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(title = "Sahel Timeline: coups of other lists")]
#[serde(deny_unknown_fields, default)]
pub struct ComparisonFile {
    /// One entry for each list that has it.
    pub listed: Vec<At<ListedCoup>>,
}

/// A coup, an attempt or a plot of a list.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListedCoup {
    /// Which list.
    pub list: String,
    /// Where.
    pub country: Country,
    /// When, by the list.
    pub date: EventDate,
    /// `coup`, `attempt` or `plot`, by the list.
    pub what: String,
    /// The event of the record; in the file only where date and kind do not find it.
    pub event: Option<String>,
    /// Why the record has it otherwise.
    pub explained: Option<Text>,
}

/// The JSON Schemas of the data files, each with the name under which it is committed in `data/`.
pub fn schemas() -> Vec<(&'static str, String)> {
    fn pretty<T: JsonSchema>() -> String {
        let schema = schemars::schema_for!(T);
        // A schema is plain JSON; printing it cannot fail.
        serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
    }
    vec![
        ("event.schema.json", pretty::<EventFile>()),
        ("actors.schema.json", pretty::<ActorsFile>()),
        ("places.schema.json", pretty::<PlacesFile>()),
        ("left-out.schema.json", pretty::<LeftOutFile>()),
        ("changes.schema.json", pretty::<ChangesFile>()),
        ("series.schema.json", pretty::<SeriesFile>()),
        ("compare.schema.json", pretty::<ComparisonFile>()),
    ]
}
