//! Dates of the record and of filters: no panic, windows in order, and printing and parsing is the identity.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sahel_timeline::domain::date::{EventDate, TypedDate};

fuzz_target!(|text: &str| {
    if let Ok(date) = text.parse::<EventDate>() {
        let window = date.window();
        assert!(window.earliest <= window.latest, "{text}");
        assert!(window.earliest <= window.anchor && window.anchor <= window.latest, "{text}");
        let again: EventDate = date.to_string().parse().unwrap();
        assert_eq!(again.window(), window, "{text}");
    }
    if let Ok(date) = text.parse::<TypedDate>() {
        assert!(date.first_day() <= date.last_day(), "{text}");
        assert_eq!(date.to_string().parse(), Ok(date), "{text}");
    }
});
