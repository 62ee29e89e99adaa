//! What is interactive: the only view code that browsers receive.

pub mod explorer;

#[cfg(feature = "hydrate")]
mod browser;
