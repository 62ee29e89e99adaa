//! The record by its other clock: each statement on the day on which it was made.

use std::collections::HashMap;

use super::snapshot::Record;
use crate::{
    domain::{
        event::{Claim, Event, Figure, Said},
        text::Lang,
        toll,
        vocabulary::Stance,
    },
    i18n::{colon, statement},
    timeline::entry::Entry,
};

/// A statement of an event: its place among the event's figures or claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    /// A figure.
    Figure(usize),
    /// A claim.
    Claim(usize),
}

impl Statement {
    /// Its name on the event's page, and in addresses after `#`.
    pub fn anchor(self) -> String {
        match self {
            Self::Figure(n) => format!("figure-{}", n + 1),
            Self::Claim(n) => format!("claim-{}", n + 1),
        }
    }

    /// Who says it, and when.
    pub fn said(self, event: &Event) -> Option<&Said> {
        match self {
            Self::Figure(n) => event.figures.get(n).map(|figure| &figure.said),
            Self::Claim(n) => event.claims.get(n).map(|claim| &claim.said),
        }
    }
}

/// A statement and the event it is of, by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Index of the record.
    pub record: usize,
    /// Which of its statements.
    pub statement: Statement,
}

/// Every figure and claim of which the day is known, in the order in which they were made; and how many have none.
pub fn spoken(records: &[Record]) -> (Vec<Spoken>, usize) {
    let mut undated = 0;
    let mut dated = Vec::new();
    for (index, Record { event, .. }) in records.iter().enumerate() {
        let figures = (0..event.figures.len()).map(Statement::Figure);
        for statement in figures.chain((0..event.claims.len()).map(Statement::Claim)) {
            match statement.said(event).and_then(|said| said.said.as_ref()) {
                Some(said) => dated.push((said.window(), Spoken { record: index, statement })),
                None => undated += 1,
            }
        }
    }
    dated.sort_by_key(|(window, spoken)| (window.anchor, window.latest, spoken.record));
    (dated.into_iter().map(|(_, spoken)| spoken).collect(), undated)
}

/// The statements as the timeline needs them.
pub fn entries(records: &[Record], spoken: &[Spoken], lang: Lang, numbers: &HashMap<&str, u32>) -> Vec<Entry> {
    // A claim by its event's id and its own name there.
    let named: HashMap<(&str, &str), String> = records
        .iter()
        .flat_map(|Record { event, .. }| event.claims.iter().enumerate().map(move |(n, claim)| (event, n, claim)))
        .filter_map(|(event, n, claim)| {
            Some(((event.id.as_str(), claim.id.as_deref()?), id(event, Statement::Claim(n))))
        })
        .collect();
    let entry = |Spoken { record, statement }: &Spoken| {
        let event = &records.get(*record)?.event;
        let said = statement.said(event)?;
        let date = said.said.as_ref()?;
        let mut entry = Entry::new(event, None, lang, numbers);
        entry.id = id(event, *statement);
        entry.set_date(date, lang);
        entry.origins = numbers.get(said.by.id.as_str()).copied().into_iter().collect();
        match *statement {
            Statement::Figure(n) => {
                let figure = event.figures.get(n)?;
                entry.headline = figure_headline(figure, lang);
                entry.toll = toll::of_figure(figure);
                (entry.disputed, entry.answers) = (false, vec![]);
            }
            Statement::Claim(n) => {
                let claim = event.claims.get(n)?;
                entry.headline = claim_headline(claim, lang);
                entry.disputed = claim.stance == Stance::Denies;
                let answered = claim.answers.as_deref().map(|name| name.split_once('#').unwrap_or((&event.id, name)));
                entry.answers = answered.and_then(|name| named.get(&name).cloned()).into_iter().collect();
            }
        }
        Some(entry)
    };
    spoken.iter().filter_map(entry).collect()
}

fn id(event: &Event, statement: Statement) -> String {
    format!("{}#{}", event.id, statement.anchor())
}

fn figure_headline(figure: &Figure, lang: Lang) -> String {
    format!("{}{} {}", statement::figure(figure, lang), colon(lang), statement::attribution(figure, lang))
}

fn claim_headline(claim: &Claim, lang: Lang) -> String {
    let speaker = statement::speaker(&claim.said, lang);
    format!("{speaker} {}{} {}", statement::verb(claim, lang), colon(lang), claim.text.get(lang))
}
