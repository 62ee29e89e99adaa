//! The timeline as a picture: `entries -> Placed -> SVG`, pure functions shared by server and browser.
//!
//! Positions across are fractions of the width, written as percentages: a picture laid out for one width is
//! right on every wider screen, without script.

pub mod density;
pub mod entry;
pub mod labels;
pub mod layout;
pub mod overview;
pub mod packed;
pub mod scale;
pub mod svg;
