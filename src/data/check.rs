//! A parsed file into an event: every rule of the record, and every problem rather than the first.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use super::{
    file::{
        ActorFile, ActorsFile, At, ClaimFile, DateFile, EventFile, FigureFile, NameFile, PlaceFile, SourceFile,
        TextFile, Word,
    },
    parse::{Parsed, closest, parse},
    problem::Problem,
};
use crate::domain::{
    actor::Actor,
    date::EventDate,
    event::{
        Amount, Claim, DateStatement, Event, Figure, Involvement, Measure, Perpetrator, Place, Point, Said, Source,
    },
    text::Text,
    vocabulary::{Basis, Precision, Role},
};

/// Longest headline, in characters: English, French.
const MAX_HEADLINE: (usize, usize) = (90, 100);

/// The registry of actors, by id.
pub type Registry = BTreeMap<String, Arc<Actor>>;

/// An event, and where its file names other events: checked when all events are known ([`links`]).
pub struct Checked {
    /// The event.
    pub event: Event,
    /// Ids under `related`.
    related: Vec<(String, Range<usize>)>,
    /// `<event>#<claim>` under `answers`.
    answers: Vec<(String, Range<usize>)>,
}

/// Reads the registry of actors.
pub fn actors(text: &str) -> (Registry, Vec<Problem>) {
    let Parsed { value, left_out, problems } = parse::<ActorsFile>(text);
    let registry = Registry::new();
    let mut check = Check { registry: &registry, left_out: &left_out, problems };
    let mut actors = Registry::new();
    for (id, entry) in value.map(|file| file.0).unwrap_or_default() {
        let span = entry.span();
        let entry = entry.into_inner();
        if !is_slug(&id) {
            check.problem("id", span.clone(), format!("`{id}` is not an id"), "lower-case letters, digits and hyphens");
        }
        let name = check.required(entry.name, "name", &span).and_then(|name| check.text(name));
        let kind = check.required(entry.kind, "type", &span);
        if let (Some(name), Some(kind)) = (name, kind) {
            actors.insert(id.clone(), Arc::new(Actor { id, name, kind, aliases: entry.aliases }));
        }
    }
    (actors, check.problems)
}

/// Reads an event file; `path` is `events/<year>/<id>.toml`.
pub fn event(path: &str, text: &str, registry: &Registry) -> (Option<Checked>, Vec<Problem>) {
    let Parsed { value, left_out, problems } = parse::<EventFile>(text);
    let mut check = Check { registry, left_out: &left_out, problems };
    let id = check.id(path);
    let checked = value.zip(id).and_then(|(file, id)| check.event(id, file));
    (checked, check.problems)
}

/// Checks what events say of each other; problems by the index of the event.
pub fn links(events: &[Checked]) -> Vec<(usize, Problem)> {
    let ids: BTreeSet<&str> = events.iter().map(|c| c.event.id.as_str()).collect();
    let claims: BTreeSet<String> = events
        .iter()
        .flat_map(|c| c.event.claims.iter().filter_map(|claim| Some(format!("{}#{}", c.event.id, claim.id.as_ref()?))))
        .collect();
    let mut problems = Vec::new();
    for (index, checked) in events.iter().enumerate() {
        for (id, span) in &checked.related {
            let candidates: Vec<&str> = ids.iter().copied().collect();
            if *id == checked.event.id || !ids.contains(id.as_str()) {
                problems.push((index, unknown("unknown-event", "event", id, span, &candidates)));
            }
        }
        for (id, span) in &checked.answers {
            let candidates: Vec<&str> = claims.iter().map(String::as_str).collect();
            if !claims.contains(id) {
                problems.push((index, unknown("unknown-claim", "claim", id, span, &candidates)));
            }
        }
    }
    problems
}

fn unknown(code: &'static str, what: &str, id: &str, span: &Range<usize>, candidates: &[&str]) -> Problem {
    let hint = match closest(id, candidates) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("name an existing {what}, or take it out"),
    };
    Problem { code, span: span.clone(), message: format!("no {what} has the id `{id}`"), hint }
}

