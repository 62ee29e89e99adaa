//! The filter: one meaning, one canonical form, for pages, exports, server functions and links.

use std::fmt;

use form_urlencoded::Serializer;

use super::{
    date::{Day, InRange, TypedDate, Window},
    text::fold,
    vocabulary::{Country, Kind, Set},
};

/// Longest search text, in characters.
pub const MAX_TEXT: usize = 100;
/// Most pages that a list can have; a larger number is a mistake.
pub const MAX_PAGE: u32 = 10_000;

/// Which events to show. Empty means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Events that concern any of these countries.
    pub countries: Set<Country>,
    /// Events of any of these kinds.
    pub kinds: Set<Kind>,
    /// From the first day of this date.
    pub from: Option<TypedDate>,
    /// To the last day of this date.
    pub to: Option<TypedDate>,
    /// Every word of it occurs in the event's texts, in either language.
    pub text: String,
}

impl Filter {
    /// How an event lies to the filter, its texts aside; `None` when it is not in it.
    pub fn admits(&self, kind: Kind, countries: &[Country], window: Window) -> Option<InRange> {
        let country = self.countries.is_empty() || countries.iter().any(|c| self.countries.contains(*c));
        let kind = self.kinds.is_empty() || self.kinds.contains(kind);
        if !(country && kind) {
            return None;
        }
        window.in_range(self.from.map(TypedDate::first_day), self.to.map(TypedDate::last_day))
    }

    /// The days to show: those of the filter, and the record's where it leaves them open.
    pub fn shown_range(&self, extent: (Day, Day)) -> (Day, Day) {
        (self.from.map_or(extent.0, TypedDate::first_day), self.to.map_or(extent.1, TypedDate::last_day))
    }

    /// The countries to show: those of the filter, or all.
    pub fn lanes(&self) -> Vec<Country> {
        if self.countries.is_empty() { Country::ALL.to_vec() } else { self.countries.iter().collect() }
    }

    /// The folded words that an event's texts must have.
    pub fn words(&self) -> Vec<String> {
        fold(&self.text).split_whitespace().map(str::to_owned).collect()
    }
}

/// In which order the list stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
}

/// What a URL asks for: the filter, and which part of the list in which order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// Which events.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// Page of the list, from 1.
    pub page: u32,
}

impl Default for Query {
    fn default() -> Self {
        Self { filter: Filter::default(), order: Order::default(), page: 1 }
    }
}

/// A parameter of the query string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `country`
    Country,
    /// `kind`
    Kind,
    /// `from`
    From,
    /// `to`
    To,
    /// `q`
    Text,
    /// `order`
    Order,
    /// `page`
    Page,
}

impl Field {
    /// Every parameter.
    pub const ALL: [Self; 7] = [Self::Country, Self::Kind, Self::From, Self::To, Self::Text, Self::Order, Self::Page];

    /// Its name in the query string.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Kind => "kind",
            Self::From => "from",
            Self::To => "to",
            Self::Text => "q",
            Self::Order => "order",
            Self::Page => "page",
        }
    }
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Not one of the closed list.
    NotOneOf,
    /// Not a year, month or day.
    NotADate,
    /// `to` lies before `from`.
    EndsBeforeStart,
    /// Longer than [`MAX_TEXT`].
    TooLong,
    /// Not a page number.
    NotAPage,
    /// Given twice with different values.
    Twice,
    /// No such parameter.
    Unknown,
}

/// A value of the query string that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The parameter; `None` for one that does not exist.
    pub field: Option<Field>,
    /// Its name as given.
    pub name: String,
    /// The value as given, cut to a readable length.
    pub value: String,
    /// What is wrong.
    pub problem: Problem,
}

impl Query {
    /// Reads a query string. What can be read is used; what cannot is reported, and nothing is lost silently.
    pub fn parse(query_string: &str) -> (Self, Vec<FieldError>) {
        let mut query = Self::default();
        let mut errors = Vec::new();
        let mut single: [Option<String>; 5] = Default::default();
        for (name, value) in form_urlencoded::parse(query_string.as_bytes()) {
            let value = value.trim();
            let field = Field::ALL.into_iter().find(|f| f.name() == name);
            let mut error = |problem| {
                errors.push(FieldError {
                    field,
                    name: name.chars().take(40).collect(),
                    value: value.chars().take(60).collect(),
                    problem,
                });
            };
            let Some(known) = field else {
                error(Problem::Unknown);
                continue;
            };
            // A form sends the fields that were left empty too.
            if value.is_empty() {
                continue;
            }
            let slot = match known {
                Field::Country => {
                    match Country::from_code(&value.to_ascii_uppercase()) {
                        Some(country) => query.filter.countries.insert(country),
                        None => error(Problem::NotOneOf),
                    }
                    continue;
                }
                Field::Kind => {
                    match Kind::from_code(value) {
                        Some(kind) => query.filter.kinds.insert(kind),
                        None => error(Problem::NotOneOf),
                    }
                    continue;
                }
                Field::From => &mut single[0],
                Field::To => &mut single[1],
                Field::Text => &mut single[2],
                Field::Order => &mut single[3],
                Field::Page => &mut single[4],
            };
            match slot {
                Some(first) if first != value => {
                    error(Problem::Twice);
                    continue;
                }
                Some(_) => continue,
                None => *slot = Some(value.to_owned()),
            }
            match known {
                Field::From | Field::To => match value.parse() {
                    Ok(date) if known == Field::From => query.filter.from = Some(date),
                    Ok(date) => query.filter.to = Some(date),
                    Err(()) => error(Problem::NotADate),
                },
                Field::Text if value.chars().count() > MAX_TEXT => error(Problem::TooLong),
                Field::Text => query.filter.text = value.split_whitespace().collect::<Vec<_>>().join(" "),
                Field::Order => match value {
                    "newest" => query.order = Order::Newest,
                    "oldest" => query.order = Order::Oldest,
                    _ => error(Problem::NotOneOf),
                },
                Field::Page => match value.parse() {
                    Ok(page @ 1..=MAX_PAGE) => query.page = page,
                    _ => error(Problem::NotAPage),
                },
                Field::Country | Field::Kind => {}
            }
        }
        // All countries, or all kinds, is the same as no choice: one canonical form.
        if query.filter.countries.len() == Country::ALL.len() {
            query.filter.countries.clear();
        }
        if query.filter.kinds.len() == Kind::ALL.len() {
            query.filter.kinds.clear();
        }
        if let (Some(from), Some(to)) = (query.filter.from, query.filter.to)
            && to.last_day() < from.first_day()
        {
            query.filter.to = None;
            errors.push(FieldError {
                field: Some(Field::To),
                name: Field::To.name().to_owned(),
                value: to.to_string(),
                problem: Problem::EndsBeforeStart,
            });
        }
        (query, errors)
    }

