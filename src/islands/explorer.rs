//! The filter bar, and what it filters.
//!
//! On the server it is a plain GET form above the results. In the browser a change of the form changes page and
//! address at once ([`browser`](super::browser)).

use leptos::{html, prelude::*};

use crate::{
    domain::{
        filter::{Field, Filter, Order, Query, as_typed},
        text::Lang,
        vocabulary::{Country, Kind},
    },
    i18n::{summary, words},
    timeline::svg::symbol,
};

/// What the parts of the island share.
#[derive(Clone, Copy)]
pub struct Explorer {
    /// Language of the page.
    pub lang: Lang,
    /// The query as typed: the one source of the form's state.
    pub raw: RwSignal<String>,
    /// The form.
    pub form: NodeRef<html::Form>,
}

/// The address of a list in one language.
pub fn address(lang: Lang, query: &Query) -> String {
    let query = query.to_string();
    if query.is_empty() { format!("/{lang}/") } else { format!("/{lang}/?{query}") }
}

/// What the page says of itself: given to the server's half by the page, and found in its address and language by the
/// browser's half. As properties of the island it would cost the bundle a JSON parser, 20 KB of it.
#[derive(Clone)]
pub struct PageContext {
    /// Language of the page.
    pub lang: Lang,
    /// The query string of the page, as it came.
    pub raw: String,
}

#[cfg(feature = "ssr")]
fn page_context() -> PageContext {
    expect_context()
}

#[cfg(not(feature = "ssr"))]
fn page_context() -> PageContext {
    let lang = document().document_element().and_then(|root| root.get_attribute("lang"));
    let raw = window().location().search().unwrap_or_default();
    PageContext {
        lang: lang.and_then(|lang| lang.parse().ok()).unwrap_or_default(),
        raw: raw.trim_start_matches('?').to_owned(),
    }
}

/// The filter bar and, as children, the results that the server has drawn.
#[island]
pub fn ExplorerIsland(
    /// The results.
    children: Children,
) -> impl IntoView {
    let PageContext { lang, raw } = page_context();
    let explorer = Explorer { lang, raw: RwSignal::new(raw), form: NodeRef::new() };
    #[cfg(feature = "hydrate")]
    super::browser::start(explorer);
    view! {
        <FilterBar explorer/>
        {children()}
    }
}

#[component]
fn FilterBar(explorer: Explorer) -> impl IntoView {
    let Explorer { lang, raw, form } = explorer;
    let t = words::words(lang);
    let parsed = Memo::new(move |_| Query::parse(&raw.read()));
    let message = move |field| {
        let parsed = parsed.read();
        parsed.1.iter().find(|e| e.field == field).map(|error| words::problem(error, lang))
    };
    let chosen = move || summary::title(&parsed.read().0.filter, lang).unwrap_or_else(|| t.all_events.to_owned());
    let filter = move |of: fn(&Filter) -> bool| of(&parsed.read().0.filter);
    let open = !parsed.read_untracked().1.is_empty();

    // The browser's part; on the server events never come.
    let changed = move |_settled: bool| {
        #[cfg(feature = "hydrate")]
        super::browser::changed(explorer, _settled);
    };
    let cleared = move |_event: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        super::browser::cleared(explorer, &_event);
    };

    let countries = Country::ALL
        .iter()
        .map(|&country| {
            let on = move || parsed.read().0.filter.countries.contains(country);
            view! { <Choice name=Field::Country.name() code=country.code() label=country.name(lang) on picture=String::new()/> }
        })
        .collect_view();
    let kinds = Kind::ALL
        .iter()
        .map(|&kind| {
            let on = move || parsed.read().0.filter.kinds.contains(kind);
            view! { <Choice name=Field::Kind.name() code=kind.code() label=kind.name(lang) on picture=symbol(kind, false)/> }
        })
        .collect_view();
    let date = move |field: Field, label: &'static str| {
        view! { <TextField field label value=move || as_typed(&raw.read(), field) message=move || message(Some(field)) hint=t.date_example/> }
    };
    let oldest = move || parsed.read().0.order == Order::Oldest;

    view! {
        <details class="filter" open=open>
            <summary><b>{t.filter}</b>{move || format!(" {}", chosen())}</summary>
            <form
                method="get"
                action=format!("/{lang}/")
                node_ref=form
                on:change=move |_| changed(true)
                on:input=move |_| changed(false)
                on:submit=move |event| {
                    event.prevent_default();
                    changed(true);
                }
            >
                <fieldset class="countries">
                    <legend>{t.countries}</legend>
                    {countries}
                    <Message message=move || message(Some(Field::Country))/>
                </fieldset>
                <fieldset class="kinds">
                    <legend>{t.kinds}</legend>
                    {kinds}
                    <Message message=move || message(Some(Field::Kind))/>
                </fieldset>
                {date(Field::From, t.from)}
                {date(Field::To, t.to)}
                <TextField
                    field=Field::Text
                    label=t.search
                    value=move || as_typed(&raw.read(), Field::Text)
                    message=move || message(Some(Field::Text))
                    hint=""
                />
                <input type="hidden" name=Field::Order.name() value="oldest" disabled=move || !oldest() />
                <p class="actions">
                    <button type="submit">{t.show}</button>
                    <a href=format!("/{lang}/") on:click=cleared hidden=move || filter(|f| *f == Filter::default())>{t.clear}</a>
                </p>
                <Message message=move || message(None).or_else(|| message(Some(Field::Page))).or_else(|| message(Some(Field::Order)))/>
            </form>
        </details>
    }
}

/// One value of a closed list.
#[component]
fn Choice(
    name: &'static str,
    code: &'static str,
    label: &'static str,
    on: impl Fn() -> bool + Copy + Send + Sync + 'static,
    /// SVG of its shape; empty for none.
    picture: String,
) -> impl IntoView {
    view! {
        <label>
            <input type="checkbox" name=name value=code checked=on() prop:checked=on/>
            <span inner_html=picture></span>
            {label}
        </label>
    }
}

/// A field that is typed into, with its message.
#[component]
fn TextField(
    field: Field,
    label: &'static str,
    value: impl Fn() -> String + Copy + Send + Sync + 'static,
    message: impl Fn() -> Option<String> + Copy + Send + Sync + 'static,
    hint: &'static str,
) -> impl IntoView {
    let name = field.name();
    let kind = if field == Field::Text { "search" } else { "text" };
    let id = format!("{name}-message");
    let described = id.clone();
    let wrong = move || message().is_some().then_some("true");
    view! {
        <label class=format!("typed {name}")>
            <span>{label}</span>
            <input
                type=kind
                name=name
                value=value()
                prop:value=value
                placeholder=hint
                autocomplete="off"
                aria-invalid=wrong
                aria-describedby=described
            />
            <span class="message" id=id>{move || message().unwrap_or_default()}</span>
        </label>
    }
}

/// What is wrong, if anything is.
#[component]
fn Message(message: impl Fn() -> Option<String> + Copy + Send + Sync + 'static) -> impl IntoView {
    view! { <p class="message">{move || message().unwrap_or_default()}</p> }
}
