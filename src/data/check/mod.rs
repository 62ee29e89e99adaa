//! Parsed files into the record: every rule, and every problem rather than the first.

mod registry;
mod series;
mod statement;
mod whole;
mod wording;

use std::{collections::BTreeSet, ops::Range, sync::Arc};

pub use registry::{Outlines, Registries, Registry, actors, outlines, places};
pub use series::{LeftOut, changes, left_out, series};
pub use whole::{unused, whole};

use super::{
    file::{At, EventFile, LocationFile, NameFile, RelatedFile, RevisionFile, SourceFile, TextFile, Word},
    parse::{Parsed, closest, parse},
    problem::Problem,
    rule::Rule,
};
use crate::domain::{
    actor::Actor,
    date::EventDate,
    event::{DateStatement, Event, Revision, Source, Tie},
    place::Location,
    text::{Lang, Text},
    vocabulary::{Precision, Relation},
};

/// Longest headline, in characters: English, French.
const MAX_HEADLINE: (usize, usize) = (90, 100);

/// An event, and where its file says what can be checked only when all events are known ([`whole()`]).
pub struct Checked {
    /// The event.
    pub event: Event,
    /// Where the headline stands.
    headline: Range<usize>,
    /// Where each tie of the event stands.
    ties: Vec<Range<usize>>,
    /// `<event>#<claim>` under `answers`.
    answers: Vec<(String, Range<usize>)>,
    /// Where each source's address stands.
    urls: Vec<Range<usize>>,
}

/// Reads an event file; `path` is `events/<year>/<id>.toml`.
pub fn event(path: &str, text: &str, registries: &Registries) -> (Option<Checked>, Vec<Problem>) {
    let Parsed { value, left_out, problems } = parse::<EventFile>(text);
    let mut check = Check { registries, left_out: &left_out, problems };
    let id = check.id(path);
    let checked = value.zip(id).and_then(|(file, id)| check.event(id, file));
    (checked, check.problems)
}

fn unknown(rule: Rule, what: &str, id: &str, span: &Range<usize>, candidates: &[&str]) -> Problem {
    let hint = match closest(id, candidates) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("name an existing {what}, or take it out"),
    };
    Problem { rule, span: span.clone(), message: format!("no {what} has the id `{id}`"), hint }
}

