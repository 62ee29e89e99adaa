//! The rules that the record must keep, each with the reason why it exists (`check --explain CODE`).

macro_rules! rules {
    ($($name:ident = $code:literal, $why:literal;)+) => {
        /// A rule of the record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $why] $name,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its short name in reports.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// Why it exists.
            pub const fn why(self) -> &'static str {
                match self { $(Self::$name => $why),+ }
            }
        }
    };
}

rules! {
    Encoding = "encoding", "Names carry accents; a file in another encoding than UTF-8 would print them wrong everywhere.";
    Syntax = "syntax", "A file that is not TOML says nothing: neither a reader nor a program can tell what its author meant.";
    UnknownKey = "unknown-key", "A key that nothing reads is lost without a word: a mistyped `at_leat` would turn \"at least 60\" into no figure at all.";
    UnknownWord = "unknown-word", "Kinds, roles, stances and the like come from closed lists, so that filters and translations never miss a spelling.";
    Type = "type", "A number in quotation marks, or a word where a list stands, would be read as something else than was meant.";
    Missing = "missing", "Every statement answers who says so and where that can be read; without speaker, source or date it is hearsay.";
    Language = "language", "The record is read in English and in French, and half of its readers would meet a hole.";
    Date = "date", "A date that cannot be read cannot be drawn, sorted or filtered; a guessed one shifts the event.";
    Hull = "hull", "Where speakers give different days, the event's date must cover all of them, or a filter loses one speaker's truth.";
    Id = "id", "Ids are public links: they must survive every editor, address bar and spreadsheet.";
    Twice = "twice", "Two things with one name cannot be told apart by what refers to them.";
    UnknownActor = "unknown-actor", "Actors come from one registry, so that one body has one name in each language and one page.";
    UnknownPlace = "unknown-place", "Places come from one registry, so that one village has one point, one spelling and one page.";
    UnknownSource = "unknown-source", "A statement that points at a source which is not there cannot be checked by a reader.";
    UnknownEvent = "unknown-event", "A link to an event that does not exist leads readers nowhere.";
    UnknownClaim = "unknown-claim", "An answer must stand under the claim that it answers, or the denial loses what it denies.";
    Headline = "headline", "A headline must fit on a mark of the timeline and on a phone; beyond the limit it is cut.";
    HeadlineToll = "headline-toll", "Headlines are what is quoted. A number of dead, wounded or abducted in one must be somebody's figure in the same file, or nobody said it.";
    Wording = "wording", "Words that take a side (\"terrorist\", \"jihadist\", \"neutralised\") belong to their speakers: they stand inside quotation marks, or not at all.";
    Typography = "typography", "Readers of both languages notice straight quotation marks and missing no-break spaces; they make edited text look raw.";
    Basis = "basis", "Who carried out an attack is a statement. Claimed, acknowledged, attributed, suspected and not named are five different things.";
    Measure = "measure", "A number says nothing until it says of whom and what: soldiers killed, civilians abducted.";
    Amount = "amount", "\"29\", \"about 29\" and \"at least 29\" are three different statements; a figure is exactly one of them.";
    Country = "country", "Places are told apart by country: Bosso exists in all three.";
    Coordinates = "coordinates", "Three dots of a checked sample lay 30 to 125 km off. A point must be possible, complete, and say from where it comes; a region has none.";
    OutsideRegion = "outside-region", "Eight points of the raw record lay in the wrong country. A point must lie in the region that the registry names.";
    Precision = "precision", "A region drawn as a dot, or a village drawn as a region, tells a reader something that nobody said.";
    HomePage = "home-page", "A home page shows other news tomorrow. The nearest public tracker has 85 bare home pages among its 118 links.";
    Url = "url", "A source is a page that can be opened.";
    UnusedSource = "unused-source", "A source that carries no figure, claim, date or summary is a decoration: readers who open it look for what it says and do not find it.";
    EarlySource = "early-source", "A page from before the event cannot report it. It may announce it: then a claim or figure said on that day must use it.";
    AnswersNothing = "answers-nothing", "A denial, a confirmation and a retraction are answers. Without the claim that they answer, readers see a \"no\" and not to what.";
    QuoteLanguage = "quote-language", "A quotation keeps the language in which it was said or printed, and screen readers must be told which.";
    SharedSource = "shared-source", "Two events near in time that rest on one page are one event told twice, or two that readers want to compare: merge them, or tie them under `related`.";
    NearHeadline = "near-headline", "Nearly equal headlines a few days apart are the commonest form of a duplicate: merge the events, or tie them under `related`.";
    Unused = "unused", "An actor or place that no event names clutters search and shows an empty page.";
    Loop = "loop", "A place that lies within itself, or an actor that is its own parent, has no country and no top.";
    LeftOut = "left-out", "A research record that was merged must lead to an event: its id may already be somebody's link.";
    Compared = "compared", "Two academic lists name every coup and attempt of the three countries. One that they have and the record lacks is a hole, or needs an explanation.";
    Series = "series", "A series of totals needs one value a date, in order, or its line would run backwards.";
}

impl Rule {
    /// The rule with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.code() == code)
    }
}
