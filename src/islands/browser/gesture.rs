//! Moving through time: wheel, pinch, drag, keys, buttons, and the brush of the overview. All of them make a [`Scale`].

use std::{cell::RefCell, time::Duration};

use leptos::{leptos_dom::helpers::request_animation_frame, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Event, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

use super::{
    History, card,
    dom::{self, on, part, target},
    draw, follow, put, with,
};
use crate::{
    domain::{
        date::{Day, TypedDate},
        filter::Filter,
        text::Lang,
    },
    i18n::date,
    timeline::scale::Scale,
};

/// A gesture of single steps is over after this long.
const SETTLED: Duration = Duration::from_millis(350);
/// How long a glide takes, in milliseconds.
const GLIDE: f64 = 180.0;
/// The shortest time that can be shown, in days.
const SHORTEST: f64 = 4.0;
/// A pointer that moves less than this, in pixels, clicks.
const CLICK: f32 = 4.0;
/// So near to an end of the window, in pixels, the brush takes hold of it.
const HOLD: f32 = 12.0;

/// What a pressed pointer moves.
#[derive(Clone, Copy, PartialEq)]
enum Hold {
    /// The lanes, or the window of the overview: from where, and what was shown then.
    Pan(f32, Scale),
    /// The begin of the window.
    From,
    /// Its end.
    To,
    /// A new window that begins at this moment.
    New(f64),
}

#[derive(Default)]
struct Touch {
    /// Pressed pointers of the lanes: id, place across, and the moment that is under it.
    pointers: Vec<(i32, f32, f64)>,
    hold: Option<Hold>,
    /// The pointer has moved: no click follows.
    moved: bool,
    settling: Option<TimeoutHandle>,
    /// Counts glides, so that a new gesture ends the one under way.
    glide: u32,
}

thread_local! {
    static TOUCH: RefCell<Touch> = RefCell::default();
}

fn touch<T>(f: impl FnOnce(&mut Touch) -> T) -> T {
    TOUCH.with_borrow_mut(f)
}

/// Listens to everything that moves through time.
pub fn listen() {
    let (Some(lanes), Some(overview)) = (part("lanes"), part("overview")) else {
        return;
    };
    lanes.set_attribute("tabindex", "0").unwrap_or_default();
    on(&lanes, "wheel", wheel);
    on(&lanes, "pointerdown", |event: PointerEvent| lanes_down(&event));
    on(&lanes, "pointermove", |event: PointerEvent| lanes_move(&event));
    for name in ["pointerup", "pointercancel"] {
        on(&lanes, name, |event: PointerEvent| lanes_up(&event));
    }
    // A drag that ends on a link does not open it.
    on(&lanes, "click", |event: MouseEvent| {
        if touch(|touch| std::mem::take(&mut touch.moved)) {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    on(&lanes, "dragstart", |event: Event| event.prevent_default());
    on(&lanes, "dblclick", |event: MouseEvent| {
        event.prevent_default();
        let x = across("lanes", event.client_x());
        step(|scale| zoomed(scale, if event.shift_key() { 2.0 } else { 0.5 }, x));
    });
    on(&lanes, "keydown", keys);
    handles();
    on(&overview, "pointerdown", |event: PointerEvent| brush_down(&event));
    on(&overview, "pointermove", |event: PointerEvent| brush_move(&event));
    for name in ["pointerup", "pointercancel"] {
        on(&overview, name, |_: PointerEvent| {
            if touch(|touch| touch.hold.take()).is_some() {
                done();
            }
        });
    }
    if let Some(buttons) = part("buttons") {
        buttons.remove_attribute("hidden").unwrap_or_default();
        on(&buttons, "click", |event: MouseEvent| {
            let Some(button) = target(&event).and_then(|t| t.closest("[data-do]").ok().flatten()) else { return };
            match button.get_attribute("data-do").as_deref() {
                Some("in") => step(|scale| zoomed(scale, 0.5, 0.5)),
                Some("out") => step(|scale| zoomed(scale, 2.0, 0.5)),
                Some("earlier") => step(|scale| panned(scale, -0.5)),
                Some("later") => step(|scale| panned(scale, 0.5)),
                _ => glide(&Filter::default()),
            }
        });
    }
    if let Some(help) = part("help") {
        help.remove_attribute("hidden").unwrap_or_default();
    }
}

/// Place across an element, 0 to 1.
#[allow(clippy::cast_possible_truncation)]
fn across(id: &str, client_x: i32) -> f32 {
    part(id).map_or(0.0, |part| {
        let area = part.get_bounding_client_rect();
        ((f64::from(client_x) - area.left()) / area.width().max(1.0)) as f32
    })
}

fn scales() -> Option<(Scale, Scale)> {
    with(|state| draw::scales(state))
}

fn zoomed(scale: Scale, factor: f64, x: f32) -> Scale {
    let moment = scale.moment(x);
    Scale::between(moment - (moment - scale.from()) * factor, moment + (scale.to() - moment) * factor)
}

fn panned(scale: Scale, part: f64) -> Scale {
    let by = scale.days() * part;
    Scale::between(scale.from() + by, scale.to() + by)
}

/// Keeps a scale inside of all the time there is, and not too short.
fn bounded(scale: Scale, whole: Scale) -> Scale {
    // `clamp` says its bounds when it panics, and that brings all the words for floats into the bundle: 9 KB.
    let days = scale.days().max(SHORTEST).min(whole.days());
    let middle = f64::midpoint(scale.from(), scale.to());
    let from = if scale.days() < SHORTEST { middle - days / 2.0 } else { scale.from() };
    let from = from.max(whole.from()).min(whole.to() - days);
    Scale::between(from, from + days)
}

/// Moves the lanes there, as a part of a change that goes on.
fn go(scale: Scale) {
    let Some((whole, _)) = scales() else { return };
    let scale = bounded(scale, whole);
    let mut query = with(|state| {
        state.moving = Some(scale);
        state.query.first_page()
    });
    (query.filter.from, query.filter.to) = dates(scale, whole);
    if with(|state| state.query != query) {
        put(query, History::Continue);
    }
    card::hide();
    draw::request();
}

/// The days of a scale for the filter; `None` where they are the record's own.
#[allow(clippy::cast_possible_truncation)]
fn dates(scale: Scale, whole: Scale) -> (Option<TypedDate>, Option<TypedDate>) {
    let (from, to) = (Day(scale.from().round() as i32), Day(scale.to().round() as i32 - 1));
    let from = (from > whole.first_day()).then_some(TypedDate::Day(from));
    (from, (to < whole.last_day()).then_some(TypedDate::Day(to)))
}

/// The gesture is over: whole days, and the list.
fn done() {
    let request = with(|state| {
        state.moving = None;
        state.request += 1;
        state.request
    });
    super::done();
    draw::request();
    follow(request);
}

/// The gesture may be over.
fn done_soon() {
    if let Some(settling) = touch(|touch| touch.settling.take()) {
        settling.clear();
    }
    let handle = set_timeout_with_handle(done, SETTLED).ok();
    touch(|touch| touch.settling = handle);
}

/// One step, gliding.
fn step(to: impl FnOnce(Scale) -> Scale) {
    if let Some((whole, now)) = scales() {
        glide_to(now, bounded(to(now), whole));
    }
}

/// Glides to the dates of a filter.
pub fn glide(filter: &Filter) {
    let extent = with(|state| state.bundle.as_ref().map(|(_, bundle)| bundle.extent));
    let (Some(extent), Some((_, now))) = (extent, scales()) else { return };
    let (from, to) = filter.shown_range(extent);
    glide_to(now, Scale::new(from, to));
}

fn glide_to(from: Scale, to: Scale) {
    let still = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|m| m.matches());
    let glide = touch(|touch| {
        touch.glide += 1;
        touch.glide
    });
    if still {
        go(to);
        done();
    } else {
        frame(from, to, js_sys::Date::now(), glide);
    }
}

fn frame(from: Scale, to: Scale, start: f64, glide: u32) {
    if touch(|touch| touch.glide != glide) {
        return;
    }
    let t = ((js_sys::Date::now() - start) / GLIDE).min(1.0);
    let eased = 1.0 - (1.0 - t) * (1.0 - t);
    let between = |a: f64, b: f64| a + (b - a) * eased;
    go(Scale::between(between(from.from(), to.from()), between(from.to(), to.to())));
    if t < 1.0 {
        request_animation_frame(move || frame(from, to, start, glide));
    } else {
        done();
    }
}

/// A gesture takes over from a glide.
fn begin() {
    touch(|touch| touch.glide += 1);
}

fn wheel(event: WheelEvent) {
    let Some((_, scale)) = scales() else { return };
    // Lines and pages are those of a mouse without pixels.
    let unit = [1.0, 16.0, 400.0][event.delta_mode().min(2) as usize];
    let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
    if event.ctrl_key() || event.meta_key() {
        begin();
        event.prevent_default();
        go(zoomed(scale, (dy * 0.004).clamp(-1.0, 1.0).exp(), across("lanes", event.client_x())));
        done_soon();
    } else if dx.abs() > dy.abs() {
        begin();
        event.prevent_default();
        go(panned(scale, dx / f64::from(dom::width("lanes").max(1.0))));
        done_soon();
    }
}

fn lanes_down(event: &PointerEvent) {
    if event.button() != 0 {
        return;
    }
    let Some((_, scale)) = scales() else { return };
    begin();
    let x = across("lanes", event.client_x());
    touch(|touch| {
        touch.moved = false;
        touch.pointers.retain(|(id, ..)| *id != event.pointer_id());
        touch.pointers.push((event.pointer_id(), x, scale.moment(x)));
        touch.hold = Some(Hold::Pan(x, scale));
    });
}

fn lanes_move(event: &PointerEvent) {
    let x = across("lanes", event.client_x());
    let (pointers, hold, moved) = touch(|touch| (touch.pointers.clone(), touch.hold, touch.moved));
    let Some(Hold::Pan(start, scale)) = hold.filter(|_| pointers.iter().any(|(id, ..)| *id == event.pointer_id()))
    else {
        card::over(event);
        return;
    };
    if !moved {
        if (x - start).abs() * dom::width("lanes") < CLICK && pointers.len() < 2 {
            return;
        }
        touch(|touch| touch.moved = true);
        if let Some(lanes) = part("lanes") {
            lanes.set_pointer_capture(event.pointer_id()).unwrap_or_default();
        }
    }
    touch(|touch| {
        if let Some(pointer) = touch.pointers.iter_mut().find(|(id, ..)| *id == event.pointer_id()) {
            pointer.1 = x;
        }
    });
    match touch(|touch| touch.pointers.clone()).as_slice() {
        // Under each of two fingers stays what was there.
        [(_, a, at_a), (_, b, at_b), ..] if (a - b).abs() > 0.02 => {
            let days = (at_b - at_a) / f64::from(b - a);
            if days > 0.0 {
                let from = at_a - f64::from(*a) * days;
                go(Scale::between(from, from + days));
            }
        }
        [_] => go(panned(scale, f64::from(start - x))),
        _ => {}
    }
}

fn lanes_up(event: &PointerEvent) {
    let moved = touch(|touch| {
        touch.pointers.retain(|(id, ..)| *id != event.pointer_id());
        let rest = touch.pointers.first().copied();
        // The finger that stays goes on from where it is.
        touch.hold = rest.and_then(|(_, x, _)| Some(Hold::Pan(x, with(|state| state.moving)?)));
        touch.moved
    });
    if touch(|touch| touch.pointers.is_empty()) {
        if moved {
            done();
        } else {
            card::pressed(event);
        }
    }
}

fn keys(event: KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    match event.key().as_str() {
        "+" | "=" => step(|scale| zoomed(scale, 0.5, 0.5)),
        "-" => step(|scale| zoomed(scale, 2.0, 0.5)),
        "ArrowLeft" => step(|scale| panned(scale, -0.2)),
        "ArrowRight" => step(|scale| panned(scale, 0.2)),
        "Home" => end(false),
        "End" => end(true),
        "ArrowUp" => card::neighbour(-1),
        "ArrowDown" => card::neighbour(1),
        "Enter" => card::open(),
        "Escape" => card::hide(),
        _ => return,
    }
    event.prevent_default();
}

/// To the begin or the end of all there is.
fn end(last: bool) {
    if let Some((whole, now)) = scales() {
        let from = if last { whole.to() - now.days() } else { whole.from() };
        glide_to(now, Scale::between(from, from + now.days()));
    }
}

// --- The brush of the overview ------------------------------------------------------------------------------------------

/// Puts the overview's picture in, beside the handles.
pub fn set_overview(picture: &str) {
    let Some(overview) = part("overview") else { return };
    while let Some(old) = overview.query_selector(":scope > :not([role=slider])").ok().flatten() {
        old.remove();
    }
    overview.insert_adjacent_html("afterbegin", picture).unwrap_or_default();
}

/// Moves the shade of what is not shown.
pub fn show_window((from, to): (f32, f32)) {
    let Ok(shades) = document().query_selector_all("#overview > svg > .outside") else { return };
    let percent = |x: f32| crate::timeline::svg::percent(x);
    let shade = |n: u32| shades.get(n)?.dyn_into::<web_sys::Element>().ok();
    if let (Some(before), Some(after)) = (shade(0), shade(1)) {
        before.set_attribute("width", &percent(from)).unwrap_or_default();
        after.set_attribute("x", &percent(to)).unwrap_or_default();
        after.set_attribute("width", &percent(1.0 - to)).unwrap_or_default();
    }
}

/// The two handles, for pointers and keys.
fn handles() {
    let Some(overview) = part("overview") else { return };
    for side in ["from", "to"] {
        let Ok(handle) = document().create_element("div") else { return };
        let label = overview.get_attribute(&format!("data-{side}")).unwrap_or_default();
        let attributes = [
            ("role", "slider"),
            ("tabindex", "0"),
            ("id", &format!("handle-{side}")),
            ("class", "handle"),
            ("aria-label", &label),
        ];
        for (name, value) in attributes {
            handle.set_attribute(name, value).unwrap_or_default();
        }
        let last = side == "to";
        on(&handle, "keydown", move |event: KeyboardEvent| handle_keys(&event, last));
        overview.append_child(&handle).ok();
    }
}

/// Puts the handles where the window ends, and says the days.
pub fn set_handles(whole: &Scale, scale: &Scale, lang: Lang) {
    let days = [("from", scale.from(), scale.first_day()), ("to", scale.to(), scale.last_day())];
    for (side, at, day) in days {
        let Some(handle) = part(&format!("handle-{side}")).and_then(|handle| handle.dyn_into::<HtmlElement>().ok())
        else {
            continue;
        };
        dom::set_left(&handle, whole.at(at).clamp(0.0, 1.0));
        let numbers = [
            ("aria-valuemin", whole.first_day().0.to_string()),
            ("aria-valuemax", whole.last_day().0.to_string()),
            ("aria-valuenow", day.0.to_string()),
            ("aria-valuetext", date::day(day, lang)),
        ];
        for (name, value) in numbers {
            handle.set_attribute(name, &value).unwrap_or_default();
        }
    }
}

/// A day, a month with Shift, a year with Page Up and Page Down.
fn handle_keys(event: &KeyboardEvent, last: bool) {
    let Some((whole, scale)) = scales() else { return };
    let day = if last { scale.last_day() } else { scale.first_day() };
    let months = |n: i32| day.plus_months(n);
    let to = match (event.key().as_str(), event.shift_key()) {
        ("ArrowLeft" | "ArrowDown", false) => Day(day.0 - 1),
        ("ArrowRight" | "ArrowUp", false) => Day(day.0 + 1),
        ("ArrowLeft" | "ArrowDown", true) => months(-1),
        ("ArrowRight" | "ArrowUp", true) => months(1),
        ("PageDown", _) => months(-12),
        ("PageUp", _) => months(12),
        ("Home", _) => whole.first_day(),
        ("End", _) => whole.last_day(),
        _ => return,
    };
    event.prevent_default();
    begin();
    let (first, end) = if last { (scale.first_day(), to) } else { (to, scale.last_day()) };
    go(Scale::new(first.max(whole.first_day()), end.min(whole.last_day())));
    done_soon();
}

fn brush_down(event: &PointerEvent) {
    let (Some((whole, scale)), Some(overview)) = (scales(), part("overview")) else { return };
    if event.button() != 0 {
        return;
    }
    begin();
    event.prevent_default();
    overview.set_pointer_capture(event.pointer_id()).unwrap_or_default();
    let x = across("overview", event.client_x());
    let near = |at: f64| (x - whole.at(at)).abs() * dom::width("overview");
    let (from, to) = (near(scale.from()), near(scale.to()));
    let moment = whole.moment(x);
    let inside = scale.from() < moment && moment < scale.to();
    let hold = if from.min(to) < HOLD {
        if from < to { Hold::From } else { Hold::To }
    } else if inside && scale.days() < whole.days() - 0.5 {
        Hold::Pan(x, scale)
    } else {
        Hold::New(moment)
    };
    touch(|touch| touch.hold = Some(hold));
}

fn brush_move(event: &PointerEvent) {
    let (Some(hold), Some((whole, now))) = (touch(|touch| touch.hold), scales()) else { return };
    let x = across("overview", event.client_x());
    let moment = whole.moment(x.clamp(0.0, 1.0));
    go(match hold {
        Hold::Pan(start, scale) => panned(scale, f64::from(x - start) * whole.days() / scale.days()),
        Hold::From => Scale::between(moment.min(now.to() - SHORTEST), now.to()),
        Hold::To => Scale::between(now.from(), moment.max(now.from() + SHORTEST)),
        Hold::New(start) => Scale::between(start.min(moment), start.max(moment)),
    });
}
