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
    /// Events in which this actor takes part or of which it says something: an id, or a name as typed.
    pub actor: String,
    /// Events at this place or within it: an id, or a name as typed.
    pub place: String,
    /// From the first day of this date.
    pub from: Option<TypedDate>,
    /// To the last day of this date.
    pub to: Option<TypedDate>,
    /// Every word of it occurs in the event's texts, in either language.
    pub text: String,
    /// Only what had been said by the evening of this date.
    pub as_of: Option<TypedDate>,
}

impl Filter {
    /// Whether it admits an event that concerns these countries.
    pub fn admits_countries(&self, countries: &[Country]) -> bool {
        self.countries.is_empty() || countries.iter().any(|c| self.countries.contains(*c))
    }

    /// Whether it admits an event of this kind.
    pub fn admits_kind(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(kind)
    }

    /// How a window lies to its dates; `None` when it lies outside.
    pub fn admits_window(&self, window: Window) -> Option<InRange> {
        window.in_range(self.from.map(TypedDate::first_day), self.to.map(TypedDate::last_day))
    }

    /// What only the texts and registries can answer is asked for: words, an actor, a place.
    pub fn searches(&self) -> bool {
        !(self.text.is_empty() && self.actor.is_empty() && self.place.is_empty())
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
    /// Newest first; what is searched for stands best match first.
    #[default]
    Usual,
    /// Newest first, whatever is searched for.
    Newest,
    /// Oldest first.
    Oldest,
}

/// By which of its two clocks a statement is placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Clock {
    /// When it happened.
    #[default]
    Happened,
    /// When it was said: each statement stands on its own day.
    Said,
}

/// What the overview counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Events.
    #[default]
    Events,
    /// People reported killed.
    Killed,
}

/// What a URL asks for: the filter, and which part of the list in which order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// Which events.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// By which clock.
    pub clock: Clock,
    /// What the overview counts.
    pub measure: Measure,
    /// Page of the list, from 1.
    pub page: u32,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            order: Order::default(),
            clock: Clock::default(),
            measure: Measure::default(),
            page: 1,
        }
    }
}

/// A parameter of the query string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `country`
    Country,
    /// `kind`
    Kind,
    /// `actor`
    Actor,
    /// `place`
    Place,
    /// `from`
    From,
    /// `to`
    To,
    /// `q`
    Text,
    /// `as_of`
    AsOf,
    /// `clock`
    Clock,
    /// `by`
    Measure,
    /// `order`
    Order,
    /// `page`
    Page,
}

impl Field {
    /// Every parameter.
    pub const ALL: [Self; 12] = [
        Self::Country,
        Self::Kind,
        Self::Actor,
        Self::Place,
        Self::From,
        Self::To,
        Self::Text,
        Self::AsOf,
        Self::Clock,
        Self::Measure,
        Self::Order,
        Self::Page,
    ];

    /// Its name in the query string.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Kind => "kind",
            Self::Actor => "actor",
            Self::Place => "place",
            Self::From => "from",
            Self::To => "to",
            Self::Text => "q",
            Self::AsOf => "as_of",
            Self::Clock => "clock",
            Self::Measure => "by",
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
    /// No actor or place of the record has this id or name.
    NotInRecord,
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

impl FieldError {
    /// An error, with its values cut to a readable length.
    pub fn new(field: Option<Field>, name: &str, value: &str, problem: Problem) -> Self {
        Self { field, name: name.chars().take(40).collect(), value: value.chars().take(60).collect(), problem }
    }
}

/// Whether others append this parameter to links that readers pass on, to see where they go. The reader did not ask for anything.
fn is_appended(name: &str) -> bool {
    name.starts_with("utm_") || ["fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid"].contains(&name)
}

impl Query {
    /// Reads a query string. What can be read is used; what cannot is reported, and nothing is lost silently.
    pub fn parse(query_string: &str) -> (Self, Vec<FieldError>) {
        let mut query = Self::default();
        let mut errors = Vec::new();
        let mut single: [Option<String>; Field::ALL.len()] = Default::default();
        for (name, value) in form_urlencoded::parse(query_string.as_bytes()) {
            let value = value.trim();
            let field = Field::ALL.into_iter().find(|f| f.name() == name);
            let mut error = |problem| errors.push(FieldError::new(field, &name, value, problem));
            let Some(field) = field else {
                if !is_appended(&name) {
                    error(Problem::Unknown);
                }
                continue;
            };
            // A form sends the fields that were left empty too.
            if value.is_empty() {
                continue;
            }
            if !matches!(field, Field::Country | Field::Kind) {
                match single[field as usize].replace(value.to_owned()) {
                    Some(first) if first != value => {
                        single[field as usize] = Some(first);
                        error(Problem::Twice);
                        continue;
                    }
                    Some(_) => continue,
                    None => {}
                }
            }
            if let Err(problem) = query.set(field, value) {
                error(problem);
            }
        }
        // Newest first is usual where nothing is searched for.
        if query.order == Order::Newest && query.filter.text.is_empty() {
            query.order = Order::Usual;
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
            errors.push(FieldError::new(Some(Field::To), Field::To.name(), &to.to_string(), Problem::EndsBeforeStart));
        }
        (query, errors)
    }

