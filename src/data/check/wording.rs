//! Rules about words: neutral, well set, and no number that nobody said.

use std::{collections::BTreeSet, ops::Range};

use super::Check;
use crate::{
    data::{file::Word, rule::Rule},
    domain::{
        event::{Amount, Event, Measure},
        text::{Lang, Text},
        toll,
    },
};

/// Beginnings of words that take a side, in both languages.
const SIDED: [&str; 6] = ["terroris", "jihadis", "djihadis", "neutralis", "neutraliz", "martyr"];

/// Words that make a number in a headline a toll.
const TOLL_WORDS: [&str; 20] = [
    "killed",
    "kills",
    "kill",
    "killing",
    "dead",
    "die",
    "dies",
    "died",
    "wounded",
    "wounds",
    "wounding",
    "injured",
    "abducted",
    "abduct",
    "abducts",
    "missing",
    "freed",
    "kidnapped",
    "captured",
    "hostages",
];

/// Numbers that headlines write out.
const WRITTEN: [(&str, u64); 28] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
];

/// Things that headlines count and that are no people.
const THINGS: [&str; 24] = [
    "ambush",
    "ambushes",
    "attacks",
    "blasts",
    "bases",
    "bombs",
    "camps",
    "convoys",
    "days",
    "half",
    "helicopters",
    "hours",
    "islands",
    "lorries",
    "months",
    "nights",
    "posts",
    "raids",
    "towns",
    "vehicles",
    "villages",
    "weeks",
    "years",
    "provinces",
];

/// How many words may stand between a number and the word that makes it a toll.
const REACH: usize = 6;

impl Check<'_> {
    /// Straight quotation marks, and French signs without their no-break space.
    pub(super) fn typography(&mut self, word: &Word, lang: Lang) {
        let text = word.get();
        let problem = if text.contains(['\'', '"']) {
            Some(match lang {
                Lang::En => ("a straight quotation mark or apostrophe", "write ’ and “ ”"),
                Lang::Fr => ("a straight quotation mark or apostrophe", "write ’ and « » with no-break spaces inside"),
            })
        } else if lang == Lang::Fr && badly_spaced(text) {
            Some((
                "a plain space, or none, where French sets a no-break one",
                "U+00A0 before : ; ? ! % and », and after «",
            ))
        } else {
            None
        };
        if let Some((message, hint)) = problem {
            self.problem(Rule::Typography, word.span(), message, hint);
        }
    }

    /// Words that take a side stand inside quotation marks only.
    pub(super) fn neutral(&mut self, text: &Text, span: &Range<usize>) {
        for lang in Lang::ALL {
            let mut quoted = false;
            let plain: String = text
                .get(lang)
                .chars()
                .map(|c| {
                    match c {
                        '“' | '«' => quoted = true,
                        '”' | '»' => quoted = false,
                        _ => {}
                    }
                    if quoted { ' ' } else { c }
                })
                .collect();
            let found = plain
                .split(|c: char| !c.is_alphanumeric() && c != '-')
                .find(|word| SIDED.iter().any(|stem| word.to_lowercase().starts_with(stem)));
            if let Some(found) = found {
                self.problem(
                    Rule::Wording,
                    span.clone(),
                    format!("“{found}” stands here in our own voice"),
                    "name the group, write “armed men” or “fighters”, or quote the one who says so",
                );
            }
        }
    }

    /// A number of victims in the headline is somebody's figure.
    pub(super) fn headline_toll(&mut self, event: &Event, span: &Range<usize>) {
        let said = supported(event);
        for number in tolls(&event.headline.en) {
            if number > 1 && !said.contains(&number) {
                self.problem(
                    Rule::HeadlineToll,
                    span.clone(),
                    format!("the headline says {number}, and no figure does"),
                    "add the figure with its speaker, or correct the headline",
                );
            }
        }
    }
}

fn badly_spaced(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let space = |c: Option<&char>| matches!(c, Some('\u{a0}' | '\u{202f}'));
    chars.iter().enumerate().any(|(i, c)| {
        let before = i.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(i + 1);
        match c {
            ';' | '?' | '!' | '»' | '%' => !space(before),
            // A time such as 10:30 is no sentence.
            ':' => !space(before) && !after.is_some_and(char::is_ascii_digit),
            '«' => !space(after),
            _ => false,
        }
    })
}

