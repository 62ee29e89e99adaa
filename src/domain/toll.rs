//! How many people were killed, as a range over what everybody said.
//!
//! The range never picks a statement. It counts victims only: assailants and fighters that somebody says it
//! killed never make it larger.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    event::{Amount, Event, Figure, Measure},
    vocabulary::{What, Who},
};

/// A range of people reported killed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toll {
    /// The lowest that anybody's statements amount to.
    pub low: u64,
    /// The highest.
    pub high: u64,
    /// Somebody said "at least": there may be more than [`Toll::high`].
    pub open: bool,
}

impl Toll {
    fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high), open: self.open || other.open }
    }

    /// The sum of two tolls of different people.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            high: self.high.saturating_add(other.high),
            open: self.open || other.open,
        }
    }
}

/// What a selection of events amounts to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Events certainly in the range.
    pub certain: u32,
    /// Events that may have been in it.
    pub possible: u32,
    /// Events with a number of people killed.
    pub with_toll: u32,
    /// People reported killed in them, added up.
    pub toll: Toll,
    /// Distinct origins of all their sources.
    pub origins: u32,
}

/// The group to which victims belong; groups do not overlap, so their tolls add up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Everybody,
    Security,
    Civilians,
    Peacekeepers,
    Militia,
    Mercenaries,
}

/// The group, and whether the word stands for the whole group; `None` for those that are not victims.
fn group(who: Who) -> Option<(Group, bool)> {
    who.is_victim().then_some(match who {
        Who::People => (Group::Everybody, true),
        Who::SecurityForces => (Group::Security, true),
        Who::Soldiers
        | Who::Gendarmes
        | Who::Police
        | Who::Guards
        | Who::Customs
        | Who::Foresters
        | Who::Volunteers
        | Who::Troops
        | Who::Mutineers => (Group::Security, false),
        Who::Peacekeepers => (Group::Peacekeepers, true),
        Who::Militia => (Group::Militia, true),
        Who::Mercenaries => (Group::Mercenaries, true),
        Who::Civilians => (Group::Civilians, true),
        _ => (Group::Civilians, false),
    })
}

fn range(amount: &Amount) -> Option<Toll> {
    let (low, high, open) = match *amount {
        Amount::Value(n) | Amount::About(n) => (n, n, false),
        Amount::AtLeast(n) | Amount::MoreThan(n) => (n, n, true),
        Amount::UpTo(n) => (0, n, false),
        Amount::Between(a, b) => (a, b, false),
        Amount::Words(_) => return None,
    };
    Some(Toll { low, high, open })
}

/// What one speaker says of one group.
#[derive(Default)]
struct Spoken<'a> {
    by_who: BTreeMap<Who, Vec<(&'a Figure, Toll)>>,
}

impl Spoken<'_> {
    /// One word's toll: the speaker's latest statement where all are dated, else all of them.
    ///
    /// Statements on parts count only where the speaker says nothing of the whole; then they add up.
    fn of_who(statements: &[(&Figure, Toll)]) -> Option<Toll> {
        let whole: Vec<_> = statements.iter().filter(|(f, _)| f.part.is_none()).collect();
        if whole.is_empty() {
            return statements.iter().map(|(_, t)| *t).reduce(Toll::plus);
        }
        let day = |f: &Figure| f.said.said.as_ref().map(|d| d.window().latest);
        let last =
            whole.iter().map(|(f, _)| day(f)).collect::<Option<Vec<_>>>().and_then(|days| days.into_iter().max());
        whole.iter().filter(|(f, _)| last.is_none() || day(f) == last).map(|(_, t)| *t).reduce(Toll::hull)
    }

    fn toll(&self) -> Option<Toll> {
        let of = |whole: bool| {
            self.by_who
                .iter()
                .filter(move |(who, _)| group(**who).is_some_and(|(_, all)| all == whole))
                .filter_map(|(_, statements)| Self::of_who(statements))
                .reduce(Toll::plus)
        };
        of(true).or_else(|| of(false))
    }
}

/// What one statement says of victims killed; `None` when it says something else.
pub fn of_figure(figure: &Figure) -> Option<Toll> {
    match figure.measure {
        Measure::People { who, what: What::Killed } if who.is_victim() => range(&figure.amount),
        _ => None,
    }
}

