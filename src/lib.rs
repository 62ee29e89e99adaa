//! Sahel Timeline: what happened in Niger, Mali and Burkina Faso, and who says so.
//!
//! One crate, two builds: the server (`ssr`) and the browser's bundle (`hydrate`). What both need is compiled for both;
//! pages, data and server never reach the browser.

// Each `view!` is a type; those of whole pages are deep.
#![recursion_limit = "512"]

#[allow(missing_docs)] // of the types that `#[server]` makes
pub mod api;
pub mod domain;
pub mod i18n;
#[allow(missing_docs)] // of the types that `#[island]` makes
pub mod islands;
pub mod timeline;

#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;

/// Starts the islands of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