/// The numbers of a headline that stand near a word of death, injury or capture, hyphenated and compound ones as one
/// number. "The mayor and three others" is four.
fn tolls(headline: &str) -> Vec<u64> {
    let mut words: Vec<(String, bool)> = Vec::new();
    for token in headline.split_whitespace() {
        let ends_clause = token.ends_with([',', ';', ':']);
        for word in token.split(['-', '–']) {
            words.push((word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase(), false));
        }
        if let Some((_, ends)) = words.last_mut() {
            *ends = ends_clause;
        }
    }
    let number = |i: usize| -> Option<u64> {
        let (word, _) = words.get(i)?;
        word.replace(',', "").parse().ok().or_else(|| WRITTEN.iter().find(|(name, _)| name == word).map(|(_, n)| *n))
    };
    let is = |i: usize, list: &[&str]| words.get(i).is_some_and(|(word, _)| list.contains(&word.as_str()));
    let mut found = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let start = i;
        i += 1;
        let Some(mut n) = number(start) else { continue };
        // "Twenty-four", "one hundred".
        match number(i) {
            Some(unit) if (20..100).contains(&n) && unit < 10 => (n, i) = (n + unit, i + 1),
            Some(100) if n < 10 => (n, i) = (n * 100, i + 1),
            _ => {}
        }
        // A year, an age, or a number of things.
        if (1900..=2100).contains(&n) || start > 0 && is(start - 1, &["aged"]) || is(i, &THINGS) || is(i + 1, &THINGS) {
            continue;
        }
        if is(i, &["others", "other"]) {
            n += 1;
        }
        let clause_end = (i..words.len()).find(|at| words[*at].1).map_or(words.len(), |at| at + 1);
        let after = (i..clause_end.min(i + REACH)).any(|at| is(at, &TOLL_WORDS));
        let before = (start.saturating_sub(2)..start).any(|at| is(at, &TOLL_WORDS) && !words[at].1);
        if after || before {
            found.push(n);
        }
    }
    found
}

/// Every number that the event's statements support: each figure, the ends of its toll, and sums of what was said of
/// different people who met the same fate.
fn supported(event: &Event) -> BTreeSet<u64> {
    let mut numbers = BTreeSet::new();
    let mut by_fate: Vec<Vec<u64>> = Vec::new();
    let mut fates = Vec::new();
    for figure in &event.figures {
        let said: Vec<u64> = match figure.amount {
            Amount::Value(n) | Amount::About(n) | Amount::AtLeast(n) | Amount::MoreThan(n) | Amount::UpTo(n) => vec![n],
            Amount::Between(a, b) => vec![a, b],
            Amount::Words(_) => vec![],
        };
        numbers.extend(&said);
        let Measure::People { what, .. } = figure.measure else { continue };
        let at = fates.iter().position(|fate| *fate == what).unwrap_or_else(|| {
            fates.push(what);
            by_fate.push(Vec::new());
            fates.len() - 1
        });
        by_fate[at].extend(said.first());
    }
    for parts in by_fate {
        let mut sums = BTreeSet::from([0]);
        // More parts than this do not stand in one headline, and the sums of them grow without bound.
        for part in parts.into_iter().take(10) {
            sums = sums.iter().flat_map(|sum: &u64| [*sum, sum.saturating_add(part)]).collect();
        }
        numbers.extend(sums);
    }
    numbers.extend(toll::of_event(event).map(|toll| [toll.low, toll.high]).into_iter().flatten());
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_victims_are_found_in_headlines() {
        assert_eq!(tolls("Ambush near Mali border kills 29 soldiers, ministry says; RFI reports at least 60"), [29]);
        assert_eq!(tolls("Twelve soldiers killed in attack on Kandadji camp"), [12]);
        assert_eq!(tolls("Six aid workers and two guides killed at Kouré"), [6, 2]);
        assert_eq!(tolls("Twenty-four killed in suicide attack on Agadez barracks; Arlit mine also hit"), [24]);
        assert_eq!(tolls("One hundred villagers killed; AFP later counts 105"), [100]);
        assert_eq!(tolls("Djibo mayor Oumarou Dicko and three others killed in road ambush"), [4]);
        assert!(tolls("Dozens killed in two Tuareg villages near Ménaka").is_empty());
        assert!(tolls("Three years after the coup of 2020, G5 Sahel meets in Bamako").is_empty());
    }

    #[test]
    fn french_signs_have_their_space() {
        assert!(badly_spaced("Attaque : trois morts"));
        assert!(badly_spaced("« oui\u{a0}»"));
        assert!(!badly_spaced("Attaque\u{a0}: «\u{a0}trois\u{a0}» morts à 10:30"));
    }
}