fn is_slug(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The start of the file, for what is missing from it altogether.
const TOP: Range<usize> = 0..0;

struct Check<'a> {
    registries: &'a Registries,
    left_out: &'a [String],
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn problem(&mut self, rule: Rule, span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(Problem { rule, span, message: message.into(), hint: hint.into() });
    }

    /// The value, or a problem that it is missing; silent when it was there but wrong, which is reported already.
    fn required<T>(&mut self, value: Option<T>, name: &str, table: &Range<usize>) -> Option<T> {
        if value.is_none() && !self.left_out.iter().any(|left| left == name) {
            self.problem(
                Rule::Missing,
                table.clone(),
                format!("`{name}` is missing"),
                format!("add `{name}`; data/README.md says how"),
            );
        }
        value
    }

    fn id(&mut self, path: &str) -> Option<String> {
        let (folder, name) = path.strip_suffix(".toml")?.rsplit_once('/')?;
        let year = folder.rsplit('/').next().unwrap_or_default();
        if !is_slug(name) {
            self.problem(
                Rule::Id,
                TOP,
                format!("`{name}` is not an id"),
                "name the file with lower-case letters, digits and hyphens",
            );
            return None;
        }
        if !name.split('-').any(|part| part == year) {
            self.problem(
                Rule::Id,
                TOP,
                format!("the file lies in `{year}`, but its id names another year"),
                "move the file to the folder of the year in its name",
            );
        }
        Some(name.to_owned())
    }

    fn event(&mut self, id: String, file: EventFile) -> Option<Checked> {
        let kind = self.required(file.kind, "kind", &TOP);
        let countries = self.required(file.countries, "countries", &TOP).map(|at| {
            let span = at.span();
            let mut countries = at.into_inner();
            if countries.is_empty() {
                let hint = "an event concerns `NE`, `ML` or `BF`";
                self.problem(Rule::Missing, span.clone(), "no country is named", hint);
            }
            let given = countries.len();
            countries.sort_unstable();
            countries.dedup();
            if countries.len() < given {
                self.problem(Rule::Twice, span, "a country is named twice", "name it once");
            }
            countries
        });
        let spans = [
            file.headline.as_ref().map(At::span),
            file.summary.as_ref().map(At::span),
            file.not_known.as_ref().map(At::span),
        ];
        let headline_span = file.headline.as_ref().and_then(|at| Some(at.get().en.as_ref()?.span())).unwrap_or(TOP);
        let headline = self.required(file.headline, "headline", &TOP).and_then(|at| self.headline(at));
        let (summary, told_by) = match self.required(file.summary, "summary", &TOP) {
            Some(at) => {
                let span = at.span();
                let summary = at.into_inner();
                (self.both(summary.en, summary.fr, &span), summary.sources)
            }
            None => (None, Vec::new()),
        };
        let not_known = file.not_known.and_then(|at| self.text(at));
        for (text, span) in [&headline, &summary, &not_known].into_iter().zip(spans) {
            if let (Some(text), Some(span)) = (text, span) {
                self.neutral(text, &span);
            }
        }
        let place = file.place.and_then(|at| self.location(at));
        let actors = file.actors.into_iter().filter_map(|at| self.involvement(at)).collect();

        let (sources, source_spans) = match self.required(file.sources, "sources", &TOP) {
            Some(sources) => self.sources(sources),
            None => Default::default(),
        };
        let pages: Vec<String> = sources.iter().map(|s| s.id.clone()).collect();
        let told_by = self.carried_by(told_by, &pages);

        let given = file.dates.len();
        let dates: Vec<_> = file.dates.into_iter().filter_map(|at| self.date_statement(at, &pages)).collect();
        // The hull of some of them would be the wrong one.
        let hull = if dates.len() == given { dates.as_slice() } else { &[] };
        let date = self.required(file.date, "date", &TOP).map(|at| self.hull(at, hull));
        let figures = file.figures.into_iter().filter_map(|at| self.figure(at, &pages)).collect();
        let mut answers = Vec::new();
        let mut named = BTreeSet::new();
        let claims: Vec<_> =
            file.claims.into_iter().filter_map(|at| self.claim(at, &pages, &mut named, &mut answers)).collect();
        let (outside, inside): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(id, _)| id.contains('#'));
        for (id, span) in inside {
            let candidates: Vec<&str> = named.iter().map(String::as_str).collect();
            if !named.contains(&id) {
                self.problems.push(unknown(Rule::UnknownClaim, "claim of this event", &id, &span, &candidates));
            }
        }
        let (related, ties) = self.ties(file.related);
        let revisions = self.revisions(file.revisions);
        let event = Event {
            id,
            kind: kind?,
            countries: countries.filter(|c| !c.is_empty())?,
            date: date?,
            umbrella: file.umbrella,
            headline: headline?,
            summary: summary?,
            told_by,
            not_known,
            place,
            actors,
            dates,
            figures,
            claims,
            sources,
            related,
            revisions,
        };
        self.uses(&event, &source_spans.tables);
        self.headline_toll(&event, &headline_span);
        Some(Checked { event, headline: headline_span, ties, answers: outside, urls: source_spans.urls })
    }

    /// The event's date; where speakers differ, it must be the hull of what they say.
    fn hull(&mut self, at: At<EventDate>, dates: &[DateStatement]) -> EventDate {
        let window = at.get().window();
        let earliest = dates.iter().map(|d| d.date.window().earliest).min();
        let latest = dates.iter().map(|d| d.date.window().latest).max();
        if let (Some(earliest), Some(latest)) = (earliest, latest)
            && (window.earliest, window.latest) != (earliest, latest)
        {
            self.problem(
                Rule::Hull,
                at.span(),
                format!("the statements under `dates` reach from {earliest} to {latest}, and this does not"),
                format!("`[{earliest}..{latest}]` if it was one day, `{earliest}/{latest}` if it lasted"),
            );
        }
        at.into_inner()
    }

    fn headline(&mut self, at: At<TextFile>) -> Option<Text> {
        for (language, line, max) in
            [("English", &at.get().en, MAX_HEADLINE.0), ("French", &at.get().fr, MAX_HEADLINE.1)]
        {
            let Some(line) = line else { continue };
            let length = line.get().chars().count();
            if length > max {
                self.problem(
                    Rule::Headline,
                    line.span(),
                    format!("the {language} headline has {length} characters"),
                    format!("at most {max}"),
                );
            }
            if line.get().ends_with('.') {
                let message = format!("the {language} headline ends with a full stop");
                self.problem(Rule::Headline, line.span(), message, "take it out");
            }
        }
        self.text(at)
    }

    fn text(&mut self, at: At<TextFile>) -> Option<Text> {
        let span = at.span();
        let file = at.into_inner();
        self.both(file.en, file.fr, &span)
    }

    fn both(&mut self, en: Option<Word>, fr: Option<Word>, table: &Range<usize>) -> Option<Text> {
        let mut side = |word: Option<Word>, lang: Lang, language: &str| match word {
            Some(word) if word.get().trim().is_empty() => {
                self.problem(
                    Rule::Language,
                    word.span(),
                    format!("the {language} text is empty"),
                    "every text is in English and French",
                );
                None
            }
            Some(word) => {
                self.typography(&word, lang);
                Some(word.into_inner())
            }
            None => {
                if !self.left_out.iter().any(|left| left == lang.code()) {
                    self.problem(
                        Rule::Language,
                        table.clone(),
                        format!("the {language} text is missing"),
                        format!("add `{lang} = \"…\"`: every text is in English and French"),
                    );
                }
                None
            }
        };
        let en = side(en, Lang::En, "English");
        let fr = side(fr, Lang::Fr, "French");
        Some(Text { en: en?, fr: fr? })
    }

    fn name(&mut self, name: NameFile) -> Option<Text> {
        match name {
            NameFile::Same(word) if word.get().trim().is_empty() => {
                let hint = "write the name, or leave the key out";
                self.problem(Rule::Missing, word.span(), "the name is empty", hint);
                None
            }
            NameFile::Same(word) => {
                let name = word.into_inner();
                Some(Text { en: name.clone(), fr: name })
            }
            NameFile::Each(text) => self.text(text),
        }
    }

    fn actor(&mut self, word: Word) -> Option<Arc<Actor>> {
        let actors = &self.registries.actors;
        let found = actors.get(word.get());
        if found.is_none() {
            let mut problem =
                unknown(Rule::UnknownActor, "actor", word.get(), &word.span(), &actors.ids().collect::<Vec<_>>());
            if !problem.hint.starts_with("did you") {
                problem.hint = "use an id of data/actors.toml, or add the actor there".to_owned();
            }
            self.problems.push(problem);
        }
        found
    }

    fn location(&mut self, at: At<LocationFile>) -> Option<Location> {
        let span = at.span();
        let file = at.into_inner();
        let described = file.described.and_then(|n| self.name(n));
        let precision = self.required(file.precision, "precision", &span);
        let word = self.required(file.at, "at", &span)?;
        let places = &self.registries.places;
        let Some(place) = places.get(word.get()) else {
            let mut problem =
                unknown(Rule::UnknownPlace, "place", word.get(), &word.span(), &places.ids().collect::<Vec<_>>());
            if !problem.hint.starts_with("did you") {
                problem.hint = "use an id of data/places.toml, or add the place there".to_owned();
            }
            self.problems.push(problem);
            return None;
        };
        let precision = precision?;
        let fits = match precision.get() {
            Precision::Exact | Precision::Town | Precision::Area => place.is_locality(),
            Precision::Region => !place.is_locality(),
            Precision::Country => place.within.is_none(),
        };
        if !fits {
            self.problem(
                Rule::Precision,
                precision.span(),
                format!("`{}` does not fit the place `{}`", precision.get().code(), place.id),
                "a locality is `exact`, `town` or `area`; a region is `region`; a country is `region` (a part of it) or `country`",
            );
        }
        Some(Location { at: place, described, precision: precision.into_inner() })
    }

    fn ties(&mut self, file: RelatedFile) -> (Vec<Tie>, Vec<Range<usize>>) {
        let lists = [
            (Relation::PartOf, file.part_of),
            (Relation::SameOperation, file.same_operation),
            (Relation::RetaliationFor, file.retaliation_for),
            (Relation::CarriesOut, file.carries_out),
            (Relation::TrialOf, file.trial_of),
            (Relation::Answers, file.answers),
            (Relation::Reverses, file.reverses),
            (Relation::FollowsFrom, file.follows_from),
            (Relation::SeeAlso, file.see_also),
        ];
        let mut seen = BTreeSet::new();
        let (mut ties, mut spans) = (Vec::new(), Vec::new());
        for (relation, words) in lists {
            for word in words {
                if !seen.insert(word.get().clone()) {
                    let message = format!("`{}` is tied twice", word.get());
                    self.problem(Rule::Twice, word.span(), message, "keep the tie that says more");
                }
                spans.push(word.span());
                ties.push(Tie { relation, event: word.into_inner() });
            }
        }
        (ties, spans)
    }

    fn revisions(&mut self, files: Vec<At<RevisionFile>>) -> Vec<Revision> {
        let mut revisions: Vec<Revision> = Vec::new();
        for at in files {
            let span = at.span();
            let file = at.into_inner();
            let date = self.required(file.date, "date", &span);
            let text = self.required(file.text, "text", &span).and_then(|text| self.text(text));
            let (Some(date), Some(text)) = (date, text) else { continue };
            if revisions.last().is_some_and(|last| last.date.window().anchor > date.get().window().anchor) {
                self.problem(Rule::Date, date.span(), "this revision is older than the one before", "oldest first");
            }
            revisions.push(Revision { date: date.into_inner(), text });
        }
        revisions
    }

    /// The sources of an event, and where they stand in its file.
    fn sources(&mut self, files: Vec<At<SourceFile>>) -> (Vec<Source>, SourceSpans) {
        if files.is_empty() {
            let hint = "add a `[[sources]]` table with a page that can be opened";
            self.problem(Rule::Missing, TOP, "no source is named", hint);
        }
        let mut seen = BTreeSet::new();
        let (mut sources, mut spans) = (Vec::new(), SourceSpans::default());
        for at in files {
            let table = at.span();
            let url = at.get().url.as_ref().map_or_else(|| table.clone(), At::span);
            if let Some(source) = self.source(at, &mut seen) {
                spans.urls.push(url);
                spans.tables.push(table);
                sources.push(source);
            }
        }
        (sources, spans)
    }
}

/// Where the sources of an event stand in its file.
#[derive(Default)]
struct SourceSpans {
    urls: Vec<Range<usize>>,
    tables: Vec<Range<usize>>,
}
