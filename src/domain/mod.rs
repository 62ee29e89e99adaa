//! The record's model: what an event, a date, a figure, a claim and a filter *are*.
//!
//! Compiled for the server and the browser. No I/O and no view code here; a value of one of these types is
//! already valid.

pub mod actor;
#[cfg(feature = "ssr")]
pub mod as_of;
pub mod confidence;
pub mod date;
pub mod event;
pub mod filter;
pub mod place;
#[cfg(feature = "ssr")]
pub mod series;
pub mod text;
pub mod toll;
pub mod vocabulary;
