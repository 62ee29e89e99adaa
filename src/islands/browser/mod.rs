//! The explorer in the browser: it takes over the page that the server has made.
//!
//! One way for everything: an input (form, link, gesture, history) makes a [`Query`]; [`show`] puts the query into state, form and
//! address; a frame draws sentence, counts and pictures from the bundle, without the network; what everybody says follows
//! from the server, as the same page's list.

mod card;
mod dom;
mod draw;
mod gesture;

use std::{cell::RefCell, time::Duration};

use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};
use web_sys::{
    Event, FocusEvent, FormData, HtmlFormElement, HtmlInputElement, MouseEvent, ResizeObserver, UrlSearchParams,
};

use super::explorer::{address, chips};
use crate::{
    api::{Bundle, Names},
    domain::{
        date::Day,
        filter::{Field, Filter, Query, as_typed},
        text::Lang,
    },
    i18n::words,
    timeline::{entry::Entry, scale::Scale},
};
use dom::{on, part};

/// While a gesture goes on, the address is written this often, in milliseconds.
const ADDRESS: f64 = 250.0;
/// Typing settles after this long.
const TYPING: Duration = Duration::from_millis(250);
/// The pictures are drawn anew when their width differs by more than this, in pixels.
const SLACK: f32 = 4.0;

/// What the server sent, ready for use.
struct Loaded {
    /// First and last day of the record.
    extent: (Day, Day),
    /// In time, oldest first.
    entries: Vec<Entry>,
}

