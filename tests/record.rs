//! What the record promises as a whole.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, missing_docs)]

use sahel_timeline::data::{Snapshot, files, load, report::Totals};

fn record() -> Snapshot {
    load(&files::embedded()).map_err(|report| report.render("data", false)).unwrap()
}

/// Every id of the research is an event, leads to one, or is left out with a reason.
#[test]
fn no_research_record_is_lost() {
    let record = record();
    let lost: Vec<&str> = include_str!("research-ids.txt")
        .lines()
        .filter(|id| record.get(id).is_none() && record.merged_into(id).is_none() && record.left_out(id).is_none())
        .collect();
    assert!(lost.is_empty(), "neither an event nor in data/left-out.toml: {lost:?}");
}

#[test]
fn the_record_is_as_large_and_as_well_supported_as_the_readme_says() {
    let totals = Totals::of(&record());
    assert!(totals.events >= 880, "{totals:?}");
    assert!(totals.figures >= 2_000 && totals.claims >= 1_000, "{totals:?}");
    assert!(totals.two_origins * 100 >= totals.events * 80, "{totals:?}");
    assert!(totals.with_point * 100 >= totals.events * 70, "{totals:?}");
}
