//! English and French: interface texts, dates and numbers in words, statements as sentences.
//!
//! Compiled for the server and the browser, so both write the same.

pub mod date;
pub mod statement;
pub mod summary;
pub mod words;

use crate::domain::text::Lang;

/// No-break space.
pub const NBSP: char = '\u{a0}';
/// Narrow no-break space: groups digits in French.
const NNBSP: char = '\u{202f}';

/// A whole number with its digits grouped: `1,180`, `1 180`.
pub fn number(n: u64, lang: Lang) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(match lang {
                Lang::En => ',',
                Lang::Fr => NNBSP,
            });
        }
        out.push(digit);
    }
    out
}

/// Joins names: "A, B and C", "A, B et C".
pub fn list(names: &[String], lang: Lang) -> String {
    let and = match lang {
        Lang::En => " and ",
        Lang::Fr => " et ",
    };
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{}{and}{last}", first.join(", ")),
    }
}

/// A colon, with the space that French sets before it.
pub const fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ":",
        Lang::Fr => "\u{a0}:",
    }
}

/// A semicolon, with the space that French sets before it.
pub const fn semicolon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ";",
        Lang::Fr => "\u{a0};",
    }
}

/// The text with its first letter in upper case: the letters with which a word of either language begins.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let upper = match first {
        'à' => 'À',
        'â' => 'Â',
        'é' => 'É',
        'è' => 'È',
        'ê' => 'Ê',
        'î' => 'Î',
        'ô' => 'Ô',
        'œ' => 'Œ',
        'ç' => 'Ç',
        other => other.to_ascii_uppercase(),
    };
    let mut out = String::with_capacity(text.len() + 1);
    out.push(upper);
    out.push_str(chars.as_str());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_as_each_language_does() {
        assert_eq!(number(29, Lang::En), "29");
        assert_eq!(number(1180, Lang::En), "1,180");
        assert_eq!(number(2_000_000, Lang::Fr), "2\u{202f}000\u{202f}000");
    }

    #[test]
    fn names_are_joined() {
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(&names, Lang::En), "a, b and c");
        assert_eq!(list(&names[..2], Lang::Fr), "a et b");
    }
}
