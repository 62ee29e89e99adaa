//! Statements in words: figures, speakers, and on what it rests who carried out an attack.

use super::{capitalised, colon, date, number, words::words};
use crate::domain::{
    actor::Actor,
    confidence::Support,
    event::{Amount, Claim, Figure, Involvement, Measure, Perpetrator, Said},
    text::{Lang, Text},
    toll::Toll,
    vocabulary::{ActorType, Stance, What, Who},
};

/// The actor that stands for outlets without an entry of their own.
const LOCAL_MEDIA: &str = "local-media";

/// How the voices of several people begin in the record: "several local sources", "survivors and local sources".
const MANY: [&str; 13] = [
    "several ",
    "two ",
    "three ",
    "sources",
    "security ",
    "local ",
    "military ",
    "survivors",
    "surviving ",
    "witnesses",
    "residents",
    "people",
    "members",
];

/// How many, without what: "29", "at least 60", "several dozen".
pub fn amount(amount: &Amount, lang: Lang) -> String {
    let n = |n: u64| number(n, lang);
    match (amount, lang) {
        (Amount::Value(v), _) => n(*v),
        (Amount::About(v), Lang::En) => format!("about {}", n(*v)),
        (Amount::About(v), Lang::Fr) => format!("environ {}", n(*v)),
        (Amount::AtLeast(v), Lang::En) => format!("at least {}", n(*v)),
        (Amount::AtLeast(v), Lang::Fr) => format!("au moins {}", n(*v)),
        (Amount::MoreThan(v), Lang::En) => format!("more than {}", n(*v)),
        (Amount::MoreThan(v), Lang::Fr) => format!("plus de {}", n(*v)),
        (Amount::UpTo(v), Lang::En) => format!("up to {}", n(*v)),
        (Amount::UpTo(v), Lang::Fr) => format!("jusqu’à {}", n(*v)),
        (Amount::Between(a, b), Lang::En) => format!("{} to {}", n(*a), n(*b)),
        (Amount::Between(a, b), Lang::Fr) => format!("de {} à {}", n(*a), n(*b)),
        (Amount::Words(words), lang) => words.get(lang).to_owned(),
    }
}

/// The number that decides singular or plural.
fn count(amount: &Amount) -> u64 {
    match *amount {
        Amount::Value(n) | Amount::About(n) | Amount::AtLeast(n) | Amount::MoreThan(n) | Amount::UpTo(n) => n,
        Amount::Between(_, n) => n,
        Amount::Words(_) => 2,
    }
}

/// What is counted: "soldiers killed", "militaire tué".
fn people(who: Who, what: What, n: u64, lang: Lang) -> String {
    let (one_en, one_fr, feminine) = who.one();
    match lang {
        Lang::En => format!("{} {}", if n == 1 { one_en } else { who.name(lang) }, what.name(lang)),
        Lang::Fr => {
            let plural = n >= 2;
            let ending = match (feminine, plural) {
                (false, false) => "",
                (false, true) => "s",
                (true, false) => "e",
                (true, true) => "es",
            };
            let noun = if plural { who.name(lang) } else { one_fr };
            format!("{noun} {}", what.name(lang).replace('*', ending))
        }
    }
}

/// A figure in words: "at least 60 soldiers killed", "assailants killed: several dozen", "days of mourning: 3".
pub fn figure(figure: &Figure, lang: Lang) -> String {
    let how_many = amount(&figure.amount, lang);
    match &figure.measure {
        Measure::People { who, what } => {
            let of = people(*who, *what, count(&figure.amount), lang);
            match &figure.amount {
                Amount::Words(_) => format!("{}{} {how_many}", capitalised(&of), colon(lang)),
                _ => capitalised(&format!("{how_many} {of}")),
            }
        }
        Measure::Other { label } => {
            format!("{}{} {how_many}", capitalised(label.get(lang)), colon(lang))
        }
    }
}

/// Who speaks: "Niger defence ministry", "security sources, to AFP", "Mali’s army (second statement)".
pub fn speaker(said: &Said, lang: Lang) -> String {
    let name = said.by.name.get(lang);
    // Those without a name of their own are best described by what the page says of them.
    let nameless = said.by.kind == ActorType::People || said.by.id == LOCAL_MEDIA;
    let mut out = match &said.voice {
        Some(voice) if nameless => voice.get(lang).to_owned(),
        Some(voice) => format!("{name} ({})", voice.get(lang)),
        None => name.to_owned(),
    };
    // A small outlet is named by the voice.
    if let Some(via) = said.via.as_ref().filter(|via| via.id != LOCAL_MEDIA) {
        // French names would need their article after "à".
        out.push_str(match lang {
            Lang::En => ", to ",
            Lang::Fr => ", via ",
        });
        out.push_str(via.name.get(lang));
    }
    capitalised(&out)
}

