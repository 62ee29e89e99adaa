//! Dates in words.

use super::NBSP;
use crate::domain::{
    date::{Day, EventDate, Meaning, Part, TypedDate},
    text::Lang,
};

const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const EN_SHORT: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];
const FR_SHORT: [&str; 12] =
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."];

/// How long the name of a month is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    Full,
    Short,
}

fn name(month: u32, lang: Lang, width: Width) -> &'static str {
    let table = match (lang, width) {
        (Lang::En, Width::Full) => &EN,
        (Lang::Fr, Width::Full) => &FR,
        (Lang::En, Width::Short) => &EN_SHORT,
        (Lang::Fr, Width::Short) => &FR_SHORT,
    };
    table.get(month.saturating_sub(1) as usize).copied().unwrap_or_default()
}

/// The name of a month in an axis label: "Oct", "oct.".
pub fn short_month(month: u32, lang: Lang) -> &'static str {
    name(month, lang, Width::Short)
}

/// "October 2023".
pub fn month(year: i32, month: u32, lang: Lang) -> String {
    format!("{} {year}", name(month, lang, Width::Full))
}

/// "2 October 2023", "1er octobre 2023".
pub fn day(day: Day, lang: Lang) -> String {
    let (year, month, day) = day.ymd();
    date_of(Some(day), Some(month), Some(year), lang, Width::Full)
}

fn date_of(day: Option<u32>, month: Option<u32>, year: Option<i32>, lang: Lang, width: Width) -> String {
    let day = day.map(|d| match (d, lang) {
        (1, Lang::Fr) => "1er".to_owned(),
        _ => d.to_string(),
    });
    let month = month.map(|m| name(m, lang, width).to_owned());
    // The number of the day and its month never break apart.
    let head: Vec<_> = day.into_iter().chain(month).collect();
    let mut out = head.join(&NBSP.to_string());
    if let Some(year) = year {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&year.to_string());
    }
    out
}

fn marked(text: String, part: &Part, lang: Lang) -> String {
    let text = match (part.approximate, lang) {
        (true, Lang::En) => format!("about {text}"),
        (true, Lang::Fr) => format!("vers {}{text}", if part.day.is_some() { "le " } else { "" }),
        (false, _) => text,
    };
    match (part.uncertain, lang) {
        (true, Lang::En) => format!("{text} (uncertain)"),
        (true, Lang::Fr) => format!("{text} (incertain)"),
        (false, _) => text,
    }
}

fn part(p: &Part, lang: Lang, width: Width) -> String {
    marked(date_of(p.day, p.month, Some(p.year), lang, width), p, lang)
}

/// "de" or "d’" before a month or a year; "du" before a day.
fn from_fr(text: &str, day: bool) -> String {
    if day {
        return format!("du {text}");
    }
    match text.chars().next() {
        Some('a' | 'o') => format!("d’{text}"),
        _ => format!("de {text}"),
    }
}

/// An event's date in words, to stand alone: "2 October 2023", "26 to 28 July 2023",
/// "one day between 26 September and 2 October 2023".
pub fn in_words(date: &EventDate, lang: Lang) -> String {
    match date.meaning() {
        Meaning::At(p) => part(&p, lang, Width::Full),
        Meaning::Lasted(a, b) => {
            // "26 to 28 July 2023": what both ends share is said once, at the end.
            let same_year = a.year == b.year && a.month.is_some() && b.month.is_some();
            let same_month = same_year && a.month == b.month && a.day.is_some() && b.day.is_some();
            let start = date_of(
                a.day,
                if same_month { None } else { a.month },
                if same_year { None } else { Some(a.year) },
                lang,
                Width::Full,
            );
            let end = part(&b, lang, Width::Full);
            match lang {
                Lang::En => format!("{} to {end}", marked(start, &a, lang)),
                Lang::Fr if a.approximate || b.approximate => {
                    format!("{} – {end}", marked(start, &a, lang))
                }
                Lang::Fr => {
                    let to = if b.day.is_some() { "au" } else { "à" };
                    format!("{} {to} {end}", from_fr(&start, a.day.is_some()))
                }
            }
        }
        Meaning::OneOf(a, b) => {
            let ((ay, am, ad), (by, bm, _)) = (a.ymd(), b.ymd());
            let start = date_of(
                Some(ad),
                if (ay, am) == (by, bm) { None } else { Some(am) },
                if ay == by { None } else { Some(ay) },
                lang,
                Width::Full,
            );
            let end = day(b, lang);
            match lang {
                Lang::En => format!("one day between {start} and {end}"),
                Lang::Fr => format!("un jour entre le {start} et le {end}"),
            }
        }
        Meaning::NoLaterThan(b) => match lang {
            Lang::En => format!("no later than {}", day(b, lang)),
            Lang::Fr => format!("au plus tard le {}", day(b, lang)),
        },
    }
}

