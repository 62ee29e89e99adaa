//! The sentence that says what is shown.

use super::{capitalised, date, list, number, semicolon, statement};
use crate::domain::{
    date::{Day, TypedDate},
    filter::{Clock, Filter, Query},
    text::Lang,
    toll::Summary,
    vocabulary::Kind,
};

/// The name of a kind inside a sentence.
const fn noun(kind: Kind, one: bool, lang: Lang) -> &'static str {
    let (en, fr) = match kind {
        Kind::Coup => (["coup", "coups"], ["coup d’État", "coups d’État"]),
        Kind::Attack => (["attack", "attacks"], ["attaque", "attaques"]),
        Kind::Mediation => (["mediation", "mediations"], ["médiation", "médiations"]),
        Kind::Withdrawal => (["withdrawal", "withdrawals"], ["retrait", "retraits"]),
        Kind::CoupAttempt => {
            (["coup attempt", "coup attempts"], ["tentative de coup d’État", "tentatives de coup d’État"])
        }
        Kind::Pact => (["pact", "pacts"], ["pacte", "pactes"]),
        Kind::Sanction => (["sanction", "sanctions"], ["sanction", "sanctions"]),
        Kind::Transition => (["transition", "transitions"], ["transition", "transitions"]),
        Kind::Deployment => (["deployment", "deployments"], ["déploiement", "déploiements"]),
        Kind::Protest => (["protest", "protests"], ["manifestation", "manifestations"]),
        Kind::Other => (["other event", "other events"], ["autre événement", "autres événements"]),
    };
    match lang {
        Lang::En => en[!one as usize],
        Lang::Fr => fr[!one as usize],
    }
}

/// "in Niger and Mali", "au Niger et au Mali"; empty for all.
fn countries(filter: &Filter, lang: Lang) -> String {
    let names: Vec<_> = filter
        .countries
        .iter()
        .map(|c| match lang {
            Lang::En => c.name(lang).to_owned(),
            Lang::Fr => format!("au {}", c.name(lang)),
        })
        .collect();
    match (names.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::En) => format!(" in {}", list(&names, lang)),
        (false, Lang::Fr) => format!(" {}", list(&names, lang)),
    }
}

fn matching(filter: &Filter, lang: Lang) -> String {
    match (filter.text.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::En) => format!(", matching “{}”", filter.text),
        (false, Lang::Fr) => format!(", contenant «\u{a0}{}\u{a0}»", filter.text),
    }
}

/// What a filter admits: "Attacks and coups in Niger since July 2023"; `None` when it admits everything.
pub fn title(filter: &Filter, lang: Lang) -> Option<String> {
    if *filter == Filter::default() {
        return None;
    }
    let kinds: Vec<_> = filter.kinds.iter().map(|k| noun(k, false, lang).to_owned()).collect();
    let kinds = match (kinds.len(), lang) {
        (1..=3, _) => list(&kinds, lang),
        (_, Lang::En) => "events".to_owned(),
        (_, Lang::Fr) => "événements".to_owned(),
    };
    let range = date::range(filter.from, filter.to, lang).map(|r| format!(" {r}")).unwrap_or_default();
    Some(capitalised(&format!("{kinds}{}{range}{}", countries(filter, lang), matching(filter, lang))))
}

