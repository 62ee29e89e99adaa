//! What was known of an event on the evening of a day.

use super::{
    date::{Day, EventDate},
    event::{Event, Said},
};

/// Whether a statement had been made by then; one without a date may have been.
fn made(said: Option<&EventDate>, day: Day) -> bool {
    said.is_none_or(|said| said.window().earliest <= day)
}

impl Event {
    /// The event without the statements made after that day; `None` when it lies later, or nobody had spoken of it yet.
    ///
    /// Statements without a date stay: nobody knows that they came later. Headline and summary are not rewritten.
    pub fn as_of(&self, day: Day) -> Option<Self> {
        if self.date.window().earliest > day {
            return None;
        }
        let mut event = self.clone();
        let by_then = |said: &Said| made(said.said.as_ref(), day);
        event.dates.retain(|date| by_then(&date.said));
        event.figures.retain(|figure| by_then(&figure.said));
        event.claims.retain(|claim| by_then(&claim.said));
        let used: Vec<String> = event.statements().flat_map(|said| said.sources.iter().cloned()).collect();
        event.sources.retain(|source| made(source.published.as_ref(), day) || used.contains(&source.id));
        let spoken = self.statements().next().is_none() || event.statements().next().is_some();
        (spoken && !event.sources.is_empty()).then_some(event)
    }

    /// Statements of which nobody knows when they were made.
    pub fn undated(&self) -> usize {
        self.statements().filter(|said| said.said.is_none()).count()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{
        actor::Actor,
        event::{Amount, Figure, Measure, Source},
        text::Lang,
        vocabulary::{ActorType, Kind, What, Who},
    };

    fn killed(n: u64, said: &str) -> Figure {
        let by = Arc::new(Actor::sample("ministry", ActorType::State));
        let said = Said { by, via: None, voice: None, said: said.parse().ok(), sources: vec!["page".to_owned()] };
        let measure = Measure::People { who: Who::Soldiers, what: What::Killed };
        Figure { measure, amount: Amount::Value(n), part: None, status: None, said }
    }

    fn event() -> Event {
        let source = Source {
            id: "page".to_owned(),
            url: "https://news.example/2".to_owned(),
            title: None,
            publisher: "News".to_owned(),
            published: "2023-10-05".parse().ok(),
            lang: Lang::En.code().to_owned(),
            origin: vec![],
        };
        let figures = vec![killed(10, "2023-10-03"), killed(29, "2023-10-05"), killed(60, "")];
        Event {
            date: "[2023-09-26..2023-10-02]".parse().expect("a date"),
            figures,
            sources: vec![source],
            ..Event::sample(Kind::Attack)
        }
    }

    fn numbers(day: (u32, u32)) -> Option<Vec<Amount>> {
        let known = event().as_of(Day::from_ymd(2023, day.0, day.1)?)?;
        Some(known.figures.into_iter().map(|figure| figure.amount).collect())
    }

    #[test]
    fn later_statements_are_hidden_and_undated_ones_stay() {
        use Amount::Value;
        assert_eq!(numbers((9, 25)), None);
        assert_eq!(numbers((10, 2)), Some(vec![Value(60)]));
        assert_eq!(numbers((10, 4)), Some(vec![Value(10), Value(60)]));
        assert_eq!(numbers((10, 5)), Some(vec![Value(10), Value(29), Value(60)]));
        assert_eq!(event().undated(), 1);
    }

    #[test]
    fn an_event_of_which_nobody_had_spoken_is_not_known() {
        let mut event = event();
        event.figures.truncate(2);
        let day = |d| Day::from_ymd(2023, 10, d).expect("a day");
        assert!(event.as_of(day(2)).is_none());
        assert!(event.as_of(day(3)).is_some());
    }
}
