//! The pages: complete HTML, made on the server only.

pub mod about;
pub mod actor;
pub mod changes;
pub mod context;
mod entry;
pub mod event;
mod filter_bar;
pub mod home;
mod link;
pub mod not_found;
pub mod place;

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use crate::{domain::text::Lang, i18n::words::words, server::App, timeline::svg::symbols};

/// What a page says of itself.
#[derive(Clone)]
pub struct Head {
    /// Its language.
    pub lang: Lang,
    /// Its title, without the site's name; `None` for the front page.
    pub title: Option<String>,
    /// One or two sentences.
    pub description: String,
    /// Its path after the language, with its query: `event/ne-2023-…`, `?country=NE`.
    pub path: String,
    /// Whether search engines may list it.
    pub listed: bool,
    /// Whether it has an island, and so needs the browser bundle.
    pub island: bool,
}

/// Renders a page. The same data give the same bytes: leptos_axum's renderer would add scripts with a fresh nonce.
pub fn respond<V: IntoView + 'static>(
    app: &App,
    status: StatusCode,
    head: Head,
    content: impl FnOnce() -> V,
) -> Response {
    let html = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands()))).with(|| {
        let content = content();
        view! { <Shell app=app.clone() head=head>{content}</Shell> }.to_html()
    });
    (status, Html(html)).into_response()
}

/// Everything around a page's content.
#[component]
fn Shell(app: App, head: Head, children: Children) -> impl IntoView {
    let Head { lang, title, description, path, listed, island } = head;
    let t = words(lang);
    let title = title.map_or_else(|| format!("{} – {}", t.site, t.tagline), |title| format!("{title} – {}", t.site));
    let address = |lang: Lang| format!("{}/{lang}/{path}", app.base_url);
    let alternates =
        Lang::ALL.map(|l| view! { <link rel="alternate" hreflang=l.code() href=address(l)/> }).collect_view();
    let about = format!("/{lang}/about");
    let changes = format!("/{lang}/changes");
    view! {
        <!DOCTYPE html>
        <html lang=lang.code()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>{title.clone()}</title>
                <meta name="description" content=description.clone()/>
                <meta name="color-scheme" content="light dark"/>
                {if listed {
                    view! {
                        <link rel="canonical" href=address(lang)/>
                        {alternates}
                        <link rel="alternate" hreflang="x-default" href=address(Lang::En)/>
                    }.into_any()
                } else {
                    view! { <meta name="robots" content="noindex"/> }.into_any()
                }}
                <meta {..property("og:title")} content=title/>
                <meta {..property("og:description")} content=description/>
                <meta {..property("og:locale")} content=if lang == Lang::En { "en" } else { "fr" }/>
                <link rel="alternate" type="application/atom+xml" title=t.changes href=format!("/{lang}/changes.atom")/>
                <link rel="icon" href=app.assets.url("favicon.svg") type="image/svg+xml"/>
                <link rel="stylesheet" href=app.assets.url("pkg/sahel-timeline.css")/>
                <script src=app.assets.url("colours.js")></script>
                {island.then(|| view! {
                    <link rel="modulepreload" href=app.assets.url("pkg/sahel-timeline.js")/>
                    <link
                        rel="preload"
                        href=app.assets.url("pkg/sahel-timeline.wasm")
                        r#as="fetch"
                        r#type="application/wasm"
                        crossorigin="anonymous"
                    />
                    <script type="module" src=app.assets.url("islands.js")></script>
                })}
            </head>
            <body>
                <a class="skip" href="#main">{t.skip}</a>
                <div inner_html=symbols()></div>
                <header class="masthead">
                    <p class="site"><a href=format!("/{lang}/")>{t.site}</a></p>
                    <p class="tagline">{t.tagline}</p>
                    <nav aria-label=t.site>
                        <a href=about.clone()>{t.about}</a>
                        <a id="other-language" href=format!("/{}/{path}", lang.other()) hreflang=lang.other().code() lang=lang.other().code()>
                            {t.other_language}
                        </a>
                    </nav>
                </header>
                <main id="main" tabindex="-1">{children()}</main>
                <footer>
                    <p>{t.licence}" "<a href=about>{t.about}</a>" · "<a href=changes>{t.changes}</a></p>
                    <label id="colours" hidden>
                        {t.colours}" "
                        <select autocomplete="off">
                            <option value="">{t.colours_system}</option>
                            <option value="light">{t.colours_light}</option>
                            <option value="dark">{t.colours_dark}</option>
                        </select>
                    </label>
                    <p>{t.record}" "<code>{app.snapshot.id.clone()}</code></p>
                </footer>
            </body>
        </html>
    }
}

/// The `property` attribute of Open Graph, which HTML itself does not know.
fn property(name: &'static str) -> leptos::attr::custom::CustomAttr<&'static str, &'static str> {
    leptos::attr::custom::custom_attribute("property", name)
}
