//! The few things that the explorer does with the page.

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure, convert::FromWasmAbi},
};
use serde::de::DeserializeOwned;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AddEventListenerOptions, Document, DomParser, Element, Event, EventTarget, HtmlElement, Response, SupportedType,
};

/// The element with this id.
pub fn part(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// Replaces the contents of the element with this id.
pub fn set_html(id: &str, html: &str) {
    if let Some(part) = part(id) {
        part.set_inner_html(html);
    }
}

/// Width of the element with this id, in pixels.
#[allow(clippy::cast_precision_loss)] // a screen's width
pub fn width(id: &str) -> f32 {
    part(id).map_or(0.0, |part| part.client_width() as f32)
}

/// Where an event happened.
pub fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// Puts an element at a place across, 0 to 1.
pub fn set_left(element: &HtmlElement, x: f32) {
    element.style().set_property("left", &crate::timeline::svg::percent(x)).unwrap_or_default();
}

/// Listens for as long as the page lives.
pub fn on<E: FromWasmAbi + 'static>(target: &EventTarget, name: &str, listener: impl FnMut(E) + 'static) {
    let listener = Closure::<dyn FnMut(E)>::new(listener);
    let options = AddEventListenerOptions::new();
    // The browser must wait: a wheel or a touch may be the timeline's.
    options.set_passive(false);
    let function = listener.as_ref().unchecked_ref();
    target
        .add_event_listener_with_callback_and_add_event_listener_options(name, function, &options)
        .unwrap_or_default();
    listener.forget();
}

/// The answer of an address.
async fn get(url: &str) -> Result<Response, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(url)).await?.dyn_into()?;
    if response.ok() { Ok(response) } else { Err(response.status_text().into()) }
}

/// The text at an address.
pub async fn text(url: &str) -> Result<String, JsValue> {
    Ok(JsFuture::from(get(url).await?.text()?).await?.as_string().unwrap_or_default())
}

/// The page at an address.
pub async fn page(url: &str) -> Result<Document, JsValue> {
    DomParser::new()?.parse_from_string(&text(url).await?, SupportedType::TextHtml)
}

/// What a server function answers in postcard's format. The client that `#[server]` makes would add 10 KB to the bundle.
pub async fn postcard<T: DeserializeOwned>(url: &str) -> Result<T, JsValue> {
    let buffer = JsFuture::from(get(url).await?.array_buffer()?).await?;
    postcard::from_bytes(&js_sys::Uint8Array::new(&buffer).to_vec()).map_err(|error| error.to_string().into())
}
