//! Time across the picture: a day's place between 0 and 1, and the ticks of the axis.

use crate::{
    domain::{date::Day, text::Lang},
    i18n::date::short_month,
};

/// Least distance between two labelled ticks, in pixels.
const TICK_DISTANCE: f32 = 52.0;

/// Room that a label needs before the right edge, in pixels.
const EDGE: f32 = 40.0;
/// A longer range has months on its axis, even where weeks would fit.
const MOST_DAYS: f64 = 70.0;

/// The time that a picture shows, in days: a part of a day where the reader zooms or pans.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Where the picture begins.
    from: f64,
    /// Where it ends, later than `from`.
    to: f64,
}

/// A tick of the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Place across, 0 to 1.
    pub x: f32,
    /// Its label; empty where there is no room for one.
    pub label: String,
    /// Where a year begins.
    pub major: bool,
}

impl Scale {
    /// From the beginning of one day to the end of another.
    pub fn new(from: Day, to: Day) -> Self {
        Self::between(f64::from(from.0), f64::from(to.0) + 1.0)
    }

    /// From one moment to another, in days.
    pub fn between(from: f64, to: f64) -> Self {
        Self { from, to: to.max(from + 1.0) }
    }

    /// Where it begins, in days.
    pub const fn from(self) -> f64 {
        self.from
    }

    /// Where it ends, in days.
    pub const fn to(self) -> f64 {
        self.to
    }

    /// Days shown.
    pub const fn days(self) -> f64 {
        self.to - self.from
    }

    /// The first day of which a part is shown.
    #[allow(clippy::cast_possible_truncation)]
    pub fn first_day(self) -> Day {
        Day(self.from.floor() as i32)
    }

    /// The last day of which a part is shown.
    #[allow(clippy::cast_possible_truncation)]
    pub fn last_day(self) -> Day {
        Day(self.to.ceil() as i32 - 1)
    }

    /// The place of a moment across the picture: 0 at its left edge, 1 at its right, and beyond for what is not shown.
    #[allow(clippy::cast_possible_truncation)]
    pub fn at(self, moment: f64) -> f32 {
        ((moment - self.from) / self.days()) as f32
    }

    /// The moment at a place across the picture.
    pub fn moment(self, x: f32) -> f64 {
        self.from + f64::from(x) * self.days()
    }

    /// Where the day begins; what lies outside is drawn at the edge.
    pub fn start(self, day: Day) -> f32 {
        self.at(f64::from(day.0)).clamp(0.0, 1.0)
    }

    /// Where the day ends.
    pub fn end(self, day: Day) -> f32 {
        self.at(f64::from(day.0) + 1.0).clamp(0.0, 1.0)
    }

    /// The ticks for a picture of this width in pixels: years, months or days, the finest that have room.
    #[allow(clippy::cast_possible_truncation)]
    pub fn ticks(self, width: f32, lang: Lang) -> Vec<Tick> {
        let per_day = width / self.days() as f32;
        let room = |days: f32| days * per_day >= TICK_DISTANCE;
        let inside = |day: &Day| f64::from(day.0) >= self.from;
        let (first, last) = (self.first_day(), self.last_day());
        let mut ticks = Vec::new();
        let mut tick = |day: Day, label: String, major: bool| ticks.push(Tick { x: self.start(day), label, major });
        let days = [1, 2, 7].into_iter().find(|n| room(*n as f32)).filter(|_| self.days() <= MOST_DAYS);
        if let Some(step) = days {
            // The same days carry ticks wherever the reader pans to.
            let mut day = Day(first.0.div_euclid(step) * step);
            while day <= last {
                let (year, month, d) = day.ymd();
                let label = match (month, d) {
                    (1, 1) => year.to_string(),
                    _ => format!("{d}\u{a0}{}", short_month(month, lang)),
                };
                if inside(&day) {
                    tick(day, label, d == 1);
                }
                day = Day(day.0 + step);
            }
        } else if let Some(step) = [1, 3, 6].into_iter().find(|n| room(*n as f32 * 30.4)) {
            let (mut year, mut month, _) = first.ymd();
            month = (month - 1) / step * step + 1;
            while let Some(day) = Day::from_ymd(year, month, 1).filter(|d| *d <= last) {
                if inside(&day) {
                    let label = if month == 1 { year.to_string() } else { short_month(month, lang).to_owned() };
                    tick(day, label, month == 1);
                }
                month += step;
                if month > 12 {
                    month = 1;
                    year += 1;
                }
            }
        } else {
            let step = [1, 2, 5, 10, 20, 50].into_iter().find(|n| room(*n as f32 * 365.25)).unwrap_or(100);
            for year in first.year()..=last.year() {
                if let Some(day) = Day::from_ymd(year, 1, 1).filter(inside) {
                    let label = if year % step == 0 { year.to_string() } else { String::new() };
                    tick(day, label, true);
                }
            }
        }
        for tick in &mut ticks {
            if (1.0 - tick.x) * width < EDGE {
                tick.label.clear();
            }
        }
        ticks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::from_ymd(y, m, d).expect("a day")
    }

    proptest! {
        #[test]
        fn places_keep_their_order_and_stay_inside(a in 730_000..740_000i32, length in 0..9_000i32, x in 720_000..750_000i32, y in 720_000..750_000i32) {
            let scale = Scale::new(Day(a), Day(a + length));
            let (x, y) = (Day(x.min(y)), Day(x.max(y)));
            prop_assert!(scale.start(x) <= scale.start(y));
            prop_assert!(scale.start(x) <= scale.end(x));
            prop_assert!((0.0..=1.0).contains(&scale.start(x)) && (0.0..=1.0).contains(&scale.end(y)));
            prop_assert_eq!((scale.first_day(), scale.last_day()), (Day(a), Day(a + length)));
        }

        #[test]
        fn a_moment_and_its_place_are_the_same(from in 730_000.0..740_000.0f64, days in 1.0..9_000.0f64, x in 0.0..1.0f32) {
            let scale = Scale::between(from, from + days);
            prop_assert!((scale.at(scale.moment(x)) - x).abs() < 0.001);
        }

        #[test]
        fn labelled_ticks_never_come_too_close(a in 730_000..740_000i32, length in 0..9_000i32, width in 280.0..2000.0f32) {
            let ticks = Scale::new(Day(a), Day(a + length)).ticks(width, Lang::En);
            let labelled: Vec<_> = ticks.iter().filter(|t| !t.label.is_empty()).collect();
            for pair in labelled.windows(2) {
                // A month may be shorter than the 30.4 days that are reckoned with.
                prop_assert!((pair[1].x - pair[0].x) * width >= TICK_DISTANCE * 0.9, "{pair:?}");
            }
        }
    }

    #[test]
    fn ticks_are_as_fine_as_there_is_room() {
        let labels = |from, to, width| -> Vec<String> {
            Scale::new(from, to).ticks(width, Lang::En).into_iter().map(|t| t.label).filter(|l| !l.is_empty()).collect()
        };
        assert_eq!(labels(day(2012, 1, 1), day(2014, 12, 31), 300.0), ["2012", "2013", "2014"]);
        assert_eq!(labels(day(2023, 7, 1), day(2023, 12, 31), 700.0), ["July", "Aug", "Sept", "Oct", "Nov", "Dec"]);
        assert_eq!(labels(day(2023, 10, 1), day(2023, 10, 3), 300.0).len(), 3);
    }
}