/// The same, short, for the date of a statement: "3 Oct 2023".
pub fn short(date: &EventDate, lang: Lang) -> String {
    match date.meaning() {
        Meaning::At(p) => part(&p, lang, Width::Short),
        _ => in_words(date, lang),
    }
}

/// A date as typed into the filter, in words.
pub fn typed(date: TypedDate, lang: Lang) -> String {
    match date {
        TypedDate::Year(year) => year.to_string(),
        TypedDate::Month(year, m) => month(year, m, lang),
        TypedDate::Day(d) => day(d, lang),
    }
}

/// The range of the filter in words: "from July 2023 to 2 October 2023", "since 2024", "up to 2024".
pub fn range(from: Option<TypedDate>, to: Option<TypedDate>, lang: Lang) -> Option<String> {
    let is_day = |d: TypedDate| matches!(d, TypedDate::Day(_));
    let words = |d: TypedDate| typed(d, lang);
    let article = |d: TypedDate| format!("{}{}", if is_day(d) { "le " } else { "" }, words(d));
    Some(match (from, to, lang) {
        (None, None, _) => return None,
        (Some(a), Some(b), _) if a == b => match lang {
            Lang::En => format!("{} {}", if is_day(a) { "on" } else { "in" }, words(a)),
            Lang::Fr if is_day(a) => article(a),
            Lang::Fr => format!("en {}", words(a)),
        },
        (Some(a), Some(b), Lang::En) => format!("from {} to {}", words(a), words(b)),
        (Some(a), Some(b), Lang::Fr) => {
            format!("{} {} {}", from_fr(&words(a), is_day(a)), if is_day(b) { "au" } else { "à" }, words(b))
        }
        (Some(a), None, Lang::En) => format!("since {}", words(a)),
        (Some(a), None, Lang::Fr) => format!("depuis {}", article(a)),
        (None, Some(b), Lang::En) => format!("up to {}", words(b)),
        (None, Some(b), Lang::Fr) => {
            format!("jusqu’{} {}", if is_day(b) { "au" } else { "à" }, words(b))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(date: &str, lang: Lang) -> String {
        in_words(&date.parse().expect(date), lang).replace(NBSP, " ")
    }

    #[test]
    fn event_dates_in_words() {
        for (date, en, fr) in [
            ("2023-10-02", "2 October 2023", "2 octobre 2023"),
            ("2023-10-01", "1 October 2023", "1er octobre 2023"),
            ("2023-10", "October 2023", "octobre 2023"),
            ("2023", "2023", "2023"),
            ("2025-09-08~", "about 8 September 2025", "vers le 8 septembre 2025"),
            ("2025-09?", "September 2025 (uncertain)", "septembre 2025 (incertain)"),
            ("2023-07-26/2023-07-28", "26 to 28 July 2023", "du 26 au 28 juillet 2023"),
            ("2023-07-31/2023-08-01", "31 July to 1 August 2023", "du 31 juillet au 1er août 2023"),
            ("2022-12-31/2023-01-01", "31 December 2022 to 1 January 2023", "du 31 décembre 2022 au 1er janvier 2023"),
            ("2023-04/2023-10", "April to October 2023", "d’avril à octobre 2023"),
            ("[..2024-05-14]", "no later than 14 May 2024", "au plus tard le 14 mai 2024"),
            (
                "[2023-09-26..2023-10-02]",
                "one day between 26 September and 2 October 2023",
                "un jour entre le 26 septembre et le 2 octobre 2023",
            ),
            (
                "[2023-10-02..2023-10-04]",
                "one day between 2 and 4 October 2023",
                "un jour entre le 2 et le 4 octobre 2023",
            ),
        ] {
            assert_eq!(words(date, Lang::En), en);
            assert_eq!(words(date, Lang::Fr), fr);
        }
    }

    #[test]
    fn ranges_in_words() {
        let range =
            |from: &str, to: &str, lang| range(from.parse().ok(), to.parse().ok(), lang).map(|r| r.replace(NBSP, " "));
        assert_eq!(range("2023-07-26", "2023-12", Lang::En).as_deref(), Some("from 26 July 2023 to December 2023"));
        assert_eq!(
            range("2023-07-26", "2023-12-31", Lang::Fr).as_deref(),
            Some("du 26 juillet 2023 au 31 décembre 2023")
        );
        assert_eq!(range("2023-10", "2024", Lang::Fr).as_deref(), Some("d’octobre 2023 à 2024"));
        assert_eq!(range("2023-10-01", "2023-10-01", Lang::En).as_deref(), Some("on 1 October 2023"));
        assert_eq!(range("2023-10", "2023-10", Lang::Fr).as_deref(), Some("en octobre 2023"));
        assert_eq!(range("", "2023", Lang::Fr).as_deref(), Some("jusqu’à 2023"));
        assert_eq!(range("", "", Lang::En), None);
    }
}