fn is_slug(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The start of the file, for what is missing from it altogether.
const TOP: Range<usize> = 0..0;

struct Check<'a> {
    registry: &'a Registry,
    left_out: &'a [String],
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn problem(&mut self, code: &'static str, span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(Problem { code, span, message: message.into(), hint: hint.into() });
    }

    /// The value, or a problem that it is missing; silent when it was there but wrong, which is reported already.
    fn required<T>(&mut self, value: Option<T>, name: &str, table: &Range<usize>) -> Option<T> {
        if value.is_none() && !self.left_out.iter().any(|left| left == name) {
            self.problem(
                "missing",
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
                "id",
                TOP,
                format!("`{name}` is not an id"),
                "name the file with lower-case letters, digits and hyphens",
            );
            return None;
        }
        if !name.split('-').any(|part| part == year) {
            self.problem(
                "id",
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
                self.problem("missing", span.clone(), "no country is named", "an event concerns `NE`, `ML` or `BF`");
            }
            let given = countries.len();
            countries.sort_unstable();
            countries.dedup();
            if countries.len() < given {
                self.problem("twice", span, "a country is named twice", "name it once");
            }
            countries
        });
        let headline = self.required(file.headline, "headline", &TOP).and_then(|at| self.headline(at));
        let summary = self.required(file.summary, "summary", &TOP).and_then(|at| self.text(at));
        let not_known = file.not_known.and_then(|at| self.text(at));
        let place = file.place.and_then(|at| self.place(at));
        let actors = file.actors.into_iter().filter_map(|at| self.involvement(at)).collect();

        let sources: Vec<Source> = match self.required(file.sources, "sources", &TOP) {
            Some(sources) => {
                if sources.is_empty() {
                    self.problem(
                        "missing",
                        TOP,
                        "no source is named",
                        "add a `[[sources]]` table with a page that can be opened",
                    );
                }
                let mut seen = BTreeSet::new();
                sources.into_iter().filter_map(|at| self.source(at, &mut seen)).collect()
            }
            None => Vec::new(),
        };
        let pages: Vec<String> = sources.iter().map(|s| s.id.clone()).collect();

        let given = file.dates.len();
        let dates: Vec<_> = file.dates.into_iter().filter_map(|at| self.date_statement(at, &pages)).collect();
        // The hull of some of them would be the wrong one.
        let hull = if dates.len() == given { dates.as_slice() } else { &[] };
        let date = self.required(file.date, "date", &TOP).map(|at| self.hull(at, hull));
        let figures = file.figures.into_iter().filter_map(|at| self.figure(at, &pages)).collect();
        let mut answers = Vec::new();
        let mut named = BTreeMap::new();
        let claims: Vec<_> =
            file.claims.into_iter().filter_map(|at| self.claim(at, &pages, &mut named, &mut answers)).collect();
        let (outside, inside): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(id, _)| id.contains('#'));
        for (id, span) in inside {
            let candidates: Vec<&str> = named.keys().map(String::as_str).collect();
            if !named.contains_key(&id) {
                self.problems.push(unknown("unknown-claim", "claim of this event", &id, &span, &candidates));
            }
        }
        let related: Vec<_> = file.related.into_iter().map(|at| (at.get().clone(), at.span())).collect();
        Some(Checked {
            event: Event {
                id,
                kind: kind?,
                countries: countries.filter(|c| !c.is_empty())?,
                date: date?,
                umbrella: file.umbrella,
                headline: headline?,
                summary: summary?,
                not_known,
                place,
                actors,
                dates,
                figures,
                claims,
                sources,
                related: related.iter().map(|(id, _)| id.clone()).collect(),
            },
            related,
            answers: outside,
        })
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
                "hull",
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
                    "headline",
                    line.span(),
                    format!("the {language} headline has {length} characters"),
                    format!("at most {max}"),
                );
            }
            if line.get().ends_with('.') {
                self.problem(
                    "headline",
                    line.span(),
                    format!("the {language} headline ends with a full stop"),
                    "take it out",
                );
            }
        }
        self.text(at)
    }

    fn text(&mut self, at: At<TextFile>) -> Option<Text> {
        let span = at.span();
        let file = at.into_inner();
        let mut side = |word: Option<Word>, language: &str, key: &str| match word {
            Some(word) if word.get().trim().is_empty() => {
                self.problem(
                    "language",
                    word.span(),
                    format!("the {language} text is empty"),
                    "every text is in English and French",
                );
                None
            }
            Some(word) => Some(word.into_inner()),
            None => {
                if !self.left_out.iter().any(|left| left == key) {
                    self.problem(
                        "language",
                        span.clone(),
                        format!("the {language} text is missing"),
                        format!("add `{key} = \"…\"`: every text is in English and French"),
                    );
                }
                None
            }
        };
        let en = side(file.en, "English", "en");
        let fr = side(file.fr, "French", "fr");
        Some(Text { en: en?, fr: fr? })
    }

    fn name(&mut self, name: NameFile) -> Option<Text> {
        match name {
            NameFile::Same(word) if word.get().trim().is_empty() => {
                self.problem("missing", word.span(), "the name is empty", "write the name, or leave the key out");
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
        let found = self.registry.get(word.get()).cloned();
        if found.is_none() {
            let candidates: Vec<&str> = self.registry.keys().map(String::as_str).collect();
            let mut problem = unknown("unknown-actor", "actor", word.get(), &word.span(), &candidates);
            if closest(word.get(), &candidates).is_none() {
                problem.hint = "use an id of data/actors.toml, or add the actor there".to_owned();
            }
            self.problems.push(problem);
        }
        found
    }

    fn place(&mut self, at: At<PlaceFile>) -> Option<Place> {
        let span = at.span();
        let file = at.into_inner();
        let name = self.required(file.name, "name", &span).and_then(|n| self.name(n));
        let admin1 = file.admin1.and_then(|n| self.name(n));
        let country = self.required(file.country, "country", &span);
        let precision = self.required(file.precision, "precision", &span);
        if let Some(country) = &country
            && !(country.get().len() == 2 && country.get().bytes().all(|b| b.is_ascii_uppercase()))
        {
            self.problem(
                "country",
                country.span(),
                format!("`{}` is not a country code", country.get()),
                "two capital letters, such as `NE`",
            );
        }
        let point = match (file.lat, file.lon) {
            (Some(lat), Some(lon)) => {
                for (value, limit, name) in [(&lat, 90.0, "latitude"), (&lon, 180.0, "longitude")] {
                    if !(-limit..=limit).contains(value.get()) {
                        self.problem(
                            "coordinates",
                            value.span(),
                            format!("{} is not a {name}", value.get()),
                            format!("degrees from -{limit} to {limit}"),
                        );
                    }
                }
                if matches!(precision, Some(Precision::Region | Precision::Country)) {
                    self.problem(
                        "coordinates",
                        lat.span(),
                        "a region or a country has no point",
                        "take `lat` and `lon` out, or say how exactly the place is known",
                    );
                }
                Some(Point { lat: *lat.get(), lon: *lon.get() })
            }
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => {
                self.problem(
                    "coordinates",
                    one.span(),
                    "a point needs `lat` and `lon`",
                    "add the other, or take this out",
                );
                None
            }
        };
        Some(Place { name: name?, admin1, country: country?.into_inner(), precision: precision?, point })
    }

    fn involvement(&mut self, at: At<ActorFile>) -> Option<Involvement> {
        let span = at.span();
        let file = at.into_inner();
        let role = self.required(file.role, "role", &span)?;
        let basis_span = file.basis.as_ref().map(At::span);
        let basis = file.basis.map(At::into_inner);
        if role != Role::Perpetrator {
            if let Some(span) = basis_span {
                self.problem(
                    "basis",
                    span,
                    "only a perpetrator has a `basis`",
                    "take it out, or write `role = \"perpetrator\"`",
                );
            }
            if let Some(by) = file.by {
                self.problem("basis", by.span(), "only a perpetrator has a `by`", "take it out");
            }
            let actor = self.required(file.actor, "actor", &span)?;
            return Some(Involvement::Part { actor: self.actor(actor)?, role });
        }
        let hint = "`claimed`, `acknowledged`, `attributed` or `suspected` with `by`, or `not-named` with `by` and without `actor`";
        let Some(basis) = basis else {
            if !self.left_out.iter().any(|left| left == "basis") {
                self.problem(
                    "basis",
                    span,
                    "nothing says on what it rests that they carried it out",
                    format!("add `basis`: {hint}"),
                );
            }
            return None;
        };
        let needs_by = matches!(basis, Basis::Attributed | Basis::Suspected | Basis::NotNamed);
        if !needs_by && let Some(by) = &file.by {
            self.problem("basis", by.span(), "who claims or acknowledges an attack says so itself", "take `by` out");
        }
        if basis == Basis::NotNamed
            && let Some(actor) = &file.actor
        {
            self.problem("basis", actor.span(), "an actor is named, and the basis is `not-named`", hint);
        }
        let by = if needs_by { self.required(file.by, "by", &span).and_then(|by| self.actor(by)) } else { None };
        let actor = match basis {
            Basis::NotNamed => None,
            _ => self.required(file.actor, "actor", &span).and_then(|actor| self.actor(actor)),
        };
        Some(Involvement::Perpetrator(match basis {
            Basis::Claimed => Perpetrator::Claimed { actor: actor? },
            Basis::Acknowledged => Perpetrator::Acknowledged { actor: actor? },
            Basis::Attributed => Perpetrator::Attributed { actor: actor?, by: by? },
            Basis::Suspected => Perpetrator::Suspected { actor: actor?, by: by? },
            Basis::NotNamed => Perpetrator::NotNamed { by: by? },
        }))
    }

    /// Who says it, when, and where that can be read.
    fn said(&mut self, speaker: Speaker, pages: &[String], table: &Range<usize>) -> Option<Said> {
        let by = self.required(speaker.by, "by", table).and_then(|by| self.actor(by));
        let via = speaker.via.and_then(|via| self.actor(via));
        let voice = speaker.voice.and_then(|voice| self.name(voice));
        let sources = self.required(speaker.sources, "sources", table).unwrap_or_default();
        let mut carried = Vec::new();
        for word in sources {
            if pages.contains(word.get()) {
                carried.push(word.into_inner());
            } else {
                let candidates: Vec<&str> = pages.iter().map(String::as_str).collect();
                self.problems.push(unknown(
                    "unknown-source",
                    "source of this event",
                    word.get(),
                    &word.span(),
                    &candidates,
                ));
            }
        }
        Some(Said { by: by?, via, voice, said: speaker.said, sources: carried })
    }

    fn date_statement(&mut self, at: At<DateFile>, pages: &[String]) -> Option<DateStatement> {
        let span = at.span();
        let DateFile { date, by, via, voice, said, sources, note } = at.into_inner();
        let date = self.required(date, "date", &span);
        let said = self.said(Speaker { by, via, voice, said, sources }, pages, &span);
        let note = note.and_then(|note| self.text(note));
        Some(DateStatement { date: date?.into_inner(), said: said?, note })
    }

    fn figure(&mut self, at: At<FigureFile>, pages: &[String]) -> Option<Figure> {
        let span = at.span();
        let file = at.into_inner();
        let measure = match (file.who, file.what, file.label) {
            (Some(who), Some(what), None) => Some(Measure::People { who: who.into_inner(), what: what.into_inner() }),
            (None, None, Some(label)) => self.text(label).map(|label| Measure::Other { label }),
            _ if ["who", "what", "label"].iter().any(|key| self.left_out.iter().any(|left| left == key)) => None,
            _ => {
                self.problem(
                    "measure",
                    span.clone(),
                    "nothing says what the number counts",
                    "write `who` and `what` for persons, or else `label`",
                );
                None
            }
        };
        let number = |at: Option<At<u64>>, of: fn(u64) -> Amount| at.map(|at| (at.span(), of(at.into_inner())));
        let mut amounts: Vec<(Range<usize>, Amount)> = [
            number(file.value, Amount::Value),
            number(file.about, Amount::About),
            number(file.at_least, Amount::AtLeast),
            number(file.more_than, Amount::MoreThan),
            number(file.up_to, Amount::UpTo),
        ]
        .into_iter()
        .flatten()
        .collect();
        match (file.min, file.max) {
            (Some(min), Some(max)) => {
                if min.get() > max.get() {
                    self.problem("amount", max.span(), "`max` is smaller than `min`", "the smaller number is `min`");
                }
                amounts.push((min.span(), Amount::Between(*min.get(), *max.get())));
            }
            (None, None) => {}
            (Some(one), None) | (None, Some(one)) => {
                self.problem(
                    "amount",
                    one.span(),
                    "`min` and `max` stand together",
                    "for one bound only write `at_least` or `up_to`",
                );
                return None;
            }
        }
        if let Some(words) = file.words {
            let at = words.span();
            if let Some(words) = self.text(words) {
                amounts.push((at, Amount::Words(words)));
            } else {
                return None;
            }
        }
        let forms = "exactly one of `value`, `about`, `at_least`, `more_than`, `up_to`, `min` with `max`, and `words`";
        const KEYS: [&str; 8] = ["value", "about", "at_least", "more_than", "up_to", "min", "max", "words"];
        let amount = match amounts.len() {
            1 => amounts.pop().map(|(_, amount)| amount),
            0 => {
                if !self.left_out.iter().any(|left| KEYS.contains(&left.as_str())) {
                    self.problem("amount", span.clone(), "the figure has no number", forms);
                }
                None
            }
            _ => {
                self.problem("amount", amounts[1].0.clone(), "the figure has two numbers", forms);
                None
            }
        };
        let part = file.part.and_then(|part| self.text(part));
        let speaker = Speaker { by: file.by, via: file.via, voice: file.voice, said: file.said, sources: file.sources };
        let said = self.said(speaker, pages, &span);
        Some(Figure { measure: measure?, amount: amount?, part, status: file.status, said: said? })
    }

    fn claim(
        &mut self,
        at: At<ClaimFile>,
        pages: &[String],
        named: &mut BTreeMap<String, ()>,
        answers: &mut Vec<(String, Range<usize>)>,
    ) -> Option<Claim> {
        let span = at.span();
        let file = at.into_inner();
        if let Some(id) = &file.id {
            if !is_slug(id.get()) {
                self.problem(
                    "id",
                    id.span(),
                    format!("`{}` is not an id", id.get()),
                    "lower-case letters, digits and hyphens",
                );
            }
            if named.insert(id.get().clone(), ()).is_some() {
                self.problem(
                    "twice",
                    id.span(),
                    format!("two claims have the id `{}`", id.get()),
                    "give one of them another",
                );
            }
        }
        if let Some(answered) = &file.answers {
            answers.push((answered.get().clone(), answered.span()));
        }
        let stance = self.required(file.stance, "stance", &span);
        let text = self.required(file.text, "text", &span).and_then(|text| self.text(text));
        let speaker = Speaker { by: file.by, via: file.via, voice: file.voice, said: file.said, sources: file.sources };
        let said = self.said(speaker, pages, &span);
        Some(Claim {
            id: file.id.map(At::into_inner),
            stance: stance?,
            text: text?,
            answers: file.answers.map(At::into_inner),
            said: said?,
        })
    }

    fn source(&mut self, at: At<SourceFile>, seen: &mut BTreeSet<String>) -> Option<Source> {
        let span = at.span();
        let file = at.into_inner();
        let id = self.required(file.id, "id", &span);
        if let Some(id) = &id {
            if !is_slug(id.get()) {
                self.problem(
                    "id",
                    id.span(),
                    format!("`{}` is not an id", id.get()),
                    "lower-case letters, digits and hyphens",
                );
            }
            if !seen.insert(id.get().clone()) {
                self.problem(
                    "twice",
                    id.span(),
                    format!("two sources have the id `{}`", id.get()),
                    "give one of them another",
                );
            }
        }
        let url = self.required(file.url, "url", &span);
        if let Some(url) = &url {
            match page(url.get()) {
                Some(true) => {}
                Some(false) => self.problem(
                    "home-page",
                    url.span(),
                    "the source is a bare home page",
                    "give the address of the page that says it",
                ),
                None => self.problem(
                    "url",
                    url.span(),
                    "this is not the address of a page",
                    "it begins with `https://` or `http://` and has no spaces",
                ),
            }
        }
        let publisher = self.required(file.publisher, "publisher", &span);
        let lang = self.required(file.lang, "lang", &span);
        let origins = self.required(file.origin, "origin", &span);
        if origins.as_ref().is_some_and(Vec::is_empty) {
            self.problem(
                "missing",
                span,
                "nothing says from whom the information comes",
                "name the origin: who said it first",
            );
        }
        let origin: Vec<_> = origins.unwrap_or_default().into_iter().filter_map(|o| self.actor(o)).collect();
        Some(Source {
            id: id?.into_inner(),
            url: url?.into_inner(),
            title: file.title,
            publisher: publisher?.into_inner(),
            published: file.published,
            lang: lang?.into_inner(),
            origin,
        })
    }
}

/// The fields that every statement has.
struct Speaker {
    by: Option<Word>,
    via: Option<Word>,
    voice: Option<NameFile>,
    said: Option<EventDate>,
    sources: Option<Vec<Word>>,
}

/// Whether an address is that of a page (`true`) or of a bare home page; `None` when it is no address at all.
fn page(url: &str) -> Option<bool> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    if rest.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.is_empty() || !host.contains('.') {
        return None;
    }
    Some(!path.is_empty() && path != "#" || host.contains('?'))
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn a_bare_home_page_is_no_source() {
        assert_eq!(page("https://www.afp.com"), Some(false));
        assert_eq!(page("https://www.afp.com/"), Some(false));
        assert_eq!(page("https://alupublishing.com/?p=64471"), Some(true));
        assert_eq!(page("http://news.aniamey.com/h/118271.html"), Some(true));
        assert_eq!(page("javascript:alert(1)"), None);
        assert_eq!(page("https://"), None);
    }
}