/// What a speaker does: "says", "affirment".
pub fn verb(claim: &Claim, lang: Lang) -> &'static str {
    // Unnamed people are many, unless a voice among them is one person's.
    let plural = |voice: &Text| MANY.iter().any(|word| voice.en.starts_with(word));
    let many = claim.said.by.kind == ActorType::People && claim.said.voice.as_ref().is_none_or(plural);
    match (many, claim.stance, lang) {
        (false, ..) => claim.stance.name(lang),
        (true, Stance::Asserts, Lang::En) => "say",
        (true, Stance::Asserts, Lang::Fr) => "affirment",
        (true, Stance::Denies, Lang::En) => "deny",
        (true, Stance::Denies, Lang::Fr) => "démentent",
        (true, Stance::Confirms, Lang::En) => "confirm",
        (true, Stance::Confirms, Lang::Fr) => "confirment",
        (true, Stance::Retracts, Lang::En) => "retract",
        (true, Stance::Retracts, Lang::Fr) => "se rétractent",
        (true, Stance::ClaimsResponsibility, Lang::En) => "claim responsibility",
        (true, Stance::ClaimsResponsibility, Lang::Fr) => "revendiquent",
    }
}

/// When it was said, or that nobody knows.
pub fn said(said: &Said, lang: Lang) -> String {
    said.said.as_ref().map_or_else(|| words(lang).date_not_known.to_owned(), |date| date::short(date, lang))
}

/// Who speaks, when, and how firmly: "Niger defence ministry, 3 Oct 2023, provisional".
pub fn attribution(figure: &Figure, lang: Lang) -> String {
    let mut out = format!("{}, {}", speaker(&figure.said, lang), said(&figure.said, lang));
    if let Some(status) = figure.status {
        out.push_str(", ");
        out.push_str(status.name(lang));
    }
    out
}

/// A range of people killed: "29 to 60 or more people reported killed", "de 29 à 60 morts ou plus".
pub fn toll(toll: Toll, lang: Lang) -> String {
    let Toll { low, high, open } = toll;
    let range = match (low == high, lang) {
        (true, _) => number(low, lang),
        (false, Lang::En) => format!("{} to {}", number(low, lang), number(high, lang)),
        (false, Lang::Fr) => format!("de {} à {}", number(low, lang), number(high, lang)),
    };
    let one = high == 1 && !open;
    match lang {
        Lang::En => {
            let more = if open { " or more" } else { "" };
            format!("{range}{more} {} reported killed", if one { "person" } else { "people" })
        }
        Lang::Fr => {
            let more = if open { " ou plus" } else { "" };
            format!("{range}\u{a0}{}{more}", if one { "mort" } else { "morts" })
        }
    }
}

/// On what it rests who carried out an attack, as label and statement: ("Attack claimed by", "JNIM").
pub fn perpetrator(p: &Perpetrator, lang: Lang) -> (&'static str, String) {
    let name = |a: &Actor| a.name.get(lang).to_owned();
    let by = |actor: &Actor, by: &Actor| match lang {
        Lang::En => format!("{}, by {}", name(actor), name(by)),
        Lang::Fr => format!("{} (source\u{a0}: {})", name(actor), name(by)),
    };
    match (p, lang) {
        (Perpetrator::Claimed { actor }, Lang::En) => ("Claimed by", name(actor)),
        (Perpetrator::Claimed { actor }, Lang::Fr) => ("Revendiquée par", name(actor)),
        (Perpetrator::Acknowledged { actor }, Lang::En) => ("Acknowledged by", name(actor)),
        (Perpetrator::Acknowledged { actor }, Lang::Fr) => ("Reconnue par", name(actor)),
        (Perpetrator::Attributed { actor, by: b }, Lang::En) => ("Attributed to", by(actor, b)),
        (Perpetrator::Attributed { actor, by: b }, Lang::Fr) => ("Attribuée à", by(actor, b)),
        (Perpetrator::Suspected { actor, by: b }, Lang::En) => ("Suspected", by(actor, b)),
        (Perpetrator::Suspected { actor, by: b }, Lang::Fr) => ("Soupçonné", by(actor, b)),
        (Perpetrator::NotNamed { by }, Lang::En) => ("Attackers", format!("not named by {}", name(by))),
        (Perpetrator::NotNamed { by }, Lang::Fr) => {
            ("Assaillants", format!("non désignés (source\u{a0}: {})", name(by)))
        }
    }
}

