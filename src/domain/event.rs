//! One event and everything that anybody said of it.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    actor::Actor,
    date::EventDate,
    place::Location,
    text::Text,
    vocabulary::{Country, Kind, Relation, Role, Stance, Status, What, Who},
};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Stable id, for ever: the name of its file.
    pub id: String,
    /// What sort of thing happened.
    pub kind: Kind,
    /// The countries of the record that it concerns; never empty.
    pub countries: Vec<Country>,
    /// When: the hull of what every speaker says ([`Event::dates`]).
    pub date: EventDate,
    /// It sums up single events of the record, so its toll is never added to theirs.
    pub umbrella: bool,
    /// One line.
    pub headline: Text,
    /// One to three sentences.
    pub summary: Text,
    /// Ids of the sources that tell it as the summary does, beside those that carry figures, claims and dates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told_by: Vec<String>,
    /// What nobody said, in words for the reader.
    pub not_known: Option<Text>,
    /// Where.
    pub place: Option<Location>,
    /// Who took part, and as what.
    pub actors: Vec<Involvement>,
    /// Where speakers differ on the date: each one's own.
    pub dates: Vec<DateStatement>,
    /// Numbers, each as somebody's statement.
    pub figures: Vec<Figure>,
    /// Statements that are not numbers.
    pub claims: Vec<Claim>,
    /// The pages that say so; never empty.
    pub sources: Vec<Source>,
    /// Ties to other events.
    pub related: Vec<Tie>,
    /// What was corrected, and why; oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<Revision>,
}

impl Event {
    /// An event of a test: one unknown Nigerien thing on a day.
    #[cfg(test)]
    #[allow(clippy::expect_used)]
    pub fn sample(kind: Kind) -> Self {
        let text = || Text { en: "text".to_owned(), fr: "texte".to_owned() };
        Self {
            id: "ne-2023-10-02-sample".to_owned(),
            kind,
            countries: vec![Country::Niger],
            date: "2023-10-02".parse().expect("a date"),
            umbrella: false,
            headline: text(),
            summary: text(),
            told_by: vec![],
            not_known: None,
            place: None,
            actors: vec![],
            dates: vec![],
            figures: vec![],
            claims: vec![],
            sources: vec![],
            related: vec![],
            revisions: vec![],
        }
    }

    /// The source with this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|s| s.id == id)
    }

    /// Who says what, of all dates, figures and claims.
    pub fn statements(&self) -> impl Iterator<Item = &Said> {
        let dates = self.dates.iter().map(|d| &d.said);
        dates.chain(self.figures.iter().map(|f| &f.said)).chain(self.claims.iter().map(|c| &c.said))
    }

    /// Who the information really comes from: the distinct origins of all its sources.
    pub fn origins(&self) -> BTreeSet<&str> {
        self.sources.iter().flat_map(|s| &s.origin).map(|a| a.id.as_str()).collect()
    }
}

/// A tie to another event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// What ties them.
    pub relation: Relation,
    /// The other event's id.
    pub event: String,
}

/// A correction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// The day on which it was made.
    pub date: EventDate,
    /// What changed, and why.
    pub text: Text,
}

/// A speaker's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The words, without quotation marks.
    pub text: String,
    /// The language in which they stand.
    pub lang: String,
}

/// An actor's part in an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Involvement {
    /// Who carried it out, and on what that rests.
    Perpetrator(Perpetrator),
    /// Any other part.
    Part {
        /// Who.
        actor: Arc<Actor>,
        /// As what.
        role: Role,
    },
}

/// Who carried out an attack: a statement, never a fact of ours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "kebab-case")]
pub enum Perpetrator {
    /// The actor says that it did it.
    Claimed {
        /// Who.
        actor: Arc<Actor>,
    },
    /// An army or government says that it carried it out.
    Acknowledged {
        /// Who.
        actor: Arc<Actor>,
    },
    /// Somebody attributes it to the actor.
    Attributed {
        /// To whom.
        actor: Arc<Actor>,
        /// By whom.
        by: Arc<Actor>,
    },
    /// Somebody suspects the actor.
    Suspected {
        /// Whom.
        actor: Arc<Actor>,
        /// Who suspects.
        by: Arc<Actor>,
    },
    /// Who reported it named nobody.
    NotNamed {
        /// Who named nobody.
        by: Arc<Actor>,
    },
}

impl Involvement {
    /// The actor that took part; `None` when nobody was named.
    pub fn actor(&self) -> Option<&Arc<Actor>> {
        match self {
            Self::Part { actor, .. } => Some(actor),
            Self::Perpetrator(p) => p.actor(),
        }
    }
}

impl Perpetrator {
    /// The actor, where one is named.
    pub fn actor(&self) -> Option<&Arc<Actor>> {
        match self {
            Self::Claimed { actor }
            | Self::Acknowledged { actor }
            | Self::Attributed { actor, .. }
            | Self::Suspected { actor, .. } => Some(actor),
            Self::NotNamed { .. } => None,
        }
    }
}

/// Who says it, when, and where that can be read. Every statement has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Who says it: the first speaker, not the outlet that repeats it.
    pub by: Arc<Actor>,
    /// For speakers without a name: the outlet to which they spoke.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub via: Option<Arc<Actor>>,
    /// The person or office inside the body that spoke.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub voice: Option<Text>,
    /// When it was said; `None` when that is not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub said: Option<EventDate>,
    /// Ids of the event's sources that carry it; never empty.
    pub sources: Vec<String>,
}

/// One speaker's date for the event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DateStatement {
    /// The date that this speaker gives, or the window that it leaves.
    pub date: EventDate,
    /// Who says so.
    #[serde(flatten)]
    pub said: Said,
    /// What to add in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<Text>,
}

/// A number as somebody's statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Of what.
    #[serde(flatten)]
    pub measure: Measure,
    /// How many.
    #[serde(flatten)]
    pub amount: Amount,
    /// Which part of the event it covers; `None` is the whole.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part: Option<Text>,
    /// How far its speaker has gone with it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub status: Option<Status>,
    /// Who says so.
    #[serde(flatten)]
    pub said: Said,
}

/// What a figure counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Measure {
    /// Persons.
    People {
        /// Who.
        who: Who,
        /// What happened to them.
        what: What,
    },
    /// Anything else.
    Other {
        /// What is counted, as a plural noun.
        label: Text,
    },
}

/// How many, as far as the speaker said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Exactly this many.
    Value(u64),
    /// About this many.
    About(u64),
    /// This many or more.
    AtLeast(u64),
    /// More than this many.
    MoreThan(u64),
    /// This many or fewer.
    UpTo(u64),
    /// From the first to the second.
    Between(u64, u64),
    /// In words only: "several dozen".
    Words(Text),
}

/// A statement that is not a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Name inside the event, for claims that answer it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// What the claim does.
    pub stance: Stance,
    /// What was said, in indirect speech.
    pub text: Text,
    /// Its speaker's own words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote: Option<Quote>,
    /// The claim that it answers: an id in this event, or `<event>#<id>`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answers: Option<String>,
    /// Who says so.
    #[serde(flatten)]
    pub said: Said,
}

/// A page that can be opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Short name inside the event.
    pub id: String,
    /// Its address; never a bare home page.
    pub url: String,
    /// The page's own title, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// Whose page it is.
    pub publisher: String,
    /// When it was published, where that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<EventDate>,
    /// BCP 47 language of the page.
    pub lang: String,
    /// Who the information really comes from; never empty.
    pub origin: Vec<Arc<Actor>>,
}
