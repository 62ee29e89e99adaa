//! The explorer in the browser: a change of the filter changes sentence, picture, list and address at once.
//!
//! Sentence, picture and headlines come from the bundle, without the network; what everybody says of the events
//! follows from the server, as the same page's list. A search needs the texts, and so the server.

use std::{cell::RefCell, time::Duration};

use leptos::{
    ev,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, DomParser, Element, FormData, ResizeObserver, Response, SupportedType, UrlSearchParams};

use super::explorer::{Explorer, address};
use crate::{
    api::{Bundle, PAGE_SIZE},
    domain::{
        filter::{Order, Query},
        text::Lang,
        vocabulary::Country,
    },
    i18n::{self, words},
    timeline::{
        entry::{self, Entry, Shown},
        layout,
        svg::{self, escape},
    },
};

/// Typing settles after this long.
const TYPING: Duration = Duration::from_millis(250);
/// The picture is drawn anew when its width differs by more than this, in pixels.
const SLACK: f64 = 8.0;

#[derive(Default)]
struct State {
    bundle: Option<Bundle>,
    /// What page and address show.
    shown: Query,
    /// Width for which the picture was drawn.
    width: f64,
    /// Counts requests, so that an answer that comes late is dropped.
    request: u32,
    typing: Option<TimeoutHandle>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

fn with<T>(f: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(f)
}

/// Takes the page over.
pub fn start(explorer: Explorer) {
    let lang = explorer.lang;
    with(|state| state.shown = Query::parse(&explorer.raw.get_untracked()).0);
    spawn_local(async move {
        // Without the bundle every change asks the server: slower, and right.
        if let Ok(bundle) = bundle(lang).await {
            with(|state| state.bundle = Some(bundle));
            redraw_when_resized(lang);
        }
        if let Some(form) = explorer.form.get_untracked() {
            form.set_attribute("data-ready", "").unwrap_or_default();
        }
    });
    let handle = window_event_listener(ev::popstate, move |_| {
        let search = window().location().search().unwrap_or_default();
        let search = search.trim_start_matches('?');
        explorer.raw.set(search.to_owned());
        show(lang, Query::parse(search).0);
    });
    // For as long as the page lives.
    std::mem::forget(handle);
}

/// The reader changed the form; `settled` is false while they still type.
pub fn changed(explorer: Explorer, settled: bool) {
    let read = move || {
        if let Some(raw) = read(explorer) {
            let query = Query::parse(&raw).0;
            explorer.raw.set(raw);
            go(explorer.lang, query);
        }
    };
    if let Some(typing) = with(|state| state.typing.take()) {
        typing.clear();
    }
    if settled {
        read();
    } else if typing_text() {
        let handle = set_timeout_with_handle(read, TYPING).ok();
        with(|state| state.typing = handle);
    }
}

/// The reader wants everything.
pub fn cleared(explorer: Explorer, event: &ev::MouseEvent) {
    if event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0 {
        return;
    }
    event.prevent_default();
    explorer.raw.set(String::new());
    go(explorer.lang, Query::default());
}

/// Half a date is no date, but half a word is a search.
fn typing_text() -> bool {
    let active = document().active_element();
    active.is_some_and(|e| e.get_attribute("name").as_deref() == Some("q"))
}

/// The form as a query string.
fn read(explorer: Explorer) -> Option<String> {
    let form = explorer.form.get_untracked()?;
    let data = FormData::new_with_form(&form).ok()?;
    let params = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    Some(params.to_string().into())
}

/// Shows a query and makes an entry in the history, unless it is what is shown already.
fn go(lang: Lang, query: Query) {
    if with(|state| state.shown == query) {
        return;
    }
    if let Ok(history) = window().history() {
        history.push_state_with_url(&JsValue::NULL, "", Some(&address(lang, &query))).unwrap_or_default();
    }
    show(lang, query);
}

fn show(lang: Lang, query: Query) {
    let request = with(|state| {
        state.shown = query.clone();
        state.request += 1;
        state.request
    });
    if let Some(link) = part("other-language") {
        link.set_attribute("href", &address(lang.other(), &query)).unwrap_or_default();
    }
    let local = draw(lang, &query, true);
    if let Some(list) = part("list") {
        list.set_attribute("aria-busy", "true").unwrap_or_default();
    }
    spawn_local(async move {
        let page = page(&address(lang, &query)).await;
        if with(|state| state.request != request) {
            return;
        }
        let Some(list) = part("list") else { return };
        match page {
            Ok(page) => {
                document().set_title(&page.title());
                let parts: &[&str] = if local { &["list"] } else { &["sentence", "picture", "list"] };
                for id in parts {
                    if let (Some(new), Some(old)) = (page.get_element_by_id(id), part(id)) {
                        old.set_inner_html(&new.inner_html());
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
    });
}

fn part(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// The answer of an address.
async fn get(url: &str) -> Result<Response, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(url)).await?.dyn_into()?;
    if response.ok() { Ok(response) } else { Err(response.status_text().into()) }
}

/// The page at an address.
async fn page(url: &str) -> Result<Document, JsValue> {
    let text = JsFuture::from(get(url).await?.text()?).await?;
    DomParser::new()?.parse_from_string(&text.as_string().unwrap_or_default(), SupportedType::TextHtml)
}

/// All events in one language. The client that `#[server]` makes would add 10 KB to the bundle.
async fn bundle(lang: Lang) -> Result<Bundle, JsValue> {
    let buffer = JsFuture::from(get(&format!("/api/bundle?lang={lang}")).await?.array_buffer()?).await?;
    postcard::from_bytes(&js_sys::Uint8Array::new(&buffer).to_vec()).map_err(|error| error.to_string().into())
}

/// Draws what the bundle is enough for; `false` when it is not.
fn draw(lang: Lang, query: &Query, list_too: bool) -> bool {
    with(|state| {
        let Some(bundle) = &state.bundle else {
            return false;
        };
        let filter = &query.filter;
        if !filter.text.is_empty() {
            return false;
        }
        let shown = entry::admitted(&bundle.entries, filter);
        let Some(picture) = part("picture") else {
            return false;
        };
        let width = picture.client_width();
        state.width = f64::from(width);
        let range = filter.shown_range(bundle.extent);
        #[allow(clippy::cast_precision_loss)] // a screen's width
        let placed = layout::place(&shown, &filter.lanes(), range, width as f32, lang);
        picture.set_inner_html(&svg::picture(&placed, lang));
        if list_too {
            let sentence = i18n::summary::sentence(&entry::summary(&shown), filter, bundle.extent, lang);
            if let Some(part) = part("sentence") {
                part.set_text_content(Some(&sentence));
            }
            if let Some(list) = part("list") {
                list.set_inner_html(&headlines(&shown, query, lang));
            }
        }
        true
    })
}

/// The first page of the list without what everybody says.
fn headlines(shown: &[Shown], query: &Query, lang: Lang) -> String {
    let row = |e: &Entry| {
        let countries: Vec<_> = e.countries.iter().copied().map(|c: Country| c.name(lang)).collect();
        format!(
            "<li class=\"entry\"><p class=\"when\">{}</p><div><p class=\"kind\">{} {} · {}</p><h3><a href=\"/{lang}/event/{}\">{}</a></h3></div></li>",
            e.when(lang),
            svg::symbol(e.kind, e.disputed),
            e.kind.name(lang),
            countries.join(", "),
            e.id,
            escape(&e.headline)
        )
    };
    let rows: String = match query.order {
        Order::Newest => shown.iter().rev().take(PAGE_SIZE).map(|(e, _)| row(e)).collect(),
        Order::Oldest => shown.iter().take(PAGE_SIZE).map(|(e, _)| row(e)).collect(),
    };
    format!("<ol class=\"diary\">{rows}</ol>")
}

/// Draws the picture for the width that it really has, now and whenever that changes.
fn redraw_when_resized(lang: Lang) {
    let observe = Closure::<dyn Fn()>::new(move || {
        let Some(width) = part("picture").map(|p| f64::from(p.client_width())) else {
            return;
        };
        let (query, before) = with(|state| (state.shown.clone(), state.width));
        if width > 0.0 && (width - before).abs() > SLACK {
            draw(lang, &query, false);
        }
    });
    if let (Ok(observer), Some(picture)) = (ResizeObserver::new(observe.as_ref().unchecked_ref()), part("picture")) {
        observer.observe(&picture);
        // For as long as the page lives.
        observe.forget();
        std::mem::forget(observer);
    }
}