/// The event's toll; `None` when nobody gave a number of people killed, or the event only sums up others.
pub fn of_event(event: &Event) -> Option<Toll> {
    if event.umbrella {
        return None;
    }
    let mut spoken: BTreeMap<Group, BTreeMap<(&str, Option<&str>), Spoken>> = BTreeMap::new();
    for figure in &event.figures {
        let Measure::People { who, what: What::Killed } = figure.measure else {
            continue;
        };
        let (Some((group, _)), Some(toll)) = (group(who), range(&figure.amount)) else {
            continue;
        };
        let speaker = (figure.said.by.id.as_str(), figure.said.via.as_ref().map(|v| v.id.as_str()));
        let spoken = spoken.entry(group).or_default().entry(speaker).or_default();
        spoken.by_who.entry(who).or_default().push((figure, toll));
    }
    let mut everybody = None;
    let mut by_group = None;
    for (group, speakers) in &spoken {
        let toll = speakers.values().filter_map(Spoken::toll).reduce(Toll::hull);
        if *group == Group::Everybody {
            everybody = toll;
        } else {
            by_group = by_group.into_iter().chain(toll).reduce(Toll::plus);
        }
    }
    everybody.into_iter().chain(by_group).reduce(Toll::hull)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{
        actor::Actor,
        event::Said,
        text::Text,
        vocabulary::{ActorType, Kind},
    };

    fn text(s: &str) -> Text {
        Text { en: s.to_owned(), fr: s.to_owned() }
    }

    fn killed(by: &str, said: &str, who: Who, amount: Amount) -> Figure {
        let said = Said {
            by: Arc::new(Actor::sample(by, ActorType::State)),
            via: None,
            voice: None,
            said: said.parse().ok(),
            sources: vec![],
        };
        Figure { measure: Measure::People { who, what: What::Killed }, amount, part: None, status: None, said }
    }

    fn part(name: &str, figure: Figure) -> Figure {
        Figure { part: Some(text(name)), ..figure }
    }

    fn toll(figures: Vec<Figure>) -> Option<(u64, u64, bool)> {
        let event = Event { figures, ..Event::sample(Kind::Attack) };
        let summed_up = Event { umbrella: true, ..event.clone() };
        assert_eq!(of_event(&summed_up), None);
        of_event(&event).map(|t| (t.low, t.high, t.open))
    }

    #[test]
    fn speakers_who_differ_make_a_range() {
        let ministry = killed("ministry", "2023-10-03", Who::Soldiers, Amount::Value(29));
        let rfi = killed("rfi", "2023-10-04", Who::SecurityForces, Amount::AtLeast(60));
        assert_eq!(toll(vec![ministry, rfi]), Some((29, 60, true)));
    }

    #[test]
    fn assailants_and_words_are_no_victims() {
        let assailants = killed("army", "", Who::Assailants, Amount::Value(100));
        let dozens = killed("army", "", Who::Soldiers, Amount::Words(text("dozens")));
        assert_eq!(toll(vec![assailants, dozens]), None);
    }

    #[test]
    fn a_speaker_s_latest_number_replaces_the_earlier_one() {
        let first = killed("ministry", "2023-10-03", Who::Soldiers, Amount::Value(10));
        let later = killed("ministry", "2023-10-05", Who::Soldiers, Amount::Value(14));
        assert_eq!(toll(vec![first.clone(), later]), Some((14, 14, false)));
        // Without dates nobody knows which is later.
        let undated = killed("ministry", "", Who::Soldiers, Amount::Value(14));
        assert_eq!(toll(vec![first, undated]), Some((10, 14, false)));
    }

    #[test]
    fn groups_and_parts_add_up_and_a_number_for_everybody_stands_beside_them() {
        let soldiers = killed("army", "", Who::Soldiers, Amount::Value(7));
        let civilians = killed("mayor", "", Who::Civilians, Amount::Between(10, 12));
        let all = killed("un", "", Who::People, Amount::Value(25));
        assert_eq!(toll(vec![soldiers.clone(), civilians.clone()]), Some((17, 19, false)));
        assert_eq!(toll(vec![soldiers, civilians, all]), Some((17, 25, false)));
        let here = part("here", killed("army", "", Who::Soldiers, Amount::Value(1)));
        let there = part("there", killed("army", "", Who::Soldiers, Amount::Value(6)));
        assert_eq!(toll(vec![here.clone(), there]), Some((7, 7, false)));
        let whole = killed("army", "", Who::Soldiers, Amount::Value(8));
        assert_eq!(toll(vec![here, whole]), Some((8, 8, false)));
    }
}