    /// Takes one value.
    fn set(&mut self, field: Field, value: &str) -> Result<(), Problem> {
        let filter = &mut self.filter;
        let short = |value: &str| match value.chars().count() > MAX_TEXT {
            true => Err(Problem::TooLong),
            false => Ok(value.split_whitespace().collect::<Vec<_>>().join(" ")),
        };
        let date = |value: &str| value.parse().map(Some).map_err(|()| Problem::NotADate);
        match (field, value) {
            (Field::Country, _) => {
                let country = Country::from_code(&value.to_ascii_uppercase()).ok_or(Problem::NotOneOf)?;
                filter.countries.insert(country);
            }
            (Field::Kind, _) => filter.kinds.insert(Kind::from_code(value).ok_or(Problem::NotOneOf)?),
            (Field::Actor, _) => filter.actor = short(value)?,
            (Field::Place, _) => filter.place = short(value)?,
            (Field::From, _) => filter.from = date(value)?,
            (Field::To, _) => filter.to = date(value)?,
            (Field::Text, _) => filter.text = short(value)?,
            (Field::AsOf, _) => filter.as_of = date(value)?,
            (Field::Clock, "happened") => self.clock = Clock::Happened,
            (Field::Clock, "said") => self.clock = Clock::Said,
            (Field::Measure, "events") => self.measure = Measure::Events,
            (Field::Measure, "killed") => self.measure = Measure::Killed,
            (Field::Order, "newest") => self.order = Order::Newest,
            (Field::Order, "oldest") => self.order = Order::Oldest,
            (Field::Clock | Field::Measure | Field::Order, _) => return Err(Problem::NotOneOf),
            (Field::Page, _) => {
                self.page = value.parse().ok().filter(|n| (1..=MAX_PAGE).contains(n)).ok_or(Problem::NotAPage)?;
            }
        }
        Ok(())
    }

    /// Whether the list stands best match first.
    pub fn ranked(&self) -> bool {
        self.order == Order::Usual && !self.filter.text.is_empty()
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
        let Filter { actor, place, from, to, text, as_of, .. } = &self.filter;
        let date = |date: &Option<TypedDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let code = |usual: bool, code: &str| if usual { String::new() } else { code.to_owned() };
        let single = [
            (Field::Actor, actor.clone()),
            (Field::Place, place.clone()),
            (Field::From, date(from)),
            (Field::To, date(to)),
            (Field::Text, text.clone()),
            (Field::AsOf, date(as_of)),
            (Field::Clock, code(self.clock == Clock::Happened, "said")),
            (Field::Measure, code(self.measure == Measure::Events, "killed")),
            (
                Field::Order,
                match self.order {
                    Order::Usual => String::new(),
                    Order::Newest => "newest".to_owned(),
                    Order::Oldest => "oldest".to_owned(),
                },
            ),
        ];
        for (field, value) in single.into_iter().filter(|(_, value)| !value.is_empty()) {
            out.append_pair(field.name(), &value);
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
    use proptest::{
        prelude::*,
        sample::{select, subsequence},
    };

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
            names in proptest::array::uniform2("[a-z-]{0,12}"),
            as_of in proptest::option::of(typed_date()),
            order in select(vec![Order::Usual, Order::Newest, Order::Oldest]),
            said: bool,
            killed: bool,
            page in 1..=MAX_PAGE,
        ) -> Query {
            let to = to.filter(|to| from.is_none_or(|from| to.last_day() >= from.first_day()));
            let text = words.join(" ");
            let order = if text.is_empty() && order == Order::Newest { Order::Usual } else { order };
            let (countries, kinds) = (countries.into_iter().collect(), kinds.into_iter().collect());
            let [actor, place] = names;
            let filter = Filter { countries, kinds, actor, place, from, to, text, as_of };
            let clock = if said { Clock::Said } else { Clock::Happened };
            let measure = if killed { Measure::Killed } else { Measure::Events };
            Query { filter, order, clock, measure, page }
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
    fn what_others_append_to_a_link_is_no_error() {
        let (query, errors) = Query::parse("fbclid=IwAR0&country=NE&utm_source=x&utm_medium=");
        assert_eq!((query.to_string().as_str(), errors.as_slice()), ("country=NE", [].as_slice()));
    }

    #[test]
    fn an_end_before_the_start_is_an_error_of_the_end() {
        let (query, errors) = Query::parse("from=2023-10&to=2023-09");
        assert_eq!(query.to_string(), "from=2023-10");
        assert_eq!(errors[0].problem, Problem::EndsBeforeStart);
    }
}
