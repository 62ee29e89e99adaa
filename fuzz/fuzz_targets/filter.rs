//! Query strings: no panic, and what is printed is canonical.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sahel_timeline::domain::filter::Query;

fuzz_target!(|text: &str| {
    let (query, _) = Query::parse(text);
    let printed = query.to_string();
    let (again, errors) = Query::parse(&printed);
    assert_eq!(errors, [], "{text}: {printed}");
    assert_eq!(again, query, "{text}: {printed}");
    assert_eq!(again.to_string(), printed);
});
