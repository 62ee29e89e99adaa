//! Requests against the whole site with the real record: no panic, no status of 500 or more, and the same request gets the same
//! answer. The first line is method and address, the others are headers.
#![no_main]

use std::{net::Ipv4Addr, sync::LazyLock};

use http::{HeaderName, HeaderValue, Method, Request, Uri, header, request::Parts};
use http_body_util::BodyExt as _;
use libfuzzer_sys::fuzz_target;
use sahel_timeline::{
    data::{self, files},
    server::{Site, config::Limits},
};
use tokio::runtime::{Builder, Runtime};

static SITE: LazyLock<(Runtime, Site)> = LazyLock::new(|| {
    let Ok(snapshot) = data::load(&files::embedded()) else { panic!("the record has problems") };
    let site = Site::new(snapshot, "https://timeline.example", &Limits::default());
    (Builder::new_current_thread().enable_time().build().unwrap(), site)
});

/// A request as a connection would hand it on; `None` for what it would refuse itself.
fn request(bytes: &[u8]) -> Option<Parts> {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let first = lines.next()?;
    let space = first.iter().position(|byte| *byte == b' ')?;
    let mut request = Request::new(());
    *request.method_mut() = Method::from_bytes(&first[..space]).ok()?;
    *request.uri_mut() = Uri::try_from(&first[space + 1..]).ok()?;
    request.headers_mut().insert(header::HOST, HeaderValue::from_static("timeline.example"));
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        request.headers_mut().append(name, HeaderValue::from_bytes(&line[colon + 1..]).ok()?);
    }
    Some(request.into_parts().0)
}

fuzz_target!(|bytes: &[u8]| {
    let (runtime, site) = &*SITE;
    let Some(parts) = request(bytes) else { return };
    let ask = || {
        runtime.block_on(async {
            let response = site.answer(parts.clone(), Ipv4Addr::LOCALHOST.into()).await;
            let (parts, body) = response.into_parts();
            (parts.status, parts.headers.get(header::ETAG).cloned(), body.collect().await.unwrap().to_bytes())
        })
    };
    let (first, second) = (ask(), ask());
    assert!(first.0.as_u16() < 500, "{}", first.0);
    assert!(first == second, "two answers to one request");
});