/// Everything that the page is made of.
#[derive(Default)]
struct State {
    lang: Lang,
    /// What page and address show.
    query: Query,
    /// What the lanes show while the reader moves them: parts of days.
    moving: Option<Scale>,
    /// All events or statements, and for which clock and day that is.
    bundle: Option<(String, Loaded)>,
    /// The entries that have what is searched for, and for which search that is.
    matches: Option<(String, Vec<u32>)>,
    /// The actors and places that can be named, once somebody wants to name one.
    names: Option<Names>,
    /// What is drawn.
    drawn: draw::Drawn,
    /// Counts requests, so that an answer that comes late is dropped.
    request: u32,
    typing: Option<TimeoutHandle>,
    /// This change has its entry in the history.
    in_history: bool,
    /// When the address was last written, in milliseconds.
    written: f64,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

fn with<T>(f: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(f)
}

/// Takes the page over.
pub fn start() {
    let root = document().document_element();
    let lang = root.and_then(|root| root.get_attribute("lang")).and_then(|lang| lang.parse().ok()).unwrap_or_default();
    let query = Query::parse(&search()).0;
    with(|state| {
        state.lang = lang;
        state.query = query.clone();
    });
    listen(lang);
    gesture::listen();
    card::listen();
    redraw_when_resized();
    spawn_local(async move {
        // Without the bundle every change asks the server: slower, and right.
        load(&query).await;
        draw::request();
        if let Some(form) = part("filter") {
            form.set_attribute("data-ready", "").unwrap_or_default();
        }
    });
}

fn search() -> String {
    window().location().search().unwrap_or_default().trim_start_matches('?').to_owned()
}

fn listen(lang: Lang) {
    on(&window(), "popstate", move |_: Event| {
        with(|state| state.moving = None);
        show(Query::parse(&search()).0, History::Leave);
    });
    // Radios of the form stand outside of it.
    on(&document(), "change", move |event: Event| {
        if in_form(&event) {
            typed(true);
        }
    });
    on(&document(), "input", move |event: Event| {
        // Half a date is no date, but half a word is a search.
        if in_form(&event) && name_of(&event) == Field::Text.name() {
            typed(false);
        }
    });
    on(&document(), "submit", move |event: Event| {
        if dom::target(&event).is_some_and(|form| form.id() == "filter") {
            event.prevent_default();
            typed(true);
        }
    });
    on(&document(), "focusin", move |event: FocusEvent| {
        let name = name_of(&event);
        if in_form(&event) && [Field::Actor.name(), Field::Place.name()].contains(&name.as_str()) {
            spawn_local(offer_names(lang));
        }
    });
    on(&document(), "click", move |event: MouseEvent| {
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0
        {
            return;
        }
        let link = dom::target(&event).and_then(|target| target.closest("leptos-island a[href]").ok().flatten());
        let Some((link, href)) = link.and_then(|link| Some((link.clone(), link.get_attribute("href")?))) else {
            return;
        };
        let Some(search) =
            href.strip_prefix(&format!("/{lang}/")).filter(|rest| rest.is_empty() || rest.starts_with('?'))
        else {
            return;
        };
        event.prevent_default();
        let asked = Query::parse(search.trim_start_matches('?')).0;
        let in_lanes = link.closest("#lanes").ok().flatten().is_some();
        if in_lanes || link.has_attribute("data-preset") {
            // Only its dates: the rest of the filter may have changed since the link was made.
            gesture::glide(&asked.filter);
        } else {
            show(asked, History::Add);
            if let Some(list) = link.closest(".pager").ok().flatten().and_then(|_| part("list")) {
                list.scroll_into_view();
            }
        }
    });
}

fn in_form(event: &Event) -> bool {
    dom::target(event).is_some_and(|target| target.matches("#filter input, input[form=filter]").unwrap_or(false))
}

fn name_of(event: &Event) -> String {
    dom::target(event).and_then(|target| target.get_attribute("name")).unwrap_or_default()
}

/// The reader changed the form; `settled` is false while they still type.
fn typed(settled: bool) {
    if let Some(typing) = with(|state| state.typing.take()) {
        typing.clear();
    }
    let read = || {
        if let Some(raw) = read_form() {
            let mut query = Query::parse(&raw).0;
            with(|state| names_to_ids(state, &mut query.filter));
            messages(&raw);
            show(query, History::Add);
        }
    };
    if settled {
        read();
    } else {
        let handle = set_timeout_with_handle(read, TYPING).ok();
        with(|state| state.typing = handle);
    }
}

/// The form as a query string.
fn read_form() -> Option<String> {
    let form: HtmlFormElement = part("filter")?.dyn_into().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    let params = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    Some(params.to_string().into())
}

/// Says beside each field what is wrong with it.
fn messages(raw: &str) {
    let lang = with(|state| state.lang);
    let errors = Query::parse(raw).1;
    for field in Field::ALL {
        let Some(message) = part(&format!("{}-message", field.name())) else {
            continue;
        };
        let error = errors.iter().find(|error| error.field == Some(field));
        message.set_text_content(Some(&error.map(|error| words::problem(error, lang)).unwrap_or_default()));
        if let Some(input) = input(&format!("#filter [name={}]:not([type=checkbox])", field.name())) {
            match error {
                Some(_) => input.set_attribute("aria-invalid", "true"),
                None => input.remove_attribute("aria-invalid"),
            }
            .unwrap_or_default();
        }
    }
}

fn input(selector: &str) -> Option<HtmlInputElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// Puts ids where the reader chose names.
fn names_to_ids(state: &State, filter: &mut Filter) {
    let Some(names) = &state.names else { return };
    for (value, known) in [(&mut filter.actor, &names.actors), (&mut filter.place, &names.places)] {
        if let Some(name) = known.iter().find(|name| name.name == *value) {
            value.clone_from(&name.id);
        }
    }
}

/// Lists the names that actor and place can have.
async fn offer_names(lang: Lang) {
    if with(|state| state.names.is_some()) {
        return;
    }
    let Ok(names) = dom::postcard::<Names>(&format!("/api/names?lang={lang}")).await else {
        return;
    };
    for (id, known) in [("actors", &names.actors), ("places", &names.places)] {
        let options: String = known
            .iter()
            .map(|name| {
                format!("<option value=\"{}\">{}</option>", crate::timeline::svg::escape(&name.name), name.events)
            })
            .collect();
        dom::set_html(id, &options);
    }
    with(|state| state.names = Some(names));
}

/// What becomes of the address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum History {
    /// It is right already.
    Leave,
    /// A change of its own: an entry in the history.
    Add,
    /// A part of a change that goes on: one entry for all of it.
    Continue,
}

