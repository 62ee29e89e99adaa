//! How well an event is supported, by rule: from whom its information comes, not from how many pages repeat it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    actor::Actor,
    event::{Event, Involvement},
    vocabulary::{ActorType, Confidence, Kind},
};

/// Origins of one class share an interest or a way of knowing; two classes rarely share both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Authorities,
    International,
    ArmedGroups,
    Press,
    Society,
}

/// The class; `None` for reference works, which only repeat what others found.
fn class(actor: &Actor) -> Option<Class> {
    Some(match actor.kind {
        ActorType::State | ActorType::Military => Class::Authorities,
        ActorType::Bloc | ActorType::Un | ActorType::Ngo => Class::International,
        ActorType::ArmedGroup | ActorType::Militia => Class::ArmedGroups,
        ActorType::Media => Class::Press,
        ActorType::Company
        | ActorType::CivilSociety
        | ActorType::Political
        | ActorType::Religious
        | ActorType::Person
        | ActorType::People => Class::Society,
        ActorType::Reference => return None,
    })
}

/// Why an event has the confidence that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Support {
    /// The level.
    pub confidence: Confidence,
    /// Distinct origins, reference works aside.
    pub origins: usize,
    /// Of how many classes: authorities, international bodies and NGOs, armed groups, press, society.
    pub classes: usize,
    /// The one origin tells of its own act.
    pub first_hand: bool,
}

/// Applies the rule, which "About the record" states in words:
///
/// - high: origins of at least two classes;
/// - medium: two or more origins of one class, or a body that tells of its own act (an attack excepted);
/// - low: one origin, or reference works only.
pub fn support(event: &Event) -> Support {
    let origins: BTreeMap<&str, Class> = event
        .sources
        .iter()
        .flat_map(|source| &source.origin)
        .filter_map(|actor| Some((actor.id.as_str(), class(actor)?)))
        .collect();
    let classes = origins.values().collect::<BTreeSet<_>>().len();
    let acts = |id: &str| event.actors.iter().filter_map(Involvement::actor).any(|actor| actor.id == id);
    let first_hand = event.kind != Kind::Attack && origins.len() == 1 && origins.keys().all(|id| acts(id));
    let confidence = match (origins.len(), classes) {
        (_, 2..) => Confidence::High,
        (2.., _) => Confidence::Medium,
        _ if first_hand => Confidence::Medium,
        _ => Confidence::Low,
    };
    Support { confidence, origins: origins.len(), classes, first_hand }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{event::Source, vocabulary::Role};

    fn event(kind: Kind, origins: &[(&str, ActorType)], announcer: Option<(&str, ActorType)>) -> Event {
        let actor = |(id, kind): (&str, ActorType)| Arc::new(Actor::sample(id, kind));
        let source = |origin| Source {
            id: "page".to_owned(),
            url: "https://example.org/page".to_owned(),
            title: None,
            publisher: "Page".to_owned(),
            published: None,
            lang: "en".to_owned(),
            origin: vec![actor(origin)],
        };
        let part = announcer.map(|a| Involvement::Part { actor: actor(a), role: Role::Announcer });
        Event {
            sources: origins.iter().copied().map(source).collect(),
            actors: part.into_iter().collect(),
            ..Event::sample(kind)
        }
    }

    #[test]
    fn confidence_comes_from_origins_and_their_sorts_not_from_pages() {
        let ministry = ("ministry", ActorType::State);
        let army = ("army", ActorType::Military);
        let group = ("group", ActorType::ArmedGroup);
        let wikipedia = ("wikipedia", ActorType::Reference);
        for (kind, origins, announcer, expected) in [
            (Kind::Attack, vec![ministry; 5], None, Confidence::Low),
            (Kind::Attack, vec![ministry, army], None, Confidence::Medium),
            (Kind::Attack, vec![ministry, group], None, Confidence::High),
            (Kind::Attack, vec![ministry, wikipedia], None, Confidence::Low),
            (Kind::Attack, vec![wikipedia], None, Confidence::Low),
            (Kind::Attack, vec![army], Some(army), Confidence::Low),
            (Kind::Withdrawal, vec![ministry], Some(ministry), Confidence::Medium),
            (Kind::Withdrawal, vec![ministry], Some(army), Confidence::Low),
        ] {
            assert_eq!(support(&event(kind, &origins, announcer)).confidence, expected, "{kind:?} {origins:?}");
        }
    }
}
