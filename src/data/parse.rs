//! A TOML file into its typed shape, with every structural problem and not only the first.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, Deserializer},
};

use super::{problem::Problem, rule::Rule};

/// What could be read of a file.
pub struct Parsed<T> {
    /// The value, without the entries that had problems; `None` when nothing could be read.
    pub value: Option<T>,
    /// Names of the entries that were left out because of a problem: not missing, but wrong.
    pub left_out: Vec<String>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Parses a file. Serde stops at the first problem, so each entry with a problem is reported, taken out, and the
/// rest is read again.
pub fn parse<T: DeserializeOwned>(text: &str) -> Parsed<T> {
    let (mut root, syntax) = DeTable::parse_recoverable(text);
    if !syntax.is_empty() {
        let problems = syntax
            .into_iter()
            .map(|e| Problem {
                rule: Rule::Syntax,
                span: e.span().unwrap_or(0..0),
                message: one_line(e.message()),
                hint: "this is not TOML; see https://toml.io/en/v1.0.0".to_owned(),
            })
            .collect();
        return Parsed { value: None, left_out: Vec::new(), problems };
    }
    let (mut problems, mut left_out) = (Vec::new(), Vec::new());
    loop {
        match T::deserialize(Deserializer::from(root.clone())) {
            Ok(value) => {
                return Parsed { value: Some(value), left_out, problems };
            }
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                problems.push(problem(error.message(), span.clone(), text));
                match take_out(root.get_mut(), &span) {
                    Some(name) => left_out.push(name),
                    None => {
                        return Parsed { value: None, left_out, problems };
                    }
                }
            }
        }
    }
}

fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(" ")
}

fn problem(message: &str, span: Range<usize>, text: &str) -> Problem {
    let message = one_line(message);
    let given = text.get(span.clone()).unwrap_or("").trim_matches('"');
    let expected = || -> Vec<&str> { message.split('`').skip(3).step_by(2).collect() };
    let (rule, message, hint) = if message.starts_with("unknown field") {
        let expected = expected();
        let hint = match closest(given, &expected) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys here are: {}", expected.join(", ")),
        };
        (Rule::UnknownKey, format!("unknown key `{given}`"), hint)
    } else if message.starts_with("unknown variant") {
        let expected = expected();
        let hint = match closest(given, &expected) {
            Some(near) => format!("did you mean `{near}`? The words here are: {}", expected.join(", ")),
            None => format!("the words here are: {}", expected.join(", ")),
        };
        (Rule::UnknownWord, format!("`{given}` is not one of the words that can stand here"), hint)
    } else if message.contains("is not a date")
        || message.contains("kind of date")
        || message.contains("before it begins")
    {
        let hint = "a day `2023-10-02`, a month `2023-10`, `A/B` for what lasted, `[A..B]` for one unknown day, `[..B]` for one no later than B; `~` about, `?` uncertain";
        (Rule::Date, message, hint.to_owned())
    } else {
        (Rule::Type, message, String::new())
    };
    Problem { rule, span, message, hint }
}

/// The candidate that is most like the word, if one is alike at all.
pub fn closest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    candidates
        .iter()
        .map(|c| (strsim::normalized_levenshtein(word, c), *c))
        .filter(|(score, _)| *score > 0.65)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}

/// Takes the innermost entry at the span out of the table, and says its name.
fn take_out(table: &mut DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let covers = |outer: Range<usize>| outer.start <= span.start && span.end <= outer.end;
    let mut found = None;
    for (key, value) in table.iter_mut() {
        if key.span() == *span || value.span() == *span || (!nested(value) && covers(value.span())) {
            found = Some(key.get_ref().to_string());
            break;
        }
        let inside = match value.get_mut() {
            DeValue::Table(inner) => take_out(inner, span),
            DeValue::Array(items) => {
                let at = items.iter().position(|item| item.span() == *span);
                match at {
                    Some(at) => {
                        let kept = items.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, v)| v.clone()).collect();
                        *items = kept;
                        return Some(key.get_ref().to_string());
                    }
                    None => items.iter_mut().find_map(|item| match item.get_mut() {
                        DeValue::Table(inner) => take_out(inner, span),
                        _ => None,
                    }),
                }
            }
            _ => None,
        };
        if inside.is_some() {
            return inside;
        }
    }
    let name = found?;
    table.remove(name.as_str());
    Some(name)
}

fn nested(value: &Spanned<DeValue<'_>>) -> bool {
    matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_))
}
