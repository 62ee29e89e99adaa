//! Statements and sources: who took part, who says what, and where it can be read.

use std::{collections::BTreeSet, ops::Range};

use super::{Check, is_slug, unknown};
use crate::{
    data::{
        file::{ActorFile, At, ClaimFile, DateFile, FigureFile, NameFile, QuoteFile, SourceFile, Word},
        rule::Rule,
    },
    domain::{
        date::EventDate,
        event::{Amount, Claim, DateStatement, Figure, Involvement, Measure, Perpetrator, Quote, Said, Source},
        vocabulary::{Basis, Role, Stance},
    },
};

impl Check<'_> {
    pub(super) fn involvement(&mut self, at: At<ActorFile>) -> Option<Involvement> {
        let span = at.span();
        let file = at.into_inner();
        let role = self.required(file.role, "role", &span)?;
        let basis_span = file.basis.as_ref().map(At::span);
        let basis = file.basis.map(At::into_inner);
        if role != Role::Perpetrator {
            if let Some(span) = basis_span {
                self.problem(
                    Rule::Basis,
                    span,
                    "only a perpetrator has a `basis`",
                    "take it out, or write `role = \"perpetrator\"`",
                );
            }
            if let Some(by) = file.by {
                self.problem(Rule::Basis, by.span(), "only a perpetrator has a `by`", "take it out");
            }
            let actor = self.required(file.actor, "actor", &span)?;
            return Some(Involvement::Part { actor: self.actor(actor)?, role });
        }
        let hint = "`claimed`, `acknowledged`, `attributed` or `suspected` with `by`, or `not-named` with `by` and without `actor`";
        let Some(basis) = basis else {
            if !self.left_out.iter().any(|left| left == "basis") {
                self.problem(
                    Rule::Basis,
                    span,
                    "nothing says on what it rests that they carried it out",
                    format!("add `basis`: {hint}"),
                );
            }
            return None;
        };
        let needs_by = matches!(basis, Basis::Attributed | Basis::Suspected | Basis::NotNamed);
        if !needs_by && let Some(by) = &file.by {
            self.problem(
                Rule::Basis,
                by.span(),
                "who claims or acknowledges an attack says so itself",
                "take `by` out",
            );
        }
        if basis == Basis::NotNamed
            && let Some(actor) = &file.actor
        {
            self.problem(Rule::Basis, actor.span(), "an actor is named, and the basis is `not-named`", hint);
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
        let sources = self.required(speaker.sources, "sources", table);
        if sources.as_ref().is_some_and(Vec::is_empty) {
            let hint = "name the source below that carries it";
            self.problem(Rule::Missing, table.clone(), "nothing says where the statement can be read", hint);
        }
        let sources = self.carried_by(sources.unwrap_or_default(), pages);
        Some(Said { by: by?, via, voice, said: speaker.said, sources })
    }

    /// Ids of the event's sources.
    pub(super) fn carried_by(&mut self, sources: Vec<Word>, pages: &[String]) -> Vec<String> {
        let mut carried = Vec::new();
        for word in sources {
            if pages.contains(word.get()) {
                carried.push(word.into_inner());
            } else {
                let candidates: Vec<&str> = pages.iter().map(String::as_str).collect();
                self.problems.push(unknown(
                    Rule::UnknownSource,
                    "source of this event",
                    word.get(),
                    &word.span(),
                    &candidates,
                ));
            }
        }
        carried
    }

    pub(super) fn date_statement(&mut self, at: At<DateFile>, pages: &[String]) -> Option<DateStatement> {
        let span = at.span();
        let DateFile { date, by, via, voice, said, sources, note } = at.into_inner();
        let date = self.required(date, "date", &span);
        let said = self.said(Speaker { by, via, voice, said, sources }, pages, &span);
        let note = note.and_then(|note| self.text(note));
        Some(DateStatement { date: date?.into_inner(), said: said?, note })
    }

    pub(super) fn figure(&mut self, at: At<FigureFile>, pages: &[String]) -> Option<Figure> {
        let span = at.span();
        let file = at.into_inner();
        let measure = match (file.who, file.what, file.label) {
            (Some(who), Some(what), None) => Some(Measure::People { who: who.into_inner(), what: what.into_inner() }),
            (None, None, Some(label)) => self.text(label).map(|label| Measure::Other { label }),
            _ if ["who", "what", "label"].iter().any(|key| self.left_out.iter().any(|left| left == key)) => None,
            _ => {
                self.problem(
                    Rule::Measure,
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
                    self.problem(
                        Rule::Amount,
                        max.span(),
                        "`max` is smaller than `min`",
                        "the smaller number is `min`",
                    );
                }
                amounts.push((min.span(), Amount::Between(*min.get(), *max.get())));
            }
            (None, None) => {}
            (Some(one), None) | (None, Some(one)) => {
                self.problem(
                    Rule::Amount,
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
                    self.problem(Rule::Amount, span.clone(), "the figure has no number", forms);
                }
                None
            }
            _ => {
                self.problem(Rule::Amount, amounts[1].0.clone(), "the figure has two numbers", forms);
                None
            }
        };
        let part = file.part.and_then(|part| self.text(part));
        let speaker = Speaker { by: file.by, via: file.via, voice: file.voice, said: file.said, sources: file.sources };
        let said = self.said(speaker, pages, &span);
        Some(Figure { measure: measure?, amount: amount?, part, status: file.status, said: said? })
    }

    pub(super) fn claim(
        &mut self,
        at: At<ClaimFile>,
        pages: &[String],
        named: &mut BTreeSet<String>,
        answers: &mut Vec<(String, Range<usize>)>,
    ) -> Option<Claim> {
        let span = at.span();
        let file = at.into_inner();
        if let Some(id) = &file.id {
            self.own_id(id, "claims", named);
        }
        if let Some(answered) = &file.answers {
            answers.push((answered.get().clone(), answered.span()));
        }
        let stance = self.required(file.stance, "stance", &span);
        if matches!(stance, Some(Stance::Denies | Stance::Confirms | Stance::Retracts)) && file.answers.is_none() {
            self.problem(
                Rule::AnswersNothing,
                span.clone(),
                "nothing says what this answers",
                "name the claim under `answers` (give it an `id`; add it if it is missing), or write `asserts`",
            );
        }
        let text = self.required(file.text, "text", &span).and_then(|text| self.text(text));
        let quote = file.quote.and_then(|quote| self.quote(quote));
        let speaker = Speaker { by: file.by, via: file.via, voice: file.voice, said: file.said, sources: file.sources };
        let said = self.said(speaker, pages, &span);
        Some(Claim {
            id: file.id.map(At::into_inner),
            stance: stance?,
            text: text?,
            quote,
            answers: file.answers.map(At::into_inner),
            said: said?,
        })
    }

    /// An id inside the event: of the right form, and given once.
    fn own_id(&mut self, id: &At<String>, what: &str, seen: &mut BTreeSet<String>) {
        let name = id.get();
        if !is_slug(name) {
            let hint = "lower-case letters, digits and hyphens";
            self.problem(Rule::Id, id.span(), format!("`{name}` is not an id"), hint);
        }
        if !seen.insert(name.clone()) {
            let message = format!("two {what} have the id `{name}`");
            self.problem(Rule::Twice, id.span(), message, "give one of them another");
        }
    }

    fn quote(&mut self, at: At<QuoteFile>) -> Option<Quote> {
        let span = at.span();
        let file = at.into_inner();
        let text = self.required(file.text, "text", &span)?;
        let Some(lang) = file.lang else {
            if !self.left_out.iter().any(|left| left == "lang") {
                self.problem(
                    Rule::QuoteLanguage,
                    span,
                    "nothing says in which language the quotation is",
                    "add `lang`, such as `fr`",
                );
            }
            return None;
        };
        Some(Quote { text: text.into_inner(), lang: lang.into_inner() })
    }

    pub(super) fn source(&mut self, at: At<SourceFile>, seen: &mut BTreeSet<String>) -> Option<Source> {
        let span = at.span();
        let file = at.into_inner();
        let id = self.required(file.id, "id", &span);
        if let Some(id) = &id {
            self.own_id(id, "sources", seen);
        }
        let url = self.required(file.url, "url", &span);
        if let Some(url) = &url {
            match page(url.get()) {
                Some(true) => {}
                Some(false) => self.problem(
                    Rule::HomePage,
                    url.span(),
                    "the source is a bare home page",
                    "give the address of the page that says it",
                ),
                None => self.problem(
                    Rule::Url,
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
                Rule::Missing,
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
