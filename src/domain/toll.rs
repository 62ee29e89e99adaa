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
    Some(match who {
        Who::People => (Group::Everybody, true),
        Who::SecurityForces => (Group::Security, true),
        Who::Soldiers
        | Who::Gendarmes
        | Who::Police
        | Who::Guards
        | Who::Foresters
        | Who::Volunteers
        | Who::Troops
        | Who::Mutineers => (Group::Security, false),
        Who::Peacekeepers => (Group::Peacekeepers, true),
        Who::Militia => (Group::Militia, true),
        Who::Mercenaries => (Group::Mercenaries, true),
        Who::Civilians => (Group::Civilians, true),
        Who::Assailants | Who::Fighters | Who::Suspects => return None,
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
        let last = whole.iter().map(|(f, _)| day(f)).collect::<Option<Vec<_>>>().and_then(|days| days.into_iter().max());
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

/// The event's toll; `None` when nobody gave a number of people killed, or the event only sums up others.
pub fn of_event(event: &Event) -> Option<Toll> {
    if event.umbrella {
        return None;
    }
    let mut spoken: BTreeMap<Group, BTreeMap<(&str, Option<&str>), Spoken>> = BTreeMap::new();
    for figure in &event.figures {
        let Measure::People { who, what: What::Killed } = figure.measure else { continue };
        let (Some((group, _)), Some(toll)) = (group(who), range(&figure.amount)) else { continue };
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