/// An actor's part, as label and statement: ("Target", "Niger armed forces").
pub fn involvement(involvement: &Involvement, lang: Lang) -> (String, String) {
    match involvement {
        Involvement::Perpetrator(p) => {
            let (label, who) = perpetrator(p, lang);
            (label.to_owned(), who)
        }
        Involvement::Part { actor, role } => (capitalised(role.name(lang)), actor.name.get(lang).to_owned()),
    }
}

/// Why an event has the confidence that it has.
pub fn support(support: &Support, lang: Lang) -> String {
    let Support { origins, classes, first_hand, .. } = *support;
    let n = |n: usize| number(n as u64, lang);
    match (origins, classes, lang) {
        (0, _, Lang::En) => "Only reference works tell of it.".to_owned(),
        (0, _, Lang::Fr) => "Seuls des ouvrages de référence en parlent.".to_owned(),
        (1, _, Lang::En) if first_hand => "The body concerned tells of its own act, and nobody else does.".to_owned(),
        (1, _, Lang::Fr) if first_hand => "L’organe concerné parle de son propre acte, et nul autre.".to_owned(),
        (1, _, Lang::En) => "All reports go back to one origin.".to_owned(),
        (1, _, Lang::Fr) => "Tous les articles remontent à une seule origine.".to_owned(),
        (o, 1, Lang::En) => format!("It rests on {} origins, all of one sort.", n(o)),
        (o, 1, Lang::Fr) => format!("L’événement repose sur {} origines, toutes de même nature.", n(o)),
        (o, c, Lang::En) => format!("It rests on {} origins of {} different sorts.", n(o), n(c)),
        (o, c, Lang::Fr) => format!("L’événement repose sur {} origines de {} natures différentes.", n(o), n(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::domain::{text::Text, vocabulary::Status};

    fn sample(who: Who, what: What, amount: Amount) -> Figure {
        let name =
            Text { en: "Niger defence ministry".to_owned(), fr: "ministère nigérien de la Défense".to_owned() };
        let by = Arc::new(Actor { name, ..Actor::sample("niger-defence-ministry", ActorType::State) });
        let said = Said { by, via: None, voice: None, said: "2023-10-03".parse().ok(), sources: vec!["a".to_owned()] };
        Figure { measure: Measure::People { who, what }, amount, part: None, status: Some(Status::Provisional), said }
    }

    #[test]
    fn figures_agree_in_number_and_gender() {
        for (who, amount, en, fr) in [
            (Who::Soldiers, Amount::Value(29), "29 soldiers killed", "29 militaires tués"),
            (Who::Soldiers, Amount::Value(1), "1 soldier killed", "1 militaire tué"),
            (Who::Women, Amount::AtLeast(2), "At least 2 women killed", "Au moins 2 femmes tuées"),
            (Who::People, Amount::Value(1), "1 person killed", "1 personne tuée"),
            (Who::People, Amount::Between(10, 20), "10 to 20 people killed", "De 10 à 20 personnes tuées"),
            (
                Who::Assailants,
                Amount::Words(Text { en: "several dozen".to_owned(), fr: "plusieurs dizaines".to_owned() }),
                "Assailants killed: several dozen",
                "Assaillants tués\u{a0}: plusieurs dizaines",
            ),
        ] {
            let f = sample(who, What::Killed, amount);
            assert_eq!(figure(&f, Lang::En), en);
            assert_eq!(figure(&f, Lang::Fr), fr);
        }
    }

    #[test]
    fn a_figure_says_who_when_and_how_firmly() {
        let f = sample(Who::Soldiers, What::Killed, Amount::Value(29));
        assert_eq!(attribution(&f, Lang::En).replace('\u{a0}', " "), "Niger defence ministry, 3 Oct 2023, provisional");
        assert_eq!(
            attribution(&f, Lang::Fr).replace('\u{a0}', " "),
            "Ministère nigérien de la Défense, 3 oct. 2023, provisoire"
        );
    }
}