/// "119 attacks in Niger from July 2023 to 2024; 1,180 to 1,460 people reported killed, by 64 origins."
///
/// `extent` is the record's first and last day, said where the filter leaves the range open.
pub fn sentence(summary: &Summary, query: &Query, extent: (Day, Day), lang: Lang) -> String {
    let filter = &query.filter;
    let spoken = query.clock == Clock::Said;
    let total = summary.certain + summary.possible;
    let kinds: Vec<_> = filter.kinds.iter().collect();
    let what = match kinds.as_slice() {
        _ if spoken => match (total == 1 || (total == 0 && lang == Lang::Fr), lang) {
            (true, Lang::En) => "statement".to_owned(),
            (false, Lang::En) => "statements".to_owned(),
            (true, Lang::Fr) => "déclaration".to_owned(),
            (false, Lang::Fr) => "déclarations".to_owned(),
        },
        [one] => noun(*one, total == 1, lang).to_owned(),
        _ => match (total == 1 || (total == 0 && lang == Lang::Fr), lang) {
            (true, Lang::En) => "event".to_owned(),
            (false, Lang::En) => "events".to_owned(),
            (true, Lang::Fr) => "événement".to_owned(),
            (false, Lang::Fr) => "événements".to_owned(),
        },
    };
    let mut out = format!("{}\u{a0}{what}{}", number(total.into(), lang), countries(filter, lang));
    let range = date::range(filter.from, filter.to, lang).unwrap_or_else(|| {
        let ((ay, am, _), (by, bm, _)) = (extent.0.ymd(), extent.1.ymd());
        let (a, b) = (date::month(ay, am, lang), date::month(by, bm, lang));
        match lang {
            Lang::En => format!("from {a} to {b}"),
            Lang::Fr => format!("{}{a} à {b}", if a.starts_with(['a', 'o']) { "d’" } else { "de " }),
        }
    });
    out.push(' ');
    out.push_str(&range);
    out.push_str(&matching(filter, lang));
    if let Some(day) = filter.as_of {
        out.push_str(match lang {
            Lang::En => ", as known on ",
            Lang::Fr => ", selon ce qu’on savait le ",
        });
        out.push_str(&typed(day, lang));
    }
    if summary.possible > 0 {
        let (certain, possible) = (number(summary.certain.into(), lang), number(summary.possible.into(), lang));
        out.push_str(&match lang {
            Lang::En => format!(" ({certain} certainly within these dates, {possible} possibly)"),
            Lang::Fr => format!(" ({certain} avec certitude dans ces dates, {possible} peut-être)"),
        });
    }
    // Statements on the same deaths do not add up.
    let deaths = (summary.with_toll > 0 && !spoken).then(|| statement::toll(summary.toll, lang));
    let origins = match (summary.origins, lang) {
        (1, Lang::En) => "1\u{a0}origin".to_owned(),
        (n, Lang::En) => format!("{}\u{a0}origins", number(n.into(), lang)),
        (1, Lang::Fr) => "1\u{a0}source première".to_owned(),
        (n, Lang::Fr) => format!("{}\u{a0}sources premières", number(n.into(), lang)),
    };
    out.push_str(&match (deaths, lang) {
        (Some(deaths), Lang::En) => format!("; {deaths}, by {origins}"),
        (Some(deaths), Lang::Fr) => format!("{} {deaths}, selon {origins}", semicolon(lang)),
        (None, _) if summary.origins == 0 => String::new(),
        (None, Lang::En) => format!(", according to {origins}"),
        (None, Lang::Fr) => format!(", selon {origins}"),
    });
    out.push('.');
    out
}

/// The dates of a filter, in words; `None` when it leaves them open.
pub fn dates(filter: &Filter, lang: Lang) -> Option<String> {
    date::range(filter.from, filter.to, lang)
}

/// A date as a reader types one, in words.
pub fn typed(date: TypedDate, lang: Lang) -> String {
    match date {
        TypedDate::Year(year) => year.to_string(),
        TypedDate::Month(year, month) => date::month(year, month, lang),
        TypedDate::Day(day) => date::day(day, lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::toll::Toll;

    fn say(query: &str, summary: Summary, lang: Lang) -> String {
        let extent = (Day::from_ymd(2012, 3, 21).expect("a day"), Day::from_ymd(2026, 7, 10).expect("a day"));
        sentence(&summary, &Query::parse(query).0, extent, lang).replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn the_sentence_says_what_is_shown() {
        let summary = Summary {
            certain: 117,
            possible: 2,
            with_toll: 80,
            toll: Toll { low: 1180, high: 1460, open: false },
            origins: 64,
        };
        assert_eq!(
            say("country=NE&kind=attack&from=2023-07-26&to=2024", summary, Lang::En),
            "119 attacks in Niger from 26 July 2023 to 2024 (117 certainly within these dates, 2 possibly); 1,180 to 1,460 people reported killed, by 64 origins."
        );
        assert_eq!(
            say("country=NE&country=ML&from=2023-07-26&to=2024", summary, Lang::Fr),
            "119 événements au Niger et au Mali du 26 juillet 2023 à 2024 (117 avec certitude dans ces dates, 2 peut-être) ; de 1 180 à 1 460 morts, selon 64 sources premières."
        );
        assert_eq!(
            say("kind=coup", Summary { certain: 1, origins: 1, ..Summary::default() }, Lang::Fr),
            "1 coup d’État de mars 2012 à juillet 2026, selon 1 source première."
        );
        assert_eq!(
            say("q=xyz", Summary::default(), Lang::En),
            "0 events from March 2012 to July 2026, matching “xyz”."
        );
    }
}
