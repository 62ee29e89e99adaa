//! The filter bar: a plain GET form, which the island in the browser reads.

use leptos::prelude::*;

use crate::{
    data::Snapshot,
    domain::{
        date::{Day, TypedDate},
        filter::{Clock, Field, FieldError, Filter, Measure, Order, Query, as_typed},
        text::Lang,
        vocabulary::{Country, Kind},
    },
    i18n::{date, number, summary, words, words::words},
    islands::explorer::{address, chips},
    timeline::{
        entry::{self, Counts, Entry},
        svg::symbol,
    },
};

/// The pact since which a preset shows everything.
const PACT: &str = "aes-2023-09-16-liptako-gourma-charter";

/// What the bar shows.
pub struct FilterBar<'a> {
    /// Language of the page.
    pub lang: Lang,
    /// The query as typed.
    pub raw: &'a str,
    /// What could be read of it.
    pub query: &'a Query,
    /// What could not.
    pub errors: &'a [FieldError],
    /// The record.
    pub snapshot: &'a Snapshot,
    /// Entries that the search admits.
    pub matching: &'a [&'a Entry],
}

impl FilterBar<'_> {
    /// The form.
    pub fn view(&self) -> impl IntoView + use<> {
        let Self { lang, query, .. } = *self;
        let t = words(lang);
        let filter = &query.filter;
        let counts = entry::counts(self.matching, filter);
        let choice = |field: Field, code: &'static str, label: &'static str, on: bool, picture: String, count: u32| {
            view! {
                <label>
                    <input type="checkbox" name=field.name() value=code checked=on/>
                    <span inner_html=picture></span>
                    {label}
                    <span class="count" data-count=code>{number(count.into(), lang)}</span>
                </label>
            }
        };
        let Counts { countries, kinds } = &counts;
        let countries = Country::ALL.iter().zip(countries).map(|(country, count)| {
            let on = filter.countries.contains(*country);
            choice(Field::Country, country.code(), country.name(lang), on, String::new(), *count)
        });
        let kinds = Kind::ALL.iter().zip(kinds).map(|(kind, count)| {
            let on = filter.kinds.contains(*kind);
            choice(Field::Kind, kind.code(), kind.name(lang), on, symbol(*kind, false), *count)
        });
        let hidden = |field: Field, value: Option<&'static str>| {
            value.map(|value| view! { <input type="hidden" name=field.name() value=value/> })
        };
        let order = match query.order {
            Order::Usual => None,
            Order::Newest => Some("newest"),
            Order::Oldest => Some("oldest"),
        };
        let chosen = summary::title(filter, lang).unwrap_or_else(|| t.all_events.to_owned());
        view! {
            <details class="filter" open=!self.errors.is_empty()>
                <summary><b>{t.filter}</b>{format!(" {chosen}")}</summary>
                <form id="filter" method="get" action=format!("/{lang}/")>
                    <fieldset class="countries">
                        <legend>{t.countries}</legend>
                        {countries.collect_view()}
                        {self.message(Field::Country)}
                    </fieldset>
                    <fieldset class="kinds">
                        <legend>{t.kinds}</legend>
                        {kinds.collect_view()}
                        {self.message(Field::Kind)}
                    </fieldset>
                    {self.typed(Field::From, t.from, t.date_example)}
                    {self.typed(Field::To, t.to, t.date_example)}
                    {self.typed(Field::Text, t.search, "")}
                    {self.typed(Field::Actor, t.actor, t.name_example)}
                    {self.typed(Field::Place, t.place, t.name_example)}
                    {self.typed(Field::AsOf, t.as_of, "2023-10-04")}
                    {hidden(Field::Order, order)}
                    <p class="actions"><button type="submit">{t.show}</button></p>
                    {self.other_messages()}
                    <datalist id="actors"></datalist>
                    <datalist id="places"></datalist>
                </form>
            </details>
            <p id="chips" class="chips" inner_html=self.chips()></p>
        }
    }

    fn chips(&self) -> String {
        chips(self.query, |field, id| self.name(field, id), self.lang)
    }

    /// The name of an actor or a place.
    fn name(&self, field: Field, id: &str) -> String {
        let registries = &self.snapshot.registries;
        let name = match field {
            Field::Actor => registries.actors.get(id).map(|actor| actor.name.get(self.lang).to_owned()),
            _ => registries.places.get(id).map(|place| place.name.get(self.lang).to_owned()),
        };
        name.unwrap_or_else(|| id.to_owned())
    }

    /// A field that is typed into, with its message.
    fn typed(&self, field: Field, label: &'static str, hint: &'static str) -> impl IntoView + use<> {
        let name = field.name();
        let kind = if field == Field::Text { "search" } else { "text" };
        let wrong = self.errors.iter().any(|error| error.field == Some(field));
        let typed = as_typed(self.raw, field);
        let value = match field {
            Field::Actor | Field::Place if !wrong && !typed.is_empty() => {
                let filter = &self.query.filter;
                self.name(field, if field == Field::Actor { &filter.actor } else { &filter.place })
            }
            _ => typed,
        };
        let list = match field {
            Field::Actor => Some("actors"),
            Field::Place => Some("places"),
            _ => None,
        };
        view! {
            <div class=format!("typed {name}")>
                <label>
                    {label}
                    <input
                        type=kind
                        name=name
                        value=value
                        placeholder=hint
                        list=list
                        autocomplete="off"
                        aria-invalid=wrong.then_some("true")
                        aria-describedby=format!("{name}-message")
                    />
                </label>
                {self.message(field)}
            </div>
        }
    }

    /// What is wrong with a field, if anything is.
    fn message(&self, field: Field) -> impl IntoView + use<> {
        let error = self.errors.iter().find(|error| error.field == Some(field));
        let text = error.map(|error| words::problem(error, self.lang)).unwrap_or_default();
        view! { <span class="message" id=format!("{}-message", field.name())>{text}</span> }
    }

    /// What is wrong with parameters that have no field of their own.
    fn other_messages(&self) -> impl IntoView + use<> {
        let own = [Field::Clock, Field::Measure, Field::Order, Field::Page].map(Some);
        let errors = self.errors.iter().filter(|error| error.field.is_none() || own.contains(&error.field));
        let texts: Vec<_> = errors.map(|error| words::problem(error, self.lang)).collect();
        view! { <p class="message">{texts.join(" ")}</p> }
    }

    /// Periods that readers ask for, as links.
    pub fn presets(&self) -> impl IntoView + use<> {
        let Self { lang, query, snapshot, .. } = *self;
        let t = words(lang);
        let link = move |label: String, from: Option<Day>, to: Option<Day>| {
            let filter = Filter { from: from.map(TypedDate::Day), to: to.map(TypedDate::Day), ..query.filter.clone() };
            let here = (filter.from, filter.to) == (query.filter.from, query.filter.to);
            let to = address(lang, &Query { filter, ..query.first_page() });
            view! { <li><a href=to data-preset="" aria-current=here.then_some("true")>{label}</a></li> }
        };
        let since = |event: &crate::domain::event::Event| event.date.window().earliest;
        let coups = snapshot.records.iter().rev().map(|record| &record.event).filter(|e| e.kind == Kind::Coup);
        let coups = coups.map(|coup| {
            let names: Vec<_> = coup.countries.iter().map(|country| country.name(lang)).collect();
            let (year, month, _) = since(coup).ymd();
            link(
                format!("{} {}, {}", t.since_coup, names.join(", "), date::month(year, month, lang)),
                Some(since(coup)),
                None,
            )
        });
        let coups = coups.collect_view();
        let pact = snapshot.get(PACT).map(|pact| link(t.since_pact.to_owned(), Some(since(&pact.event)), None));
        let last = snapshot.extent().1;
        view! {
            <details class="presets">
                <summary>{t.presets}</summary>
                <ul>
                    {link(t.whole_period.to_owned(), None, None)}
                    {link(t.last_year.to_owned(), Some(Day(last.0 - 364)), None)}
                    {pact}
                    {coups}
                </ul>
            </details>
        }
    }

    /// Which clock, and what the columns count: parts of the form that stand beside the timeline.
    pub fn switches(&self) -> impl IntoView + use<> {
        let Self { lang, query, .. } = *self;
        let t = words(lang);
        let radio = |field: Field, value: &'static str, label: &'static str, on: bool| {
            view! { <label><input type="radio" form="filter" name=field.name() value=value checked=on/>{label}</label> }
        };
        let said = query.clock == Clock::Said;
        let killed = query.measure == Measure::Killed;
        view! {
            <fieldset class="switch">
                <legend>{t.clock}</legend>
                {radio(Field::Clock, "", t.by_happened, !said)}
                {radio(Field::Clock, "said", t.by_said, said)}
            </fieldset>
            <fieldset class="switch">
                <legend>{t.measure}</legend>
                {radio(Field::Measure, "", t.by_events, !killed)}
                {radio(Field::Measure, "killed", t.by_killed, killed)}
            </fieldset>
        }
    }
}
