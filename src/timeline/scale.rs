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
const MOST_DAYS: i32 = 70;

/// The range of days that the picture shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    from: Day,
    to: Day,
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
        Self { from, to: to.max(from) }
    }

    /// Days shown.
    pub fn days(self) -> i32 {
        self.to.0 - self.from.0 + 1
    }

    #[allow(clippy::cast_precision_loss)] // a few thousand days
    fn at(self, offset: i32) -> f32 {
        (offset.clamp(0, self.days()) as f32) / self.days() as f32
    }

    /// Where the day begins, 0 to 1; what lies outside is drawn at the edge.
    pub fn start(self, day: Day) -> f32 {
        self.at(day.0.saturating_sub(self.from.0))
    }

    /// Where the day ends.
    pub fn end(self, day: Day) -> f32 {
        self.at(day.0.saturating_sub(self.from.0).saturating_add(1))
    }

    /// The middle of a window.
    pub fn middle(self, earliest: Day, latest: Day) -> f32 {
        f32::midpoint(self.start(earliest), self.end(latest))
    }

    /// The ticks for a picture of this width in pixels: years, months or days, the finest that have room.
    pub fn ticks(self, width: f32, lang: Lang) -> Vec<Tick> {
        #[allow(clippy::cast_precision_loss)]
        let per_day = width / self.days() as f32;
        let room = |days: f32| days * per_day >= TICK_DISTANCE;
        let mut ticks = Vec::new();
        let days = [1, 2, 7].into_iter().find(|n| room(*n as f32)).filter(|_| self.days() <= MOST_DAYS);
        if let Some(step) = days {
            let mut day = self.from;
            while day <= self.to {
                let (year, month, d) = day.ymd();
                let label = match (month, d) {
                    (1, 1) => year.to_string(),
                    _ => format!("{d}\u{a0}{}", short_month(month, lang)),
                };
                ticks.push(Tick { x: self.start(day), label, major: d == 1 });
                day = Day(day.0 + step);
            }
        } else if let Some(step) = [1, 3, 6].into_iter().find(|n| room(*n as f32 * 30.4)) {
            let (mut year, mut month, _) = self.from.ymd();
            month = (month - 1) / step * step + 1;
            while let Some(day) = Day::from_ymd(year, month, 1).filter(|d| *d <= self.to) {
                if day >= self.from {
                    let label = if month == 1 { year.to_string() } else { short_month(month, lang).to_owned() };
                    ticks.push(Tick { x: self.start(day), label, major: month == 1 });
                }
                month += step;
                if month > 12 {
                    month = 1;
                    year += 1;
                }
            }
        } else {
            let step = [1, 2, 5, 10, 20, 50].into_iter().find(|n| room(*n as f32 * 365.25)).unwrap_or(100);
            for year in self.from.year()..=self.to.year() {
                if let Some(day) = Day::from_ymd(year, 1, 1).filter(|d| *d >= self.from) {
                    let label = if year % step == 0 { year.to_string() } else { String::new() };
                    ticks.push(Tick { x: self.start(day), label, major: true });
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