/// Shows a query: in the address, in the form, in pictures, and as a list.
fn show(query: Query, history: History) {
    if history == History::Add && with(|state| state.query == query) {
        return;
    }
    done();
    put(query.clone(), history);
    let request = with(|state| {
        state.request += 1;
        state.request
    });
    spawn_local(async move {
        load(&query).await;
        if with(|state| state.request == request) {
            draw::request();
        }
    });
    draw::request();
    follow(request);
}

/// Puts a query into state, form and address.
fn put(query: Query, history: History) {
    let going_on = history == History::Continue;
    if going_on {
        fill_dates(&query);
    } else {
        fill_form(&query);
    }
    with(|state| state.query = query);
    let now = js_sys::Date::now();
    let add = with(|state| match history {
        History::Leave => None,
        History::Add => Some(true),
        History::Continue if !std::mem::replace(&mut state.in_history, true) => Some(true),
        History::Continue => (now - state.written > ADDRESS).then_some(false),
    });
    if let Some(add) = add {
        with(|state| state.written = now);
        write_address(add);
    }
    if !going_on {
        other_language();
    }
}

/// Writes the query into the address: as a new entry of the history, or into the one that is there.
fn write_address(add: bool) {
    let url = with(|state| address(state.lang, &state.query));
    let Ok(history) = window().history() else { return };
    if add {
        history.push_state_with_url(&JsValue::NULL, "", Some(&url)).unwrap_or_default();
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&url)).unwrap_or_default();
    }
}

fn other_language() {
    if let Some(link) = part("other-language") {
        let url = with(|state| address(state.lang.other(), &state.query));
        link.set_attribute("href", &url).unwrap_or_default();
    }
}

/// A change that went on is done: the address is exact, and the next change has an entry in the history of its own.
fn done() {
    if with(|state| std::mem::take(&mut state.in_history)) {
        write_address(false);
        let query = with(|state| state.query.clone());
        fill_form(&query);
        other_language();
    }
}

/// The typed dates stay in step with a gesture.
fn fill_dates(query: &Query) {
    for (field, date) in [(Field::From, query.filter.from), (Field::To, query.filter.to)] {
        if let Some(input) = input(&format!("#filter [name={}]", field.name())) {
            input.set_value(&date.map(|date| date.to_string()).unwrap_or_default());
        }
    }
}

/// Makes the form say what the query says.
fn fill_form(query: &Query) {
    let raw = query.to_string();
    let Ok(inputs) = document().query_selector_all("#filter input, input[form=filter]") else {
        return;
    };
    for input in (0..inputs.length()).filter_map(|n| inputs.get(n)?.dyn_into::<HtmlInputElement>().ok()) {
        let (name, value) = (input.name(), input.value());
        let Some(field) = Field::ALL.into_iter().find(|field| field.name() == name) else {
            continue;
        };
        match input.type_().as_str() {
            "checkbox" => input.set_checked(match field {
                Field::Country => query.filter.countries.iter().any(|country| country.code() == value),
                _ => query.filter.kinds.iter().any(|kind| kind.code() == value),
            }),
            "radio" => input.set_checked(as_typed(&raw, field) == value),
            "hidden" => {}
            _ => {
                let typed = as_typed(&raw, field);
                let of = |names: &Names| {
                    let known = if field == Field::Actor { &names.actors } else { &names.places };
                    known.iter().find(|name| name.id == typed).map(|name| name.name.clone())
                };
                let shown = match field {
                    Field::Actor | Field::Place => with(|state| state.names.as_ref().and_then(of)),
                    _ => None,
                };
                let named = matches!(field, Field::Actor | Field::Place) && shown.is_none() && !typed.is_empty();
                // The name that is there stands for this id already, or the list's page brings it.
                if document().active_element().as_ref() != Some(input.as_ref()) && !named {
                    input.set_value(&shown.unwrap_or(typed));
                }
            }
        }
    }
    let lang = with(|state| state.lang);
    let name = |field: Field, id: &str| {
        input(&format!("#filter [name={}]", field.name()))
            .map(|input| input.value())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| id.to_owned())
    };
    dom::set_html("chips", &chips(query, name, lang));
}

