//! Entries on their way to the browser: in columns, since like beside like compresses best (a fifth less than one by one).

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use crate::domain::{
    date::{Day, Shape, Window},
    toll::Toll,
    vocabulary::{Country, Kind},
};

/// Between two texts of a column; no text has one.
const END: char = '\n';
/// Between two ids of one text.
const AND: char = ' ';
/// Stands in an id for the day of the entry's anchor, which most ids have.
const DAY: char = '@';

/// Entries by columns. Days are steps: from the entry before to the anchor, and from there to both ends of the window. So are
/// the numbers of origins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Packed {
    ids: String,
    headlines: String,
    words: String,
    answers: String,
    kinds: Vec<u8>,
    countries: Vec<u8>,
    shapes: Vec<u8>,
    anchors: Vec<i32>,
    earliest: Vec<i32>,
    latest: Vec<i32>,
    tolls: Vec<Option<Toll>>,
    origins: Vec<Vec<u32>>,
}

impl Packed {
    /// Packs entries.
    pub fn new(entries: &[Entry]) -> Self {
        let mut packed = Self::default();
        let mut day = 0;
        for entry in entries {
            let id = entry.id.replacen(&entry.window.anchor.to_string(), &DAY.to_string(), 1);
            for (column, text) in [
                (&mut packed.ids, &id),
                (&mut packed.headlines, &entry.headline),
                (&mut packed.words, entry.words.as_ref().unwrap_or(&String::new())),
                (&mut packed.answers, &entry.answers.join(&AND.to_string())),
            ] {
                column.push_str(text);
                column.push(END);
            }
            let Window { earliest, latest, shape, soft, anchor } = entry.window;
            let index = |place: Option<usize>| place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX);
            packed.kinds.push(index(Kind::ALL.iter().position(|kind| *kind == entry.kind)));
            packed.countries.push(bits(Country::ALL.iter().map(|country| entry.countries.contains(country))));
            let shape = [shape == Shape::OneOf, shape == Shape::Span, soft, entry.disputed, entry.words.is_some()];
            packed.shapes.push(bits(shape.into_iter()));
            packed.anchors.push(anchor.0 - day);
            packed.earliest.push(anchor.0 - earliest.0);
            packed.latest.push(latest.0 - anchor.0);
            packed.tolls.push(entry.toll);
            packed.origins.push(steps(&entry.origins));
            day = anchor.0;
        }
        packed
    }

    /// The entries; `None` if the columns do not belong together.
    pub fn unpack(self) -> Option<Vec<Entry>> {
        let mut texts =
            [&self.ids, &self.headlines, &self.words, &self.answers].map(|column| column.split_terminator(END));
        let mut tolls = self.tolls.into_iter();
        let mut origins = self.origins.into_iter();
        let mut day = 0_i32;
        let mut entries = Vec::with_capacity(self.kinds.len());
        for (n, kind) in self.kinds.iter().enumerate() {
            let [id, headline, words, answers] = texts.each_mut().map(Iterator::next);
            let countries = *self.countries.get(n)?;
            let shape = *self.shapes.get(n)?;
            let has = |bit: u8| shape & (1 << bit) != 0;
            day = day.checked_add(*self.anchors.get(n)?)?;
            entries.push(Entry {
                id: id?.replacen(DAY, &Day(day).to_string(), 1),
                kind: *Kind::ALL.get(usize::from(*kind))?,
                countries: Country::ALL
                    .iter()
                    .copied()
                    .enumerate()
                    .filter(|(bit, _)| countries & (1 << bit) != 0)
                    .map(|(_, c)| c)
                    .collect(),
                window: Window {
                    earliest: Day(day.checked_sub(*self.earliest.get(n)?)?),
                    latest: Day(day.checked_add(*self.latest.get(n)?)?),
                    shape: match (has(0), has(1)) {
                        (true, _) => Shape::OneOf,
                        (false, true) => Shape::Span,
                        (false, false) => Shape::Day,
                    },
                    soft: has(2),
                    anchor: Day(day),
                },
                words: Some(words?.to_owned()).filter(|_| has(4)),
                headline: headline?.to_owned(),
                toll: tolls.next()?,
                disputed: has(3),
                answers: answers?.split(AND).filter(|id| !id.is_empty()).map(str::to_owned).collect(),
                origins: sums(origins.next()?)?,
            });
        }
        Some(entries)
    }
}

/// The steps of ascending numbers, from 0.
fn steps(numbers: &[u32]) -> Vec<u32> {
    [0].iter().chain(numbers).zip(numbers).map(|(a, b)| b - a).collect()
}

/// The numbers of which these are the steps.
fn sums(mut steps: Vec<u32>) -> Option<Vec<u32>> {
    let mut sum = 0_u32;
    for step in &mut steps {
        sum = sum.checked_add(*step)?;
        *step = sum;
    }
    Some(steps)
}

fn bits(flags: impl Iterator<Item = bool>) -> u8 {
    flags.enumerate().fold(0, |bits, (bit, on)| bits | u8::from(on) << bit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vocabulary::Kind;
    use proptest::{
        collection::{btree_set, vec},
        prelude::*,
        sample::select,
    };

    prop_compose! {
        fn entry()(
            kind in select(Kind::ALL.to_vec()),
            country in select(Country::ALL.to_vec()),
            all: bool,
            (anchor, before, after) in (730_000..740_000i32, 0..400i32, 0..400i32),
            shape in select(vec![Shape::Day, Shape::OneOf, Shape::Span]),
            (soft, disputed) in any::<(bool, bool)>(),
            words in proptest::option::of("[ -~é]{0,20}"),
            (named, id, headline) in (any::<bool>(), "[a-z0-9-]{1,20}", "[ -~éà’]{0,40}"),
            answers in vec("[a-z0-9-]{1,9}", 0..3),
            toll in proptest::option::of((0..500u64, any::<bool>())),
            origins in btree_set(0..400u32, 0..5),
        ) -> Entry {
            let window = Window { earliest: Day(anchor - before), latest: Day(anchor + after), shape, soft, anchor: Day(anchor) };
            let countries = if all { Country::ALL.to_vec() } else { vec![country] };
            let toll = toll.map(|(low, open)| Toll { low, high: low * 2, open });
            let id = if named { format!("ml-{}-{id}", Day(anchor)) } else { id };
            let origins = origins.into_iter().collect();
            Entry { id, kind, countries, window, words, headline, toll, disputed, answers, origins }
        }
    }

    proptest! {
        #[test]
        fn packing_and_unpacking_is_the_identity(entries in vec(entry(), 0..40)) {
            prop_assert_eq!(Packed::new(&entries).unpack(), Some(entries));
        }

        #[test]
        fn columns_of_unlike_lengths_are_refused(entries in vec(entry(), 1..9)) {
            let packed = Packed::new(&entries);
            let shorter = [
                Packed { ids: String::new(), ..packed.clone() },
                Packed { anchors: vec![], ..packed.clone() },
                Packed { origins: vec![], ..packed },
            ];
            for packed in shorter {
                prop_assert_eq!(packed.unpack(), None);
            }
        }
    }
}