    /// The first page of the same list.
    #[must_use]
    pub fn first_page(&self) -> Self {
        Self { page: 1, ..self.clone() }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = Query { filter: self.clone(), ..Query::default() };
        query.fmt(f)
    }
}

/// The canonical query string, without `?`; empty when everything is asked for.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Serializer::new(String::new());
        for country in self.filter.countries.iter() {
            out.append_pair(Field::Country.name(), country.code());
        }
        for kind in self.filter.kinds.iter() {
            out.append_pair(Field::Kind.name(), kind.code());
        }
        for (field, date) in [(Field::From, self.filter.from), (Field::To, self.filter.to)] {
            if let Some(date) = date {
                out.append_pair(field.name(), &date.to_string());
            }
        }
        if !self.filter.text.is_empty() {
            out.append_pair(Field::Text.name(), &self.filter.text);
        }
        if self.order == Order::Oldest {
            out.append_pair(Field::Order.name(), "oldest");
        }
        if self.page > 1 {
            out.append_pair(Field::Page.name(), &self.page.to_string());
        }
        f.write_str(&out.finish())
    }
}

/// The first value that a query string gives for a parameter, as typed.
pub fn as_typed(query_string: &str, field: Field) -> String {
    form_urlencoded::parse(query_string.as_bytes())
        .find(|(name, _)| name == field.name())
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prelude::*, sample::subsequence};

    prop_compose! {
        fn typed_date()(year in 1900..=2100i32, month in 1..=12u32, day in 1..=28u32, form in 0..3) -> TypedDate {
            match form {
                0 => TypedDate::Year(year),
                1 => TypedDate::Month(year, month),
                _ => TypedDate::Day(Day::from_ymd(year, month, day).unwrap()),
            }
        }
    }

    prop_compose! {
        fn any_query()(
            countries in subsequence(Country::ALL.to_vec(), 0..Country::ALL.len()),
            kinds in subsequence(Kind::ALL.to_vec(), 0..Kind::ALL.len()),
            from in proptest::option::of(typed_date()),
            to in proptest::option::of(typed_date()),
            words in proptest::collection::vec("[\\p{L}&=+%#'\"]{1,8}", 0..4),
            oldest: bool,
            page in 1..=MAX_PAGE,
        ) -> Query {
            let to = to.filter(|to| from.is_none_or(|from| to.last_day() >= from.first_day()));
            let order = if oldest { Order::Oldest } else { Order::Newest };
            let (countries, kinds) = (countries.into_iter().collect(), kinds.into_iter().collect());
            Query { filter: Filter { countries, kinds, from, to, text: words.join(" ") }, order, page }
        }
    }

    proptest! {
        #[test]
        fn printing_and_parsing_is_the_identity(query in any_query()) {
            let printed = query.to_string();
            let (parsed, errors) = Query::parse(&printed);
            prop_assert_eq!(errors, vec![]);
            prop_assert_eq!(&parsed, &query);
            prop_assert_eq!(parsed.to_string(), printed);
        }

        #[test]
        fn any_query_string_is_read_without_panic_and_has_one_canonical_form(junk in "[a-z=&%+0-9\\-]{0,80}|\\PC{0,60}") {
            let (query, _) = Query::parse(&junk);
            let (again, errors) = Query::parse(&query.to_string());
            prop_assert_eq!(again, query);
            prop_assert_eq!(errors, vec![]);
        }

        #[test]
        fn order_of_parameters_does_not_matter(query in any_query(), seed in 0..1000usize) {
            let mut pairs: Vec<_> = query.to_string().split('&').map(str::to_owned).collect();
            let n = pairs.len();
            pairs.rotate_left(seed % n);
            prop_assert_eq!(Query::parse(&pairs.join("&")).0, query);
        }
    }

    #[test]
    fn a_bad_value_is_reported_and_the_rest_still_works() {
        let (query, errors) = Query::parse("country=NE&country=XX&kind=attack&from=2023-13&to=2023&utm=1&page=0");
        assert_eq!(query.to_string(), "country=NE&kind=attack&to=2023");
        let names: Vec<_> = errors.iter().map(|e| (e.name.as_str(), e.problem)).collect();
        assert_eq!(
            names,
            [
                ("country", Problem::NotOneOf),
                ("from", Problem::NotADate),
                ("utm", Problem::Unknown),
                ("page", Problem::NotAPage)
            ]
        );
    }

    #[test]
    fn an_end_before_the_start_is_an_error_of_the_end() {
        let (query, errors) = Query::parse("from=2023-10&to=2023-09");
        assert_eq!(query.to_string(), "from=2023-10");
        assert_eq!(errors[0].problem, Problem::EndsBeforeStart);
    }
}