/// For which clock and day a bundle is.
fn bundle_key(query: &Query) -> String {
    let filter = Filter { as_of: query.filter.as_of, ..Filter::default() };
    Query { filter, clock: query.clock, ..Query::default() }.to_string()
}

/// What the server has to search for; empty for nothing.
fn search_key(query: &Query) -> String {
    if !query.filter.searches() {
        return String::new();
    }
    let Filter { actor, place, text, as_of, .. } = query.filter.clone();
    let filter = Filter { actor, place, text, as_of, ..Filter::default() };
    Query { filter, clock: query.clock, ..Query::default() }.to_string()
}

/// Gets what a query needs and the browser does not have yet.
async fn load(query: &Query) {
    let lang = with(|state| state.lang);
    let encoded = |key: &str| String::from(js_sys::encode_uri_component(key));
    let key = bundle_key(query);
    if with(|state| state.bundle.as_ref().is_none_or(|(of, _)| *of != key)) {
        let url = match key.as_str() {
            "" => format!("/api/bundle?lang={lang}"),
            key => format!("/api/bundle?lang={lang}&query={}", encoded(key)),
        };
        if let Ok(Bundle { extent, entries, .. }) = dom::postcard(&url).await
            && let Some(entries) = entries.unpack()
        {
            with(|state| state.bundle = Some((key, Loaded { extent, entries })));
        }
    }
    let key = search_key(query);
    if !key.is_empty()
        && with(|state| state.matches.as_ref().is_none_or(|(of, _)| *of != key))
        && let Ok(matches) = dom::postcard(&format!("/api/matches?query={}", encoded(&key))).await
    {
        with(|state| state.matches = Some((key, matches)));
    }
}

/// Brings what takes longer than a frame, once the picture is painted: headlines at once, and what everybody says when the
/// server answers.
fn follow(request: u32) {
    if let Some(list) = part("list") {
        list.set_attribute("aria-busy", "true").unwrap_or_default();
    }
    draw::after_paint(move || {
        if with(|state| state.request == request) {
            if let Some(headlines) = draw::headlines() {
                dom::set_html("list", &headlines);
            }
            spawn_local(complete(request));
        }
    });
}

/// Gets the list, and what else only the server knows.
async fn complete(request: u32) {
    let (lang, query) = with(|state| (state.lang, state.query.clone()));
    let page = dom::page(&address(lang, &query)).await;
    if with(|state| state.request != request) {
        return;
    }
    let Some(list) = part("list") else { return };
    let local = draw::possible();
    match page {
        Ok(page) => {
            document().set_title(&page.title());
            let mut parts = vec!["list", "notes", "chips", "actor-message", "place-message"];
            if !local {
                parts.extend(["sentence", "overview", "lanes"]);
            }
            for id in parts {
                if let Some(new) = page.get_element_by_id(id) {
                    dom::set_html(id, &new.inner_html());
                }
            }
            for field in [Field::Actor, Field::Place] {
                let selector = format!("#filter [name={}]", field.name());
                let new = page.query_selector(&selector).ok().flatten().and_then(|new| new.get_attribute("value"));
                if let (Some(input), Some(new)) = (input(&selector), new) {
                    input.set_value(&new);
                }
            }
        }
        Err(_) if local => {
            let note = format!("<p class=\"message\">{}</p>", words::words(lang).details_failed);
            list.insert_adjacent_html("afterbegin", &note).unwrap_or_default();
        }
        // Nothing to show from here: let the browser try, and say what is wrong.
        Err(_) => window().location().reload().unwrap_or_default(),
    }
    list.remove_attribute("aria-busy").unwrap_or_default();
}

/// Draws the pictures for the width that they really have, now and whenever that changes.
fn redraw_when_resized() {
    let observe = Closure::<dyn Fn()>::new(move || {
        let width = dom::width("lanes");
        if width > 0.0 && (width - with(|state| state.drawn.width)).abs() > SLACK {
            draw::request();
        }
    });
    if let (Ok(observer), Some(lanes)) = (ResizeObserver::new(observe.as_ref().unchecked_ref()), part("lanes")) {
        observer.observe(&lanes);
        // For as long as the page lives.
        observe.forget();
        std::mem::forget(observer);
    }
}
